// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/tile.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>

/// One column of one tile, its three states taken apart. Internal.
namespace ltorisk::engine {

using simd::tile;
using simd::tile_rows;

template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> load(const tile& t, std::size_t row) {
  return simd::pack<Isa>::load(t.row + row);
}

// Truth values are kept as 0 and 1.
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> flag(simd::mask<Isa> m) {
  return math::select(m, 1, 0);
}
template <unsigned Isa>
[[nodiscard]] simd::mask<Isa> is_set(const tile& t, std::size_t row) {
  return load<Isa>(t, row) > simd::pack<Isa>(0.5);
}

inline void fill(tile& t, double x) { std::ranges::fill(t.row, x); }

/// Raw cells: `value` is 0 where it is not known, `applicable` 0 where the cell is not applicable.
struct cells {
  tile value, known, applicable;
};

/// Reads `rows` cells from `first_row` on; a null column is missing everywhere. Returns whether a
/// cell is missing. The rest of the tile repeats its first row, whatever that is.
template <unsigned Isa>
bool read(const column_view* column, std::size_t first_row, std::size_t rows, cells& to) {
  fill(to.applicable, 1);
  if (!column) {
    fill(to.value, 0);
    fill(to.known, 0);
    return true;
  }
  if (column->stride == sizeof(double)) {
    std::copy_n(column->first + first_row, rows, to.value.row);
  } else {
    for (std::size_t r = 0; r < rows; ++r) to.value.row[r] = (*column)[first_row + r];
  }
  std::fill(to.value.row + rows, to.value.row + tile_rows, to.value.row[0]);
  simd::mask<Isa> unknown(false);
  simd::each_pack<Isa>(rows, [&](std::size_t r) {
    const auto x = load<Isa>(to.value, r);
    unknown = unknown || x != x;
    flag<Isa>(x == x).store(to.known.row + r);
  });
  if (!unknown.any()) return false;
  bool some_missing = false;
  for (double& x : to.value.row) {
    if (is_known(x)) continue;
    if (is_not_applicable(x)) {
      to.applicable.row[&x - to.value.row] = 0;
    } else {
      some_missing = true;
    }
    x = 0;
  }
  return some_missing;
}

}  // namespace ltorisk::engine
