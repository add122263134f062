// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/exp.hpp>
#include <ltorisk/simd/log.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/simd/pow.hpp>

#include <cmath>
#include <type_traits>
#include <utility>

/// The functions a formula may use besides arithmetic and comparison. Each works on one number and
/// on a SIMD pack of them, so that a scheme is written once: `math::larger(x[j], floor)`,
/// `math::select(w[j] > 0, x[j], 1)`. Where a pack and a number meet, the pack stands first.
/// (`smaller` and `larger`, because `min` and `max` are macros on Windows.)
namespace ltorisk::math {

/// The number type of an indexable: `double`, or a pack.
template <class X>
using value_type = std::remove_cvref_t<decltype(std::declval<const X&>()[0])>;

/// Are all weights known to be one number, or zero where the child does not count? Then a scheme
/// may take a shorter way, and may read its children once more.
template <class W>
[[nodiscard]] bool all_equal(const W& w) {
  if constexpr (requires { w.equal(); }) return w.equal();
  return false;
}

/// Is it true in some row?
[[nodiscard]] inline bool any(bool condition) { return condition; }
template <class Mask>
[[nodiscard]] bool any(Mask condition) {
  return condition.any();
}

[[nodiscard]] inline double select(bool condition, double a, double b) { return condition ? a : b; }
[[nodiscard]] inline double smaller(double a, double b) { return b < a ? b : a; }
[[nodiscard]] inline double larger(double a, double b) { return a < b ? b : a; }
// A number goes through the code of the packs, so that one record and a row of a table give the
// same bits. (Templates, so that translation units of different instruction sets share none.)
template <unsigned Isa = simd::native_isa>
[[nodiscard]] double log(double x) {
  return simd::native::log<Isa>(x);
}
template <unsigned Isa = simd::native_isa>
[[nodiscard]] double exp(double x) {
  return simd::native::exp<Isa>(x);
}
template <unsigned Isa = simd::native_isa>
[[nodiscard]] double pow(double x, double y) {
  return simd::native::pow<Isa>(x, y);
}
[[nodiscard]] inline double fused(double a, double b, double c) {
  return simd::native::fma(a, b, c);
}
[[nodiscard]] inline double trunc(double x) { return std::trunc(x); }
[[nodiscard]] inline double sqrt(double x) { return std::sqrt(x); }
/// A number that divides many. A division costs as much as twenty multiplications, and x times
/// 1 / by is not always the nearest double: 35 times 1 / 100 is 0.35000000000000003. What is left,
/// x - q by, is exact with fused multiply-add and corrects q to the last bit (Markstein 1990,
/// doi:10.1147/rd.341.0111). Without, and where 1 / by is no normal number, it is divided.
struct divisor {
  divisor(double by)  // NOLINT: quotient(x, 9)
      : number(by), inverse(1 / by) {
    const double size = std::fabs(by);
    has_inverse = size > 0x1p-1000 && size < 0x1p1000;
    int exponent = 0;
    exact = has_inverse && std::frexp(size, &exponent) == 0.5;  // a power of two
  }
  double number, inverse;
  bool has_inverse, exact;
};
/// x / by.
[[nodiscard]] inline double quotient(double x, const divisor& by) { return x / by.number; }
/// Any other function of one double, lane by lane.
template <class F>
[[nodiscard]] double each(double x, F f) {
  return f(x);
}

namespace detail {
template <unsigned Isa>
using same_pack = std::type_identity_t<simd::pack<Isa>>;
}

template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> select(simd::mask<Isa> condition, detail::same_pack<Isa> a,
                                     detail::same_pack<Isa> b) {
  return simd::pack<Isa>::blend(condition, a, b);
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> smaller(simd::pack<Isa> a, detail::same_pack<Isa> b) {
  return simd::pack<Isa>(simd::native::smaller(a.native(), b.native()));
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> larger(simd::pack<Isa> a, detail::same_pack<Isa> b) {
  return simd::pack<Isa>(simd::native::larger(a.native(), b.native()));
}
/// a b + c, rounded once where the machine can.
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> fused(simd::pack<Isa> a, detail::same_pack<Isa> b,
                                    detail::same_pack<Isa> c) {
  return simd::pack<Isa>(simd::native::fma(a.native(), b.native(), c.native()));
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> quotient(simd::pack<Isa> x, const divisor& by) {
  if (by.exact) return x * by.inverse;
#if defined(__FMA__)
  if (by.has_inverse) {
    const simd::pack<Isa> q = x * by.inverse;
    return math::fused(math::fused(-q, by.number, x), by.inverse, q);
  }
#endif
  return x / by.number;
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> log(simd::pack<Isa> x) {
  return simd::pack<Isa>(simd::native::log<Isa>(x.native()));
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> exp(simd::pack<Isa> x) {
  return simd::pack<Isa>(simd::native::exp<Isa>(x.native()));
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> pow(simd::pack<Isa> x, detail::same_pack<Isa> y) {
  return simd::pack<Isa>(simd::native::pow<Isa>(x.native(), y.native()));
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> trunc(simd::pack<Isa> x) {
  return simd::pack<Isa>(simd::native::trunc(x.native()));
}
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> sqrt(simd::pack<Isa> x) {
  return simd::pack<Isa>(simd::native::sqrt(x.native()));
}
template <unsigned Isa, class F>
[[nodiscard]] simd::pack<Isa> each(simd::pack<Isa> x, F f) {
  return x.each(f);
}

}  // namespace ltorisk::math

// The same functions of several packs at once: a formula finds only what stands before it.
#include <ltorisk/simd/twice.hpp>
