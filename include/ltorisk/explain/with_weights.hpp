// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::explain {

/// A framework with the weights of another: at every node both have, children both have are weighed
/// against one another as the other weighs them. A child that only this framework has keeps its
/// share of the node. Where the other gives all common children zero, theirs stay as well.
[[nodiscard]] inline framework with_weights(framework f, const framework& weights) {
  for (auto& n : f.nodes) {
    const auto* other = weights.find_node(n.id);
    if (!other) continue;
    std::vector<std::pair<edge*, double>> common;
    double own = 0, theirs = 0;
    for (auto& e : n.children) {
      const auto same = std::ranges::find(other->children, e.child, &edge::child);
      if (same == other->children.end()) continue;
      common.emplace_back(&e, same->weight);
      own += e.weight;
      theirs += same->weight;
    }
    if (!(theirs > 0)) continue;
    // Where all are common their own numbers will do, to the last bit.
    const double factor = common.size() == n.children.size() ? 1 : own / theirs;
    if (!(factor > 0)) continue;
    for (const auto& [e, weight] : common) e->weight = weight * factor;
  }
  return f;
}

}  // namespace ltorisk::explain
