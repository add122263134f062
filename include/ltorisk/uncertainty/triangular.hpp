// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/uncertainty/distribution.hpp>

#include <cmath>

namespace ltorisk::uncertainty {

/// A rating by judgement: least, most likely, most. The density rises and falls in straight lines.
struct triangular {
  static constexpr const char* kind = "triangular";
  double lower = 0;
  double mode = 0.5;
  double upper = 1;

  [[nodiscard]] double quantile(double p) const {
    const double width = upper - lower, rise = mode - lower;
    return p * width <= rise ? lower + std::sqrt(p * width * rise)
                             : upper - std::sqrt((1 - p) * width * (upper - mode));
  }
  [[nodiscard]] double cdf(double x) const {
    if (x <= lower) return 0;
    if (x >= upper) return 1;
    const double width = upper - lower;
    return x <= mode ? (x - lower) * (x - lower) / (width * (mode - lower))
                     : 1 - (upper - x) * (upper - x) / (width * (upper - mode));
  }
  [[nodiscard]] double mean() const { return lower + ((mode - lower) + (upper - lower)) / 3; }
  [[nodiscard]] interval range() const { return {lower, upper}; }
  void validate() const {
    detail::require_range(lower, upper, kind);
    detail::require(
        mode >= lower && mode <= upper, kind,
        "mode must be from " + to_text(lower) + " to " + to_text(upper) + ", got " + to_text(mode));
  }
  friend bool operator==(const triangular&, const triangular&) = default;
};

}  // namespace ltorisk::uncertainty
