// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/simd/prefetch.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/lanes.hpp>
#include <ltorisk/statistics/moments.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// Internal.
namespace ltorisk::statistics::detail {

/// Over the rows of a block that know both of two columns, with d the difference from a value near
/// the mean of the column (`pilot`): how many, and the sums of d and of its squares and products.
struct pair_sum {
  double count = 0, pilot_x = 0, pilot_y = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  /// Enough digits are left of the squares about the mean of these rows.
  bool precise = true;
};

/// All pairs of a block at once, and the spreads of its columns. Tiles of 64 rows that stay in the
/// first-level cache: differences once for each column, zero where a value is not known, then
/// products three columns by three, so that each value read serves three multiplications. What else
/// a pair needs depends on the rows one of its columns does not know: sums over these are taken off
/// those of all rows, or, where most are not known, sums over the others are taken.
template <unsigned Isa>
class pair_sums {
  using pack = simd::pack<Isa>;
  using real = lanes<Isa>;

 public:
  explicit pair_sums(const block& b)
      : rows_(b.rows()),
        size_(b.columns()),
        padded_((size_ + side - 1) / side * side),
        wide_((size_ + pack::width - 1) / pack::width * pack::width),
        store_((padded_ * stride + padded_ * padded_ * pack::width) / line + 1),
        differences_(store_.front().cell),
        lanes_(differences_ + padded_ * stride),
        unknown_(size_),
        lacking_(size_ * size_),
        sums_(size_ * wide_),
        squares_(size_ * wide_) {
    tallies_.reserve(size_);
    for (std::size_t j = 0; j < size_; ++j) tallies_.emplace_back(pilot_of<real>(b[j]));
    for (std::size_t first = 0; first < rows_; first += tile) {
      const auto rows = std::min<std::size_t>(tile, rows_ - first);
      take(b, first, rows);
      for (std::size_t k = 0; k < padded_; k += side) {
        multiply_within(k, rows);
        for (std::size_t j = 0; j < k; j += side) multiply(j, k, rows);
      }
      add_incomplete();
    }
    seen_.reserve(size_), all_squares_.reserve(size_), columns_.reserve(size_);
    for (std::size_t j = 0; j < size_; ++j) {
      seen_.push_back(tallies_[j].seen());
      all_squares_.push_back(product(j, j));
      columns_.push_back(spread_of(seen_[j], all_squares_[j], b[j]));
    }
  }

  [[nodiscard]] const std::vector<column_spread>& columns() const { return columns_; }

  /// Of columns j < k.
  [[nodiscard]] pair_sum operator()(std::size_t j, std::size_t k) const {
    const auto x = where_known(j, k), y = where_known(k, j);
    pair_sum p{.count = static_cast<double>(rows_) - lacking_[k * size_ + j],
               .pilot_x = seen_[j].pilot,
               .pilot_y = seen_[k].pilot,
               .x = x.sum,
               .y = y.sum,
               .xx = x.squares,
               .xy = product(j, k),
               .yy = y.squares};
    p.precise = p.count == 0 || (x.precise(p.count) && y.precise(p.count));
    return p;
  }

 private:
  static constexpr std::size_t side = 3;
  static constexpr std::size_t tile = 64;  // as many as a word has bits
  // What crosses no line of the cache is loaded twice as fast. Columns do not begin at places that
  // share a set of the cache.
  static constexpr auto line = simd::line;
  static constexpr auto stride = tile + line;
  struct alignas(64) cache_line {
    double cell[line] = {};
  };

  [[nodiscard]] bool complete(std::size_t j) const { return tallies_[j].complete(); }
  [[nodiscard]] double* place(std::size_t j, std::size_t k) const {
    return lanes_ + (k * padded_ + j) * pack::width;
  }
  [[nodiscard]] double product(std::size_t j, std::size_t k) const {
    return total(pack::load(place(j, k)));
  }

  // Of a column where another is known too; `from`: what squares the squares are a part of.
  struct part {
    double sum, squares, from;

    // Not where they overflow either.
    [[nodiscard]] bool precise(double count) const {
      return std::isfinite(from) && squares - sum * (sum / count) >= 0x1p-10 * from;
    }
  };
  [[nodiscard]] part where_known(std::size_t j, std::size_t k) const {
    const auto at = k * wide_ + j;
    return {seen_[j].sum - sums_[at], all_squares_[j] - squares_[at], all_squares_[j]};
  }

  // Differences of some rows, in whole lanes. Asks for rows some tiles ahead meanwhile: short
  // pieces of several columns the machine does not foresee. Behind the block is most often the
  // next.
  void take(const block& b, std::size_t first, std::size_t rows) {
    for (std::size_t j = 0; j < size_; ++j) {
      double* const to = differences_ + j * stride;
      const auto cells = b[j].subspan(first, rows);
      const auto ahead = simd::rows_ahead(8 * tile, j);
      for (std::size_t i = 0; i < tile; i += line) simd::ask_for<2>(cells.data(), ahead + i);
      tallies_[j].add(cells, to);
      if (!complete(j)) unknown_[j] = unknown_of(cells);
    }
  }

  // A bit for each value that is not known.
  [[nodiscard]] static std::uint64_t unknown_of(std::span<const double> cells) {
    const in_lanes<pack> lanes(cells);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < cells.size(); i += pack::width) {
      const pack x = lanes[i];
      bits |= std::uint64_t{(x != x).lanes()} << i;
    }
    return cells.size() < tile ? bits & ((std::uint64_t{1} << cells.size()) - 1) : bits;
  }

