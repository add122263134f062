// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>

#include <cmath>
#include <limits>

namespace ltorisk::statistics {

/// The profile log-likelihood of a power transform of x to a normal distribution: -n/2 ln(variance
/// of (x^exponent - 1) / exponent) + (exponent - 1) sum(ln x), the variance divided by n (Box and
/// Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x). Minus infinity where a power overflows.
///
///     box_cox_likelihood(logs)(0.5)        // `logs` are ln x; one pass through the list
class box_cox_likelihood {
 public:
  /// The list is not owned.
  explicit box_cox_likelihood(const value_counts& logs)
      : logs_(&logs), moments_(summarize<moments>(logs)[0]) {}

  [[nodiscard]] double operator()(double exponent) const {
    // Powers of x / geometric mean: then the sum of logarithms is zero and units drop out.
    const double center = moments_.mean, n = moments_.count;
    const auto power = [&](double u) {
      return exponent == 0 ? u - center : std::expm1(exponent * (u - center)) / exponent;
    };
    constexpr double none = -std::numeric_limits<double>::infinity();
    if (!std::isfinite(power(moments_.least)) || !std::isfinite(power(moments_.most))) return none;
    const double m2 = summarize<moments>(*logs_, power)[0].m2;
    return std::isfinite(m2) ? -n / 2 * std::log(m2 / n) - n * center : none;
  }

 private:
  const value_counts* logs_;
  column_moments moments_;
};

/// The most likely exponent in [-5, 5], to about 1e-8: the best of a grid of quarters, then golden
/// sections around it: 90 passes through the list. `logs` are not all the same.
[[nodiscard]] inline double box_cox_exponent(const value_counts& logs) {
  const box_cox_likelihood likelihood(logs);
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
