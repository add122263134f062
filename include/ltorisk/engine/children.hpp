// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/tile.hpp>

#include <cstddef>

/// The children of a node as its formula sees them, in a tile of rows. Internal.
namespace ltorisk::engine {

using simd::row_set;

/// One child.
struct child_rows {
  /// Of the first row of the tile; where the child is not known, some finite number.
  const double* value = nullptr;
  double weight = 0;
  /// Where it enters; elsewhere its weight is zero.
  row_set used = ~row_set{0};
  /// It enters as 1 - value.
  bool minus = false;
  /// Where `assumes`, the value of rows that are not known.
  bool assumes = false;
  row_set known = ~row_set{0};
  double assumed = 0;
};

/// All of them, and what holds for all.
struct children {
  const child_rows* first = nullptr;
  std::size_t size = 0;
  /// All weights are the same number.
  bool equal_weights = false;
  /// Every child is used in every row, nothing assumed.
  bool complete = false;
  /// Where it `clamps`, what the formula takes. A rounding error must not carry a child out of it:
  /// the power of -1e-17 is NaN.
  bool clamps = true;
  double lowest = 0, highest = 1;
};

/// Everything about it is inlined: several packs would be returned through memory.
template <class Real, bool Complete = false>
[[nodiscard, gnu::always_inline]] inline Real value_of(const children& all, const child_rows& c,
                                                       std::size_t row) {
  Real v = Real::load(c.value + row);
  if (!Complete && c.assumes) v = Real::pick(c.known >> row, v, c.assumed);
  if (c.minus) v = 1 - v;
  if (all.clamps) v = math::smaller(math::larger(v, all.lowest), all.highest);
  return v;
}

/// Values `x[j]` of some rows of a tile.
template <class Real, bool Complete>
class child_values {
 public:
  child_values(const children& all, std::size_t row) : all_(all), row_(row) {}

  [[nodiscard, gnu::always_inline]] Real operator[](std::size_t j) const {
    return value_of<Real, Complete>(all_, all_.first[j], row_);
  }
  [[nodiscard]] std::size_t size() const { return all_.size; }

 private:
  const children& all_;
  std::size_t row_;
};

/// Their weights `w[j]`.
template <class Real, bool Complete>
class child_weights {
 public:
  child_weights(const children& all, std::size_t row) : all_(all), row_(row) {}

  [[nodiscard, gnu::always_inline]] Real operator[](std::size_t j) const {
    const child_rows& c = all_.first[j];
    if constexpr (Complete) return c.weight;
    return Real::pick(c.used >> row_, c.weight, 0);
  }
  [[nodiscard]] std::size_t size() const { return all_.size; }
  [[nodiscard]] bool equal() const { return all_.equal_weights; }

 private:
  const children& all_;
  std::size_t row_;
};

}  // namespace ltorisk::engine
