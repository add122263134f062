// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

/// What differs between compilers and instruction sets, and nothing else. Internal.
///
/// Everything above it is written once, for `double` and for the compiler's vector of doubles: they
/// share `+ - * / < ==`, and what they do not share is here under one name. All of it is inlined
/// always, so that translation units of different instruction sets share no code.
namespace ltorisk::simd {

// A thin layer over the compiler's own vectors. GCC does not vectorize a clamp or a NaN test in a
// plain loop (a comparison may trap), so the vectors are spelled out. Nanoseconds for the logarithm
// of a double (GCC 12, Zen 4, one run), and seconds to include:
//
// |                   | this | xsimd 8.1 | Highway 1.0 |
// |-------------------|-----:|----------:|------------:|
// | x86-64 (SSE2)     |  4.6 |       8.1 |         5.0 |
// | x86-64-v3         |  1.7 |       3.2 |         4.0 |
// | AVX-512           |  0.9 |       1.1 |         0.9 |
// | to include, `-O0` | 0.13 |      0.54 |        0.41 |
//
// exp goes the same way, and so does pow but for AVX-512 (3.6; xsimd 3.2; Highway has none). Most
// of what theirs cost to include is <immintrin.h>. Any other compiler gets vectors of one double
// and the same code.
#if defined(__GNUC__)
#if defined(__AVX512F__)
inline constexpr std::size_t native_width = 8;
#elif defined(__AVX__)
inline constexpr std::size_t native_width = 4;
#else
inline constexpr std::size_t native_width = 2;
#endif
using native_vector [[gnu::vector_size(sizeof(double) * native_width)]] = double;
using native_mask = decltype(native_vector{} < native_vector{});
using native_bits [[gnu::vector_size(sizeof(double) * native_width)]] = unsigned long long;
#else
inline constexpr std::size_t native_width = 1;
using native_vector = double;
using native_mask = bool;
using native_bits = unsigned long long;
#endif

/// The instruction set of this translation unit. It is a template argument of every kernel, so that
/// two translation units compiled with different `-m` flags never share one.
inline constexpr unsigned native_isa = 0U
#if defined(__SSE4_1__)
                                       | 1U
#endif
#if defined(__AVX__)
                                       | 2U
#endif
#if defined(__AVX2__)
                                       | 4U
#endif
#if defined(__FMA__)
                                       | 8U
#endif
#if defined(__AVX512F__)
                                       | 16U
#endif
#if defined(__AVX512DQ__)
                                       | 32U
#endif
    ;

/// One bit a lane, the first the lowest.
using lane_set = std::uint64_t;

namespace native {

/// The unsigned integers behind doubles, for shifts and masks.
template <class V>
struct bits_of {
  using type = native_bits;
};
template <>
struct bits_of<double> {
  using type = unsigned long long;
};
template <class V>
using bits = typename bits_of<V>::type;

template <class V>
[[gnu::always_inline]] inline bits<V> to_bits(V v) {
  return std::bit_cast<bits<V>>(v);
}
template <class V>
[[gnu::always_inline]] inline V from_bits(bits<V> b) {
  return std::bit_cast<V>(b);
}

/// All lanes the same. (Not 0 + x, which makes 0 of -0 and therefore costs an addition.)
template <class V>
[[gnu::always_inline]] inline V splat(double x) {
  return x - V{};
}

// --- one double ---

[[gnu::always_inline]] inline bool any(bool m) { return m; }
[[gnu::always_inline]] inline bool some_set(unsigned long long bits) { return bits != 0; }
[[gnu::always_inline]] inline bool all_within(double x, double low, double high) {
  return x >= low && x <= high;
}
[[gnu::always_inline]] inline bool both(bool a, bool b) { return a && b; }
[[gnu::always_inline]] inline bool either(bool a, bool b) { return a || b; }
[[gnu::always_inline]] inline double choose(bool m, double a, double b) { return m ? a : b; }
/// One bit a lane, the first the lowest.
[[gnu::always_inline]] inline lane_set lanes_of(bool m) { return m; }
/// a where the lane's bit is set, else b. Higher bits are ignored.
[[gnu::always_inline]] inline double pick(lane_set lanes, double a, double b) {
  return (lanes & 1) != 0 ? a : b;
}
/// b where it is less, else a: a NaN in a stays, one in b goes.
[[gnu::always_inline]] inline double smaller(double a, double b) { return b < a ? b : a; }
/// b where it is more, else a.
[[gnu::always_inline]] inline double larger(double a, double b) { return a < b ? b : a; }
/// a b + c: rounded once where the processor can, so that it is the same in a vector and in a
/// number, whatever the compiler makes of the code around it.
[[gnu::always_inline]] inline double fma(double a, double b, double c) {
#if defined(__FMA__)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}
[[gnu::always_inline]] inline double times(double a, double b) { return a * b; }
[[gnu::always_inline]] inline double sqrt(double x) { return std::sqrt(x); }
[[gnu::always_inline]] inline double trunc(double x) { return std::trunc(x); }
[[gnu::always_inline]] inline double in_register(double x) { return x; }

#if !defined(__GNUC__)
inline void stream(double* to, double x) { *to = x; }
inline void end_of_stream() {}
#endif

// --- a vector of them ---

#if defined(__GNUC__)

/// Stores past the caches where the processor can and `to` is a multiple of 16 bytes, as memory
/// from an allocator is: no wider, because it need not be a multiple of more.
[[gnu::always_inline]] inline void stream(double* to, native_vector x) {
#if defined(__SSE2__)
  using pair [[gnu::vector_size(16)]] = double;
  if (reinterpret_cast<std::uintptr_t>(to) % sizeof(pair) == 0) {
    const auto pairs = std::bit_cast<std::array<pair, native_width / 2>>(x);
    for (std::size_t i = 0; i < native_width / 2; ++i) {
#if defined(__clang__)
      __builtin_nontemporal_store(pairs[i], reinterpret_cast<pair*>(to + 2 * i));
#else
      __builtin_ia32_movntpd(to + 2 * i, pairs[i]);
#endif
    }
    return;
  }
#endif
  std::memcpy(to, &x, sizeof x);
}
/// What was streamed is there for all before anything stored later.
[[gnu::always_inline]] inline void end_of_stream() {
#if defined(__SSE2__)
  __builtin_ia32_sfence();
#endif
}

[[gnu::always_inline]] inline native_mask both(native_mask a, native_mask b) { return a & b; }
[[gnu::always_inline]] inline native_mask either(native_mask a, native_mask b) { return a | b; }

[[gnu::always_inline]] inline native_vector choose(native_mask m, native_vector a,
                                                   native_vector b) {
  return m ? a : b;
}

// The processor's minimum takes the second operand where the first is not less, a NaN included.
// Written as a conditional, 512 bits of it become a comparison and a masked move in GCC.
[[gnu::always_inline]] inline native_vector smaller(native_vector a, native_vector b) {
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_minpd512)
  return __builtin_ia32_minpd512(b, a, 4);
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_minpd512_mask)
  return __builtin_ia32_minpd512_mask(b, a, a, 255, 4);
#elif !defined(__AVX512F__) && defined(__AVX__) && __has_builtin(__builtin_ia32_minpd256)
  return __builtin_ia32_minpd256(b, a);
#elif !defined(__AVX__) && __has_builtin(__builtin_ia32_minpd)
  return __builtin_ia32_minpd(b, a);
#else
  return b < a ? b : a;
#endif
}
[[gnu::always_inline]] inline native_vector larger(native_vector a, native_vector b) {
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_maxpd512)
  return __builtin_ia32_maxpd512(b, a, 4);
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_maxpd512_mask)
  return __builtin_ia32_maxpd512_mask(b, a, a, 255, 4);
