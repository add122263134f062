// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/draw_block.hpp>
#include <ltorisk/uncertainty/row_sums.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty::detail {

/// Of how far the rankings of draws are from the nominal one. Internal.
struct ranking_sums {
  double ranked = 0, shift = 0, shift_squares = 0;
  double correlated = 0, correlation = 0, correlation_squares = 0;  // less one
  double with_first = 0, first = 0;

  /// Takes the draws that follow.
  void merge(const ranking_sums& next) {
    ranked += next.ranked;
    shift += next.shift;
    shift_squares += next.shift_squares;
    correlated += next.correlated;
    correlation += next.correlation;
    correlation_squares += next.correlation_squares;
    with_first += next.with_first;
    first += next.first;
  }
};

/// How far the ranking of each draw is from the nominal one. Internal.
class stability_summary {
 public:
  explicit stability_summary(std::vector<std::uint32_t> nominal) : nominal_(std::move(nominal)) {}

  [[nodiscard]] std::uint32_t nominal(std::size_t row) const { return nominal_[row]; }

  /// As `outcome_summary::absorb`.
  void absorb(const draw_scores& from, std::size_t outcome, std::size_t first, std::size_t draws) {
    for (std::size_t d = 0; d < draws; ++d) {
      add(from.ranks_of(outcome, d));
      if ((first + d + 1) % block_draws == 0) close_block();
    }
  }
  void close_block() { merge(std::exchange(block_, {})); }

  /// Takes the block that follows.
  void merge(const ranking_sums& block) { all_.merge(block); }
  /// What was taken, and begins anew.
  [[nodiscard]] ranking_sums take() { return std::exchange(all_, {}); }

  [[nodiscard]] ranking_stability answer() const {
    const auto& s = all_;
    ranking_stability a;
    a.shift = mean_of(s.ranked, 0, s.shift, s.shift_squares);
    a.correlation = mean_of(s.correlated, 1, s.correlation, s.correlation_squares);
    if (s.with_first > 0) a.first_stays = share_of(s.first, s.with_first);
    return a;
  }

 private:
  // Over the rows that have a rank in both.
  void add(const std::uint32_t* ranks) {
    double n = 0, moved = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    bool has_first = false, stays = false;
    for (std::size_t row = 0; row < nominal_.size(); ++row) {
      if (nominal_[row] == 0 || ranks[row] == 0) continue;
      const auto x = static_cast<double>(nominal_[row]), y = static_cast<double>(ranks[row]);
      ++n;
      moved += std::fabs(x - y);
      a += x;
      b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
      has_first = has_first || nominal_[row] == 1;
      stays = stays || (nominal_[row] == 1 && ranks[row] == 1);
    }
    if (n == 0) return;
    auto& s = block_;
    ++s.ranked;
    s.shift += moved / n;
    s.shift_squares += moved / n * (moved / n);
    s.with_first += has_first ? 1 : 0;
    s.first += stays ? 1 : 0;
    const double spread = (aa - a * a / n) * (bb - b * b / n);
    if (!(spread > 0)) return;  // a ranking of ties has no correlation
    const double off = (ab - a * b / n) / std::sqrt(spread) - 1;
    ++s.correlated;
    s.correlation += off;
    s.correlation_squares += off * off;
  }

  std::vector<std::uint32_t> nominal_;
  ranking_sums block_, all_;
};

}  // namespace ltorisk::uncertainty::detail
