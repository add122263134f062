// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <cmath>

namespace ltorisk::scales {

/// v = 0.5^(x / half_life): an agreement's freshness by its age. 1 at age 0, 0.5 at one half-life.
/// Capped: an age below `lower` counts as `lower`, one beyond `upper` as `upper`.
struct half_life {
  static constexpr const char* kind = "half_life";
  double period = 1;
  double lower = 0;
  double upper = 10;
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::smaller(math::larger(x, lower), upper);
    return math::exp(x * (-0.693147180559945309417 / period));
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  [[nodiscard]] trend direction() const { return trend::falling; }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x);
  }
  [[nodiscard]] bool total() const { return true; }
  void validate() const {
    detail::require(std::isfinite(period) && period > 0, kind,
                    "half_life must be above 0, got " + to_text(period));
    detail::require(lower >= 0, kind, "lower must not be negative, got " + to_text(lower));
    detail::require_goalposts(kind, lower, upper, {});
  }
  friend bool operator==(const half_life&, const half_life&) = default;
};

}  // namespace ltorisk::scales
