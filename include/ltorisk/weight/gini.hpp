// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/shares.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// w_j = G_j / sum G, Gini's coefficients of the columns: G = sum_ik |x_i - x_k| / (2 n^2 mean),
/// over the n known values, in 0..(n - 1) / n. (With n (n - 1) below the weights are the same,
/// unless columns know different numbers of values.) The unit of a column does not matter.
///
/// A constant column weighs nothing. Negative values are refused: shares of a sum. Direction plays
/// no part. Missing cells are left out column by column. O(n log n).
///
/// One pass that sorts the columns in bounded memory (`statistics::counts`). Gini 1912; Li & Chi
/// 2009, First International Conference on Information Science and Engineering, 3726-3729.
struct gini {
  static constexpr const char* name = "gini";
  static constexpr int passes = 1;
  using summary = statistics::counts;
  weighting_input looks_at = weighting_input::raw;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      const auto [n, least] = known(s, j);
      if (least < 0) return "has the value " + to_text(least) + ": gini needs x >= 0";
      return detail::too_few(name, n);
    });
    std::vector<double> inequality;
    for (std::size_t j = 0; j < criteria.size(); ++j) inequality.push_back(coefficient(s, j));
    return shares(std::move(inequality), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const gini&, const gini&) = default;

 private:
  // How many values, and the smallest.
  static std::pair<double, double> known(const summary& s, std::size_t column) {
    double n = 0, least = 0;
    s.each(column, [&](double value, double count) {
      if (n == 0) least = value;
      n += count;
    });
    return {n, least};
  }

  static double coefficient(const summary& s, std::size_t column) {
    const auto [n, least] = known(s, column);
    if (s.distinct(column) < 2) return 0;
    double rank = 1, differences = 0, sum = 0;
    s.each(column, [&, n = n, least = least](double value, double count) {
      for (double k = 0; k < count; ++k) {
        // The factors sum to zero, so the smallest value may be taken off: no digits are lost.
        differences += (2 * rank - n - 1) * (value - least);
        sum += value;
        ++rank;
      }
    });
    return differences / (n * sum);
  }
};

}  // namespace ltorisk::weight
