// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/weight/ranks.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace ltorisk::weight {

/// w of the k-th most important of n criteria = (1/k + 1/(k+1) + ... + 1/n) / n: the centroid of
/// all weights in that order, so the best guess where nothing but the order is known. Of the
/// weights from ranks these fall most steeply at the top (.61 .28 .11 for three) and choose best
/// most often (Barron, Barrett 1996, doi:10.1287/mnsc.42.11.1515; Barron 1992,
/// doi:10.1016/0001-6918(92)90042-C).
///
/// `ranks` and ties: see `ranks.hpp`. Looks at no figures.
struct rank_order_centroid {
  static constexpr const char* name = "rank_order_centroid";
  using summary = statistics::nothing;
  std::vector<double> ranks = {};

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    const auto n = criteria.size();
    std::vector<double> places(n);
    double sum = 0;
    for (std::size_t k = n; k-- > 0;) {
      sum += 1 / static_cast<double>(k + 1);
      places[k] = sum / static_cast<double>(n);
    }
    return detail::by_rank(name, ranks, criteria, places);
  }

  static void parameters(auto& list, auto& self) { list("ranks", self.ranks); }
  void validate() const { detail::require_ranks(name, ranks); }
  friend bool operator==(const rank_order_centroid&, const rank_order_centroid&) = default;
};

}  // namespace ltorisk::weight
