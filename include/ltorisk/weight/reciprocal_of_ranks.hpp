// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/weight/ranks.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace ltorisk::weight {

/// w of the k-th most important of n criteria = (1/k) / (1/1 + 1/2 + ... + 1/n) (Stillwell, Seaver,
/// Edwards 1981, doi:10.1016/0030-5073(81)90015-5): .55 .27 .18 for three. Steeper than `rank_sum`
/// at the top, flatter at the end.
///
/// `ranks` and ties: see `ranks.hpp`. Looks at no figures.
struct reciprocal_of_ranks {
  static constexpr const char* name = "reciprocal_of_ranks";
  using summary = statistics::nothing;
  std::vector<double> ranks = {};

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    const auto n = criteria.size();
    std::vector<double> places(n);
    for (std::size_t k = 0; k < n; ++k) places[k] = 1 / static_cast<double>(k + 1);
    return detail::by_rank(name, ranks, criteria, places);
  }

  static void parameters(auto& list, auto& self) { list("ranks", self.ranks); }
  void validate() const { detail::require_ranks(name, ranks); }
  friend bool operator==(const reciprocal_of_ranks&, const reciprocal_of_ranks&) = default;
};

}  // namespace ltorisk::weight
