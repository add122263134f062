// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/value_sorter.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// The rank, from the lowest up, of values that are the same. With `below` values under them and
/// `equal` of them: below + (equal + 1) / 2 (R's default, in which rising and falling ranks mirror
/// each other), below + 1 (COINr, sports), below + equal, or 1 + the number of different values
/// below.
enum class ties { average, min, max, dense };

/// The ranks of values, 1 for the lowest, in their order; NaN where the value is. Values that are
/// no more than `tolerance` above the lowest of their group count as the same. O(n log n).
[[nodiscard]] inline std::vector<double> ranks(std::span<const double> values,
                                               ties rule = ties::average, double tolerance = 0) {
  value_sorter sort;
  auto& order = sort.items();
  order.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == values[i]) order.push_back({values[i], i});
  }
  sort();
  std::vector<double> result(values.size(), std::numeric_limits<double>::quiet_NaN());
  double distinct = 0;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    const auto same = [&](double x, double lowest) {
      return x == lowest || x - lowest <= tolerance;
    };
    for (last = first + 1; last < order.size() && same(order[last].value, order[first].value);) {
      ++last;
    }
    ++distinct;
    const auto below = static_cast<double>(first), upto = static_cast<double>(last);
    const double rank = rule == ties::average ? (below + 1 + upto) / 2
                        : rule == ties::min   ? below + 1
                        : rule == ties::max   ? upto
                                              : distinct;
    for (auto k = first; k < last; ++k) result[order[k].place] = rank;
  }
  return result;
}

/// The rows of two columns that both know, as two columns.
[[nodiscard]] inline std::pair<std::vector<double>, std::vector<double>> known_to_both(
    std::span<const double> x, std::span<const double> y) {
  std::pair<std::vector<double>, std::vector<double>> both;
  for (std::size_t i = 0; i < std::min<std::size_t>(x.size(), y.size()); ++i) {
    if (x[i] != x[i] || y[i] != y[i]) continue;
    both.first.push_back(x[i]);
    both.second.push_back(y[i]);
  }
  return both;
}

}  // namespace ltorisk::statistics
