// SPDX-License-Identifier: BSL-1.0

// Schemes that divide: sum, vector, logarithmic, distance_to_reference, distance_to_target.

#include "sample.hpp"

#include <ltorisk/normalize/distance_to_reference.hpp>
#include <ltorisk/normalize/distance_to_target.hpp>
#include <ltorisk/normalize/logarithmic.hpp>
#include <ltorisk/normalize/share_of_sum.hpp>
#include <ltorisk/normalize/vector.hpp>

#include <cmath>

using namespace ltorisk;
using namespace ltorisk::normalize;
using namespace normalizing;

TEST_CASE("sum gives the shares of Hwang and Yoon's fighter aircraft") {
  // The p of their entropy method, which takes the cost as it is.
  check_near(values(share_of_sum{}, speed), {0.2353, 0.2941, 0.2118, 0.2588}, 5.1e-5);
  check_near(values(share_of_sum{}, ferry_range), {0.1875, 0.3375, 0.25, 0.225}, 5.1e-5);
  check_near(values(share_of_sum{}, payload), {0.2532, 0.2278, 0.2658, 0.2532}, 5.1e-5);
  check_near(values(share_of_sum{}, cost), {0.2558, 0.3023, 0.2093, 0.2326}, 5.1e-5);
}

TEST_CASE("sum inverts a cost as it is told") {
  const std::vector<double> x{1, 2, 4};
  check_near(values(share_of_sum{}, x, sign::minus), {4.0 / 7, 2.0 / 7, 1.0 / 7}, 1e-15);
  check_near(values(share_of_sum{.inversion = inversion::complement}, x, sign::minus),
             {6.0 / 7, 5.0 / 7, 3.0 / 7}, 1e-15);
  check_near(values(share_of_sum{.inversion = inversion::from_maximum}, x, sign::minus),
             {3.0 / 5, 2.0 / 5, 0}, 1e-15);
}

TEST_CASE("sum wants no negative value, and no zero where it takes the reciprocal") {
  check_near(values(share_of_sum{}, {0, 1, 3}), {0, 0.25, 0.75}, 1e-15);
  check_near(values(share_of_sum{.inversion = inversion::from_maximum}, {0, 1, 3}, sign::minus),
             {0.6, 0.4, 0}, 1e-15);
  CHECK_THROWS_WITH(fit(share_of_sum{}, {0, 1, 3}, sign::minus),
                    "column 'x': must be above 0 throughout, got 0: sum takes 1 / x of a cost");
  CHECK_THROWS_WITH(
      fit(share_of_sum{}, {-1, 1, 3}),
      "column 'x': must not be negative, got -1: a share of the sum has no meaning then");
}

TEST_CASE("vector gives the normalized columns of Hwang and Yoon's fighter aircraft") {
  check_near(values(normalize::vector{}, speed), {0.4671, 0.5839, 0.4204, 0.5139}, 5.1e-5);
  check_near(values(normalize::vector{}, payload), {0.5056, 0.4550, 0.5308, 0.5056}, 5.1e-5);
  for (const auto& column : {speed, ferry_range, payload, cost}) {
    double squares = 0;
    for (const double v : values(normalize::vector{}, column)) squares += v * v;
    CHECK(squares == Approx(1));
  }
}

TEST_CASE("vector inverts a cost as it is told, and takes zeros and negative values") {
  const double root = std::sqrt(21.0);
  check_near(values(normalize::vector{.inversion = inversion::reciprocal}, {1, 2, 4}, sign::minus),
             {4 / root, 2 / root, 1 / root}, 1e-15);
  check_near(
      values(normalize::vector{.inversion = inversion::from_maximum}, {1, 2, 4}, sign::minus),
      {3 / std::sqrt(13.0), 2 / std::sqrt(13.0), 0}, 1e-15);
  check_near(values(normalize::vector{}, {-3, 0, 4}), {-0.6, 0, 0.8}, 1e-15);
  check_near(values(normalize::vector{}, {-3, 0, 4}, sign::minus), {1.6, 1, 0.2}, 1e-15);
  CHECK_THROWS_WITH(
      fit(normalize::vector{.inversion = inversion::reciprocal}, {-3, 0, 4}, sign::minus),
      "column 'x': must be above 0 throughout, got -3: vector takes 1 / x of a cost");
  CHECK_THROWS_AS(fit(normalize::vector{}, {1e200, 2e200}), input_error);  // its squares overflow
}

