// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/with_reciprocals.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// w_j = u_j / sum u, u being the angle between the column x / sum x and the even column 1 / n:
/// cos u = sum x / (sqrt n |x|). That is tan u = s / |mean| with the deviation over n, which keeps
/// small angles that the cosine would lose: the coefficient of variation, bounded by a right angle.
/// The unit of a column does not matter.
///
/// Costs are taken as they are, as the paper's example does; `costs = reciprocal` turns them over
/// first. A constant column weighs nothing. A mean of zero is an error, and a value that is not
/// positive in a cost that is turned over. Missing cells are left out column by column.
///
/// One pass. Shuai, Zongzhun, Yongji, Lei 2012, 24th Chinese Control and Decision Conference,
/// 3889-3892.
struct angle {
  static constexpr const char* name = "angle";
  static constexpr int passes = 1;
  using summary = statistics::with_reciprocals<statistics::moments>;
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
    const auto column = [&](std::size_t j) -> const statistics::column_moments& {
      return (turned(j) ? s.reciprocal : s.plain)[j];
    };
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      if (turned(j) && s.reciprocal[j].count < s.plain[j].count) {
        return "has the value " + to_text(s.plain[j].least) +
               ": angle with reciprocal costs needs x > 0";
      }
      return detail::no_relative_spread(name, column(j));
    });
    std::vector<double> angles;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      const double deviation = column(j).standard_deviation(statistics::deviation::population);
      angles.push_back(std::atan2(deviation, std::fabs(column(j).mean)));
    }
    return shares(std::move(angles), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
    list("costs", self.costs, {"as_they_are", "reciprocal"});
  }
  friend bool operator==(const angle&, const angle&) = default;
};

}  // namespace ltorisk::weight
