// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/multiverse.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/statistics/ranks.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

/// From scores to ranks and levels. Internal.
namespace ltorisk::compare::detail {

/// Ranks and levels of one variant, from its scores. `levels` are the classes of its scores.
inline void place(scored_variant& v, const level_scheme& levels, const variants_options& o) {
  const auto known = static_cast<double>(std::ranges::count_if(v.score, is_known));
  auto keys = v.score;
  if (!o.lowest_first) {
    for (double& key : keys) key = -key;
  }
  double largest = 0;
  for (const double key : keys)
    largest = std::max<double>(largest, is_known(key) ? std::fabs(key) : 0);
  v.rank = statistics::ranks(keys, o.ties, o.tie_tolerance * largest);
  v.level.assign(v.score.size(), -1);
  v.level_names.clear();
  if (!levels.classes.empty()) {
    for (const auto& c : levels.classes) v.level_names.push_back(c.name);
    for (std::size_t row = 0; row < v.score.size(); ++row) {
      const auto at = std::ranges::find(v.level_names, level_of(levels, v.score[row]));
      if (at == v.level_names.end()) continue;
      v.level[row] = static_cast<int>(at - v.level_names.begin());
    }
    return;
  }
  for (std::size_t g = 0; g < o.rank_groups; ++g) {
    v.level_names.push_back(std::to_string(g + 1) + " of " + std::to_string(o.rank_groups));
  }
  const auto average =
      o.ties == statistics::ties::average
          ? v.rank
          : statistics::ranks(keys, statistics::ties::average, o.tie_tolerance * largest);
  for (std::size_t row = 0; row < v.score.size(); ++row) {
    if (!is_known(average[row])) continue;
    const double share = (average[row] - 0.5) / known;
    v.level[row] = static_cast<int>(share * static_cast<double>(o.rank_groups));
  }
}

inline void check(const variants_options& o, fault_list& faults) {
  constexpr std::size_t most = 1000;
  if (o.rank_groups < 1 || o.rank_groups > most) {
    faults.add("rank_groups", "must be in 1..1000, got " + std::to_string(o.rank_groups));
  }
  if (!(o.tie_tolerance >= 0 && o.tie_tolerance < 1)) {
    faults.add("tie_tolerance", "must be in [0, 1), got " + to_text(o.tie_tolerance));
  }
  for (std::size_t c = 1; c < o.levels.classes.size(); ++c) {
    if (o.levels.classes[c - 1].upper < o.levels.classes[c].upper) continue;
    faults.add("levels", in_quotes(o.levels.classes[c].name) + " must end above " +
                             in_quotes(o.levels.classes[c - 1].name));
  }
}

}  // namespace ltorisk::compare::detail
