// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/version.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ltorisk::simd {

// A thin layer over the compiler's own vectors: GCC does not vectorize a clamp or a NaN test in a
// plain loop (a comparison may trap), so the engine spells its vectors out. Any other compiler gets
// packs of one double and the same code.
#if defined(__GNUC__)
#if defined(__AVX512F__)
inline constexpr std::size_t native_width = 8;
#elif defined(__AVX__)
inline constexpr std::size_t native_width = 4;
#else
inline constexpr std::size_t native_width = 2;
#endif
using native_vector [[gnu::vector_size(sizeof(double) * native_width)]] = double;
using native_mask [[gnu::vector_size(sizeof(double) * native_width)]] = long long;
#else
inline constexpr std::size_t native_width = 1;
using native_vector = double;
using native_mask = long long;
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
    ;

/// One truth value a lane.
template <unsigned Isa>
class mask {
 public:
  mask() = default;
  explicit mask(native_mask m) : m_(m) {}
  explicit mask(bool all) : m_(native_mask{} - static_cast<long long>(all)) {}

  // Both sides are evaluated: the same spelling as for bool, so that one formula serves both.
  friend mask operator&&(mask a, mask b) { return mask(a.m_ & b.m_); }
  friend mask operator||(mask a, mask b) { return mask(a.m_ | b.m_); }
  friend mask operator!(mask a) { return mask(!a.m_); }

  explicit operator bool() const = delete;  // a formula must not branch: use math::select

  [[nodiscard]] native_mask native() const { return m_; }
  [[nodiscard]] bool any() const {
#if defined(__AVX512DQ__) && __has_builtin(__builtin_ia32_cvtq2mask512)
    return __builtin_ia32_cvtq2mask512(m_) != 0;
#elif defined(__AVX__) && __has_builtin(__builtin_ia32_movmskpd256) && !defined(__AVX512F__)
    native_vector signs;
    std::memcpy(&signs, &m_, sizeof signs);
    return __builtin_ia32_movmskpd256(signs) != 0;
#elif defined(__SSE2__) && __has_builtin(__builtin_ia32_movmskpd) && !defined(__AVX__)
    native_vector signs;
    std::memcpy(&signs, &m_, sizeof signs);
    return __builtin_ia32_movmskpd(signs) != 0;
#else
    const native_mask none{};
    return std::memcmp(&m_, &none, sizeof m_) != 0;
#endif
  }

 private:
  native_mask m_{};
};

/// As many doubles as one register holds. Arithmetic and comparison act lane by lane.
template <unsigned Isa>
class pack {
 public:
  static constexpr std::size_t width = native_width;
  using mask_type = mask<Isa>;

  pack() = default;
  // x - 0 is x, which a compiler knows; 0 + x is not where x is -0.
  pack(double x) : v_(x - native_vector{}) {}  // NOLINT: formulas mix packs and numbers
  explicit pack(native_vector v) : v_(v) {}

  [[nodiscard]] static pack load(const double* from) {
    pack p;
    std::memcpy(&p.v_, from, sizeof p.v_);
    return p;
  }
  void store(double* to) const { std::memcpy(to, &v_, sizeof v_); }

  friend pack operator+(pack a, pack b) { return pack(a.v_ + b.v_); }
  friend pack operator-(pack a, pack b) { return pack(a.v_ - b.v_); }
  friend pack operator*(pack a, pack b) { return pack(a.v_ * b.v_); }
  friend pack operator/(pack a, pack b) { return pack(a.v_ / b.v_); }
  friend pack operator-(pack a) { return pack(-a.v_); }
  pack& operator+=(pack b) { return *this = *this + b; }
  pack& operator-=(pack b) { return *this = *this - b; }
  pack& operator*=(pack b) { return *this = *this * b; }
  pack& operator/=(pack b) { return *this = *this / b; }

  friend mask_type operator<(pack a, pack b) { return mask_type(a.v_ < b.v_); }
  friend mask_type operator>(pack a, pack b) { return b < a; }
  friend mask_type operator<=(pack a, pack b) { return mask_type(a.v_ <= b.v_); }
  friend mask_type operator>=(pack a, pack b) { return b <= a; }
  friend mask_type operator==(pack a, pack b) { return mask_type(a.v_ == b.v_); }
  friend mask_type operator!=(pack a, pack b) { return mask_type(a.v_ != b.v_); }

