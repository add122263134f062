// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/weight/correlations.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// CRITIC, importance through intercriteria correlation: w_j = C_j / sum C with
/// C_j = s_j sum_k (1 - r_jk): contrast times conflict. s is the deviation of the column scaled to
/// 0..1 by its extremes, r Pearson's correlation of the scaled columns. Units do not matter.
///
/// `direction = aware` scales a cost from its largest value down, the paper's distance to the
/// ideal, so that two criteria conflict where one asks for what the other forbids; `ignored` takes
/// all columns as benefits, as Tus & Adali 2019, doi:10.1007/s12597-019-00371-6, and several tools
/// do. Deviations over n - 1 and over n give the same weights.
///
/// A constant column weighs nothing and is in nobody's sum; where one alone varies it gets all.
/// Perfect agreement of all is an error: nobody conflicts. Missing cells: deviations by column,
/// correlations over the rows that know both.
///
/// One pass. Diakoulaki, Mavrotas, Papayannakis 1995, doi:10.1016/0305-0548(94)00059-H.
struct critic {
  enum class directions { aware, ignored };

  static constexpr const char* name = "critic";
  static constexpr int passes = 1;
  using summary = statistics::co_moments;
  weighting_input looks_at = weighting_input::raw;
  directions direction = directions::aware;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    const auto kept = detail::varying(name, s, criteria);
    const auto r = detail::correlations(name, s, criteria, kept);
    std::vector<double> information(criteria.size());
    for (std::size_t a = 0; a < kept.size(); ++a) {
      double conflict = kept.size() == 1;
      for (std::size_t b = 0; b < kept.size(); ++b) {
        if (a == b) continue;
        const bool opposed = direction == directions::aware &&
                             criteria[kept[a]].direction != criteria[kept[b]].direction;
        const double disagreement = 1 - (opposed ? -r(a, b) : r(a, b));
        if (disagreement > 1e-12) conflict += disagreement;  // less is rounding
      }
      const auto& column = s[kept[a]];
      information[kept[a]] = column.standard_deviation(statistics::deviation::sample) /
                             (column.most - column.least) * conflict;
    }
    return shares(std::move(information), name, criteria,
                  kept.empty() ? detail::all_constant : "all criteria agree perfectly");
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
    list("direction", self.direction, {"aware", "ignored"});
  }
  friend bool operator==(const critic&, const critic&) = default;
};

}  // namespace ltorisk::weight
