// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/simd/twice.hpp>

#include <cstddef>

namespace ltorisk::simd {

/// The rows the engine takes through all columns at once: few enough to stay in the first-level
/// cache, enough to share the cost of a virtual call. Plain doubles, the same in every translation
/// unit whatever its instruction set.
inline constexpr std::size_t tile_rows = 32;

struct alignas(64) tile {
  double row[tile_rows];
};

/// Calls `f(i)` for the first row `i` of each pack that holds one of the first `rows` rows of a
/// tile.
template <unsigned Isa, class F>
void each_pack(std::size_t rows, F f) {
  static_assert(tile_rows % pack<Isa>::width == 0);
  for (std::size_t i = 0; i < rows; i += pack<Isa>::width) f(i);
}

/// As many rows as a tile has at most, in one piece: enough independent work to keep the machine
/// busy.
template <unsigned Isa>
using wide = twice<twice<pack<Isa>>>;

/// Calls `f.template operator()<Real>(i)` for each piece of a tile from row `i` on: a single pack
/// where that holds the first `rows` rows, else wide ones.
template <unsigned Isa, class F>
void each_piece(std::size_t rows, F f) {
  static_assert(tile_rows % wide<Isa>::width == 0);
  if (rows <= pack<Isa>::width) return f.template operator()<pack<Isa>>(0);
  for (std::size_t i = 0; i < rows; i += wide<Isa>::width) f.template operator()<wide<Isa>>(i);
}

/// Values `x[j]` of some rows of a tile, for a formula.
template <class Real>
class tile_column_view {
 public:
  tile_column_view(const tile* first, std::size_t size, std::size_t row)
      : first_(first), size_(size), row_(row) {}

  [[nodiscard]] Real operator[](std::size_t j) const { return Real::load(first_[j].row + row_); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  const tile* first_;
  std::size_t size_;
  std::size_t row_;
};

}  // namespace ltorisk::simd
