// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

namespace ltorisk::scales {

/// v = (x - lower) / (upper - lower), carried onto `onto`. Goalposts as in the HDI and the OECD/JRC
/// Handbook (2008, doi:10.1787/9789264043466-en), step 5.
struct linear {
  static constexpr const char* kind = "linear";
  double lower = 0;
  double upper = 1;
  interval onto = {};
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::smaller(math::larger(x, lower), upper);
    return detail::interpolate(onto, math::quotient(x - lower, upper - lower));
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  [[nodiscard]] trend direction() const { return detail::toward(onto); }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x);
  }
  [[nodiscard]] bool total() const { return true; }
  void validate() const { detail::require_goalposts(kind, lower, upper, onto); }
  friend bool operator==(const linear&, const linear&) = default;
};

}  // namespace ltorisk::scales
