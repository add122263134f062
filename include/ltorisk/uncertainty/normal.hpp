// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/distribution.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ltorisk::uncertainty {

namespace detail {

/// Of the standard normal distribution.
[[nodiscard]] inline double normal_cdf(double x) {
  return std::erfc(-x * 0.70710678118654752440) / 2;
}
[[nodiscard]] inline double normal_density(double x) {
  return std::exp(-x * x / 2) * 0.39894228040143267794;
}

template <class... Coefficients>
[[nodiscard]] double polynomial(double x, double first, Coefficients... lower) {
  ((first = first * x + lower), ...);
  return first;
}

/// The quantile of the standard normal distribution by Wichura's AS 241 (1988,
/// doi:10.2307/2347330), relative error about 1e-15: three rational functions. Below 1.4e-11 the
/// last of them is good to 1e-12 only, and a step of Newton's follows.
[[nodiscard]] inline double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q *
           polynomial(r, 2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
                      45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
                      133.14166789178437745, 3.387132872796366608) /
           polynomial(r, 5226.495278852545925, 28729.085735721942674, 39307.89580009271061,
                      21213.794301586595867, 5394.1960214247511077, 687.1870074920579083,
                      42.313330701600911252, 1.0);
  }
  const double tail = q < 0 ? p : 1 - p;
  if (tail <= 0) return q < 0 ? -HUGE_VAL : HUGE_VAL;
  double r = std::sqrt(-std::log(tail));
  double x = 0;
  if (r <= 5) {
    r -= 1.6;
    x = polynomial(r, 7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
                   1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
                   4.6303378461565452959, 1.42343711074968357734) /
        polynomial(r, 1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
                   0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
                   2.05319162663775882187, 1.0);
  } else {
    r -= 5;
    x = polynomial(r, 2.01033439929228813265e-7, 2.71155556874348757815e-5,
                   0.0012426609473880784386, 0.026532189526576123093, 0.29656057182650489123,
                   1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772) /
        polynomial(r, 2.04426310338993978564e-15, 1.4215117583164458887e-7,
                   1.8463183175100546818e-5, 7.868691311456132591e-4, 0.0148753612908506148525,
                   0.13692988092273580531, 0.59983220655588793769, 1.0);
    x += (normal_cdf(-x) - tail) / normal_density(x);
  }
  return q < 0 ? -x : x;
}

}  // namespace detail

/// A measurement with its error: normal around `center`, cut off at the ends of what it can be.
/// Infinite ends cut nothing off.
struct truncated_normal {
  static constexpr const char* kind = "truncated_normal";
  double center = 0;
  double deviation = 1;
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();

  /// Works in the tail that is farther from the center, so that a range far out keeps its digits.
  class sampler_type {
   public:
    explicit sampler_type(const truncated_normal& d)
        : center_(d.center),
          deviation_(d.deviation),
          lower_(d.lower),
          upper_(d.upper),
          mirrored_(d.lower > d.center) {
      const double below = (d.lower - d.center) / d.deviation;
      const double above = (d.upper - d.center) / d.deviation;
      first_ = detail::normal_cdf(mirrored_ ? -below : below);
      width_ = detail::normal_cdf(mirrored_ ? -above : above) - first_;
    }
    [[nodiscard]] double operator()(double p) const {
      const double z = detail::normal_quantile(first_ + p * width_);
      const double x = center_ + deviation_ * (mirrored_ ? -z : z);
      return x < lower_ ? lower_ : x > upper_ ? upper_ : x;
    }

   private:
    double center_, deviation_, lower_, upper_, first_, width_;
    bool mirrored_;
  };

  [[nodiscard]] sampler_type sampler() const { return sampler_type(*this); }
  [[nodiscard]] double quantile(double p) const {
    return p <= 0 ? lower : p >= 1 ? upper : sampler()(p);
  }
  [[nodiscard]] double cdf(double x) const {
    const double inside = std::clamp<double>(x, lower, upper);
    return mass(lower, inside) / mass(lower, upper);
  }
  [[nodiscard]] double mean() const {
    const double a = (lower - center) / deviation, b = (upper - center) / deviation;
    return center +
           deviation * (detail::normal_density(a) - detail::normal_density(b)) / mass(lower, upper);
  }
  [[nodiscard]] interval range() const { return {lower, upper}; }
  void validate() const {
    detail::require_finite(center, kind, "center");
    detail::require(std::isfinite(deviation) && deviation > 0, kind,
                    "deviation must be above 0, got " + to_text(deviation));
    detail::require(lower < upper, kind,
                    "lower must be below upper, got " + to_text(lower) + " and " + to_text(upper));
    detail::require(mass(lower, upper) > 1e-290, kind,
                    "the range from " + to_text(lower) + " to " + to_text(upper) +
                        " is too far from the center " + to_text(center));
  }
  friend bool operator==(const truncated_normal&, const truncated_normal&) = default;

 private:
  // The probability between two figures, taken in the smaller tail.
  [[nodiscard]] double mass(double from, double to) const {
    const double a = (from - center) / deviation, b = (to - center) / deviation;
    return a > 0 ? detail::normal_cdf(-a) - detail::normal_cdf(-b)
                 : detail::normal_cdf(b) - detail::normal_cdf(a);
  }
};

}  // namespace ltorisk::uncertainty
