// SPDX-License-Identifier: BSL-1.0

#include <ltorisk/simd/native.hpp>

#include "simd/ulps.hpp"

using namespace ulps;
namespace math = ltorisk::math;

TEST_CASE("roots and whole parts of a pack are exact") {
  dice d(54);
  const auto root = [](auto x) { return math::sqrt(x); };
  const auto whole = [](auto x) { return math::trunc(x); };
  const auto exact_root = [](long double x) { return std::sqrt(x); };
  const auto exact_whole = [](long double x) { return std::trunc(x); };
  check([&] { return any_double(d); }, root, exact_root, 0.5);
  check([&] { return any_double(d); }, whole, exact_whole, 0);
  check([&] { return d.uniform(-10, 10); }, whole, exact_whole, 0);
  for (const double x : corners()) {
    double lanes[pack::width];
    CAPTURE(x);
    whole(pack(x)).store(lanes);
    CHECK(same_bits(lanes[0], std::trunc(x)));
    root(pack(x)).store(lanes);
    CHECK(same_bits(lanes[0], std::sqrt(x)));
  }
}

TEST_CASE("the order of operands says what becomes of a NaN and of zeros of two signs") {
  const auto both = [](double a, double b, double less, double more) {
    CAPTURE(a, b);
    double lanes[pack::width];
    math::smaller(pack(a), b).store(lanes);
    CHECK(same_bits(lanes[0], less));
    CHECK(same_bits(math::smaller(a, b), less));
    math::larger(pack(a), b).store(lanes);
    CHECK(same_bits(lanes[pack::width - 1], more));
    CHECK(same_bits(math::larger(a, b), more));
  };
  both(1, 2, 1, 2);
  both(2, 1, 1, 2);
  both(not_a_number, 1, not_a_number, not_a_number);
  both(1, not_a_number, 1, 1);
  both(0.0, -0.0, 0.0, 0.0);
  both(-0.0, 0.0, -0.0, -0.0);
  both(infinity, -infinity, -infinity, infinity);
}

TEST_CASE("a mask is any where one lane is true, whichever") {
  using mask = pack::mask_type;
  CHECK(mask(true).any());
  CHECK_FALSE(mask(false).any());
  for (std::size_t k = 0; k < pack::width; ++k) {
    double lanes[pack::width] = {};
    lanes[k] = 1;
    CHECK((pack::load(lanes) > pack(0.5)).any());
    CHECK_FALSE((pack::load(lanes) > pack(1.5)).any());
    CHECK((!(pack::load(lanes) > pack(0.5))).any() == (pack::width > 1));
  }
}
