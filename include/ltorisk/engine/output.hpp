// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/rounding.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/scores.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

/// From the engine's tiles to columns in the framework's score range. Internal.
namespace ltorisk::engine {

/// 0..1 to the score range. A value at the boundary of a level, or so near that only rounding
/// errors lie between, gives the boundary's own number: a mean of 40 is 40, not 39.99999999999999.
inline double printed(const framework& f, const node& n, double value) {
  for (const auto& c : n.levels.classes) {
    if (std::fabs(value - f.to_unit(c.upper)) <= boundary_slack) return c.upper;
  }
  const double score = f.to_score(value);
  if (!n.decimals) return score;
  // Back to the number that was rounded; a limit may hold the value between two such.
  const double rounded = round_half_away(score, *n.decimals, f.score_range.lower);
  return std::fabs(rounded - score) <= 1e-9 * std::fabs(score) ? rounded : score;
}

template <unsigned Isa>
state state_of(const slot& s, std::size_t row) {
  return s.applicable.row[row] == 0 ? state::inapplicable
         : s.present.row[row] == 0  ? state::refused
                                    : state::scored;
}

template <unsigned Isa>
bool is_exact(const tile_engine<Isa>& tiles, const plan& p, std::size_t position, std::size_t row) {
  return tiles.node(position).loose.row[row] == 0 &&
         std::ranges::none_of(p.nodes()[position].inexact,
                              [&](std::size_t column) { return tiles.missing(column, row); });
}

/// One node's columns of one tile into a batch's result.
template <unsigned Isa>
void write(const tile_engine<Isa>& tiles, const plan& p, std::size_t position, std::size_t first,
           std::size_t rows, score_column& to) {
  const auto& n = p.nodes()[position];
  const auto& f = p.source();
  const slot& s = tiles.node(position);
  const tile& before = tiles.traced(position).before_limits;
  for (std::size_t r = 0; r < rows; ++r) {
    const auto out = first + r;
    const state is = state_of<Isa>(s, r);
    const double none = is == state::inapplicable ? not_applicable : missing;
    const auto score = [&](double value) { return printed(f, *n.source, value); };
    to.value[out] = is == state::scored ? score(s.value.row[r]) : none;
    to.before_limits[out] = is == state::scored ? score(before.row[r]) : none;
    if (!to.coverage.empty()) to.coverage[out] = s.coverage.row[r];
    if (!to.lower.empty()) {
      const bool applies = is != state::inapplicable;
      to.lower[out] = applies ? score(s.lower.row[r]) : none;
      to.upper[out] = applies ? score(s.upper.row[r]) : none;
      to.exact[out] = is_exact(tiles, p, position, r);
    }
  }
}

}  // namespace ltorisk::engine
