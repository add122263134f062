// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::evidence {

/// Who said what stands in a table, beside it: by row id and indicator. Scoring never looks at it.
struct provenance_table {
  date as_of = {};
  std::unordered_map<std::string, std::vector<finding>> rows = {};

  /// The findings of a community; nothing where it has none.
  [[nodiscard]] const std::vector<finding>* find(const std::string& row_id) const {
    const auto row = rows.find(row_id);
    return row == rows.end() ? nullptr : &row->second;
  }
};

/// Is the evidence older than the indicator allows? Never where it has no date, or the indicator no
/// limit.
[[nodiscard]] inline bool is_stale(const finding& f, const indicator& i, date as_of) {
  const auto age = f.age_months(as_of);
  return age && i.stale_after_months && *age > *i.stale_after_months;
}

/// A portfolio at a date: the table to score, and its provenance.
struct observed_portfolio {
  table figures = {};
  provenance_table provenance = {};
};

namespace detail {

/// The cell a framework keeps for a finding: a category's code.
[[nodiscard]] inline double cell_of(const finding& f, const indicator& i, const std::string& row,
                                    fault_list& faults) {
  const auto where = [&] { return "row " + in_quotes(row) + ", column " + in_quotes(i.id); };
  const auto* list = std::get_if<scales::categories>(&i.scale);
  if (f.label.empty()) return f.value;
  if (list) {
    for (const auto& c : list->list) {
      if (c.label == f.label) return c.code;
    }
    faults.add(where(), in_quotes(f.label) + " must be " + label_words(*list));
  } else {
    faults.add(where(), "takes a number, got " + in_quotes(f.label));
  }
  return missing;
}

}  // namespace detail

/// Observes every community of a portfolio, for a framework that has indicators of `andean_mining`:
/// a column for each of those it has, in its order. Throws `input_error` with every fault of the
/// portfolio, and where the framework does not know a category.
[[nodiscard]] inline observed_portfolio observe(const portfolio& p, date as_of, const framework& f,
                                                observe_options options = {}) {
  detail::check(as_of, options);
  validate(p);
  if (!options.gold_price) options.gold_price = &p.gold_price;
  std::vector<std::string> ids;
  observed_portfolio result;
  result.provenance.as_of = as_of;
  std::vector<std::vector<finding>> rows;
  for (const auto& c : p.communities) {
    ids.push_back(c.id);
    rows.push_back(detail::observe_checked(c, {.as_of = as_of}, options).findings);
  }
  const auto order = detail::observe_checked({}, {.as_of = as_of}, {}).findings;
  result.figures = table(ids);
  fault_list faults;
  for (const auto& i : f.indicators) {
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (order[k].indicator != i.id) continue;
      std::vector<double> cells;
      for (std::size_t row = 0; row < rows.size(); ++row) {
        cells.push_back(detail::cell_of(rows[row][k], i, ids[row], faults));
      }
      result.figures.add(i.id, std::move(cells));
    }
  }
  faults.throw_if_any();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    result.provenance.rows.emplace(ids[row], std::move(rows[row]));
  }
  return result;
}

}  // namespace ltorisk::evidence
