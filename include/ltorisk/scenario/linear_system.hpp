// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/version.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// A small square matrix, row by row.
class square_matrix {
 public:
  explicit square_matrix(std::size_t n = 0, double diagonal = 0) : n_(n), cells_(n * n) {
    for (std::size_t i = 0; i < n; ++i) (*this)(i, i) = diagonal;
  }

  [[nodiscard]] std::size_t size() const noexcept { return n_; }
  [[nodiscard]] double& operator()(std::size_t i, std::size_t j) { return cells_[i * n_ + j]; }
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const { return cells_[i * n_ + j]; }

  /// The largest sum of absolute values in a row.
  [[nodiscard]] double norm() const {
    double largest = 0;
    for (std::size_t i = 0; i < n_; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < n_; ++j) sum += std::fabs((*this)(i, j));
      // Not max: a NaN must come through.
      if (!(sum <= largest)) largest = sum;
    }
    return largest;
  }

  [[nodiscard]] friend square_matrix operator*(const square_matrix& a, const square_matrix& b) {
    square_matrix c(a.n_);
    for (std::size_t i = 0; i < a.n_; ++i) {
      for (std::size_t k = 0; k < a.n_; ++k) {
        for (std::size_t j = 0; j < a.n_; ++j) c(i, j) += a(i, k) * b(k, j);
      }
    }
    return c;
  }
  /// q I - b.
  [[nodiscard]] static square_matrix difference(double q, const square_matrix& b) {
    square_matrix a(b.n_, q);
    for (std::size_t i = 0; i < a.cells_.size(); ++i) a.cells_[i] -= b.cells_[i];
    return a;
  }

  /// Do the powers of the matrix vanish: is its spectral radius below one? By repeated squaring;
  /// false also where it is so near to one that 2^40 powers do not tell.
  [[nodiscard]] bool powers_vanish() const {
    auto power = *this;
    for (int i = 0; i < 40; ++i) {
      const double size = power.norm();
      if (size < 1) return true;
      if (!(size < 1e100)) return false;
      power = power * power;
    }
    return false;
  }

 private:
  std::size_t n_;
  std::vector<double> cells_;
};

/// Solves a x = b for several b at once, the columns of `b`; false where `a` is singular. Gaussian
/// elimination with row pivoting. O(n^3).
[[nodiscard]] inline bool solve(square_matrix a, square_matrix& b) {
  const auto n = a.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::fabs(a(i, k)) > std::fabs(a(pivot, k))) pivot = i;
    }
    if (!(std::fabs(a(pivot, k)) > 1e-300)) return false;
    for (std::size_t j = 0; j < n; ++j) {
      std::swap(a(k, j), a(pivot, j));
      std::swap(b(k, j), b(pivot, j));
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double factor = a(i, k) / a(k, k);
      if (i == k || factor == 0) continue;
      for (std::size_t j = k; j < n; ++j) a(i, j) -= factor * a(k, j);
      for (std::size_t j = 0; j < n; ++j) b(i, j) -= factor * b(k, j);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) b(i, j) /= a(i, i);
  }
  return true;
}

/// Solves a x = b for one b; empty where `a` is singular.
[[nodiscard]] inline std::vector<double> solve(square_matrix a, const std::vector<double>& b) {
  square_matrix columns(a.size());
  for (std::size_t i = 0; i < b.size(); ++i) columns(i, 0) = b[i];
  if (!solve(std::move(a), columns)) return {};
  std::vector<double> x;
  for (std::size_t i = 0; i < b.size(); ++i) x.push_back(columns(i, 0));
  return x;
}

}  // namespace ltorisk::scenario
