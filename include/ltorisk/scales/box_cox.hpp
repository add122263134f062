// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <cmath>
#include <limits>

namespace ltorisk::scales {

/// v = (y - y(lower)) / (y(upper) - y(lower)), carried onto `onto`, where y is the power
/// ((x + shift)^exponent - 1) / exponent, or ln(x + shift) for exponent 0 (Box and Cox 1964,
/// doi:10.1111/j.2517-6161.1964.tb00553.x). Exponent 1 is a straight line, -1 the reciprocal.
///
/// x + shift must be positive from `lower` on, save for exponent 1. A figure below that counts as
/// `lower` where capped and is invalid where not.
struct box_cox {
  static constexpr const char* kind = "box_cox";
  double exponent = 0;
  double shift = 0;
  double lower = 1;
  double upper = 10;
  interval onto = {};
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::smaller(math::larger(x, lower), upper);
    if (exponent == 1) return detail::interpolate(onto, (x - lower) / (upper - lower));
    const double whole = grown(upper);
    return detail::interpolate(
        onto, math::each(x, [this](double figure) { return grown(figure); }) / whole);
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  [[nodiscard]] trend direction() const { return detail::toward(onto); }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    using limits = std::numeric_limits<double>;
    const bool any = capped || exponent == 1;
    return detail::finite(x) && x + shift >= Real(any ? -limits::infinity() : limits::denorm_min());
  }
  [[nodiscard]] bool total() const { return capped || exponent == 1; }
  void validate() const {
    detail::require(
        std::isfinite(exponent) && std::isfinite(shift), kind,
        "exponent and shift must be finite, got " + to_text(exponent) + " and " + to_text(shift));
    detail::require(
        exponent == 1 || lower + shift > 0, kind,
        "lower + shift must be above 0, got " + to_text(lower) + " and " + to_text(shift));
    detail::require_goalposts(kind, lower, upper, onto);
    detail::require(exponent == 1 || (std::isfinite(grown(upper)) && grown(upper) != 0), kind,
                    "exponent " + to_text(exponent) +
                        " carries upper and lower too far apart or "
                        "too near to tell them apart");
  }
  friend bool operator==(const box_cox&, const box_cox&) = default;

 private:
  // y(x) - y(lower), up to a factor that cancels: keeps its digits near lower and near exponent 0.
  [[nodiscard]] double grown(double x) const {
    const double base = lower + shift, growth = (x - lower) / base;
    const double log =
        growth > -0.5 && growth < 1 ? std::log1p(growth) : std::log(x + shift) - std::log(base);
    return exponent == 0 ? log : std::expm1(exponent * log);
  }
};

}  // namespace ltorisk::scales
