// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/moments.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

/// Internal.
namespace ltorisk::statistics::detail {

/// Over the rows of a block that know both of two columns, with d the difference from the mean of
/// the whole column: how many, and the sums of d and of its squares and products.
struct pair_sum {
  double count = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  /// Enough digits are left of the squares about the mean of these rows.
  bool precise = true;
};

/// All pairs of a block at once. Tiles of rows that stay in the first-level cache: differences once
/// for each column, zero where a value is not known, and products three columns by three, so that
/// each value read serves three multiplications. What else a pair needs depends on the rows one of
/// its columns does not know: sums over these are taken off those of all rows, or, where most are
/// not known, sums over the others are taken.
template <unsigned Isa>
class pair_sums {
  using pack = simd::pack<Isa>;

 public:
  /// `columns` are the moments of the block.
  pair_sums(const block& b, const moments& columns)
      : columns_(&columns),
        rows_(static_cast<double>(b.rows())),
        size_(b.columns()),
        padded_((size_ + side - 1) / side * side),
        tile_(std::clamp<std::size_t>(2560 / std::max<std::size_t>(padded_, 1) / 64 * 64, 64, 256)),
        stride_(tile_ + 8),
        differences_(padded_ * stride_),
        lanes_(padded_ * padded_ * pack::width),
        known_(size_ * (tile_ / 64)),
        counts_(size_ * size_),
        sums_(size_ * size_),
        squares_(size_ * size_) {
    for (std::size_t first = 0; first < b.rows(); first += tile_) {
      take(b, first, std::min<std::size_t>(tile_, b.rows() - first));
      for (std::size_t k = 0; k < padded_; k += side) {
        multiply_within(k);
        for (std::size_t j = 0; j < k; j += side) multiply(j, k);
      }
      add_incomplete();
    }
  }

  /// Of columns j < k.
  [[nodiscard]] pair_sum operator()(std::size_t j, std::size_t k) const {
    const auto &x = (*columns_)[j], &y = (*columns_)[k];
    pair_sum p;
    if (x.count == 0 || y.count == 0) return p;
    p.precise = usable(j) && usable(k);
    p.count = complete(k) ? x.count : complete(j) ? y.count : counts_[k * size_ + j];
    const auto [sum_x, square_x, base_x] = where_known(j, k);
    const auto [sum_y, square_y, base_y] = where_known(k, j);
    p.x = sum_x;
    p.y = sum_y;
    p.xx = square_x;
    p.yy = square_y;
    const double* const lanes = &lanes_[place(j, k)];
    for (std::size_t i = 0; i < pack::width; ++i) p.xy += lanes[i];
    constexpr double share = 0x1p-10;
    if (p.count == 0) return p.precise ? pair_sum() : p;
    p.precise = p.precise && square_x - sum_x * sum_x / p.count >= share * base_x &&
                square_y - sum_y * sum_y / p.count >= share * base_y;
    return p;
  }

 private:
  static constexpr std::size_t side = 3;

  [[nodiscard]] bool usable(std::size_t j) const { return std::isfinite((*columns_)[j].m2); }
  [[nodiscard]] bool complete(std::size_t j) const { return (*columns_)[j].count == rows_; }
  /// Does column k know fewer rows than not?
  [[nodiscard]] bool sparse(std::size_t k) const { return 2 * (*columns_)[k].count < rows_; }
  [[nodiscard]] std::size_t place(std::size_t j, std::size_t k) const {
    return (k * padded_ + j) * pack::width;
  }

  // Of column j where k is known too: the sum, that of squares, and what squares it was made of.
  struct part {
    double sum, square, base;
  };
  [[nodiscard]] part where_known(std::size_t j, std::size_t k) const {
    const auto& m = (*columns_)[j];
    const double sum = m.count * m.mean_rest, square = m.m2 + sum * m.mean_rest;
    const double s = sums_[k * size_ + j], q = squares_[k * size_ + j];
    if (complete(k)) return {sum, square, square};
    if (sparse(k)) return {s, q, q};
    return {sum - s, square - q, square};
  }

  // Differences of some rows; those that are not there deviate by nothing and are not known.
  void take(const block& b, std::size_t first, std::size_t rows) {
    for (std::size_t j = 0; j < size_; ++j) {
      double* const to = &differences_[j * stride_];
      if (rows < tile_) std::fill(to, to + tile_, 0.0);
      if (!usable(j)) continue;
      const double* const from = b[j].data() + first;
      const double mean = (*columns_)[j].mean;
      if (complete(j)) {
        std::size_t i = 0;
        for (; i + pack::width <= rows; i += pack::width) {
          (pack::load(from + i) - mean).store(to + i);
        }
        for (; i < rows; ++i) to[i] = from[i] - mean;
        continue;
      }
      for (std::size_t i = 0; i < tile_; i += 64) {
        known_[j * (tile_ / 64) + i / 64] =
            i < rows ? take_known(from + i, to + i, std::min<std::size_t>(64, rows - i), mean) : 0;
      }
    }
  }

