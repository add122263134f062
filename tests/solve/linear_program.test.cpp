// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/solve/linear_program.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using namespace ltorisk;
using solve::linear_outcome;
using solve::linear_program;

namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void check_x(const std::vector<double>& x, const std::vector<double>& expected,
             double margin = 1e-9) {
  REQUIRE(x.size() == expected.size());
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == Approx(expected[i]).margin(margin));
}

// std::mt19937_64 is fixed by the standard, its distributions are not.
class dice {
 public:
  explicit dice(std::uint64_t seed) : bits_(seed) {}
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(bits_() >> 11) * 0x1p-53;
  }
  int integer(int low, int high) {
    return low + static_cast<int>(bits_() % static_cast<std::uint64_t>(high - low + 1));
  }

 private:
  std::mt19937_64 bits_;
};

// Rows a x <= b over x >= 0, x <= 10.
struct polytope {
  std::vector<std::vector<double>> a;
  std::vector<double> b;
};

// The least c'x over all corners in two or three dimensions; infinity where there is none.
double least_corner(const polytope& p, const std::vector<double>& c) {
  const auto n = c.size();
  auto rows = p.a;
  auto bounds = p.b;
  for (std::size_t j = 0; j < n; ++j) {
    std::vector<double> row(n);
    row[j] = -1;
    rows.push_back(row);
    bounds.push_back(0);
  }
  double least = std::numeric_limits<double>::infinity();
  const auto consider = [&](const std::vector<double>& x) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!(dot(rows[i], x) <= bounds[i] + 1e-9)) return;
    }
    least = std::min<double>(least, dot(c, x));
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t k = i + 1; k < rows.size(); ++k) {
      const auto &r = rows[i], &s = rows[k];
      if (n == 2) {
        const double det = r[0] * s[1] - r[1] * s[0];
        if (std::fabs(det) < 1e-12) continue;
        consider({(bounds[i] * s[1] - r[1] * bounds[k]) / det,
                  (r[0] * bounds[k] - bounds[i] * s[0]) / det});
        continue;
      }
      for (std::size_t l = k + 1; l < rows.size(); ++l) {
        const auto& t = rows[l];
        const auto det3 = [](const std::vector<double>& u, const std::vector<double>& v,
                             const std::vector<double>& w) {
          return u[0] * (v[1] * w[2] - v[2] * w[1]) - u[1] * (v[0] * w[2] - v[2] * w[0]) +
                 u[2] * (v[0] * w[1] - v[1] * w[0]);
        };
        const double det = det3(r, s, t);
        if (std::fabs(det) < 1e-12) continue;
        std::vector<double> x(3);
        for (std::size_t j = 0; j < 3; ++j) {
          auto u = r, v = s, w = t;
          u[j] = bounds[i];
          v[j] = bounds[k];
          w[j] = bounds[l];
          x[j] = det3(u, v, w) / det;
        }
        consider(x);
      }
    }
  }
  return least;
}

}  // namespace

TEST_CASE("the Wyndor glass problem has its published plan and shadow prices") {
  // Hillier and Lieberman, Introduction to Operations Research, ch. 3: max 3 x + 5 y.
  linear_program p(2);
  p.at_most({1, 0}, 4).at_most({0, 2}, 12).at_most({3, 2}, 18);
  const auto best = p.maximize({3, 5});
  REQUIRE(best.optimal());
  CHECK(best.value == Approx(36));
  check_x(best.x, {2, 6});
  check_x(best.prices, {0, 1.5, 1});
}

TEST_CASE("the three kinds of constraint meet in one program") {
  // Hillier and Lieberman, ch. 4: the design of radiation therapy, min .4 x + .5 y.
  linear_program p(2);
  p.at_most({0.3, 0.1}, 2.7).equal({0.5, 0.5}, 6).at_least({0.6, 0.4}, 6);
  const auto best = p.minimize({0.4, 0.5});
  REQUIRE(best.optimal());
  CHECK(best.value == Approx(5.25));
  check_x(best.x, {7.5, 4.5});
  check_x(best.prices, {-0.5, 1.1, 0});
}

TEST_CASE("the example of the comment is right") {
  linear_program p(2);
  p.at_most({1, 2}, 14).at_least({3, -1}, 0).at_most({1, -1}, 2);
  const auto best = p.maximize({3, 4});
  REQUIRE(best.optimal());
  CHECK(best.value == Approx(34));
  check_x(best.x, {6, 4});
}

