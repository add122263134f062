// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data.hpp"
#include "measure.hpp"

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/threads.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

/// What a machine can do at most, each on the data of the case.
namespace limits {

namespace math = ltorisk::math;
using ltorisk::simd::native_isa;
using pack = ltorisk::simd::pack<native_isa>;

/// f(x, sum) of every pack of a column from `first` to `last`, into four sums at once.
template <class F>
pack over(const double* x, std::size_t first, std::size_t last, F f) {
  pack a, b, c, d;
  std::size_t i = first;
  for (; i + 4 * pack::width <= last; i += 4 * pack::width) {
    a = f(pack::load(x + i), a);
    b = f(pack::load(x + i + pack::width), b);
    c = f(pack::load(x + i + 2 * pack::width), c);
    d = f(pack::load(x + i + 3 * pack::width), d);
  }
  return (a + b) + (c + d);
}

inline void by_blocks(const data::columns& t, std::size_t block, std::size_t begin,
                      std::size_t end) {
  pack sum;
  for (std::size_t first = begin; first < end; first += block) {
    const auto last = std::min<std::size_t>(end, first + block);
    for (const auto& c : t.cells) {
      sum += over(c.data(), first, last, [](pack x, pack s) { return s + x; });
    }
  }
  benchmark::DoNotOptimize(sum);
}

/// Reading every value once: column after column, blocks of rows, or tiles of a few lines; by one
/// thread, or by several that share the rows.
template <unsigned Threads>
measure::limit read_by(const data::columns& t) {
  measure::limit l{Threads == 1 ? "read" : "read by " + std::to_string(Threads) + " threads", {}};
  for (const std::size_t block : {t.rows(), std::size_t{2048}, std::size_t{512}, 4 * pack::width}) {
    l.ways.push_back([&t, block] {
      const auto share = t.rows() / Threads;
      ltorisk::threads{Threads}(Threads, [&](std::size_t i) {
        by_blocks(t, block, i * share, i + 1 == Threads ? t.rows() : (i + 1) * share);
      });
    });
  }
  return l;
}
inline measure::limit read(const data::columns& t) { return read_by<1>(t); }

/// What anybody would write: the mean of values between 0 and 1, of which NaN are left out where
/// there are `Gaps`.
template <bool Gaps>
class plain_mean {
 public:
  explicit plain_mean(const data::columns& t) : rows_(t.rows()), value_(rows_), coverage_(rows_) {
    for (const auto& c : t.cells) {
      columns_.push_back({c.data(), 1, 1, 1 / static_cast<double>(t.cells.size())});
    }
  }

  void row_by_row() {
    for (std::size_t r = 0; r < rows_; ++r) {
      double sum = 0, total = 0;
      for (const auto& c : columns_) {
        const double x = c.cells[r];
        if (Gaps && x != x) continue;
        sum += c.weight * value_of(c, x);
        total += c.weight;
      }
      value_[r] = sum / total;
      if (Gaps) coverage_[r] = total;
    }
    benchmark::ClobberMemory();
  }
  void column_by_column(std::size_t block) {
    for (std::size_t first = 0; first < rows_; first += block) {
      const auto last = std::min<std::size_t>(rows_, first + block);
      double* const value = value_.data();
      double* const coverage = coverage_.data();
      std::fill(value + first, value + last, 0.0);
      std::fill(coverage + first, coverage + last, 0.0);
      double whole = 0;
      for (const auto& c : columns_) {
        whole += c.weight;
        for (std::size_t r = first; r < last; ++r) {
          const double x = c.cells[r];
          const double w = Gaps && x != x ? 0 : c.weight;
          const double v = Gaps && x != x ? 0 : value_of(c, x);
          value[r] += w * v;
          if (Gaps) coverage[r] += w;
        }
      }
      for (std::size_t r = first; r < last; ++r) value[r] /= Gaps ? coverage[r] : whole;
    }
    benchmark::ClobberMemory();
  }
  /// Written for packs: sums stay in registers, nothing is checked.
  void by_packs() {
    using rows = ltorisk::simd::twice<ltorisk::simd::twice<pack>>;
    for (std::size_t r = 0; r + rows::width <= rows_; r += rows::width) {
      rows sum = 0, total = 0;
      for (const auto& c : columns_) {
        const rows x = rows::load(c.cells + r);
        const rows v =
            math::smaller(math::larger((x - rows(c.lower)) * rows(c.slope), rows(0)), rows(1));
        const rows w = Gaps ? rows(math::select(x == x, c.weight, 0)) : rows(c.weight);
        sum = math::fused(w, v, sum);
        total += w;
      }
      (sum / total).store(value_.data() + r);
      if (Gaps) total.store(coverage_.data() + r);
    }
    benchmark::ClobberMemory();
  }

 private:
  struct column {
    const double* cells;
    double lower, slope, weight;
  };
  static double value_of(const column& c, double x) {
    const double v = (x - c.lower) * c.slope;
    return std::min<double>(std::max<double>(v, 0), 1);
  }

  std::size_t rows_;
  std::vector<column> columns_;
  std::vector<double> value_, coverage_;
};

template <bool Gaps>
measure::limit plain(const data::columns& t) {
  const auto mean = std::make_shared<plain_mean<Gaps>>(t);
  measure::limit l{"plain loop", {[mean] { mean->row_by_row(); }}};
  for (const std::size_t block : {std::size_t{512}, std::size_t{4096}, t.rows()}) {
    l.ways.push_back([mean, block] { mean->column_by_column(block); });
  }
  return l;
}

template <bool Gaps>
measure::limit packs(const data::columns& t) {
  const auto mean = std::make_shared<plain_mean<Gaps>>(t);
  return {"packs by hand", {[mean] { mean->by_packs(); }}};
}

/// The logarithm of every value.
inline measure::limit log(const data::columns& t) {
  return {"vector log", {[&t] {
            pack sum;
            for (const auto& c : t.cells) {
              sum += over(c.data(), 0, t.rows(), [](pack x, pack s) { return s + math::log(x); });
            }
            benchmark::DoNotOptimize(sum);
          }}};
}

/// So many multiply-adds of doubles, in registers.
inline measure::limit multiply_add(double how_many) {
  return {"multiply-add", {[how_many] {
            const auto rounds =
                static_cast<std::size_t>(how_many / (10.0 * static_cast<double>(pack::width)));
            pack by = 1.0 - 1e-9, plus = 1e-9;
            benchmark::DoNotOptimize(by);
            benchmark::DoNotOptimize(plus);
            pack a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10;
            for (std::size_t r = 0; r < rounds; ++r) {
              a = a * by + plus, b = b * by + plus, c = c * by + plus, d = d * by + plus;
              e = e * by + plus, f = f * by + plus, g = g * by + plus, h = h * by + plus;
              i = i * by + plus, j = j * by + plus;
            }
            pack sum = a + b + c + d + e + f + g + h + i + j;
            benchmark::DoNotOptimize(sum);
          }}};
}

/// std::sort of every column's known cells.
inline measure::limit sort(const data::columns& t) {
  return {"std::sort", {[&t] {
            std::vector<double> scratch;
            for (const auto& c : t.cells) {
              scratch.clear();
              for (const double x : c) {
                if (x == x) scratch.push_back(x);
              }
              std::sort(scratch.begin(), scratch.end());
              benchmark::DoNotOptimize(scratch.data());
            }
          }}};
}

}  // namespace limits
