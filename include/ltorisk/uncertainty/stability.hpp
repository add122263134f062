// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/draw_block.hpp>
#include <ltorisk/uncertainty/summary.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty::detail {

/// How far the ranking of each draw is from the nominal one. Internal.
class stability_summary {
 public:
  explicit stability_summary(std::vector<std::uint32_t> nominal) : nominal_(std::move(nominal)) {}

  [[nodiscard]] std::uint32_t nominal(std::size_t row) const { return nominal_[row]; }

  void absorb(const draw_scores& from, std::size_t outcome, std::size_t draws, std::size_t rows) {
    for (std::size_t d = 0; d < draws; ++d) add(from.ranks_of(outcome, d), rows);
  }

  [[nodiscard]] ranking_stability answer() const {
    ranking_stability s;
    s.shift = mean_of(ranked_, 0, shift_, shift_squares_);
    s.correlation = mean_of(correlated_, 1, correlation_, correlation_squares_);
    if (with_first_ > 0) s.first_stays = share_of(first_, with_first_);
    return s;
  }

 private:
  // Over the rows that have a rank in both.
  void add(const std::uint32_t* ranks, std::size_t rows) {
    double n = 0, moved = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    bool has_first = false, stays = false;
    for (std::size_t row = 0; row < rows; ++row) {
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
    ++ranked_;
    shift_ += moved / n;
    shift_squares_ += moved / n * (moved / n);
    with_first_ += has_first ? 1 : 0;
    first_ += stays ? 1 : 0;
    const double spread = (aa - a * a / n) * (bb - b * b / n);
    if (!(spread > 0)) return;  // a ranking of ties has no correlation
    const double off = (ab - a * b / n) / std::sqrt(spread) - 1;
    ++correlated_;
    correlation_ += off;
    correlation_squares_ += off * off;
  }

  std::vector<std::uint32_t> nominal_;
  double ranked_ = 0, shift_ = 0, shift_squares_ = 0;
  double correlated_ = 0, correlation_ = 0, correlation_squares_ = 0;
  double with_first_ = 0, first_ = 0;
};

}  // namespace ltorisk::uncertainty::detail
