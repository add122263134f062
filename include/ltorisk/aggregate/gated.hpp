// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// first * (1 - weighted mean of the rest): the first child counts in proportion to how far the
/// others, its mitigations, are absent. Enforcement without respect for institutions, support and
/// alternatives backfires (Valle Diaz et al. 2023); a weighted mean cannot say it.
///
/// A missing child makes the node missing, unless the first is zero: what does not happen needs no
/// mitigation. A mitigation that is not applicable leaves the mean to the others; where none is
/// applicable nothing mitigates and the first child counts in full. Where the first child is not
/// applicable, neither is the node.
struct gated {
  static constexpr const char* name = "gated";
  static constexpr bool one_pass = true;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    const math::value_type<X> first = x[0];
    math::value_type<X> sum = 0, total = 0;
    for (std::size_t j = 1; j < x.size(); ++j) {
      sum = math::fused(w[j], x[j], sum);
      total += w[j];
    }
    return math::select(total > 0, first * (1 - sum / total), first);
  }

  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::require,
            .zero = zero_rule::first_child,
            .monotone = monotony::first_rising_rest_falling};
  }
  friend bool operator==(const gated&, const gated&) = default;
};

}  // namespace ltorisk::aggregate
