// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/distribution.hpp>

#include <algorithm>
#include <cmath>

namespace ltorisk::uncertainty {

/// A rating given as an interval: anything in it, nothing more likely than the rest.
struct uniform {
  static constexpr const char* kind = "uniform";
  double lower = 0;
  double upper = 1;

  [[nodiscard]] double quantile(double p) const { return lower + p * (upper - lower); }
  [[nodiscard]] double cdf(double x) const {
    return std::clamp<double>((x - lower) / (upper - lower), 0, 1);
  }
  [[nodiscard]] double mean() const { return lower + (upper - lower) / 2; }
  [[nodiscard]] interval range() const { return {lower, upper}; }
  void validate() const { detail::require_range(lower, upper, kind); }
  friend bool operator==(const uniform&, const uniform&) = default;
};

/// Uniform in its logarithm: what nothing is known of on a logarithmic scale.
struct log_uniform {
  static constexpr const char* kind = "log_uniform";
  double lower = 1;
  double upper = 10;

  [[nodiscard]] double quantile(double p) const {
    return std::clamp<double>(lower * std::pow(upper / lower, p), lower, upper);
  }
  [[nodiscard]] double cdf(double x) const {
    if (x <= lower) return 0;
    return std::clamp<double>(std::log(x / lower) / std::log(upper / lower), 0, 1);
  }
  [[nodiscard]] double mean() const { return (upper - lower) / std::log(upper / lower); }
  [[nodiscard]] interval range() const { return {lower, upper}; }
  void validate() const {
    detail::require_range(lower, upper, kind);
    detail::require(lower > 0, kind, "lower must be above 0, got " + to_text(lower));
  }
  friend bool operator==(const log_uniform&, const log_uniform&) = default;
};

/// An age whose freshness 0.5^(age / period) is uniform: what nothing is known of on a half-life
/// scale.
struct uniform_freshness {
  static constexpr const char* kind = "uniform_freshness";
  double period = 1;
  double lower = 0;
  double upper = 10;

  [[nodiscard]] double quantile(double p) const {
    const double freshness = fresh(lower) + p * (fresh(upper) - fresh(lower));
    return std::clamp<double>(-period * std::log2(freshness), lower, upper);
  }
  [[nodiscard]] double cdf(double x) const {
    const double inside = std::clamp<double>(x, lower, upper);
    return (fresh(lower) - fresh(inside)) / (fresh(lower) - fresh(upper));
  }
  [[nodiscard]] double mean() const {  // of an exponential distribution cut off at both ends
    const double a = fresh(lower), b = fresh(upper);
    return (lower * a - upper * b) / (a - b) + period / std::log(2.0);
  }
  [[nodiscard]] interval range() const { return {lower, upper}; }
  void validate() const {
    detail::require_range(lower, upper, kind);
    detail::require(lower >= 0, kind, "lower must not be negative, got " + to_text(lower));
    detail::require(std::isfinite(period) && period > 0, kind,
                    "period must be above 0, got " + to_text(period));
  }
  friend bool operator==(const uniform_freshness&, const uniform_freshness&) = default;

 private:
  [[nodiscard]] double fresh(double age) const { return std::exp2(-age / period); }
};

}  // namespace ltorisk::uncertainty
