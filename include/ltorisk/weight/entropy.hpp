// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/theil.hpp>
#include <ltorisk/statistics/with_reciprocals.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// The more unevenly its sum is shared out, the more a criterion counts: w_j = d_j / sum d with
/// d = 1 - E, E = -sum p ln p / ln n, p = x / sum x over the n known values of the column, and
/// 0 ln 0 = 0. The unit of a column does not matter.
///
/// Costs are taken as they are, as the published tables do (Zavadskas & Podvezko 2016; Elsayed et
/// al. 2017); `costs = reciprocal` turns them over first, as some tools do. A constant column
/// weighs nothing. Negative values have no shares and are refused, zeros too where costs are turned
/// over. Missing cells are left out column by column.
///
/// One pass. Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x; Hwang & Yoon 1981,
/// doi:10.1007/978-3-642-48318-9; Zeleny 1982.
struct entropy {
  static constexpr const char* name = "entropy";
  static constexpr int passes = 1;
  using summary = statistics::with_reciprocals<statistics::theil>;
  weighting_input looks_at = weighting_input::raw;
  cost_rule costs = cost_rule::as_they_are;

  [[nodiscard]] weighting_input input() const { return looks_at; }
  [[nodiscard]] summary summarize(const statistics::block& b) const {
    return summary(b, costs == cost_rule::reciprocal);
  }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    const auto turned = [&](std::size_t j) {
      return costs == cost_rule::reciprocal && criteria[j].direction == sign::minus;
    };
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      const auto& c = s.plain[j];
      if (c.least < 0) return "has the value " + to_text(c.least) + ": entropy needs x >= 0";
      if (turned(j) && s.reciprocal[j].count < c.count) {
        return "has the value " + to_text(c.least) + ": entropy with reciprocal costs needs x > 0";
      }
      return detail::too_few(name, c.count);
    });
    std::vector<double> divergence;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      divergence.push_back((turned(j) ? s.reciprocal : s.plain)[j].divergence());
    }
    return shares(std::move(divergence), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
    list("costs", self.costs, {"as_they_are", "reciprocal"});
  }
  friend bool operator==(const entropy&, const entropy&) = default;
};

}  // namespace ltorisk::weight
