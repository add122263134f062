// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/pack.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace ltorisk::uncertainty {

namespace detail {

/// Sums for several draws and two packs of rows, in registers: a pair of halves, because compilers
/// keep an array of them in memory.
template <unsigned Isa, std::size_t Draws>
struct weighted_sums {
  using pack = simd::pack<Isa>;
  weighted_sums<Isa, Draws / 2> first;
  weighted_sums<Isa, Draws / 2> second;

  void add(const double* w, pack a, pack b) {
    first.add(w, a, b);
    second.add(w + Draws / 2, a, b);
  }
  void store(double* to, std::size_t stride) const {
    first.store(to, stride);
    second.store(to + Draws / 2 * stride, stride);
  }
};
template <unsigned Isa>
struct weighted_sums<Isa, 1> {
  using pack = simd::pack<Isa>;
  pack x = 0.0, y = 0.0;

  void add(const double* w, pack a, pack b) {
    const pack weight(*w - simd::native_vector{});  // x - 0 is x: no instruction of its own
    x += weight * a;
    y += weight * b;
  }
  void store(double* to, std::size_t /*stride*/) const {
    x.store(to);
    y.store(to + pack::width);
  }
};

}  // namespace detail

/// Weighted sums of complete values under many sets of weights: all that is left of scoring where
/// only the weights of one arithmetic mean are drawn.
template <unsigned Isa = simd::native_isa>
class linear_scores {
 public:
  using pack = simd::pack<Isa>;
  static constexpr std::size_t draws_at_once = 8;

  /// `values[j]`: those of child j in all rows.
  explicit linear_scores(const std::vector<std::vector<double>>& values)
      : children_(values.size()), rows_(values.empty() ? 0 : values.front().size()) {
    constexpr std::size_t step = 2 * pack::width;
    padded_ = (rows_ + step - 1) / step * step;
    // The rows that are summed together stand together.
    values_.assign(padded_ * children_, 0);
    for (std::size_t j = 0; j < children_; ++j) {
      for (std::size_t r = 0; r < rows_; ++r) {
        values_[(r / step * children_ + j) * step + r % step] = values[j][r];
      }
    }
  }

  /// Doubles from one draw's scores to the next one's: the rows, and what fills the last pack.
  [[nodiscard]] std::size_t stride() const { return padded_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }

  /// `weights`: a row of a weight per child for each draw. `scores`: `stride()` for each draw, and
  /// room for draws up to a multiple of `draws_at_once`.
  void operator()(const double* weights, std::size_t draws, double* scores) const {
    constexpr std::size_t step = 2 * pack::width;
    std::vector<double> w(children_ * draws_at_once);
    for (std::size_t d = 0; d < draws; d += draws_at_once) {
      for (std::size_t k = 0; k < draws_at_once; ++k) {
        const double* from = weights + (d + k < draws ? d + k : d) * children_;
        for (std::size_t j = 0; j < children_; ++j) w[j * draws_at_once + k] = from[j];
      }
      for (std::size_t r = 0; r < padded_; r += step) {
        double* const to = scores + d * padded_ + r;
        for (std::size_t k = 0; k < draws_at_once; k += registers) {
          detail::weighted_sums<Isa, registers> sums;
          const double* v = values_.data() + r * children_;
          const double* weight = w.data() + k;
          for (std::size_t j = 0; j < children_; ++j, v += step, weight += draws_at_once) {
            sums.add(weight, pack::load(v), pack::load(v + pack::width));
          }
          sums.store(to + k * padded_, padded_);
        }
      }
    }
  }

 private:
  // Two sums for each of so many draws, two values and a weight fit 32 registers, or 16.
  static constexpr std::size_t registers = (Isa & 16U) != 0 ? 8 : 4;

  std::size_t children_, rows_, padded_ = 0;
  std::vector<double> values_;
};

}  // namespace ltorisk::uncertainty
