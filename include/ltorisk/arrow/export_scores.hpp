// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/column.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/scores.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::arrow {

/// Scores as columns, named as `write_scores_csv` names them. For each node: `NODE` (float64, null
/// where refused or not applicable), `NODE_state` (`scored`, `refused`, `not_applicable`),
/// `NODE_level` where it has levels (null without a value), and as far as they were requested
/// `NODE_lower`, `NODE_upper` (null where not applicable), `NODE_bounds` (`exact`, `enclosing`),
/// `NODE_coverage`, and `NODE_before_limits`. Which columns there are depends on `f`, `what` and
/// the options alone, so that batches of a stream agree. Takes the vectors over.
[[nodiscard]] inline std::vector<column> score_columns(scores s, const framework& f,
                                                       const request& what,
                                                       const export_options& options = {}) {
  static const std::vector<std::string> states{"scored", "refused", "not_applicable"};
  static const std::vector<std::string> bounds{"enclosing", "exact"};
  std::vector<column> columns;
  for (auto& c : s.columns) {
    const auto rows = c.value.size();
    std::vector<std::int32_t> state(rows), level(rows, -1), exact(c.exact.begin(), c.exact.end());
    const auto* n = f.find_node(c.node);
    std::vector<std::string> classes;
    if (n) {
      for (const auto& k : n->levels.classes) classes.push_back(k.name);
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const double x = c.value[row];
      state[row] = is_known(x) ? 0 : is_not_applicable(x) ? 2 : 1;
      if (is_known(x) && !classes.empty()) {
        const auto name = level_of(n->levels, x);
        level[row] = static_cast<std::int32_t>(std::ranges::find(classes, name) - classes.begin());
      }
    }
    columns.push_back(figures(c.node, std::move(c.value)));
    if (options.states) columns.push_back(labels(c.node + "_state", states, std::move(state)));
    if (!classes.empty()) columns.push_back(labels(c.node + "_level", classes, std::move(level)));
    if (what.bounds) {
      columns.push_back(figures(c.node + "_lower", std::move(c.lower)));
      columns.push_back(figures(c.node + "_upper", std::move(c.upper)));
      columns.push_back(labels(c.node + "_bounds", bounds, std::move(exact)));
    }
    if (what.coverage) columns.push_back(figures(c.node + "_coverage", std::move(c.coverage)));
    columns.push_back(figures(c.node + "_before_limits", std::move(c.before_limits)));
  }
  return columns;
}

/// Scores of `data` as a record batch: row ids, where the table has any, and `score_columns`.
/// `what` is what was requested of `model::score`. Throws `input_error` where two columns would
/// have one name.
[[nodiscard]] inline record_batch export_scores(scores s, const table_view& data,
                                                const framework& f, const request& what = {},
                                                const export_options& options = {}) {
  std::vector<column> columns;
  if (!options.id_column.empty() && !data.row_ids().empty()) {
    columns.push_back(texts(options.id_column, data.row_ids()));
  }
  for (auto& c : score_columns(std::move(s), f, what, options)) columns.push_back(std::move(c));
  return side_by_side(std::move(columns), data.rows());
}

}  // namespace ltorisk::arrow
