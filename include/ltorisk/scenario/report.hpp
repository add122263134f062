// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/compare.hpp>
#include <ltorisk/scenario/loops.hpp>
#include <ltorisk/scenario/sample.hpp>

#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// Everything about some packages on one map, and what a replay needs.
struct report {
  causal_map map = {};
  std::vector<package> packages = {};
  sample_options options = {};
  comparison effects = {};
  std::vector<sampled_changes> samples = {};
  loop_list loops = {};
};

[[nodiscard]] inline report report_on(causal_map m, std::vector<package> packages,
                                      const sample_options& o = {}) {
  report r{.map = std::move(m), .packages = std::move(packages), .options = o};
  r.effects = compare(r.map, r.packages, o.run);
  r.samples = sample(r.map, r.packages, o);
  r.loops = loops_of(r.map);
  return r;
}

}  // namespace ltorisk::scenario
