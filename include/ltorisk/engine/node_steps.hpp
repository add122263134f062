// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/rounding.hpp>
#include <ltorisk/engine/tile_facts.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

/// What of the nodes of a plan is the same for every tile. Internal.
namespace ltorisk::engine {

/// An edge, its properties as sets of rows: all or none.
struct edge_step {
  edge_step(const planned_edge& e, const aggregation_laws& laws, std::size_t j)
      : slot(e.slot),
        condition(e.applies_if ? &*e.applies_if : nullptr),
        assumed(rows_if(e.assume.has_value())),
        must(rows_if(e.required || laws.missing == missing_rule::require)),
        subject(rows_if(is_subject(e, laws, j))),
        informed(rows_if(e.informed)) {}
  static row_set rows_if(bool all) { return all ? ~row_set{0} : 0; }

  std::size_t slot;
  const probe* condition;
  row_set assumed, must, subject, informed;
  row_set applies = 0;  // of the tile
};

/// What holds of a node whatever the cells.
enum class shape {
  always_whole,  // every child enters with all that is below it where every cell is a number
  may_be_whole,  // the same where that is so of all children
  in_parts       // it has conditions, or weighs too little
};

struct node_step {
  const planned_node* node;
  std::size_t position, slot;
  /// It rounds or has limits; some look at nodes.
  bool settles, looks_at_nodes;
  shape form = shape::in_parts;
  std::vector<edge_step> edges = {};
  /// The children as its formula sees them: `entering`.
  std::vector<child_rows> entering = {};
  children all = {};
};

/// The nodes to score, children before their parents.
template <unsigned Isa>
class node_steps {
 public:
  /// Those asked for (all of them where `asked` is empty), and what they look at. `facts` and the
  /// plan must outlive them.
  node_steps(const tile_facts<Isa>& facts, const std::vector<std::size_t>& asked) : facts_(&facts) {
    const plan& p = *facts.source;
    const auto needed = needed_for(asked);
    steps_.reserve(needed.size());
    for (std::size_t i = 0; i < needed.size(); ++i) {
      if (!needed[i]) continue;
      const planned_node& n = p.nodes()[i];
      const bool nodes =
          std::ranges::any_of(n.limits, [](const planned_limit& l) { return l.when.is_node; });
      auto& s = steps_.emplace_back(node_step{.node = &n,
                                              .position = i,
                                              .slot = p.slot_of_node(i),
                                              .settles = n.source->decimals || !n.limits.empty(),
                                              .looks_at_nodes = nodes});
      s.edges.reserve(n.children.size());
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        s.edges.emplace_back(n.children[j], n.source->aggregation.laws(), j);
      }
    }
    take_weights();
  }
  node_steps(const node_steps&) = delete;
  node_steps& operator=(const node_steps&) = delete;

  /// Takes in that the plan's weights have changed, or what is assumed.
  void take_weights() {
    whole_coverage_.assign(facts_->value.size(), 1);
    std::vector<shape> forms(facts_->source->nodes().size(), shape::in_parts);
    for (auto& s : steps_) {
      double covered = 0;
      s.entering.clear();
      s.entering.reserve(s.edges.size());
      for (const auto& e : s.node->children) {
        covered = math::fused(e.weight, whole_coverage_[e.slot], covered);
        s.entering.push_back(entering(e, facts_->value[e.slot]));
      }
      s.all = all_of(*s.node, s.entering.data());
      whole_coverage_[s.slot] = covered;
      forms[s.position] = s.form = form_of(*s.node, covered, forms);
    }
  }

  [[nodiscard]] auto begin() { return steps_.begin(); }
  [[nodiscard]] auto end() { return steps_.end(); }
  /// Of a slot whose children all enter with all that is below them.
  [[nodiscard]] double whole_coverage(std::size_t slot) const { return whole_coverage_[slot]; }

 private:
  [[nodiscard]] std::vector<bool> needed_for(const std::vector<std::size_t>& asked) const {
    const plan& p = *facts_->source;
    const auto leaves = p.leaves().size();
    std::vector<bool> needed(p.nodes().size(), asked.empty());
    for (const auto position : asked) needed[position] = true;
    for (std::size_t i = needed.size(); i-- > 0;) {  // parents come last
      if (!needed[i]) continue;
      for (const auto& e : p.nodes()[i].children) {
        if (e.slot >= leaves) needed[e.slot - leaves] = true;
        if (e.applies_if && e.applies_if->is_node) needed[e.applies_if->position] = true;
      }
      for (const auto& l : p.nodes()[i].limits) {
        if (l.when.is_node) needed[l.when.position] = true;
      }
    }
    return needed;
  }

  // `forms` are those of the nodes before it.
  [[nodiscard]] shape form_of(const planned_node& n, double coverage,
                              const std::vector<shape>& forms) const {
    shape s = shape::always_whole;
    const auto rests_on = [&](std::size_t position) {
      if (forms[position] != shape::always_whole) s = shape::may_be_whole;
    };
    for (const auto& l : n.limits) {
      if (l.when.is_node) rests_on(l.when.position);
    }
    const auto leaves = facts_->source->leaves().size();
    for (const auto& e : n.children) {
      if (e.applies_if) return shape::in_parts;
      if (e.slot >= leaves) rests_on(e.slot - leaves);
    }
    return coverage < n.source->min_coverage - rounding_slack ? shape::in_parts : s;
  }

  const tile_facts<Isa>* facts_;
  std::vector<node_step> steps_;
  std::vector<double> whole_coverage_;  // of slots
};

}  // namespace ltorisk::engine
