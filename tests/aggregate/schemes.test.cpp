// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"

#include <ltorisk/ltorisk.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace ltorisk;
using aggregate_row::value;

TEST_CASE("classical means of 2/10, 4/10 and 9/10 by hand") {
  const std::vector<double> x{0.2, 0.4, 0.9};
  CHECK(value(aggregate::arithmetic_mean{}, x) == Approx(0.5));
  CHECK(value(aggregate::geometric_mean{}, x) == Approx(std::cbrt(0.072)));
  CHECK(value(aggregate::harmonic_mean{}, x) == Approx(3 / (5 + 2.5 + 10.0 / 9)));
  CHECK(value(aggregate::power_mean(2), x) == Approx(std::sqrt((0.04 + 0.16 + 0.81) / 3)));
  CHECK(value(aggregate::minimum{}, x) == 0.2);
  CHECK(value(aggregate::maximum{}, x) == 0.9);
  CHECK(value(aggregate::product{}, x) == Approx(0.072));
  CHECK(value(aggregate::gated{}, x) == Approx(0.2 * (1 - 0.65)));
}

TEST_CASE("weighted means of 1/4 and 1 with weights 3 and 1 by hand") {
  const std::vector<double> x{0.25, 1}, w{3, 1};
  CHECK(value(aggregate::arithmetic_mean{}, x, w) == Approx(1.75 / 4));
  CHECK(value(aggregate::geometric_mean{}, x, w) == Approx(std::pow(0.25, 0.75)));
  CHECK(value(aggregate::harmonic_mean{}, x, w) == Approx(4.0 / 13));
  CHECK(value(aggregate::power_mean(-1), x, w) == Approx(4.0 / 13));
}

TEST_CASE("INFORM's inverted geometric mean of 6.5 and 4.6 on 0..10 is 5.6") {
  // (10 - G) / 9 * 10 with G = sqrt(4.15 * 5.86): the worked form of the INFORM methodology
  // (Marin-Ferrer, Vernaccini, Poljansek 2017, doi:10.2760/094023).
  const double g = std::sqrt((10 - 6.5) / 10 * 9 + 1) * std::sqrt((10 - 4.6) / 10 * 9 + 1);
  CHECK(value(aggregate::inverted_geometric_mean{}, {0.65, 0.46}) == Approx((10 - g) / 9));
  CHECK(value(aggregate::inverted_geometric_mean{}, {1, 1}) == Approx(1));
  CHECK(value(aggregate::inverted_geometric_mean{}, {0, 0}) == Approx(0).margin(1e-15));
  CHECK(value(aggregate::inverted_geometric_mean{}, {1, 0}) == Approx((10 - std::sqrt(10.0)) / 9));
}

TEST_CASE("each scheme behaves at zero as its comment says") {
  CHECK(value(aggregate::arithmetic_mean{}, {0, 1}) == 0.5);
  CHECK(value(aggregate::geometric_mean{}, {0, 1}) == 0);
  CHECK(value(aggregate::geometric_mean(0.01), {0, 1}) == Approx(0.1));
  CHECK(value(aggregate::harmonic_mean{}, {0, 1}) == 0);
  CHECK(value(aggregate::harmonic_mean(0.5), {0, 1}) == Approx(2.0 / 3));
  CHECK(value(aggregate::power_mean(2), {0, 0}) == 0);
  CHECK(value(aggregate::power_mean(-2), {0, 1}) == 0);
  CHECK(value(aggregate::minimum{}, {0, 1}) == 0);
  CHECK(value(aggregate::maximum{}, {0, 0}) == 0);
  CHECK(value(aggregate::product{}, {0, 1}) == 0);
  CHECK(value(aggregate::gated{}, {0, 0, 0}) == 0);
  CHECK(value(aggregate::inverted_geometric_mean{}, {0, 0}) == Approx(0).margin(1e-15));
}

TEST_CASE("large exponents neither overflow nor vanish") {
  CHECK(value(aggregate::power_mean(100), {1e-5, 2e-5}) == Approx(2e-5 * std::pow(0.5, 0.01)));
  CHECK(value(aggregate::power_mean(-100), {1e-5, 2e-5}) == Approx(1e-5 * std::pow(0.5, -0.01)));
}

TEST_CASE("a gate without mitigations lets its first child through") {
  CHECK(value(aggregate::gated{}, {0.7}) == 0.7);
  CHECK(value(aggregate::gated{}, {0.7, 0.9}, {1, 0}) == 0.7);
}

TEST_CASE("parameters outside their domain are refused with name, value and what is allowed") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(aggregate::geometric_mean(-1),
                    "geometric_mean: floor must be in [0, 1), got -1");
  CHECK_THROWS_WITH(aggregate::geometric_mean(1), "geometric_mean: floor must be in [0, 1), got 1");
  CHECK_THROWS_AS(aggregate::geometric_mean(nan), domain_error);
  CHECK_THROWS_AS(aggregate::harmonic_mean(nan), domain_error);
  CHECK_THROWS_AS(aggregate::power_mean(nan), domain_error);
  CHECK_THROWS_WITH(
      aggregate::power_mean(0),
      "power_mean: exponent must be in [-100, 100] and not 0, got 0; use geometric_mean");
}
