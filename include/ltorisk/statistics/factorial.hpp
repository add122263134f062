// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

/// Experiments in which every level of a factor meets every level of the others. Cells stand in
/// one column, the level of the last factor changing fastest.
namespace ltorisk::statistics {

/// Levels of each factor that are kept, in rising order.
using subgrid = std::vector<std::vector<std::size_t>>;

namespace detail {

/// Calls `f(cell, place)` for every cell of a part of a grid; `place[i]` counts the kept levels of
/// factor i.
template <class F>
void each_cell(std::span<const std::size_t> levels, const subgrid& kept, F f) {
  std::vector<std::size_t> place(levels.size());
  for (const auto& list : kept) {
    if (list.empty()) return;
  }
  for (;;) {
    std::size_t cell = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) cell = cell * levels[i] + kept[i][place[i]];
    f(cell, std::span<const std::size_t>(place));
    auto i = levels.size();
    while (i > 0 && ++place[i - 1] == kept[i - 1].size()) place[--i] = 0;
    if (i == 0) return;
  }
}

}  // namespace detail

/// The whole grid.
[[nodiscard]] inline subgrid all_levels(std::span<const std::size_t> levels) {
  subgrid all;
  for (const auto n : levels) {
    all.emplace_back(n);
    std::iota(all.back().begin(), all.back().end(), std::size_t{0});
  }
  return all;
}

/// A full part of a grid some of whose cells are unknown (NaN): the level with the largest share of
/// unknown cells is left out, again and again, until none is left; of several the one that costs
/// fewest known cells, then the first. No guarantee that no larger part is full; the same whatever
/// the values. No levels at all where no cell is known.
[[nodiscard]] inline subgrid full_part(std::span<const double> y,
                                       std::span<const std::size_t> levels) {
  auto kept = all_levels(levels);
  for (;;) {
    std::vector<std::vector<std::size_t>> unknown;
    for (const auto& list : kept) unknown.emplace_back(list.size());
    std::size_t cells = 0, holes = 0;
    detail::each_cell(levels, kept, [&](std::size_t cell, std::span<const std::size_t> place) {
      ++cells;
      if (y[cell] == y[cell]) return;
      ++holes;
      for (std::size_t i = 0; i < place.size(); ++i) ++unknown[i][place[i]];
    });
    if (holes == 0 && cells > 0) return kept;
    std::optional<std::pair<std::size_t, std::size_t>> worst;
    double most = -1;
    std::size_t cost = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (kept[i].size() < 2) continue;
      const auto slice = cells / kept[i].size();
      for (std::size_t l = 0; l < kept[i].size(); ++l) {
        const double share = static_cast<double>(unknown[i][l]) / static_cast<double>(slice);
        const auto known = slice - unknown[i][l];
        if (share < most || (share == most && known >= cost)) continue;
        most = share;
        cost = known;
        worst = {i, l};
      }
    }
    if (!worst) return subgrid(levels.size());
    auto& list = kept[worst->first];
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(worst->second));
  }
}

/// Where the variance over a full grid comes from.
struct variance_shares {
  /// Of each factor alone (main effect), as a share of the total; NaN where nothing varies.
  std::vector<double> main = {};
  /// What the factors do together beyond the sum of that.
  double interaction = std::numeric_limits<double>::quiet_NaN();
  /// Sum of squared deviations from the mean.
  double total = 0;
  std::size_t cells = 0;
};

/// Analysis of variance over a full part of a grid, one value a cell: the share of factor i is
/// n_i sum over its levels of (mean of the level - mean)^2 / total, n_i the cells of a level; the
/// rest is interaction. Every level meets every other equally often, so the sums of squares are
/// orthogonal and the shares add up to one. Fisher 1925, Statistical Methods for Research Workers.
[[nodiscard]] inline variance_shares main_effects(std::span<const double> y,
                                                  std::span<const std::size_t> levels,
                                                  const subgrid& part) {
  variance_shares v;
  v.main.resize(levels.size(), std::numeric_limits<double>::quiet_NaN());
  using place_type = std::span<const std::size_t>;
  double origin = 0, sum = 0;  // differences keep the digits of values that differ little
  detail::each_cell(levels, part, [&](std::size_t cell, place_type) {
    if (v.cells++ == 0) origin = y[cell];
    sum += y[cell] - origin;
  });
  if (v.cells == 0) return v;
  const double mean = sum / static_cast<double>(v.cells);
  std::vector<std::vector<double>> effect;
  for (const auto& list : part) effect.emplace_back(list.size());
  detail::each_cell(levels, part, [&](std::size_t cell, place_type place) {
    for (std::size_t i = 0; i < place.size(); ++i) effect[i][place[i]] += y[cell] - origin - mean;
  });
  std::vector<double> squares;
  for (auto& list : effect) {
    const auto per_level = static_cast<double>(v.cells / list.size());
    squares.push_back(0);
    for (double& e : list) {
      e /= per_level;
      squares.back() += per_level * e * e;
    }
  }
  double rest = 0;
  detail::each_cell(levels, part, [&](std::size_t cell, place_type place) {
    double r = y[cell] - origin - mean;
    v.total += r * r;
    for (std::size_t i = 0; i < place.size(); ++i) r -= effect[i][place[i]];
    rest += r * r;
  });
  const double all = std::accumulate(squares.begin(), squares.end(), rest);
  if (!(all > 0)) return v;
  for (std::size_t i = 0; i < squares.size(); ++i) v.main[i] = squares[i] / all;
  v.interaction = rest / all;
  return v;
}

}  // namespace ltorisk::statistics
