// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace ltorisk::statistics {

/// The quantile of values in rising order (one or more) at p in [0, 1], by one of the nine types of
/// Hyndman and Fan (1996, doi:10.1080/00031305.1996.10473566). 7, the default of R, S, NumPy and
/// Excel, runs straight between the order statistics at (k - 1) / (n - 1).
///
/// | type | p of the k-th of n values      | known as                                            |
/// |------|--------------------------------|-----------------------------------------------------|
/// | 1    | steps at k / n                 | inverse of the empirical distribution function      |
/// | 2    | as 1, averaged at the steps    | SAS 5                                               |
/// | 3    | steps at (k - 1/2) / n         | nearest even order statistic, SAS 2                 |
/// | 4    | k / n                          | interpolated distribution function                  |
/// | 5    | (k - 1/2) / n                  | Hazen                                               |
/// | 6    | k / (n + 1)                    | Weibull, Minitab, SPSS, Excel's EXC                 |
/// | 7    | (k - 1) / (n - 1)              | Gumbel, R, S, NumPy, Excel's INC                    |
/// | 8    | (k - 1/3) / (n + 1/3)          | median unbiased, which Hyndman and Fan recommend    |
/// | 9    | (k - 3/8) / (n + 1/4)          | Blom, unbiased for normal order statistics          |
///
/// `at(k)` gives the k-th smallest of `n` values, k from 1.
template <class At>
[[nodiscard]] double quantile(double n, const At& at, double p, int type = 7) {
  const double m = type <= 2   ? 0
                   : type == 3 ? -0.5
                   : type == 4 ? 0
                   : type == 5 ? 0.5
                   : type == 6 ? p
                   : type == 7 ? 1 - p
                   : type == 8 ? (p + 1) / 3
                               : p / 4 + 0.375;
  // p * n is meant to be whole where it is so but for rounding.
  const double place = n * p + m, near = 4 * std::numeric_limits<double>::epsilon() * (1 + n * p);
  const double j = std::floor(place + near);
  const double rest = place - j > near ? place - j : 0;
  const double share = type == 1   ? (rest > 0 ? 1 : 0)
                       : type == 2 ? (rest > 0 ? 1 : 0.5)
                       : type == 3 ? (rest > 0 || std::fmod(j, 2) != 0 ? 1 : 0)
                                   : rest;
  const auto within = [&](double k) {  // beyond the ends, the end
    return at(static_cast<std::size_t>(k < 1 ? 1 : k > n ? n : k));
  };
  return share <= 0   ? within(j)
         : share >= 1 ? within(j + 1)
                      : (1 - share) * within(j) + share * within(j + 1);
}

/// As above, of values in memory.
[[nodiscard]] inline double quantile(std::span<const double> sorted, double p, int type = 7) {
  return quantile(
      static_cast<double>(sorted.size()), [&](std::size_t k) { return sorted[k - 1]; }, p, type);
}

}  // namespace ltorisk::statistics
