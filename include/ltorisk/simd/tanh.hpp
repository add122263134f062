// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>

#include <cmath>

namespace ltorisk::math {

[[nodiscard]] inline double tanh(double x) { return std::tanh(x); }

namespace detail {

/// 2^k for whole k in -1022..1023, given as 1.5 * 2^52 + k: the low bits of that number are k.
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> power_of_two(simd::pack<Isa> shifted) {
  const auto bits = (simd::native::to_bits(shifted.native()) + 1023) << 52;
  return simd::pack<Isa>(simd::native::from_bits<simd::native_vector>(bits));
}

}  // namespace detail

/// tanh(x) = m / (m + 2), m = exp(2x) - 1, in every lane: relative error below 5e-16 everywhere,
/// also near 0; -1 and 1 from 20 on; NaN stays NaN. exp by the reduction of Cody and Waite (1980):
/// 2x = k ln 2 + r, |r| <= ln 2 / 2, and a Taylor polynomial whose first term left out is below
/// 1e-17.
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> tanh(simd::pack<Isa> x) {
  using pack = simd::pack<Isa>;
  // The pack stands where a NaN survives.
  const pack y = math::select(x < -20.0, pack(-40.0), math::select(x > 20.0, pack(40.0), 2.0 * x));
  constexpr double to_whole = 0x1.8p52;
  const pack shifted = y * 1.4426950408889634 + to_whole;
  const pack k = shifted - to_whole;
  // The high part of ln 2 ends in zeros, so that k * high is exact.
  const pack r = y - k * 0x1.62e42fefap-1 - k * 0x1.cf79abc9e3b398p-40;
  const pack r2 = r * r;
  // expm1(r) = r + r^2 (1/2! + r/3! + ...), the series in pairs.
  const pack r4 = r2 * r2;
  const pack a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
  const pack b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
  const pack c =
      (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
  const pack p = r + r2 * (a + r4 * (b + r4 * c));
  const pack scale = detail::power_of_two(shifted);
  const pack m = scale * p + (scale - 1.0);
  return m / (m + 2.0);
}

}  // namespace ltorisk::math
