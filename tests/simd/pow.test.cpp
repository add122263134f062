// SPDX-License-Identifier: BSL-1.0

#include <ltorisk/simd/pow.hpp>

#include "simd/ulps.hpp"

using namespace ulps;

namespace {
const auto power = [](auto x, auto y) { return ltorisk::math::pow(x, y); };
const auto exact = [](long double x, long double y) { return std::pow(x, y); };
}  // namespace

TEST_CASE("the power is within two units of the last place, in packs and numbers alike") {
  dice d(53);
  const auto any = [&] { return any_double(d); };
  check(any, any, power, exact, 2);
  check([&] { return d.uniform(); }, [&] { return d.uniform(-100, 100); }, power, exact, 2);
  check(
      any, [&] { return d.uniform(-1, 1); }, power, exact, 2);
  // Where the error of the logarithm is multiplied most.
  check([&] { return d.uniform(0.7, 1.42); }, [&] { return d.uniform(-2000, 2000); }, power, exact,
        2);
  check([&] { return 1 + d.uniform(-1e-4, 1e-4); }, [&] { return d.uniform(-7e6, 7e6); }, power,
        exact, 2);
  // Subnormal bases and results.
  check([&] { return d.uniform() * 0x1p-1022; }, [&] { return d.uniform(-1, 1); }, power, exact, 2);
  check([&] { return d.uniform(0.3, 0.6); }, [&] { return d.uniform(600, 1400); }, power, exact, 2);
  // Negative bases have whole exponents.
  check([&] { return d.uniform(-30, 30); }, [&] { return std::trunc(d.uniform(-200, 200)); }, power,
        exact, 2);
}

TEST_CASE("the power of every pair of corners is what C says") {
  const auto list = corners();
  double lanes[pack::width];
  for (const double x : list) {
    for (const double y : list) {
      const double got = power(x, y);
      // Not of long doubles: some C libraries have (-inf)^(-2^63) infinite.
      const double wanted = std::pow(x, y);
      if (!(distance(got, static_cast<long double>(wanted)) <= 2)) {
        CAPTURE(x, y, got, wanted);
        CHECK(false);
      }
      if (!std::isnan(wanted) && std::signbit(got) != std::signbit(wanted)) {
        CAPTURE(x, y, got, wanted);
        CHECK(false);
      }
      power(pack(x), pack(y)).store(lanes);
      if (!same_bits(lanes[pack::width - 1], got)) {
        CAPTURE(x, y, got, lanes[pack::width - 1]);
        CHECK(false);
      }
    }
  }
  CHECK(power(not_a_number, 0.0) == 1);
  CHECK(power(1.0, not_a_number) == 1);
  CHECK(power(-1.0, infinity) == 1);
  CHECK(power(0.0, -1.0) == infinity);
  CHECK(power(-0.0, -1.0) == -infinity);
  CHECK(power(-2.0, 3.0) == -8);
  CHECK(std::isnan(power(-2.0, 0.5)));
}
