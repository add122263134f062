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
  /// released then too. Row ids are checked for being there, not for being unique.
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] batch operator()(owner<ArrowArray> array, bool row_ids = true) const {
    batch to;
    to.plan_ = plan_;
    to.array_ = std::move(array);
    fault_list faults;
    const auto columns = open(*to.array_, faults);
    faults.throw_if_any();
    const auto rows = static_cast<std::size_t>(to.array_->length);
    to.view_ = table_view(rows);
    for (std::size_t j = 0; row_ids && j < columns.size(); ++j) {
      if (plan_->columns[j].is != role::id) continue;
      to.ids_ = ids(columns[j], faults);
      faults.throw_if_any();
      to.view_ = table_view(rows, to.ids_);
    }
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const auto& c = plan_->columns[j];
      if (c.is == role::figure) add<Isa>(c, columns[j], columns, to, faults);
    }
    faults.throw_if_any();
    return to;
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

  // Rows in words, as a table names them.
  static std::string cell(const plan_column& c, std::int64_t row, const batch& b) {
    return "row " + in_quotes(b.view_.row_id(static_cast<std::size_t>(row))) + ", column " +
           in_quotes(c.name);
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

  std::vector<std::string> ids(const opened& c, fault_list& faults) const {
    std::vector<std::string> list;
    list.reserve(static_cast<std::size_t>(c.cells.rows));
    const bool is_text = (c.dictionary.array ? c.dictionary : c.cells).as.is_text();
    for (std::int64_t row = 0; row < c.cells.rows && !faults.full(); ++row) {
      const auto fault = [&](const char* what) {
        faults.add("row " + std::to_string(row) + ", column " + in_quotes(plan_->options.id_column),
                   what);
      };
      const detail::cells* at = nullptr;
      std::int64_t place = 0, number = 0;
      std::string_view text;
      const char* wrong = locate(c, row, at, place);
      if (!wrong && at && is_text) wrong = detail::read_text(*at, place, text);
      if (wrong || !at) {
        fault(wrong ? wrong : "the row has no id");
      } else if (is_text) {
        const char* const last = text.data() + text.size();
        if (text.empty()) fault("the row has no id");
        if (ltorisk::detail::find_bad_byte(text.data(), last) != last) {
          fault("the id must be UTF-8 without NUL bytes");
        }
        list.emplace_back(text);
      } else {
        const bool fits = detail::whole_number(*at, place, number);
        list.push_back(fits ? std::to_string(number)
                            : std::to_string(static_cast<std::uint64_t>(number)));
      }
    }
    return list;
  }

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
  void add(const plan_column& c, const opened& from, const std::vector<opened>& all, batch& to,
           fault_list& faults) const {
    const auto rows = to.rows();
    if (from.cells.as.is == type::float64 && !from.cells.validity && !c.other && rows > 0) {
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
      read_labels(c, from, copy, to, faults);
    } else {
      read_figures<Isa>(c, from, copy, to, faults);
    }
    if (c.other) apply_states(c, all[*c.other], copy, to, faults);
    to.copies_.push_back(std::move(copy));
    to.view_.add(c.name, to.copies_.back());
  }

  template <unsigned Isa>
  void read_figures(const plan_column& c, const opened& from, std::vector<double>& to,
                    const batch& b, fault_list& faults) const {
    const auto& cells = from.cells;
    if (cells.rows == 0) return;
    if (c.dictionary) return read_numbers_of_dictionary(c, from, to, b, faults);
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
      if (cells.known(row)) settle_nan(c, row, to, b, faults);
    }
  }

  void read_numbers_of_dictionary(const plan_column& c, const opened& from, std::vector<double>& to,
                                  const batch& b, fault_list& faults) const {
    detail::with_numbers(from.dictionary, [&](auto number) {
      for (std::int64_t row = 0; row < from.cells.rows && !faults.full(); ++row) {
        const detail::cells* at = nullptr;
        std::int64_t place = 0;
        if (const char* wrong = locate(from, row, at, place)) faults.add(cell(c, row, b), wrong);
        to[static_cast<std::size_t>(row)] = at ? number(place) : missing;
        if (at) settle_nan(c, row, to, b, faults);
      }
    });
  }

  void settle_nan(const plan_column& c, std::int64_t row, std::vector<double>& to, const batch& b,
                  fault_list& faults) const {
    double& x = to[static_cast<std::size_t>(row)];
    if (is_known(x)) return;
    x = missing;
    if (plan_->options.nan == nan_rule::counts_null) return;
    faults.add(cell(c, row, b), "is NaN and not null: a missing figure is a null");
  }

  // Each label that is none is told once, with the first row it stands in.
  void read_labels(const plan_column& c, const opened& from, std::vector<double>& to,
                   const batch& b, fault_list& faults) const {
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
        faults.add(cell(c, row, b), wrong);
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
      faults.add(cell(c, s.first, b), std::move(what));
    }
  }

  void apply_states(const plan_column& c, const opened& states, std::vector<double>& to,
                    const batch& b, fault_list& faults) const {
    for (std::int64_t row = 0; row < states.cells.rows && !faults.full(); ++row) {
      std::string_view state;
      bool given = false;
      const char* const wrong = text_at(states, row, given, state);
      auto& x = to[static_cast<std::size_t>(row)];
      if (wrong) {
        faults.add(cell(c, row, b), std::string("has a state that ") + wrong);
      } else if (!given) {
        continue;
      } else if (state == "not_applicable") {
        if (is_known(x)) faults.add(cell(c, row, b), "is not applicable and yet " + to_text(x));
        x = not_applicable;
      } else if (state == "missing" || state == "known") {
        if (is_known(x) != (state == "known") || is_not_applicable(x)) {
          faults.add(cell(c, row, b), "says another thing than its state " + in_quotes(state));
        }
      } else {
        faults.add(cell(c, row, b), "has the state " + in_quotes(state) +
                                        ", which must be 'known', 'missing' or 'not_applicable'");
      }
    }
  }

  std::shared_ptr<const detail::schema_plan> plan_;
};

}  // namespace ltorisk::arrow