#elif !defined(__AVX512F__) && defined(__AVX__) && __has_builtin(__builtin_ia32_maxpd256)
  return __builtin_ia32_maxpd256(b, a);
#elif !defined(__AVX__) && __has_builtin(__builtin_ia32_maxpd)
  return __builtin_ia32_maxpd(b, a);
#else
  return a < b ? b : a;
#endif
}

/// Itself, in a register: GCC loads a value again for each use rather than keep it.
[[gnu::always_inline]] inline native_vector in_register(native_vector x) {
#if defined(__clang__)
  return x;
#elif defined(__AVX512F__)
  asm("" : "+v"(x));
  return x;
#elif defined(__x86_64__)
  asm("" : "+x"(x));
  return x;
#else
  return x;
#endif
}

/// a b, rounded, whatever comes after. GCC makes one instruction of a product and a sum in some
/// places and not in others (in a loop it depends on the processor it tunes for): one formula would
/// round otherwise for one row than for many. What is meant to be one instruction is written `fma`.
[[gnu::always_inline]] inline native_vector times(native_vector a, native_vector b) {
#if defined(__clang__) || !(defined(__FMA__) || defined(__AVX512F__))
  return a * b;
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_mulpd512_mask)
  return __builtin_ia32_mulpd512_mask(a, b, a, 255, 4);
#elif !defined(__AVX512F__) && __has_builtin(__builtin_ia32_mulpd256)
  return __builtin_ia32_mulpd256(a, b);
#else
  return in_register(a * b);
#endif
}

[[gnu::always_inline]] inline native_vector fma(native_vector a, native_vector b, native_vector c) {
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_vfmaddpd512_mask)
  return __builtin_ia32_vfmaddpd512_mask(a, b, c, 255, 4);
#elif !defined(__AVX512F__) && defined(__FMA__) && __has_builtin(__builtin_ia32_vfmaddpd256)
  return __builtin_ia32_vfmaddpd256(a, b, c);
#else
  return a * b + c;
#endif
}

[[gnu::always_inline]] inline native_vector sqrt(native_vector x) {
#if defined(__AVX512F__) && defined(__clang__) && __has_builtin(__builtin_ia32_sqrtpd512)
  return __builtin_ia32_sqrtpd512(x, 4);
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_sqrtpd512_mask)
  return __builtin_ia32_sqrtpd512_mask(x, x, -1, 4);
