// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/directions.hpp>
#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/framework.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// A framework made ready to run: ids become positions, scores become 0..1, children come before
/// their parents. Internal; `model` is what users hold.
namespace ltorisk::engine {

/// What a limit or an `applies_if` looks at.
struct probe {
  bool is_node = false;
  std::size_t position = 0;  // of an indicator or a node
  condition test = {};       // threshold in the indicator's unit, or 0..1 for a node
};

struct planned_edge {
  std::size_t slot = 0;  // leaves first, then nodes in plan order
  bool minus = false;
  double weight = 1;  // of all siblings: sums to one
  bool required = false;
  std::optional<double> assume = {};  // 0..1
  std::optional<probe> applies_if = {};
  /// Where the child is missing, it still could not be anything in 0..1: the mean without it may
  /// lie where no value of it leads.
  bool informed = false;
  const edge* source = nullptr;
};

struct planned_limit {
  probe when;
  bool cap = true;
  double at = 0;  // 0..1
  bool possible_if_missing = true;
  /// No figure in the declared range fails the test; missing evidence still does not bind the
  /// value.
  bool holds_anyway = false;
  const limit* source = nullptr;
};

struct planned_leaf {
  std::size_t column = 0;
  const scale* seen_through = nullptr;
  interval range = {};
};

struct planned_node {
  const node* source = nullptr;
  std::vector<planned_edge> children = {};
  std::vector<planned_limit> limits = {};
  bool equal_weights = false;
  /// What a child that may or may not apply could count as.
  interval child_hull = {};
  /// Indicators whose absence leaves the bounds enclosing instead of exact.
  std::vector<std::size_t> inexact = {};
};

/// Values this near the boundary of a level are at it.
inline constexpr double boundary_slack = 4e-15;

class plan {
 public:
  /// `f` must be valid, need no fit, and outlive the plan.
  explicit plan(const framework& f) : framework_(&f) {
    for (std::size_t i = 0; i < f.indicators.size(); ++i) column_.emplace(f.indicators[i].id, i);
    for (std::size_t i = 0; i < f.nodes.size(); ++i) node_.emplace(f.nodes[i].id, i);
    for (const auto& n : f.nodes) place(n);
    // Even what enters nowhere is looked at: an infinity in it is an error.
    for (std::size_t i = 0; i < f.indicators.size(); ++i) (void)leaf(i, f.indicators[i].scale);
    for (auto& n : nodes_) {
      for (auto& e : n.children) {
        if (e.source && node_.contains(e.source->child)) e.slot += leaves_.size();
      }
    }
  }

  [[nodiscard]] const framework& source() const { return *framework_; }
  [[nodiscard]] const std::vector<planned_leaf>& leaves() const { return leaves_; }
  [[nodiscard]] const std::vector<planned_node>& nodes() const { return nodes_; }
  /// Position of a node in plan order.
  [[nodiscard]] std::size_t position(std::string_view node_id) const { return order_.at(node_id); }
  [[nodiscard]] const directions& moves(std::size_t position) const { return moves_[position]; }
  [[nodiscard]] std::size_t slot_of_node(std::size_t position) const {
    return leaves_.size() + position;
  }

  /// Gives the children of a node (those that have a weight, in their order) other weights: above
  /// zero, sum one. Copies and changes of a plan cost little beside making one.
  void reweigh(std::size_t position, std::span<const double> weights) {
    auto& children = nodes_[position].children;
    for (std::size_t j = 0; j < children.size(); ++j) children[j].weight = weights[j];
    compare_weights(nodes_[position]);
  }

  /// Takes in that parameters of scales have changed in the framework, and nothing else. Which
  /// bounds are exact is not looked at again.
  void rescale() {
    for (auto& l : leaves_) l.range = detail::value_range(*l.seen_through);
    for (auto& n : nodes_) {
      const bool factor = n.source->aggregation.laws().zero == zero_rule::any_child;
      n.child_hull = {factor ? 1.0 : 0.0, 1};
      for (auto& e : n.children) {
        if (e.slot >= leaves_.size()) continue;
        if (!factor) n.child_hull = hull(n.child_hull, *e.source);
        if (e.assume) e.assume = assumed(*e.source);
      }
      for (auto& l : n.limits) see_range(l);
    }
  }

