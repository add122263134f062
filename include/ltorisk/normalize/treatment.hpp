// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/scales/empirical.hpp>
#include <ltorisk/scales/linear.hpp>
#include <ltorisk/scales/piecewise.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

/// What normalizations share that treat outliers and then normalize as another does.
namespace ltorisk::normalize {

/// The function a normalization freezes.
template <normalization N>
using fitted = std::remove_cvref_t<decltype(std::declval<const N&>().fit(
    std::declval<const typename N::summary&>(), std::declval<const criterion&>()))>;

namespace detail {

/// "winsorized_" and "min_max" make "winsorized_min_max".
template <class N, std::size_t Size>
constexpr auto composed_name(const char (&prefix)[Size]) {
  constexpr std::string_view inner = N::name;
  std::array<char, Size + inner.size()> text{};
  std::copy_n(prefix, Size - 1, text.begin());
  std::copy(inner.begin(), inner.end(), text.begin() + Size - 1);
  return text;
}

/// `f`, fitted to figures within [lower, upper], where others count as the end they passed.
template <class Function>
[[nodiscard]] Function cut(Function f, double lower, double upper, const criterion& c) {
  constexpr bool stops = std::same_as<Function, scales::empirical>;
  static_assert(
      stops || requires { f.capped; },
      "ltorisk: what is winsorized must end at its declared range, as scales with a "
      "member 'capped' and scales::empirical do");
  if constexpr (std::same_as<Function, scales::linear>) {
    if (f.declared() != interval{lower, upper}) {  // goalposts, which the sample does not move
      const double from = f.capped ? std::fmax(f.lower, lower) : lower;
      const double to = f.capped ? std::fmin(f.upper, upper) : upper;
      if (!(from < to)) refuse(c, "lies beyond the goalposts: all its values are the same");
      f = {.lower = from, .upper = to, .onto = {f(from), f(to)}, .capped = true};
    }
  } else if constexpr (std::same_as<Function, scales::piecewise>) {
    scales::piecewise g{.points = {{lower, f(lower)}}, .capped = true};
    for (const auto& p : f.points) {
      if (p.x > lower && p.x < upper) g.points.push_back(p);
    }
    g.points.push_back({upper, f(upper)});
    f = g;
  }
  if constexpr (!stops) f.capped = true;
  const interval ends = f.declared();
  if (ends.lower < lower || ends.upper > upper) {
    refuse(c, "is winsorized to " + to_text(lower) + ".." + to_text(upper) + ", but declares " +
                  to_text(ends.lower) + ".." + to_text(ends.upper));
  }
  return checked(f, c);
}

}  // namespace detail

}  // namespace ltorisk::normalize
