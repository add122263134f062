// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/tile_facts.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

/// What values could be if the missing cells were known. Internal.
namespace ltorisk::engine {

/// Bounds of the slots of a tile, each worked out when it is asked for.
template <unsigned Isa>
class tile_bounds {
 public:
  explicit tile_bounds(tile_facts<Isa>& facts)
      : facts_(&facts), done_(facts.value.size()), reached_(facts.source->nodes().size()) {
    std::size_t most = 0, limits = 0;
    for (const auto& n : facts.source->nodes()) {
      most = std::max<std::size_t>(most, n.children.size());
      limits = std::max<std::size_t>(limits, n.limits.size());
    }
    verdicts_.reserve(limits);
    for (auto* list : {&low_, &high_}) list->resize(most);
    for (auto* list : {&stretched_low_, &stretched_high_}) list->resize(most);
  }

  /// Forgets the last tile.
  void begin() {
    std::ranges::fill(done_, false);
    std::ranges::fill(reached_, false);
  }

  /// The bounds of a slot, and of what they rest on.
  void find(std::size_t slot) {
    auto& f = *facts_;
    if (done_[slot]) return;
    done_[slot] = true;
    if (slot < f.source->leaves().size()) return find_leaf(slot);
    if (f.lacking[slot] == 0) {
      f.may_vanish[slot] = f.loose[slot] = 0;
      return;
    }
    const auto position = slot - f.source->leaves().size();
    const planned_node& n = f.source->nodes()[position];
    for (const auto& l : n.limits) {
      if (l.when.is_node) find(f.source->slot_of_node(l.when.position));
    }
    reach(n, position);
    settle(n, position, slot);
  }

  /// How far a node reaches before rounding and limits, into `lower` and `upper`.
  void reach(const planned_node& n, std::size_t position) {
    if (reached_[position]) return;
    reached_[position] = true;
    auto& f = *facts_;
    const auto slot = f.source->slot_of_node(position);
    for (const auto& e : n.children) find(e.slot);
    const auto& laws = n.source->aggregation.laws();
    row_set some_stay = 0, shaky = 0, loose = 0;
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      const planned_edge& e = n.children[j];
      const auto [applies, known, unassessed] = enter(f, e);
      const row_set uncertain = applies & (f.may_vanish[e.slot] | unassessed);
      some_stay |= applies & ~uncertain;
      if (is_subject(e, laws, j)) shaky |= uncertain;
      loose |= uncertain | f.loose[e.slot];
      const tile &low = f.low(e.slot), &high = f.high(e.slot);
      low_[j] = entering(e, e.minus ? high : low);
      high_[j] = entering(e, e.minus ? low : high);
      for (auto* c : {&low_[j], &high_[j]}) {
        c->used = applies;
        c->assumes = false;
      }
      if (uncertain != 0) stretch(n, j, uncertain);
    }
    f.may_vanish[slot] = f.lacking[slot] & (~some_stay | shaky);
    f.loose[slot] = f.lacking[slot] & loose;
    combine(n, slot);
  }

 private:
  void find_leaf(std::size_t slot) {
    auto& f = *facts_;
    f.may_vanish[slot] = f.loose[slot] = 0;
    if (f.lacking[slot] == 0) return;
    const auto range = f.source->leaves()[slot].range;
    simd::each_piece<Isa>(f.rows, [&]<class Real>(std::size_t r) {
      const Real v = Real::load(f.value[slot].row + r);
      const row_set known = f.known[slot] >> r;
      Real::pick(known, v, range.lower).store(f.lower[slot].row + r);
      Real::pick(known, v, range.upper).store(f.upper[slot].row + r);
    });
  }

