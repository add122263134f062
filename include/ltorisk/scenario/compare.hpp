// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/settle.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// What a package changes.
struct package_effect {
  std::string name = {};
  settled end = {};
  /// Its fixed point less that of the status quo; `missing` where either has none: see `end`.
  concept_values change = {};
};

struct comparison {
  settled status_quo = {};
  std::vector<package_effect> packages = {};
};

namespace detail {

[[nodiscard]] inline concept_values change_between(const settled& before, const settled& after,
                                                   std::vector<std::string> ids) {
  concept_values change{std::move(ids), {}};
  const bool both = before.outcome == outcome::fixed_point && after.outcome == outcome::fixed_point;
  for (std::size_t i = 0; i < change.ids.size(); ++i) {
    change.values.push_back(both ? after.states.front().values[i] - before.states.front().values[i]
                                 : missing);
  }
  return change;
}

}  // namespace detail

/// The packages side by side. The status quo is where the map goes from its start with no package.
[[nodiscard]] inline comparison compare(const causal_map& m, const std::vector<package>& packages,
                                        const run_options& o = {}) {
  comparison c{.status_quo = settle(m, {}, o)};
  for (const auto& p : packages) {
    auto end = settle(m, p, o);
    auto change = detail::change_between(c.status_quo, end, m.ids());
    c.packages.push_back({p.name, std::move(end), std::move(change)});
  }
  return c;
}

}  // namespace ltorisk::scenario
