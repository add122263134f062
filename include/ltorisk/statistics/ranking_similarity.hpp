// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

/// How alike two rankings are where the top counts most. `x` and `y` are ranks of the same n rows,
/// 1 the best, none missing; ties may share a rank. NaN for fewer than two rows.
namespace ltorisk::statistics {

/// Weighted Spearman correlation: 1 - 6 sum d^2 ((n - x + 1) + (n - y + 1)) / (n^4 + n^3 - n^2 - n)
/// with d = x - y. 1 for equal rankings, -1 for opposite ones without ties; symmetric. Pinto da
/// Costa, Soares 2005, doi:10.1111/j.1467-842X.2005.00413.x.
[[nodiscard]] inline double weighted_spearman(std::span<const double> x,
                                              std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  if (x.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double d = x[i] - y[i];
    sum += d * d * ((n - x[i] + 1) + (n - y[i] + 1));
  }
  return 1 - 6 * sum / (n * (n + 1) * (n + 1) * (n - 1));
}

/// The WS coefficient: 1 - sum 2^-x |x - y| / max(|x - 1|, |x - n|): what happens to the first of
/// the reference x counts twice as much as what happens to the second. 1 for equal rankings, above
/// 0 for all others; not symmetric. Salabun, Urbaniak 2020, doi:10.1007/978-3-030-50417-5_47.
[[nodiscard]] inline double ranking_similarity(std::span<const double> x,
                                               std::span<const double> y) {
  const auto n = static_cast<double>(x.size());
  if (x.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += std::exp2(-x[i]) * std::fabs(x[i] - y[i]) /
           std::max<double>(std::fabs(x[i] - 1), std::fabs(x[i] - n));
  }
  return 1 - sum;
}

}  // namespace ltorisk::statistics
