// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace ltorisk::statistics {

/// The profile log-likelihood of a power transform of x (`logs` are ln x) to a normal distribution:
/// -n/2 ln(variance of (x^exponent - 1) / exponent) + (exponent - 1) sum(ln x), the variance
/// divided by n (Box and Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x). Minus infinity where a
/// power overflows.
[[nodiscard]] inline double box_cox_log_likelihood(std::span<const double> logs, double exponent) {
  const auto n = static_cast<double>(logs.size());
  double center = 0;
  for (const double u : logs) center += u / n;
  // Powers of x / geometric mean: then the sum of logarithms is zero and units drop out.
  const auto power = [&](double u) {
    return exponent == 0 ? u - center : std::expm1(exponent * (u - center)) / exponent;
  };
  double mean = 0, variance = 0;
  for (const double u : logs) mean += power(u) / n;
  for (const double u : logs) variance += (power(u) - mean) * (power(u) - mean) / n;
  if (!std::isfinite(variance)) return -std::numeric_limits<double>::infinity();
  return -n / 2 * std::log(variance) - n * center;
}

/// The most likely exponent in [-5, 5], to about 1e-8: the best of a grid of quarters, then golden
/// sections around it. `logs` are not all the same.
[[nodiscard]] inline double box_cox_exponent(std::span<const double> logs) {
  const auto likelihood = [&](double e) { return box_cox_log_likelihood(logs, e); };
  double best = 0, most = likelihood(0);
  for (double e = -5; e <= 5; e += 0.25) {
    if (const double l = likelihood(e); l > most) best = e, most = l;
  }
  const double golden = 0.6180339887498949;
  double a = best > -5 ? best - 0.25 : -5, b = best < 5 ? best + 0.25 : 5;
  double c = b - golden * (b - a), d = a + golden * (b - a);
  double at_c = likelihood(c), at_d = likelihood(d);
  while (b - a > 1e-9) {
    if (at_c > at_d) {
      b = d, d = c, at_d = at_c;
      at_c = likelihood(c = b - golden * (b - a));
    } else {
      a = c, c = d, at_c = at_d;
      at_d = likelihood(d = a + golden * (b - a));
    }
  }
  const double found = (a + b) / 2;
  return likelihood(found) > most ? found : best;
}

}  // namespace ltorisk::statistics