 private:
  // Children before parents, without recursion.
  void place(const node& root) {
    std::vector<std::pair<const node*, bool>> stack{{&root, false}};
    while (!stack.empty()) {
      const auto [n, opened] = stack.back();
      stack.pop_back();
      if (order_.contains(n->id)) continue;
      if (opened) {
        add(*n);
        continue;
      }
      stack.emplace_back(n, true);
      const auto push = [&](const std::string& id) {
        if (const auto below = node_.find(id); below != node_.end()) {
          stack.emplace_back(&framework_->nodes[below->second], false);
        }
      };
      for (const auto& l : n->limits) push(l.when.evidence);
      for (const auto& e : n->children) push(e.child);
    }
  }

  void add(const node& n) {
    // A mean without the child is the mean with some child in its range; a product, with a one.
    const bool factor = n.aggregation.laws().zero == zero_rule::any_child;
    planned_node planned{.source = &n, .child_hull = {factor ? 1.0 : 0.0, 1}};
    directions moves;
    // Relative to the largest, and never zero: a weight that is there counts where its siblings are
    // missing, however small it is beside them.
    constexpr double least = 1e-280;
    double largest = 0;
    double total = 0;
    for (const auto& e : n.children) largest = std::max<double>(largest, e.weight);
    for (const auto& e : n.children) total += e.weight / largest;
    for (const auto& e : n.children) {
      if (e.weight == 0) continue;
      planned_edge p = plan_edge(e);
      p.weight = std::max<double>(e.weight / largest / total, least);
      follow(e, n.aggregation.laws(), planned.children.empty(), moves);
      if (!factor) planned.child_hull = hull(planned.child_hull, e);
      planned.children.push_back(std::move(p));
    }
    for (const auto& l : n.limits) {
      planned.limits.push_back(plan_limit(n, l));
      follow(planned.limits.back(), moves);
    }
    planned.inexact = moves.inexact();
    order_.emplace(n.id, nodes_.size());
    mark_informed(planned);
    compare_weights(planned);
    nodes_.push_back(std::move(planned));
    moves_.push_back(std::move(moves));
  }

  static void compare_weights(planned_node& n) {
    n.equal_weights = std::ranges::all_of(n.children, [&](const planned_edge& e) {
      return e.weight == n.children.front().weight;
    });
  }

  // Of the edges of a node, and of the node as a child of others.
  void mark_informed(planned_node& n) {
    const auto& laws = n.source->aggregation.laws();
    const bool skips = laws.missing == missing_rule::skip;
    const bool mean = laws.bounded && laws.idempotent && laws.monotone == monotony::rising;
    bool informed = !skips || n.source->min_coverage > 0 || !n.limits.empty();
    for (auto& e : n.children) {
      const bool leaf = column_.contains(e.source->child);
      const bool child = leaf ? leaves_[e.slot].range != interval{0, 1} : informed_nodes_[e.slot];
      const bool assumed_outside = e.assume && !(*e.assume >= 0 && *e.assume <= 1);
      e.informed =
          assumed_outside || (skips && !mean) || (child && (e.assume || (skips && !e.required)));
      informed = informed || child || e.required;
    }
    informed_nodes_.push_back(informed);
  }

  const scale& scale_of(const edge& e) const {
    return e.scale ? *e.scale : framework_->indicators[column_.at(e.child)].scale;
  }

  planned_edge plan_edge(const edge& e) {
    planned_edge p{.minus = e.sign == sign::minus, .required = e.required, .source = &e};
    if (const auto column = column_.find(e.child); column != column_.end()) {
      p.slot = leaf(column->second, scale_of(e));
      if (e.assume) p.assume = assumed(e);
    } else {
      p.slot = order_.at(e.child);
      if (e.assume) p.assume = framework_->to_unit(*e.assume);
    }
    if (e.applies_if) p.applies_if = plan_probe(*e.applies_if);
    return p;
  }

  // Of an indicator, as its scale has it.
  double assumed(const edge& e) const {
    return detail::read(scale_of(e), *e.assume).value;
  }

  std::size_t leaf(std::size_t column, const scale& s) {
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      if (leaves_[i].column == column && *leaves_[i].seen_through == s) return i;
    }
    leaves_.push_back({column, &s, detail::value_range(s)});
    return leaves_.size() - 1;
  }

