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

/// w_j = s_j / sum s, the standard deviations of the columns (n - 1; with n the weights are the
/// same, unless columns know different numbers of values).
///
/// Looks at normalized values, as the paper does: raw deviations depend on the unit, yet several
/// tools take them (`input = raw`). A constant column weighs nothing. Missing cells are left out
/// column by column.
///
/// One pass. Diakoulaki, Mavrotas, Papayannakis 1995, doi:10.1016/0305-0548(94)00059-H; Jahan &
/// Edwards 2013, Materials & Design 49, 1000-1008.
struct standard_deviation {
  static constexpr const char* name = "standard_deviation";
  static constexpr int passes = 1;
  using summary = statistics::moments;
  weighting_input looks_at = weighting_input::normalized;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    detail::refuse(criteria, [&](std::size_t j) { return detail::no_spread(name, s[j]); });
    std::vector<double> spread;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      spread.push_back(s[j].standard_deviation(statistics::deviation::sample));
    }
    return shares(std::move(spread), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const standard_deviation&, const standard_deviation&) = default;
};

}  // namespace ltorisk::weight
