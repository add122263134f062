// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// The product of the children of positive weight: each is a share of what the others leave, as
/// freshness and kept commitments are of an assembly's act. Weights count only as zero or not, and
/// in the node's coverage.
///
/// A child that is missing makes the node missing (leaving it out would count an unknown commitment
/// as kept), unless another is zero: a revoked act is zero whatever else is unknown. A child that
/// is not applicable is a factor of one.
struct product {
  static constexpr const char* name = "product";
  static constexpr bool one_pass = true;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    math::value_type<X> result = 1;
    for (std::size_t j = 0; j < x.size(); ++j) result *= math::select(w[j] > 0, x[j], 1);
    return result;
  }

  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::require,
            .zero = zero_rule::any_child,
            .monotone = monotony::rising,
            .symmetric = true};
  }
  friend bool operator==(const product&, const product&) = default;
};

}  // namespace ltorisk::aggregate
