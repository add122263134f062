// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// The smallest child of positive weight: no compensation at all, the weakest link decides. Weights
/// count only as zero or not. A child of zero makes the result zero.
struct minimum {
  static constexpr const char* name = "minimum";
  static constexpr bool one_pass = true;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    math::value_type<X> least = (std::numeric_limits<double>::max)();
    for (std::size_t j = 0; j < x.size(); ++j) {
      least = math::smaller(least, math::select(w[j] > 0, x[j], least));
    }
    return least;
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
  friend bool operator==(const minimum&, const minimum&) = default;
};

}  // namespace ltorisk::aggregate
