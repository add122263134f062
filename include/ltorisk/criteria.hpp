// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <string>
#include <unordered_set>
#include <vector>

namespace ltorisk::detail {

/// The columns that criteria name, in their order. No criteria at all stand for all columns, more
/// being better, and are filled in. Throws `input_error` for a column that is not there, is named
/// twice, or where there is none at all.
[[nodiscard]] inline std::vector<column_view> columns_of(const table_view& data,
                                                         std::vector<criterion>& criteria) {
  if (criteria.empty()) {
    for (const auto& column : data.columns()) criteria.push_back({std::string(column.id)});
  }
  fault_list faults;
  if (criteria.empty()) faults.add("table", "has no columns");
  std::vector<column_view> columns;
  std::unordered_set<std::string_view> seen;
  for (const auto& c : criteria) {
    const auto* column = data.find(c.id);
    if (!seen.insert(c.id).second) faults.add("column " + in_quotes(c.id), "is named twice");
    if (column) {
      columns.push_back(*column);
      continue;
    }
    std::vector<std::string> known;
    for (const auto& there : data.columns()) known.emplace_back(there.id);
    faults.add("column " + in_quotes(c.id), "is not in the table" + suggestion(c.id, known));
  }
  faults.throw_if_any();
  return columns;
}

}  // namespace ltorisk::detail
