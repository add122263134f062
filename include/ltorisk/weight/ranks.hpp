// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/weight/judgments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <vector>

/// What the weightings from ranks share.
///
/// `ranks` has a rank for each criterion, 1 for the most important, 2 for the next; empty, criteria
/// stand in the order of their importance. Only the order of the numbers counts, so that ties may
/// be written 1 2 2 4, 1 2 2 3 or 1 2.5 2.5 4. Criteria of one rank share the mean of the weights
/// of the places they take: the mean over all ways to break the tie. (Others put the mean rank into
/// the formula: the same for `rank_sum`, not for the rest, whose sum it spoils.)
namespace ltorisk::weight::detail {

inline void require_ranks(const char* scheme, std::span<const double> ranks) {
  for (const double r : ranks) {
    if (!(r >= 1 && std::isfinite(r))) {
      throw domain_error(std::string(scheme) + ": ranks must be at least 1, got " + to_text(r));
    }
  }
}

/// `places[k]` is the weight of the k-th most important criterion.
[[nodiscard]] inline std::vector<double> by_rank(const char* scheme, std::span<const double> ranks,
                                                 std::span<const criterion> criteria,
                                                 const std::vector<double>& places) {
  if (ranks.empty() && !criteria.empty()) return scaled_to_one(places);
  require_count(scheme, "ranks", ranks.size(), criteria);
  require_ranks(scheme, ranks);
  std::vector<std::size_t> order(ranks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t j) { return ranks[j]; });
  std::vector<double> weights(ranks.size());
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    double sum = 0;
    for (last = first; last < order.size() && ranks[order[last]] == ranks[order[first]]; ++last) {
      sum += places[last];
    }
    const double share = sum / static_cast<double>(last - first);
    for (auto k = first; k < last; ++k) weights[order[k]] = share;
  }
  return scaled_to_one(weights);
}

}  // namespace ltorisk::weight::detail
