// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/shape.hpp>

#include <cmath>
#include <limits>

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

namespace detail {

// What lies between two values of a list, and what is next to them there.
struct between {
  double below = 0, inside = 0, above = 0;  // how many, with those that are equal to an end outside
  double next_lower = 0, next_upper = 0;    // the ends of what is inside, where anything is
};

[[nodiscard]] inline between look_between(const value_counts& values, double lower, double upper) {
  between b;
  values.each([&](const counted& c) {
    if (c.value <= lower) {
      b.below += c.count;
    } else if (c.value >= upper) {
      b.above += c.count;
    } else {
      if (b.inside == 0) b.next_lower = c.value;
      b.next_upper = c.value;
      b.inside += c.count;
    }
  });
  return b;
}

}  // namespace detail

/// Point by point: the largest value becomes the next smaller one where the skewness is positive or
/// zero, else the smallest the next larger one, until the rule is met or `most_points` are changed.
/// Values that are equal move together, so that the last step can go beyond. `values` rise, two or
/// more; a step that would leave only one is not taken. Two passes through the list a step.
[[nodiscard]] inline winsorizing winsorize(const value_counts& values, const outlier_rule& rule) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto all = detail::look_between(values, -infinity, infinity);
  winsorizing w{.lower = all.next_lower, .upper = all.next_upper, .points = 0, .left = {}};
  double low = 0, high = 0;  // how many are changed at each end
  for (;;) {
    w.points = low + high;
    w.left = shape_of(values, w.lower, w.upper, rule.definition);
    w.passes = rule.passes(w.left);
    if (w.passes || w.points >= rule.most_points) return w;
    const auto b = detail::look_between(values, w.lower, w.upper);
    if (b.inside == 0) return w;  // two different values are left
    if (w.left.skewness >= 0) {
      w.upper = b.next_upper;
      high = b.above;
    } else {
      w.lower = b.next_lower;
      low = b.below;
    }
  }
}

}  // namespace ltorisk::statistics
