// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/criteria.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/table.hpp>

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

/// The scales that `fit` learns from a sample. Internal.
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

/// Replaces every learned scale by the fixed one the sample gives.
inline void freeze_scales(framework& f, const table_view& sample, executor_ref run) {
  fault_list faults;
  const auto learn = [&](const std::string& indicator_id, scale& s) {
    const auto* learned = std::get_if<any_normalization>(&s);
    if (!learned) return;
    const auto* column = sample.find(indicator_id);
    if (!column) {
      faults.add(
          "column " + in_quotes(indicator_id),
          "is not in the sample, and its " + std::string(learned->name()) + " scale needs it");
      return;
    }
    try {
      s = std::visit([](auto&& fixed) { return scale(std::move(fixed)); },
                     learned->fit(*column, sample.rows(), run));
    } catch (const input_error& e) {
      // Cells that are infinite are named by the ids of their rows.
      if (!detail::finite_cells(*column, sample, faults)) return;
      for (const auto& [where, what] : e.diagnostics()) faults.add(where, what);
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
