// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// sum(w x) / sum(w): full compensation, a loss in one child is made good by a gain in another.
/// OECD/JRC Handbook (2008), step 6. A child of zero adds nothing and excludes nothing.
struct arithmetic_mean {
  static constexpr const char* name = "arithmetic_mean";
  static constexpr bool one_pass = true;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    math::value_type<X> sum = 0, total = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum = math::fused(w[j], x[j], sum);
      total += w[j];
    }
    return sum / total;
  }

  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::skip,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true,
            .lowest = -unlimited,
            .highest = unlimited};
  }
  friend bool operator==(const arithmetic_mean&, const arithmetic_mean&) = default;
};

}  // namespace ltorisk::aggregate