  // A bit for each of up to 64 values that is known.
  static std::uint64_t take_known(const double* from, double* to, std::size_t rows, double mean) {
    std::uint64_t known = 0;
    std::size_t i = 0;
    for (; i + pack::width <= rows; i += pack::width) {
      const auto x = pack::load(from + i);
      math::select(x == x, x - mean, 0).store(to + i);
      known |= static_cast<std::uint64_t>((x == x).bits_set()) << i;
    }
    for (; i < rows; ++i) {
      const bool there = from[i] == from[i];
      to[i] = there ? from[i] - mean : 0;
      known |= static_cast<std::uint64_t>(there) << i;
    }
    return known;
  }

  void multiply(std::size_t j, std::size_t k) {
    const double* const x = &differences_[j * stride_];
    const double* const y = &differences_[k * stride_];
    const auto at = [&](std::size_t a, std::size_t b) { return &lanes_[place(j + a, k + b)]; };
    pack p00 = pack::load(at(0, 0)), p10 = pack::load(at(1, 0)), p20 = pack::load(at(2, 0));
    pack p01 = pack::load(at(0, 1)), p11 = pack::load(at(1, 1)), p21 = pack::load(at(2, 1));
    pack p02 = pack::load(at(0, 2)), p12 = pack::load(at(1, 2)), p22 = pack::load(at(2, 2));
    for (std::size_t i = 0; i < tile_; i += pack::width) {
      const pack x0 = pack::load(x + i), x1 = pack::load(x + stride_ + i);
      const pack x2 = pack::load(x + 2 * stride_ + i);
      const pack y0 = pack::load(y + i), y1 = pack::load(y + stride_ + i);
      const pack y2 = pack::load(y + 2 * stride_ + i);
      p00 = math::fused(x0, y0, p00), p10 = math::fused(x1, y0, p10);
      p20 = math::fused(x2, y0, p20), p01 = math::fused(x0, y1, p01);
      p11 = math::fused(x1, y1, p11), p21 = math::fused(x2, y1, p21);
      p02 = math::fused(x0, y2, p02), p12 = math::fused(x1, y2, p12);
      p22 = math::fused(x2, y2, p22);
    }
    p00.store(at(0, 0)), p10.store(at(1, 0)), p20.store(at(2, 0));
    p01.store(at(0, 1)), p11.store(at(1, 1)), p21.store(at(2, 1));
    p02.store(at(0, 2)), p12.store(at(1, 2)), p22.store(at(2, 2));
  }

  void multiply_within(std::size_t k) {
    const double* const x = &differences_[k * stride_];
    const auto at = [&](std::size_t a, std::size_t b) { return &lanes_[place(k + a, k + b)]; };
    pack p01 = pack::load(at(0, 1)), p02 = pack::load(at(0, 2)), p12 = pack::load(at(1, 2));
    for (std::size_t i = 0; i < tile_; i += pack::width) {
      const pack x0 = pack::load(x + i), x1 = pack::load(x + stride_ + i);
      const pack x2 = pack::load(x + 2 * stride_ + i);
      p01 = math::fused(x0, x1, p01);
      p02 = math::fused(x0, x2, p02);
      p12 = math::fused(x1, x2, p12);
    }
    p01.store(at(0, 1)), p02.store(at(0, 2)), p12.store(at(1, 2));
  }

  void add_incomplete() {
    const auto words = tile_ / 64;
    for (std::size_t k = 0; k < size_; ++k) {
      if (complete(k) || !usable(k)) continue;
      const auto* const mine = &known_[k * words];
      for (std::size_t w = 0; w < words; ++w) {
        for (auto left = sparse(k) ? mine[w] : ~mine[w]; left != 0; left &= left - 1) {
          add_row(k, w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
        }
      }
      for (std::size_t j = 0; j < k; ++j) {
        if (complete(j) || !usable(j)) continue;
        for (std::size_t w = 0; w < words; ++w) {
          counts_[k * size_ + j] += std::popcount(mine[w] & known_[j * words + w]);
        }
      }
    }
  }

  void add_row(std::size_t k, std::size_t row) {
    for (std::size_t j = 0; j < size_; ++j) {
      const double d = differences_[j * stride_ + row];
      sums_[k * size_ + j] += d;
      squares_[k * size_ + j] += d * d;
    }
  }

  const moments* columns_;
  double rows_;
  std::size_t size_, padded_, tile_, stride_;
  std::vector<double> differences_, lanes_;
  std::vector<std::uint64_t> known_;
  std::vector<double> counts_, sums_, squares_;
};

}  // namespace ltorisk::statistics::detail
