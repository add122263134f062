// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/dynamics.hpp>
#include <ltorisk/scenario/wiring.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// The states of the first `steps` steps, step 0 first, for a plot. Steps are no calendar time.
[[nodiscard]] inline std::vector<concept_values> trajectory(const causal_map& m, const package& p,
                                                            std::size_t steps,
                                                            const run_options& o = {}) {
  const wiring map(m, p, o);
  std::vector<double> outside(map.size());
  map.inputs(map.weights().data(), outside.data());
  std::vector<concept_values> states{{m.ids(), map.start()}};
  while (states.size() <= steps) {
    auto next = states.back();
    map.step(map.weights().data(), outside.data(), states.back().values.data(), next.values.data());
    states.push_back(std::move(next));
  }
  return states;
}

}  // namespace ltorisk::scenario
