// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/simd/twice.hpp>

#include <cstddef>
#include <cstdint>

namespace ltorisk::simd {

/// The rows the engine takes through all columns at once: few enough to stay in the first-level
/// cache, enough to share the cost of a virtual call: of 32 the calls and the facts of a tree cost as
/// much as its arithmetic. Plain doubles, the same in every translation unit whatever its
/// instruction set.
inline constexpr std::size_t tile_rows = 64;

struct alignas(64) tile {
  double row[tile_rows];
};

/// Rows of a tile, one bit each.
using row_set = lane_set;
static_assert(tile_rows == 64);

/// Calls `f(i)` for the first row `i` of each pack that holds one of the first `rows` rows of a
/// tile.
template <unsigned Isa, class F>
void each_pack(std::size_t rows, F f) {
  static_assert(tile_rows % pack<Isa>::width == 0);
  for (std::size_t i = 0; i < rows; i += pack<Isa>::width) f(i);
}

/// Several packs in one piece: enough independent work to keep the machine busy.
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

/// The rows that `each_piece` goes through.
template <unsigned Isa>
[[nodiscard]] constexpr row_set rows_of_pieces(std::size_t rows) {
  constexpr std::size_t wide_width = wide<Isa>::width, width = pack<Isa>::width;
  const auto whole = (rows + wide_width - 1) / wide_width * wide_width;
  const auto lanes = rows <= width ? width : whole;
  return lanes == tile_rows ? ~row_set{0} : (row_set{1} << lanes) - 1;
}

}  // namespace ltorisk::simd