TEST_CASE("Beale's example, on which the plain simplex cycles, ends") {
  // Beale 1955, doi:10.1002/nav.3800020206; minimum -1/20 at (1/25, 0, 1, 0).
  linear_program p(4);
  p.at_most({0.25, -60, -1.0 / 25, 9}, 0);
  p.at_most({0.5, -90, -1.0 / 50, 3}, 0);
  p.at_most({0, 0, 1, 0}, 1);
  const auto best = p.minimize({-0.75, 150, -0.02, 6});
  REQUIRE(best.optimal());
  CHECK(best.value == Approx(-0.05));
  check_x(best.x, {0.04, 0, 1, 0});
}

TEST_CASE("the cycling example of Chvatal ends") {
  // Chvatal, Linear Programming 1983, ch. 3; maximum 1 at (1, 0, 1, 0).
  linear_program p(4);
  p.at_most({0.5, -5.5, -2.5, 9}, 0).at_most({0.5, -1.5, -0.5, 1}, 0).at_most({1, 0, 0, 0}, 1);
  const auto best = p.maximize({10, -57, -9, -24});
  REQUIRE(best.optimal());
  CHECK(best.value == Approx(1));
  check_x(best.x, {1, 0, 1, 0});
}

TEST_CASE("Klee and Minty's cubes are climbed to the top") {
  // max sum 2^(n-j) x_j, 2 sum_{i<j} 2^(j-i) x_i + x_j <= 5^j: x = (0, .., 0, 5^n).
  for (std::size_t n = 1; n <= 10; ++n) {
    linear_program p(n);
    std::vector<double> gain(n);
    for (std::size_t j = 0; j < n; ++j) {
      gain[j] = std::ldexp(1.0, static_cast<int>(n - 1 - j));
      std::vector<double> row(n);
      for (std::size_t i = 0; i < j; ++i) row[i] = std::ldexp(2.0, static_cast<int>(j - i));
      row[j] = 1;
      p.at_most(row, std::pow(5.0, static_cast<double>(j + 1)));
    }
    const auto best = p.maximize(gain);
    REQUIRE(best.optimal());
    CHECK(best.value == Approx(std::pow(5.0, static_cast<double>(n))));
  }
}

TEST_CASE("Taha's transport problem costs 435") {
  // Taha, Operations Research, SunRay Transport: supplies 15, 25, 10, demands 5, 15, 15, 15. One
  // constraint repeats the others.
  const std::vector<std::vector<double>> cost{{10, 2, 20, 11}, {12, 7, 9, 20}, {4, 14, 16, 18}};
  const std::vector<double> supply{15, 25, 10}, demand{5, 15, 15, 15};
  linear_program p(12);
  std::vector<double> flat;
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<double> row(12);
    for (std::size_t j = 0; j < 4; ++j) {
      row[4 * i + j] = 1;
      flat.push_back(cost[i][j]);
    }
    p.equal(row, supply[i]);
  }
  for (std::size_t j = 0; j < 4; ++j) {
    std::vector<double> row(12);
    for (std::size_t i = 0; i < 3; ++i) row[4 * i + j] = 1;
    p.equal(row, demand[j]);
  }
  const auto best = p.minimize(flat);
  REQUIRE(best.optimal());
  CHECK(best.value == Approx(435));
}

TEST_CASE("a diet has the cost, foods and prices that an independent solver finds") {
  // Six foods, five nutrients, in the manner of Stigler; solved once by HiGHS.
  linear_program p(6);
  p.at_least({44.7, 8.4, 7.4, 2.2, 2.6, 26.9}, 3);
  p.at_least({1411, 422, 448, 333, 125, 1691}, 70);
  p.at_least({2, 15.1, 16.4, 0.2, 4, 11.4}, 0.8);
  p.at_least({365, 9, 19, 139, 36, 792}, 12);
  p.at_least({0, 26, 28.1, 169.2, 7.2, 0}, 5);
  const auto best = p.minimize({36, 14.1, 24.2, 60.8, 5.2, 11});
  REQUIRE(best.optimal());
  CHECK(best.value == Approx(2.9968713473419637));
  check_x(best.x, {0, 0, 0, 0.02955082742316785, 0, 0.10910736727394167}, 1e-12);
  check_x(best.prices, {0.4089219330855019, 0, 0, 0, 0.3540211096170916}, 1e-12);
}

