// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace ltorisk::statistics {

/// Skewness, and kurtosis in excess of the normal distribution's 3.
struct shape {
  double skewness = std::numeric_limits<double>::quiet_NaN();
  double kurtosis = std::numeric_limits<double>::quiet_NaN();
};

/// `population`: g1 = m3 / m2^1.5 and g2 = m4 / m2^2 - 3 with moments divided by n. `sample`: G1 =
/// g1 sqrt(n (n - 1)) / (n - 2) and G2 = ((n + 1) g2 + 6) (n - 1) / ((n - 2) (n - 3)), as Excel,
/// SAS, SPSS and the JRC (Joanes and Gill 1998, doi:10.1111/1467-9884.00122). NaN where the values
/// are constant, and for `sample` with fewer than four.
///
/// Of values that rise, each clamped to [lower, upper]. One pass through the list.
[[nodiscard]] inline shape shape_of(const value_counts& values, double lower, double upper,
                                    deviation d = deviation::sample) {
  if (!(lower < upper)) return {};
  // Carried onto 0..1, so that no fourth power overflows.
  const double range = upper / 2 - lower / 2;
  const auto m = summarize<moments>(values, [&](double x) {
    return (std::clamp<double>(x, lower, upper) / 2 - lower / 2) / range;
  })[0];
  const double n = m.count, m2 = m.m2 / n;
  if (m.constant() || (d == deviation::sample && n < 4)) return {};
  const shape s{m.m3 / n / (m2 * std::sqrt(m2)), m.m4 / n / (m2 * m2) - 3};
  if (d == deviation::population) return s;
  return {s.skewness * std::sqrt(n * (n - 1)) / (n - 2),
          ((n + 1) * s.kurtosis + 6) * (n - 1) / ((n - 2) * (n - 3))};
}

/// As above, of values in memory as they are.
[[nodiscard]] inline shape shape_of(std::span<const double> values,
                                    deviation d = deviation::sample) {
  if (values.empty()) return {};
  const auto [low, high] = std::ranges::minmax(values);
  return shape_of(counted_values(values), low, high, d);
}

}  // namespace ltorisk::statistics
