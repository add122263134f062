// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/cells.hpp>
#include <ltorisk/engine/leaf_kernel.hpp>
#include <ltorisk/engine/node_steps.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/rounding.hpp>
#include <ltorisk/engine/tile_bounds.hpp>
#include <ltorisk/engine/tile_facts.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
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
        bounds_(facts_),
        steps_(facts_, w.nodes) {
    take_scales();
  }
  tile_engine(const tile_engine&) = delete;
  tile_engine& operator=(const tile_engine&) = delete;

  /// Takes in that the plan's weights have changed, or what is assumed.
  void take_weights() {
    complete_rows_ = 0;
    steps_.take_weights();
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
    return valid(columns, first_row, rows) && score();
  }
  /// The same for one row, its cells in the order of the framework's indicators.
  bool run(std::span<const double> row) {
    for (std::size_t i = 0; i < row.size(); ++i) facts_.raw[i].template hold<Isa>(row[i]);
    return valid_cells(1) && score();
  }

  /// Reads the cells and nothing else: is every one valid?
  bool valid(const std::vector<const column_view*>& columns, std::size_t first_row,
             std::size_t rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      facts_.raw[i].template find<Isa>(columns[i], first_row, rows);
    }
    return valid_cells(rows);
  }

  [[nodiscard]] const tile_facts<Isa>& facts() const { return facts_; }
  /// The coverage of a node, from row r on.
  template <class Real>
  [[nodiscard]] Real coverages(std::size_t slot, std::size_t r) const {
    const Real whole = steps_.whole_coverage(slot);
    if (facts_.plain[slot] == facts_.all) return whole;
    return Real::pick(facts_.plain[slot] >> r, whole, Real::load(facts_.coverage[slot].row + r));
  }
  /// The same of one row.
  [[nodiscard]] double coverage(std::size_t slot, std::size_t row) const {
    return has(facts_.plain[slot], row) ? steps_.whole_coverage(slot)
                                        : facts_.coverage[slot].row[row];
  }

 private:
  bool valid_cells(std::size_t rows) {
    facts_.rows = rows;
    facts_.all = simd::rows_of_pieces<Isa>(rows);
    complete_ = all_finite();
    known_before_ = complete_ && complete_rows_ == facts_.all;
    if (!known_before_) take_cells_apart();
    bool valid = true;
    for (const auto& k : kernels_) {
      valid = (*k)(facts_.raw, facts_.value, rows, complete_) && valid;
    }
    return valid;
  }

  // The sum of all cells of a row is no number as soon as one of them is none.
  [[nodiscard]] bool all_finite() const {
    return rows_where<Isa>(facts_.rows, [&]<class Real>(std::size_t r) {
             Real sum = 0;
             for (const auto& c : facts_.raw) sum += Real::load(c.row() + r);
             return sum - sum == Real(0.0);
           }) == facts_.all;
  }

  void take_cells_apart() {
    complete_rows_ = 0;
    row_set missing = 0;
    for (auto& c : facts_.raw) {
      c.template take_apart<Isa>(facts_.rows, complete_);
      missing |= c.missing_rows();
    }
    some_missing_ = missing != 0;
    for (std::size_t i = 0; i < plan_->leaves().size(); ++i) {
      const auto& raw = facts_.raw[plan_->leaves()[i].column];
      facts_.known[i] = facts_.plain[i] = raw.known();
      facts_.applicable[i] = raw.applicable();
      facts_.lacking[i] = raw.missing_rows();
    }
  }

  bool score() {
    bounds_.begin();
    for (auto& s : steps_) score(s);
    if (wants_bounds_) {
      for (const auto& s : steps_) bounds_.find(s.slot);
    }
    complete_rows_ = complete_ ? facts_.all : 0;
    return true;
  }

  void score(node_step& s) {
    const auto i = s.slot;
    const bool whole = complete_ && s.form == shape::always_whole;
    if (!(whole && known_before_)) {
      facts_.lacking[i] = complete_ && !s.looks_at_nodes ? 0 : lacking_for_limits(*s.node);
      facts_.moved[s.position] = 0;
      s.all.complete = whole || is_whole(s);
      if (!s.all.complete) return score_parts(s);
      facts_.known[i] = facts_.applicable[i] = facts_.plain[i] = facts_.all;
    }
    s.node->source->aggregation(s.all, facts_.value[i], facts_.rows);
    if (s.settles) settle(s, 0, false);
  }

  [[nodiscard]] row_set lacking_for_limits(const planned_node& n) const {
    row_set lacking = 0;
    for (const auto& l : n.limits) {
      lacking |= facts_.unassessed(l.when);
      if (l.when.is_node) lacking |= facts_.lacking[plan_->slot_of_node(l.when.position)];
    }
    return lacking & facts_.all;
  }

  // Does every child enter with all that is below it?
  [[nodiscard]] bool is_whole(const node_step& s) const {
    if (s.form == shape::in_parts) return false;
    return std::ranges::all_of(s.edges, [&](const edge_step& e) {
      return (facts_.known[e.slot] & facts_.plain[e.slot] & ~facts_.lacking[e.slot]) == facts_.all;
    });
  }

  void score_parts(node_step& s) {
    const planned_node& n = *s.node;
    const auto i = s.slot;
    row_set some_apply = 0, some_used = 0, lost = 0, subject_absent = 0, lacking = 0;
    row_set informed = 0;  // a child is missing that could not be anything in 0..1
    row_set plain = facts_.all;
    for (std::size_t j = 0; j < s.edges.size(); ++j) {
      edge_step& e = s.edges[j];
      const auto [applies, known, unassessed] = enter(facts_, e.slot, e.condition);
      const row_set used = known | (applies & e.assumed), absent = applies & ~known;
      auto& c = s.entering[j];
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
    n.source->aggregation(s.all, facts_.value[i], facts_.rows);

    facts_.lacking[i] |= lacking & facts_.all;
    const row_set applies = some_apply & ~subject_absent & facts_.all;
    const row_set open = applies & facts_.lacking[i];
    const row_set zero = open != 0 ? open & decided(s) : 0;
    const row_set enough = cover(s, zero | ~applies);
    facts_.applicable[i] = applies;
    facts_.known[i] = applies & enough & ((some_used & ~lost) | zero);
    facts_.plain[i] = plain & facts_.known[i];
    // Bounds cost more than values. A mean over what is present can leave them only where a missing
    // child could not have been just that mean.
    const bool moves = (informed & facts_.all) != 0;
    if (moves) bounds_.reach(n, s.position);
    if (moves || zero != 0 || facts_.known[i] != facts_.all || s.settles) settle(s, zero, moves);
  }

  // Rows in which a zero settles the node.
  [[nodiscard]] row_set decided(const node_step& s) const {
    const auto rule = s.node->source->aggregation.laws().zero;
    if (rule == zero_rule::none) return 0;
    row_set rows = 0;
    const auto size = rule == zero_rule::first_child ? 1 : s.entering.size();
    for (std::size_t j = 0; j < size; ++j) {
      const child_rows& c = s.entering[j];
      rows |= c.known & rows_where<Isa>(facts_.rows, [&]<class Real>(std::size_t r) {
                return value_of<Real>(s.all, c, r) == Real(0.0);
              });
    }
    return rows;
  }

  // A node's coverage, full in some rows. Returns where it is enough.
  row_set cover(const node_step& s, row_set full) {
    if (!wants_coverage_ && !some_missing_) return facts_.all;  // it is full everywhere
    const auto leaves = plan_->leaves().size();
    const double least = s.node->source->min_coverage - rounding_slack;
    return rows_where<Isa>(facts_.rows, [&]<class Real>(std::size_t r) {
      Real covered = 0;
      for (std::size_t j = 0; j < s.edges.size(); ++j) {
        const edge_step& e = s.edges[j];
        const double weight = s.entering[j].weight;
        const row_set known = s.entering[j].known;
        const row_set inapplicable = ~e.applies;
        if (e.slot < leaves) {  // what does not apply is fully covered
          covered += Real::pick((known | inapplicable) >> r, weight, 0);
          continue;
        }
        const Real of_child =
            Real::pick(known >> r, coverages<Real>(e.slot, r), Real::pick(inapplicable >> r, 1, 0));
        covered = math::fused(of_child, weight, covered);
      }
      covered = Real::pick(full >> r, 1, covered);
      covered.store(facts_.coverage[s.slot].row + r);
      return covered >= Real(least);
    });
  }

  // What the value is after rounding, bounds and limits.
  void settle(const node_step& s, row_set zero, bool moves) {
    const planned_node& n = *s.node;
    const auto i = s.slot;
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
        const auto far = inside - v > Real(rounding_slack) || v - inside > Real(rounding_slack);
        const row_set here = far.lanes();
        moved |= here << r;
        v = Real::pick(here & (facts_.known[i] >> r), inside, v);
      }
      if (!n.limits.empty()) v.store(facts_.before_limits[s.position].row + r);
      for (const auto& l : n.limits) {
        v = math::select(facts_.template holds<Real>(l.when, r), clamped(l, v), v);
      }
      v.store(facts_.value[i].row + r);
    });
    facts_.moved[s.position] = moved & facts_.known[i];
  }

  const plan* plan_;
  bool wants_bounds_, wants_coverage_;
  tile_facts<Isa> facts_;
  tile_bounds<Isa> bounds_;
  node_steps<Isa> steps_;
  std::vector<std::unique_ptr<leaf_kernel>> kernels_;
  // Of the tile: every cell is a number; one is missing; the facts of cells, leaves, and nodes that
  // are always whole, are those of the tile before.
  bool complete_ = false, some_missing_ = false, known_before_ = false;
  row_set complete_rows_ = 0;  // where the tile before was complete
};

}  // namespace ltorisk::engine
