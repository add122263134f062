// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/twice.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

/// A column in several sums at once, which are then added in one order. Internal.
namespace ltorisk::statistics::detail {

/// Two packs: their sums fit the registers of any machine.
template <unsigned Isa>
using lanes = simd::twice<simd::pack<Isa>>;

/// Values some at a time; the last are filled up with such as nobody knows. (For plain loops: GCC
/// keeps in memory what a function object adds up.)
template <class Real>
class in_lanes {
 public:
  explicit in_lanes(std::span<const double> values)
      : values_(values.data()), whole_(values.size() / Real::width * Real::width) {
    std::ranges::fill(last_, std::numeric_limits<double>::quiet_NaN());
    std::copy(values.begin() + static_cast<std::ptrdiff_t>(whole_), values.end(), last_);
  }
  /// The values from number `i` on, a multiple of the width.
  [[nodiscard]] Real operator[](std::size_t i) const {
    return Real::load(i < whole_ ? values_ + i : last_);
  }

 private:
  const double* values_;
  std::size_t whole_;
  double last_[Real::width];
};

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

/// Whether some value of a number of whole lanes is not known.
template <class Real>
[[nodiscard]] bool any_unknown(std::span<const double> values) {
  auto unknown = typename Real::mask_type(false);
  const in_lanes<Real> x(values);
  for (std::size_t i = 0; i < values.size(); i += Real::width) unknown = unknown || x[i] != x[i];
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
  double n = 0;
  for (auto rest = values.subspan(static_cast<std::size_t>(first - values.begin()));
       !rest.empty() && n < some; n = total(count)) {
    const auto next = rest.first(std::min<std::size_t>(some, rest.size()));
    const in_lanes<Real> lanes(next);
    for (std::size_t i = 0; i < next.size(); i += Real::width) {
      const Real x = lanes[i];
      count += math::select(x == x, Real(1.0), 0);
      sum += math::select(x == x, x - *first, 0);
    }
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
/// value is not known. Where all are known (`Known`), whole lanes of them.
template <bool Known, class More, class Real>
[[nodiscard]] std::pair<extent, More> pass_over(std::span<const double> values, double pilot) {
  constexpr double far = std::numeric_limits<double>::infinity();
  More more;
  Real count = 0, sum = 0, least = far, most = -far;
  const in_lanes<Real> lanes(values);
  for (std::size_t i = 0; i < values.size(); i += Real::width) {
    const Real x = lanes[i];
    least = math::smaller(least, x);  // a NaN changes neither
    most = math::larger(most, x);
    Real d = x - pilot;
    if constexpr (!Known) {
      count += math::select(x == x, Real(1.0), 0);
      d = math::select(x == x, d, 0);
    }
    sum += d;
    more.add(d);
  }
  extent e;
  e.count = Known ? static_cast<double>(values.size()) : total(count);
  e.least = fold(least, [](double a, double b) { return std::min<double>(a, b); });
  e.most = fold(most, [](double a, double b) { return std::max<double>(a, b); });
  e.pilot = pilot;
  e.sum = total(sum);
  e.complete = e.count == static_cast<double>(values.size());
  return {e, more};
}

/// As above, in the quicker way where all values are known: a NaN among the first tells, or one
/// among the sums.
template <class More, class Real>
[[nodiscard]] std::pair<extent, More> extent_of(std::span<const double> values) {
  const double pilot = pilot_of<Real>(values);
  const auto first = values.first(std::min<std::size_t>(256, values.size()));
  if (values.size() % Real::width == 0 && !any_unknown<Real>(first)) {
    const auto quick = pass_over<true, More, Real>(values, pilot);
    if (quick.first.sum == quick.first.sum) return quick;
  }
  return pass_over<false, More, Real>(values, pilot);
}

}  // namespace ltorisk::statistics::detail
