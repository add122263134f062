// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/flat_tile.hpp>
#include <ltorisk/engine/prefetch.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

/// A block of rows of a flat index, tile by tile. Internal.
namespace ltorisk::engine {

struct row_range {
  std::size_t first, last;
  std::size_t table_rows;
};

/// Pointers to one tile of every column; what is strided, or ends inside the tile, is copied.
template <class Real>
class tile_pointers {
 public:
  explicit tile_pointers(std::span<const column_view> columns)
      : columns_(columns), at_(columns.size()) {
    strided_ = std::ranges::any_of(columns,
                                   [](const column_view& c) { return c.stride != sizeof(double); });
  }

  [[nodiscard]] const double* const* operator()(std::size_t row, std::size_t rows) {
    const bool copies = strided_ || rows < Real::width;
    if (copies) copy_.resize(columns_.size() * Real::width);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      at_[j] = columns_[j].first + row;
      if (!copies) continue;
      double* const to = copy_.data() + j * Real::width;
      for (std::size_t r = 0; r < Real::width; ++r) {
        to[r] = columns_[j][row + (r < rows ? r : 0)];  // rows that are not there repeat the first
      }
      at_[j] = to;
    }
    return at_.data();
  }

 private:
  std::span<const column_view> columns_;
  bool strided_;
  std::vector<const double*> at_;
  std::vector<double> copy_;
};

/// False where a cell is invalid.
template <unsigned Isa, class Function, class Quick, class Aggregation>
bool score_flat(const flat_parts<Function, Aggregation>& parts, std::span<const Quick> quick,
                std::span<const column_view> columns, const row_range& range,
                std::span<double> values, std::span<double> coverages) {
  using real = simd::twice<simd::twice<simd::pack<Isa>>>;
  constexpr std::size_t stretch = 1024;  // twice that of 48 columns fits the second cache
  static_assert(stretch % real::width == 0);
  flat_tile<real, Function, Quick, Aggregation> tile(parts, quick);
  tile_pointers<real> pointers(columns);
  const auto put = [](const real& x, std::span<double> to, std::size_t row, std::size_t rows) {
    if (to.empty()) return;
    if (rows == real::width) return x.store(to.data() + row);
    double lanes[real::width];
    x.store(lanes);
    std::copy_n(lanes, rows, to.data() + row);
  };
  for (std::size_t first = range.first; first < range.last; first += stretch) {
    const auto last = std::min<std::size_t>(range.last, first + stretch);
    prefetcher next(columns, last, std::min<std::size_t>(range.table_rows, last + stretch),
                    stretch / real::width);
    for (std::size_t row = first; row < last; row += real::width) {
      next.step();
      const auto rows = std::min<std::size_t>(real::width, last - row);
      real value, coverage;
      if (!tile.run(pointers(row, rows), value, coverage)) return false;
      put(value, values, row, rows);
      put(coverage, coverages, row, rows);
    }
  }
  return true;
}

}  // namespace ltorisk::engine
