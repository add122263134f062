// SPDX-License-Identifier: BSL-1.0

// Quantiles and the shape of a column.

#include "../catch.hpp"

#include <ltorisk/statistics/quantile.hpp>
#include <ltorisk/statistics/shape.hpp>

#include <cmath>
#include <vector>

using namespace ltorisk::statistics;

TEST_CASE("the nine quantiles of ten figures, by the definitions of Hyndman and Fan") {
  const std::vector<double> ten{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const double quarter[] = {3, 3, 2, 2.5, 3, 2.75, 3.25, 2.75 + 1.0 / 6, 2.9375};
  for (int type = 1; type <= 9; ++type) {
    CAPTURE(type);
    CHECK(quantile(ten, 0.25, type) == Approx(quarter[type - 1]));
    CHECK(quantile(ten, 0, type) == 1);
    CHECK(quantile(ten, 1, type) == 10);
    if (type >= 5 || type == 2) CHECK(quantile(ten, 0.5, type) == Approx(5.5));
  }
  CHECK(quantile(ten, 0.25) == 3.25);
}

TEST_CASE("quantiles of type 7 are those of R's documentation for the figures 1 to 9") {
  const std::vector<double> nine{1, 2, 3, 4, 5, 6, 7, 8, 9};
  const double tenths[] = {1.0, 1.8, 2.6, 3.4, 4.2, 5.0, 5.8, 6.6, 7.4, 8.2, 9.0};
  for (int i = 0; i <= 10; ++i) CHECK(quantile(nine, i / 10.0) == Approx(tenths[i]));
}

TEST_CASE("quantiles that step do so where p n is whole, whatever its rounding") {
  std::vector<double> hundred;
  for (int i = 1; i <= 100; ++i) hundred.push_back(i);
  for (int i = 1; i < 100; ++i) {
    const double p = i / 100.0;
    CAPTURE(p);
    CHECK(quantile(hundred, p, 1) == i);
    CHECK(quantile(hundred, p, 2) == i + 0.5);
    CHECK(quantile(hundred, p, 4) == Approx(i));
  }
  CHECK(quantile(hundred, 0.005, 3) == 1);  // between 0 and 1: the nearest that exists
  CHECK(quantile(hundred, 0.015, 3) == 2);  // between 1 and 2: the even one
  CHECK(quantile(hundred, 0.025, 3) == 2);  // between 2 and 3: the even one
}

TEST_CASE("the only figure is every quantile") {
  for (int type = 1; type <= 9; ++type) {
    for (const double p : {0.0, 0.3, 1.0}) CHECK(quantile(std::vector<double>{7}, p, type) == 7);
  }
}

TEST_CASE("skewness and kurtosis are those of Excel's documentation") {
  // SKEW and KURT of 3, 4, 5, 2, 3, 4, 5, 6, 4, 7: 0.359543 and -0.151799637.
  const auto s = shape_of(std::vector<double>{3, 4, 5, 2, 3, 4, 5, 6, 4, 7});
  CHECK(s.skewness == Approx(0.359543).margin(5e-7));
  CHECK(s.kurtosis == Approx(-0.151799637).margin(5e-10));
}

TEST_CASE("moment ratios of the population") {
  const auto s = shape_of(std::vector<double>{0, 0, 0, 1}, deviation::population);
  CHECK(s.skewness == Approx(2 / std::sqrt(3)));  // (1 - 2p) / sqrt(p q), p = 1/4
  CHECK(s.kurtosis == Approx(-2.0 / 3));          // (1 - 6 p q) / (p q)
}

TEST_CASE("the shape does not depend on unit and origin, at any scale") {
  const std::vector<double> x{3, 4, 5, 2, 3, 4, 5, 6, 4, 7};
  for (const double unit : {1e-300, 1e300, -1e150}) {
    auto carried = x;
    for (double& v : carried) v *= unit;
    const auto s = shape_of(carried);
    CHECK(std::fabs(s.skewness) == Approx(0.359543).margin(5e-7));
    CHECK(s.kurtosis == Approx(-0.151799637).margin(5e-10));
  }
}

TEST_CASE("what is constant has no shape, nor have three figures in a sample") {
  CHECK(std::isnan(shape_of(std::vector<double>{}).skewness));
  CHECK(std::isnan(shape_of(std::vector<double>{2, 2, 2, 2}).kurtosis));
  CHECK(std::isnan(shape_of(std::vector<double>{1, 2, 4}).skewness));
  CHECK_FALSE(std::isnan(shape_of(std::vector<double>{1, 2, 4}, deviation::population).skewness));
}
