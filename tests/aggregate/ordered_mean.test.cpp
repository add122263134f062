// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/aggregate/ordered_mean.hpp>
#include <ltorisk/aggregate/ordered_weights.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

using namespace ltorisk;
using aggregate::ordered_mean;
using aggregate_row::value;

TEST_CASE("Yager's ordered weighted average") {
  // Yager 1988, doi:10.1109/21.87068: F(0.7, 1, 0.3, 0.6) = 0.76.
  const ordered_mean a{.weights = {0.4, 0.3, 0.2, 0.1}};
  CHECK(value(a, {0.7, 1, 0.3, 0.6}) == Approx(0.76).epsilon(1e-14));
  CHECK(value(a, {0.3, 0.6, 0.7, 1}) == value(a, {0.7, 1, 0.3, 0.6}));
  CHECK(value(ordered_mean{.weights = {4, 3, 2, 1}}, {0.7, 1, 0.3, 0.6}) == Approx(0.76));
}

TEST_CASE("the maximum, the minimum, the mean and the median are ordered means") {
  const std::vector<double> x{0.2, 0.9, 0.4};
  CHECK(value(ordered_mean{.weights = {1, 0, 0}}, x) == 0.9);
  CHECK(value(ordered_mean{.weights = {0, 0, 1}}, x) == 0.2);
  CHECK(value(ordered_mean{.weights = {0, 1, 0}}, x) == 0.4);
  CHECK(value(ordered_mean{.weights = {1, 1, 1}}, x) == Approx(0.5));
  CHECK(value(ordered_mean{.exponent = 1}, x) == Approx(0.5));
  CHECK(value(ordered_mean{.exponent = 1e-9}, x) == Approx(0.9));
  CHECK(value(ordered_mean{.exponent = 1e9}, x) == Approx(0.2));
}

TEST_CASE("Yager's example of importances: 'most important criteria are satisfied'") {
  // Yager 1996, Int. J. Intelligent Systems 11: Q(r) = r^2, importances 1, 0.6, 0.5, 0.9; printed
  // with the weights 0.04, 0.24, 0.41, 0.31 and 0.09, 0.13, 0.42, 0.36 in two digits.
  const std::vector<double> importance{1, 0.6, 0.5, 0.9};
  CHECK(value(ordered_mean{}, {0.7, 1, 0.5, 0.6}, importance) == Approx(0.609).margin(0.001));
  CHECK(value(ordered_mean{}, {0.6, 0.3, 0.9, 1}, importance) == Approx(0.567).margin(0.001));
  // By hand: S = 0.6, 1.6, 2.5, 3 of 3.
  CHECK(value(ordered_mean{}, {0.7, 1, 0.5, 0.6}, importance) ==
        Approx((1 * 0.36 + 0.7 * (2.56 - 0.36) + 0.6 * (6.25 - 2.56) + 0.5 * (9 - 6.25)) / 9));
}

TEST_CASE("weights of places and of children combine along Torra's broken line") {
  // Half of the importance on the largest: the line through (1/3, 0.6), (2/3, 0.9) is at 0.75
  // there.
  const ordered_mean a{.weights = {0.6, 0.3, 0.1}};
  CHECK(value(a, {1, 0, 0}, {2, 1, 1}) == Approx(0.75));
  CHECK(value(a, {0, 0, 1}, {0, 1, 1}) == Approx(0.75));
  // Equal places leave the weighted mean.
  CHECK(value(ordered_mean{.weights = {1, 1, 1}}, {0.2, 0.9, 0.4}, {3, 1, 2}) == Approx(2.3 / 6));
}

TEST_CASE("the quantifier takes any number of children, places their own") {
  random_world::dice d(3);
  for (std::size_t n = 1; n < 70; ++n) {
    std::vector<double> x;
    for (std::size_t j = 0; j < n; ++j) x.push_back(d.uniform(-1, 1));
    auto falling = x;
    std::sort(falling.begin(), falling.end(), std::greater<>());
    const auto v = aggregate::quantifier_weights(n, 0.7);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += v[i] * falling[i];
    CAPTURE(n);
    REQUIRE(value(ordered_mean{.exponent = 0.7}, x) == Approx(sum).margin(1e-13));
    REQUIRE(value(ordered_mean{.weights = v}, x) == Approx(sum).margin(1e-13));
  }
  CHECK(ordered_mean{}.laws().missing == missing_rule::skip);
  CHECK(ordered_mean{.weights = {1, 2}}.laws().missing == missing_rule::require);
}

