// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/shape.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace ltorisk::statistics {

/// When a column counts as free of outliers: |skewness| <= `skewness` or excess kurtosis <=
/// `kurtosis`, by the definition of `shape_of`; and how many values may be changed to get there.
struct outlier_rule {
  double skewness = 2;
  double kurtosis = 3.5;
  double most_points = 5;
  deviation definition = deviation::sample;

  [[nodiscard]] bool passes(const shape& s) const {
    return std::fabs(s.skewness) <= skewness || s.kurtosis <= kurtosis;
  }
  friend bool operator==(const outlier_rule&, const outlier_rule&) = default;
};

struct winsorizing {
  double lower = 0;   ///< what is below becomes this,
  double upper = 0;   ///< what is above this
  double points = 0;  ///< how many values of the sample change
  shape left;         ///< of the values after that
  bool passes = false;
};

/// Point by point: the largest value becomes the next smaller one where the skewness is positive or
/// zero, else the smallest the next larger one, until the rule is met or `most_points` are changed.
/// Values that are equal move together, so that the last step can go beyond. `sorted` rises, and
/// has two different values; a step that would leave none is not taken.
[[nodiscard]] inline winsorizing winsorize(std::vector<double> sorted, const outlier_rule& rule) {
  const auto n = sorted.size();
  std::size_t low = 0, high = 0;  // how many are changed at each end
  for (;;) {
    const shape s = shape_of(sorted, rule.definition);
    const bool passes = rule.passes(s);
    winsorizing w{sorted.front(), sorted.back(), static_cast<double>(low + high), s, passes};
    if (passes || w.points >= rule.most_points) return w;
    const auto top =
        static_cast<std::size_t>(std::ranges::lower_bound(sorted, sorted.back()) - sorted.begin());
    const auto bottom =
        static_cast<std::size_t>(std::ranges::upper_bound(sorted, sorted.front()) - sorted.begin());
    if (top <= bottom) return w;  // two different values are left
    if (s.skewness >= 0) {
      std::fill(sorted.begin() + static_cast<std::ptrdiff_t>(top), sorted.end(), sorted[top - 1]);
      high = n - top;
    } else {
      std::fill_n(sorted.begin(), bottom, sorted[bottom]);
      low = bottom;
    }
  }
}

}  // namespace ltorisk::statistics
