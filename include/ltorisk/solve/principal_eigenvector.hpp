// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::solve {

/// The principal eigenvalue of a positive matrix and its eigenvector, positive and of sum one.
struct perron {
  double value = 0;
  std::vector<double> vector = {};
  /// Between these the eigenvalue lies, but for the rounding of one product.
  double lower = 0, upper = 0;
};

/// Of a square matrix whose entries are all positive: then the eigenvalue that is largest in size
/// is positive and simple, and no other eigenvector is positive (Perron 1907,
/// doi:10.1007/BF01449896).
///
/// Power iteration by squaring, A, A^2, A^4, A^8 ..., so that a second eigenvalue near the first
/// costs a few products and not a million. For positive v the eigenvalue lies between the smallest
/// and the largest (A v)_i / v_i (Collatz 1942, doi:10.1007/BF01180013; Wielandt 1950,
/// doi:10.1007/BF02230720): it stops where these agree to rounding, which proves the value as no
/// library's residual does; with positive terms only, nothing cancels. Rows are first brought to
/// one scale by powers of two, D^-1 A D, so that ratios of 1e300 neither overflow nor vanish.
///
/// Time n^3 for each squaring, of which a matrix of judgments needs about six. Throws
/// `domain_error` where the matrix is not square or an entry not positive and finite.
[[nodiscard]] inline perron principal_eigenvector(const std::vector<std::vector<double>>& matrix) {
  const auto n = matrix.size();
  const auto wrong = [](const std::string& what) {
    throw domain_error("principal_eigenvector: the matrix must be " + what);
  };
  if (n == 0) wrong("of one row at least");
  for (const auto& row : matrix) {
    if (row.size() != n) wrong("square");
    for (const double a : row) {
      if (!(a > 0 && std::isfinite(a))) wrong("positive and finite, got " + to_text(a));
    }
  }

  std::vector<int> unit(n);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (const double a : matrix[i]) sum += std::log2(a);
    unit[i] = static_cast<int>(std::lround(sum / static_cast<double>(n)));
  }
  auto a = matrix;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) a[i][j] = std::ldexp(a[i][j], unit[j] - unit[i]);
  }

  perron best;
  best.upper = std::numeric_limits<double>::infinity();
  auto power = a;
  for (int squarings = 0; squarings < 64; ++squarings) {
    const double before = best.upper - best.lower;
    std::vector<double> v(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (const double p : power[i]) v[i] += p;
    }
    for (int polish = 0; polish < 2; ++polish) {
      std::vector<double> image(n);
      double lower = std::numeric_limits<double>::infinity(), upper = 0, sum = 0;
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) image[i] += a[i][j] * v[j];
        lower = std::min<double>(lower, image[i] / v[i]);
        upper = std::max<double>(upper, image[i] / v[i]);
        sum += image[i];
      }
      if (upper - lower < best.upper - best.lower) {
        best = {lower + (upper - lower) / 2, v, lower, upper};
      }
      for (double& x : image) x /= sum;
      v = std::move(image);
    }
    const double apart = best.upper - best.lower;
    if (apart <= 1e-15 * best.upper || (apart <= 1e-12 * best.upper && apart == before)) break;

    auto square = std::vector(n, std::vector<double>(n));
    double largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t j = 0; j < n; ++j) square[i][j] += power[i][k] * power[k][j];
      }
      for (const double x : square[i]) largest = std::max<double>(largest, x);
    }
    const int down = -std::ilogb(largest);
    for (auto& row : square) {
      for (double& x : row) x = std::ldexp(x, down);
    }
    power = std::move(square);
  }

  const int top = *std::ranges::max_element(unit);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    best.vector[i] = std::ldexp(best.vector[i], unit[i] - top);
    sum += best.vector[i];
  }
  for (double& x : best.vector) x /= sum;
  return best;
}

}  // namespace ltorisk::solve
