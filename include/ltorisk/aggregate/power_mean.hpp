// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

#include <cmath>

namespace ltorisk::aggregate {

/// (sum(w x^p) / sum(w))^(1/p), the mean of order p (Hardy, Littlewood, Polya 1934, ch. 2): 1 is
/// arithmetic, -1 harmonic, 2 quadratic; the larger |p|, the nearer to the maximum (p > 0) or the
/// minimum (p < 0). The Human Poverty Index took p = 3 (UNDP, Human Development Report 1997).
///
/// `exponent` is finite, not zero (that is `geometric_mean`) and at most 100 in size. For p < 0 a
/// child of zero makes the result zero.
class power_mean {
 public:
  static constexpr const char* name = "power_mean";

  power_mean() = default;
  explicit power_mean(double exponent) : exponent_(exponent) { validate(); }

  void validate() const {
    if (!(std::fabs(exponent_) <= 100 && exponent_ != 0)) {
      throw domain_error("power_mean: exponent must be in [-100, 100] and not 0, got " +
                         to_text(exponent_) + (exponent_ == 0 ? "; use geometric_mean" : ""));
    }
  }

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    // Powers are taken of ratios to the child that dominates the sum, so that none overflows and
    // not all of them vanish.
    using real = math::value_type<X>;
    real pivot = exponent_ > 0 ? 0 : (std::numeric_limits<double>::max)();
    for (std::size_t j = 0; j < x.size(); ++j) {
      const real candidate = math::select(w[j] > 0, x[j], pivot);
      pivot = exponent_ > 0 ? math::larger(pivot, candidate) : math::smaller(pivot, candidate);
    }
    const real unit = math::select(pivot > 0, pivot, 1);
    real sum = 0, total = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += math::select(w[j] > 0, w[j] * raised<real>(x[j] / unit, exponent_), 0);
      total += w[j];
    }
    return math::select(pivot > 0, unit * raised<real>(sum / total, 1 / exponent_), 0);
  }

  static void parameters(auto& list, auto& self) { list("exponent", self.exponent_); }
  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::skip,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true,
            .highest = unlimited};
  }
  friend bool operator==(const power_mean&, const power_mean&) = default;

 private:
  // The usual exponents cost a tenth of a power, and are exact where it is not.
  template <class Real>
  [[nodiscard]] static Real raised(Real r, double exponent) {
    if (exponent == 1) return r;
    if (exponent == 2) return r * r;
    if (exponent == 3) return r * r * r;
    if (exponent == 0.5) return math::sqrt(r);
    if (exponent == -1) return 1 / r;
    return math::pow(r, exponent);
  }

  double exponent_ = 2;
};

}  // namespace ltorisk::aggregate
