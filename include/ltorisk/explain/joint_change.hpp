// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/goal.hpp>
#include <ltorisk/explain/levers.hpp>
#include <ltorisk/explain/nearest_change.hpp>
#include <ltorisk/explain/root.hpp>
#include <ltorisk/explain/what_if.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/record.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

/// Needs Boost.Math, hence outside the umbrella.
namespace ltorisk::explain {

/// How far several levers must go together.
struct joint_figures {
  bool reached = false;
  search found_by = search::proven;
  /// The share of the way from the community's figures to the best ones, 0..1, and the share just
  /// before, where the goal is not reached (`missing` where nothing must change).
  double share = missing;
  double share_short_of = missing;
  struct figure {
    std::string indicator = {};
    double from = missing;
    double to = missing;
  };
  std::vector<figure> figures = {};
  double score_now = missing;
  double score = missing;
  double score_short_of = missing;
  /// Why all levers at their best do not reach it.
  std::string reason = {};
  std::size_t evaluations = 0;
};

/// The smallest common effort that reaches a goal: every lever goes the same share of its way to
/// the better end of its declared range; a category takes a step when its share is reached. What is
/// not applicable stays as it is. Found like `nearest_change` and verified in the same way, with
/// the same errors; `input_error` too for an indicator that is there twice.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] joint_figures joint_change(const model& m, const record& community,
                                         const std::vector<std::string>& indicators, const goal& g,
                                         const search_options& options = {}) {
  if (options.grid < 2) {
    throw domain_error("joint_change: grid must be 2 or more, got " + std::to_string(options.grid));
  }
  const detail::target t(m.framework(), g);
  const auto cells = m.cells(community);
  const detail::what_if world(m, cells, g.node, g.of);
  const detail::what_if unlimited(m, cells, g.node, g.of, {.last_limit = 0, .rounding = false});
  std::vector<detail::lever_path> paths;
  std::vector<std::size_t> columns;
  joint_figures result;
  for (const auto& id : indicators) {
    const auto i = detail::indicator_position(m.framework(), id);
    detail::require_dependence(m.framework(), g.node, i);
    if (std::ranges::find(columns, i) != columns.end()) {
      throw input_error({{"indicator " + in_quotes(id), "is there twice"}});
    }
    paths.push_back(detail::path_of<Isa>(unlimited, t.falls(), i));
    columns.push_back(i);
    // The path must lead one way in figures, and the score one way with them.
    const auto way = detail::proven_direction(world.framework(), g.node, i, g.of, cells);
    const auto& figures = paths.back().figures;
    const bool up = (way == trend::rising) != t.falls();
    const bool sorted = up ? std::ranges::is_sorted(figures)
                           : std::ranges::is_sorted(figures, std::ranges::greater{});
    if (way == trend::none || !sorted) result.found_by = search::scanned;
  }
  const auto figures_at = [&](double share) {
    std::vector<double> figures;
    for (const auto& p : paths) figures.push_back(p.at(share));
    return figures;
  };
  const auto score_at = [&](double share) {
    ++result.evaluations;
    return world.score<Isa>(columns, figures_at(share));
  };
  const auto finish = [&](double share) {
    result.share = share;
    const auto figures = figures_at(share);
    for (std::size_t k = 0; k < paths.size(); ++k) {
      result.figures.push_back({indicators[k], paths[k].from, figures[k]});
    }
    result.score = score_at(share);
  };
  ++result.evaluations;
  result.score_now = world.score<Isa>({}, {});
  if (t.reached(result.score_now)) {
    result.reached = true;
    result.share = 0;
    result.score = result.score_now;
    for (const auto& p : paths) {
      result.figures.push_back({m.framework().indicators[p.indicator].id, p.from, p.from});
    }
    return result;
  }
  std::vector<double> grid{0, 1};
  if (result.found_by == search::scanned) {
    grid.clear();
    for (std::size_t k = 0; k < options.grid; ++k) {
      grid.push_back(static_cast<double>(k) / static_cast<double>(options.grid - 1));
    }
  }
  std::vector<std::vector<double>> figures(paths.size());
  for (const double share : grid) {
    const auto at = figures_at(share);
    for (std::size_t k = 0; k < at.size(); ++k) figures[k].push_back(at[k]);
  }
  std::vector<double> scores(grid.size(), result.score_now);
  if (!paths.empty()) scores = world.scores<Isa>(columns, figures);
  result.evaluations += grid.size();
  std::size_t first = 0;
  while (first < grid.size() && !t.reached(scores[first])) ++first;
  if (first == grid.size()) {
    finish(1);
    result.reason = detail::why_not<Isa>(m, world, t, g, columns, figures_at(1));
    return result;
  }
  result.reached = true;
  if (first == 0) {
    finish(0);  // to know the unknown at its worst is enough
    return result;
  }
  const auto [a, b] = detail::boundary_between(
      grid[first - 1], grid[first], [&](double share) { return t.margin(score_at(share)); });
  result.share_short_of = a;
  result.score_short_of = score_at(a);
  finish(b);
  return result;
}

}  // namespace ltorisk::explain
