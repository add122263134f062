// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/statistics/extreme_rows.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/equilibrium.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// CILOS, criterion impact loss: the less a criterion loses where the others are at their best, the
/// more it counts. p_ij is the share of its best value that criterion j loses in the row where i is
/// best: 1 - x / max for a benefit, 1 - min / x for a cost (which is turned over, min / x, first).
/// The weights q solve F q = 0: q_j sum_i p_ij = sum_i p_ji q_i.
///
/// Where several rows are best for a criterion, the first is taken: the paper does not say. Figures
/// of a benefit must not be negative, those of a cost must be positive. A constant column has no
/// best row and weighs nothing; a criterion that alone loses nothing anywhere gets all the weight.
/// Where one row is best for all, or for each of several groups of criteria, every choice of
/// weights solves the system, and that is an error. Rows with a missing cell are left out.
///
/// One pass. Zavadskas & Podvezko 2016, doi:10.1142/S0219622016500036; Mirkin 1974.
struct cilos {
  static constexpr const char* name = "cilos";
  static constexpr int passes = 1;
  using summary = statistics::extreme_rows;
  weighting_input looks_at = weighting_input::raw;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    detail::require_complete_rows(name, s.rows());
    const auto cost = [&](std::size_t j) { return criteria[j].direction == sign::minus; };
    std::vector<std::size_t> kept;  // those that vary
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      const double least = s.least(j)[j];
      if (least < s.most(j)[j]) kept.push_back(j);
      if (cost(j) ? least > 0 : least >= 0) return {};
      return "has the value " + to_text(least) +
             (cost(j) ? ": cilos needs x > 0 of a cost" : ": cilos needs x >= 0");
    });

    scenario::square_matrix loss(kept.size());  // of a where b is best
    for (std::size_t b = 0; b < kept.size(); ++b) {
      const auto& row = cost(kept[b]) ? s.least(kept[b]) : s.most(kept[b]);
      for (std::size_t a = 0; a < kept.size(); ++a) {
        const auto j = kept[a];
        const double x = row[j], least = s.least(j)[j], most = s.most(j)[j];
        loss(a, b) = cost(j) ? (x - least) / x : (most - x) / most;
      }
    }
    const auto found = equilibrium(loss);
    if (found.empty() && !kept.empty()) {
      throw input_error({diagnostic{name,
                                    "finds no single answer: criteria lose nothing to each other, "
                                    "as where one row is best for all of them"}});
    }
    std::vector<double> impact(criteria.size());
    for (std::size_t a = 0; a < kept.size(); ++a) impact[kept[a]] = found[a];
    return shares(std::move(impact), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const cilos&, const cilos&) = default;
};

}  // namespace ltorisk::weight
