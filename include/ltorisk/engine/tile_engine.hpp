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
  tile value, present, applicable, coverage, lower, upper;
  /// Applicable as far as is known, but some completion of the missing cells says otherwise.
  tile may_vanish;
  /// Bounds that only enclose, because of such a child here or below.
  tile loose;
};

/// A node's value before its limits, and whether it had to be moved into its bounds.
struct trace {
  tile before_limits, moved;
};

/// Not shared between threads; the plan is.
template <unsigned Isa = simd::native_isa>
class tile_engine {
  using pack = simd::pack<Isa>;
  using mask = simd::mask<Isa>;

 public:
  explicit tile_engine(const plan& p)
      : plan_(&p),
        raw_(p.source().indicators.size()),
        slots_(p.leaves().size() + p.nodes().size()),
        traces_(p.nodes().size()) {
    std::size_t widest = 0;
    for (const auto& n : p.nodes()) widest = std::max<std::size_t>(widest, n.children.size());
    for (auto* scratch : {&x_, &w_, &low_, &high_, &bound_w_}) scratch->resize(widest);
  }

  /// Columns in the order of the framework's indicators; null where the table has none. Returns
  /// whether every cell was valid; where not, results are meaningless.
  bool run(const std::vector<const column_view*>& columns, std::size_t first_row,
           std::size_t rows) {
    rows_ = rows;
    // Complete rows need no second evaluation: their bounds are their value.
    bounds_ = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (read<Isa>(columns[i], first_row, rows, raw_[i])) bounds_ = true;
    }
    mask invalid(false);
    for (std::size_t i = 0; i < plan_->leaves().size(); ++i) invalid = invalid || score_leaf(i);
    if (invalid.any()) return false;
    for (std::size_t i = 0; i < plan_->nodes().size(); ++i) score_node(i);
    return true;
  }

  [[nodiscard]] const slot& at(std::size_t slot_number) const { return slots_[slot_number]; }
  [[nodiscard]] const slot& node(std::size_t position) const {
    return slots_[plan_->slot_of_node(position)];
  }
  [[nodiscard]] const trace& traced(std::size_t position) const { return traces_[position]; }
  [[nodiscard]] const cells& raw(std::size_t column) const { return raw_[column]; }
  [[nodiscard]] bool missing(std::size_t column, std::size_t row) const {
    return raw_[column].applicable.row[row] > raw_[column].known.row[row];
  }

 private:
  static pack at(const tile& t, std::size_t r) { return load<Isa>(t, r); }
  static mask set(const tile& t, std::size_t r) { return is_set<Isa>(t, r); }

  mask score_leaf(std::size_t i) {
    const auto& leaf = plan_->leaves()[i];
    const auto& raw = raw_[leaf.column];
    slot& s = slots_[i];
    s.present = raw.known;
    s.applicable = raw.applicable;
    fill(s.may_vanish, 0);
    fill(s.loose, 0);
    return detail::visit_fixed(
        [&](const auto& scale) {
          mask invalid(false);
          simd::each_pack<Isa>(rows_, [&](std::size_t r) {
            const pack x = at(raw.value, r);
            const mask known = set(raw.known, r);
            const pack v = math::select(known, scale(x), 0.5);
            invalid = invalid || (known && !detail::scorable(scale, x, v));
            v.store(s.value.row + r);
            math::select(known, v, leaf.range.lower).store(s.lower.row + r);
            math::select(known, v, leaf.range.upper).store(s.upper.row + r);
            // A cell that does not apply is fully covered.
            flag<Isa>(known || !set(raw.applicable, r)).store(s.coverage.row + r);
          });
          return invalid;
        },
        *leaf.seen_through);
  }

  // What a node learns while its children enter.
  struct tally {
    tile some_apply, some_stay, some_used, lost, decided, subject_absent, subject_shaky, covered;
  };

  static void note(tile& fact, std::size_t r, mask m) {
    flag<Isa>(set(fact, r) || m).store(fact.row + r);
  }

  void score_node(std::size_t position) {
    const planned_node& n = plan_->nodes()[position];
    slot& s = slots_[plan_->slot_of_node(position)];
    tally t;
    for (auto* fact : {&t.some_apply, &t.some_stay, &t.some_used, &t.lost, &t.decided,
                       &t.subject_absent, &t.subject_shaky, &t.covered, &s.loose}) {
      fill(*fact, 0);
    }
    for (std::size_t j = 0; j < n.children.size(); ++j) enter(n, j, t, s);
    combine(n, s);
    simd::each_pack<Isa>(rows_, [&](std::size_t r) { settle(n, t, r, s, traces_[position]); });
  }

  // Child j's value, weight and bounds, as its parent's formula takes them.
  void enter(const planned_node& n, std::size_t j, tally& t, slot& s) {
    const planned_edge& e = n.children[j];
    const slot& c = slots_[e.slot];
    const auto& laws = n.source->aggregation.laws();
    const bool needed = e.required || laws.missing == missing_rule::require;
    const bool gated_first = laws.zero == zero_rule::first_child && j == 0;
    const bool subject = e.required || gated_first;
    const bool may_decide = laws.zero == zero_rule::any_child || gated_first;
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      mask applies = set(c.applicable, r);
      mask uncertain = set(c.may_vanish, r);
      if (e.applies_if) {
        const verdict v = judge(*e.applies_if, true, r);
        applies = applies && (v.holds || !v.assessed);
        uncertain = applies && (uncertain || !v.assessed);
      }
      const mask known = applies && set(c.present, r);
      const mask used = e.assume ? applies : known;
      pack v = at(c.value, r);
      if (e.assume) v = math::select(known, v, *e.assume);
      if (e.minus) v = 1 - v;
      v = taken(laws, v);
      v.store(x_[j].row + r);
      (e.weight * flag(used)).store(w_[j].row + r);

      note(t.some_apply, r, applies);
      note(t.some_stay, r, applies && !uncertain);
      note(t.some_used, r, used);
      if (needed) note(t.lost, r, applies && !used);
      if (subject) note(t.subject_absent, r, !applies);
      if (subject) note(t.subject_shaky, r, uncertain);
      if (may_decide) note(t.decided, r, known && v == pack(0.0));
      const pack cover = math::select(known, at(c.coverage, r), flag(!applies));
      (at(t.covered, r) + e.weight * cover).store(t.covered.row + r);

      if (bounds_) {
        pack low = at(c.lower, r), high = at(c.upper, r);
        if (e.minus) std::tie(low, high) = std::pair(1 - high, 1 - low);
        low = math::select(uncertain, math::smaller(low, n.child_hull.lower), low);
        high = math::select(uncertain, math::larger(high, n.child_hull.upper), high);
        note(s.loose, r, uncertain || set(c.loose, r));
        taken(laws, low).store(low_[j].row + r);
        taken(laws, high).store(high_[j].row + r);
        (e.weight * flag(applies)).store(bound_w_[j].row + r);
      }
    });
  }

  // A rounding error must not carry a child out of what the formula takes: the power of -1e-17 is
  // NaN.
  static pack taken(const aggregation_laws& laws, pack v) {
    if (laws.lowest > -unlimited) v = math::larger(v, laws.lowest);
    if (laws.highest < unlimited) v = math::smaller(v, laws.highest);
    return v;
  }

  // The aggregation itself: the value into s.value, the bounds into s.lower and s.upper.
  void combine(const planned_node& n, slot& s) {
    const auto& a = n.source->aggregation;
    const std::size_t size = n.children.size();
    a(x_.data(), w_.data(), size, s.value, rows_);
    if (!bounds_) return;
    switch (a.laws().monotone) {
      case monotony::none: enclose(n, s); return;
      case monotony::rising: break;
      case monotony::first_rising_rest_falling:
        for (std::size_t j = 1; j < size; ++j) std::swap(low_[j], high_[j]);
        break;
    }
    a(low_.data(), bound_w_.data(), size, s.lower, rows_);
    a(high_.data(), bound_w_.data(), size, s.upper, rows_);
  }

  // Without monotony: the value where every child can have but one, else as far as they reach.
  void enclose(const planned_node& n, slot& s) {
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
      math::select(certain, at(only, r), low).store(s.lower.row + r);
      math::select(certain, at(only, r), high).store(s.upper.row + r);
    });
  }

  // Whether there is a value, and what it is after rounding, bounds and limits.
  void settle(const planned_node& n, const tally& t, std::size_t r, slot& s, trace& before) const {
    const mask applies = set(t.some_apply, r) && !set(t.subject_absent, r);
    const mask zero = applies && set(t.decided, r);
    const pack coverage = math::select(zero || !applies, 1, at(t.covered, r));
    // Sums of weights carry rounding errors: 0.5 must reach a threshold of 0.5.
    const mask enough = coverage >= pack(n.source->min_coverage - 1e-12);
    const mask known = (set(t.some_used, r) && !set(t.lost, r)) || zero;
    const mask present = applies && enough && known;

    pack v = math::select(zero, 0, at(s.value, r));
    v = math::select(present, rounded(*n.source, v), 0.5);
    pack low = v, high = v, moved = 0;
    if (bounds_) {
      low = math::select(applies, rounded(*n.source, at(s.lower, r)), 0.5);
      high = math::select(applies, rounded(*n.source, at(s.upper, r)), 0.5);
      // What is left out could not have pulled the value further than this.
      const pack inside = math::smaller(math::larger(v, low), high);
      moved = flag(present && inside != v);
      v = math::select(present, inside, v);
    }
    v.store(before.before_limits.row + r);
    moved.store(before.moved.row + r);
    for (const auto& l : n.limits) clamp(l, r, v, low, high);
    v.store(s.value.row + r);
    low.store(s.lower.row + r);
    high.store(s.upper.row + r);
    flag(present).store(s.present.row + r);
    flag(applies).store(s.applicable.row + r);
    coverage.store(s.coverage.row + r);
    flag(applies && (!set(t.some_stay, r) || set(t.subject_shaky, r))).store(s.may_vanish.row + r);
  }

  [[nodiscard]] pack rounded(const ltorisk::node& n, pack v) const {
    if (!n.decimals) return v;
    const auto [lower, upper] = plan_->source().score_range;
    const pack score = round_half_away(lower + v * (upper - lower), *n.decimals, lower);
    return (score - lower) / (upper - lower);
  }

  void clamp(const planned_limit& l, std::size_t r, pack& v, pack& low, pack& high) const {
    const verdict is = judge(l.when, l.possible_if_missing, r);
    const auto bind = [&](pack& x, mask where) {
      x = math::select(where, l.cap ? math::smaller(x, l.at) : math::larger(x, l.at), x);
    };
    bind(v, is.holds);
    bind(low, l.cap ? is.possible : is.always);
    bind(high, l.cap ? is.always : is.possible);
  }

  // What a condition says of one pack of rows: of the value, and of whatever the missing cells
  // could turn out to be (in every case, in some case).
  struct verdict {
    mask holds, always, possible, assessed;
  };

  verdict judge(const probe& p, bool possible_if_missing, std::size_t r) const {
    if (!p.is_node) {
      const auto& raw = raw_[p.position];
      const mask known = set(raw.known, r);
      const mask unknown = set(raw.applicable, r) && !known;
      const mask holds = known && compare(p.test, at(raw.value, r));
      return {holds, holds, holds || (unknown && mask(possible_if_missing)), !unknown};
    }
    const slot& s = slots_[plan_->slot_of_node(p.position)];
    const mask applies = set(s.applicable, r);
    const mask known = set(s.present, r);
    const mask unknown = applies && !known;
    const mask holds = known && compare(p.test, at(s.value, r));
    if (!bounds_) return {holds, holds, holds, !unknown};
    const mask low = compare(p.test, at(s.lower, r)), high = compare(p.test, at(s.upper, r));
    const mask stays = known && !set(s.may_vanish, r);
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
  std::vector<cells> raw_;
  std::vector<slot> slots_;
  std::vector<trace> traces_;
  std::vector<tile> x_, w_, low_, high_, bound_w_;
  std::size_t rows_ = 0;
  bool bounds_ = false;
};

}  // namespace ltorisk::engine
