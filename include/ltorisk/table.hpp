// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ltorisk {

/// A cell nobody knows. Any NaN but `not_applicable` reads as missing.
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

namespace detail {
// A quiet NaN whose payload no arithmetic produces ("NA").
inline constexpr std::uint64_t not_applicable_bits = 0x7ff8000000004e41;
}  // namespace detail

/// A cell that has no meaning for this community: the age of an agreement where there is none. It
/// weighs nothing and lowers no coverage. It is a NaN of its own, so a column of doubles holds
/// everything; test it with `is_not_applicable`, never with `==`.
inline constexpr double not_applicable = std::bit_cast<double>(detail::not_applicable_bits);

[[nodiscard]] inline bool is_not_applicable(double x) noexcept {
  return (std::bit_cast<std::uint64_t>(x) & 0x7fffffffffffffff) == detail::not_applicable_bits;
}
[[nodiscard]] inline bool is_missing(double x) noexcept { return x != x && !is_not_applicable(x); }
[[nodiscard]] inline bool is_known(double x) noexcept { return x == x; }

/// Somebody's column of doubles, not owned: `stride` is the distance between two cells in bytes
/// (8 for a contiguous column; the size of the struct for a member of an array of structs).
struct column_view {
  std::string_view id;
  const double* first = nullptr;
  std::ptrdiff_t stride = sizeof(double);

  [[nodiscard]] const double& operator[](std::size_t row) const noexcept {
    return *reinterpret_cast<const double*>(reinterpret_cast<const char*>(first) +
                                            static_cast<std::ptrdiff_t>(row) * stride);
  }
};

/// Communities x indicators, not owned. Scoring reads through it and copies nothing. The caller's
/// memory must outlive it.
///
///     table_view view(prices.size());
///     view.add("poverty", poverty);                    // contiguous: any range of doubles
///     view.add("wage_gap", &rows[0].wage, sizeof rows[0]);  // a member of an array of structs
class table_view {
 public:
  explicit table_view(std::size_t rows = 0, std::span<const std::string> row_ids = {})
      : rows_(rows), row_ids_(row_ids) {
    if (!row_ids.empty() && row_ids.size() != rows) {
      throw input_error({{"table", "has " + std::to_string(rows) + " rows and " +
                                       std::to_string(row_ids.size()) + " row ids"}});
    }
  }

  /// Throws `input_error` where the length is not the table's or the id is there already.
  table_view& add(std::string_view id, std::span<const double> cells) {
    if (cells.size() != rows_) {
      throw input_error({{"column " + in_quotes(id), "has " + std::to_string(cells.size()) +
                                                         " cells, the table has " +
                                                         std::to_string(rows_) + " rows"}});
    }
    return add(id, cells.data(), sizeof(double));
  }

  table_view& add(std::string_view, std::vector<double>&&) = delete;  // a view must not outlive it

  /// The caller vouches that `rows()` cells, `stride` bytes apart, are there.
  table_view& add(std::string_view id, const double* first, std::size_t stride) {
    if (find(id)) throw input_error({{"column " + in_quotes(id), "is given twice"}});
    columns_.push_back({id, first, static_cast<std::ptrdiff_t>(stride)});
    return *this;
  }

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::span<const column_view> columns() const noexcept { return columns_; }
  [[nodiscard]] const column_view* find(std::string_view id) const noexcept {
    for (const auto& column : columns_) {
      if (column.id == id) return &column;
    }
    return nullptr;
  }

  /// The row's id, or its number where the table has none: from 0, or from where the whole it is a
  /// part of has its first row.
  [[nodiscard]] std::string row_id(std::size_t row) const {
    return row_ids_.empty() ? std::to_string(first_number_ + row) : row_ids_[row];
  }
  [[nodiscard]] std::span<const std::string> row_ids() const noexcept { return row_ids_; }
  /// Rows without ids are numbered from here.
  table_view& number_from(std::uint64_t first) {
    first_number_ = first;
    return *this;
  }

  /// `rows` rows from `first` on. Throws `input_error` where they are not there.
  [[nodiscard]] table_view slice(std::size_t first, std::size_t rows) const {
    if (first > rows_ || rows > rows_ - first) {
      throw input_error(
          {{"table", "has " + std::to_string(rows_) + " rows, not " + std::to_string(rows) +
                         " from row " + std::to_string(first) + " on"}});
    }
    table_view part(rows);
    if (!row_ids_.empty()) part.row_ids_ = row_ids_.subspan(first, rows);
    part.first_number_ = first_number_ + first;
    part.columns_ = columns_;
    for (auto& column : part.columns_) {
      if (rows > 0) column.first = &column[first];
    }
    return part;
  }

 private:
  friend class table;

  std::size_t rows_;
  std::span<const std::string> row_ids_;
  std::uint64_t first_number_ = 0;
  std::vector<column_view> columns_;
};

/// Communities x indicators, owned: a column of doubles for each indicator. Cells hold the raw
/// figure in the indicator's unit (a category's code), `missing` or `not_applicable`.
class table {
 public:
  table() = default;
  explicit table(std::vector<std::string> row_ids) : row_ids_(std::move(row_ids)) {
    std::unordered_set<std::string_view> seen;
    seen.reserve(row_ids_.size());
    fault_list faults;
    for (const auto& id : row_ids_) {
      if (!seen.insert(id).second) faults.add("row " + in_quotes(id), "is there twice");
    }
    faults.throw_if_any();
  }

  /// Throws `input_error` where the length is not the table's or the id is there already.
  table& add(std::string id, std::vector<double> cells) {
    if (cells.size() != rows()) {
      throw input_error({{"column " + in_quotes(id), "has " + std::to_string(cells.size()) +
                                                         " cells, the table has " +
                                                         std::to_string(rows()) + " rows"}});
    }
    if (std::find(ids_.begin(), ids_.end(), id) != ids_.end()) {
      throw input_error({{"column " + in_quotes(id), "is given twice"}});
    }
    ids_.push_back(std::move(id));
    columns_.push_back(std::move(cells));
    return *this;
  }

  [[nodiscard]] std::size_t rows() const noexcept { return row_ids_.size(); }
  [[nodiscard]] std::span<const std::string> row_ids() const noexcept { return row_ids_; }

  [[nodiscard]] table_view view() const {
    table_view v(rows(), row_ids_);
    for (std::size_t j = 0; j < ids_.size(); ++j) {
      v.columns_.push_back({ids_[j], columns_[j].data()});  // lengths and ids were checked
    }
    return v;
  }
  operator table_view() const { return view(); }  // NOLINT: a table is used where a view is asked

 private:
  std::vector<std::string> row_ids_;
  std::vector<std::string> ids_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace ltorisk
