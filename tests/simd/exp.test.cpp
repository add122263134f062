// SPDX-License-Identifier: BSL-1.0

#include <ltorisk/simd/exp.hpp>

#include "simd/ulps.hpp"

using namespace ulps;

namespace {
const auto exponential = [](auto x) { return ltorisk::math::exp(x); };
const auto exact = [](long double x) { return std::exp(x); };
}  // namespace

TEST_CASE("the exponential is within 1.1 units of the last place, in packs and numbers alike") {
  dice d(52);
  check([&] { return any_double(d); }, exponential, exact, 1.1);
  check([&] { return d.uniform(-1, 1); }, exponential, exact, 1.1);
  check([&] { return d.uniform(-745, 709); }, exponential, exact, 1.1);
  // Subnormal results, and the way to infinity.
  check([&] { return d.uniform(-746, -708); }, exponential, exact, 1.1);
  check([&] { return d.uniform(709.7, 709.9); }, exponential, exact, 1.1);
}

TEST_CASE("the exponential ends as C says") {
  for (const double x : corners()) {
    CAPTURE(x);
    CHECK(distance(exponential(x), exact(static_cast<long double>(x))) <= 1.1);
    double lanes[pack::width];
    exponential(pack(x)).store(lanes);
    CHECK(same_bits(lanes[pack::width - 1], exponential(x)));
  }
  CHECK(exponential(0.0) == 1);
  CHECK(exponential(-0.0) == 1);
  CHECK(exponential(infinity) == infinity);
  CHECK(exponential(-infinity) == 0);
  CHECK(exponential(710.0) == infinity);
  CHECK(exponential(-746.0) == 0);
  CHECK(exponential(-745.1332191019411) == 0x1p-1074);
  CHECK(std::isnan(exponential(not_a_number)));
}
