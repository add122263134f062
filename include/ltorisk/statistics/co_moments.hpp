// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/statistics/block.hpp>
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

/// Sums of squares and products of every two columns over the rows that know both
/// (pairwise-complete). Small: m (m - 1) / 2 pairs of m columns; one pass. Two passes inside a
/// block, then pairwise updates (Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115), so
/// that columns at 1e9 with deviations of 1e-3 keep their correlation. With cells missing the
/// matrix of correlations need not be positive semidefinite.
class co_moments {
  template <unsigned Isa>
  class complete_products;

 public:
  /// (The instruction set is that of the calling translation unit.)
  template <unsigned Isa = simd::native_isa>
  explicit co_moments(const block& b) : size_(b.columns()) {
    const complete_products<Isa> complete(b);
    for (std::size_t k = 1; k < size_; ++k) {
      for (std::size_t j = 0; j < k; ++j) {
        pairs_.push_back(complete.has(j) && complete.has(k) ? complete(j, k) : of(b[j], b[k]));
      }
    }
  }

  void merge(const co_moments& next) {
    for (std::size_t i = 0; i < pairs_.size(); ++i) pairs_[i] = joined(pairs_[i], next.pairs_[i]);
  }

  static std::string kind() { return "co_moments"; }
  static void fields(auto& list, auto& self) {
    list("size", self.size_);
    list.columns(self.size_);
    list("pairs", self.pairs_);
    list.require(self.pairs_.size() == (self.size_ == 0 ? 0 : self.size_ * (self.size_ - 1) / 2),
                 "has another number of pairs than its columns make");
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Of two different columns; x is the one with the lower number.
  [[nodiscard]] const pair_moments& operator()(std::size_t j, std::size_t k) const {
    if (j > k) std::swap(j, k);
    return pairs_[k * (k - 1) / 2 + j];
  }

 private:
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

  std::size_t size_;
  std::vector<pair_moments> pairs_;
};

/// Of the columns of a block that lack nothing: deviations once for each column instead of once for
/// each pair, and products four columns by four at a time, so that each value read serves four
/// multiplications.
template <unsigned Isa>
class co_moments::complete_products {
  using pack = simd::pack<Isa>;

 public:
  explicit complete_products(const block& b) : rows_(b.rows()), length_(padded(b.rows())) {
    const std::size_t columns = (b.columns() + side - 1) / side * side;
    deviations_.resize(columns * length_);
    origins_.resize(b.columns());
    rests_.resize(b.columns());
    complete_.resize(b.columns());
    for (std::size_t j = 0; j < b.columns(); ++j) prepare(b[j], j);
    products_.resize(columns * columns);
    for (std::size_t k = 0; k < columns; k += side) {
      for (std::size_t j = 0; j <= k; j += side) multiply(j, k, columns);
    }
    columns_ = columns;
  }

  [[nodiscard]] bool has(std::size_t j) const { return complete_[j] != 0; }

  [[nodiscard]] pair_moments operator()(std::size_t j, std::size_t k) const {
    const auto n = static_cast<double>(rows_);
    const auto about_mean = [&](std::size_t a, std::size_t b) {
      return products_[b * columns_ + a] - n * rests_[a] * rests_[b];
    };
    return {.count = n,
            .origin_x = origins_[j],
            .origin_y = origins_[k],
            .mean_x = rests_[j],
            .mean_y = rests_[k],
            .xx = about_mean(j, j),
            .xy = about_mean(j, k),
            .yy = about_mean(k, k)};
  }

 private:
  static constexpr std::size_t side = 4;

  // Rows that are not there deviate by nothing.
  static std::size_t padded(std::size_t rows) {
    return (rows + pack::width - 1) / pack::width * pack::width;
  }

  void prepare(std::span<const double> x, std::size_t j) {
    if (x.empty()) return;
    double* const to = deviations_.data() + j * length_;
    const auto pass = [&](double origin, const double* from) {
      pack sums[side];
      std::size_t i = 0;
      for (; i + side * pack::width <= x.size(); i += side * pack::width) {
        for (std::size_t s = 0; s < side; ++s) {
          const pack d = pack::load(from + i + s * pack::width) - origin;
          d.store(to + i + s * pack::width);
          sums[s] += d;
        }
      }
      double lanes[pack::width], sum = 0;
      ((sums[0] + sums[1]) + (sums[2] + sums[3])).store(lanes);
      for (const double lane : lanes) sum += lane;
      for (; i < x.size(); ++i) sum += to[i] = from[i] - origin;
      return sum / static_cast<double>(x.size());
    };
    // From any of the values first, so that a column far from zero keeps its digits, then from
    // about the mean, so that the products do.
    const double shift = pass(x[0], x.data());
    complete_[j] = std::isfinite(shift);
    if (complete_[j] == 0) {
      std::fill(to, to + length_, 0.0);
      return;
    }
    origins_[j] = x[0] + shift;
    rests_[j] = pass(origins_[j], x.data());
  }

  void multiply(std::size_t j, std::size_t k, std::size_t columns) {
    const double* const x = deviations_.data() + j * length_;
    const double* const y = deviations_.data() + k * length_;
    pack a00, a01, a02, a03, a10, a11, a12, a13, a20, a21, a22, a23, a30, a31, a32, a33;
    for (std::size_t i = 0; i < length_; i += pack::width) {
      const pack x0 = pack::load(x + i), x1 = pack::load(x + length_ + i);
      const pack x2 = pack::load(x + 2 * length_ + i), x3 = pack::load(x + 3 * length_ + i);
      const auto row = [&](pack v, pack& p0, pack& p1, pack& p2, pack& p3) {
        p0 = math::fused(v, x0, p0);
        p1 = math::fused(v, x1, p1);
        p2 = math::fused(v, x2, p2);
        p3 = math::fused(v, x3, p3);
      };
      row(pack::load(y + i), a00, a01, a02, a03);
      row(pack::load(y + length_ + i), a10, a11, a12, a13);
      row(pack::load(y + 2 * length_ + i), a20, a21, a22, a23);
      row(pack::load(y + 3 * length_ + i), a30, a31, a32, a33);
    }
    const pack all[side][side] = {
        {a00, a01, a02, a03}, {a10, a11, a12, a13}, {a20, a21, a22, a23}, {a30, a31, a32, a33}};
    for (std::size_t b = 0; b < side; ++b) {
      for (std::size_t a = 0; a < side; ++a) {
        double lanes[pack::width], sum = 0;
        all[b][a].store(lanes);
        for (const double lane : lanes) sum += lane;
        products_[(k + b) * columns + j + a] = sum;
      }
    }
  }

  std::size_t rows_, length_, columns_ = 0;
  std::vector<double> deviations_, origins_, rests_, products_;
  std::vector<unsigned char> complete_;
};

}  // namespace ltorisk::statistics
