// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace ltorisk::statistics {

/// Factors of a correlation matrix: the loadings of all columns on each.
using factor_loadings = std::vector<std::vector<double>>;

/// Turns factors so that each column loads high on few of them: the variance of the squared
/// loadings is made largest, two factors at a time, the columns scaled to length one meanwhile
/// (Kaiser 1958, doi:10.1007/BF02289233). False where the factors still turn after 1000 rounds.
[[nodiscard]] inline bool varimax(factor_loadings& factors) {
  const std::size_t columns = factors.empty() ? 0 : factors[0].size();
  const double m = static_cast<double>(columns);
  std::vector<double> length(columns);
  for (std::size_t j = 0; j < columns; ++j) {
    for (const auto& f : factors) length[j] = std::hypot(length[j], f[j]);
    for (auto& f : factors) f[j] = length[j] > 0 ? f[j] / length[j] : 0;
  }

  bool turning = true;
  for (int round = 0; turning && round < 1000; ++round) {
    turning = false;
    for (std::size_t a = 0; a < factors.size(); ++a) {
      for (std::size_t b = a + 1; b < factors.size(); ++b) {
        double u = 0, v = 0, squares = 0, products = 0;
        for (std::size_t j = 0; j < columns; ++j) {
          const double x = factors[a][j], y = factors[b][j];
          const double p = x * x - y * y, q = 2 * x * y;
          u += p;
          v += q;
          squares += p * p - q * q;
          products += 2 * p * q;
        }
        const double up = products - 2 * u * v / m, across = squares - (u * u - v * v) / m;
        if (std::hypot(up, across) <= 1e-14 * m) continue;  // every turn is as good
        const double turn = std::atan2(up, across) / 4;
        if (std::fabs(turn) < 1e-10) continue;
        turning = true;
        const double c = std::cos(turn), s = std::sin(turn);
        for (std::size_t j = 0; j < columns; ++j) {
          const double x = factors[a][j], y = factors[b][j];
          factors[a][j] = c * x + s * y;
          factors[b][j] = c * y - s * x;
        }
      }
    }
  }
  for (auto& f : factors) {
    for (std::size_t j = 0; j < columns; ++j) f[j] *= length[j];
  }
  return !turning;
}

}  // namespace ltorisk::statistics