  probe plan_probe(const condition& c) const {
    if (const auto column = column_.find(c.evidence); column != column_.end()) {
      return {.is_node = false, .position = column->second, .test = c};
    }
    probe p{.is_node = true, .position = order_.at(c.evidence), .test = c};
    p.test.threshold = framework_->to_unit(c.threshold);
    return p;
  }

  planned_limit plan_limit(const node& n, const limit& l) const {
    planned_limit p{.when = plan_probe(l.when), .cap = l.clamp == limit::kind::cap, .source = &l};
    p.at = limit_value(n, l);
    see_range(p);
    return p;
  }

  // Whether a missing figure could pass the test, and whether it could fail.
  void see_range(planned_limit& l) const {
    if (l.when.is_node) return;
    const auto [low, high] = detail::declared_range(framework_->indicators[l.when.position].scale);
    l.possible_if_missing = l.when.test.holds(low) || l.when.test.holds(high);
    l.holds_anyway = l.when.test.holds(low) && l.when.test.holds(high);
  }

  // The end of the level that the clamp meets, moved inside it where the boundary is the
  // neighbor's.
  double limit_value(const node& n, const limit& l) const {
    if (const auto* score = std::get_if<double>(&l.at)) return framework_->to_unit(*score);
    using rule = level_scheme::boundary_rule;
    const auto& classes = n.levels.classes;
    const auto& name = std::get<std::string>(l.at);
    const auto c = std::find_if(classes.begin(), classes.end(),
                                [&](const auto& level) { return level.name == name; });
    if (l.clamp == limit::kind::cap) {
      const bool last = c + 1 == classes.end();
      const double upper = framework_->to_unit(c->upper);
      return last || n.levels.boundary == rule::lower ? upper : beyond(n, c->upper, -1);
    }
    if (c == classes.begin()) return 0;
    const double lower = framework_->to_unit((c - 1)->upper);
    return n.levels.boundary == rule::upper ? lower : beyond(n, (c - 1)->upper, 1);
  }

  // The nearest value whose score shows on the other side of a boundary.
  double beyond(const node& n, double boundary, double direction) const {
    if (n.decimals) {
      return framework_->to_unit(boundary + direction * std::pow(10.0, -*n.decimals));
    }
    return framework_->to_unit(boundary) + 2 * direction * boundary_slack;
  }

  interval hull(interval so_far, const edge& e) const {
    if (!column_.contains(e.child)) return so_far;
    interval r = detail::value_range(scale_of(e));
    if (e.sign == sign::minus) r = {1 - r.upper, 1 - r.lower};
    return {std::min<double>(so_far.lower, r.lower), std::max<double>(so_far.upper, r.upper)};
  }

  void follow(const edge& e, const aggregation_laws& laws, bool first, directions& moves) const {
    const auto column = column_.find(e.child);
    const auto below =
        column == column_.end()
            ? moves_[order_.at(e.child)]
            : directions::of_leaf(column->second, detail::direction_of(scale_of(e)));
    const bool falls = laws.monotone == monotony::first_rising_rest_falling && !first;
    moves.add(below, falls != (e.sign == sign::minus));
    if (laws.monotone == monotony::none) moves.not_exact(below);
  }

  // A cap on low evidence lowers low scores: the worst case of both is the same case.
  void follow(const planned_limit& l, directions& moves) const {
    if (l.when.is_node) {
      moves.not_exact(moves_[l.when.position]);
      return;
    }
    const bool on_low =
        l.when.test.test == comparison::below || l.when.test.test == comparison::at_most;
    moves.add_evidence(l.when.position, on_low == l.cap);
    if (l.holds_anyway) moves.not_exact(l.when.position);
  }

  const framework* framework_;
  std::unordered_map<std::string_view, std::size_t> column_;  // positions in the framework
  std::unordered_map<std::string_view, std::size_t> node_;
  std::unordered_map<std::string_view, std::size_t> order_;  // of nodes in the plan
  std::vector<planned_leaf> leaves_;
  std::vector<planned_node> nodes_;
  std::vector<directions> moves_;
  std::vector<bool> informed_nodes_;
};

}  // namespace ltorisk::engine
