// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/extreme_rows.hpp>
#include <ltorisk/statistics/removal_effects.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::weight {

/// MEREC, removal effects of criteria: w_j = E_j / sum E, E_j being how much the rows change in all
/// when criterion j is taken away: E_j = sum_i |S'_ij - S_i|, S_i = ln(1 + sum_k |ln n_ik| / m),
/// S'_ij the same without k = j, still over m. n = min / x for a benefit, x / max for a cost.
///
/// Natural logarithm, m criteria before and after the removal: all tools agree. Figures must be
/// positive; normalized values often are not. A constant column changes nothing and weighs nothing.
/// Rows with a missing cell are left out. O(n m).
///
/// Two passes, in the memory of 2 m rows: the extremes must be known before the logarithms.
/// Keshavarz-Ghorabaee et al. 2021, doi:10.3390/sym13040525.
struct merec {
  static constexpr const char* name = "merec";
  static constexpr int passes = 2;
  using summary = statistics::extreme_rows;
  weighting_input looks_at = weighting_input::raw;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  /// The second pass, when it is known where the logarithm of n is zero.
  struct removal {
    static constexpr const char* name = merec::name;
    using summary = statistics::removal_effects;
    weighting_input looks_at = weighting_input::raw;
    std::vector<double> best = {};

    [[nodiscard]] weighting_input input() const { return looks_at; }
    /// |ln n| / m.
    [[nodiscard]] double figure(std::size_t j, double x) const {
      if (!(x > 0)) return missing;  // of a row that does not know every criterion
      const double ratio = x / best[j];
      const double log = std::isnormal(ratio) ? std::log(ratio) : std::log(x) - std::log(best[j]);
      return std::fabs(log) / static_cast<double>(best.size());
    }
    [[nodiscard]] std::vector<double> operator()(const summary& s,
                                                 std::span<const criterion> criteria) const {
      return shares(s.effects(), name, criteria, detail::all_constant);
    }
    friend bool operator==(const removal&, const removal&) = default;
  };

  [[nodiscard]] removal next(const summary& s, std::span<const criterion> criteria) const {
    detail::require_complete_rows(name, s.rows());
    removal second{.looks_at = looks_at};
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      const double least = s.least(j)[j];
      second.best.push_back(criteria[j].direction == sign::minus && least > 0 ? s.most(j)[j]
                                                                             : least);
    }
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      if (second.best[j] > 0) return {};
      return "has the value " + to_text(second.best[j]) + ": merec needs x > 0";
    });
    return second;
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const merec&, const merec&) = default;
};

}  // namespace ltorisk::weight
