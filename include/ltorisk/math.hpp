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
[[nodiscard]] inline double trunc(double x) { return std::trunc(x); }
[[nodiscard]] inline double sqrt(double x) { return std::sqrt(x); }
/// x / by, where one number divides many.
[[nodiscard]] inline double quotient(double x, double by) { return x / by; }
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
/// A division costs as much as twenty multiplications, and x times 1 / by is not always the nearest
/// double: 35 times 1 / 100 is 0.35000000000000003. What is left, x - q by, is exact with fused
/// multiply-add and corrects q to the last bit (Markstein 1990, doi:10.1147/rd.341.0111). Without,
/// and where 1 / by is no normal number, it is divided.
template <unsigned Isa>
[[nodiscard]] simd::pack<Isa> quotient(simd::pack<Isa> x, double by) {
#if defined(__FMA__)
  if (const double size = std::fabs(by); size > 0x1p-1000 && size < 0x1p1000) {
    const double inverse = 1 / by;
    const simd::pack<Isa> q = x * inverse;
    return math::fused(math::fused(-q, by, x), inverse, q);
  }
#endif
  return x / by;
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
