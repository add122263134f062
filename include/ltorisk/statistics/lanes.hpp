// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/twice.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

/// A column in several sums at once, which are then added in one order. Internal.
namespace ltorisk::statistics::detail {

/// Two packs: their sums fit the registers of any machine.
template <unsigned Isa>
using lanes = simd::twice<simd::pack<Isa>>;

/// Calls `f` with some values at a time; the last are filled up with such as nobody knows, and for
/// them `f` is told so: `f(x, all_known)`.
template <bool Known, class Real, class F>
void each_lanes(std::span<const double> values, const F& f) {
  std::size_t i = 0;
  for (; i + Real::width <= values.size(); i += Real::width) {
    f(Real::load(values.data() + i), std::bool_constant<Known>());
  }
  if (i == values.size()) return;
  double last[Real::width];
  std::ranges::fill(last, std::numeric_limits<double>::quiet_NaN());
  std::copy(values.begin() + static_cast<std::ptrdiff_t>(i), values.end(), last);
  f(Real::load(last), std::false_type());
}

template <class Real, class F>
[[nodiscard]] double fold(Real x, const F& f) {
  double each[Real::width];
  x.store(each);
  double result = each[0];
  for (std::size_t i = 1; i < Real::width; ++i) result = f(result, each[i]);
  return result;
}
template <class Real>
[[nodiscard]] double total(Real x) {
  return fold(x, [](double a, double b) { return a + b; });
}

template <class Real>
[[nodiscard]] bool any_unknown(std::span<const double> values) {
  auto unknown = typename Real::mask_type(false);
  each_lanes<true, Real>(values, [&](Real x, auto known) {
    if constexpr (known) unknown = unknown || x != x;
  });
  for (auto i = values.size() / Real::width * Real::width; i < values.size(); ++i) {
    if (values[i] != values[i]) return true;
  }
  return unknown.any();
}

/// A value near the mean of those that are known: the mean of the first 256. Sums of differences
/// from it keep the digits of a column far from zero, and of n values those of squares lose no more
/// than log2(1 + n / 256) bits when they are moved to the mean, however the values lie. Zero where
/// none is known or differences overflow.
template <class Real>
[[nodiscard]] double pilot_of(std::span<const double> values) {
  constexpr std::size_t some = 256;
  const auto first = std::ranges::find_if(values, [](double x) { return x == x; });
  if (first == values.end()) return 0;
  Real count = 0, sum = 0;
  const auto add = [&, origin = *first](Real x, auto) {
    count += math::select(x == x, Real(1.0), 0);
    sum += math::select(x == x, x - origin, 0);
  };
  double n = 0;
  for (auto rest = values.subspan(static_cast<std::size_t>(first - values.begin()));
       !rest.empty() && n < some; n = total(count)) {
    const auto next = rest.first(std::min<std::size_t>(some, rest.size()));
    each_lanes<false, Real>(next, add);
    rest = rest.subspan(next.size());
  }
  const double pilot = *first + total(sum) / n;
  return std::isfinite(pilot) ? pilot : 0;
}

/// How many values are known, where they lie, and the sum of their differences from `pilot`: not
/// finite where those overflow.
struct extent {
  double count = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  double pilot = 0, sum = 0;
  bool complete = true;  ///< all values are known

  [[nodiscard]] double mean() const { return pilot + sum / count; }
};

/// Nothing but the extent.
struct no_more {
  void add(auto) {}
};

/// One pass over the values, in which `More` takes the differences from the pilot too, zero where a
/// value is not known.
template <bool Known, class More, class Real>
[[nodiscard]] std::pair<extent, More> pass_over(std::span<const double> values, double pilot) {
  constexpr double far = std::numeric_limits<double>::infinity();
  More more;
  Real count = 0, sum = 0, least = far, most = -far;
  each_lanes<Known, Real>(values, [&](Real x, auto known) {
    least = math::smaller(least, x);  // a NaN changes neither
    most = math::larger(most, x);
    Real d = x - pilot;
    if constexpr (!known) {
      count += math::select(x == x, Real(1.0), 0);
      d = math::select(x == x, d, 0);
    }
    sum += d;
    more.add(d);
  });
  const auto whole = Known ? values.size() / Real::width * Real::width : 0;
  extent e;
  e.count = static_cast<double>(whole) + total(count);
  e.least = fold(least, [](double a, double b) { return std::min<double>(a, b); });
  e.most = fold(most, [](double a, double b) { return std::max<double>(a, b); });
  e.pilot = pilot;
  e.sum = total(sum);
  e.complete = e.count == static_cast<double>(values.size());
  return {e, more};
}

/// As above, in the quicker way where all values are known. A NaN among the sums tells that not
/// all are.
template <class More, class Real>
[[nodiscard]] std::pair<extent, More> extent_of(std::span<const double> values) {
  const double pilot = pilot_of<Real>(values);
  if (!any_unknown<Real>(values.first(std::min<std::size_t>(256, values.size())))) {
    const auto quick = pass_over<true, More, Real>(values, pilot);
    if (quick.first.sum == quick.first.sum) return quick;
  }
  return pass_over<false, More, Real>(values, pilot);
}

}  // namespace ltorisk::statistics::detail
