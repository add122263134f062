// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/cells.hpp>
#include <ltorisk/arrow/schema_plan.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// From the cells of one Arrow column to figures, codes and words. Internal.
namespace ltorisk::arrow::detail {

/// A column of a batch: its cells, and those of its dictionary where it has one.
struct opened_column {
  cells own;         // the indices, where there is a dictionary
  cells dictionary;  // its values
};

// Where the value of a cell lies: in the column itself, or in its dictionary. Returns what is
// wrong, or null; `at` is null where there is no value.
inline const char* locate(const opened_column& c, std::int64_t row, const cells*& at,
                          std::int64_t& place) {
  at = nullptr;
  if (!c.own.known(row)) return nullptr;
  place = row;
  at = &c.own;
  if (!c.dictionary.array) return nullptr;
  at = nullptr;
  if (!whole_number(c.own, row, place) || place < 0 || place >= c.dictionary.rows) {
    return "has an index outside its dictionary";
  }
  if (c.dictionary.known(place)) at = &c.dictionary;
  return nullptr;
}

// A text cell: null where there is none. Returns what is wrong, or null.
inline const char* text_at(const opened_column& c, std::int64_t row, bool& known,
                           std::string_view& text) {
  const cells* at = nullptr;
  std::int64_t place = 0;
  const char* const wrong = locate(c, row, at, place);
  known = at != nullptr;
  return wrong || !at ? wrong : read_text(*at, place, text);
}

// Returns what is wrong with the id of a row, or null; writes it down where there is a place for
// it.
inline const char* read_id(const opened_column& c, std::int64_t row, std::string* to) {
  const cells* at = nullptr;
  std::int64_t place = 0, number = 0;
  if (const char* const wrong = locate(c, row, at, place)) return wrong;
  if (!at) return "the row has no id";
  if (!at->as.is_text()) {
    if (!to) return nullptr;
    const bool fits = whole_number(*at, place, number);
    *to = fits ? std::to_string(number) : std::to_string(static_cast<std::uint64_t>(number));
    return nullptr;
  }
  std::string_view text;
  if (const char* const wrong = read_text(*at, place, text)) return wrong;
  if (text.empty()) return "the row has no id";
  const char* const last = text.data() + text.size();
  if (ltorisk::detail::find_bad_byte(text.data(), last) != last) {
    return "the id must be UTF-8 without NUL bytes";
  }
  if (to) *to = text;
  return nullptr;
}

// Rows in words: by their id, else numbered.
struct row_names {
  const opened_column* ids;
  std::uint64_t first;

  [[nodiscard]] std::string cell(const schema_plan::column& c, std::int64_t row) const {
    std::string name;
    if (!ids || read_id(*ids, row, &name)) {
      name = std::to_string(first + static_cast<std::uint64_t>(row));
    }
    return "row " + in_quotes(name) + ", column " + in_quotes(c.name);
  }
};

template <unsigned Isa>
std::size_t count_nan(const double* x, std::size_t rows) {
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

inline void settle_nan(const schema_plan::column& c, std::int64_t row, std::vector<double>& to,
                       const row_names& names, fault_list& faults) {
  double& x = to[static_cast<std::size_t>(row)];
  if (is_known(x)) return;
  x = missing;
  if (c.nan != nan_rule::refuse) return;
  faults.add(names.cell(c, row), "is NaN and not null: a missing figure is a null");
}

inline void read_numbers_of_dictionary(const schema_plan::column& c, const opened_column& from,
                                       std::vector<double>& to, const row_names& names,
                                       fault_list& faults) {
  with_numbers(from.dictionary, [&](auto number) {
    for (std::int64_t row = 0; row < from.own.rows && !faults.full(); ++row) {
      const cells* at = nullptr;
      std::int64_t place = 0;
      if (const char* wrong = locate(from, row, at, place)) faults.add(names.cell(c, row), wrong);
      to[static_cast<std::size_t>(row)] = at ? number(place) : missing;
      if (at) settle_nan(c, row, to, names, faults);
    }
  });
}

template <unsigned Isa>
void read_figures(const schema_plan::column& c, const opened_column& from, std::vector<double>& to,
                  const row_names& names, fault_list& faults) {
  const cells& all = from.own;
  if (all.rows == 0) return;
  if (c.dictionary) return read_numbers_of_dictionary(c, from, to, names, faults);
  with_numbers(all, [&](auto number) {
    for (std::int64_t row = 0; row < all.rows; ++row) {
      to[static_cast<std::size_t>(row)] = number(row);
    }
  });
  if (all.validity) {
    for (std::int64_t row = 0; row < all.rows; ++row) {
      if (!all.known(row)) to[static_cast<std::size_t>(row)] = missing;
    }
  }
  const auto nulls = static_cast<std::size_t>(all.nulls);
  if (count_nan<Isa>(to.data(), to.size()) == nulls) return;
  for (std::int64_t row = 0; row < all.rows && !faults.full(); ++row) {
    if (all.known(row)) settle_nan(c, row, to, names, faults);
  }
}

// Each label that is none is told once, with the first row it stands in.
inline void read_labels(const schema_plan::column& c, const opened_column& from,
                        std::vector<double>& to, const row_names& names, fault_list& faults) {
  struct stranger {
    std::string_view label;
    std::int64_t first, rows;
  };
  std::vector<stranger> strangers;
  std::unordered_map<std::string_view, std::size_t> met;
  std::string_view last;
  double code = missing;
  bool same = false;
  for (std::int64_t row = 0; row < from.own.rows && !faults.full(); ++row) {
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

inline void apply_states(const schema_plan::column& c, const opened_column& states,
                         std::vector<double>& to, const row_names& names, fault_list& faults) {
  for (std::int64_t row = 0; row < states.own.rows && !faults.full(); ++row) {
    std::string_view state;
    bool given = false;
    const char* const wrong = text_at(states, row, given, state);
    auto& x = to[static_cast<std::size_t>(row)];
    const bool known = state == "known" || state == "scored";
    if (wrong) {
      faults.add(names.cell(c, row), std::string("has a state that ") + wrong);
    } else if (given && state == "not_applicable") {
      if (is_known(x)) faults.add(names.cell(c, row), "is not applicable and yet " + to_text(x));
      x = not_applicable;
    } else if (given && !known && state != "missing" && state != "refused") {
      faults.add(names.cell(c, row), "has the state " + in_quotes(state) +
                                         ", which must be 'known', 'missing' or "
                                         "'not_applicable' ('scored' and 'refused' of scores)");
    } else if (given && (is_known(x) != known || is_not_applicable(x))) {
      faults.add(names.cell(c, row), "says another thing than its state " + in_quotes(state));
    }
  }
}

}  // namespace ltorisk::arrow::detail