  void multiply(std::size_t j, std::size_t k, std::size_t rows) {
    const double* const x = differences_ + j * stride;
    const double* const y = differences_ + k * stride;
    const auto at = [&](std::size_t a, std::size_t b) { return place(j + a, k + b); };
    pack p00 = pack::load(at(0, 0)), p10 = pack::load(at(1, 0)), p20 = pack::load(at(2, 0));
    pack p01 = pack::load(at(0, 1)), p11 = pack::load(at(1, 1)), p21 = pack::load(at(2, 1));
    pack p02 = pack::load(at(0, 2)), p12 = pack::load(at(1, 2)), p22 = pack::load(at(2, 2));
    for (std::size_t i = 0; i < rows; i += pack::width) {
      const pack x0 = pack::load_once(x + i), x1 = pack::load_once(x + stride + i);
      const pack x2 = pack::load_once(x + 2 * stride + i);
      const pack y0 = pack::load_once(y + i);
      p00 = math::fused(x0, y0, p00), p10 = math::fused(x1, y0, p10);
      p20 = math::fused(x2, y0, p20);
      const pack y1 = pack::load_once(y + stride + i);
      p01 = math::fused(x0, y1, p01), p11 = math::fused(x1, y1, p11);
      p21 = math::fused(x2, y1, p21);
      const pack y2 = pack::load_once(y + 2 * stride + i);
      p02 = math::fused(x0, y2, p02), p12 = math::fused(x1, y2, p12);
      p22 = math::fused(x2, y2, p22);
    }
    p00.store(at(0, 0)), p10.store(at(1, 0)), p20.store(at(2, 0));
    p01.store(at(0, 1)), p11.store(at(1, 1)), p21.store(at(2, 1));
    p02.store(at(0, 2)), p12.store(at(1, 2)), p22.store(at(2, 2));
  }

  void multiply_within(std::size_t k, std::size_t rows) {
    const double* const x = differences_ + k * stride;
    const auto at = [&](std::size_t a, std::size_t b) { return place(k + a, k + b); };
    pack p00 = pack::load(at(0, 0)), p11 = pack::load(at(1, 1)), p22 = pack::load(at(2, 2));
    pack p01 = pack::load(at(0, 1)), p02 = pack::load(at(0, 2)), p12 = pack::load(at(1, 2));
    for (std::size_t i = 0; i < rows; i += pack::width) {
      const pack x0 = pack::load_once(x + i), x1 = pack::load_once(x + stride + i);
      const pack x2 = pack::load_once(x + 2 * stride + i);
      p00 = math::fused(x0, x0, p00), p11 = math::fused(x1, x1, p11);
      p22 = math::fused(x2, x2, p22), p01 = math::fused(x0, x1, p01);
      p02 = math::fused(x0, x2, p02), p12 = math::fused(x1, x2, p12);
    }
    p00.store(at(0, 0)), p11.store(at(1, 1)), p22.store(at(2, 2));
    p01.store(at(0, 1)), p02.store(at(0, 2)), p12.store(at(1, 2));
  }

  void add_incomplete() {
    bool all = true;
    for (std::size_t j = 0; j < size_; ++j) all = all && complete(j);
    if (all) return;
    gather_incomplete();
    for (std::size_t k = 0; k < size_; ++k) {
      places_.clear();
      for_each_bit(unknown_[k], [&](std::size_t row) { places_.push_back(place_[row]); });
      add_gathered(k * wide_);
      for (std::size_t j = 0; j < k; ++j) {
        lacking_[k * size_ + j] += std::popcount(unknown_[k] | unknown_[j]);
      }
    }
  }

  // The rows of the tile that do not know every column, one after the other.
  void gather_incomplete() {
    std::uint64_t incomplete = 0;
    for (const auto unknown : unknown_) incomplete |= unknown;
    gathered_.resize(tile * wide_);
    std::size_t end = 0;
    for_each_bit(incomplete, [&](std::size_t row) {
      place_[row] = end;
      double* const to = &gathered_[end];
      for (std::size_t j = 0; j < size_; ++j) to[j] = differences_[j * stride + row];
      end += wide_;
    });
  }

  template <class F>
  static void for_each_bit(std::uint64_t left, const F& f) {
    for (; left != 0; left &= left - 1) f(static_cast<std::size_t>(std::countr_zero(left)));
  }

  void add_gathered(std::size_t to) {
    if (places_.empty()) return;
    for (std::size_t j = 0; j < wide_; j += pack::width, to += pack::width) {
      pack sums = pack::load(&sums_[to]), squares = pack::load(&squares_[to]);
      for (const auto place : places_) {
        const pack d = pack::load_once(&gathered_[place + j]);
        sums += d;
        squares = math::fused(d, d, squares);
      }
      sums.store(&sums_[to]);
      squares.store(&squares_[to]);
    }
  }

  std::size_t rows_, size_, padded_, wide_;
  std::vector<cache_line> store_;
  double *differences_, *lanes_;
  std::vector<tally<no_more, real>> tallies_;
  std::vector<std::uint64_t> unknown_;
  std::vector<double> lacking_, sums_, squares_, all_squares_;
  std::size_t place_[tile] = {};
  std::vector<std::size_t> places_;
  std::vector<double> gathered_;
  std::vector<extent> seen_;
  std::vector<column_spread> columns_;
};

}  // namespace ltorisk::statistics::detail
