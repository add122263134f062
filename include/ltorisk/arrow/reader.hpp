// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/decode.hpp>
#include <ltorisk/arrow/owner.hpp>
#include <ltorisk/arrow/schema_plan.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::arrow {

/// Somebody's record batch as a table. Holds the batch as long as it lives, and then releases it.
class batch {
 public:
  /// Valid as long as the batch; a moved batch keeps its views.
  [[nodiscard]] const table_view& view() const noexcept { return view_; }
  operator const table_view&() const noexcept { return view_; }  // NOLINT: used as a table
  [[nodiscard]] std::size_t rows() const noexcept { return view_.rows(); }
  /// Empty where the batch has no column of ids.
  [[nodiscard]] const std::vector<std::string>& row_ids() const noexcept { return ids_; }
  /// How many columns are the producer's own memory.
  [[nodiscard]] std::size_t columns_not_copied() const noexcept {
    return view_.columns().size() - copies_.size();
  }
  /// Gives the Arrow data back, unchanged; the table is gone.
  [[nodiscard]] owner<ArrowArray> give() && {
    view_ = table_view();
    return std::move(array_);
  }

 private:
  friend class reader;

  std::shared_ptr<const detail::schema_plan> plan_;  // has the names of the columns
  owner<ArrowArray> array_;
  std::vector<std::vector<double>> copies_;
  std::vector<std::string> ids_;
  table_view view_;
};

/// Reads Arrow record batches of one schema as tables for one framework:
///
///     arrow::reader read(*schema, framework);
///     for (...) model.score(read(std::move(array)))
///
/// A column is named by its indicator. Numbers (float64, float32, integers, bool, decimal) are
/// figures; for an indicator on categories text is a label and a number a code. Text may be utf8,
/// large utf8 or a utf8 view; numbers and text may be dictionary-encoded. A column of type null is
/// missing throughout. Floats of 64 bits without nulls are not copied (unless unaligned), all else
/// becomes a column of doubles; integers beyond 2^53 and decimals become the nearest double.
///
/// *Missing is a null*, not a NaN: see `nan_rule`. *Not applicable*, for which Arrow has no word,
/// is the label `not_applicable` in a column of labels, or said by a column of text named like the
/// figure's with `_state` added: `known`, `missing`, `not_applicable`, or null (as the cell says);
/// a cell that is not applicable must be null. The states of exported scores are read too, so that
/// scores may be the figures of another framework.
class reader {
 public:
  /// The schema is only looked at. Throws `input_error` with every fault of it: a column that is no
  /// indicator, is there twice, or has a type its indicator does not take.
  reader(const ArrowSchema& schema, const framework& f, import_options options = {})
      : plan_(std::make_shared<const detail::schema_plan>(schema, f, std::move(options))) {}

  [[nodiscard]] nan_rule nan() const noexcept { return plan_->options.nan; }