#elif !defined(__AVX512F__) && defined(__AVX__) && __has_builtin(__builtin_ia32_sqrtpd256)
  return __builtin_ia32_sqrtpd256(x);
#elif !defined(__AVX__) && __has_builtin(__builtin_ia32_sqrtpd)
  return __builtin_ia32_sqrtpd(x);
#else
  for (std::size_t i = 0; i < native_width; ++i) x[i] = std::sqrt(x[i]);
  return x;
#endif
}

/// The whole number next to x on the way to zero; the sign of a zero stays.
[[gnu::always_inline]] inline native_vector trunc(native_vector x) {
  const native_bits sign = to_bits(x) & 0x8000000000000000;
  const native_vector size = from_bits<native_vector>(to_bits(x) ^ sign);
  const native_vector nearest = (size + 0x1p52) - 0x1p52;
  const native_vector below = choose(nearest > size, nearest - 1.0, nearest);
  const native_vector whole = choose(size < splat<native_vector>(0x1p52), below, size);
  return from_bits<native_vector>(to_bits(whole) | sign);
}

[[gnu::always_inline]] inline lane_set lanes_of(native_mask m) {
#if defined(__AVX512DQ__) && __has_builtin(__builtin_ia32_cvtq2mask512)
  using lanes [[gnu::vector_size(64)]] = long long;
  return static_cast<unsigned char>(__builtin_ia32_cvtq2mask512(std::bit_cast<lanes>(m)));
#elif !defined(__AVX512F__) && defined(__AVX__) && __has_builtin(__builtin_ia32_movmskpd256)
  return static_cast<unsigned>(__builtin_ia32_movmskpd256(std::bit_cast<native_vector>(m)));
#elif !defined(__AVX__) && __has_builtin(__builtin_ia32_movmskpd)
  return static_cast<unsigned>(__builtin_ia32_movmskpd(std::bit_cast<native_vector>(m)));
#else
  lane_set set = 0;
  for (std::size_t i = 0; i < native_width; ++i) set |= lane_set{m[i] != 0} << i;
  return set;
#endif
}

/// Whether a lane is true.
[[gnu::always_inline]] inline bool any(native_mask m) {
#if defined(__AVX512F__) && !defined(__AVX512DQ__)
  long long some = 0;
  for (std::size_t i = 0; i < native_width; ++i) some |= m[i];
  return some != 0;
#else
  return lanes_of(m) != 0;
#endif
}

/// Whether a bit is set in a lane.
[[gnu::always_inline]] inline bool some_set(native_bits b) {
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_ptestmq512)
  // GCC makes vectors of the truth values of `any`, and truth values of those again.
  using lanes [[gnu::vector_size(64)]] = long long;
  const auto x = std::bit_cast<lanes>(b);
  return __builtin_ia32_ptestmq512(x, x, 255) != 0;
#else
  return any(std::bit_cast<native_mask>(b != 0));
#endif
}

/// The mask of every set of lanes: to look it up is quicker than to spread bits over lanes.
struct lane_masks {
  alignas(sizeof(native_mask)) long long of[std::size_t{1} << native_width][native_width];
};
inline constexpr lane_masks masks_of_lanes = [] {
  lane_masks table{};
  std::size_t set = 0;
  for (auto& mask : table.of) {
    for (std::size_t i = 0; i < native_width; ++i) mask[i] = (set >> i & 1) != 0 ? -1 : 0;
    ++set;
  }
  return table;
}();
[[gnu::always_inline]] inline native_vector pick(lane_set lanes, native_vector a, native_vector b) {
#if defined(__AVX512F__) && defined(__clang__) && __has_builtin(__builtin_ia32_selectpd_512)
  return __builtin_ia32_selectpd_512(static_cast<unsigned char>(lanes), a, b);
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_blendmpd_512_mask)
  return __builtin_ia32_blendmpd_512_mask(b, a, static_cast<unsigned char>(lanes));
#else
  native_mask m;
  constexpr std::size_t sets = std::size(masks_of_lanes.of);
  std::memcpy(&m, masks_of_lanes.of[lanes % sets], sizeof m);
  return choose(m, a, b);
#endif
}

/// Whether every lane is between low and high, and none NaN.
[[gnu::always_inline]] inline bool all_within(native_vector x, double low, double high) {
  const auto least = splat<native_vector>(low), most = splat<native_vector>(high);
#if defined(__AVX512F__) && !defined(__clang__) && __has_builtin(__builtin_ia32_cmppd512_mask)
  // As in `some_set`.
  const auto enough = __builtin_ia32_cmppd512_mask(x, least, 13, 255, 4);
  const auto lanes = static_cast<unsigned char>(enough);
  return static_cast<unsigned char>(__builtin_ia32_cmppd512_mask(x, most, 2, lanes, 4)) == 255;
#else
  return !any(!both(x >= least, x <= most));
#endif
}

#endif

}  // namespace native
}  // namespace ltorisk::simd
