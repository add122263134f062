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

/// All pairs of a block at once, and the moments of its columns. Tiles of rows that stay in the
/// first-level cache: differences once for each column, zero where a value is not known, and
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
        tile_(std::clamp<std::size_t>(2560 / std::max<std::size_t>(padded_, 1) / 64 * 64, 64, 256)),
        stride_(tile_ + line),
        store_(padded_ * stride_ / line + padded_ * padded_ * pack::width / line + 1),
        differences_(store_.front().cell),
        lanes_(differences_ + padded_ * stride_),
        unknown_(size_ * (tile_ / 64)),
        lacking_(size_ * size_),
        sums_(size_ * wide_),
        squares_(size_ * wide_),
        place_(tile_) {
    for (std::size_t j = 0; j < size_; ++j) tallies_.emplace_back(pilot_of<real>(b[j]));
    const auto groups = padded_ / side;
    for (std::size_t first = 0; first < rows_; first += tile_) {
      take(b, first, std::min<std::size_t>(tile_, rows_ - first));
      prefetcher next(b, first + tile_, groups * (groups - 1) / 2);
      for (std::size_t k = 0; k < padded_; k += side) {
        multiply_within(k);
        for (std::size_t j = 0; j < k; j += side) multiply(j, k, next.some());
      }
      add_incomplete();
    }
    std::vector<column_moments> columns;
    for (std::size_t j = 0; j < size_; ++j) {
      seen_.push_back(tallies_[j].seen());
      all_squares_.push_back(total(tallies_[j].more().m2));
      columns.push_back(moments_of(seen_[j], tallies_[j].more(), b[j]));
    }
    columns_ = moments(std::move(columns));
  }

  [[nodiscard]] const moments& columns() const { return columns_; }

  /// Of columns j < k.
  [[nodiscard]] pair_sum operator()(std::size_t j, std::size_t k) const {
    const auto x = where_known(j, k), y = where_known(k, j);
    pair_sum p{.count = static_cast<double>(rows_) - lacking_[k * size_ + j],
               .pilot_x = seen_[j].pilot,
               .pilot_y = seen_[k].pilot,
               .x = x.sum,
               .y = y.sum,
               .xx = x.squares,
               .yy = y.squares};
    const double* const lane = lanes_ + place(j, k);
    for (std::size_t i = 0; i < pack::width; ++i) p.xy += lane[i];
    p.precise = p.count == 0 || (x.precise(p.count) && y.precise(p.count));
    return p;
  }

 private:
  static constexpr std::size_t side = 3;
  // What crosses no line of the cache is loaded twice as fast.
  static constexpr auto line = simd::line;
  struct alignas(64) cache_line {
    double cell[line] = {};
  };

  [[nodiscard]] bool complete(std::size_t j) const { return tallies_[j].complete(); }
  [[nodiscard]] std::size_t place(std::size_t j, std::size_t k) const {
    return (k * padded_ + j) * pack::width;
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

  // Asks for the rows that come next while these are multiplied: short pieces of several columns the
  // machine does not foresee. Behind the block is most often the next.
  class prefetcher {
   public:
    prefetcher(const block& b, std::size_t row, std::size_t steps)
        : block_(&b), row_(row), steps_(steps) {}

    /// The columns to ask for in the next step.
    [[nodiscard]] const prefetcher& some() {
      first_ = last_;
      last_ = block_->columns() * ++step_ / steps_;
      return *this;
    }
    /// Their `rows` rows from `i` on.
    void operator()(std::size_t i, std::size_t rows) const {
      for (auto j = first_; j < last_; ++j) {
        for (std::size_t r = i; r < i + rows; r += line) {
          simd::ask_for<1>((*block_)[j].data(), row_ + r);
        }
      }
    }

   private:
    const block* block_;
    std::size_t row_, steps_, step_ = 0, first_ = 0, last_ = 0;
  };

  // Differences of some rows; those that are not there deviate by nothing.
  void take(const block& b, std::size_t first, std::size_t rows) {
    for (std::size_t j = 0; j < size_; ++j) {
      double* const to = differences_ + j * stride_;
      if (rows < tile_) std::fill(to, to + tile_, 0.0);
      const auto cells = b[j].subspan(first, rows);
      tallies_[j].add(cells, to);
      if (complete(j)) continue;
      mark_unknown(cells, &unknown_[j * (tile_ / 64)]);
    }
  }

  // A bit for each value that is not known.
  void mark_unknown(std::span<const double> cells, std::uint64_t* words) const {
    const in_lanes<pack> lanes(cells);
    for (std::size_t w = 0; w < tile_ / 64; ++w) {
      const auto first = w * 64, rows = std::max<std::size_t>(cells.size(), first) - first;
      words[w] = 0;
      for (std::size_t i = 0; i < std::min<std::size_t>(64, rows); i += pack::width) {
        const pack x = lanes[first + i];
        words[w] |= std::uint64_t{(x != x).lanes()} << i;
      }
      if (rows < 64) words[w] &= (std::uint64_t{1} << rows) - 1;
    }
  }

  void multiply(std::size_t j, std::size_t k, const prefetcher& next) {
    const double* const x = differences_ + j * stride_;
    const double* const y = differences_ + k * stride_;
    const auto at = [&](std::size_t a, std::size_t b) { return lanes_ + place(j + a, k + b); };
    pack p00 = pack::load(at(0, 0)), p10 = pack::load(at(1, 0)), p20 = pack::load(at(2, 0));
    pack p01 = pack::load(at(0, 1)), p11 = pack::load(at(1, 1)), p21 = pack::load(at(2, 1));
    pack p02 = pack::load(at(0, 2)), p12 = pack::load(at(1, 2)), p22 = pack::load(at(2, 2));
    for (std::size_t i = 0; i < tile_; i += pack::width) {
      next(i, pack::width);
      const pack x0 = pack::load_once(x + i), x1 = pack::load_once(x + stride_ + i);
      const pack x2 = pack::load_once(x + 2 * stride_ + i);
      const pack y0 = pack::load_once(y + i), y1 = pack::load_once(y + stride_ + i);
      const pack y2 = pack::load_once(y + 2 * stride_ + i);
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

  // Two packs at a time: three sums alone would wait for each other.
  void multiply_within(std::size_t k) {
    const double* const x = differences_ + k * stride_;
    real p01 = 0, p02 = 0, p12 = 0;
    for (std::size_t i = 0; i < tile_; i += real::width) {
      const real x0 = real::load(x + i), x1 = real::load(x + stride_ + i);
      const real x2 = real::load(x + 2 * stride_ + i);
      p01 = math::fused(x0, x1, p01);
      p02 = math::fused(x0, x2, p02);
      p12 = math::fused(x1, x2, p12);
    }
    const auto add = [&](std::size_t a, std::size_t b, real p) {
      double* const at = lanes_ + place(k + a, k + b);
      (pack::load(at) + (p.first() + p.second())).store(at);
    };
    add(0, 1, p01);
    add(0, 2, p02);
    add(1, 2, p12);
  }

  void add_incomplete() {
    const auto words = tile_ / 64;
    bool all = true;
    for (std::size_t j = 0; j < size_; ++j) all = all && complete(j);
    if (all) return;
    gather_incomplete();
    for (std::size_t k = 0; k < size_; ++k) {
      const auto* const mine = &unknown_[k * words];
      places_.clear();
      for_each_bit(words, [&](std::size_t w) { return mine[w]; },
                   [&](std::size_t row) { places_.push_back(place_[row]); });
      add_gathered(k * wide_);
      for (std::size_t j = 0; j < k; ++j) {
        if (complete(j) && complete(k)) continue;
        for (std::size_t w = 0; w < words; ++w) {
          lacking_[k * size_ + j] += std::popcount(mine[w] | unknown_[j * words + w]);
        }
      }
    }
  }

  // The rows of the tile that do not know every column, one after the other.
  void gather_incomplete() {
    const auto words = tile_ / 64;
    const auto incomplete = [&](std::size_t w) {
      std::uint64_t some = 0;
      for (std::size_t j = 0; j < size_; ++j) some |= unknown_[j * words + w];
      return some;
    };
    gathered_.resize(tile_ * wide_);
    std::size_t end = 0;
    for_each_bit(words, incomplete, [&](std::size_t row) {
      place_[row] = end;
      double* const to = &gathered_[end];
      for (std::size_t j = 0; j < size_; ++j) to[j] = differences_[j * stride_ + row];
      end += wide_;
    });
  }

  template <class Word, class F>
  static void for_each_bit(std::size_t words, const Word& word, const F& f) {
    for (std::size_t w = 0; w < words; ++w) {
      for (std::uint64_t left = word(w); left != 0; left &= left - 1) {
        f(w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
      }
    }
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

  std::size_t rows_, size_, padded_, wide_, tile_, stride_;
  std::vector<cache_line> store_;
  double *differences_, *lanes_;
  std::vector<tally<powers<real>, real>> tallies_;
  std::vector<std::uint64_t> unknown_;
  std::vector<double> lacking_, sums_, squares_, all_squares_;
  std::vector<std::size_t> place_, places_;
  std::vector<double> gathered_;
  std::vector<extent> seen_;
  moments columns_{std::vector<column_moments>()};
};

}  // namespace ltorisk::statistics::detail
