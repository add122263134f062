// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/share.hpp>

namespace ltorisk::uncertainty {

/// A rating by judgement with less weight on its ends than `triangular` has: a Beta distribution on
/// lower..upper with mean (lower + weight mode + upper) / (weight + 2). With the weight of 4, PERT
/// (Malcolm, Roseboom, Clark, Fazar 1959, doi:10.1287/opre.7.5.646); with another, Vose's modified
/// PERT.
struct pert {
  static constexpr const char* kind = "pert";
  double lower = 0;
  double mode = 0.5;
  double upper = 1;
  double weight = 4;

  [[nodiscard]] double quantile(double p) const {
    return lower + (upper - lower) * detail::beta_quantile(alpha(), beta(), p);
  }
  [[nodiscard]] double cdf(double x) const {
    return detail::beta_cdf(alpha(), beta(), (x - lower) / (upper - lower));
  }
  [[nodiscard]] double mean() const { return (lower + weight * mode + upper) / (weight + 2); }
  [[nodiscard]] interval range() const { return {lower, upper}; }
  void validate() const {
    detail::require_range(lower, upper, kind);
    detail::require(
        mode >= lower && mode <= upper, kind,
        "mode must be from " + to_text(lower) + " to " + to_text(upper) + ", got " + to_text(mode));
    detail::require(std::isfinite(weight) && weight > 0, kind,
                    "weight must be above 0, got " + to_text(weight));
  }
  friend bool operator==(const pert&, const pert&) = default;

 private:
  [[nodiscard]] double alpha() const { return 1 + weight * (mode - lower) / (upper - lower); }
  [[nodiscard]] double beta() const { return 1 + weight * (upper - mode) / (upper - lower); }
};

}  // namespace ltorisk::uncertainty
