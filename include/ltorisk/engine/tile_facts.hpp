// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/cells.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/rounding.hpp>

#include <cstddef>
#include <vector>

/// What is known of one tile of rows. Internal.
namespace ltorisk::engine {

/// What a condition says of the value, and of whatever the missing cells could turn out to be (in
/// every case, in some case).
struct verdict {
  row_set holds, always, possible, assessed;
};

/// Whether figures pass a test; a missing one does not. (Inlined, as `holds` is: truth values of
/// several packs would be returned through memory.)
template <class Real>
[[nodiscard, gnu::always_inline]] inline auto passes(const condition& c, const Real& figure) {
  const Real at = c.threshold;
  switch (c.test) {
    case comparison::below: return figure < at;
    case comparison::at_most: return figure <= at;
    case comparison::above: return figure > at;
    case comparison::at_least: break;
  }
  return figure >= at;
}

/// Every fact in an array of its own, by slot (leaves first, then nodes in plan order): what is not
/// asked for takes no cache. Yes or no is one bit a row, so that a tile's rows are told apart by
/// one operation, not by one for each pack.
template <unsigned Isa>
struct tile_facts {
  explicit tile_facts(const plan& p)
      : source(&p),
        raw(p.source().indicators.size()),
        before_limits(p.nodes().size()),
        moved(p.nodes().size()) {
    const auto slots = p.leaves().size() + p.nodes().size();
    for (auto* figures : {&value, &coverage, &lower, &upper}) figures->resize(slots);
    for (auto* rows_of : {&known, &applicable, &plain, &lacking, &may_vanish, &loose}) {
      rows_of->resize(slots);
    }
  }

  const plan* source;
  std::size_t rows = 0;
  row_set all = 0;
  std::vector<cells> raw;

  /// Where a slot is not known, some finite number.
  std::vector<tile> value;
  std::vector<row_set> known, applicable;
  /// Known, and so is all below it that applies.
  std::vector<row_set> plain;
  /// Something is missing of what it rests on, conditions included.
  std::vector<row_set> lacking;
  /// Of nodes, where they are not plain; where they are it is `whole_coverage`.
  std::vector<tile> coverage;

  /// Of slots that lack something: see `low` and `high`.
  std::vector<tile> lower, upper;
  /// Applicable as far as is known, but some completion of the missing cells says otherwise.
  std::vector<row_set> may_vanish;
  /// Bounds that only enclose, because of such a child here or below.
  std::vector<row_set> loose;

  /// Of nodes that have limits.
  std::vector<tile> before_limits;
  /// Rows of a node whose value was moved into its bounds.
  std::vector<row_set> moved;

  [[nodiscard]] const tile& low(std::size_t slot) const {
    return lacking[slot] ? lower[slot] : value[slot];
  }
  [[nodiscard]] const tile& high(std::size_t slot) const {
    return lacking[slot] ? upper[slot] : value[slot];
  }
  [[nodiscard]] const tile& unlimited_value(std::size_t position) const {
    const auto& n = source->nodes()[position];
    return n.limits.empty() ? value[source->slot_of_node(position)] : before_limits[position];
  }

  /// Rows whose figures pass a test.
  [[nodiscard]] row_set passing(const condition& c, const double* figures) const {
    return rows_where<Isa>(
        rows, [&]<class Real>(std::size_t r) { return passes(c, Real(Real::load(figures + r))); });
  }
  /// Whether a condition holds, from row r on.
  template <class Real>
  [[nodiscard, gnu::always_inline]] auto holds(const probe& p, std::size_t r) const {
    if (!p.is_node) return passes(p.test, Real(Real::load(raw[p.position].row() + r)));
    const auto slot = source->slot_of_node(p.position);
    return passes(p.test,
                  Real(Real::pick(known[slot] >> r, Real::load(value[slot].row + r), missing)));
  }

  /// Rows of which it is not known whether a condition holds.
  [[nodiscard]] row_set unassessed(const probe& p) const {
    if (!p.is_node) return raw[p.position].missing_rows();
    const auto slot = source->slot_of_node(p.position);
    return applicable[slot] & ~known[slot];
  }
  [[nodiscard]] row_set holding(const probe& p) const {
    return rows_where<Isa>(rows, [&]<class Real>(std::size_t r) { return holds<Real>(p, r); });
  }
  /// Over all completions. Needs the bounds of a node it looks at.
  [[nodiscard]] verdict judge(const probe& p, bool possible_if_missing) const {
    const row_set holds = holding(p), unknown = unassessed(p);
    if (!p.is_node) return {holds, holds, possible_if_missing ? holds | unknown : holds, ~unknown};
    const auto slot = source->slot_of_node(p.position);
    const row_set at_low = passing(p.test, low(slot).row);
    const row_set at_high = passing(p.test, high(slot).row);
    return {holds, known[slot] & ~may_vanish[slot] & at_low & at_high,
            applicable[slot] & (holds | at_low | at_high), ~unknown};
  }

  /// As the node shows its value.
  template <class Real>
  [[nodiscard]] Real rounded(const node& n, Real v) const {
    if (!n.decimals) return v;
    const auto [from, to] = source->source().score_range;
    const Real score = round_half_away(v * (to - from) + from, *n.decimals, from);
    return (score - from) / (to - from);
  }
};

/// Values, moved to a limit that holds.
template <class Real>
[[nodiscard]] Real clamped(const planned_limit& l, Real v) {
  return l.cap ? math::smaller(v, l.at) : math::larger(v, l.at);
}

/// Without it there is nothing to speak of.
inline bool is_subject(const planned_edge& e, const aggregation_laws& laws, std::size_t j) {
  return e.required || (laws.zero == zero_rule::first_child && j == 0);
}

/// A child as the formula of its parent takes it, in all rows.
inline child_rows entering(const planned_edge& e, const tile& value) {
  return {.value = value.row,
          .weight = e.weight,
          .minus = e.minus,
          .assumes = e.assume.has_value(),
          .assumed = e.assume.value_or(0)};
}

inline children all_of(const planned_node& n, const child_rows* first, bool complete = false) {
  const auto& laws = n.source->aggregation.laws();
  return {.first = first,
          .size = n.children.size(),
          .equal_weights = n.equal_weights,
          .complete = complete,
          .clamps = laws.lowest > -unlimited || laws.highest < unlimited,
          .lowest = laws.lowest,
          .highest = laws.highest};
}

/// How a child enters its parent.
struct entrance {
  row_set applies, known, unassessed;
};
/// `condition` is null where the edge has none. (Inlined: written to memory by parts and read whole,
/// the result would wait for the stores.)
template <unsigned Isa>
[[nodiscard, gnu::always_inline]] inline entrance enter(const tile_facts<Isa>& facts,
                                                        std::size_t slot, const probe* condition) {
  row_set applies = facts.applicable[slot], known = facts.known[slot], unassessed = 0;
  if (condition) {
    unassessed = applies & facts.unassessed(*condition);
    applies &= facts.holding(*condition) | unassessed;
    known &= applies;
  }
  return {applies, known, unassessed};
}
template <unsigned Isa>
[[nodiscard]] entrance enter(const tile_facts<Isa>& facts, const planned_edge& e) {
  return enter(facts, e.slot, e.applies_if ? &*e.applies_if : nullptr);
}

}  // namespace ltorisk::engine
