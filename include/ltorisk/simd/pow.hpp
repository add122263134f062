// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/exp.hpp>
#include <ltorisk/simd/log.hpp>
#include <ltorisk/simd/native.hpp>

#include <limits>

namespace ltorisk::simd::native {

/// A number in two parts whose sum is not rounded. The upper has 26 significant bits, so that
/// products of two upper parts are exact.
template <class V>
struct two_parts {
  V upper, lower;
};

/// The first 26 significant bits.
template <class V>
[[gnu::always_inline]] inline V upper_bits(V x) {
  return from_bits<V>(to_bits(x) & 0xfffffffff8000000);
}

/// The logarithm to base 2 of a positive normal number, to some 66 bits, since an exponent
/// multiplies its error by up to 1074.
///
/// x = 2^k m, s = (m - 1) / (m + 1); log2 m = 2 / ln 2 (s + s^3/3 + s^5/5 + ...)
/// = 2 / (3 ln 2) s (3 + z + z^2 P(z)), z = s^2. Everything but z^2 P(z) is carried in two parts
/// after Dekker (1971, doi:10.1007/BF01397083).
template <class V>
[[gnu::always_inline]] inline two_parts<V> log2_in_two_parts(V x, V bias) {
  const auto c = [](double x0) { return splat<V>(x0); };
  const auto [k, m] = take_apart(x, bias);
  const V f = m - 1.0;
  const V reciprocal = 1.0 / (m + 1.0);
  const V s = f * reciprocal;
  // s = s1 + s2: what the first part leaves of f, divided again.
  const V d1 = upper_bits(m + 1.0), d2 = m - (d1 - 1.0);
  const V s1 = upper_bits(s);
  const V s2 = reciprocal * ((f - s1 * d1) - s1 * d2);
  // w = 3 + z + z^2 P(z) = w1 + w2, z = s1^2 + s2 (s1 + s).
  const V z = s * s;
  const V z2 = z * z;
  const V a = fma(c(0x1.b6db6db683bb4p-2), z, c(0x1.3333333333464p-1));
  const V b = fma(c(0x1.1745af69310c1p-2), z, c(0x1.555555a2108f2p-2));
  const V d = fma(c(0x1.973fd24cdf010p-3), z, c(0x1.d8ae628fbbcedp-3));
  const V p = fma(fma(fma(c(0x1.9564780d93e0dp-3), z2, d), z2, b), z2, a);
  const V square = s1 * s1;
  const V rest = fma(z2, p, s2 * (s1 + s));
  const V w1 = upper_bits(3.0 + (square + rest));
  const V w2 = rest - ((w1 - 3.0) - square);
  // s w = u1 + u2
  const V product = s1 * w1;
  const V product2 = fma(s2, w1, w2 * s);
  const V u1 = upper_bits(product + product2);
  const V u2 = product2 - (u1 - product);
  // times 2 / (3 ln 2), and plus k
  const V q1 = u1 * 0x1.ec709d8000000p-1;
  const V q2 = fma(u1, c(0x1.0e80ff5d27f05p-27), u2 * 0x1.ec709dc3a03fdp-1);
  const V upper = upper_bits((q1 + q2) + k);
  return {upper, q2 - ((upper - k) - q1)};
}

/// x^y as C defines it, special cases included (C17 F.10.4.4): within 2 ulp, also where the result
/// is subnormal.
template <unsigned Isa, class V>
[[nodiscard]] V pow(V x, V y) {
  const auto c = [](double x0) { return splat<V>(x0); };
  constexpr double huge = 0x1p64;  // of any base but 1 such a power is infinite or zero
  V base = x, exponent = y, bias = c(1023);
  const bool unusual =
      !(all_within(x, smallest_normal, largest_finite) && all_within(y, -huge, huge));
  if (unusual) [[unlikely]] {
    base = larger(x, -x);
    const auto subnormal = base < c(smallest_normal);
    base = choose(subnormal, base * 0x1p54, base);
    bias = choose(subnormal, c(1023 + 54), bias);
    exponent = smaller(larger(y, c(-huge)), c(huge));
  }
  const two_parts<V> log2 = log2_in_two_parts(base, bias);
  const V y1 = upper_bits(exponent);
  const V product = y1 * log2.upper;
  const V rest = fma(exponent - y1, log2.upper, exponent * log2.lower);
  // 2^(k + r). Where the clamp binds, r means nothing and must only stay finite.
  const V shifted = smaller(larger(product + rest, c(-1100)), c(1100)) + to_whole;
  const V r = smaller(larger((product - (shifted - to_whole)) + rest, c(-1)), c(1));
  V result = scaled_exp(r * 0x1.62e42fefa39efp-1, shifted);
  if (unusual) [[unlikely]] {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const V size = larger(x, -x), magnitude = larger(y, -y);
    result = choose(size == c(0), choose(y < c(0), c(infinity), c(0)), result);
    result = choose(size == c(infinity), choose(y < c(0), c(0), c(infinity)), result);
    // From 2^52 on every number is whole, from 2^53 on even.
    const auto whole = either(magnitude >= c(0x1p52), (magnitude + 0x1p52) - 0x1p52 == magnitude);
    const V half = 0.5 * magnitude;
    const auto odd = both(both(whole, magnitude < c(0x1p53)), (half + 0x1p52) - 0x1p52 != half);
    constexpr unsigned long long sign = 0x8000000000000000;
    result = choose(odd, from_bits<V>(to_bits(result) ^ (to_bits(x) & sign)), result);
    result = choose(both(both(x<c(0), x> c(-infinity)), !whole), c(none), result);
    result = choose(both(x == x, y == y), result, x + y);
    result = choose(either(y == c(0), x == c(1)), c(1), result);
  }
  return result;
}

}  // namespace ltorisk::simd::native
