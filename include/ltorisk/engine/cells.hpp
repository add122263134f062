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

/// Raw cells of one column: in the table itself where they lie there side by side.
class cells {
 public:
  /// Reads `rows` cells from `first_row` on; a null column is missing everywhere. The rest of the
  /// tile repeats its first row, whatever that is.
  template <unsigned Isa>
  void read(const column_view* column, std::size_t first_row, std::size_t rows) {
    at_ = copy_.row;
    gaps_ = some_missing_ = !column;
    if (!column) {
      fill(copy_, missing);
      fill(known_, 0);
      fill(applicable_, 1);
      return;
    }
    if (column->stride == sizeof(double) && rows == tile_rows) {
      at_ = column->first + first_row;
    } else {
      for (std::size_t r = 0; r < rows; ++r) copy_.row[r] = (*column)[first_row + r];
      std::fill(copy_.row + rows, copy_.row + tile_rows, copy_.row[0]);
    }
    simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t r) {
      const Real x = Real::load(at_ + r);
      gaps_ = gaps_ || (x - x != Real(0.0)).any();
    });
    if (gaps_) take_apart<Isa>(rows);
  }

  /// Is a cell missing, not applicable, or infinite?
  [[nodiscard]] bool gaps() const { return gaps_; }
  [[nodiscard]] bool some_missing() const { return some_missing_; }
  /// The cells themselves, from a row on.
  [[nodiscard]] const double* row(std::size_t row) const { return at_ + row; }
  [[nodiscard]] double value(std::size_t row) const { return at_[row]; }
  [[nodiscard]] bool known(std::size_t row) const { return !gaps_ || known_.row[row] > 0; }
  [[nodiscard]] bool missing_at(std::size_t row) const {
    return gaps_ && applicable_.row[row] > known_.row[row];
  }

  template <unsigned Isa>
  [[nodiscard]] simd::pack<Isa> values(std::size_t row) const {
    return simd::pack<Isa>::load(at_ + row);
  }
  template <unsigned Isa>
  [[nodiscard]] simd::mask<Isa> is_known(std::size_t row) const {
    return gaps_ ? is_set<Isa>(known_, row) : simd::mask<Isa>(true);
  }
  template <class Real>
  [[nodiscard]] typename Real::mask_type is_applicable(std::size_t row) const {
    if (!gaps_) return typename Real::mask_type(true);
    return Real::load(applicable_.row + row) > Real(0.5);
  }

 private:
  template <unsigned Isa>
  void take_apart(std::size_t rows) {
    using pack = simd::pack<Isa>;
    simd::mask<Isa> lacks(false);
    simd::each_pack<Isa>(rows, [&](std::size_t r) {
      const pack x = values<Isa>(r);
      const auto known = x == x;
      const auto applies =
          !pack::has_bits(x, static_cast<std::int64_t>(ltorisk::detail::not_applicable_bits));
      lacks = lacks || (applies && !known);
      flag<Isa>(known).store(known_.row + r);
      flag<Isa>(applies).store(applicable_.row + r);
    });
    some_missing_ = lacks.any();
  }

  const double* at_ = nullptr;
  bool gaps_ = false, some_missing_ = false;
  tile copy_, known_, applicable_;
};

}  // namespace ltorisk::engine
