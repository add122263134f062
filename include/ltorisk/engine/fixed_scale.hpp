// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scale.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <variant>

/// What scoring asks of a scale. Beside `scale.hpp`, because every question is code for nine scales
/// in a program that only describes a framework. Internal.
namespace ltorisk {

namespace detail {

/// Does a scale turn `x` into a value `v` that can be scored? Not where it does not accept `x`, or,
/// uncapped, carries it so far that scores would overflow.
template <class Scale, class Real>
[[nodiscard]] auto scorable(const Scale& s, Real x, Real v) {
  return s.valid(x) && v <= Real(farthest_value) && v >= Real(-farthest_value);
}

/// Calls `f` with a scale that is ready to score. `s` must not need a fit.
template <class F>
auto visit_fixed(F&& f, const scale& s) {
  using result = decltype(f(scales::linear{}));
  return std::visit(
      [&](const auto& fixed) -> result {
        if constexpr (requires { fixed.declared(); }) {
          return f(fixed);
        } else {
          throw std::logic_error("ltorisk: a scale that needs a fit was used before it");
        }
      },
      s);
}

// A visit is code for nine scales in every program that includes it: what is asked often is asked
// here.

/// The range of raw figures a missing one could lie in.
[[nodiscard]] inline interval declared_range(const scale& s) {
  return visit_fixed([](const auto& fixed) { return fixed.declared(); }, s);
}

/// How the value moves when the raw figure rises.
[[nodiscard]] inline trend direction_of(const scale& s) {
  return visit_fixed([](const auto& fixed) { return fixed.direction(); }, s);
}

/// What a scale makes of one raw figure. Where that is not valid, the value means nothing.
struct reading {
  bool valid = false;
  bool scorable = false;
  double value = 0;
};

[[nodiscard]] inline reading read(const scale& s, double x) {
  return visit_fixed(
      [x](const auto& fixed) {
        const double v = fixed(x);
        return reading{fixed.valid(x), scorable(fixed, x, v), v};
      },
      s);
}

/// The values a scale takes over its declared range.
[[nodiscard]] inline interval value_range(const scale& s) {
  return visit_fixed(
      [](const auto& fixed) -> interval {
        using fixed_type = std::remove_cvref_t<decltype(fixed)>;
        interval r{std::numeric_limits<double>::infinity(),
                   -std::numeric_limits<double>::infinity()};
        const auto include = [&](double v) {
          r = {std::min<double>(r.lower, v), std::max<double>(r.upper, v)};
        };
        if constexpr (std::is_same_v<fixed_type, scales::categories>) {
          for (const auto& c : fixed.list) include(c.value);
        } else if constexpr (std::is_same_v<fixed_type, scales::piecewise>) {
          for (const auto& p : fixed.points) include(p.y);
        } else {
          include(fixed(fixed.declared().lower));
          include(fixed(fixed.declared().upper));
        }
        return r;
      },
      s);
}

}  // namespace detail

}  // namespace ltorisk
