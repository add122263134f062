// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/values.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/shares.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
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
/// One pass that keeps the columns (or two that do not: the extremes must be known before the
/// logarithms). Keshavarz-Ghorabaee et al. 2021, doi:10.3390/sym13040525.
struct merec {
  static constexpr const char* name = "merec";
  static constexpr int passes = 1;
  using summary = statistics::values;
  weighting_input looks_at = weighting_input::raw;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    std::vector<std::size_t> rows;  // those that know every criterion
    for (std::size_t i = 0; i < s.rows(); ++i) {
      bool complete = true;
      for (std::size_t j = 0; j < criteria.size(); ++j) complete = complete && s[j][i] == s[j][i];
      if (complete) rows.push_back(i);
    }
    detail::require_complete_rows(name, static_cast<double>(rows.size()));

    std::vector<double> best;  // nearest to which the logarithm of n is zero
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      double least = s[j][rows[0]], most = least;
      for (const auto i : rows) {
        least = std::min<double>(least, s[j][i]);
        most = std::max<double>(most, s[j][i]);
      }
      best.push_back(criteria[j].direction == sign::minus && least > 0 ? most : least);
    }
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      if (best[j] > 0) return {};
      return "has the value " + to_text(best[j]) + ": merec needs x > 0";
    });

    std::vector<double> effects(criteria.size()), logs(criteria.size());
    for (const auto i : rows) {
      double sum = 0;
      for (std::size_t j = 0; j < logs.size(); ++j) {
        logs[j] = std::fabs(std::log(s[j][i] / best[j])) / static_cast<double>(logs.size());
        sum += logs[j];
      }
      // ln(1 + sum) - ln(1 + sum - l), in one logarithm that keeps small effects.
      for (std::size_t j = 0; j < logs.size(); ++j) {
        effects[j] += std::log1p(logs[j] / (1 + std::max<double>(0, sum - logs[j])));
      }
    }
    return shares(std::move(effects), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const merec&, const merec&) = default;
};

}  // namespace ltorisk::weight
