// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/explain/dependencies.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <numeric>
#include <string_view>
#include <vector>

namespace ltorisk::explain::detail {

/// Players that act together, apart from all others: the score is a sum of functions of one such
/// group each, so that each can be divided on its own. What is reached from the top through
/// arithmetic means alone is a summand; those that look at the same player belong together.
///
/// A mean is a sum only where its weights stay put: everything below it is known in both rows or
/// not applicable in both, and no condition decides what applies. Everywhere else it is one
/// summand.
///
/// `player[i]`: the number of indicator i among the players, or `none`. Limits and rounding must be
/// out of the framework.
[[nodiscard]] inline std::vector<std::vector<unsigned char>> independent_players(
    const framework& f, std::string_view root, const dependencies& d,
    const std::vector<double>& without, const std::vector<double>& with,
    const std::vector<std::size_t>& player, std::size_t players) {
  const auto& order = d.order();
  const auto vertices = f.nodes.size() + f.indicators.size();
  // From the leaves up: do all weights below a vertex stay put?
  std::vector<bool> steady(vertices, true);
  for (auto v = order.rbegin(); v != order.rend(); ++v) {
    if (d.is_indicator(*v)) {
      const double a = without[d.indicator(*v)], b = with[d.indicator(*v)];
      steady[*v] = (is_known(a) && is_known(b)) || (is_not_applicable(a) && is_not_applicable(b));
      continue;
    }
    const auto& n = f.nodes[*v];
    for (const auto& e : n.children) {
      if (e.weight != 0 && e.applies_if) steady[*v] = false;
    }
    if (!n.limits.empty() || n.decimals) steady[*v] = false;
    for (const auto c : d.below(*v)) steady[*v] = steady[*v] && steady[c];
  }
  std::vector<bool> sum(vertices), inside(vertices);
  inside[d.number(root)] = true;
  std::vector<std::size_t> summands;
  for (const auto v : order) {
    if (!inside[v]) continue;
    sum[v] = !d.is_indicator(v) && steady[v] &&
             f.nodes[v].aggregation == any_aggregation(aggregate::arithmetic_mean{});
    if (sum[v]) {
      for (const auto c : d.below(v)) inside[c] = true;
    } else {
      summands.push_back(v);
    }
  }
  // Players of one summand are joined.
  std::vector<std::size_t> leader(players);
  std::iota(leader.begin(), leader.end(), std::size_t{0});
  const auto find = [&](std::size_t p) {
    while (leader[p] != p) p = leader[p] = leader[leader[p]];
    return p;
  };
  for (const auto top : summands) {
    std::vector<std::size_t> open{top};
    std::vector<bool> seen(vertices);
    seen[top] = true;
    std::size_t first = dependencies::none;
    while (!open.empty()) {
      const auto v = open.back();
      open.pop_back();
      if (d.is_indicator(v)) {
        const auto p = player[d.indicator(v)];
        if (p == dependencies::none) continue;
        if (first == dependencies::none) first = p;
        leader[find(p)] = find(first);
      }
      for (const auto c : d.below(v)) {
        if (!seen[c]) open.push_back(c);
        seen[c] = true;
      }
    }
  }
  std::vector<std::vector<unsigned char>> groups;
  std::vector<std::size_t> group(players, dependencies::none);
  for (std::size_t p = 0; p < players; ++p) {
    const auto l = find(p);
    if (group[l] == dependencies::none) {
      group[l] = groups.size();
      groups.emplace_back(players);
    }
    groups[group[l]][p] = 1;
  }
  return groups;
}

}  // namespace ltorisk::explain::detail
