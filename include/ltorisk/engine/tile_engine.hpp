// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/cells.hpp>
#include <ltorisk/engine/leaf_kernel.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/tile_bounds.hpp>
#include <ltorisk/engine/tile_facts.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

/// Scores a tile of rows, leaves first, then every node after its children. Internal.
namespace ltorisk::engine {

/// What is asked of the engine. Less is faster; what is computed has the same bits.
struct wanted {
  bool bounds = true;
  bool coverage = true;
  /// Positions of nodes; all of them where empty.
  std::vector<std::size_t> nodes = {};
};

/// Not shared between threads; the plan is.
template <unsigned Isa = simd::native_isa>
class tile_engine {
 public:
  /// The plan must outlive it.
  explicit tile_engine(const plan& p, const wanted& w = {})
      : plan_(&p),
        wants_bounds_(w.bounds),
        wants_coverage_(w.coverage),
        facts_(p),
        bounds_(facts_) {
    choose(w.nodes);
    std::size_t edges = 0, most_limits = 0;
    for (const auto& n : p.nodes()) {
      edges += n.children.size();
      most_limits = std::max<std::size_t>(most_limits, n.limits.size());
    }
    edges_.reserve(edges);
    held_.resize(most_limits);
    for (const auto& n : p.nodes()) {
      first_edge_.push_back(edges_.size());
      const auto& laws = n.source->aggregation.laws();
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        edges_.emplace_back(n.children[j], laws, j);
      }
    }
    entering_.resize(edges);
    children_.resize(p.nodes().size());
    take_scales();
    take_weights();
  }
  tile_engine(const tile_engine&) = delete;
  tile_engine& operator=(const tile_engine&) = delete;

