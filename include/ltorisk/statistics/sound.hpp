// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

/// What figures of a summary must be that was read from bytes: a checksum tells accidents, not
/// whether any sample gives them. Internal.
namespace ltorisk::statistics::detail {

inline constexpr const char* wrong_count = "has a count that is no number of rows";
inline constexpr const char* wrong_figures = "has figures that no column gives";

/// A whole number from 0 that counts rows.
[[nodiscard]] inline bool is_count(double n) { return n >= 0 && n <= 0x1p53 && n == std::trunc(n); }

/// Finite extremes in their order, and the mean between them but for rounding (or, beyond 1e300,
/// where it may overflow); without values those of none.
[[nodiscard]] inline bool is_column(double count, double mean, double least, double most) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (count == 0) return mean == 0 && least == infinity && most == -infinity;
  const double size = std::max<double>(std::abs(least), std::abs(most)), slack = 1e-9 * size;
  if (!std::isfinite(least) || !std::isfinite(most) || least > most) return false;
  return size > 1e300 || (mean >= least - slack && mean <= most + slack);
}

}  // namespace ltorisk::statistics::detail
