// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/moments.hpp>

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
[[nodiscard]] inline shape shape_of(std::span<const double> values,
                                    deviation d = deviation::sample) {
  shape s;
  if (values.empty()) return s;
  const auto n = static_cast<double>(values.size());
  const auto [low, high] = std::ranges::minmax(values);
  if (low == high || (d == deviation::sample && n < 4)) return s;
  // Of values carried onto 0..1, so that no fourth power overflows.
  const double range = high / 2 - low / 2;
  const auto carried = [&, least = low](double x) { return (x / 2 - least / 2) / range; };
  double mean = 0, m2 = 0, m3 = 0, m4 = 0;
  for (const double x : values) mean += carried(x) / n;
  for (const double x : values) {
    const double e = carried(x) - mean, e2 = e * e;
    m2 += e2 / n;
    m3 += e2 * e / n;
    m4 += e2 * e2 / n;
  }
  s = {m3 / (m2 * std::sqrt(m2)), m4 / (m2 * m2) - 3};
  if (d == deviation::population) return s;
  return {s.skewness * std::sqrt(n * (n - 1)) / (n - 2),
          ((n + 1) * s.kurtosis + 6) * (n - 1) / ((n - 2) * (n - 3))};
}

}  // namespace ltorisk::statistics
