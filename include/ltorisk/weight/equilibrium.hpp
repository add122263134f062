// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/linear_system.hpp>

#include <cstddef>
#include <vector>

namespace ltorisk::weight {

/// The positive or zero q, of sum one, at which what flows out of each state flows in again:
/// q_j sum_i rate(j, i) = sum_i q_i rate(i, j), for rates >= 0 and an ignored diagonal. Empty where
/// there is more than one. States that lose for good have zero.
///
/// By elimination without subtractions (Grassmann, Taksar, Heyman 1985,
/// doi:10.1287/opre.33.5.1107): every digit counts, where inverting the singular system would lose
/// some or all. O(n^3).
[[nodiscard]] inline std::vector<double> equilibrium(const scenario::square_matrix& rate) {
  const auto n = rate.size();
  // Who reaches whom; a state is kept where all it reaches come back.
  std::vector<std::vector<char>> reaches(n, std::vector<char>(n, 0));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) reaches[i][j] = i == j || rate(i, j) > 0;
  }
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        if (reaches[i][k] && reaches[k][j]) reaches[i][j] = 1;
      }
    }
  }
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < n; ++i) {
    bool closed = true;
    for (std::size_t j = 0; j < n; ++j) closed = closed && (!reaches[i][j] || reaches[j][i]);
    if (!closed) continue;
    if (!kept.empty() && !reaches[kept[0]][i]) return {};
    kept.push_back(i);
  }
  if (kept.empty()) return {};

  scenario::square_matrix r(kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    for (std::size_t j = 0; j < kept.size(); ++j) r(i, j) = rate(kept[i], kept[j]);
  }
  for (std::size_t k = kept.size() - 1; k > 0; --k) {
    double out = 0;
    for (std::size_t j = 0; j < k; ++j) out += r(k, j);
    for (std::size_t i = 0; i < k; ++i) {
      r(i, k) /= out;
      for (std::size_t j = 0; j < k; ++j) r(i, j) += r(i, k) * r(k, j);
    }
  }
  std::vector<double> q(n);
  double sum = q[kept[0]] = 1;
  for (std::size_t k = 1; k < kept.size(); ++k) {
    for (std::size_t i = 0; i < k; ++i) q[kept[k]] += q[kept[i]] * r(i, k);
    sum += q[kept[k]];
  }
  for (double& x : q) x /= sum;
  return q;
}

}  // namespace ltorisk::weight
