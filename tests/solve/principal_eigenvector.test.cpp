// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/solve/principal_eigenvector.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace ltorisk;
using solve::principal_eigenvector;

TEST_CASE("a symmetric matrix of two by hand") {
  const auto p = principal_eigenvector({{2, 1}, {1, 2}});
  CHECK(p.value == Approx(3).epsilon(1e-15));
  CHECK(p.vector[0] == Approx(0.5).epsilon(1e-15));
  const auto q = principal_eigenvector({{1, 4}, {1, 1}});  // 1 + 2, (2, 1)
  CHECK(q.value == Approx(3).epsilon(1e-15));
  CHECK(q.vector[0] == Approx(2.0 / 3).epsilon(1e-15));
  CHECK(q.vector[1] == Approx(1.0 / 3).epsilon(1e-15));
}

TEST_CASE("a single number is its own eigenvalue") {
  const auto p = principal_eigenvector({{7}});
  CHECK(p.value == 7);
  CHECK(p.vector[0] == 1);
}

TEST_CASE("the eigenvalue of a circulant is the sum of a row") {
  // The second is 1 + a w + w^2 / a with w a cube root of one: as large but for 1.5 parts in a.
  for (const double a : {2.0, 1e3, 1e6, 1e9}) {
    const auto p = principal_eigenvector({{1, a, 1 / a}, {1 / a, 1, a}, {a, 1 / a, 1}});
    CHECK(p.value == Approx(1 + a + 1 / a).epsilon(1e-14));
    for (const double x : p.vector) CHECK(x == Approx(1.0 / 3).epsilon(1e-7));
  }
}

TEST_CASE("a matrix of ratios has its own weights, of whatever size") {
  for (const double span : {1.0, 1e3, 1e100, 1e150}) {
    const std::vector<double> w{span, 1, 1 / span};
    std::vector<std::vector<double>> a(3, std::vector<double>(3));
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) a[i][j] = w[i] / w[j];
    }
    const auto p = principal_eigenvector(a);
    CHECK(p.value == Approx(3).epsilon(1e-14));
    const double sum = span + 1 + 1 / span;
    for (std::size_t i = 0; i < 3; ++i) CHECK(p.vector[i] / (w[i] / sum) == Approx(1));
  }
}

TEST_CASE("bounds enclose the eigenvalue and the vector is its eigenvector") {
  std::mt19937_64 bits(3);
  for (std::size_t n = 1; n <= 20; ++n) {
    std::vector<std::vector<double>> a(n, std::vector<double>(n));
    for (auto& row : a) {
      for (double& x : row) x = std::exp(static_cast<double>(bits() >> 11) * 0x1p-53 * 8 - 4);
    }
    const auto p = principal_eigenvector(a);
    CHECK(p.lower <= p.value);
    CHECK(p.value <= p.upper);
    CHECK(p.upper - p.lower <= 1e-14 * p.value);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double image = 0;
      for (std::size_t j = 0; j < n; ++j) image += a[i][j] * p.vector[j];
      CHECK(image == Approx(p.value * p.vector[i]).epsilon(1e-13));
      CHECK(p.vector[i] > 0);
      sum += p.vector[i];
    }
    CHECK(sum == Approx(1).epsilon(1e-14));
  }
}

TEST_CASE("what is not a positive square matrix is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(principal_eigenvector({}), domain_error);
  CHECK_THROWS_AS(principal_eigenvector({{1, 2}}), domain_error);
  CHECK_THROWS_AS(principal_eigenvector({{1, 0}, {1, 1}}), domain_error);
  CHECK_THROWS_AS(principal_eigenvector({{1, -2}, {1, 1}}), domain_error);
  CHECK_THROWS_AS(principal_eigenvector({{1, nan}, {1, 1}}), domain_error);
  CHECK_THROWS_AS(principal_eigenvector({{1, std::numeric_limits<double>::infinity()}, {1, 1}}),
                  domain_error);
}
