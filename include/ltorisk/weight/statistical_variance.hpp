// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// w_j = V_j / sum V, the variances of the columns (n; with n - 1 the weights are the same, unless
/// columns know different numbers of values). Harder on columns of little spread than
/// `standard_deviation`.
///
/// Looks at normalized values: min-max is what most tools put before it, `normalize::sum` gives the
/// squares of the coefficients of variation. Raw variances (`input = raw`) depend on the unit. A
/// constant column weighs nothing. Missing cells are left out column by column.
///
/// One pass. Rao & Patel 2010, Materials & Design 31(10), 4738-4747.
struct statistical_variance {
  static constexpr const char* name = "statistical_variance";
  static constexpr int passes = 1;
  using summary = statistics::moments;
  weighting_input looks_at = weighting_input::normalized;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    detail::refuse(criteria, [&](std::size_t j) { return detail::no_spread(name, s[j]); });
    std::vector<double> spread;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      spread.push_back(s[j].variance(statistics::deviation::population));
    }
    return shares(std::move(spread), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const statistical_variance&, const statistical_variance&) = default;
};

}  // namespace ltorisk::weight
