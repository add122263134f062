// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/sample.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace ltorisk::scenario {

/// What a lever may be set to, and what that costs in whatever unit the budget has.
struct lever_choice {
  struct level {
    double value = 0;
    double cost = 0;
  };
  std::string lever = {};
  std::vector<level> levels = {};
};

/// What is wanted: the sum of weight times change, as large as possible. {"SC", -1}, {"LTO", 1}.
struct goal {
  std::string id = {};
  double weight = 1;
};

struct ranked_package {
  scenario::package package = {};
  double cost = 0;
  /// Under the map's own weights.
  double gain = 0;
  /// Share of the draws in which it gains more than any other that the budget allows.
  double best_in = 0;
};

namespace detail {

/// Every combination of levels that the budget allows.
[[nodiscard]] inline std::vector<ranked_package> affordable(
    const std::vector<lever_choice>& choices, double budget) {
  constexpr std::size_t most = 10000;
  fault_list faults;
  for (const auto& c : choices) {
    if (c.levels.empty()) faults.add("lever " + in_quotes(c.lever), "has no level");
    for (const auto& [value, cost] : c.levels) {
      if (!(std::isfinite(cost) && cost >= 0)) {
        faults.add("lever " + in_quotes(c.lever),
                   "cost must be finite and not negative, got " + to_text(cost));
      }
    }
  }
  faults.throw_if_any();
  std::vector<ranked_package> list(1);
  for (const auto& c : choices) {
    std::vector<ranked_package> longer;
    for (const auto& p : list) {
      for (const auto& [value, cost] : c.levels) {
        if (p.cost + cost > budget * (1 + 1e-12)) continue;
        auto more = p;
        more.cost += cost;
        more.package.hold.push_back({c.lever, value});
        more.package.name += (p.package.name.empty() ? "" : ", ") + c.lever + " " + to_text(value);
        longer.push_back(std::move(more));
      }
    }
    list = std::move(longer);
    if (list.size() > most) {
      throw domain_error("best_package: more than " + std::to_string(most) +
                         " packages; use fewer levels");
    }
  }
  if (list.empty()) throw domain_error("best_package: the budget allows no package");
  return list;
}

}  // namespace detail

/// All packages the budget allows, the best first; equal gains, the cheaper first. `best_in` says
/// how stable the choice is under weights as they might be: a draw in which several are best counts
/// for the first of them in this order.
[[nodiscard]] inline std::vector<ranked_package> best_package(
    const causal_map& m, const std::vector<lever_choice>& choices, double budget,
    const std::vector<goal>& wanted, sample_options o = {.draws = 1000}) {
  if (!(budget >= 0)) {
    throw domain_error("best_package: budget must not be negative, got " + to_text(budget));
  }
  if (wanted.empty()) throw domain_error("best_package: needs a goal");
  for (const auto& g : wanted) {
    if (!std::isfinite(g.weight)) {
      throw domain_error("best_package: the weight of goal " + in_quotes(g.id) +
                         " must be finite, got " + to_text(g.weight));
    }
  }
  auto list = detail::affordable(choices, budget);
  std::vector<package> packages;
  for (const auto& p : list) packages.push_back(p.package);
  o.on.clear();
  for (const auto& g : wanted) o.on.push_back(g.id);
  const auto changes = sample(m, packages, o);
  const auto total = [&](auto change) {
    double sum = 0;
    for (std::size_t k = 0; k < wanted.size(); ++k) sum += wanted[k].weight * change(k);
    return sum;
  };
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < list.size(); ++i) {
    list[i].gain = total([&](std::size_t k) { return changes[i].nominal[k]; });
    order.push_back(i);
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    const auto& p = list[a];
    const auto& q = list[b];
    // A package without a fixed point comes last.
    if (is_known(p.gain) != is_known(q.gain)) return is_known(p.gain);
    return p.gain != q.gain ? p.gain > q.gain : p.cost < q.cost;
  });
  for (std::size_t d = 0; d < o.draws; ++d) {
    double most = -HUGE_VAL;
    std::size_t best = list.size();
    for (const auto i : order) {
      const double gain = total([&](std::size_t k) { return changes[i].draws[k][d]; });
      if (gain > most + sampled_changes::none) {
        most = gain;
        best = i;
      }
    }
    if (best < list.size()) list[best].best_in += 1 / static_cast<double>(o.draws);
  }
  std::vector<ranked_package> ranked;
  for (const auto i : order) ranked.push_back(std::move(list[i]));
  return ranked;
}

}  // namespace ltorisk::scenario
