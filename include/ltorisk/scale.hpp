// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/categories.hpp>
#include <ltorisk/scales/half_life.hpp>
#include <ltorisk/scales/linear.hpp>
#include <ltorisk/scales/logarithmic.hpp>
#include <ltorisk/scales/min_max.hpp>
#include <ltorisk/scales/piecewise.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace ltorisk {

/// Any of the value functions.
using scale = std::variant<scales::linear, scales::logarithmic, scales::half_life,
                           scales::categories, scales::piecewise, scales::min_max>;

/// The raw values a scale takes, in words, for an error.
template <class Scale>
[[nodiscard]] std::string allowed(const Scale& s) {
  if constexpr (requires { s.list; }) {
    std::vector<std::string> codes;
    for (const auto& c : s.list) codes.push_back(to_text(c.code) + " (" + c.label + ")");
    return alternatives(codes);
  } else if constexpr (std::is_same_v<Scale, scales::logarithmic>) {
    return s.capped ? "a finite number" : "a finite number above 0";
  } else {
    return "a finite number";
  }
}

/// Must this scale be fitted to a sample before it can score?
[[nodiscard]] inline bool needs_fit(const scale& s) {
  return std::holds_alternative<scales::min_max>(s);
}

namespace detail {

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
