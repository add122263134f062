// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/ranks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

namespace detail {

/// Sorts, and counts the pairs that stand in the wrong order. `spare` is as large.
inline std::uint64_t sort_counting(std::span<double> values, std::span<double> spare) {
  const auto n = values.size();
  std::uint64_t inversions = 0;
  constexpr std::size_t run = 16;
  for (std::size_t first = 0; first < n; first += run) {
    for (std::size_t i = first + 1; i < std::min<std::size_t>(first + run, n); ++i) {
      const double x = values[i];
      auto k = i;
      for (; k > first && values[k - 1] > x; --k) values[k] = values[k - 1];
      values[k] = x;
      inversions += i - k;
    }
  }
  for (std::size_t width = run; width < n; width *= 2) {
    for (std::size_t first = 0; first < n; first += 2 * width) {
      const auto middle = std::min<std::size_t>(first + width, n);
      const auto last = std::min<std::size_t>(middle + width, n);
      auto a = first, b = middle;
      for (auto k = first; k < last; ++k) {
        if (b == last || (a < middle && values[a] <= values[b])) {
          spare[k] = values[a++];
        } else {
          inversions += middle - a;
          spare[k] = values[b++];
        }
      }
    }
    std::ranges::copy(spare.first(n), values.begin());
  }
  return inversions;
}

/// Pairs among neighbors for which `same(i, i - 1)` holds, in runs.
template <class Same>
[[nodiscard]] std::uint64_t tied_pairs(std::size_t n, Same same) {
  std::uint64_t pairs = 0, run = 0;
  for (std::size_t i = 1; i < n; ++i) {
    run = same(i, i - 1) ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/// Kendall's tau-b of pairs in rising order.
[[nodiscard]] inline double kendall_of_sorted(std::span<const std::pair<double, double>> rows) {
  const auto n = rows.size();
  std::vector<double> y(n), spare(n);
  for (std::size_t i = 0; i < n; ++i) y[i] = rows[i].second;
  const auto same_x = [&](std::size_t i, std::size_t k) { return rows[i].first == rows[k].first; };
  const auto tied_x = tied_pairs(n, same_x);
  const auto tied_both =
      tied_pairs(n, [&](std::size_t i, std::size_t k) { return same_x(i, k) && y[i] == y[k]; });
  const auto discordant = sort_counting(y, spare);
  const auto tied_y = tied_pairs(n, [&](std::size_t i, std::size_t k) { return y[i] == y[k]; });
  const auto pairs = n < 2 ? 0 : static_cast<std::uint64_t>(n) * (n - 1) / 2;
  const auto differ_x = static_cast<double>(pairs - tied_x);
  const auto differ_y = static_cast<double>(pairs - tied_y);
  if (!(differ_x > 0 && differ_y > 0)) return std::numeric_limits<double>::quiet_NaN();
  const auto concordant = pairs - tied_x - tied_y + tied_both - discordant;
  const double excess = static_cast<double>(concordant) - static_cast<double>(discordant);
  return std::clamp(excess / std::sqrt(differ_x * differ_y), -1.0, 1.0);
}

}  // namespace detail

/// Kendall's tau-b: (C - D) / sqrt((P - X)(P - Y)) of P pairs of rows, of which C stand in the same
/// order in both columns, D in opposite orders, X are tied in x and Y in y. -1 to 1.
///
/// Rows that one of the columns does not know are left out. NaN where fewer than two are left or a
/// column is constant on them. O(n log n) by counting the exchanges of a merge sort: Knight 1966,
/// doi:10.1080/01621459.1966.10480879. Kendall, Rank Correlation Methods, 1948, chapter 3.
[[nodiscard]] inline double kendall_tau_b(std::span<const double> x, std::span<const double> y) {
  std::vector<std::pair<double, double>> rows;
  for (std::size_t i = 0; i < std::min<std::size_t>(x.size(), y.size()); ++i) {
    if (x[i] == x[i] && y[i] == y[i]) rows.emplace_back(x[i], y[i]);
  }
  std::ranges::sort(rows);
  return detail::kendall_of_sorted(rows);
}

}  // namespace ltorisk::statistics
