// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/distribution.hpp>
#include <ltorisk/uncertainty/policy.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <cmath>

namespace ltorisk::uncertainty {

namespace detail {

[[nodiscard]] inline double beta_quantile(double a, double b, double p) {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return boost::math::ibeta_inv(a, b, p, policy());
}
[[nodiscard]] inline double beta_cdf(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return boost::math::ibeta(a, b, x, policy());
}

}  // namespace detail

/// A share known from counts: today's support after a vote, households in a survey, samples above a
/// limit. The posterior under Jeffreys' prior Beta(1/2, 1/2) (Jeffreys 1946,
/// doi:10.1098/rspa.1946.0056),
///
///     Beta(count d + 1/2, (of - count) d + 1/2),   d = 0.5^(age / half_life)
///
/// where the effective sample decays with the age of the count: what was said long ago says less of
/// today, and with nothing left of it the share is anything. An age of zero, the default, takes the
/// count as it is. Whatever a law asks of a vote is asked of the counts, never of this.
struct share {
  static constexpr const char* kind = "share";
  /// Of `of`. Beyond, the quantiles of a Beta distribution are not to be had from doubles.
  static constexpr double most = 1e12;
  double count = 0;
  double of = 0;
  double age = 0;
  /// In the unit of `age`. Judgement: communal boards serve two years at most.
  double half_life = 2;

  [[nodiscard]] double quantile(double p) const {
    return detail::beta_quantile(alpha(), beta(), p);
  }
  [[nodiscard]] double cdf(double x) const { return detail::beta_cdf(alpha(), beta(), x); }
  [[nodiscard]] double mean() const { return alpha() / (alpha() + beta()); }
  [[nodiscard]] interval range() const { return {0, 1}; }
  void validate() const {
    detail::require_finite(of, kind, "of");
    detail::require(of >= 0 && of <= most, kind,
                    "of must be from 0 to " + to_text(most) + ", got " + to_text(of));
    detail::require(
        count >= 0 && count <= of, kind,
        "count must be from 0 to " + to_text(of) + ", of how many it is, got " + to_text(count));
    detail::require(std::isfinite(age) && age >= 0, kind,
                    "age must not be negative, got " + to_text(age));
    detail::require(half_life > 0, kind, "half_life must be above 0, got " + to_text(half_life));
  }
  friend bool operator==(const share&, const share&) = default;

  /// The parameters of the posterior.
  [[nodiscard]] double alpha() const { return count * kept() + 0.5; }
  [[nodiscard]] double beta() const { return (of - count) * kept() + 0.5; }

 private:
  [[nodiscard]] double kept() const { return std::exp2(-age / half_life); }
};

}  // namespace ltorisk::uncertainty
