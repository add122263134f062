// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/values.hpp>
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
/// One pass that keeps the columns. Gini 1912; Li & Chi 2009, First International Conference on
/// Information Science and Engineering, 3726-3729.
struct gini {
  static constexpr const char* name = "gini";
  static constexpr int passes = 1;
  using summary = statistics::values;
  weighting_input looks_at = weighting_input::raw;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    std::vector<std::vector<double>> sorted;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      sorted.push_back(s.known(j));
      std::ranges::sort(sorted.back());
    }
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      const auto& x = sorted[j];
      if (!x.empty() && x[0] < 0) return "has the value " + to_text(x[0]) + ": gini needs x >= 0";
      return detail::too_few(name, static_cast<double>(x.size()));
    });
    std::vector<double> inequality;
    for (const auto& x : sorted) inequality.push_back(of_sorted(x));
    return shares(std::move(inequality), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const gini&, const gini&) = default;

 private:
  static double of_sorted(const std::vector<double>& x) {
    const double n = static_cast<double>(x.size());
    double rank = 1, differences = 0, sum = 0;
    for (const double value : x) {
      // The factors sum to zero, so the smallest value may be taken off: no digits are lost.
      differences += (2 * rank - n - 1) * (value - x[0]);
      sum += value;
      ++rank;
    }
    return x.back() > x[0] ? differences / (n * sum) : 0;
  }
};

}  // namespace ltorisk::weight
