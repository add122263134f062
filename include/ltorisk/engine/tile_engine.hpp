// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/cells.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/rounding.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

/// Scores a tile of rows, leaves first, then every node after its children. Internal.
namespace ltorisk::engine {

/// Everything known about a leaf or a node in one tile of rows. Where it is missing or not
/// applicable, `value` is some finite number.
struct slot {
  const tile &value, &present, &applicable, &coverage, &lower, &upper;
  /// Applicable as far as is known, but some completion of the missing cells says otherwise.
  const tile& may_vanish;
  /// Bounds that only enclose, because of such a child here or below.
  const tile& loose;
};

/// What is asked of the engine. Less is faster; what is computed has the same bits.
struct wanted {
  bool bounds = true;
  /// Positions of nodes; all of them where empty.
  std::vector<std::size_t> nodes = {};
};

/// Not shared between threads; the plan is.
///
/// A slot is *whole* where every row has all that is below it: most are in most tables. Then only
/// its value is worked out, the rest is known beforehand. Both ways give the same bits.
template <unsigned Isa = simd::native_isa>
class tile_engine {
  using pack = simd::pack<Isa>;
  using mask = simd::mask<Isa>;

 public:
  explicit tile_engine(const plan& p, const wanted& w = {})
      : plan_(&p),
        wants_bounds_(w.bounds),
        raw_(p.source().indicators.size()),
        some_moved_(p.nodes().size()),
        moved_(p.nodes().size()),
        before_limits_(p.nodes().size()) {
    std::size_t widest = 0;
    for (const auto& n : p.nodes()) widest = std::max<std::size_t>(widest, n.children.size());
    for (auto* scratch : {&x_, &w_, &low_, &high_, &bound_w_}) scratch->resize(widest);
    const auto slots = p.leaves().size() + p.nodes().size();
    for (auto* fact :
         {&value_, &present_, &applicable_, &coverage_, &lower_, &upper_, &may_vanish_, &loose_}) {
      fact->resize(slots);
    }
    whole_.resize(slots);
    spelled_.resize(slots);
    bounded_.resize(slots);
    for (const auto& leaf : p.leaves()) {
      trusted_.push_back(detail::visit_fixed(
          [](const auto& s) {
            if constexpr (requires {
                            s.total();
                            s.capped;
                          })
              return s.total() && s.capped;
            return false;
          },
          *leaf.seen_through));
    }
    choose(w.nodes);
    for (std::size_t i = 0; i < p.leaves().size(); ++i) whole_coverage_.push_back(1);
    for (const auto& n : p.nodes()) {
      pack covered = 0;
      for (const auto& e : n.children)
        covered = math::fused(pack(e.weight), whole_coverage_[e.slot], covered);
      double lanes[pack::width];
      covered.store(lanes);
      whole_coverage_.push_back(lanes[0]);
    }
  }

  /// Columns in the order of the framework's indicators; null where the table has none. Returns
  /// whether every cell was valid; where not, results are meaningless.
  bool run(const std::vector<const column_view*>& columns, std::size_t first_row,
           std::size_t rows) {
    if (!valid(columns, first_row, rows)) return false;
    for (const auto position : order_) score_node(position);
    for (const auto position : order_) {
      if (wants_bounds_) bound_slot(plan_->slot_of_node(position));
    }
    return true;
  }

  /// Reads the cells and nothing else: is every one valid?
  bool valid(const std::vector<const column_view*>& columns, std::size_t first_row,
             std::size_t rows) {
    rows_ = rows;
    some_missing_ = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      raw_[i].template read<Isa>(columns[i], first_row, rows);
      some_missing_ = some_missing_ || raw_[i].some_missing();
    }
    bool valid = true;
    for (std::size_t i = 0; i < plan_->leaves().size(); ++i) valid = score_leaf(i) && valid;
    return valid;
  }