TEST_CASE("a row never seen is measured by the old sample, and a reciprocal needs it above 0") {
  const auto f = fit(share_of_sum{}, {1, 2, 4}, sign::minus);
  CHECK(f(8.0) == Approx(0.5 / 7));
  CHECK(f(0.5) == Approx(8.0 / 7));
  CHECK(f.valid(1e-300));
  CHECK_FALSE(f.valid(0.0));
  CHECK_FALSE(f.valid(-1.0));
  CHECK(fit(share_of_sum{}, {1, 2, 4}).valid(-1.0));
}

TEST_CASE("logarithmic gives shares of the logarithm of the product") {
  check_near(values(logarithmic{}, {2, 4, 8}), {1.0 / 6, 2.0 / 6, 3.0 / 6}, 1e-15);
  check_near(values(logarithmic{}, {2, 4, 8}, sign::minus), {5.0 / 12, 4.0 / 12, 3.0 / 12}, 1e-15);
}

TEST_CASE("the product of 400 figures, 1e600 and more, is no obstacle to logarithmic") {
  std::vector<double> many;
  for (int i = 0; i < 400; ++i) many.push_back(2 + i % 99);
  double sum = 0;
  for (const double v : values(logarithmic{}, many)) sum += v;
  CHECK(sum == Approx(1));
  sum = 0;
  for (const double v : values(logarithmic{}, many, sign::minus)) sum += v;
  CHECK(sum == Approx(1));
}

TEST_CASE("logarithmic refuses figures without a logarithm, and where the order would turn") {
  CHECK_THROWS_WITH(fit(logarithmic{}, {0, 2}),
                    "column 'x': must be above 0 throughout, got 0: it has no logarithm");
  CHECK_THROWS_WITH(
      fit(logarithmic{}, {0.1, 0.2}),
      "column 'x': has a product of 1 or less: logarithmic_share needs larger figures, or another unit");
  CHECK(values(logarithmic{}, {0.5, 8})[0] == Approx(-0.5));
}

TEST_CASE("distance_to_reference gives the values of the Handbook's table 15") {
  using form = distance_to_reference::form;
  const auto by = [](reference r, form f = form::ratio) {
    return values(distance_to_reference{.reference = r, .measure = f}, years_of_school);
  };
  check_near(by(reference::mean),
             {1.04, 1.25, 1.19, 0.99, 1.13, 0.98, 0.98, 1.21, 1.14, 0.74, 1.06, 1.24,
              0.98, 0.97, 1.22, 0.88, 0.82, 1.00, 0.76, 0.75, 0.99, 0.95, 0.74},
             0.0051);
  check_near(by(reference::best),
             {0.83, 1.00, 0.95, 0.79, 0.90, 0.78, 0.78, 0.97, 0.91, 0.59, 0.85, 0.99,
              0.78, 0.78, 0.98, 0.70, 0.66, 0.80, 0.61, 0.60, 0.79, 0.76, 0.59},
             0.0051);
  check_near(by(reference::worst),
             {1.41, 1.69, 1.61, 1.34, 1.52, 1.32, 1.32, 1.63, 1.54, 1.00, 1.44, 1.68,
              1.32, 1.31, 1.65, 1.18, 1.11, 1.35, 1.03, 1.01, 1.34, 1.28, 1.00},
             0.0051);
  check_near(by(reference::mean, form::difference),
             {0.04,  0.25,  0.19, -0.01, 0.13,  -0.02, -0.02, 0.21,  0.14,  -0.26, 0.06, 0.24,
              -0.02, -0.03, 0.22, -0.12, -0.18, 0.00,  -0.24, -0.25, -0.01, -0.05, -0.26},
             0.0051);
  check_near(by(reference::worst, form::difference),
             {0.41, 0.69, 0.61, 0.34, 0.52, 0.32, 0.32, 0.63, 0.54, 0.00, 0.44, 0.68,
              0.32, 0.31, 0.65, 0.18, 0.11, 0.35, 0.03, 0.01, 0.34, 0.28, 0.00},
             0.0051);
}

TEST_CASE("distance to the best moves with the origin, as the Handbook's table 14 warns") {
  // Temperatures of two countries in 2003: 35 and 39 degrees Celsius, 95 and 102.2 Fahrenheit; the
  // other half of the composite is humidity, 75 and 50.
  const auto composite = [](double a, double b) {
    return (values(distance_to_reference{}, {a, b})[0] +
            values(distance_to_reference{}, {75, 50})[0]) /
           2;
  };
  CHECK(composite(35, 39) == Approx(0.949).margin(0.0005));
  CHECK(composite(95, 102.2) == Approx(0.965).margin(0.0005));
}

