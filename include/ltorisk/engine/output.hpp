// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/printed.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/scores.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

/// From the engine's tiles to columns in the framework's score range. Internal.
namespace ltorisk::engine {

template <unsigned Isa>
[[nodiscard]] state state_of(const tile_facts<Isa>& facts, std::size_t slot, std::size_t row) {
  return !has(facts.applicable[slot], row) ? state::inapplicable
         : !has(facts.known[slot], row)    ? state::refused
                                           : state::scored;
}

/// Rows whose bounds only enclose.
template <unsigned Isa>
[[nodiscard]] row_set inexact(const tile_facts<Isa>& facts, std::size_t position) {
  row_set rows = facts.loose[facts.source->slot_of_node(position)];
  for (const auto column : facts.source->nodes()[position].inexact) {
    rows |= facts.raw[column].missing_rows();
  }
  return rows;
}

/// Writes one node's columns of one tile after the other into a batch's result.
template <unsigned Isa>
class column_writer {
 public:
  column_writer(const plan& p, std::size_t position)
      : position_(position),
        slot_(p.slot_of_node(position)),
        shown_(p.source(), *p.nodes()[position].source) {}

  void operator()(const tile_engine<Isa>& tiles, std::size_t first, std::size_t rows,
                  score_column& to) const {
    const auto& facts = tiles.facts();
    const row_set applies = facts.applicable[slot_], known = facts.known[slot_];
    const auto put_scores = [&](const tile& from, row_set given, std::vector<double>& figures) {
      put(first, rows, figures, [&]<class Real>(std::size_t r) {
        const Real score = shown_(Real(Real::load(from.row + r)));
        const Real none = Real::pick(applies >> r, missing, not_applicable);
        return Real(Real::pick(given >> r, score, none));
      });
    };
    put_scores(facts.value[slot_], known, to.value);
    put_scores(facts.unlimited_value(position_), known, to.before_limits);
    put(first, rows, to.coverage,
        [&]<class Real>(std::size_t r) { return tiles.template coverages<Real>(slot_, r); });
    if (to.lower.empty()) return;
    put_scores(facts.low(slot_), applies, to.lower);
    put_scores(facts.high(slot_), applies, to.upper);
    const row_set loose = inexact(facts, position_);
    for (std::size_t r = 0; r < rows; ++r) to.exact[first + r] = !has(loose, r);
  }

 private:
  // What `of<Real>(r)` gives for the rows of the tile from r on.
  template <class Of>
  static void put(std::size_t first, std::size_t rows, std::vector<double>& to, const Of& of) {
    if (to.empty()) return;
    simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t r) {
      const Real figures = of.template operator()<Real>(r);
      if (r + Real::width <= rows) return figures.store(to.data() + first + r);
      double lanes[Real::width];
      figures.store(lanes);
      std::copy_n(lanes, rows - r, to.data() + first + r);
    });
  }

  std::size_t position_, slot_;
  printed<Isa> shown_;
};

}  // namespace ltorisk::engine
