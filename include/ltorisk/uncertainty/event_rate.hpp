// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/distribution.hpp>
#include <ltorisk/uncertainty/normal.hpp>
#include <ltorisk/uncertainty/policy.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <limits>

namespace ltorisk::uncertainty {

namespace detail {

// From here on the cube root is normal (Wilson and Hilferty 1931, doi:10.1073/pnas.17.12.684) to
// less than a millionth of a deviation, and the series take longer than is worth.
inline constexpr double large_shape = 1e6;

/// Of the Gamma distribution of scale one.
[[nodiscard]] inline double gamma_quantile(double shape, double p) {
  if (p <= 0) return 0;
  if (p >= 1) return std::numeric_limits<double>::infinity();
  if (shape >= large_shape) {
    const double root = 1 - 1 / (9 * shape) + normal_quantile(p) / (3 * std::sqrt(shape));
    return shape * root * root * root;
  }
  return boost::math::gamma_p_inv(shape, p, policy());
}
[[nodiscard]] inline double gamma_cdf(double shape, double x) {
  if (x <= 0) return 0;
  if (std::isinf(x)) return 1;
  if (shape >= large_shape) {
    return normal_cdf((std::cbrt(x / shape) - 1 + 1 / (9 * shape)) * 3 * std::sqrt(shape));
  }
  return boost::math::gamma_p(shape, x, policy());
}

}  // namespace detail

/// How often something happens, known from a count over an exposure (months watched, operator
/// years): the posterior of a Poisson rate under Jeffreys' prior, Gamma(events + 1/2, exposure),
/// times `per`: with an exposure in months, `per` = 12 gives events a year. A count may be weighted
/// (severities, decay), then the rate is that of weighted events.
struct event_rate {
  static constexpr const char* kind = "event_rate";
  double events = 0;
  double exposure = 1;
  double per = 1;

  [[nodiscard]] double quantile(double p) const {
    return detail::gamma_quantile(events + 0.5, p) * unit();
  }
  [[nodiscard]] double cdf(double x) const { return detail::gamma_cdf(events + 0.5, x / unit()); }
  [[nodiscard]] double mean() const { return (events + 0.5) * unit(); }
  [[nodiscard]] interval range() const { return {0, std::numeric_limits<double>::infinity()}; }
  void validate() const {
    detail::require_finite(events, kind, "events");
    detail::require(events >= 0, kind, "events must not be negative, got " + to_text(events));
    detail::require(std::isfinite(exposure) && exposure > 0, kind,
                    "exposure must be above 0, got " + to_text(exposure));
    detail::require(std::isfinite(per) && per > 0, kind,
                    "per must be above 0, got " + to_text(per));
    // The quantile at 1 - 2^-53 is below 9 times the mean and 50 more.
    const double most = (10 * events + 100) * unit();
    detail::require(std::isfinite(most) && unit() >= (std::numeric_limits<double>::min)(), kind,
                    "rates must be numbers a double holds; with events " + to_text(events) +
                        ", exposure " + to_text(exposure) + " and per " + to_text(per) +
                        " their mean is " + to_text(mean()));
  }
  friend bool operator==(const event_rate&, const event_rate&) = default;

 private:
  [[nodiscard]] double unit() const { return per / exposure; }
};

}  // namespace ltorisk::uncertainty
