// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <limits>

namespace ltorisk::scales {

/// v = (ln x - ln lower) / (ln upper - ln lower), carried onto `onto`: each doubling counts alike,
/// as income in the HDI. Goalposts must be positive. A figure of zero or less counts as `lower`
/// where capped and is invalid where not.
struct logarithmic {
  static constexpr const char* kind = "logarithmic";
  double lower = 1;
  double upper = 10;
  interval onto = {};
  bool capped = true;

  struct ready_form {
    double lower, upper, origin;
    math::divisor width;
    detail::onto_form onto;
    bool capped;

    template <class Real>
    [[nodiscard]] Real operator()(Real x) const {
      if (capped) x = math::smaller(math::larger(x, lower), upper);
      return onto(math::quotient(math::log(x) - origin, width));
    }
  };
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] ready_form ready() const {
    const double origin = math::log<Isa>(lower);
    return {lower, upper, origin, math::log<Isa>(upper) - origin, onto, capped};
  }
  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    return ready()(x);
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  [[nodiscard]] trend direction() const { return detail::toward(onto); }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    using limits = std::numeric_limits<double>;
    return detail::finite(x) && x >= Real(capped ? limits::lowest() : limits::denorm_min());
  }
  [[nodiscard]] bool total() const { return capped; }
  void validate() const {
    detail::require(lower > 0, kind, "lower must be above 0, got " + to_text(lower));
    detail::require_goalposts(kind, lower, upper, onto);
    detail::require(math::log(lower) < math::log(upper), kind,
                    "lower and upper are too close to tell their logarithms apart");
  }
  friend bool operator==(const logarithmic&, const logarithmic&) = default;
};

}  // namespace ltorisk::scales
