// SPDX-License-Identifier: BSL-1.0

#include <ltorisk/simd/native.hpp>

#include "simd/ulps.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <limits>

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

TEST_CASE("what is stored past the caches is where it belongs, wherever that begins") {
  double lanes[pack::width], to[pack::width + 3];
  for (std::size_t i = 0; i < pack::width; ++i) lanes[i] = 1.5 * static_cast<double>(i + 1);
  for (const std::size_t begin : {0U, 1U, 2U}) {
    std::fill(std::begin(to), std::end(to), -1.0);
    pack::load(lanes).stream(to + begin);
    ltorisk::simd::native::end_of_stream();
    CAPTURE(begin);
    for (std::size_t i = 0; i < pack::width + 3; ++i) {
      const bool inside = i >= begin && i < begin + pack::width;
      CHECK(to[i] == (inside ? lanes[i - begin] : -1.0));
    }
  }
}

TEST_CASE("a pack knows what bits it has") {
  const double inf = std::numeric_limits<double>::infinity();
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto carries = [](std::uint64_t bits) { return std::bit_cast<double>(bits); };
  const auto in_one_lane = [](double x) {
    double lanes[pack::width] = {};
    lanes[pack::width - 1] = x;
    return pack::load(lanes);
  };
  CHECK_FALSE(pack(0.0).some_bits());
  CHECK(in_one_lane(none).some_bits());
  CHECK(in_one_lane(-0.0).some_bits());

  CHECK_FALSE(in_one_lane(none).some_bits_beyond(none));
  CHECK(in_one_lane(-none).some_bits_beyond(none));
  CHECK_FALSE(in_one_lane(inf).some_bits_beyond(none));
  CHECK(in_one_lane(carries(0x7ff8000000004e41)).some_bits_beyond(none));
  CHECK(in_one_lane(carries(0xfff8000000000001)).some_bits_beyond(none));

  CHECK_FALSE(in_one_lane(none).some_sign());
  CHECK(in_one_lane(-none).some_sign());

  // A number less itself leaves nothing, what is none all of its bits, infinity a sign.
  const auto less_itself = [&](double x) { return in_one_lane(x) - in_one_lane(x); };
  CHECK_FALSE(less_itself(3.5).some_bits());
  CHECK_FALSE(less_itself(-1e308).some_bits());
  CHECK(less_itself(none).some_bits());
  CHECK_FALSE(less_itself(none).some_bits_beyond(none));
  CHECK(less_itself(carries(0x7ff8000000004e41)).some_bits_beyond(none));
  CHECK(less_itself(inf).some_sign());
  CHECK(less_itself(-inf).some_sign());
}
