// SPDX-License-Identifier: BSL-1.0

#include <ltorisk/simd/log.hpp>

#include "simd/ulps.hpp"

using namespace ulps;

namespace {
const auto natural_log = [](auto x) { return ltorisk::math::log(x); };
const auto exact = [](long double x) { return std::log(x); };
}  // namespace

TEST_CASE("the logarithm is within one unit of the last place, in packs and numbers alike") {
  dice d(51);
  check([&] { return any_double(d); }, natural_log, exact, 1);
  check([&] { return d.uniform(); }, natural_log, exact, 1);
  check([&] { return d.uniform(0.7, 1.42); }, natural_log, exact, 1);
  check([&] { return 1 + d.uniform(-1e-9, 1e-9); }, natural_log, exact, 1);
  check([&] { return d.uniform() * 0x1p-1022; }, natural_log, exact, 1);
}

TEST_CASE("the logarithm of what has none is what C says") {
  for (const double x : corners()) {
    CAPTURE(x);
    CHECK(distance(natural_log(x), exact(static_cast<long double>(x))) <= 1);
    double lanes[pack::width];
    natural_log(pack(x)).store(lanes);
    CHECK(same_bits(lanes[pack::width - 1], natural_log(x)));
  }
  CHECK(natural_log(1.0) == 0);
  CHECK(natural_log(0.0) == -infinity);
  CHECK(natural_log(-0.0) == -infinity);
  CHECK(natural_log(infinity) == infinity);
  CHECK(std::isnan(natural_log(-1.0)));
  CHECK(std::isnan(natural_log(-infinity)));
  CHECK(std::isnan(natural_log(not_a_number)));
}

TEST_CASE("an odd lane of a logarithm leaves the others alone") {
  for (const double odd : {0.0, -1.0, 0x1p-1060, infinity, not_a_number}) {
    double lanes[pack::width];
    for (std::size_t k = 0; k < pack::width; ++k) lanes[k] = 0.3 + static_cast<double>(k);
    lanes[0] = odd;
    double got[pack::width];
    natural_log(pack::load(lanes)).store(got);
    for (std::size_t k = 0; k < pack::width; ++k) CHECK(same_bits(got[k], natural_log(lanes[k])));
  }
}
