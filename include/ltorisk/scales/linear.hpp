// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <cmath>
#include <optional>

namespace ltorisk::scales {

/// A capped line for loops: its division is a multiplication, so it may differ in the last bits
/// between the ends, which come out exactly. A figure that is no number gives a number.
struct quick_line {
  static constexpr bool fills = true;
  double lower, slope, from, least, most;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    const Real v = math::fused(x - lower, slope, from);
    return math::smaller(math::larger(Real(least), v), most);
  }
};

/// v = (x - lower) / (upper - lower), carried onto `onto`. Goalposts as in the HDI and the OECD/JRC
/// Handbook (2008, doi:10.1787/9789264043466-en), step 5.
struct linear {
  static constexpr const char* kind = "linear";
  double lower = 0;
  double upper = 1;
  interval onto = {};
  bool capped = true;

  struct ready_form {
    double lower, upper;
    math::divisor width;
    detail::onto_form onto;
    bool capped;

    template <class Real>
    [[nodiscard]] Real operator()(Real x) const {
      if (capped) x = math::smaller(math::larger(x, lower), upper);
      return onto(math::quotient(x - lower, width));
    }
  };
  [[nodiscard]] ready_form ready() const { return {lower, upper, upper - lower, onto, capped}; }
  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    return ready()(x);
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  /// None where the line is not capped, or so steep or flat that its slope is no normal number.
  [[nodiscard]] std::optional<quick_line> quick() const {
    const double width = upper - lower;
    double slope = (onto.upper - onto.lower) / width;
    if (!capped || !std::isnormal(slope)) return {};
    // Never short of the upper end, whether the sum is rounded once or twice.
    const auto reaches = [&](double v) { return slope > 0 ? v >= onto.upper : v <= onto.upper; };
    while (!reaches(width * slope + onto.lower) || !reaches(std::fma(width, slope, onto.lower))) {
      slope = std::nextafter(slope, slope > 0 ? HUGE_VAL : -HUGE_VAL);
    }
    return quick_line{lower, slope, onto.lower, std::fmin(onto.lower, onto.upper),
                      std::fmax(onto.lower, onto.upper)};
  }
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
