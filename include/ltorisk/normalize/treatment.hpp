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
#include <vector>

/// What normalizations share that treat outliers and then normalize as another does.
namespace ltorisk::normalize {

template <normalization N>
using fitted = std::remove_cvref_t<decltype(std::declval<const N&>().fit(
    std::declval<const typename N::summary&>(), std::declval<const criterion&>()))>;

/// It learns a straight line from the sample, so that a transform before it makes a `box_cox`
/// scale: `min_max`, `z_score`, `scaled`.
template <class N>
concept learns_line = normalization<N> && std::same_as<fitted<N>, scales::linear> &&
    !std::same_as<typename N::summary, statistics::nothing>;

/// How figures are made positive before a logarithm or a power is taken.
enum class offset {
  /// Not at all: a figure of 0 or less is an error.
  none,
  /// x - least + (most - least) / 100: free of the unit (COINr's log_CT).
  range,
  /// x - least + 1 (the COIN Tool's; COINr's log_CT_orig and boxcox).
  unit,
};

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
  return checked(f, c);
}

/// n after a power of x + shift, as one scale.
template <learns_line N>
[[nodiscard]] scales::box_cox fit_power(const N& n, const std::vector<double>& known,
                                        const criterion& c, double exponent, double shift) {
  double center = 0;
  for (const double x : known) center += std::log(x + shift) / static_cast<double>(known.size());
  // A power of x + shift over its geometric mean is the same line, and keeps its digits whatever
  // the unit.
  const auto power = [&](double x) {
    const double log = std::log(x + shift);
    return exponent == 0 ? log : std::expm1(exponent * (log - center)) / exponent;
  };
  std::vector<double> images;
  for (const double x : known) images.push_back(power(x));
  if (!std::ranges::all_of(images, [](double y) { return std::isfinite(y); })) {
    refuse(c, "has figures whose power " + to_text(exponent) + " overflows");
  }
  const auto line = n.fit(summary_of<typename N::summary>(images), c);
  const auto [least, most] = std::ranges::minmax(known);
  return checked(scales::box_cox{.exponent = exponent,
                                 .shift = shift,
                                 .lower = least,
                                 .upper = most,
                                 .onto = {line(power(least)), line(power(most))},
                                 .capped = line.capped},
                 c);
}

/// What `offset` adds to every figure.
[[nodiscard]] inline double shift_of(offset o, const statistics::column_moments& m,
                                     const criterion& c, const char* scheme) {
  require_spread(m, c, scheme);
  if (o == offset::none) {
    require_positive(m, c, std::string(scheme) + " with offset 'none' needs its logarithm");
    return 0;
  }
  const double shift = -m.least + (o == offset::unit ? 1 : (m.most - m.least) / 100);
  if (!(m.least + shift > 0 && std::isfinite(m.most + shift))) {
    refuse(c, std::string("has figures too large or too close for the offset of ") + scheme);
  }
  return shift;
}

}  // namespace detail

}  // namespace ltorisk::normalize
