// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/column.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/scale.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::arrow {

namespace detail {

// Figures, and beside them their states where a cell is not applicable.
inline void add_figures(std::vector<column>& to, const table_view& data, const column_view& c,
                        const export_options& options) {
  static const std::vector<std::string> states{"not_applicable"};
  std::vector<double> cells(data.rows());
  std::vector<std::int32_t> state(data.rows(), -1);
  bool some = false;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    cells[row] = c[row];
    if (!is_not_applicable(cells[row])) continue;
    state[row] = 0;
    some = true;
  }
  const std::string name(c.id);
  to.push_back(figures(name, std::move(cells)));
  if (some && options.states) to.push_back(labels(name + "_state", states, std::move(state)));
}

inline void add_categories(std::vector<column>& to, const table_view& data, const column_view& c,
                           const scale& s, const export_options& options, fault_list& faults) {
  std::vector<std::string> words;
  std::unordered_map<double, std::int32_t> place;
  for (const auto& k : std::get<scales::categories>(s).list) {
    place.emplace(k.code, static_cast<std::int32_t>(words.size()));
    words.push_back(k.label);
  }
  const auto inapplicable = static_cast<std::int32_t>(words.size());
  words.push_back("not_applicable");
  std::vector<std::int32_t> which(data.rows(), -1);
  for (std::size_t row = 0; row < which.size() && !faults.full(); ++row) {
    const double x = c[row];
    if (is_not_applicable(x) && options.states) which[row] = inapplicable;
    if (!is_known(x)) continue;
    if (const auto found = place.find(x); found != place.end()) {
      which[row] = found->second;
    } else {
      faults.add("row " + in_quotes(data.row_id(row)) + ", column " + in_quotes(c.id),
                 to_text(x) + " " + domain_words(s));
    }
  }
  to.push_back(labels(std::string(c.id), words, std::move(which)));
}

}  // namespace detail

/// A table as a record batch that `reader` reads back to the same bits: row ids where it has any,
/// figures as float64, codes of categories as dictionary-encoded labels, missing cells null. A
/// column of figures in which a cell is not applicable gets its `_state` beside it; labels say it
/// themselves. Throws `input_error` naming columns that are no indicators and cells whose code is
/// no category.
[[nodiscard]] inline record_batch export_table(const table_view& data, const framework& f,
                                               const export_options& options = {}) {
  std::vector<column> columns;
  fault_list faults;
  if (!options.id_column.empty() && !data.row_ids().empty()) {
    columns.push_back(texts(options.id_column, data.row_ids()));
  }
  for (const auto& c : data.columns()) {
    const auto* i = f.find_indicator(c.id);
    if (!i) {
      faults.add("column " + in_quotes(c.id), "is not an indicator of " + in_quotes(f.id));
    } else if (std::holds_alternative<scales::categories>(i->scale)) {
      detail::add_categories(columns, data, c, i->scale, options, faults);
    } else {
      detail::add_figures(columns, data, c, options);
    }
  }
  faults.throw_if_any();
  return side_by_side(std::move(columns), data.rows());
}

}  // namespace ltorisk::arrow
