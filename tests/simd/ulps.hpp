// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/math.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

/// How far a function of packs is from what it stands for, in units of the last place.
namespace ulps {

using ltorisk::simd::native_isa;
using pack = ltorisk::simd::pack<native_isa>;
using random_world::dice;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Any double: every exponent is as likely as another, NaN and infinities come too.
inline double any_double(dice& d) {
  const auto half = [&] { return static_cast<std::uint64_t>(d.uniform() * 0x1p32); };
  return std::bit_cast<double>(half() << 32 | half());
}

/// The distance of `got` from `exact`; infinite where one is NaN and not the other, or infinite by
/// more than rounding.
inline double distance(double got, long double exact) {
  const auto rounded = static_cast<double>(exact);
  if (got == rounded || (got != got && rounded != rounded)) return 0;
  if (got != got || rounded != rounded || std::isinf(got)) return infinity;
  if (std::isinf(rounded)) return std::fabs(got) > 0x1.ffffffffffffep1023 ? 1 : infinity;
  int exponent = 0;
  static_cast<void>(std::frexp(rounded, &exponent));
  const long double unit = std::ldexp(1.0L, std::max<int>(exponent - 53, -1074));
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) / unit);
}

inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

/// Checks `f` of one argument, as a pack and as a number, at `draw()` many times.
template <class Draw, class F, class Exact>
void check(Draw draw, F f, Exact exact, double allowed, int times = 20000) {
  double x[pack::width], y[pack::width];
  double worst = 0, at = 0;
  int apart = 0;
  for (int i = 0; i < times; i += static_cast<int>(pack::width)) {
    for (double& lane : x) lane = draw();
    f(pack::load(x)).store(y);
    for (std::size_t k = 0; k < pack::width; ++k) {
      apart += !same_bits(y[k], f(x[k]));
      const double d = distance(y[k], exact(static_cast<long double>(x[k])));
      if (d > worst) worst = d, at = x[k];
    }
  }
  CAPTURE(at);
  CHECK(worst <= allowed);
  CHECK(apart == 0);
}

/// The same of two.
template <class DrawX, class DrawY, class F, class Exact>
void check(DrawX draw_x, DrawY draw_y, F f, Exact exact, double allowed, int times = 20000) {
  double x[pack::width], y[pack::width], z[pack::width];
  double worst = 0, at_x = 0, at_y = 0;
  int apart = 0;
  for (int i = 0; i < times; i += static_cast<int>(pack::width)) {
    for (std::size_t k = 0; k < pack::width; ++k) x[k] = draw_x(), y[k] = draw_y();
    f(pack::load(x), pack::load(y)).store(z);
    for (std::size_t k = 0; k < pack::width; ++k) {
      apart += !same_bits(z[k], f(x[k], y[k]));
      const double d =
          distance(z[k], exact(static_cast<long double>(x[k]), static_cast<long double>(y[k])));
      if (d > worst) worst = d, at_x = x[k], at_y = y[k];
    }
  }
  CAPTURE(at_x, at_y);
  CHECK(worst <= allowed);
  CHECK(apart == 0);
}

/// Values where functions have their corners, and their neighbors.
inline std::vector<double> corners() {
  std::vector<double> list;
  for (const double x : {0.0,
                         0x1p-1074,
                         0x1p-1022,
                         0x1.fffffffffffffp-1023,
                         1e-300,
                         1e-17,
                         0.25,
                         0.5,
                         0.70710678,
                         1.0,
                         1.4142135623730951,
                         1.5,
                         2.0,
                         2.5,
                         3.0,
                         4.0,
                         5.0,
                         7.0,
                         0x1p31,
                         0x1p51 + 0.5,
                         0x1p52 + 1,
                         0x1p53 - 1,
                         0x1p53,
                         0x1p53 + 2,
                         0x1p62,
                         0x1p63,
                         0x1p64,
                         1e20,
                         709.78271289338397,
                         709.782712893384,
                         745.1332191019411,
                         745.13321910194122,
                         1024.0,
                         1074.0,
                         1e300,
                         (std::numeric_limits<double>::max)(),
                         infinity,
                         not_a_number}) {
    for (const double v : {x, std::nextafter(x, infinity), std::nextafter(x, -infinity)}) {
      list.push_back(v);
      list.push_back(-v);
    }
  }
  return list;
}

}  // namespace ulps
