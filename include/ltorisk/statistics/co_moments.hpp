// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/native.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/pair_sums.hpp>
#include <ltorisk/statistics/sound.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// Of the rows that know both of two columns. The means are kept as an origin and a small
/// difference from it, so that their own rounding does not enter the sums.
struct pair_moments {
  double count = 0;
  double origin_x = 0, origin_y = 0;
  double mean_x = 0, mean_y = 0;  ///< less the origin
  double xx = 0, xy = 0, yy = 0;  ///< sums of products of deviations

  /// Pearson's, NaN where one of the two is constant on these rows or there are fewer than two.
  [[nodiscard]] double correlation() const {
    if (!(xx > 0 && yy > 0)) return std::numeric_limits<double>::quiet_NaN();
    // Two roots: the product of the sums would overflow where they do not.
    return std::clamp(xy / (std::sqrt(xx) * std::sqrt(yy)), -1.0, 1.0);
  }

  static void fields(auto& list, auto& self) {
    list("count", self.count);
    list("origin_x", self.origin_x);
    list("origin_y", self.origin_y);
    list("mean_x", self.mean_x);
    list("mean_y", self.mean_y);
    list("xx", self.xx);
    list("xy", self.xy);
    list("yy", self.yy);
    list.require(detail::is_count(self.count), detail::wrong_count);
    list.require(!(self.xx < 0 || self.yy < 0), "has a sum of squares below 0");
    list.require(std::isfinite(self.origin_x) && std::isfinite(self.origin_y) &&
                     (self.count > 0 || self == pair_moments()),
                 detail::wrong_figures);
  }
  friend bool operator==(const pair_moments&, const pair_moments&) = default;
};

/// The spread of every column, and sums of squares and products of every two over the rows that
/// know both (pairwise-complete). Small: m (m - 1) / 2 pairs of m columns; one pass. Inside a block
/// products of differences from values near the means (`pair_sums.hpp`), then pairwise updates
/// (Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115), so that columns at 1e9 with
/// deviations of 1e-3 keep their correlation. With cells missing the matrix of correlations need
/// not be positive semidefinite.
class co_moments {
 public:
  /// (The instruction set is that of the calling translation unit.)
  template <unsigned Isa = simd::native_isa>
  explicit co_moments(const block& b) {
    const detail::pair_sums<Isa> sums(b);
    columns_ = sums.columns();
    pairs_.reserve(size() * (size() - 1) / 2);
    for (std::size_t k = 1; k < size(); ++k) {
      for (std::size_t j = 0; j < k; ++j) {
        const auto s = sums(j, k);
        pairs_.push_back(s.precise ? about_means(s) : of(b[j], b[k]));
      }
    }
  }

  void merge(const co_moments& next) {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      columns_[j] = detail::joined(columns_[j], next.columns_[j]);
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i) pairs_[i] = joined(pairs_[i], next.pairs_[i]);
  }

  static std::string kind() { return "spreads and co_moments"; }
  static void fields(auto& list, auto& self) {
    list("columns", self.columns_);
    list.columns(self.size());
    for (const auto& c : self.columns_) list.require(c.sound(), detail::wrong_figures);
    list("pairs", self.pairs_);
    list.require(self.pairs_.size() == (self.size() == 0 ? 0 : self.size() * (self.size() - 1) / 2),
                 "has another number of pairs than its columns make");
  }

  [[nodiscard]] std::size_t size() const { return columns_.size(); }
  [[nodiscard]] const column_spread& operator[](std::size_t column) const {
    return columns_[column];
  }
  /// Of two different columns; x is the one with the lower number.
  [[nodiscard]] const pair_moments& operator()(std::size_t j, std::size_t k) const {
    if (j > k) std::swap(j, k);
    return pairs_[k * (k - 1) / 2 + j];
  }
  /// No value was infinite.
  [[nodiscard]] bool finite() const {
    return std::ranges::all_of(columns_, &column_spread::finite);
  }

 private:
  static pair_moments about_means(const detail::pair_sum& s) {
    if (s.count == 0) return {};
    const double mean_x = s.x / s.count, mean_y = s.y / s.count;
    return {.count = s.count,
            .origin_x = s.pilot_x,
            .origin_y = s.pilot_y,
            .mean_x = mean_x,
            .mean_y = mean_y,
            .xx = s.xx - s.x * mean_x,
            .xy = s.xy - s.x * mean_y,
            .yy = s.yy - s.y * mean_y};
  }

  // Slower: two passes over the rows that know both.
  static pair_moments of(std::span<const double> x, std::span<const double> y) {
    const auto unknown = [&](std::size_t i) { return x[i] != x[i] || y[i] != y[i]; };
    pair_moments m;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (unknown(i)) continue;
      if (m.count == 0) m.origin_x = x[i], m.origin_y = y[i];
      ++m.count;
      m.mean_x += x[i] - m.origin_x;
      m.mean_y += y[i] - m.origin_y;
    }
    if (m.count == 0) return m;
    m.mean_x /= m.count;
    m.mean_y /= m.count;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (unknown(i)) continue;
      const double dx = x[i] - m.origin_x - m.mean_x, dy = y[i] - m.origin_y - m.mean_y;
      m.xx += dx * dx;
      m.xy += dx * dy;
      m.yy += dy * dy;
    }
    return m;
  }

  static pair_moments joined(const pair_moments& a, const pair_moments& b) {
    if (a.count == 0) return b;
    if (b.count == 0) return a;
    auto m = a;
    m.count = a.count + b.count;
    const double dx = b.origin_x - a.origin_x + (b.mean_x - a.mean_x);
    const double dy = b.origin_y - a.origin_y + (b.mean_y - a.mean_y);
    const double share = b.count / m.count;
    m.mean_x += share * dx;
    m.mean_y += share * dy;
    m.xx += b.xx + a.count * share * dx * dx;
    m.xy += b.xy + a.count * share * dx * dy;
    m.yy += b.yy + a.count * share * dy * dy;
    return m;
  }

  std::vector<column_spread> columns_;
  std::vector<pair_moments> pairs_;
};

}  // namespace ltorisk::statistics
