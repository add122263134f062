// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/uncertainty/cells.hpp>
#include <ltorisk/uncertainty/distribution.hpp>
#include <ltorisk/uncertainty/methods.hpp>
#include <ltorisk/uncertainty/weights.hpp>

#include <string>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty {

/// The weights of a node's children.
struct uncertain_weights {
  std::string node = {};
  any_weight_rule rule = dirichlet{};
};

/// One parameter of an indicator's own scale: "lower" or "upper" (goalposts), "period" (half-life),
/// or the label of a category, whose value it is. It acts where the scale has it: in a draw whose
/// method gives the indicator a scale without, it changes nothing.
struct uncertain_scale {
  std::string indicator = {};
  std::string parameter = {};
  any_distribution figure;
};

/// Everything that is not certain, in any combination. Draws are independent between entries;
/// weights, scales and methods are those of the whole table, evidence is of a cell.
struct sources {
  std::vector<uncertain_weights> weights = {};
  uncertain_cells evidence = {};
  std::vector<uncertain_scale> scales = {};
  std::vector<choice> methods = {};
};

/// The weights of every node that has two children or more, all by one rule.
[[nodiscard]] inline std::vector<uncertain_weights> all_weights(const framework& f,
                                                                const any_weight_rule& rule) {
  std::vector<uncertain_weights> list;
  for (const auto& n : f.nodes) {
    std::size_t weighted = 0;
    for (const auto& e : n.children) weighted += e.weight > 0 ? 1 : 0;
    if (weighted > 1) list.push_back({n.id, rule});
  }
  return list;
}

}  // namespace ltorisk::uncertainty
