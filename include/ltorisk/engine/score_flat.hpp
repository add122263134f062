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

/// Of a table with more cells than this, the scores of its first rows would not be in a cache when
/// the last are there. Such go past the caches: a line that is written would be read before.
inline constexpr std::size_t most_cached = std::size_t{1} << 21;

/// The cells of one tile after the other; what is strided, or ends inside the tile, is copied.
template <class Real>
class tile_cells {
 public:
  explicit tile_cells(std::span<const column_view> columns)
      : columns_(columns), at_(columns.size()) {
    for (std::size_t j = 0; j < columns.size(); ++j) at_[j] = columns[j].first;
    strided_ = std::ranges::any_of(columns,
                                   [](const column_view& c) { return c.stride != sizeof(double); });
  }

  [[nodiscard]] flat_cells operator()(std::size_t row, std::size_t rows) {
    if (!strided_ && rows == Real::width) return {at_.data(), row, rows_ahead};
    return copied(row, rows);
  }

 private:
  [[gnu::noinline]] flat_cells copied(std::size_t row, std::size_t rows) {
    copy_.resize(columns_.size() * Real::width);
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      at_[j] = copy_.data() + j * Real::width;
      for (std::size_t r = 0; r < Real::width; ++r) {
        // Rows that are not there repeat the first.
        copy_[j * Real::width + r] = columns_[j][row + (r < rows ? r : 0)];
      }
    }
    return {at_.data(), 0, 0};
  }

  std::span<const column_view> columns_;
  bool strided_;
  std::vector<const double*> at_;
  std::vector<double> copy_;
};

/// Writes one figure of each row.
template <class Real>
class row_writer {
 public:
  /// `streams`: past the caches.
  row_writer(std::span<double> to, bool streams) : to_(to), streams_(streams) {}

  void operator()(const Real& x, std::size_t row, std::size_t rows) const {
    if (to_.empty()) return;
    if (rows < Real::width) return part(x, row, rows);
    if (streams_) return x.stream(to_.data() + row);
    x.store(to_.data() + row);
  }

 private:
  void part(const Real& x, std::size_t row, std::size_t rows) const {
    double lanes[Real::width];
    x.store(lanes);
    std::copy_n(lanes, rows, to_.data() + row);
  }

  std::span<double> to_;
  bool streams_;
};

/// False where a cell is invalid.
template <unsigned Isa, class Function, class Quick, class Aggregation>
[[gnu::flatten]] bool score_flat(const flat_parts<Function, Aggregation>& parts,
                                 std::span<const Quick> quick,
                                 std::span<const column_view> columns, const row_range& range,
                                 std::span<double> values, std::span<double> coverages) {
  using real = simd::twice<simd::twice<simd::pack<Isa>>>;
  flat_tile<real, Function, Quick, Aggregation> tile(parts, quick);
  tile_cells<real> cells(columns);
  const bool streams = range.table_rows * columns.size() > most_cached;
  const row_writer<real> put_value(values, streams), put_coverage(coverages, streams);
  for (std::size_t row = range.first; row < range.last; row += real::width) {
    const auto rows = std::min<std::size_t>(real::width, range.last - row);
    const auto put = [&](const real& value, const real& coverage) {
      put_value(value, row, rows);
      put_coverage(coverage, row, rows);
    };
    if (!tile.run(cells(row, rows), put)) return false;
  }
  if (streams) simd::native::end_of_stream();
  return true;
}

}  // namespace ltorisk::engine