  /// Everything of a slot; bounds where they were asked for.
  [[nodiscard]] slot at(std::size_t i) {
    spell_out(i);
    return {value_[i], present_[i], applicable_[i], coverage_[i],
            lower_[i], upper_[i],   may_vanish_[i], loose_[i]};
  }
  [[nodiscard]] slot node(std::size_t position) { return at(plan_->slot_of_node(position)); }
  /// A node's value before its limits.
  [[nodiscard]] const tile& before_limits(std::size_t position) const {
    return plan_->nodes()[position].limits.empty() ? value_[plan_->slot_of_node(position)]
                                                   : before_limits_[position];
  }
  /// Was it moved into its bounds?
  [[nodiscard]] bool moved(std::size_t position, std::size_t row) const {
    return some_moved_[position] && moved_[position].row[row] > 0;
  }
  /// Every row has all that is below the node: a value, full coverage, bounds that are the value.
  [[nodiscard]] bool whole(std::size_t position) const {
    return whole_[plan_->slot_of_node(position)] != 0;
  }
  [[nodiscard]] double whole_coverage(std::size_t position) const {
    return whole_coverage_[plan_->slot_of_node(position)];
  }
  [[nodiscard]] const tile& value(std::size_t position) const {
    return value_[plan_->slot_of_node(position)];
  }
  [[nodiscard]] const cells& raw(std::size_t column) const { return raw_[column]; }
  [[nodiscard]] bool missing(std::size_t column, std::size_t row) const {
    return raw_[column].missing_at(row);
  }

 private:
  static pack at(const tile& t, std::size_t r) { return load<Isa>(t, r); }
  static mask set(const tile& t, std::size_t r) { return is_set<Isa>(t, r); }

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

  bool score_leaf(std::size_t i) {
    const auto& leaf = plan_->leaves()[i];
    const auto& raw = raw_[leaf.column];
    whole_[i] = !raw.gaps();
    spelled_[i] = bounded_[i] = raw.gaps();
    return detail::visit_fixed(
        [&](const auto& scale) {
          bool valid = true;
          if (!raw.gaps()) {
            simd::each_piece<Isa>(rows_, [&]<class Real>(std::size_t r) {
              const Real x = Real::load(raw.row(r));
              const Real v = scale(x);
              if (!trusted_[i]) valid = valid && !(!detail::scorable(scale, x, v)).any();
              v.store(value_[i].row + r);
            });
            return valid;
          }
          simd::each_piece<Isa>(rows_, [&]<class Real>(std::size_t r) {
            const Real x = Real::load(raw.row(r));
            const auto known = x == x;
            const auto applies = raw.template is_applicable<Real>(r);
            const Real v = math::select(known, scale(math::select(known, x, 0)), 0.5);
            valid = valid && !(known && !detail::scorable(scale, x, v)).any();
            v.store(value_[i].row + r);
            math::select(known, Real(1.0), 0).store(present_[i].row + r);
            math::select(applies, Real(1.0), 0).store(applicable_[i].row + r);
            // A cell that does not apply is fully covered.
            math::select(known || !applies, Real(1.0), 0).store(coverage_[i].row + r);
            math::select(known, v, leaf.range.lower).store(lower_[i].row + r);
            math::select(known, v, leaf.range.upper).store(upper_[i].row + r);
            Real(0.0).store(may_vanish_[i].row + r);
            Real(0.0).store(loose_[i].row + r);
          });
          return valid;
        },
        *leaf.seen_through);
  }

  // Writes down what is known of a whole slot beforehand.
  void spell_out(std::size_t i) {
    if (spelled_[i]) return;
    spelled_[i] = true;
    fill(present_[i], 1);
    fill(applicable_[i], 1);
    fill(coverage_[i], whole_coverage_[i]);
  }
  void bounds_are_value(std::size_t i) {
    bounded_[i] = true;
    lower_[i] = upper_[i] = value_[i];
    fill(may_vanish_[i], 0);
    fill(loose_[i], 0);
  }

