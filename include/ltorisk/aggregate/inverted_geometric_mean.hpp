// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/weighted_root.hpp>
#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// (10 - G) / 9 with G the weighted geometric mean of 1 + 9 (1 - x): the mean for risks, a high
/// value in one child is not averaged away. INFORM's rule, there on 0..10 (Marin-Ferrer,
/// Vernaccini, Poljansek 2017, doi:10.2760/094023). No child excludes the others: G stays in 1..10.
struct inverted_geometric_mean {
  static constexpr const char* name = "inverted_geometric_mean";
  static constexpr bool one_pass = true;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    const auto g = detail::weighted_root(w, [&](std::size_t j) { return 10 - 9 * x[j]; });
    return math::quotient(10 - math::smaller(g, 10), 9);  // exp(ln 10) may come out above 10
  }

  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::skip,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true};
  }
  friend bool operator==(const inverted_geometric_mean&, const inverted_geometric_mean&) = default;
};

}  // namespace ltorisk::aggregate
