// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// d- / (d+ + d-) with d+ = sqrt(sum((w (1 - x))^2)) the distance to the ideal, all ones, and d- =
/// sqrt(sum((w x)^2)) the one to the anti-ideal, all zeros: the closeness of TOPSIS (Hwang and Yoon
/// 1981, doi:10.1007/978-3-642-48318-9), 1 at the ideal and 0 at the anti-ideal.
///
/// The published method takes the best and the worst value of the sample after dividing each column
/// by its norm. Fixed ends give one unit the same score in every sample and no reversal of ranks;
/// min-max values with the weights w times the range of the divided column give the published
/// closeness. Weights multiply values, as published, and so are squared in the distance; with the
/// weighted distance sum(w (1 - x)^2) of Deng et al. 2000 (doi:10.1016/S0305-0548(99)00069-6) a
/// child of weight w has the say of sqrt(w) here.
///
/// A child that is missing is left out of both distances. Never 0 / 0: no child is 0 and 1 at once.
struct ideal_closeness {
  static constexpr const char* name = "ideal_closeness";

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    using real = math::value_type<X>;
    real total = 0, to_ideal = 0, to_anti_ideal = 0;
    for (std::size_t j = 0; j < x.size(); ++j) total += w[j];
    for (std::size_t j = 0; j < x.size(); ++j) {
      // Divided first, lest squares of small weights vanish.
      const real weight = w[j] / total;
      const real above = weight * (1 - x[j]);
      const real below = weight * x[j];
      to_ideal += above * above;
      to_anti_ideal += below * below;
    }
    to_ideal = math::sqrt(to_ideal);
    to_anti_ideal = math::sqrt(to_anti_ideal);
    return real(to_anti_ideal / (to_ideal + to_anti_ideal));
  }

  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::skip,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true};
  }
  friend bool operator==(const ideal_closeness&, const ideal_closeness&) = default;
};

}  // namespace ltorisk::aggregate
