// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/native.hpp>

#include <limits>

namespace ltorisk::simd::native {

/// A positive normal number as 2^exponent * (1 + f), 1 + f between sqrt(1/2) and sqrt(2).
template <class V>
struct split {
  V exponent, mantissa;
};

/// `bias` is what the exponent is to be lowered by.
template <class V>
[[gnu::always_inline]] inline split<V> take_apart(V x, V bias) {
  constexpr unsigned long long one = 0x3ff0000000000000, root_of_half = 0x3fe6a09e667f3bcd,
                               mantissa = 0x000fffffffffffff, two_to_52 = 0x4330000000000000;
  const auto shifted = to_bits(x) + (one - root_of_half);
  // The biased exponent becomes the last bits of 2^52 + exponent: no conversion from integers.
  return {(from_bits<V>((shifted >> 52) | two_to_52) - 0x1p52) - bias,
          from_bits<V>((shifted & mantissa) + root_of_half)};
}

inline constexpr double smallest_normal = 0x1p-1022;
inline constexpr double largest_finite = 0x1.fffffffffffffp+1023;

/// The natural logarithm of x: within 1 ulp; -infinity of 0, NaN below 0.
///
/// x = 2^k m; log m = f - (f^2/2 - s (f^2/2 + z P(z))) with f = m - 1, s = f / (2 + f), z = s^2:
/// the series 2 atanh(s) = 2 s + 2/3 s^3 + ..., arranged so that f, which is exact, is added last.
/// P is the polynomial of least maximal error (2^-59), by the exchange of Remez (1934).
template <unsigned Isa, class V>
[[nodiscard]] V log(V x) {
  V y = x, bias = splat<V>(1023);
  // Not a number of the usual kind: subnormal, zero, negative, infinite, NaN.
  const bool unusual = !all_within(x, smallest_normal, largest_finite);
  if (unusual) [[unlikely]] {
    const auto subnormal = x < splat<V>(smallest_normal);
    y = choose(subnormal, x * 0x1p54, x);
    bias = choose(subnormal, splat<V>(1023 + 54), bias);
  }
  const auto [k, m] = take_apart(y, bias);
  const V f = m - 1.0;
  const V s = f / (2.0 + f);
  const V z = s * s;
  const V z2 = z * z;
  const auto c = [](double x0) { return splat<V>(x0); };
  // In pairs, the shorter chain.
  const V a = fma(c(0x1.999999997fd77p-2), z, c(0x1.5555555555592p-1));
  const V b = fma(c(0x1.c71c5206090ccp-3), z, c(0x1.24924941f4f9ap-2));
  const V d = fma(c(0x1.39a1a6faa2a01p-3), z, c(0x1.74663fa1fa570p-3));
  const V p = fma(fma(fma(c(0x1.2f06346bab081p-3), z2, d), z2, b), z2, a);
  const V half_square = f * (0.5 * f);
  // ln 2 in two parts, the first so short that its product with k is exact.
  const V rest = fma(s, fma(z, p, half_square), k * 0x1.ef35793c76730p-45);
  V r = fma(k, c(0x1.62e42fefa3800p-1), f - (half_square - rest));
  if (unusual) [[unlikely]] {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    r = choose(x > c(0), r, choose(x == c(0), c(-infinity), c(none)));
    r = choose(x <= c(largest_finite), r, x);  // infinity and NaN are what they were
  }
  return r;
}

}  // namespace ltorisk::simd::native
