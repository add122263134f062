// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/table.hpp>

#include <cmath>
#include <cstddef>

namespace ltorisk::statistics {

/// Is no cell of a column infinite, from row `first` to before `last`?
template <unsigned Isa = simd::native_isa>
[[nodiscard]] bool all_finite(const column_view& column, std::size_t first, std::size_t last) {
  using real = simd::twice<simd::twice<simd::pack<Isa>>>;
  std::size_t row = first;
  if (column.stride == sizeof(double)) {
    auto infinite = typename real::mask_type(false);
    for (; row + real::width <= last; row += real::width) {
      const real x = real::load(column.first + row);
      infinite = infinite || (x == x && x - x != real(0.0));
    }
    if (infinite.any()) return false;
  }
  for (; row < last; ++row) {
    if (std::isinf(column[row])) return false;
  }
  return true;
}

}  // namespace ltorisk::statistics
