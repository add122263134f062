// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/twice.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

/// A column in several sums at once, which are then added in one order. Internal.
namespace ltorisk::statistics::detail {

template <unsigned Isa>
using lanes = simd::twice<simd::twice<simd::pack<Isa>>>;

/// The values that are known, side by side: what is missing, and where, changes no sum of theirs.
[[nodiscard]] inline std::span<const double> known_values(std::span<const double> values,
                                                          std::vector<double>& copy) {
  const auto unknown = [](double x) { return x != x; };
  if (std::none_of(values.begin(), values.end(), unknown)) return values;
  copy.assign(values.begin(), values.end());
  std::erase_if(copy, unknown);
  return copy;
}

/// Calls `f` with some values at a time; the last are filled up with such as nobody knows.
template <class Real, class F>
void each_lanes(std::span<const double> values, const F& f) {
  std::size_t i = 0;
  for (; i + Real::width <= values.size(); i += Real::width) f(Real::load(values.data() + i));
  if (i == values.size()) return;
  double last[Real::width];
  std::ranges::fill(last, std::numeric_limits<double>::quiet_NaN());
  std::copy(values.begin() + static_cast<std::ptrdiff_t>(i), values.end(), last);
  f(Real::load(last));
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

/// How many values are known, where they lie, and their mean: not finite where differences
/// overflow.
struct extent {
  double count = 0, least = 0, most = 0, mean = 0;
};

/// `values` are not empty and begin with a known one; a NaN among them is not known.
template <class Real>
[[nodiscard]] extent extent_of(std::span<const double> values) {
  constexpr double far = std::numeric_limits<double>::infinity();
  const double origin = values[0];
  // Sums of differences keep the digits of values far from zero, or that differ little.
  Real count = 0, sum = 0, least = far, most = -far;
  each_lanes<Real>(values, [&](Real x) {
    const auto known = x == x;
    count += math::select(known, Real(1.0), 0);
    sum += math::select(known, x - origin, 0);
    least = math::smaller(least, x);  // a NaN changes neither
    most = math::larger(most, x);
  });
  const double n = total(count);
  return {n, fold(least, [](double a, double b) { return std::min<double>(a, b); }),
          fold(most, [](double a, double b) { return std::max<double>(a, b); }),
          origin + total(sum) / n};
}

}  // namespace ltorisk::statistics::detail
