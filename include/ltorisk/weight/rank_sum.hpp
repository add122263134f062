// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/weight/ranks.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace ltorisk::weight {

/// w of the k-th most important of n criteria = (n + 1 - k)^p, divided by the sum of these. With
/// `exponent` p = 1, the default, they fall in a straight line, w = 2 (n + 1 - k) / (n (n + 1)):
/// .50 .33 .17 for three. Another exponent is the rank exponent method of the same authors
/// (Stillwell, Seaver, Edwards 1981, doi:10.1016/0030-5073(81)90015-5): 0 gives equal weights, 2
/// the squares.
///
/// `exponent` is in [0, 100]. `ranks` and ties: see `ranks.hpp`. Looks at no figures.
struct rank_sum {
  static constexpr const char* name = "rank_sum";
  using summary = statistics::nothing;
  std::vector<double> ranks = {};
  double exponent = 1;

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    const auto n = criteria.size();
    std::vector<double> places(n);
    for (std::size_t k = 0; k < n; ++k) {
      places[k] = std::pow(static_cast<double>(n - k) / static_cast<double>(n), exponent);
    }
    return detail::by_rank(name, ranks, criteria, places);
  }

  static void parameters(auto& list, auto& self) {
    list("ranks", self.ranks);
    list("exponent", self.exponent);
  }
  void validate() const {
    detail::require_ranks(name, ranks);
    if (!(exponent >= 0 && exponent <= 100)) {
      throw domain_error("rank_sum: exponent must be in [0, 100], got " + to_text(exponent));
    }
  }
  friend bool operator==(const rank_sum&, const rank_sum&) = default;
};

}  // namespace ltorisk::weight
