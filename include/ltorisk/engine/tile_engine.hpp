// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/plan.hpp>
#include <ltorisk/simd/tile.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ltorisk::engine {

using simd::tile;
using simd::tile_rows;

/// Everything known about a leaf or a node in one tile of rows. Truth values are 0 and 1. Where a
/// slot is missing or not applicable, `value` is some finite number.
struct slot {
  tile value, present, applicable, coverage, lower, upper;
  /// Applicable as far as is known, but some completion of the missing cells says otherwise.
  tile may_vanish;
  /// Bounds that only enclose, because of such a child here or below.
  tile loose;
};

/// What a node had before its limits, and whether its value had to be moved into its bounds.
struct trace {
  tile before_limits, moved;
};

/// Rounds half away from zero in printed units, as a spreadsheet does: 1.005 is stored a little
/// below and still shows as 1.01, hence the factor just above one.
template <class Real>
[[nodiscard]] Real round_printed(Real score, double power_of_ten) {
  constexpr double nudge = 1 + 0x1p-50;
  const Real scaled = score * (power_of_ten * nudge);
  return math::trunc(scaled + math::select(scaled < Real(0), -0.5, 0.5)) / power_of_ten;
}

/// Scores a tile of rows after another. Not shared between threads; the plan is.
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

  /// Columns in the order of the framework's indicators; `nullptr` where the table has none.
  /// Returns whether every cell was valid; where not, results are meaningless.
  bool run(const std::vector<const column_view*>& columns, std::size_t first_row,
           std::size_t rows) {
    rows_ = rows;
    incomplete_ = false;
    for (std::size_t i = 0; i < columns.size(); ++i) load(columns[i], first_row, rows, raw_[i]);
    invalid_ = mask(false);
    for (std::size_t i = 0; i < plan_->leaves().size(); ++i) score_leaf(i);
    if (invalid_.any()) return false;
    // Complete rows need no second evaluation: their bounds are their value.
    bounds_ = incomplete_;
    for (std::size_t i = 0; i < plan_->nodes().size(); ++i) {
      score_node(plan_->nodes()[i], slots_[plan_->slot_of_node(i)], traces_[i]);
    }
    return true;
  }

  [[nodiscard]] const slot& leaf(std::size_t i) const { return slots_[i]; }
  [[nodiscard]] const slot& at(std::size_t s) const { return slots_[s]; }
  [[nodiscard]] const slot& node(std::size_t position) const {
    return slots_[plan_->slot_of_node(position)];
  }
  [[nodiscard]] const trace& traced(std::size_t position) const { return traces_[position]; }

  [[nodiscard]] bool known(std::size_t column, std::size_t row) const {
    return raw_[column].known.row[row] > 0;
  }
  [[nodiscard]] bool missing(std::size_t column, std::size_t row) const {
    return raw_[column].applicable.row[row] > raw_[column].known.row[row];
  }
  [[nodiscard]] double raw(std::size_t column, std::size_t row) const {
    return raw_[column].value.row[row];
  }

 private:
  struct raw_column {
    tile value, known, applicable;
  };

  static pack at(const tile& t, std::size_t i) { return pack::load(t.row + i); }
  static pack flag(mask m) { return math::select(m, 1, 0); }
  static mask is_set(pack p) { return p > pack(0.5); }

  void load(const column_view* column, std::size_t first_row, std::size_t rows, raw_column& to) {
    if (!column) {
      std::ranges::fill(to.value.row, 0.0);
      std::ranges::fill(to.known.row, 0.0);
      std::ranges::fill(to.applicable.row, 1.0);
      incomplete_ = true;
      return;
    }
    if (column->stride == sizeof(double)) {
      std::copy_n(column->first + first_row, rows, to.value.row);
    } else {
      for (std::size_t r = 0; r < rows; ++r) to.value.row[r] = (*column)[first_row + r];
    }
    // The rest of the last tile repeats its first row, whatever that is.
    std::fill(to.value.row + rows, to.value.row + tile_rows, to.value.row[0]);
    mask all_known(true);
    simd::each_pack<Isa>(rows_, [&](std::size_t i) {
      const pack x = at(to.value, i);
      all_known = all_known && x == x;
      flag(x == x).store(to.known.row + i);
    });
    std::ranges::fill(to.applicable.row, 1.0);
    if ((!all_known).any()) {
      for (std::size_t r = 0; r < tile_rows; ++r) {
        double& x = to.value.row[r];
        if (is_known(x)) continue;
        if (is_not_applicable(x)) {
          to.applicable.row[r] = 0;
        } else {
          incomplete_ = true;
        }
        x = 0;
      }
    }
  }

  void score_leaf(std::size_t i) {
    const auto& leaf = plan_->leaves()[i];
    const auto& raw = raw_[leaf.column];
    slot& s = slots_[i];
    detail::visit_fixed(
        [&](const auto& scale) {
          simd::each_pack<Isa>(rows_, [&](std::size_t r) {
            const pack x = at(raw.value, r);
            const mask known = is_set(at(raw.known, r));
            invalid_ = invalid_ || (known && !scale.valid(x));
            const pack v = math::select(known, scale(x), 0.5);
            v.store(s.value.row + r);
            math::select(known, v, leaf.range.lower).store(s.lower.row + r);
            math::select(known, v, leaf.range.upper).store(s.upper.row + r);
          });
          return true;
        },
        *leaf.seen_through);
    s.present = raw.known;
    s.applicable = raw.applicable;
    std::ranges::fill(s.may_vanish.row, 0.0);
    std::ranges::fill(s.loose.row, 0.0);
    // A cell that does not apply is fully covered.
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      math::select(is_set(at(raw.applicable, r)), at(raw.known, r), 1).store(s.coverage.row + r);
    });
  }

  // What a condition says of one pack of rows: of the value, and of whatever the missing cells
  // could turn out to be (in every case, in some case).
  struct verdict {
    mask holds, always, possible, assessed;
  };

  verdict judge(const probe& p, bool possible_if_missing, std::size_t r) const {
    if (!p.is_node) {
      const auto& raw = raw_[p.position];
      const mask known = is_set(at(raw.known, r));
      const mask missing_ = is_set(at(raw.applicable, r)) && !known;
      const mask holds = known && compare(p.test, at(raw.value, r));
      return {holds, holds, holds || (missing_ && mask(possible_if_missing)), !missing_};
    }
    const slot& s = slots_[plan_->slot_of_node(p.position)];
    const mask known = is_set(at(s.present, r));
    const mask missing_ = is_set(at(s.applicable, r)) && !known;
    const mask holds = known && compare(p.test, at(s.value, r));
    if (!bounds_) return {holds, holds, holds, !missing_};
    const mask low = compare(p.test, at(s.lower, r)), high = compare(p.test, at(s.upper, r));
    const mask applies = is_set(at(s.applicable, r));
    const mask stays = known && !is_set(at(s.may_vanish, r));
    return {holds, stays && low && high, applies && (holds || low || high), !missing_};
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

  // A rounding error must not carry a child out of what the formula takes: the power of -1e-17 is
  // NaN.
  static pack taken(const aggregation_laws& laws, pack v) {
    if (laws.lowest > -unlimited) v = math::larger(v, laws.lowest);
    if (laws.highest < unlimited) v = math::smaller(v, laws.highest);
    return v;
  }

  void score_node(const planned_node& n, slot& s, trace& t) {
    const auto& laws = n.source->aggregation.laws();
    std::ranges::fill(s.loose.row, 0.0);
    tile lost, decided, usable, some_apply, some_stay, subject_absent, subject_shaky, covered;
    for (auto* zeroed : {&lost, &decided, &usable, &some_apply, &some_stay, &subject_absent,
                         &subject_shaky, &covered}) {
      std::ranges::fill(zeroed->row, 0.0);
    }
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      const planned_edge& e = n.children[j];
      const slot& c = slots_[e.slot];
      const bool needed = e.required || laws.missing == missing_rule::require;
      const bool subject = e.required || (laws.zero == zero_rule::first_child && j == 0);
      const bool may_decide =
          laws.zero == zero_rule::any_child || (laws.zero == zero_rule::first_child && j == 0);
      simd::each_pack<Isa>(rows_, [&](std::size_t r) {
        mask applies = is_set(at(c.applicable, r));
        mask uncertain = is_set(at(c.may_vanish, r));
        if (e.applies_if) {
          const verdict v = judge(*e.applies_if, true, r);
          applies = applies && (v.holds || !v.assessed);
          uncertain = applies && (uncertain || !v.assessed);
        }
        const mask known = applies && is_set(at(c.present, r));
        const mask used = e.assume ? applies : known;
        pack v = at(c.value, r);
        if (e.assume) v = math::select(known, v, *e.assume);
        if (e.minus) v = 1 - v;
        v = taken(laws, v);
        v.store(x_[j].row + r);
        (e.weight * flag(used)).store(w_[j].row + r);

        const auto accumulate = [&](tile& into, mask m) {
          flag(is_set(at(into, r)) || m).store(into.row + r);
        };
        accumulate(some_apply, applies);
        accumulate(some_stay, applies && !uncertain);
        accumulate(usable, used);
        if (needed) accumulate(lost, applies && !used);
        if (subject) accumulate(subject_absent, !applies);
        if (subject) accumulate(subject_shaky, uncertain);
        if (may_decide) accumulate(decided, known && v == pack(0.0));
        const pack cover = math::select(known, at(c.coverage, r), flag(!applies));
        (at(covered, r) + e.weight * cover).store(covered.row + r);

        if (bounds_) {
          pack low = at(c.lower, r), high = at(c.upper, r);
          if (e.minus) {
            const pack mirrored = 1 - high;
            high = 1 - low;
            low = mirrored;
          }
          low = math::select(uncertain, math::smaller(low, n.child_hull.lower), low);
          high = math::select(uncertain, math::larger(high, n.child_hull.upper), high);
          accumulate(s.loose, uncertain || is_set(at(c.loose, r)));
          taken(laws, low).store(low_[j].row + r);
          taken(laws, high).store(high_[j].row + r);
          (e.weight * flag(applies)).store(bound_w_[j].row + r);
        }
      });
    }
    combine(n, s);
    simd::each_pack<Isa>(rows_, [&](std::size_t r) {
      const mask applies = is_set(at(some_apply, r)) && !is_set(at(subject_absent, r));
      const mask zero = applies && is_set(at(decided, r));
      const pack coverage = math::select(zero || !applies, 1, at(covered, r));
      // Sums of weights carry rounding errors: 0.5 must reach a threshold of 0.5.
      const mask enough = coverage >= pack(n.source->min_coverage - 1e-12);
      const mask present =
          applies && enough && ((is_set(at(usable, r)) && !is_set(at(lost, r))) || zero);
      pack v = math::select(present, math::select(zero, 0, at(s.value, r)), 0.5);
      v = rounded(*n.source, v);
      pack low = v, high = v, moved = 0;
      if (bounds_) {
        low = math::select(applies, rounded(*n.source, at(s.lower, r)), 0.5);
        high = math::select(applies, rounded(*n.source, at(s.upper, r)), 0.5);
        // What is left out could not have pulled the value further than this.
        const pack inside = math::smaller(math::larger(v, low), high);
        moved = flag(present && inside != v);
        v = math::select(present, inside, v);
      }
      v.store(t.before_limits.row + r);
      moved.store(t.moved.row + r);
      for (const auto& l : n.limits) clamp(l, r, v, low, high);
      v.store(s.value.row + r);
      low.store(s.lower.row + r);
      high.store(s.upper.row + r);
      flag(present).store(s.present.row + r);
      flag(applies).store(s.applicable.row + r);
      coverage.store(s.coverage.row + r);
      flag(applies && (!is_set(at(some_stay, r)) || is_set(at(subject_shaky, r))))
          .store(s.may_vanish.row + r);
    });
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

  // Without monotony: the value where every child is certain, else as far as the children reach.
  void enclose(const planned_node& n, slot& s) {
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
      math::select(certain, at(s.value, r), low).store(s.lower.row + r);
      math::select(certain, at(s.value, r), high).store(s.upper.row + r);
    });
  }

  [[nodiscard]] pack rounded(const ltorisk::node& n, pack v) const {
    if (!n.decimals) return v;
    const auto& f = plan_->source();
    const pack span = f.score_range.upper - f.score_range.lower;
    const pack score = round_printed(f.score_range.lower + v * span, std::pow(10.0, *n.decimals));
    return (score - f.score_range.lower) / span;
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

  const plan* plan_;
  std::vector<raw_column> raw_;
  std::vector<slot> slots_;
  std::vector<trace> traces_;
  std::vector<tile> x_, w_, low_, high_, bound_w_;
  mask invalid_;
  std::size_t rows_ = 0;
  bool incomplete_ = false;
  bool bounds_ = false;
};

}  // namespace ltorisk::engine
