// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/cells.hpp>
#include <ltorisk/arrow/owner.hpp>
#include <ltorisk/arrow/schema_plan.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
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
/// a cell that is not applicable must be null.
class reader {
 public:
  /// The schema is only looked at. Throws `input_error` with every fault of it: a column that is no
  /// indicator, is there twice, or has a type its indicator does not take.
  reader(const ArrowSchema& schema, const framework& f, import_options options = {})
      : plan_(std::make_shared<const detail::schema_plan>(schema, f, std::move(options))) {}

  /// Throws `input_error` with every fault found, naming columns, or rows and columns; the batch is
  /// released then too. Rows without ids are numbered from `first_row`. Row ids are checked for
  /// being there, not for being unique; without `row_ids` they are read for messages only.
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] batch operator()(owner<ArrowArray> array, std::uint64_t first_row = 0,
                                 bool row_ids = true) const {
    batch to;
    to.plan_ = plan_;
    to.array_ = std::move(array);
    fault_list faults;
    const auto columns = open(*to.array_, faults);
    faults.throw_if_any();
    const auto rows = static_cast<std::size_t>(to.array_->length);
    row_names names{nullptr, first_row};
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (plan_->columns[j].is == role::id) names.ids = &columns[j];
    }
    if (names.ids && row_ids) {
      to.ids_ = ids(*names.ids, rows, first_row, faults);
      faults.throw_if_any();
    }
    to.view_ = table_view(rows, to.ids_);
    to.view_.number_from(first_row);
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const auto& c = plan_->columns[j];
      if (c.is != role::figure) continue;
      add<Isa>(c, columns[j], c.other ? &columns[*c.other] : nullptr, names, to, faults);
    }
    faults.throw_if_any();
    return to;
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
  struct opened {
    detail::cells cells;       // the indices, where there is a dictionary
    detail::cells dictionary;  // its values
  };

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
    for (std::size_t j = 0; faults.empty() && j < columns.size(); ++j) {
      const auto& c = plan_->columns[j];
      if (c.is == role::left_out) continue;
      if (auto wrong = open_column(c, a, a.children[j], columns[j]); !wrong.empty()) {
        faults.add("column " + in_quotes(c.name), std::move(wrong));
        // The others may be wrong too: all are told.
        for (++j; j < columns.size(); ++j) {
          const auto& other = plan_->columns[j];
          if (other.is == role::left_out) continue;
          wrong = open_column(other, a, a.children[j], columns[j]);
          if (!wrong.empty()) faults.add("column " + in_quotes(other.name), std::move(wrong));
        }
      }
    }
    return columns;
  }

  static std::string open_column(const plan_column& c, const ArrowArray& batch,
                                 const ArrowArray* array, opened& to) {
    if (array && (array->dictionary != nullptr) != c.dictionary.has_value()) {
      return c.dictionary ? "has no dictionary, its schema has one"
                          : "has a dictionary, its schema has none";
    }
    auto wrong = detail::open(array, c.as, batch.offset, batch.length, to.cells);
    if (!wrong.empty() || !c.dictionary) return wrong;
    const auto size = array->dictionary->length;
    wrong = detail::open(array->dictionary, *c.dictionary, 0, size < 0 ? 0 : size, to.dictionary);
    return wrong.empty() ? "" : "has a dictionary that " + wrong;
  }

  // Where the value of a cell lies: in the column itself, or in its dictionary. Returns what is
  // wrong, or null; `at` is null where there is no value.
  static const char* locate(const opened& c, std::int64_t row, const detail::cells*& at,
                            std::int64_t& place) {
    at = nullptr;
    if (!c.cells.known(row)) return nullptr;
    place = row;
    at = &c.cells;
    if (!c.dictionary.array) return nullptr;
    at = nullptr;
    if (!detail::whole_number(c.cells, row, place) || place < 0 || place >= c.dictionary.rows) {
      return "has an index outside its dictionary";
    }
    if (c.dictionary.known(place)) at = &c.dictionary;
    return nullptr;
  }

  // A text cell: null where there is none. Returns what is wrong, or null.
  static const char* text_at(const opened& c, std::int64_t row, bool& known,
                             std::string_view& text) {
    const detail::cells* at = nullptr;
    std::int64_t place = 0;
    const char* const wrong = locate(c, row, at, place);
    known = at != nullptr;
    return wrong || !at ? wrong : detail::read_text(*at, place, text);
  }

  // Returns what is wrong with the id of a row, or null.
  static const char* read_id(const opened& c, std::int64_t row, std::string& to) {
    const detail::cells* at = nullptr;
    std::int64_t place = 0, number = 0;
    if (const char* const wrong = locate(c, row, at, place)) return wrong;
    if (!at) return "the row has no id";
    if (!at->as.is_text()) {
      const bool fits = detail::whole_number(*at, place, number);
      to = fits ? std::to_string(number) : std::to_string(static_cast<std::uint64_t>(number));
      return nullptr;
    }
    std::string_view text;
    if (const char* const wrong = detail::read_text(*at, place, text)) return wrong;
    if (text.empty()) return "the row has no id";
    const char* const last = text.data() + text.size();
    if (ltorisk::detail::find_bad_byte(text.data(), last) != last) {
      return "the id must be UTF-8 without NUL bytes";
    }
    to = text;
    return nullptr;
  }

  std::vector<std::string> ids(const opened& c, std::size_t rows, std::uint64_t first_row,
                               fault_list& faults) const {
    std::vector<std::string> list(rows);
    for (std::size_t row = 0; row < rows && !faults.full(); ++row) {
      if (const char* const wrong = read_id(c, static_cast<std::int64_t>(row), list[row])) {
        faults.add("row " + std::to_string(first_row + row) + ", column " +
                       in_quotes(plan_->options.id_column),
                   wrong);
      }
    }
    return list;
  }

  // Rows in words: by their id, else numbered.
  struct row_names {
    const opened* ids;
    std::uint64_t first;

    [[nodiscard]] std::string cell(const plan_column& c, std::int64_t row) const {
      std::string name;
      if (!ids || read_id(*ids, row, name)) {
        name = std::to_string(first + static_cast<std::uint64_t>(row));
      }
      return "row " + in_quotes(name) + ", column " + in_quotes(c.name);
    }
  };

  template <unsigned Isa>
  static std::size_t count_nan(const double* x, std::size_t rows) {
    using pack = simd::pack<Isa>;
    simd::mask<Isa> nan(false);
    std::size_t row = 0;
    for (; row + pack::width <= rows; row += pack::width) {
      const pack v = pack::load(x + row);
      nan = nan || v != v;
    }
    const auto unknown = [](double cell) { return !is_known(cell); };
    const auto* const rest = x + (nan.any() ? 0 : row);
    return static_cast<std::size_t>(std::count_if(rest, x + rows, unknown));
  }

  template <unsigned Isa>
  void add(const plan_column& c, const opened& from, const opened* states, const row_names& names,
           batch& to, fault_list& faults) const {
    const auto rows = to.rows();
    if (from.cells.as.is == type::float64 && !from.cells.validity && !states && rows > 0) {
      const auto* const first = from.cells.buffer(1) + from.cells.first * 8;
      const auto* const figures = reinterpret_cast<const double*>(first);
      if (reinterpret_cast<std::uintptr_t>(first) % alignof(double) == 0 &&
          count_nan<Isa>(figures, rows) == 0) {
        to.view_.add(c.name, figures, sizeof(double));
        return;
      }
    }
    std::vector<double> copy(rows);
    if (c.values().is_text()) {
      read_labels(c, from, copy, names, faults);
    } else {
      read_figures<Isa>(c, from, copy, names, faults);
    }
    if (states) apply_states(c, *states, copy, names, faults);
    to.copies_.push_back(std::move(copy));
    to.view_.add(c.name, to.copies_.back());
  }

  template <unsigned Isa>
  void read_figures(const plan_column& c, const opened& from, std::vector<double>& to,
                    const row_names& names, fault_list& faults) const {
    const auto& cells = from.cells;
    if (cells.rows == 0) return;
    if (c.dictionary) return read_numbers_of_dictionary(c, from, to, names, faults);
    detail::with_numbers(cells, [&](auto number) {
      for (std::int64_t row = 0; row < cells.rows; ++row) {
        to[static_cast<std::size_t>(row)] = number(row);
      }
    });
    if (cells.validity) {
      for (std::int64_t row = 0; row < cells.rows; ++row) {
        if (!cells.known(row)) to[static_cast<std::size_t>(row)] = missing;
      }
    }
    const auto nulls = static_cast<std::size_t>(cells.nulls);
    if (count_nan<Isa>(to.data(), to.size()) == nulls) return;
    for (std::int64_t row = 0; row < cells.rows && !faults.full(); ++row) {
      if (cells.known(row)) settle_nan(c, row, to, names, faults);
    }
  }

  void read_numbers_of_dictionary(const plan_column& c, const opened& from, std::vector<double>& to,
                                  const row_names& names, fault_list& faults) const {
    detail::with_numbers(from.dictionary, [&](auto number) {
      for (std::int64_t row = 0; row < from.cells.rows && !faults.full(); ++row) {
        const detail::cells* at = nullptr;
        std::int64_t place = 0;
        if (const char* wrong = locate(from, row, at, place)) faults.add(names.cell(c, row), wrong);
        to[static_cast<std::size_t>(row)] = at ? number(place) : missing;
        if (at) settle_nan(c, row, to, names, faults);
      }
    });
  }

  void settle_nan(const plan_column& c, std::int64_t row, std::vector<double>& to,
                  const row_names& names, fault_list& faults) const {
    double& x = to[static_cast<std::size_t>(row)];
    if (is_known(x)) return;
    x = missing;
    if (plan_->options.nan == nan_rule::counts_null) return;
    faults.add(names.cell(c, row), "is NaN and not null: a missing figure is a null");
  }

  // Each label that is none is told once, with the first row it stands in.
  void read_labels(const plan_column& c, const opened& from, std::vector<double>& to,
                   const row_names& names, fault_list& faults) const {
    struct stranger {
      std::string_view label;
      std::int64_t first, rows;
    };
    std::vector<stranger> strangers;
    std::unordered_map<std::string_view, std::size_t> met;
    std::string_view last;
    double code = missing;
    bool same = false;
    for (std::int64_t row = 0; row < from.cells.rows && !faults.full(); ++row) {
      std::string_view label;
      bool known = false;
      if (const char* wrong = text_at(from, row, known, label)) {
        faults.add(names.cell(c, row), wrong);
        continue;
      }
      auto& x = to[static_cast<std::size_t>(row)];
      x = missing;
      if (!known) continue;
      if (!same || label != last) {
        const auto found = c.codes.find(label);
        same = found != c.codes.end() || label == "not_applicable";
        code = found != c.codes.end() ? found->second : not_applicable;
        last = label;
      }
      if (same) {
        x = code;
      } else if (const auto [at, fresh] = met.try_emplace(label, strangers.size()); !fresh) {
        ++strangers[at->second].rows;
      } else if (strangers.size() <= fault_list::limit) {
        strangers.push_back({label, row, 1});
      } else {
        break;
      }
    }
    std::vector<std::string> usable{"not_applicable"};
    usable.insert(usable.end(), c.labels.begin(), c.labels.end());
    for (const auto& s : strangers) {
      std::string what = in_quotes(s.label) + " is not a category: use " + c.label_words +
                         suggestion(s.label, usable) + "; a missing one is a null";
      if (s.rows > 1) what += " (in " + std::to_string(s.rows) + " rows)";
      faults.add(names.cell(c, s.first), std::move(what));
    }
  }

  void apply_states(const plan_column& c, const opened& states, std::vector<double>& to,
                    const row_names& names, fault_list& faults) const {
    for (std::int64_t row = 0; row < states.cells.rows && !faults.full(); ++row) {
      std::string_view state;
      bool given = false;
      const char* const wrong = text_at(states, row, given, state);
      auto& x = to[static_cast<std::size_t>(row)];
      if (wrong) {
        faults.add(names.cell(c, row), std::string("has a state that ") + wrong);
      } else if (!given) {
        continue;
      } else if (state == "not_applicable") {
        if (is_known(x)) faults.add(names.cell(c, row), "is not applicable and yet " + to_text(x));
        x = not_applicable;
      } else if (state == "missing" || state == "known") {
        if (is_known(x) != (state == "known") || is_not_applicable(x)) {
          faults.add(names.cell(c, row), "says another thing than its state " + in_quotes(state));
        }
      } else {
        faults.add(names.cell(c, row),
                   "has the state " + in_quotes(state) +
                       ", which must be 'known', 'missing' or 'not_applicable'");
      }
    }
  }

  std::shared_ptr<const detail::schema_plan> plan_;
};

}  // namespace ltorisk::arrow
