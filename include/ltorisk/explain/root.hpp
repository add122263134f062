// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/math/policies/policy.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <cmath>
#include <cstdint>
#include <utility>

namespace ltorisk::explain::detail {

/// Two neighboring doubles between `outside`, where f is negative, and `inside`, where it is
/// positive, with the same signs. f is never zero and may jump.
template <class F>
[[nodiscard]] std::pair<double, double> boundary_between(double outside, double inside, F f) {
  using policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  const double low = outside < inside ? outside : inside,
               high = outside < inside ? inside : outside;
  const double f_low = f(low), f_high = f(high);
  double a = low, b = high;
  if (std::nextafter(low, high) < high) {
    std::uintmax_t steps = 100;
    const auto found = boost::math::tools::toms748_solve(
        f, low, high, f_low, f_high, boost::math::tools::eps_tolerance<double>(52), steps,
        policy());
    a = found.first;
    b = found.second;
  }
  // What is left between them, an interval of a few doubles, is halved.
  const bool rising = f_high > 0;
  if (a != low && (f(a) > 0) == rising) a = low;
  if (b != high && (f(b) > 0) != rising) b = high;
  while (std::nextafter(a, b) < b) {
    const double middle = a + (b - a) / 2;
    ((f(middle) > 0) == rising ? b : a) = middle;
  }
  return rising ? std::pair(a, b) : std::pair(b, a);
}

}  // namespace ltorisk::explain::detail