  /// Takes in that the plan's weights have changed, or what is assumed.
  void take_weights() {
    whole_coverage_.assign(plan_->leaves().size(), 1);
    shape_.clear();
    complete_rows_ = 0;
    for (std::size_t position = 0; position < plan_->nodes().size(); ++position) {
      const auto& n = plan_->nodes()[position];
      double covered = 0;
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        const auto& e = n.children[j];
        covered = math::fused(e.weight, whole_coverage_[e.slot], covered);
        entering_[first_edge_[position] + j] = entering(e, facts_.value[e.slot]);
      }
      children_[position] = all_of(n, entering_.data() + first_edge_[position]);
      whole_coverage_.push_back(covered);
      shape_.push_back(shape_of(n, covered));
    }
  }
  /// Takes in that parameters of the plan's scales have changed.
  void take_scales() {
    kernels_.clear();
    for (std::size_t i = 0; i < plan_->leaves().size(); ++i) {
      const auto& leaf = plan_->leaves()[i];
      const auto takes = [&](const auto& k) { return k->add(*leaf.seen_through, i, leaf.column); };
      if (std::ranges::any_of(kernels_, takes)) continue;
      kernels_.push_back(make_leaf_kernel<Isa>(*leaf.seen_through));
      takes(kernels_.back());
    }
  }

  /// Columns in the order of the framework's indicators; null where the table has none. Returns
  /// whether every cell was valid; where not, results are meaningless.
  bool run(const std::vector<const column_view*>& columns, std::size_t first_row,
           std::size_t rows) {
    if (!valid(columns, first_row, rows)) return false;
    bounds_.begin();
    for (const auto position : order_) score_node(position);
    if (wants_bounds_) {
      for (const auto position : order_) bounds_.find(plan_->slot_of_node(position));
    }
    complete_rows_ = complete_ ? facts_.all : 0;
    return true;
  }

  /// Reads the cells and nothing else: is every one valid?
  bool valid(const std::vector<const column_view*>& columns, std::size_t first_row,
             std::size_t rows) {
    facts_.rows = rows;
    facts_.all = simd::rows_of_pieces<Isa>(rows);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      facts_.raw[i].template find<Isa>(columns[i], first_row, rows);
    }
    complete_ = all_finite();
    some_missing_ = !complete_ && take_apart();
    known_before_ = complete_ && complete_rows_ == facts_.all;
    if (!known_before_) find_facts_of_leaves();
    bool valid = true;
    for (const auto& k : kernels_) valid = (*k)(facts_.raw, facts_.value, rows) && valid;
    return valid;
  }

  [[nodiscard]] const tile_facts<Isa>& facts() const { return facts_; }
  /// The coverage of a slot.
  [[nodiscard]] double coverage(std::size_t slot, std::size_t row) const {
    if (slot < plan_->leaves().size()) {
      return has(facts_.known[slot] | ~facts_.applicable[slot], row) ? 1 : 0;
    }
    return has(facts_.plain[slot], row) ? whole_coverage_[slot] : facts_.coverage[slot].row[row];
  }

 private:
  void find_facts_of_leaves() {
    complete_rows_ = 0;
    for (std::size_t i = 0; i < plan_->leaves().size(); ++i) {
      const auto& raw = facts_.raw[plan_->leaves()[i].column];
      facts_.known[i] = facts_.plain[i] = raw.known();
      facts_.applicable[i] = raw.applicable();
      facts_.lacking[i] = raw.missing_rows();
    }
  }

  // The sum of all cells of a row is no number as soon as one of them is none.
  [[nodiscard]] bool all_finite() const {
    return rows_where<Isa>(facts_.rows, [&]<class Real>(std::size_t r) {
             Real sum = 0;
             for (const auto& c : facts_.raw) sum += Real::load(c.row() + r);
             return sum - sum == Real(0.0);
           }) == facts_.all;
  }
  // Is a cell missing?
  bool take_apart() {
    row_set missing = 0;
    for (auto& c : facts_.raw) {
      c.template take_apart<Isa>(facts_.rows);
      missing |= c.missing_rows();
    }
    return missing != 0;
  }

  // An edge, its properties as sets of rows: all or none.
  struct step {
    step(const planned_edge& e, const aggregation_laws& laws, std::size_t j)
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

  // The nodes to score: those asked for, and what they look at.
  void choose(const std::vector<std::size_t>& asked) {
    const auto& nodes = plan_->nodes();
    std::vector<bool> needed(nodes.size(), asked.empty());
    for (const auto position : asked) needed[position] = true;
    const auto need = [&](std::size_t slot_number) {
      if (slot_number >= plan_->leaves().size())
        needed[slot_number - plan_->leaves().size()] = true;
    };
    for (std::size_t i = nodes.size(); i-- > 0;) {  // parents come last
      if (!needed[i]) continue;
      for (const auto& e : nodes[i].children) {
        need(e.slot);
        if (e.applies_if && e.applies_if->is_node) needed[e.applies_if->position] = true;
      }
      for (const auto& l : nodes[i].limits) {
        if (l.when.is_node) needed[l.when.position] = true;
      }
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (needed[i]) order_.push_back(i);
    }
  }

  // What holds of a node whatever the cells.
  enum class shape {
    always_whole,  // every child enters with all that is below it where every cell is a number
    may_be_whole,  // the same where that is so of all children
    in_parts       // it has conditions, or weighs too little
  };
  [[nodiscard]] shape shape_of(const planned_node& n, double coverage) const {
    shape s = shape::always_whole;
    const auto at_most = [&](const probe& p) {
      if (p.is_node && shape_[p.position] != shape::always_whole) s = shape::may_be_whole;
    };
    for (const auto& l : n.limits) at_most(l.when);
    for (const auto& e : n.children) {
      const auto leaves = plan_->leaves().size();
      if (e.slot >= leaves) at_most({.is_node = true, .position = e.slot - leaves});
    }
    const bool has_conditions = std::ranges::any_of(
        n.children, [](const planned_edge& e) { return e.applies_if.has_value(); });
    return has_conditions || coverage < n.source->min_coverage - slack ? shape::in_parts : s;
  }

  void score_node(std::size_t position) {
    const planned_node& n = plan_->nodes()[position];
    const auto i = plan_->slot_of_node(position);
    children& all = children_[position];
    const bool whole = complete_ && shape_[position] == shape::always_whole;
    if (!(whole && known_before_)) {
      row_set lacking = 0;
      for (const auto& l : n.limits) lacking |= facts_.unassessed(l.when) | below(l.when);
      facts_.lacking[i] = lacking & facts_.all;
      facts_.moved[position] = 0;
      all.complete = whole || is_whole(n, position);
      if (!all.complete) return score_parts(n, position, i, all);
      facts_.known[i] = facts_.applicable[i] = facts_.plain[i] = facts_.all;
    }
    n.source->aggregation(all, facts_.value[i], facts_.rows);
    if (n.source->decimals || !n.limits.empty()) settle(n, position, 0, false);
  }

  // Does every child enter with all that is below it?
  [[nodiscard]] bool is_whole(const planned_node& n, std::size_t position) const {
    if (shape_[position] == shape::in_parts) return false;
    const step* const first = edges_.data() + first_edge_[position];
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      const auto slot = first[j].slot;
      const row_set whole = facts_.known[slot] & facts_.plain[slot] & ~facts_.lacking[slot];
      if (whole != facts_.all) return false;
    }
    return true;
  }

  [[nodiscard]] row_set below(const probe& p) const {
    return p.is_node ? facts_.lacking[plan_->slot_of_node(p.position)] : 0;
  }

  void score_parts(const planned_node& n, std::size_t position, std::size_t i,
                   const children& all) {
    row_set some_apply = 0, some_used = 0, lost = 0, subject_absent = 0, lacking = 0;
    row_set informed = 0;  // a child is missing that could not be anything in 0..1
    row_set plain = facts_.all;
    step* const edges = edges_.data() + first_edge_[position];
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      step& e = edges[j];
      const auto [applies, known, unassessed] = enter(facts_, e.slot, e.condition);
      const row_set used = known | (applies & e.assumed), absent = applies & ~known;
      auto& c = entering_[first_edge_[position] + j];
      c.used = used;
      c.known = known;
      e.applies = applies;
      some_apply |= applies;
      some_used |= used;
      lost |= applies & ~used & e.must;
      subject_absent |= ~applies & e.subject;
      informed |= absent & e.informed;
      lacking |= absent | unassessed | (applies & facts_.lacking[e.slot]);
      plain &= (known & facts_.plain[e.slot]) | ~applies;
    }
    n.source->aggregation(all, facts_.value[i], facts_.rows);

    facts_.lacking[i] |= lacking & facts_.all;
    const row_set applies = some_apply & ~subject_absent & facts_.all;
    const row_set open = applies & facts_.lacking[i];
    const row_set zero = open != 0 ? open & decided(n, all) : 0;
    const row_set enough = cover(all, edges, i, zero | ~applies, n.source->min_coverage);
    facts_.applicable[i] = applies;
    facts_.known[i] = applies & enough & ((some_used & ~lost) | zero);
    facts_.plain[i] = plain & facts_.known[i];
    // Bounds cost more than values. A mean over what is present can leave them only where a missing
    // child could not have been just that mean.
    const bool moves = (informed & facts_.all) != 0;
    if (moves) bounds_.reach(n, position);
    if (moves || zero != 0 || facts_.known[i] != facts_.all || n.source->decimals ||
        !n.limits.empty()) {
      settle(n, position, zero, moves);
    }
  }

  // Rows in which a zero settles the node.
  [[nodiscard]] row_set decided(const planned_node& n, const children& all) const {
    const auto& laws = n.source->aggregation.laws();
    if (laws.zero == zero_rule::none) return 0;
    row_set rows = 0;
    const auto size = laws.zero == zero_rule::first_child ? 1 : n.children.size();
    for (std::size_t j = 0; j < size; ++j) {
      rows |= all.first[j].known & rows_where<Isa>(facts_.rows, [&]<class Real>(std::size_t r) {
                return value_of<Real>(all, all.first[j], r) == Real(0.0);
              });
    }
    return rows;
  }

  // A node's coverage, full in some rows. Returns where it is enough.
  row_set cover(const children& all, const step* edges, std::size_t i, row_set full,
                double min_coverage) {
    if (!wants_coverage_ && !some_missing_) return facts_.all;  // it is full everywhere
    const auto leaves = plan_->leaves().size();
    // Sums of weights carry rounding errors: 0.5 must reach a threshold of 0.5.
    const double least = min_coverage - slack;
    return rows_where<Isa>(facts_.rows, [&]<class Real>(std::size_t r) {
      Real covered = 0;
      for (std::size_t j = 0; j < all.size; ++j) {
        const step& e = edges[j];
        const double weight = all.first[j].weight;
        const row_set known = all.first[j].known;
        const row_set inapplicable = ~e.applies;
        if (e.slot < leaves) {  // what does not apply is fully covered
          covered += Real::pick((known | inapplicable) >> r, weight, 0);
          continue;
        }
        Real of_child = whole_coverage_[e.slot];
        if (facts_.plain[e.slot] != facts_.all) {
          const Real here = Real::load(facts_.coverage[e.slot].row + r);
          of_child = Real::pick(facts_.plain[e.slot] >> r, of_child, here);
        }
        of_child = Real::pick(known >> r, of_child, Real::pick(inapplicable >> r, 1, 0));
        covered = math::fused(of_child, weight, covered);
      }
      covered = Real::pick(full >> r, 1, covered);
      covered.store(facts_.coverage[i].row + r);
      return covered >= Real(least);
    });
  }

  // What the value is after rounding, bounds and limits.
  void settle(const planned_node& n, std::size_t position, row_set zero, bool moves) {
    const auto i = plan_->slot_of_node(position);
    for (std::size_t k = 0; k < n.limits.size(); ++k) held_[k] = facts_.holding(n.limits[k].when);
    row_set moved = 0;
    simd::each_piece<Isa>(facts_.rows, [&]<class Real>(std::size_t r) {
      Real v = Real::load(facts_.value[i].row + r);
      v = facts_.rounded(*n.source, Real(Real::pick(zero >> r, 0, v)));
      v = Real::pick(facts_.known[i] >> r, v, 0.5);
      if (moves) {
        // What is left out could not have pulled the value further than this. Less than rounding is
        // no move: a value is the same whether bounds are asked for or not.
        const auto bound = [&](const tile& t) {
          return facts_.rounded(*n.source, Real(Real::load(t.row + r)));
        };
        const Real inside =
            math::smaller(math::larger(v, bound(facts_.lower[i])), bound(facts_.upper[i]));
        const row_set here = (inside - v > Real(slack) || v - inside > Real(slack)).lanes();
        moved |= here << r;
        v = Real::pick(here & (facts_.known[i] >> r), inside, v);
      }
      if (!n.limits.empty()) v.store(facts_.before_limits[position].row + r);
      for (std::size_t k = 0; k < n.limits.size(); ++k) v = clamped(n.limits[k], v, held_[k] >> r);
      v.store(facts_.value[i].row + r);
    });
    facts_.moved[position] = moved & facts_.known[i];
  }

  static constexpr double slack = 1e-12;

  const plan* plan_;
  bool wants_bounds_, wants_coverage_;
  std::vector<std::size_t> order_;
  tile_facts<Isa> facts_;
  tile_bounds<Isa> bounds_;
  std::vector<std::unique_ptr<leaf_kernel>> kernels_;
  std::vector<double> whole_coverage_;  // of slots
  // Of all nodes, one after the other.
  std::vector<step> edges_;
  std::vector<child_rows> entering_;
  std::vector<children> children_;  // of each node
  std::vector<std::size_t> first_edge_;
  std::vector<shape> shape_;
  // Of the tile: every cell is a number; one is missing; the facts of leaves, and of nodes that are
  // always whole, are those of the tile before.
  bool complete_ = false, some_missing_ = false, known_before_ = false;
  row_set complete_rows_ = 0;  // where the tile before was complete
  std::vector<row_set> held_;
};

}  // namespace ltorisk::engine
