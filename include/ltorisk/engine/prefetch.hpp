// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/prefetch.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

/// What is read soon is asked for before. Internal.
namespace ltorisk::engine {

using simd::ask_for;
using simd::line;
using simd::rows_ahead;

/// Of blocks of rows: more columns than this are too many streams for the machine to foresee; fewer
/// it reads best when left alone.
inline constexpr std::size_t most_streams = 12;

/// While one block of rows is scored, asks for the next, column after column: the machine sees one
/// stream at a time.
class prefetcher {
 public:
  /// Rows `first` to `last` of the columns, to be asked for in so many steps.
  prefetcher(std::span<const column_view> columns, std::size_t first, std::size_t last,
             std::size_t steps)
      : columns_(columns), first_(first), rows_(last - first) {
    if (rows_ == 0 || steps == 0 || columns.size() <= most_streams) return;
    per_step_ = (columns.size() * ((rows_ + line - 1) / line) + steps - 1) / steps;
  }

  void step() {
    std::size_t left = per_step_;
    while (left > 0 && column_ < columns_.size()) {
      const auto& c = columns_[column_];
      for (; left > 0 && row_ < rows_; --left, row_ += line) {
        if (c.stride == sizeof(double)) ask_for<2>(c.first, first_ + row_);
      }
      if (row_ < rows_) return;
      row_ = 0;
      ++column_;
    }
  }

 private:
  std::span<const column_view> columns_;
  std::size_t first_, rows_;
  std::size_t per_step_ = 0;
  std::size_t column_ = 0, row_ = 0;
};

}  // namespace ltorisk::engine
