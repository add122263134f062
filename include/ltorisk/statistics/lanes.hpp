// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/twice.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

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

/// The place of the first value that is `wanted`; one is.
template <class Real>
[[nodiscard]] std::size_t place_of(double wanted, std::span<const double> values) {
  std::size_t i = 0;
  while (i + Real::width <= values.size() &&
         !(Real::load(values.data() + i) == Real(wanted)).any()) {
    i += Real::width;
  }
  while (values[i] != wanted) ++i;
  return i;
}

template <class Real>
[[nodiscard]] bool any_unknown(std::span<const double> values) {
  auto unknown = typename Real::mask_type(false);
  std::size_t i = 0;
  for (; i + Real::width <= values.size(); i += Real::width) {
    const Real x = Real::load(values.data() + i);
    unknown = unknown || x != x;
  }
  return unknown.any() || std::ranges::any_of(values.subspan(i), [](double x) { return x != x; });
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

  [[nodiscard]] double mean() const { return pilot + sum / count; }
};

/// Nothing but the extent.
struct no_more {
  void add(auto) {}
};

/// Goes over a column, in which `More` takes the differences from the pilot too, zero where a value
/// is not known.
template <class More, class Real>
class tally {
 public:
  explicit tally(double pilot) : pilot_(pilot) {}

  /// The next values. `to`, if any, becomes their differences, in whole lanes.
  void add(std::span<const double> values, double* to = nullptr) {
    to ? add_all<true>(values, to) : add_all<false>(values, to);
  }

  /// Was no value unknown so far?
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] const More& more() const { return more_; }
  [[nodiscard]] extent seen() const {
    extent e;
    e.count = count();
    e.least = fold(least_, [](double a, double b) { return std::min<double>(a, b); });
    e.most = fold(most_, [](double a, double b) { return std::max<double>(a, b); });
    e.pilot = pilot_;
    e.sum = total(sum_);
    return e;
  }

 private:
  // In the quicker way as long as all values are known.
  template <bool Keep>
  void add_all(std::span<const double> values, double* to) {
    if (complete_ && values.size() % Real::width == 0 && pass<true, Keep>(values, to)) {
      whole_ += static_cast<double>(values.size());
      return;
    }
    const double before = count();
    pass<false, Keep>(values, to);
    complete_ = complete_ && count() - before == static_cast<double>(values.size());
  }
  [[nodiscard]] double count() const { return whole_ + total(count_); }

  // False, and nothing has changed, where all should be `Known` and a sum that is no number tells
  // that they may not be. (Sums in variables of their own: GCC keeps those in registers.)
  template <bool Known, bool Keep>
  bool pass(std::span<const double> values, double* to) {
    Real count = count_, sum = sum_, least = least_, most = most_;
    More more = more_;
    const in_lanes<Real> lanes(values);
    for (std::size_t i = 0; i < values.size(); i += Real::width) {
      const Real x = lanes[i];
      least = math::smaller(least, x);  // a NaN changes neither
      most = math::larger(most, x);
      Real d = x - pilot_;
      if constexpr (!Known) {
        count += math::select(x == x, Real(1.0), 0);
        d = math::select(x == x, d, 0);
      }
      if constexpr (Keep) d.store(to + i);
      sum += d;
      more.add(d);
    }
    if (Known && (sum - sum).some_bits()) return false;
    count_ = count;
    sum_ = sum;
    least_ = least;
    most_ = most;
    more_ = more;
    return true;
  }

  double pilot_, whole_ = 0;
  bool complete_ = true;
  Real count_ = 0, sum_ = 0;
  Real least_ = std::numeric_limits<double>::infinity();
  Real most_ = -std::numeric_limits<double>::infinity();
  More more_ = {};
};

/// All of a column. Where not all are known, `values` become those that are, side by side in
/// `copy`: what is missing, and where, changes no sum of theirs.
template <class More, class Real>
[[nodiscard]] tally<More, Real> tally_of(std::span<const double>& values,
                                         std::vector<double>& copy) {
  const auto over = [&] {
    tally<More, Real> all(pilot_of<Real>(values));
    const auto first = std::min<std::size_t>(256, values.size());
    all.add(values.first(first));
    if (all.complete()) all.add(values.subspan(first));
    return all;
  };
  const auto all = over();
  if (all.complete()) return all;
  copy.resize(values.size());
  std::size_t known = 0;
  for (const double x : values) {
    copy[known] = x;
    known += x == x ? 1 : 0;
  }
  values = std::span<const double>(copy).first(known);
  return over();
}

}  // namespace ltorisk::statistics::detail
