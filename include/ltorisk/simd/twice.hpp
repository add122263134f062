// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace ltorisk::simd {

/// Truth values of `twice`.
template <class Half>
class twice_mask {
  using half = typename Half::mask_type;

 public:
  twice_mask() = default;
  explicit twice_mask(bool all) : a_(all), b_(all) {}
  twice_mask(half a, half b) : a_(a), b_(b) {}

  friend twice_mask operator&&(twice_mask x, twice_mask y) { return {x.a_ && y.a_, x.b_ && y.b_}; }
  friend twice_mask operator||(twice_mask x, twice_mask y) { return {x.a_ || y.a_, x.b_ || y.b_}; }
  friend twice_mask operator!(twice_mask x) { return {!x.a_, !x.b_}; }

  explicit operator bool() const = delete;  // a formula must not branch: use math::select

  [[nodiscard]] half first() const { return a_; }
  [[nodiscard]] half second() const { return b_; }
  [[nodiscard]] bool any() const { return (a_ || b_).any(); }
  [[nodiscard]] lane_set lanes() const { return a_.lanes() | b_.lanes() << Half::width; }

 private:
  half a_, b_;
};

/// Two packs, or two pairs of packs, that act as one: enough independent work to keep the machine
/// busy, and constants are loaded once for all of it. Halves, not an array: GCC keeps an array's
/// elements in memory at -O2, and is several times slower.
template <class Half>
class twice {
 public:
  static constexpr std::size_t width = 2 * Half::width;
  using half = Half;
  using mask_type = twice_mask<Half>;

  twice() = default;
  twice(double x) : a_(x), b_(x) {}  // NOLINT: formulas mix packs and numbers
  twice(Half a, Half b) : a_(a), b_(b) {}

  [[nodiscard]] static twice load(const double* from) {
    return {Half::load(from), Half::load(from + Half::width)};
  }
  void store(double* to) const {
    a_.store(to);
    b_.store(to + Half::width);
  }
  void stream(double* to) const {
    a_.stream(to);
    b_.stream(to + Half::width);
  }
  [[nodiscard]] Half first() const { return a_; }
  [[nodiscard]] Half second() const { return b_; }

  friend twice operator+(twice x, twice y) { return {x.a_ + y.a_, x.b_ + y.b_}; }
  friend twice operator-(twice x, twice y) { return {x.a_ - y.a_, x.b_ - y.b_}; }
  friend twice operator*(twice x, twice y) { return {x.a_ * y.a_, x.b_ * y.b_}; }
  friend twice operator/(twice x, twice y) { return {x.a_ / y.a_, x.b_ / y.b_}; }
  friend twice operator-(twice x) { return {-x.a_, -x.b_}; }
  twice& operator+=(twice y) { return *this = *this + y; }
  twice& operator-=(twice y) { return *this = *this - y; }
  twice& operator*=(twice y) { return *this = *this * y; }
  twice& operator/=(twice y) { return *this = *this / y; }

  friend mask_type operator<(twice x, twice y) { return {x.a_ < y.a_, x.b_ < y.b_}; }
  friend mask_type operator>(twice x, twice y) { return {x.a_ > y.a_, x.b_ > y.b_}; }
  friend mask_type operator<=(twice x, twice y) { return {x.a_ <= y.a_, x.b_ <= y.b_}; }
  friend mask_type operator>=(twice x, twice y) { return {x.a_ >= y.a_, x.b_ >= y.b_}; }
  friend mask_type operator==(twice x, twice y) { return {x.a_ == y.a_, x.b_ == y.b_}; }
  friend mask_type operator!=(twice x, twice y) { return {x.a_ != y.a_, x.b_ != y.b_}; }

  [[nodiscard]] static twice blend(mask_type m, twice x, twice y) {
    return {Half::blend(m.first(), x.a_, y.a_), Half::blend(m.second(), x.b_, y.b_)};
  }
  [[nodiscard]] static twice pick(lane_set lanes, twice x, twice y) {
    return {Half::pick(lanes, x.a_, y.a_), Half::pick(lanes >> Half::width, x.b_, y.b_)};
  }
  [[nodiscard]] static mask_type has_bits(twice x, std::int64_t magnitude) {
    return {Half::has_bits(x.a_, magnitude), Half::has_bits(x.b_, magnitude)};
  }
  [[nodiscard]] static twice united(twice x, twice y) {
    return {Half::united(x.a_, y.a_), Half::united(x.b_, y.b_)};
  }
  [[nodiscard]] bool some_bits() const { return Half::united(a_, b_).some_bits(); }
  template <class F>
  [[nodiscard]] twice each(F f) const {
    const Half a = a_.each(f);  // in order: f may count
    return {a, b_.each(f)};
  }

 private:
  Half a_, b_;
};

/// All packs in x made one: f(a, b) of two of them, and so on.
template <unsigned Isa, class F>
[[nodiscard]] pack<Isa> folded(pack<Isa> x, const F&) {
  return x;
}
template <class Half, class F>
[[nodiscard]] auto folded(twice<Half> x, const F& f) {
  return folded(f(x.first(), x.second()), f);
}

/// `f` of every pack in x.
template <unsigned Isa, class F>
[[nodiscard]] auto each_half(pack<Isa> x, const F& f) {
  return f(x);
}
template <class Half, class F>
[[nodiscard]] auto each_half(twice<Half> x, const F& f) {
  const auto a = each_half(x.first(), f);
  const auto b = each_half(x.second(), f);
  if constexpr (std::is_same_v<std::remove_const_t<decltype(a)>, Half>) {
    return twice<Half>(a, b);
  } else {
    return twice_mask<Half>(a, b);
  }
}

}  // namespace ltorisk::simd

namespace ltorisk::math {

namespace detail {
template <class Half>
using same_twice = std::type_identity_t<simd::twice<Half>>;
}

template <class Half>
[[nodiscard]] simd::twice<Half> select(simd::twice_mask<Half> condition, detail::same_twice<Half> a,
                                       detail::same_twice<Half> b) {
  return simd::twice<Half>::blend(condition, a, b);
}
template <class Half>
[[nodiscard]] simd::twice<Half> smaller(simd::twice<Half> a, detail::same_twice<Half> b) {
  return {math::smaller(a.first(), b.first()), math::smaller(a.second(), b.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> larger(simd::twice<Half> a, detail::same_twice<Half> b) {
  return {math::larger(a.first(), b.first()), math::larger(a.second(), b.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> fused(simd::twice<Half> a, detail::same_twice<Half> b,
                                      detail::same_twice<Half> c) {
  return {math::fused(a.first(), b.first(), c.first()),
          math::fused(a.second(), b.second(), c.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> log(simd::twice<Half> x) {
  return {math::log(x.first()), math::log(x.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> exp(simd::twice<Half> x) {
  return {math::exp(x.first()), math::exp(x.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> pow(simd::twice<Half> x, detail::same_twice<Half> y) {
  return {math::pow(x.first(), y.first()), math::pow(x.second(), y.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> trunc(simd::twice<Half> x) {
  return {math::trunc(x.first()), math::trunc(x.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> sqrt(simd::twice<Half> x) {
  return {math::sqrt(x.first()), math::sqrt(x.second())};
}
template <class Half>
[[nodiscard]] simd::twice<Half> quotient(simd::twice<Half> x, const divisor& by) {
  return {math::quotient(x.first(), by), math::quotient(x.second(), by)};
}
template <class Half, class F>
[[nodiscard]] simd::twice<Half> each(simd::twice<Half> x, F f) {
  return x.each(f);
}

}  // namespace ltorisk::math
