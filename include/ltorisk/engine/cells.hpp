// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/tile.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// One column of one tile, its three states taken apart. Internal.
namespace ltorisk::engine {

using simd::row_set;
using simd::tile;
using simd::tile_rows;

/// The rows of a tile for which `f.template operator()<Real>(row)` is true.
template <unsigned Isa, class F>
[[nodiscard, gnu::flatten]] row_set rows_where(std::size_t rows, const F& f) {
  row_set all = 0;
  simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t r) {
    all |= row_set{f.template operator()<Real>(r).lanes()} << r;
  });
  return all;
}

[[nodiscard]] inline bool has(row_set rows, std::size_t row) { return (rows >> row & 1) != 0; }

/// Raw cells of one column: in the table itself where they lie there side by side.
class cells {
 public:
  /// Finds `rows` cells from `first_row` on; a null column is missing everywhere. The rest of the
  /// tile repeats its first row, whatever that is.
  template <unsigned Isa>
  void find(const column_view* column, std::size_t first_row, std::size_t rows) {
    if (column && column->stride == sizeof(double) && rows == tile_rows) {
      at_ = column->first + first_row;
      return;
    }
    at_ = copy_.row;
    if (!column) {
      std::ranges::fill(copy_.row, missing);
      return;
    }
    if (rows == 1) return hold<Isa>((*column)[first_row]);
    for (std::size_t r = 0; r < rows; ++r) copy_.row[r] = (*column)[first_row + r];
    std::fill(copy_.row + rows, copy_.row + tile_rows, copy_.row[0]);
  }

  /// One cell alone.
  template <unsigned Isa>
  void hold(double cell) {
    at_ = copy_.row;
    simd::pack<Isa>(cell).store(copy_.row);  // one store of a pack: it is loaded again at once
  }

  /// Tells apart known, missing and inapplicable cells. `complete`: every one is a number.
  template <unsigned Isa>
  void take_apart(std::size_t rows, bool complete) {
    known_ = finite_ = applicable_ = simd::rows_of_pieces<Isa>(rows);
    if (complete) return;
    finite_ = known_ = applicable_ = 0;
    simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t r) {
      const Real x = Real::load(at_ + r);
      const auto inapplicable =
          Real::has_bits(x, static_cast<std::int64_t>(ltorisk::detail::not_applicable_bits));
      finite_ |= (x - x == Real(0.0)).lanes() << r;
      known_ |= (x == x).lanes() << r;
      applicable_ |= (!inapplicable).lanes() << r;
    });
  }

  /// The cells themselves.
  [[nodiscard]] const double* row() const { return at_; }
  [[nodiscard]] row_set known() const { return known_; }
  [[nodiscard]] row_set applicable() const { return applicable_; }
  [[nodiscard]] row_set missing_rows() const { return applicable_ & ~known_; }
  [[nodiscard]] row_set infinite() const { return known_ & ~finite_; }

 private:
  const double* at_ = nullptr;
  row_set finite_ = 0, known_ = 0, applicable_ = 0;
  tile copy_;
};

}  // namespace ltorisk::engine
