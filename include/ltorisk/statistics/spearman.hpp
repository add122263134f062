// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/ranks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace ltorisk::statistics {

namespace detail {

/// Pearson's correlation of two columns of ranks with nothing missing. Average ranks have the mean
/// (n + 1) / 2 and are multiples of one half, so that every sum here is exact (n up to 2^16, and
/// good to rounding beyond).
[[nodiscard]] inline double correlation_of_ranks(std::span<const double> x,
                                                 std::span<const double> y) {
  const double mean = (static_cast<double>(x.size()) + 1) / 2;
  double xx = 0, xy = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - mean, dy = y[i] - mean;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (!(xx > 0 && yy > 0)) return std::numeric_limits<double>::quiet_NaN();
  return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);  // exactly one where x is y
}

}  // namespace detail

/// Spearman's rank correlation: Pearson's of the ranks, tied values having the average of theirs.
/// -1 to 1. (The shortcut 1 - 6 sum d^2 / (n^3 - n) is another number where there are ties.)
///
/// Rows that one of the columns does not know are left out, and the rest is ranked. NaN where fewer
/// than two are left or a column is constant on them. O(n log n). Spearman 1904,
/// doi:10.2307/1412159; ties: Kendall, Rank Correlation Methods, 1948, chapter 3.
[[nodiscard]] inline double spearman(std::span<const double> x, std::span<const double> y) {
  const auto [a, b] = known_to_both(x, y);
  return detail::correlation_of_ranks(ranks(a), ranks(b));
}

}  // namespace ltorisk::statistics
