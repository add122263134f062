// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::detail {

/// The columns that criteria name, in their order. Throws `input_error` for a column that is not
/// there, is named twice, or where there is none at all.
[[nodiscard]] inline std::vector<column_view> columns_of(const table_view& data,
                                                         std::span<const criterion> criteria) {
  const auto there = data.columns();
  fault_list faults;
  if (criteria.empty()) faults.add("table", "has no columns");
  std::vector<column_view> columns;
  columns.reserve(criteria.size());
  std::vector<bool> named(there.size());
  std::size_t at = 0;  // mostly they come in the order of the table
  for (const auto& c : criteria) {
    std::size_t left = there.size();
    for (; left > 0 && there[at].id != c.id; --left) at = at + 1 < there.size() ? at + 1 : 0;
    if (left > 0) {
      if (named[at]) faults.add("column " + in_quotes(c.id), "is named twice");
      named[at] = true;
      columns.push_back(there[at]);
      at = at + 1 < there.size() ? at + 1 : 0;
      continue;
    }
    std::vector<std::string> known;
    for (const auto& column : there) known.emplace_back(column.id);
    faults.add("column " + in_quotes(c.id), "is not in the table" + suggestion(c.id, known));
  }
  faults.throw_if_any();
  return columns;
}

/// The same where no criteria at all stand for all columns, more being better, and are filled in.
[[nodiscard]] inline std::vector<column_view> columns_of(const table_view& data,
                                                         std::vector<criterion>& criteria) {
  if (criteria.empty()) {
    for (const auto& column : data.columns()) criteria.push_back({std::string(column.id)});
  }
  return columns_of(data, std::span<const criterion>(criteria));
}

/// Adds a fault for each infinite cell of a column; is there none?
inline bool finite_cells(const column_view& column, const table_view& data, fault_list& faults) {
  bool finite = true;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    if (!std::isinf(column[row])) continue;
    finite = false;
    faults.add("row " + in_quotes(data.row_id(row)) + ", column " + in_quotes(column.id),
               to_text(column[row]) + " must be finite");
  }
  return finite;
}

/// What a weighting has found, if it keeps its promise: a weight for each criterion, not negative,
/// sum one. Throws `input_error` where a user's scheme does not.
[[nodiscard]] inline std::vector<double> checked_weights(std::vector<double> weights,
                                                         std::span<const criterion> criteria,
                                                         std::string_view scheme) {
  const auto where = "weighting " + in_quotes(scheme);
  if (weights.size() != criteria.size()) {
    throw input_error(
        {diagnostic{where, "gives " + std::to_string(weights.size()) + " weights for " +
                               std::to_string(criteria.size()) + " criteria"}});
  }
  fault_list faults;
  double sum = 0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    sum += weights[j];
    if (weights[j] >= 0 && std::isfinite(weights[j])) continue;
    faults.add(where, "must give weights that are not negative, gives " +
                          in_quotes(criteria[j].id) + " " + to_text(weights[j]));
  }
  if (faults.empty() && !(std::fabs(sum - 1) <= 1e-9)) {
    faults.add(where, "must give weights that sum to one, their sum is " + to_text(sum));
  }
  faults.throw_if_any();
  return weights;
}

}  // namespace ltorisk::detail
