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

inline state state_of(const slot& s, std::size_t row) {
  return s.applicable.row[row] == 0 ? state::inapplicable
         : s.present.row[row] == 0  ? state::refused
                                    : state::scored;
}

template <unsigned Isa>
bool is_exact(tile_engine<Isa>& tiles, const plan& p, std::size_t position, std::size_t row) {
  return tiles.node(position).loose.row[row] == 0 &&
         std::ranges::none_of(p.nodes()[position].inexact,
                              [&](std::size_t column) { return tiles.missing(column, row); });
}

/// Writes one node's columns of one tile after the other into a batch's result.
template <unsigned Isa>
class column_writer {
  using pack = simd::pack<Isa>;

 public:
  column_writer(const plan& p, std::size_t position)
      : plan_(&p), position_(position), shown_(p.source(), *p.nodes()[position].source) {}

  void operator()(tile_engine<Isa>& tiles, std::size_t first, std::size_t rows,
                  score_column& to) const {
    const bool whole = tiles.whole(position_);
    const auto put = [&](std::vector<double>& column, auto value) {
      if (column.empty()) return;
      double lanes[pack::width];
      simd::each_pack<Isa>(rows, [&](std::size_t r) {
        if (r + pack::width <= rows) return value(r).store(column.data() + first + r);
        value(r).store(lanes);
        std::copy_n(lanes, rows - r, column.data() + first + r);
      });
    };
    const auto as_score = [&](const tile& t, bool also_refused) {
      return [&, also_refused](std::size_t r) {
        const pack score = shown_(load<Isa>(t, r));
        if (whole) return score;
        const slot s = tiles.node(position_);
        const auto applies = is_set<Isa>(s.applicable, r);
        const auto given = also_refused ? applies : is_set<Isa>(s.present, r);
        return math::select(given && applies, score,
                            math::select(applies, pack(missing), pack(not_applicable)));
      };
    };
    put(to.value, as_score(tiles.value(position_), false));
    put(to.before_limits, as_score(tiles.before_limits(position_), false));
    put(to.coverage, [&](std::size_t r) {
      return whole ? pack(tiles.whole_coverage(position_))
                   : load<Isa>(tiles.node(position_).coverage, r);
    });
    if (to.lower.empty()) return;
    const slot s = tiles.node(position_);
    put(to.lower, as_score(s.lower, true));
    put(to.upper, as_score(s.upper, true));
    for (std::size_t r = 0; r < rows; ++r) to.exact[first + r] = s.loose.row[r] == 0;
    for (const auto column : plan_->nodes()[position_].inexact) {
      if (!tiles.raw(column).some_missing()) continue;
      for (std::size_t r = 0; r < rows; ++r) {
        if (tiles.missing(column, r)) to.exact[first + r] = 0;
      }
    }
  }

 private:
  const plan* plan_;
  std::size_t position_;
  printed<Isa> shown_;
};

}  // namespace ltorisk::engine
