// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/multiverse.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/statistics/factorial.hpp>
#include <ltorisk/statistics/quantile.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::compare {

/// Where one community stands over all variants, and which choice moves it.
struct rank_spread {
  /// Variants that rank it.
  std::size_t ranked = 0;
  /// The smallest, middle and largest rank; missing where nobody ranks it.
  double best = missing;
  double median = missing;
  double worst = missing;
  /// How many of the levels it is put in; levels count together where they have the same names.
  std::size_t levels = 0;
  /// Of each factor of the grid, the share of the variance of its rank that the choice makes alone
  /// (main effect); `interaction` is the rest, and all together are one. Missing where its rank
  /// never changes; empty for a list.
  std::vector<double> share = {};
  double interaction = missing;
  /// The factor of the largest share.
  std::optional<std::size_t> moved_most = {};
  /// Combinations of the grid these shares are of: the largest full part found in which it is
  /// ranked throughout (`statistics::full_part`).
  std::size_t analyzed = 0;

  [[nodiscard]] double width() const { return worst - best; }
};

/// A level of a factor, by number.
struct left_out_level {
  std::size_t factor = 0;
  std::size_t level = 0;

  friend bool operator==(const left_out_level&, const left_out_level&) = default;
};

struct fragility {
  /// In the order of the table.
  std::vector<rank_spread> communities = {};
  /// Choices that no analysis of variance looks at, because other choices refuse to meet them. A
  /// community that some variants do not rank may lose others too.
  std::vector<left_out_level> left_out = {};

  /// The rows whose rank moves most, the widest spread first; rows nobody ranks are left out.
  [[nodiscard]] std::vector<std::size_t> most_fragile() const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < communities.size(); ++row) {
      if (communities[row].ranked > 0) rows.push_back(row);
    }
    std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
      return communities[a].width() > communities[b].width();
    });
    return rows;
  }
};

namespace detail {

/// Which variants have levels of the same names: a number for each.
[[nodiscard]] inline std::vector<std::size_t> level_kinds(const multiverse& m) {
  std::vector<const std::vector<std::string>*> different;
  std::vector<std::size_t> kinds;
  for (const auto& v : m.variants) {
    std::size_t k = 0;
    while (k < different.size() && *different[k] != v.level_names) ++k;
    if (k == different.size()) different.push_back(&v.level_names);
    kinds.push_back(k);
  }
  return kinds;
}

[[nodiscard]] inline rank_spread spread_of(const multiverse& m,
                                           const std::vector<std::size_t>& kinds, std::size_t row) {
  rank_spread s;
  std::vector<double> ranks;
  std::vector<std::pair<std::size_t, int>> levels;
  for (std::size_t i = 0; i < m.variants.size(); ++i) {
    const auto& v = m.variants[i];
    if (!is_known(v.rank[row])) continue;
    ranks.push_back(v.rank[row]);
    const std::pair level(kinds[i], v.level[row]);
    if (std::ranges::find(levels, level) == levels.end()) levels.push_back(level);
  }
  s.ranked = ranks.size();
  s.levels = levels.size();
  if (ranks.empty()) return s;
  std::ranges::sort(ranks);
  s.best = ranks.front();
  s.median = statistics::quantile(ranks, 0.5);
  s.worst = ranks.back();
  return s;
}

}  // namespace detail

/// The range of every community's rank over the variants, and, for a grid, an analysis of variance
/// over its factors. Sums of squares are orthogonal only where every choice meets every other:
/// where combinations are refused or leave the community without a rank, the analysis is of a full
/// part of the grid, and says which. The same bits for any executor.
template <executor E = sequential>
[[nodiscard]] fragility fragility_of(const multiverse& m, const E& run = {}) {
  fragility f;
  f.communities.resize(m.communities.size());
  const auto kinds = detail::level_kinds(m);
  std::vector<std::size_t> levels;
  for (const auto& one : m.factors) levels.push_back(one.levels.size());
  const auto mask_of = [&](std::size_t row) {
    std::vector<double> mask;
    for (const auto& v : m.variants) mask.push_back(is_known(v.rank[row]) ? 0 : missing);
    return mask;
  };
  // Most communities are ranked by all variants that rank anybody.
  std::vector<double> usual;
  for (const auto& v : m.variants) usual.push_back(v.refused.empty() ? 0 : missing);
  statistics::subgrid usual_part;
  if (!levels.empty()) {
    usual_part = statistics::full_part(usual, levels);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      for (std::size_t l = 0; l < levels[i]; ++l) {
        if (std::ranges::find(usual_part[i], l) == usual_part[i].end())
          f.left_out.push_back({i, l});
      }
    }
  }
  const auto is_usual = [&](const std::vector<double>& mask) {
    for (std::size_t v = 0; v < mask.size(); ++v) {
      if (is_known(mask[v]) != is_known(usual[v])) return false;
    }
    return true;
  };
  run(f.communities.size(), [&](std::size_t row) {
    auto& s = f.communities[row];
    s = detail::spread_of(m, kinds, row);
    if (levels.empty() || s.ranked == 0) return;
    const auto mask = mask_of(row);
    const auto part = is_usual(mask) ? usual_part : statistics::full_part(mask, levels);
    std::vector<double> ranks;
    for (const auto& v : m.variants) ranks.push_back(v.rank[row]);
    const auto variance = statistics::main_effects(ranks, levels, part);
    s.share = variance.main;
    s.interaction = variance.interaction;
    s.analyzed = variance.cells;
    if (!is_known(variance.interaction)) return;
    const auto most = std::ranges::max_element(s.share);
    s.moved_most = static_cast<std::size_t>(most - s.share.begin());
  });
  return f;
}

}  // namespace ltorisk::compare
