// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

namespace ltorisk::stream {

/// The slices of a table in memory: all of it at once, or `rows` rows at a time.
class slices {
 public:
  explicit slices(table_view whole, std::size_t rows = (std::numeric_limits<std::size_t>::max)())
      : whole_(std::move(whole)), size_(rows) {
    if (rows == 0) throw domain_error("slices: must be of at least one row");
  }

  const table_view* next() {
    if (begun_ && first_ == whole_.rows()) return nullptr;
    const auto rows = std::min<std::size_t>(size_, whole_.rows() - first_);
    slice_ = whole_.slice(first_, rows);
    first_ += rows;
    begun_ = true;
    return &slice_;
  }
  void rewind() {
    first_ = 0;
    begun_ = false;
  }

 private:
  table_view whole_;
  std::size_t size_;
  std::size_t first_ = 0;
  bool begun_ = false;
  table_view slice_;
};

}  // namespace ltorisk::stream