  // Where child j may not apply, it reaches as far as what its place could count as.
  void stretch(const planned_node& n, std::size_t j, row_set where) {
    const auto widen = [&](child_rows& c, tile& to, const auto& nearer, double end) {
      simd::each_piece<Isa>(facts_->rows, [&]<class Real>(std::size_t r) {
        Real v = Real::load(c.value + r);
        if (c.minus) v = 1 - v;
        Real::pick(where >> r, nearer(v, Real(end)), v).store(to.row + r);
      });
      c.value = to.row;
      c.minus = false;
    };
    widen(
        low_[j], stretched_low_[j], [](auto a, auto b) { return math::smaller(a, b); },
        n.child_hull.lower);
    widen(
        high_[j], stretched_high_[j], [](auto a, auto b) { return math::larger(a, b); },
        n.child_hull.upper);
  }

  void combine(const planned_node& n, std::size_t slot) {
    auto& f = *facts_;
    const auto& a = n.source->aggregation;
    switch (a.laws().monotone) {
      case monotony::none: enclose(n, slot); return;
      case monotony::rising: break;
      case monotony::first_rising_rest_falling:
        for (std::size_t j = 1; j < n.children.size(); ++j) std::swap(low_[j], high_[j]);
        break;
    }
    a(all_of(n, low_.data()), f.lower[slot], f.rows);
    a(all_of(n, high_.data()), f.upper[slot], f.rows);
  }

  // Without monotony: the value where every child can have but one, else as far as they reach.
  void enclose(const planned_node& n, std::size_t slot) {
    auto& f = *facts_;
    tile only;
    n.source->aggregation(all_of(n, low_.data()), only, f.rows);
    const bool bounded = n.source->aggregation.laws().bounded;
    const auto lows = all_of(n, low_.data()), highs = all_of(n, high_.data());
    simd::each_piece<Isa>(f.rows, [&]<class Real>(std::size_t r) {
      row_set certain = ~row_set{0};
      Real low = bounded ? unlimited : 0.0, high = bounded ? -unlimited : 1.0;
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        const row_set counts = low_[j].used >> r;
        const Real a = value_of<Real>(lows, low_[j], r), b = value_of<Real>(highs, high_[j], r);
        certain &= ~counts | (a == b).lanes();
        if (bounded) {
          low = Real::pick(counts, math::smaller(low, a), low);
          high = Real::pick(counts, math::larger(high, b), high);
        }
      }
      const Real one = Real::load(only.row + r);
      Real::pick(certain, one, low).store(f.lower[slot].row + r);
      Real::pick(certain, one, high).store(f.upper[slot].row + r);
    });
  }

  // Rounding, limits, and no bound beyond the value.
  void settle(const planned_node& n, std::size_t position, std::size_t slot) {
    auto& f = *facts_;
    const row_set applies = f.applicable[slot], present = f.known[slot];
    verdicts_.clear();
    for (const auto& l : n.limits) verdicts_.push_back(f.judge(l.when, l.possible_if_missing));
    simd::each_piece<Isa>(f.rows, [&]<class Real>(std::size_t r) {
      const Real v = Real::load(f.unlimited_value(position).row + r);
      const auto shown = [&](const tile& t) {
        return Real::pick(applies >> r, f.rounded(*n.source, Real::load(t.row + r)), 0.5);
      };
      Real low = shown(f.lower[slot]), high = shown(f.upper[slot]);
      low = Real::pick(present >> r, math::smaller(low, v), low);
      high = Real::pick(present >> r, math::larger(high, v), high);
      for (std::size_t k = 0; k < n.limits.size(); ++k) {
        const auto& l = n.limits[k];
        const verdict& is = verdicts_[k];
        low = Real::pick((l.cap ? is.possible : is.always) >> r, clamped(l, low), low);
        high = Real::pick((l.cap ? is.always : is.possible) >> r, clamped(l, high), high);
      }
      low.store(f.lower[slot].row + r);
      high.store(f.upper[slot].row + r);
    });
    f.may_vanish[slot] &= applies;
  }

  tile_facts<Isa>* facts_;
  std::vector<unsigned char> done_, reached_;
  std::vector<child_rows> low_, high_;
  std::vector<tile> stretched_low_, stretched_high_;
  std::vector<verdict> verdicts_;
};

}  // namespace ltorisk::engine