  void score_node(std::size_t position) {
    const planned_node& n = plan_->nodes()[position];
    const auto i = plan_->slot_of_node(position);
    whole_[i] =
        whole_coverage_[i] >= n.source->min_coverage - 1e-12 &&
        std::ranges::all_of(
            n.children, [&](const planned_edge& e) { return whole_[e.slot] && !e.applies_if; }) &&
        std::ranges::all_of(n.limits, [&](const planned_limit& l) {
          return l.when.is_node ? whole_[plan_->slot_of_node(l.when.position)] != 0
                                : !raw_[l.when.position].gaps();
        });
    spelled_[i] = !whole_[i];
    bounded_[i] = false;
    some_moved_[position] = false;
    for (const auto& l : n.limits) {
      if (l.when.is_node) spell_out(plan_->slot_of_node(l.when.position));
    }
    if (whole_[i]) {
      score_whole(n, position, i);
    } else {
      score_parts(n, position, i);
    }
  }

  // May a zero of child j settle the node?
  static bool may_decide(const aggregation_laws& laws, std::size_t j) {
    return laws.zero == zero_rule::any_child || (laws.zero == zero_rule::first_child && j == 0);
  }

  void score_whole(const planned_node& n, std::size_t position, std::size_t i) {
    const auto& laws = n.source->aggregation.laws();
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      const planned_edge& e = n.children[j];
      simd::each_piece<Isa>(rows_, [&]<class Real>(std::size_t r) {
        Real v = Real::load(value_[e.slot].row + r);
        if (e.minus) v = 1 - v;
        taken(laws, v).store(x_[j].row + r);
        Real(e.weight).store(w_[j].row + r);
      });
    }
    tile& result = value_[i];
    n.source->aggregation(x_.data(), w_.data(), n.children.size(), result, rows_);
    if (laws.zero == zero_rule::none && !n.source->decimals && n.limits.empty()) return;
    mask settled(false);
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      pack v = at(result, r);
      mask zero(false);
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        if (may_decide(laws, j)) zero = zero || at(x_[j], r) == pack(0.0);
      }
      v = math::select(zero, 0, v);
      flag(zero).store(w_[0].row + r);
      settled = settled || zero;
      v = rounded(*n.source, v);
      if (!n.limits.empty()) v.store(before_limits_[position].row + r);
      for (const auto& l : n.limits) {
        v = clamped(l, v, holds(l.when, r));
      }
      v.store(result.row + r);
    });
  }

  // What a node learns while its children enter, of one pack of rows.
  struct tally {
    mask some_apply = mask(false), some_used = mask(false), lost = mask(false);
    mask decided = mask(false), subject_absent = mask(false);
    mask informed = mask(false);  // a child is missing that could not be anything in 0..1
    pack covered = 0;
  };

  void score_parts(const planned_node& n, std::size_t position, std::size_t i) {
    for (const auto& e : n.children) {
      spell_out(e.slot);
      if (e.applies_if && e.applies_if->is_node) {
        spell_out(plan_->slot_of_node(e.applies_if->position));
      }
    }
    tally tallies[tile_rows / pack::width];
    mask informed(false);
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      tally t;
      for (std::size_t j = 0; j < n.children.size(); ++j) enter(n, j, r, t);
      informed = informed || t.informed;
      tallies[r / pack::width] = t;
    });
    n.source->aggregation(x_.data(), w_.data(), n.children.size(), value_[i], rows_);
    // Bounds cost more than values. A mean over what is present can leave them only where a missing
    // child could not have been just that mean.
    some_moved_[position] = some_missing_ && informed.any();
    if (some_moved_[position]) reach(n, i);
    mask lacks(false);
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      lacks = lacks || settle(n, position, i, tallies[r / pack::width], r);
    });
    whole_[i] = !some_missing_ && !lacks.any();
  }

  // How child j enters.
  struct entrance {
    mask applies, known, uncertain;
  };

  template <bool Bounds>
  [[nodiscard]] entrance look(const planned_edge& e, std::size_t r) const {
    mask applies = set(applicable_[e.slot], r);
    mask uncertain = Bounds ? set(may_vanish_[e.slot], r) : mask(false);
    if (e.applies_if) {
      const verdict v = judge<false>(*e.applies_if, true, r);
      applies = applies && (v.holds || !v.assessed);
      uncertain = applies && (uncertain || !v.assessed);
    }
    return {applies, applies && set(present_[e.slot], r), uncertain};
  }
  // Without it there is nothing to speak of.
  static bool is_subject(const planned_edge& e, const aggregation_laws& laws, std::size_t j) {
    return e.required || (laws.zero == zero_rule::first_child && j == 0);
  }

  // Child j's value and weight, as its parent's formula takes them.
  void enter(const planned_node& n, std::size_t j, std::size_t r, tally& t) {
    const planned_edge& e = n.children[j];
    const auto& laws = n.source->aggregation.laws();
    const auto [applies, known, uncertain] = look<false>(e, r);
    const mask used = e.assume ? applies : known;
    pack v = at(value_[e.slot], r);
    if (e.assume) v = math::select(known, v, *e.assume);
    if (e.minus) v = 1 - v;
    v = taken(laws, v);
    v.store(x_[j].row + r);
    math::select(used, e.weight, 0).store(w_[j].row + r);

    t.some_apply = t.some_apply || applies;
    t.some_used = t.some_used || used;
    if (e.required || laws.missing == missing_rule::require) t.lost = t.lost || (applies && !used);
    if (is_subject(e, laws, j)) t.subject_absent = t.subject_absent || !applies;
    if (may_decide(laws, j)) t.decided = t.decided || (known && v == pack(0.0));
    if (e.informed) t.informed = t.informed || (applies && !known);
    const pack cover = math::select(known, at(coverage_[e.slot], r), flag(!applies));
    t.covered = math::fused(pack(e.weight), cover, t.covered);
  }

  // A rounding error must not carry a child out of what the formula takes: the power of -1e-17 is
  // NaN.
  template <class Real>
  static Real taken(const aggregation_laws& laws, Real v) {
    if (laws.lowest > -unlimited) v = math::larger(v, laws.lowest);
    if (laws.highest < unlimited) v = math::smaller(v, laws.highest);
    return v;
  }

  // The bounds of a slot, and of what they rest on.
  void bound_slot(std::size_t i) {
    if (bounded_[i]) return;
    if (whole_[i] || !some_missing_) return bounds_are_value(i);
    const auto position = i - plan_->leaves().size();
    const planned_node& n = plan_->nodes()[position];
    for (const auto& l : n.limits) {
      if (l.when.is_node) bound_slot(plan_->slot_of_node(l.when.position));
    }
    if (!some_moved_[position]) reach(n, i);
    settle_bounds(n, position, i);
    bounded_[i] = true;
  }

  // How far a node reaches before rounding and limits, into `lower_` and `upper_`. Where no cell is
  // missing that is its value.
  void reach(const planned_node& n, std::size_t i) {
    for (const auto& e : n.children) bound_slot(e.slot);
    const auto& laws = n.source->aggregation.laws();
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      mask some_stay(false), shaky(false), loose(false);
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        const planned_edge& e = n.children[j];
        const auto [applies, known, uncertain] = look<true>(e, r);
        some_stay = some_stay || (applies && !uncertain);
        if (is_subject(e, laws, j)) shaky = shaky || uncertain;
        loose = loose || uncertain || set(loose_[e.slot], r);
        pack low = at(lower_[e.slot], r), high = at(upper_[e.slot], r);
        if (e.minus) std::tie(low, high) = std::pair(1 - high, 1 - low);
        low = math::select(uncertain, math::smaller(low, n.child_hull.lower), low);
        high = math::select(uncertain, math::larger(high, n.child_hull.upper), high);
        taken(laws, low).store(low_[j].row + r);
        taken(laws, high).store(high_[j].row + r);
        math::select(applies, e.weight, 0).store(bound_w_[j].row + r);
      }
      flag(!some_stay || shaky).store(may_vanish_[i].row + r);
      flag(loose).store(loose_[i].row + r);
    });
    combine_bounds(n, i);
  }

  void combine_bounds(const planned_node& n, std::size_t i) {
    const auto& a = n.source->aggregation;
    const std::size_t size = n.children.size();
    switch (a.laws().monotone) {
      case monotony::none: enclose(n, i); return;
      case monotony::rising: break;
      case monotony::first_rising_rest_falling:
        for (std::size_t j = 1; j < size; ++j) std::swap(low_[j], high_[j]);
        break;
    }
    a(low_.data(), bound_w_.data(), size, lower_[i], rows_);
    a(high_.data(), bound_w_.data(), size, upper_[i], rows_);
  }

  // Without monotony: the value where every child can have but one, else as far as they reach.
  void enclose(const planned_node& n, std::size_t i) {
    tile only;
    n.source->aggregation(low_.data(), bound_w_.data(), n.children.size(), only, rows_);
    const bool bounded = n.source->aggregation.laws().bounded;
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      mask certain(true);
      pack low = bounded ? unlimited : 0.0, high = bounded ? -unlimited : 1.0;
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        const mask counts = at(bound_w_[j], r) > pack(0.0);
        const pack a = at(low_[j], r), b = at(high_[j], r);
        certain = certain && (!counts || a == b);
        if (bounded) {
          low = math::select(counts, math::smaller(low, a), low);
          high = math::select(counts, math::larger(high, b), high);
        }
      }
      math::select(certain, at(only, r), low).store(lower_[i].row + r);
      math::select(certain, at(only, r), high).store(upper_[i].row + r);
    });
  }

  // Whether there is a value, and what it is after rounding, bounds and limits.
  // Returns where it differs from a whole one.
  mask settle(const planned_node& n, std::size_t position, std::size_t i, const tally& t,
              std::size_t r) {
    const mask applies = t.some_apply && !t.subject_absent;
    const mask zero = applies && t.decided;
    const pack coverage = math::select(zero || !applies, 1, t.covered);
    // Sums of weights carry rounding errors: 0.5 must reach a threshold of 0.5.
    const mask enough = coverage >= pack(n.source->min_coverage - 1e-12);
    const mask known = (t.some_used && !t.lost) || zero;
    const mask present = applies && enough && known;

    pack v = math::select(zero, 0, at(value_[i], r));
    v = math::select(present, rounded(*n.source, v), 0.5);
    if (some_moved_[position]) {
      // What is left out could not have pulled the value further than this. Less than rounding is
      // no move: a value is the same whether bounds are asked for or not.
      const pack inside = math::smaller(math::larger(v, rounded(*n.source, at(lower_[i], r))),
                                        rounded(*n.source, at(upper_[i], r)));
      const mask moves = present && (inside - v > pack(1e-12) || v - inside > pack(1e-12));
      flag(moves).store(moved_[position].row + r);
      v = math::select(moves, inside, v);
    }
    if (!n.limits.empty()) v.store(before_limits_[position].row + r);
    for (const auto& l : n.limits) v = clamped(l, v, holds(l.when, r));
    v.store(value_[i].row + r);
    flag(present).store(present_[i].row + r);
    flag(applies).store(applicable_[i].row + r);
    coverage.store(coverage_[i].row + r);
    return !present || coverage != pack(whole_coverage_[i]);
  }

  void settle_bounds(const planned_node& n, std::size_t position, std::size_t i) {
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      const mask applies = set(applicable_[i], r), present = set(present_[i], r);
      const pack v = at(before_limits(position), r);
      pack low = math::select(applies, rounded(*n.source, at(lower_[i], r)), 0.5);
      pack high = math::select(applies, rounded(*n.source, at(upper_[i], r)), 0.5);
      low = math::select(present, math::smaller(low, v), low);
      high = math::select(present, math::larger(high, v), high);
      for (const auto& l : n.limits) {
        const verdict is = judge<true>(l.when, l.possible_if_missing, r);
        low = clamped(l, low, l.cap ? is.possible : is.always);
        high = clamped(l, high, l.cap ? is.always : is.possible);
      }
      low.store(lower_[i].row + r);
      high.store(upper_[i].row + r);
      flag(applies && set(may_vanish_[i], r)).store(may_vanish_[i].row + r);
    });
  }

  [[nodiscard]] pack rounded(const ltorisk::node& n, pack v) const {
    if (!n.decimals) return v;
    const auto [lower, upper] = plan_->source().score_range;
    const pack score = round_half_away(lower + v * (upper - lower), *n.decimals, lower);
    return (score - lower) / (upper - lower);
  }

  static pack clamped(const planned_limit& l, pack x, mask where) {
    return math::select(where, l.cap ? math::smaller(x, l.at) : math::larger(x, l.at), x);
  }

  // What a condition says of one pack of rows: of the value, and of whatever the missing cells
  // could turn out to be (in every case, in some case).
  struct verdict {
    mask holds, always, possible, assessed;
  };

  [[nodiscard]] mask holds(const probe& p, std::size_t r) const {
    if (!p.is_node) {
      const auto& raw = raw_[p.position];
      return raw.template is_known<Isa>(r) && compare(p.test, raw.template values<Isa>(r));
    }
    const auto i = plan_->slot_of_node(p.position);
    return set(applicable_[i], r) && set(present_[i], r) && compare(p.test, at(value_[i], r));
  }

  template <bool Bounds>
  verdict judge(const probe& p, bool possible_if_missing, std::size_t r) const {
    if (!p.is_node) {
      const auto& raw = raw_[p.position];
      const mask known = raw.template is_known<Isa>(r);
      const mask unknown = raw.template is_applicable<pack>(r) && !known;
      const mask holds = known && compare(p.test, raw.template values<Isa>(r));
      return {holds, holds, holds || (unknown && mask(possible_if_missing)), !unknown};
    }
    const auto i = plan_->slot_of_node(p.position);
    const mask applies = set(applicable_[i], r);
    const mask known = set(present_[i], r);
    const mask unknown = applies && !known;
    const mask holds = known && compare(p.test, at(value_[i], r));
    if constexpr (!Bounds) return {holds, holds, holds, !unknown};
    const mask low = compare(p.test, at(lower_[i], r)), high = compare(p.test, at(upper_[i], r));
    const mask stays = known && !set(may_vanish_[i], r);
    return {holds, stays && low && high, applies && (holds || low || high), !unknown};
  }

  static mask compare(const condition& c, pack x) {
    switch (c.test) {
      case comparison::below: return x < pack(c.threshold);
      case comparison::at_most: return x <= pack(c.threshold);
      case comparison::above: return x > pack(c.threshold);
      case comparison::at_least: break;
    }
    return x >= pack(c.threshold);
  }

  const plan* plan_;
  bool wants_bounds_;
  std::vector<std::size_t> order_;
  std::vector<unsigned char> trusted_;  // leaves to which every finite figure is valid
  std::vector<double> whole_coverage_;
  std::vector<cells> raw_;
  bool some_missing_ = false;
  // Of every slot: its rows are whole; all about it is written down; so are its bounds.
  std::vector<unsigned char> whole_, spelled_, bounded_;
  std::vector<unsigned char> some_moved_;  // nodes that may have had to be moved into their bounds
  // Of every slot. Each fact in an array of its own: what is not asked for takes no cache.
  std::vector<tile> value_, present_, applicable_, coverage_, lower_, upper_, may_vanish_, loose_;
  std::vector<tile> moved_, before_limits_;  // of every node
  std::vector<tile> x_, w_, low_, high_, bound_w_;
  std::size_t rows_ = 0;
};

}  // namespace ltorisk::engine
