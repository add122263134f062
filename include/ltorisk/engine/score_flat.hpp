// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/flat_tile.hpp>
#include <ltorisk/engine/prefetch.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// A block of rows of a flat index, tile by tile. Internal.
namespace ltorisk::engine {

struct row_range {
  std::size_t first, last;
  bool far;  // they are of a table that no cache holds
};

/// No cache is taken to hold a table of more cells than this. Its cells are asked for before they
/// are read (which in a cache costs up to a third), and its scores go past the caches: a line that
/// is written would be read before.
inline constexpr std::size_t most_cached = std::size_t{1} << 21;

/// The rows of a table in blocks. Where scores go past the caches a block begins where a line of
/// them does, and the first is shorter: halves of a line, with many cells read in between, may go
/// to memory one by one (12 columns with gaps took twice as long, now and then).
class flat_blocks {
 public:
  flat_blocks(std::size_t rows, std::size_t columns, std::span<const double> scores)
      : rows_(rows), far_(rows * columns > most_cached) {
    const auto place = reinterpret_cast<std::uintptr_t>(scores.data()) / sizeof(double);
    const auto before_line = (line - place % line) % line;
    if (far_ && before_line > 0) lacks_ = size_of_one - before_line;
  }

  [[nodiscard]] std::size_t size() const {
    return (rows_ + lacks_ + size_of_one - 1) / size_of_one;
  }
  [[nodiscard]] row_range operator[](std::size_t i) const {
    return {begin_of(i), begin_of(i + 1), far_};
  }

 private:
  static constexpr auto size_of_one = statistics::block_rows;

  [[nodiscard]] std::size_t begin_of(std::size_t i) const {
    return std::min<std::size_t>(std::max<std::size_t>(i * size_of_one, lacks_) - lacks_, rows_);
  }

  std::size_t rows_;
  bool far_;
  std::size_t lacks_ = 0;  // so many rows the first has less
};

/// The cells of one tile after the other; what is strided, or ends inside the tile, is copied.
class tile_cells {
 public:
  explicit tile_cells(std::span<const column_view> columns)
      : columns_(columns), at_(columns.size()) {
    for (std::size_t j = 0; j < columns.size(); ++j) at_[j] = columns[j].first;
    strided_ = std::ranges::any_of(columns,
                                   [](const column_view& c) { return c.stride != sizeof(double); });
  }

  [[nodiscard]] bool strided() const { return strided_; }
  /// Of `rows` rows; behind them the first is repeated as far as the width of the tile.
  [[nodiscard]] flat_cells operator()(std::size_t row, std::size_t rows, std::size_t width) {
    if (!strided_ && rows == width) return {at_.data(), row};
    return copied(row, rows, width);
  }

 private:
  [[gnu::noinline]] flat_cells copied(std::size_t row, std::size_t rows, std::size_t width) {
    copy_.resize(columns_.size() * width);
    copy_at_.resize(columns_.size());
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      double* const to = copy_.data() + j * width;
      for (std::size_t r = 0; r < width; ++r) to[r] = columns_[j][row + (r < rows ? r : 0)];
      copy_at_[j] = to;
    }
    return {copy_at_.data(), 0};
  }

  std::span<const column_view> columns_;
  bool strided_;
  std::vector<const double*> at_, copy_at_;
  std::vector<double> copy_;
};

/// Writes one figure of each row.
class row_writer {
 public:
  /// `streams`: past the caches.
  row_writer(std::span<double> to, bool streams) : to_(to), streams_(streams) {}

  template <class Real>
  void operator()(const Real& x, std::size_t row, std::size_t rows) const {
    if (to_.empty()) return;
    if (rows < Real::width) return part(x, row, rows);
    if (streams_) return x.stream(to_.data() + row);
    x.store(to_.data() + row);
  }

 private:
  template <class Real>
  void part(const Real& x, std::size_t row, std::size_t rows) const {
    double lanes[Real::width];
    x.store(lanes);
    std::copy_n(lanes, rows, to_.data() + row);
  }

  std::span<double> to_;
  bool streams_;
};

/// Four packs, 8 to 32 rows: with what is known of each they fill the registers.
template <unsigned Isa>
using flat_rows = simd::twice<simd::twice<simd::pack<Isa>>>;
/// Rows of which all is known need fewer registers. More lines of one column at once come faster
/// from memory (48 columns 1.3 times as fast by twice the rows, on Zen 3 and on Zen 5).
template <unsigned Isa>
using complete_rows = simd::twice<flat_rows<Isa>>;

/// False where a cell is invalid.
template <unsigned Isa, class Function, class Quick, class Aggregation>
[[gnu::flatten]] bool score_flat(const flat_parts<Function, Aggregation>& parts,
                                 std::span<const Quick> quick, std::span<const column_view> columns,
                                 const row_range& range, std::span<double> values,
                                 std::span<double> coverages) {
  using some = flat_rows<Isa>;
  using many = complete_rows<Isa>;
  tile_cells cells(columns);
  const bool ask = range.far && !cells.strided();
  flat_tile<some, Function, Quick, Aggregation> tile(parts, quick, ask);
  flat_tile<many, Function, Quick, Aggregation> complete_tile(parts, quick, ask);
  const row_writer put_value(values, range.far), put_coverage(coverages, range.far);
  const auto put_at = [&](std::size_t row, std::size_t rows) {
    return [&, row, rows](const auto& value, const auto& coverage) {
      put_value(value, row, rows);
      put_coverage(coverage, row, rows);
    };
  };
  // Few tables change from row to row between complete and not: what the rows before were decides
  // which way is tried first.
  auto found = flat_finding::complete;
  for (auto first = range.first; first < range.last && found != flat_finding::invalid;
       first += many::width) {
    const auto last = std::min<std::size_t>(first + many::width, range.last);
    if (found == flat_finding::complete && last - first == many::width) {
      found = complete_tile.run_complete(cells(first, many::width, many::width),
                                         put_at(first, many::width));
      if (found != flat_finding::gaps) continue;
    }
    found = flat_finding::complete;
    for (auto row = first; row < last && found != flat_finding::invalid; row += some::width) {
      const auto rows = std::min<std::size_t>(some::width, last - row);
      const auto now = tile.run(cells(row, rows, some::width), put_at(row, rows));
      if (now != flat_finding::complete) found = now;
    }
  }
  if (range.far) simd::native::end_of_stream();
  return found != flat_finding::invalid;
}

}  // namespace ltorisk::engine
