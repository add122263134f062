// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// The largest child of positive weight: the worst hazard decides (INFORM takes it of two parts).
/// Weights count only as zero or not. A child of zero is the result only where all are zero.
struct maximum {
  static constexpr const char* name = "maximum";
  static constexpr bool one_pass = true;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    math::value_type<X> most = std::numeric_limits<double>::lowest();
    for (std::size_t j = 0; j < x.size(); ++j) {
      most = math::larger(most, math::select(w[j] > 0, x[j], most));
    }
    return most;
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
  friend bool operator==(const maximum&, const maximum&) = default;
};

}  // namespace ltorisk::aggregate