  /// Throws `input_error` with every fault found, naming columns, or rows and columns; the batch is
  /// released then too. Rows without ids are numbered from `first_row`. Row ids are checked for
  /// being there, not for being unique; without `row_ids` they are read for messages only, and
  /// `check_ids` checks them.
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] batch operator()(owner<ArrowArray> array, std::uint64_t first_row = 0,
                                 bool row_ids = true) const {
    return read<Isa>(std::move(array), first_row, row_ids, true);
  }

  /// As above, but a NaN is not looked for in the columns that are not copied, and row ids are read
  /// for messages only: for who looks as he goes (`score_flat.hpp`).
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] batch unchecked(owner<ArrowArray> array, std::uint64_t first_row = 0) const {
    return read<Isa>(std::move(array), first_row, false, false);
  }

  /// The faults of the row ids of a batch that was read without them.
  void check_ids(const batch& rows, std::uint64_t first_row, fault_list& faults) const {
    for (std::size_t j = 0; rows.array_ && j < plan_->columns.size(); ++j) {
      const auto& c = plan_->columns[j];
      if (c.is != role::id) continue;
      opened ids;
      const auto& a = *rows.array_;
      auto wrong = open_column(c, a, a.children[j], ids);
      if (!wrong.empty()) return faults.add("column " + in_quotes(c.name), std::move(wrong));
      read_ids(ids, a.length, first_row, nullptr, faults);
    }
  }

  /// The columns of the schema, without rows.
  [[nodiscard]] table_view no_rows() const {
    table_view t;
    for (const auto& c : plan_->columns) {
      if (c.is == role::figure) t.add(c.name, nullptr, sizeof(double));
    }
    return t;
  }

 private:
  using role = detail::schema_plan::role;
  using plan_column = detail::schema_plan::column;
  using opened = detail::opened_column;

  template <unsigned Isa>
  [[nodiscard]] batch read(owner<ArrowArray> array, std::uint64_t first_row, bool row_ids,
                           bool look_for_nan) const {
    batch to;
    to.plan_ = plan_;
    to.array_ = std::move(array);
    fault_list faults;
    const auto columns = open(*to.array_, faults);
    faults.throw_if_any();
    const auto rows = static_cast<std::size_t>(to.array_->length);
    detail::row_names names{nullptr, first_row};
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (plan_->columns[j].is == role::id) names.ids = &columns[j];
    }
    if (names.ids && row_ids) {
      to.ids_.resize(rows);
      read_ids(*names.ids, static_cast<std::int64_t>(rows), first_row, to.ids_.data(), faults);
    }
    to.view_ = table_view(rows, to.ids_);
    to.view_.number_from(first_row);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const auto& c = plan_->columns[j];
      if (c.is != role::figure) continue;
      const auto* const states = c.other ? &columns[*c.other] : nullptr;
      add<Isa>(c, columns[j], states, look_for_nan, names, to, faults);
    }
    faults.throw_if_any();
    return to;
  }

  std::vector<opened> open(const ArrowArray& a, fault_list& faults) const {
    const char* const where = "batch";
    if (const auto wrong = detail::wrong_counters(a); !wrong.empty()) {
      throw input_error({{where, wrong}});
    }
    if (a.length > detail::most_rows) {
      faults.add(where, "has " + std::to_string(a.length) + " rows, at most " +
                            std::to_string(detail::most_rows) + " are read at once");
    }
    if (a.n_children != static_cast<std::int64_t>(plan_->columns.size())) {
      faults.add(where, "has " + std::to_string(a.n_children) + " columns, its schema " +
                            std::to_string(plan_->columns.size()));
    }
    if (a.n_buffers != 1) {
      faults.add(where, "has " + std::to_string(a.n_buffers) + " buffers, a record batch has one");
    } else if (const auto* bits = static_cast<const unsigned char*>(a.buffers[0])) {
      if (faults.empty() && detail::count_bits(bits, a.offset, a.length) != a.length) {
        faults.add(where, "has rows that are null as a whole: only cells may be");
      }
    } else if (a.null_count > 0) {
      faults.add(where, "says that rows are null as a whole: only cells may be");
    }
    std::vector<opened> columns(plan_->columns.size());
    const bool sound = faults.empty();
    for (std::size_t j = 0; sound && j < columns.size(); ++j) {
      const auto& c = plan_->columns[j];
      if (c.is == role::left_out) continue;
      auto wrong = open_column(c, a, a.children[j], columns[j]);
      if (!wrong.empty()) faults.add("column " + in_quotes(c.name), std::move(wrong));
    }
    return columns;
  }

  static std::string open_column(const plan_column& c, const ArrowArray& batch,
                                 const ArrowArray* array, opened& to) {
    if (array && (array->dictionary != nullptr) != c.dictionary.has_value()) {
      return c.dictionary ? "has no dictionary, its schema has one"
                          : "has a dictionary, its schema has none";
    }
    auto wrong = detail::open(array, c.as, batch.offset, batch.length, to.own);
    if (!wrong.empty() || !c.dictionary) return wrong;
    const auto size = array->dictionary->length;
    wrong = detail::open(array->dictionary, *c.dictionary, 0, size < 0 ? 0 : size, to.dictionary);
    return wrong.empty() ? "" : "has a dictionary that " + wrong;
  }

  // Where there is no place for them they are looked at only.
  void read_ids(const opened& c, std::int64_t rows, std::uint64_t first_row, std::string* to,
                fault_list& faults) const {
    for (std::int64_t row = 0; row < rows && !faults.full(); ++row) {
      if (const char* const wrong = detail::read_id(c, row, to ? to + row : nullptr)) {
        faults.add("row " + std::to_string(first_row + static_cast<std::uint64_t>(row)) +
                       ", column " + in_quotes(plan_->options.id_column),
                   wrong);
      }
    }
  }

  template <unsigned Isa>
  void add(const plan_column& c, const opened& from, const opened* states, bool look_for_nan,
           const detail::row_names& names, batch& to, fault_list& faults) const {
    const auto rows = to.rows();
    if (from.own.as.is == type::float64 && !from.own.validity && !states && rows > 0) {
      const auto* const first = from.own.buffer(1) + from.own.first * 8;
      const auto* const figures = reinterpret_cast<const double*>(first);
      const bool aligned = reinterpret_cast<std::uintptr_t>(first) % alignof(double) == 0;
      const bool as_it_is = c.nan == nan_rule::unchecked || !look_for_nan;
      if (aligned && (as_it_is || detail::count_nan<Isa>(figures, rows) == 0)) {
        to.view_.add(c.name, figures, sizeof(double));
        return;
      }
    }
    std::vector<double> copy(rows);
    if (c.values().is_text()) {
      detail::read_labels(c, from, copy, names, faults);
    } else {
      detail::read_figures<Isa>(c, from, copy, names, faults);
    }
    if (states) detail::apply_states(c, *states, copy, names, faults);
    to.copies_.push_back(std::move(copy));
    to.view_.add(c.name, to.copies_.back());
  }

  std::shared_ptr<const detail::schema_plan> plan_;
};

}  // namespace ltorisk::arrow
