// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// IDOCRIW: w_j = q_j e_j / sum q e, the products of the `cilos` weights q and the `entropy`
/// weights e. The first reward criteria that lose little elsewhere, the second those that vary.
///
/// As in the paper, entropy takes ln of the number of rows and costs as they are, and CILOS turns
/// costs over. What each refuses is refused; a constant column weighs nothing. Missing cells:
/// `entropy` leaves them out column by column, `cilos` with their rows.
///
/// One pass. Zavadskas & Podvezko 2016, doi:10.1142/S0219622016500036.
struct idocriw {
  static constexpr const char* name = "idocriw";
  static constexpr int passes = 1;
  using summary = statistics::both<entropy::summary, cilos::summary>;
  weighting_input looks_at = weighting_input::raw;

  [[nodiscard]] weighting_input input() const { return looks_at; }
  [[nodiscard]] summary summarize(const statistics::block& b) const {
    return {entropy{}.summarize(b), cilos::summary(b)};
  }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    auto product = entropy{}(s.first, criteria);
    const auto q = cilos{}(s.second, criteria);
    for (std::size_t j = 0; j < q.size(); ++j) product[j] *= q[j];
    return shares(std::move(product), name, criteria,
                  "what varies loses much, what loses little does not vary");
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const idocriw&, const idocriw&) = default;
};

}  // namespace ltorisk::weight