TEST_CASE("what cannot be met is infeasible") {
  CHECK(linear_program(1).at_most({1}, 1).at_least({1}, 2).minimize({1}).outcome ==
        linear_outcome::infeasible);
  CHECK(linear_program(2).equal({1, 1}, 1).equal({1, 1}, 2).minimize({1, 0}).outcome ==
        linear_outcome::infeasible);
  CHECK(linear_program(1).at_most({1}, -1).minimize({1}).outcome == linear_outcome::infeasible);
  CHECK(linear_program(1).equal({0}, 1).minimize({1}).outcome == linear_outcome::infeasible);
  CHECK(linear_program(1).at_most({1}, 1).at_least({1}, 1 + 1e-6).minimize({0}).outcome ==
        linear_outcome::infeasible);
  CHECK(linear_program(1).at_most({1}, 1).at_least({1}, 1).minimize({1}).x[0] == 1);
}

TEST_CASE("what can fall without end is unbounded") {
  CHECK(linear_program(1).minimize({-1}).outcome == linear_outcome::unbounded);
  CHECK(linear_program(2).at_least({1, -1}, 1).maximize({1, 1}).outcome ==
        linear_outcome::unbounded);
  CHECK(linear_program(2).equal({1, -1}, 0).minimize({-1, 0}).outcome == linear_outcome::unbounded);
  CHECK(linear_program(2).equal({1, -1}, 0).minimize({1, 0}).value == 0);
  CHECK(linear_program(1).minimize({1}).x[0] == 0);
}

TEST_CASE("constraints that repeat each other or say nothing change nothing") {
  linear_program p(3);
  p.equal({1, 1, 1}, 1).equal({2, 2, 2}, 2).equal({0, 0, 0}, 0).equal({1, -1, 0}, 0);
  p.at_most({0, 0, 0}, 5).equal({2, 0, 1}, 1);
  const auto best = p.minimize({1, 2, 4});
  REQUIRE(best.optimal());
  check_x(best.x, {0.5, 0.5, 0});
  CHECK(best.value == Approx(1.5));
}

TEST_CASE("units of rows, columns and cost do not matter") {
  for (const double unit : {1e-150, 1e-9, 1.0, 1e9, 1e150}) {
    linear_program rows(2);
    rows.at_most({unit, 0}, 4 * unit).at_most({0, 2}, 12).at_most({3 / unit, 2 / unit}, 18 / unit);
    const auto by_rows = rows.maximize({3, 5});
    REQUIRE(by_rows.optimal());
    CHECK(by_rows.value == Approx(36));
    CHECK(by_rows.prices[2] / unit == Approx(1));

    linear_program columns(2);
    columns.at_most({unit, 0}, 4).at_most({0, 2 / unit}, 12).at_most({3 * unit, 2 / unit}, 18);
    const auto by_columns = columns.maximize({3 * unit, 5 / unit});
    REQUIRE(by_columns.optimal());
    CHECK(by_columns.value == Approx(36));
    check_x({by_columns.x[0] * unit, by_columns.x[1] / unit}, {2, 6});

    linear_program bounds(2);
    bounds.at_most({1, 0}, 4 * unit).at_most({0, 2}, 12 * unit).at_most({3, 2}, 18 * unit);
    CHECK(bounds.maximize({3, 5}).value / unit == Approx(36));
    CHECK(bounds.maximize({3 / unit, 5 / unit}).value == Approx(36));
  }
}

TEST_CASE("numbers near the ends of what a double holds do not overflow") {
  linear_program p(2);
  p.at_most({1e-300, 0}, 1).at_most({1e300, 1e300}, 2e300).at_least({0, 1e-300}, 5e-301);
  const auto best = p.maximize({1e300, 1e299});
  REQUIRE(best.optimal());
  check_x(best.x, {1.5, 0.5});
  CHECK(best.value / 1e300 == Approx(1.55));
  CHECK(linear_program(1).at_most({1e-300}, 1e-300).maximize({1e300}).x[0] == 1);
}