TEST_CASE("with the best as reference it is the linear scale of Hwang and Yoon") {
  check_near(values(distance_to_reference{}, speed), {0.80, 1.0, 0.72, 0.88}, 0.0051);
  check_near(values(distance_to_reference{}, ferry_range), {0.56, 1.0, 0.74, 0.67}, 0.0051);
  check_near(values(distance_to_reference{}, cost, sign::minus), {0.82, 0.69, 1.0, 0.90}, 0.0051);
}

TEST_CASE("a cost by its reference: inverted, or taken from one") {
  const distance_to_reference complement{.reference = reference::maximum,
                                         .inversion = distance_to_reference::inverted::complement};
  check_near(values(complement, {1, 2, 4}, sign::minus), {0.75, 0.5, 0}, 1e-15);
  check_near(values(complement, {1, 2, 4}), {0.25, 0.5, 1}, 1e-15);
  const distance_to_reference difference{.reference = reference::given,
                                         .value = 2,
                                         .measure = distance_to_reference::form::difference};
  check_near(values(difference, {1, 2, 4}, sign::minus), {1, 0, -0.5}, 1e-15);
  check_near(values(difference, {1, 2, 4}), {-0.5, 0, 1}, 1e-15);
}

TEST_CASE("a reference must be above zero, and a cost too where it divides") {
  CHECK_THROWS_WITH(fit(distance_to_reference{}, {-4, -1}),
                    "column 'x': must have a reference above 0 for distance_to_reference, got -1");
  CHECK_THROWS_WITH(
      fit(distance_to_reference{.reference = reference::worst}, {0, 2}, sign::minus),
      "column 'x': must be above 0 throughout, got 0: distance_to_reference divides by a cost");
  CHECK_THROWS_WITH((distance_to_reference{.value = 0}.validate()),
                    "distance_to_reference: value must be above 0 and finite, got 0");
}

TEST_CASE("distance to a target is the part of the way done") {
  const auto f = fit(distance_to_target{.target = 6}, {2, 4, 8});
  CHECK(f(2.0) == 0);
  CHECK(f(4.0) == 0.5);
  CHECK(f(6.0) == 1);
  CHECK(f(8.0) == 1);
  CHECK(f(1.0) == 0);
  CHECK(f.declared() == interval{2, 8});
  const auto open = fit(distance_to_target{.target = 6, .capped = false}, {2, 4, 8});
  CHECK(open(8.0) == 1.5);
  CHECK(open(1.0) == -0.25);
  CHECK(open.declared() == interval{2, 8});
  const auto beyond = fit(distance_to_target{.target = 12}, {2, 4, 8});
  CHECK(beyond(7.0) == 0.5);
  CHECK(beyond(20.0) == 1);
  const auto down = fit(distance_to_target{.target = 4}, {2, 4, 8}, sign::minus);
  CHECK(down(8.0) == 0);
  CHECK(down(5.0) == 0.75);
  CHECK(down(4.0) == 1);
  CHECK(down(2.0) == 1);
  const auto down_open =
      fit(distance_to_target{.target = 4, .capped = false}, {2, 4, 8}, sign::minus);
  CHECK(down_open(2.0) == 1.5);
}

TEST_CASE("an absolute distance falls on both sides of the target") {
  const distance_to_target absolute{.target = 6, .measure = distance_to_target::form::absolute};
  for (const sign direction : {sign::plus, sign::minus}) {
    const auto f = fit(absolute, {1, 4, 8}, direction);
    CHECK(f(6.0) == 1);
    CHECK(f(1.0) == 0);
    CHECK(f(8.0) == Approx(0.6));
    CHECK(f(3.5) == Approx(0.5));
    CHECK(f(11.0) == Approx(0.6));  // counts as the end of the sample
  }
  const auto above = fit(absolute, {7, 8, 10});
  CHECK(above(10.0) == 0);
  CHECK(above(7.0) == Approx(0.75));
  CHECK(above(4.0) == Approx(0.5));
  const auto below = fit(absolute, {2, 3, 4});
  CHECK(below(4.0) == Approx(0.5));
  CHECK(below(8.0) == Approx(0.5));
}

TEST_CASE("a target worse than the whole sample is refused") {
  CHECK_THROWS_WITH(fit(distance_to_target{.target = 2}, {2, 4}),
                    "column 'x': has 2 as its worst value: the target must be better, got 2");
  CHECK_THROWS_WITH(fit(distance_to_target{.target = 9}, {2, 4}, sign::minus),
                    "column 'x': has 4 as its worst value: the target must be better, got 9");
  CHECK_THROWS_WITH((distance_to_target{.target = unknown}.validate()),
                    "distance_to_target: target must be finite, got nan");
  CHECK_THROWS_WITH(fit(distance_to_target{.target = 1e308}, {-1e308, 0}),
                    "column 'x': lies too far from the target 1e+308");
}
