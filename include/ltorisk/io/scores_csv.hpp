// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/io/csv_cell.hpp>
#include <ltorisk/scores.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

namespace ltorisk {

/// Scores as CSV, a row per community in the table's order. Columns: `id`, then for each node
/// `NODE` (its value; empty where refused, `not_applicable`), and as far as they were computed
/// `NODE_level`, `NODE_lower`, `NODE_upper`, `NODE_bounds` (`exact` or `enclosing`),
/// `NODE_coverage` (0 to 1) and `NODE_before_limits`. Numbers are the shortest text that reads back
/// as the same double.
[[nodiscard]] inline std::string write_scores_csv(const scores& s, const table_view& data,
                                                  const framework& f) {
  const auto has_levels = [&](const score_column& c) {
    const auto* n = f.find_node(c.node);
    return n && !n->levels.classes.empty();
  };
  std::string text = "id";
  std::unordered_set<std::string> names{"id"};
  const auto field = [&](std::string_view cell) { (text += ',') += csv_field(cell); };
  const auto title = [&](const std::string& name) {
    if (!names.insert(name).second) {
      throw input_error({{"scores", "two columns would be named " + in_quotes(name)}});
    }
    field(name);
  };
  for (const auto& c : s.columns) {
    title(c.node);
    if (has_levels(c)) title(c.node + "_level");
    if (!c.lower.empty() || data.rows() == 0) {
      for (const char* part : {"_lower", "_upper", "_bounds"}) title(c.node + part);
    }
    if (!c.coverage.empty() || data.rows() == 0) title(c.node + "_coverage");
    title(c.node + "_before_limits");
  }
  text += '\n';
  const auto number = [&](double x) {
    text += ',';
    if (is_not_applicable(x))
      text += "not_applicable";
    else if (is_known(x))
      text += to_text(x);
  };
  for (std::size_t row = 0; row < data.rows(); ++row) {
    text += csv_field(data.row_id(row));
    for (const auto& c : s.columns) {
      number(c.value[row]);
      if (has_levels(c)) field(level_of(f.find_node(c.node)->levels, c.value[row]));
      if (!c.lower.empty()) {
        number(c.lower[row]);
        number(c.upper[row]);
        field(c.exact[row] ? "exact" : "enclosing");
      }
      if (!c.coverage.empty()) number(c.coverage[row]);
      number(c.before_limits[row]);
    }
    text += '\n';
  }
  return text;
}

}  // namespace ltorisk
