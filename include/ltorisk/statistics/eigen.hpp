// SPDX-License-Identifier: BSL-1.0
#pragma once

// The only header that needs Eigen 3 (Debian: libeigen3-dev), and ten seconds to compile.
#include <ltorisk/scenario/linear_system.hpp>

#include <Eigen/Eigenvalues>

#include <cstddef>
#include <vector>

namespace ltorisk::statistics {

/// Eigenvalues of a symmetric matrix, the largest first, and as many vectors of length one.
struct eigen_pairs {
  std::vector<double> values;
  std::vector<std::vector<double>> vectors;
};

/// Empty where the iteration does not converge: with cells that are no numbers.
[[nodiscard]] inline eigen_pairs symmetric_eigen(const scenario::square_matrix& a) {
  if (a.size() == 0) return {};
  const auto n = static_cast<Eigen::Index>(a.size());
  Eigen::MatrixXd m(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      m(i, j) = a(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> found(m);
  eigen_pairs pairs;
  if (found.info() != Eigen::Success) return pairs;
  for (Eigen::Index k = n - 1; k >= 0; --k) {
    const auto vector = found.eigenvectors().col(k);
    pairs.values.push_back(found.eigenvalues()(k));
    pairs.vectors.emplace_back(vector.begin(), vector.end());
  }
  return pairs;
}

}  // namespace ltorisk::statistics
