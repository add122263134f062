// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/twice.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

/// A column in several sums at once, which are then added in one order. Internal.
namespace ltorisk::statistics::detail {

template <unsigned Isa>
using lanes = simd::twice<simd::twice<simd::pack<Isa>>>;

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

}  // namespace ltorisk::statistics::detail
