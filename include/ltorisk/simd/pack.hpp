// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/simd/native.hpp>
#include <ltorisk/version.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ltorisk::simd {

/// One truth value a lane.
template <unsigned Isa>
class mask {
 public:
  mask() = default;
  explicit mask(native_mask m) : m_(m) {}
#if defined(__GNUC__)
  explicit mask(bool all) : m_(native_mask{} - static_cast<long long>(all)) {}
#endif

  // Both sides are evaluated: the same spelling as for bool, so that one formula serves both.
  friend mask operator&&(mask a, mask b) { return mask(native::both(a.m_, b.m_)); }
  friend mask operator||(mask a, mask b) { return mask(native::either(a.m_, b.m_)); }
  friend mask operator!(mask a) { return mask(!a.m_); }

  explicit operator bool() const = delete;  // a formula must not branch: use math::select

  [[nodiscard]] native_mask native() const { return m_; }
  [[nodiscard]] bool any() const { return native::any(m_); }
  /// One bit a lane, the first the lowest.
  [[nodiscard]] lane_set lanes() const { return native::lanes_of(m_); }

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
  pack(double x) : v_(native::splat<native_vector>(x)) {}  // NOLINT: formulas mix both
#if defined(__GNUC__)
  explicit pack(native_vector v) : v_(v) {}
#endif

  [[nodiscard]] static pack load(const double* from) {
    pack p;
    std::memcpy(&p.v_, from, sizeof p.v_);
    return p;
  }
  /// For a value that is used several times: loaded once.
  [[nodiscard]] static pack load_once(const double* from) {
    return pack(native::in_register(load(from).v_));
  }
  void store(double* to) const { std::memcpy(to, &v_, sizeof v_); }
  /// The same past the caches, for what is not read again soon.
  void stream(double* to) const { native::stream(to, v_); }
  [[nodiscard]] native_vector native() const { return v_; }

  friend pack operator+(pack a, pack b) { return pack(a.v_ + b.v_); }
  friend pack operator-(pack a, pack b) { return pack(a.v_ - b.v_); }
  friend pack operator*(pack a, pack b) { return pack(native::times(a.v_, b.v_)); }
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
    return pack(native::choose(m.native(), a.v_, b.v_));
  }

  /// `a` where the lane's bit is set, else `b`.
  [[nodiscard]] static pack pick(lane_set lanes, pack a, pack b) {
    return pack(native::pick(lanes, a.v_, b.v_));
  }

  /// Where the bits of x are these, whatever the sign: NaN of one kind can be told from others.
  [[nodiscard]] static mask_type has_bits(pack x, std::int64_t magnitude) {
    const auto same =
        (native::to_bits(x.v_) & 0x7fffffffffffffff) == static_cast<unsigned long long>(magnitude);
    return mask_type(std::bit_cast<native_mask>(same));
  }

  /// The bits of both.
  [[nodiscard]] static pack united(pack a, pack b) {
    return pack(native::from_bits<native_vector>(native::to_bits(a.v_) | native::to_bits(b.v_)));
  }
  [[nodiscard]] bool some_bits() const { return native::some_set(native::to_bits(v_)); }
  /// Whether a lane has bits that x has not.
  [[nodiscard]] bool some_bits_beyond(double x) const { return some_bits_of(~native::to_bits(x)); }
  [[nodiscard]] bool some_sign() const { return some_bits_of(native::to_bits(-0.0)); }

  /// Applies a function of one double to every lane.
  template <class F>
  [[nodiscard]] pack each(F f) const {
    double lanes[width];
    store(lanes);
    for (double& lane : lanes) lane = f(lane);
    return load(lanes);
  }

 private:
  [[nodiscard]] bool some_bits_of(unsigned long long which) const {
    return native::some_set(native::to_bits(v_) & which);
  }

  native_vector v_{};
};

}  // namespace ltorisk::simd
