// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

namespace ltorisk::aggregate {

/// lambda sum(w x) + (1 - lambda) product(x^w), weights divided by their sum: between the weighted
/// sum (`lambda` 1) and the weighted product (0); half of each by default. Weighted aggregated sum
/// product assessment (Zavadskas, Turskis, Antucheviciene, Zakarevicius 2012,
/// doi:10.5755/j01.eee.122.6.1810).
///
/// The paper normalizes before by x / max, for a cost by min / x; others by min-max, which gives
/// other scores. A child of zero leaves only the share of the sum, lambda sum(w x); tools that
/// refuse zeros avoid the question. A child that is missing is left out of both parts.
struct waspas {
  static constexpr const char* name = "waspas";
  double lambda = 0.5;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    using real = math::value_type<X>;
    const real sum = arithmetic_mean{}(x, w);
    const real product = geometric_mean{}(x, w);
    return real(lambda * sum + (1 - lambda) * product);
  }

  static void parameters(auto& list, auto& self) { list("lambda", self.lambda); }
  void validate() const {
    if (!(lambda >= 0 && lambda <= 1)) {
      throw domain_error("waspas: lambda must be in [0, 1], got " + to_text(lambda));
    }
  }
  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::skip,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true,
            .highest = unlimited};
  }
  friend bool operator==(const waspas&, const waspas&) = default;
};

}  // namespace ltorisk::aggregate