TEST_CASE("an ordered mean keeps digits of any size and sign") {
  CHECK(value(ordered_mean{}, {1e150, 2e150}) == Approx(1.25e150));
  CHECK(value(ordered_mean{}, {1e-150, 2e-150}) == Approx(1.25e-150));
  CHECK(value(ordered_mean{}, {-1, -2}) == Approx(-1.75));
  CHECK(value(ordered_mean{}, {0, 0, 0}) == 0);
  CHECK(value(ordered_mean{}, {0.3}) == 0.3);
}

TEST_CASE("orness and dispersion of the classical weights") {
  using aggregate::dispersion;
  using aggregate::orness;
  CHECK(orness(std::vector<double>{1, 0, 0}) == 1);
  CHECK(orness(std::vector<double>{0, 0, 1}) == 0);
  CHECK(orness(std::vector<double>{3, 3, 3}) == Approx(0.5));
  // Fuller 1996, "OWA operators in decision making": (0.8, 0.2, 0, 0) is or-like, 0.93.
  CHECK(orness(std::vector<double>{0.8, 0.2, 0, 0}) == Approx(0.93).margin(0.005));
  CHECK(dispersion(std::vector<double>{0, 1, 0}) == 0);
  CHECK(dispersion(std::vector<double>{1, 1, 1, 1}) == Approx(std::log(4.0)));
  CHECK_THROWS_WITH(orness(std::vector<double>{1}), "orness: needs two or more weights");
}

TEST_CASE("maximum entropy weights of Fuller and Majlender") {
  // Fuller and Majlender 2001, doi:10.1016/S0165-0114(00)00007-0, n = 5, orness 0.6.
  const std::vector<double> printed{0.2884, 0.2353, 0.1920, 0.1566, 0.1278};
  const auto v = aggregate::maximum_entropy_weights(5, 0.6);
  for (std::size_t i = 0; i < 5; ++i) CHECK(v[i] == Approx(printed[i]).margin(1e-4));
  // Any other weights of this orness are less even.
  for (const double e : {-0.01, 0.01}) {
    const std::vector<double> other{v[0] + e, v[1] - 2 * e, v[2] + e, v[3], v[4]};
    CHECK(aggregate::orness(other) == Approx(0.6));
    CHECK(aggregate::dispersion(other) < aggregate::dispersion(v));
  }
}

TEST_CASE("maximum entropy weights have the orness asked for and are a geometric series") {
  for (const std::size_t n : {2U, 3U, 7U, 40U}) {
    for (const double level : {0.0, 1e-9, 0.01, 0.3, 0.5, 0.7, 0.999, 1.0}) {
      const auto v = aggregate::maximum_entropy_weights(n, level);
      CAPTURE(n, level);
      REQUIRE(v.size() == n);
      CHECK(aggregate::orness(v) == Approx(level).margin(1e-14));
      double sum = 0;
      for (const double weight : v) sum += weight;
      CHECK(sum == Approx(1));
      for (std::size_t i = 2; i < n; ++i) {
        CHECK(v[i] * v[i - 2] == Approx(v[i - 1] * v[i - 1]).margin(1e-300));
      }
    }
  }
  CHECK(aggregate::maximum_entropy_weights(3, 1) == std::vector<double>{1, 0, 0});
  CHECK(aggregate::maximum_entropy_weights(3, 0) == std::vector<double>{0, 0, 1});
  CHECK_THROWS_WITH(aggregate::maximum_entropy_weights(3, 1.5),
                    "maximum_entropy_weights: orness must be in [0, 1], got 1.5");
  CHECK_THROWS_WITH(aggregate::maximum_entropy_weights(1, 0.5),
                    "maximum_entropy_weights: needs two or more places");
}

TEST_CASE("an ordered mean refuses parameters that make no sense") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(ordered_mean{.exponent = 0}.validate(),
                    "ordered_mean: exponent must be above 0, got 0");
  CHECK_THROWS_AS(ordered_mean{.exponent = nan}.validate(), domain_error);
  CHECK_THROWS_WITH((ordered_mean{.weights = {1, -0.5}}.validate()),
                    "ordered_mean: weights must not be negative, got -0.5");
  CHECK_THROWS_AS((ordered_mean{.weights = {1, nan}}.validate()), domain_error);
  CHECK_THROWS_WITH((ordered_mean{.weights = {0, 0}}.validate()),
                    "ordered_mean: weights must have a positive sum, got 0");
  CHECK_THROWS_WITH((value(ordered_mean{.weights = {1, 1}}, {0.5})),
                    "ordered_mean: has parameters for 2 children, got 1");
  CHECK_THROWS_AS(aggregate::quantifier_weights(3, -1), domain_error);
}
