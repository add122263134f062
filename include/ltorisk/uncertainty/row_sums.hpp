// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/table.hpp>
#include <ltorisk/uncertainty/answers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

/// Sums over draws go by blocks of 128: the draws of a block in their order, then the blocks in
/// theirs, whoever draws which. Internal.
namespace ltorisk::uncertainty::detail {

inline constexpr std::size_t block_draws = 128;

/// A mean from sums of x and x^2 about some point near.
[[nodiscard]] inline estimate mean_of(double n, double about, double sum, double squares) {
  if (n == 0) return {};
  const double mean = sum / n;
  const double variance = n > 1 ? (squares - sum * mean) / (n - 1) : missing;
  return {about + mean, std::sqrt(std::max<double>(variance, 0) / n)};
}

/// Of the scores and ranks of one row. Powers are of the distance from `about`, the first score.
struct row_sums {
  double scored = 0, about = 0, sum = 0, squares = 0, cubes = 0, fourths = 0;
  double least = missing, most = missing;
  double ranked = 0, ranks = 0, rank_squares = 0, firsts = 0;

  void add_score(double x) {
    if (scored == 0) about = least = most = x;
    const double off = x - about;
    ++scored;
    sum += off;
    squares += off * off;
    cubes += off * off * off;
    fourths += off * off * off * off;
    least = x < least ? x : least;
    most = x > most ? x : most;
  }

  void add_rank(std::uint32_t rank) {
    ++ranked;
    ranks += rank;
    rank_squares += static_cast<double>(rank) * rank;
    firsts += rank == 1 ? 1 : 0;
  }

  /// Takes the draws that follow.
  void merge(const row_sums& next) {
    ranked += next.ranked;
    ranks += next.ranks;
    rank_squares += next.rank_squares;
    firsts += next.firsts;
    if (next.scored == 0) return;
    if (scored == 0) {
      about = next.about;
      least = next.least;
      most = next.most;
    }
    // (x - about)^k by the powers of x - next.about.
    const double n = next.scored, off = next.about - about;
    scored += n;
    sum += next.sum + n * off;
    squares += next.squares + off * (2 * next.sum + n * off);
    cubes += next.cubes + off * (3 * next.squares + off * (3 * next.sum + n * off));
    fourths += next.fourths +
               off * (4 * next.cubes + off * (6 * next.squares + off * (4 * next.sum + n * off)));
    least = next.least < least ? next.least : least;
    most = next.most > most ? next.most : most;
  }

  [[nodiscard]] estimate mean() const { return mean_of(scored, about, sum, squares); }
  [[nodiscard]] estimate mean_rank() const { return mean_of(ranked, 0, ranks, rank_squares); }

  /// The error of a standard deviation from the fourth moment (Rao 1973, 6h.1).
  [[nodiscard]] estimate deviation() const {
    const double n = scored;
    if (n < 2) return {};
    const double mean = sum / n;
    const double second = std::max<double>(squares / n - mean * mean, 0);
    const double fourth = fourths / n - 4 * mean * cubes / n + 6 * mean * mean * squares / n -
                          3 * mean * mean * mean * mean;
    const double variance = second * n / (n - 1);
    const double error_of_variance = std::sqrt(std::max<double>(fourth - second * second, 0) / n);
    const double s = std::sqrt(variance);
    return {s, s > 0 ? error_of_variance / (2 * s) : 0};
  }
};

}  // namespace ltorisk::uncertainty::detail