TEST_CASE("a generous bound beside narrow ones does not blur them") {
  linear_program p(2);
  p.at_most({1, 0}, 1e12).equal({1, 1}, 1).at_least({1, -1}, 0.5);
  const auto best = p.minimize({1, 0});
  REQUIRE(best.optimal());
  check_x(best.x, {0.75, 0.25}, 1e-12);
}

TEST_CASE("random programs have the value of their best corner") {
  dice d(1);
  int optimal = 0, infeasible = 0;
  for (int round = 0; round < 600; ++round) {
    const std::size_t n = round % 2 == 0 ? 2 : 3;
    const bool integers = d.integer(0, 1) == 1;  // many ties and degenerate corners
    linear_program p(n);
    polytope q;
    const auto number = [&](double low, double high) {
      return integers ? d.integer(static_cast<int>(low), static_cast<int>(high))
                      : d.uniform(low, high);
    };
    for (std::size_t j = 0; j < n; ++j) {
      std::vector<double> row(n);
      row[j] = 1;
      p.at_most(row, 10);
      q.a.push_back(row);
      q.b.push_back(10);
    }
    const int rows = d.integer(1, 5);
    for (int i = 0; i < rows; ++i) {
      std::vector<double> row(n), turned(n);
      for (std::size_t j = 0; j < n; ++j) turned[j] = -(row[j] = number(-3, 4));
      const double bound = number(-4, 12);
      const int kind = d.integer(0, 4);
      if (kind != 0) {
        q.a.push_back(row);
        q.b.push_back(bound);
      }
      if (kind <= 1) {
        q.a.push_back(turned);
        q.b.push_back(-bound);
      }
      if (kind == 0) p.at_least(row, bound);
      if (kind == 1) p.equal(row, bound);
      if (kind > 1) p.at_most(row, bound);
    }
    std::vector<double> cost(n);
    for (double& c : cost) c = number(-5, 5);
    const auto best = p.minimize(cost);
    const double expected = least_corner(q, cost);
    CAPTURE(round, expected);
    if (std::isinf(expected)) {
      CHECK(best.outcome == linear_outcome::infeasible);
      ++infeasible;
      continue;
    }
    REQUIRE(best.optimal());
    ++optimal;
    CHECK(best.value == Approx(expected).margin(1e-8));
    for (std::size_t i = 0; i < q.a.size(); ++i) CHECK(dot(q.a[i], best.x) <= q.b[i] + 1e-8);
    for (const double x : best.x) CHECK(x >= 0);
  }
  CHECK(optimal > 100);
  CHECK(infeasible > 50);
}

TEST_CASE("prices prove the value: strong duality on random programs of forty rows") {
  dice d(2);
  for (int round = 0; round < 20; ++round) {
    const std::size_t n = 6, rows = 40;
    linear_program p(n);
    std::vector<std::vector<double>> a;
    std::vector<double> bounds, gain(n);
    for (std::size_t i = 0; i < rows; ++i) {
      std::vector<double> row(n);
      for (double& x : row) x = d.uniform(0, 1);
      bounds.push_back(1);
      a.push_back(row);
      p.at_most(row, 1);
    }
    for (double& g : gain) g = d.uniform(0, 1);
    const auto best = p.maximize(gain);
    REQUIRE(best.optimal());
    CHECK(dot(best.prices, bounds) == Approx(best.value));
    for (std::size_t j = 0; j < n; ++j) {
      double covered = 0;
      for (std::size_t i = 0; i < rows; ++i) covered += best.prices[i] * a[i][j];
      CHECK(covered >= gain[j] - 1e-9);
    }
    for (std::size_t i = 0; i < rows; ++i) {
      CHECK(best.prices[i] >= -1e-12);
      CHECK(dot(a[i], best.x) <= 1 + 1e-9);
    }
  }
}

TEST_CASE("coefficients must be as many as variables, and finite") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  linear_program p(2);
  CHECK_THROWS_AS(p.at_most({1}, 1), domain_error);
  CHECK_THROWS_AS(p.equal({1, nan}, 1), domain_error);
  CHECK_THROWS_AS(p.at_least({1, 1}, infinity), domain_error);
  CHECK_THROWS_AS(p.minimize({1, 2, 3}), domain_error);
  CHECK_THROWS_AS(p.maximize({1, infinity}), domain_error);
  CHECK(linear_program(0).minimize({}).optimal());
}