  /// Lane by lane: `a` where the mask is true, else `b`.
  [[nodiscard]] static pack blend(mask_type m, pack a, pack b) {
    return pack(m.native() ? a.v_ : b.v_);
  }

  /// `a < b ? a : b`, so `b` where either is NaN: one instruction, which GCC does not find.
  [[nodiscard]] static pack smaller(pack a, pack b) {
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_minpd512)
    return pack(__builtin_ia32_minpd512(a.v_, b.v_, 4));
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_minpd512_mask)
    return pack(__builtin_ia32_minpd512_mask(a.v_, b.v_, a.v_, 0xff, 4));
#elif defined(__AVX__) && __has_builtin(__builtin_ia32_minpd256) && !defined(__AVX512F__)
    return pack(__builtin_ia32_minpd256(a.v_, b.v_));
#elif defined(__SSE2__) && __has_builtin(__builtin_ia32_minpd) && !defined(__AVX__)
    return pack(__builtin_ia32_minpd(a.v_, b.v_));
#else
    return blend(a < b, a, b);
#endif
  }
  /// `a > b ? a : b`, so `b` where either is NaN.
  [[nodiscard]] static pack larger(pack a, pack b) {
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_maxpd512)
    return pack(__builtin_ia32_maxpd512(a.v_, b.v_, 4));
#elif defined(__AVX512F__) && __has_builtin(__builtin_ia32_maxpd512_mask)
    return pack(__builtin_ia32_maxpd512_mask(a.v_, b.v_, a.v_, 0xff, 4));
#elif defined(__AVX__) && __has_builtin(__builtin_ia32_maxpd256) && !defined(__AVX512F__)
    return pack(__builtin_ia32_maxpd256(a.v_, b.v_));
#elif defined(__SSE2__) && __has_builtin(__builtin_ia32_maxpd) && !defined(__AVX__)
    return pack(__builtin_ia32_maxpd(a.v_, b.v_));
#else
    return blend(a > b, a, b);
#endif
  }

  /// Where the bits of x are these, whatever the sign: NaN of one kind can be told from others.
  [[nodiscard]] static mask_type has_bits(pack x, std::int64_t magnitude) {
    native_mask bits;
    std::memcpy(&bits, &x.v_, sizeof bits);
    return mask_type(native_mask((bits & 0x7fffffffffffffff) == magnitude));
  }

  /// The bits of both.
  [[nodiscard]] static pack united(pack a, pack b) {
    native_mask x, y;
    std::memcpy(&x, &a.v_, sizeof x);
    std::memcpy(&y, &b.v_, sizeof y);
    x |= y;
    std::memcpy(&a.v_, &x, sizeof x);
    return a;
  }
  /// Where a NaN carries more than that it is none.
  [[nodiscard]] static mask_type has_payload(pack x) {
    native_mask bits;
    std::memcpy(&bits, &x.v_, sizeof bits);
    return mask_type(native_mask((bits & 0x7ffffffffffff) != 0));
  }

  /// a b + c, rounded once where the machine can.
  [[nodiscard]] static pack fused(pack a, pack b, pack c) {
#if defined(__AVX512F__) && __has_builtin(__builtin_ia32_vfmaddpd512_mask)
    return pack(__builtin_ia32_vfmaddpd512_mask(a.v_, b.v_, c.v_, 0xff, 4));
#elif defined(__FMA__) && __has_builtin(__builtin_ia32_vfmaddpd256) && !defined(__AVX512F__)
    return pack(__builtin_ia32_vfmaddpd256(a.v_, b.v_, c.v_));
#else
    return a * b + c;
#endif
  }

  /// Applies a function of one double to every lane.
  template <class F>
  [[nodiscard]] pack each(F f) const {
    double lanes[width];
    store(lanes);
    for (double& lane : lanes) lane = f(lane);
    return load(lanes);
  }

 private:
  native_vector v_{};
};

}  // namespace ltorisk::simd
