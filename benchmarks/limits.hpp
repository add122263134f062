// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data.hpp"
#include "measure.hpp"

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/threads.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

/// What a machine can do at most, each on the data of the case.
namespace limits {

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

/// The logarithm of every value.
inline measure::limit log(const data::columns& t) {
  return {"vector log", {[&t] {
            pack sum;
            for (const auto& c : t.cells) {
              sum += over(c.data(), 0, t.rows(),
                          [](pack x, pack s) { return s + ltorisk::math::log(x); });
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
