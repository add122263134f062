// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

namespace ltorisk::compare {

/// Somebody who scores communities: a fitted framework, one of its nodes, and the figures it is
/// given. Columns the framework does not know are not looked at.
struct rater {
  ltorisk::model model;
  /// The first outcome where empty.
  std::string node = {};
  table_view data = table_view{};
};

namespace detail {

/// The node a rater is asked for. Throws `input_error` where there is none of that name.
[[nodiscard]] inline const node& node_of(const rater& r, const std::string& who) {
  const auto& f = r.model.framework();
  const auto& id = r.node.empty() ? f.outcomes.front() : r.node;
  if (const auto* n = f.find_node(id)) return *n;
  std::vector<std::string> known;
  for (const auto& n : f.nodes) known.push_back(n.id);
  throw input_error(
      {{who, in_quotes(id) + " is not a node of " + in_quotes(f.id) + suggestion(id, known)}});
}

/// The ids of a node and of all it depends on: children, conditions, evidence of limits, its own or
/// of what is below it. What weighs nothing counts only if asked.
[[nodiscard]] inline std::unordered_set<std::string> depends_on(const framework& f,
                                                                const node& root, bool weightless) {
  std::unordered_set<std::string> seen;
  std::vector<const node*> open;
  const auto meet = [&](const std::string& id) {
    if (!seen.insert(id).second) return;
    if (const auto* n = f.find_node(id)) open.push_back(n);
  };
  meet(root.id);
  while (!open.empty()) {
    const auto& n = *open.back();
    open.pop_back();
    for (const auto& e : n.children) {
      if (e.weight == 0 && !weightless) continue;
      meet(e.child);
      if (e.applies_if) meet(e.applies_if->evidence);
    }
    for (const auto& l : n.limits) meet(l.when.evidence);
  }
  return seen;
}

/// The indicators a node looks at, in the framework's order.
[[nodiscard]] inline std::vector<std::string> looks_at(const framework& f, const node& root) {
  const auto seen = depends_on(f, root, false);
  std::vector<std::string> ids;
  for (const auto& i : f.indicators) {
    if (seen.contains(i.id)) ids.push_back(i.id);
  }
  return ids;
}

/// Those of `all` that `other` does not have.
[[nodiscard]] inline std::vector<std::string> without(const std::vector<std::string>& all,
                                                      const std::vector<std::string>& other) {
  std::vector<std::string> rest;
  for (const auto& id : all) {
    if (std::ranges::find(other, id) == other.end()) rest.push_back(id);
  }
  return rest;
}

}  // namespace detail

}  // namespace ltorisk::compare
