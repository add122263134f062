// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/math.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

/// Fixed value functions: raw figure -> value, 0 to 1 unless `onto` says otherwise. They do not
/// move with the sample. What all share:
///
/// - The *declared range* of raw values: what a missing figure could be, for the bounds of a score.
///   For categories it is the list of codes.
/// - `capped`: a raw value outside the declared range counts as the end it passed. Not capped, it
///   goes beyond the range of values, and bounds speak only of figures inside the declared range.
/// - `valid(x)`: false for raw values no result can be given for; scoring them is an error that
///   names the cell. Infinities are valid nowhere. Not capped, a figure whose value would lie
///   beyond 1e100 is an error too.
/// - Wrong parameters throw `domain_error` when a framework is checked (`validate`).
namespace ltorisk {

namespace detail {
/// No value may lie further from zero: scores would overflow.
inline constexpr double farthest_value = 1e100;
}  // namespace detail

/// A closed interval, or the two ends of a mapping: {0, 1} onto, {1, 0} reversed.
struct interval {
  double lower = 0;
  double upper = 1;

  friend bool operator==(const interval&, const interval&) = default;
};

/// How a value moves when its argument rises.
enum class trend { falling, none, rising };

namespace scales {

namespace detail {

inline void require(bool holds, const char* scale, const std::string& what) {
  if (!holds) throw domain_error(std::string(scale) + ": " + what);
}

inline void require_goalposts(const char* scale, double lower, double upper, interval onto) {
  require(std::isfinite(lower) && std::isfinite(upper) && lower < upper, scale,
          "lower must be below upper, got " + to_text(lower) + " and " + to_text(upper));
  require(std::isfinite(upper - lower), scale, "upper - lower must be finite");
  require(std::isfinite(onto.lower) && std::isfinite(onto.upper) && onto.lower != onto.upper, scale,
          "onto must be two different finite numbers, got " + to_text(onto.lower) + " and " +
              to_text(onto.upper));
}

/// Carries 0..1 onto an interval. The ends come out exactly: 0 gives the lower and 1 the upper to
/// the last bit.
class onto_form {
 public:
  onto_form(interval onto)  // NOLINT: part of an aggregate
      : onto_(onto), as_is_(onto == interval{0, 1}), reversed_(onto == interval{1, 0}) {}
  template <class Real>
  [[nodiscard]] Real operator()(Real t) const {
    if (as_is_) return t;
    if (reversed_) return 1 - t;
    return (1 - t) * onto_.lower + t * onto_.upper;
  }

 private:
  interval onto_;
  bool as_is_, reversed_;
};

template <class Real>
Real interpolate(interval onto, Real t) {
  return onto_form(onto)(t);
}

inline trend toward(interval onto) {
  return onto.lower < onto.upper ? trend::rising : trend::falling;
}

// How values move from one to the next; steps of no height move neither way.
inline trend trend_of(const std::vector<double>& values) {
  bool rises = true, falls = true;
  for (std::size_t i = 1; i < values.size(); ++i) {
    rises = rises && values[i - 1] <= values[i];
    falls = falls && values[i - 1] >= values[i];
  }
  return rises ? trend::rising : falls ? trend::falling : trend::none;
}

template <class Real>
auto finite(Real x) {
  return x - x == Real(0);
}

}  // namespace detail

}  // namespace scales

}  // namespace ltorisk
