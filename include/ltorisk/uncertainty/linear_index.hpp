// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/uncertainty/input_map.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace ltorisk::uncertainty::detail {

/// Is the one outcome an arithmetic mean of indicators, complete in every row, without limits and
/// rounding, and are its weights all that is drawn? Then its children's values, in score units,
/// as the engine has them: every draw is a weighted sum of those.
template <unsigned Isa>
[[nodiscard]] std::optional<std::vector<std::vector<double>>> linear_index(const input_map& in) {
  const auto& f = in.nominal().framework();
  if (in.outcomes().size() != 1 || in.variants().size() != 1 || !in.cells().empty() ||
      !in.scales().empty() || in.weights().size() != 1 || in.weights()[0].id != in.outcomes()[0]) {
    return {};
  }
  const auto& n = *f.find_node(in.outcomes()[0]);
  if (!(n.aggregation == any_aggregation(aggregate::arithmetic_mean{})) || !n.limits.empty() ||
      n.decimals) {
    return {};
  }
  for (const auto& e : n.children) {
    if (!f.find_indicator(e.child) || e.applies_if) return {};
  }
  const auto& data = in.data();
  std::vector<const column_view*> columns;
  for (const auto& i : f.indicators) columns.push_back(data.find(i.id));
  const engine::plan plan(f);
  engine::tile_engine<Isa> tiles(plan);
  const auto& children = plan.nodes()[plan.position(n.id)].children;
  std::vector<std::vector<double>> values(children.size(), std::vector<double>(data.rows()));
  for (std::size_t first = 0; first < data.rows(); first += simd::tile_rows) {
    const auto rows = std::min<std::size_t>(simd::tile_rows, data.rows() - first);
    if (!tiles.run(columns, first, rows)) return {};
    for (std::size_t j = 0; j < children.size(); ++j) {
      const auto& facts = tiles.facts();
      for (std::size_t r = 0; r < rows; ++r) {
        if (!engine::has(facts.known[children[j].slot], r)) return {};
        const double v = facts.value[children[j].slot].row[r];
        values[j][first + r] = f.to_score(children[j].minus ? 1 - v : v);
      }
    }
  }
  return values;
}

}  // namespace ltorisk::uncertainty::detail
