// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/native.hpp>

namespace ltorisk::simd::native {

/// 1.5 * 2^52: what is added to it is rounded to a whole number, which its last bits then hold.
inline constexpr double to_whole = 0x1.8p52;

/// x 2^k, given as above: rounded once where the result is subnormal.
template <class V>
[[gnu::always_inline]] inline V times_power_of_two(V x, V shifted) {
  // In two steps, each a normal number: the first product is exact.
  const auto twice_biased = to_bits(shifted) + 2 * 1023;
  const auto half = twice_biased >> 1;
  return x * from_bits<V>(half << 52) * from_bits<V>((twice_biased - half) << 52);
}
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_scalefpd512_mask)
[[gnu::always_inline]] inline native_vector times_power_of_two(native_vector x,
                                                               native_vector shifted) {
  return __builtin_ia32_scalefpd512_mask(x, shifted - to_whole, x, 255, 4);
}
#endif

/// e^r 2^k for |r| <= ln 2 / 2 and whole k in -1100..1100, given as `to_whole` + k. Below the
/// normal numbers it is rounded once more, above the largest it is infinite.
///
/// e^r = 1 + r + r^2 Q(r), Q the polynomial of least maximal error (2^-58), by the exchange of
/// Remez (1934).
template <class V>
[[gnu::always_inline]] inline V scaled_exp(V r, V shifted) {
  const auto c = [](double x0) { return splat<V>(x0); };
  const V r2 = r * r;
  const V r4 = r2 * r2;
  const V q0 = fma(c(0x1.5555555555561p-3), r, c(0x1.000000000000bp-1));
  const V q2 = fma(c(0x1.111111110d63dp-7), r, c(0x1.5555555550030p-5));
  const V q4 = fma(c(0x1.a01a01bae17b3p-13), r, c(0x1.6c16c185a7593p-10));
  const V q6 = fma(c(0x1.71dddfcd3d708p-19), r, c(0x1.a0199693b77bbp-16));
  const V q8 = fma(c(0x1.af8585fabf51cp-26), r, c(0x1.28b049186786dp-22));
  const V q = fma(fma(fma(q8, r2, q6), r4, fma(q4, r2, q2)), r2, q0);
  const V mantissa = 1.0 + fma(r2, q, r);
  return times_power_of_two(mantissa, shifted);
}

/// e^x: within 1.1 ulp, also where the result is subnormal.
///
/// x = k ln 2 + r by the reduction of Cody and Waite (Software Manual for the Elementary Functions,
/// 1980).
template <unsigned Isa, class V>
[[nodiscard]] V exp(V x) {
  // Beyond, the result is infinite or zero. The order of operands keeps a NaN.
  const V y = smaller(larger(x, splat<V>(-746)), splat<V>(710));
  const V shifted = fma(y, splat<V>(0x1.71547652b82fep+0), splat<V>(to_whole));
  const V k = shifted - to_whole;
  // ln 2 in two parts, the first so short that its product with k is exact.
  V r = fma(k, splat<V>(-0x1.62e42fefa3800p-1), y);
  r = fma(k, splat<V>(-0x1.ef35793c76730p-45), r);
  return scaled_exp(r, shifted);
}

}  // namespace ltorisk::simd::native
