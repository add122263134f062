// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>

#include <cstddef>

namespace ltorisk::aggregate::detail {

/// x^(1 / n) for whole n from 1 up. Square roots cost a third of a logarithm and an exponential,
/// and are exact to the last bit.
template <class Real>
[[nodiscard]] Real root(Real x, Real n) {
  const auto two = n == Real(2.0), four = n == Real(4.0);
  const Real half = math::sqrt(x);
  const Real quarter = math::any(four) ? math::sqrt(half) : half;
  if (!math::any(!(two || four))) return math::select(two, half, quarter);
  const Real other = math::exp(math::log(x) / n);
  return math::select(two, half, math::select(four, quarter, other));
}

/// The weighted geometric mean of y(j), y from 0 up: exp(sum(w_j ln y(j)) / sum(w_j)). Where all
/// weights are equal it is the root of the product: one logarithm at most, not one for each child.
template <class W, class Y>
[[nodiscard]] auto weighted_root(const W& w, const Y& y) {
  using real = math::value_type<W>;
  const auto by_logarithms = [&] {
    real sum = 0, total = 0;
    for (std::size_t j = 0; j < w.size(); ++j) {
      // A weight of zero must win over the logarithm of zero.
      sum = math::select(w[j] > 0, math::fused(w[j], math::log(y(j)), sum), sum);
      total += w[j];
    }
    return real(math::exp(sum / total));
  };
  if (!math::all_equal(w)) return by_logarithms();
  real product = 1, least = 1, count = 0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    const auto counts = w[j] > 0;
    product *= math::select(counts, y(j), 1);
    count += math::select(counts, real(1), 0);
    least = math::smaller(least, product);
  }
  const real mean = root(product, count);
  // Where the product has left the numbers that keep all their digits, once or for good.
  const auto kept = least >= 1e-290 && product <= 1e290;
  if (!math::any(!kept)) return mean;
  return real(math::select(kept, mean, by_logarithms()));
}

}  // namespace ltorisk::aggregate::detail
