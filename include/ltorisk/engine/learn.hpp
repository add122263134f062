// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/table.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

/// What `fit` learns from a sample. Internal.
namespace ltorisk::engine {

/// Adds a fault for each column the framework does not know.
inline void check_columns(const framework& f, const table_view& data, fault_list& faults) {
  std::vector<std::string> known;
  for (const auto& i : f.indicators) known.push_back(i.id);
  const std::unordered_set<std::string_view> ids(known.begin(), known.end());
  for (const auto& column : data.columns()) {
    if (ids.contains(column.id)) continue;
    faults.add("column " + in_quotes(column.id),
               "is not an indicator of " + in_quotes(f.id) + suggestion(column.id, known));
  }
}

/// The smallest and largest known value of a column.
inline interval range_of(const column_view& column, const table_view& sample, fault_list& faults) {
  interval range{unlimited, -unlimited};
  for (std::size_t row = 0; row < sample.rows(); ++row) {
    const double x = column[row];
    if (!is_known(x)) continue;
    if (!std::isfinite(x)) {
      faults.add("row " + in_quotes(sample.row_id(row)) + ", column " + in_quotes(column.id),
                 to_text(x) + " must be finite");
      continue;
    }
    range = {std::min<double>(range.lower, x), std::max<double>(range.upper, x)};
  }
  return range;
}

/// Replaces every learned scale by the fixed one the sample gives.
inline void freeze(framework& f, const table_view& sample, bool extra_columns) {
  fault_list faults;
  if (!extra_columns) check_columns(f, sample, faults);
  const auto learn = [&](const std::string& indicator_id, scale& s) {
    const auto* learned = std::get_if<scales::min_max>(&s);
    if (!learned) return;
    const auto* column = sample.find(indicator_id);
    const auto where = "column " + in_quotes(indicator_id);
    if (!column) {
      faults.add(where, "is not in the sample, and its min_max scale needs it");
      return;
    }
    const auto [lower, upper] = range_of(*column, sample, faults);
    if (!(lower < upper)) {
      faults.add(where, lower == upper ? "is constant at " + to_text(lower) +
                                             ": min_max needs two different values"
                                       : "has no known value: min_max needs two");
      return;
    }
    const scales::linear fixed{
        .lower = lower, .upper = upper, .onto = learned->onto, .capped = learned->capped};
    try {
      fixed.validate();
      s = fixed;
    } catch (const domain_error& e) {
      faults.add(where, std::string("its smallest and largest value make no scale: ") + e.what());
    }
  };
  for (auto& i : f.indicators) learn(i.id, i.scale);
  for (auto& n : f.nodes) {
    for (auto& e : n.children) {
      if (e.scale) learn(e.child, *e.scale);
    }
  }
  faults.throw_if_any();
}

}  // namespace ltorisk::engine
