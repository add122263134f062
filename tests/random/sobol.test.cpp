// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/error.hpp>
#include <ltorisk/random/point_set.hpp>
#include <ltorisk/random/sobol.hpp>

#include "catch.hpp"

#include <algorithm>
#include <array>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

using ltorisk::random::independent;
using ltorisk::random::point_set;
using ltorisk::random::sobol;

static_assert(point_set<independent>);
static_assert(point_set<sobol>);
static_assert(!point_set<ltorisk::random::philox>);

namespace {

std::uint64_t integer(double x) { return static_cast<std::uint64_t>(std::ldexp(x, 53)); }

/// How many of n points lie in each of `parts` equal parts of a coordinate.
template <class Points>
bool evenly_spread(const Points& p, std::uint64_t first, std::uint64_t n, std::size_t coordinate) {
  std::vector<int> hits(n);
  for (std::uint64_t i = first; i < first + n; ++i) {
    ++hits[static_cast<std::size_t>(p(i, coordinate) * static_cast<double>(n))];
  }
  return std::ranges::all_of(hits, [](int k) { return k == 1; });
}

/// A smooth function of six coordinates whose mean is one, and its sum over the first n points.
template <class Points>
double error_of_mean(const Points& p, std::uint64_t n, std::size_t first) {
  double sum = 0;
  std::array<double, 6> x;
  for (std::uint64_t i = 0; i < n; ++i) {
    p.fill(i, first, x);
    double f = 1;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const double rest = static_cast<double>(j + 2);
      f *= 1 + (x[j] * std::exp(x[j]) - 1) / rest;
    }
    sum += f;
  }
  return sum / static_cast<double>(n) - 1;
}

/// The slope of log(error) over log(n) between two sizes, the error being the root of the mean
/// square over seeds.
template <class Make>
double slope(Make make, std::uint64_t n1, std::uint64_t n2, std::size_t first = 0) {
  double squares[2] = {};
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    const auto p = make(seed);
    squares[0] += std::pow(error_of_mean(p, n1, first), 2);
    squares[1] += std::pow(error_of_mean(p, n2, first), 2);
  }
  return 0.5 * std::log(squares[1] / squares[0]) /
         std::log(static_cast<double>(n2) / static_cast<double>(n1));
}

}  // namespace

TEST_CASE("Sobol's first points are the published ones") {
  // The first ten points of Joe and Kuo's program in three dimensions, as in their notes on
  // generating Sobol' sequences (2008).
  const double expected[10][3] = {{0, 0, 0},
                                  {0.5, 0.5, 0.5},
                                  {0.75, 0.25, 0.25},
                                  {0.25, 0.75, 0.75},
                                  {0.375, 0.375, 0.625},
                                  {0.875, 0.875, 0.125},
                                  {0.625, 0.125, 0.875},
                                  {0.125, 0.625, 0.375},
                                  {0.1875, 0.3125, 0.9375},
                                  {0.6875, 0.8125, 0.4375}};
  const sobol p(3);
  for (std::size_t i = 0; i < 10; ++i) {
    for (std::size_t j = 0; j < 3; ++j) CHECK(p(i, j) == expected[i][j]);
  }
}

TEST_CASE("all published coordinates are those of another implementation") {
  // Boost.Random begins behind the origin and gives 64-bit integers.
  constexpr auto all = sobol::published;
  boost::random::sobol theirs(all);
  const sobol ours(all);
  std::vector<double> x(all);
  bool same = true;
  for (std::uint64_t i = 1; i < 3000; ++i) {
    ours.fill(i, 0, x);
    for (std::size_t j = 0; j < all; ++j) same = same && integer(x[j]) == theirs() >> 11;
  }
  CHECK(same);
}

TEST_CASE("scrambled points are the same integers everywhere") {
  // From a second implementation, in Python, of what the comments say.
  const sobol p(400, 20260101);
  CHECK(integer(p(0, 0)) == 6224220128991206);
  CHECK(integer(p(1, 0)) == 4274122673256498);
  CHECK(integer(p(1000, 7)) == 2538335919537850);
  CHECK(integer(p(4294967295, 160)) == 1711431093873258);
  CHECK(integer(p(1000, 161)) == 7245507285489873);
  CHECK(integer(p(65537, 399)) == 7799788834709977);
  const independent q{20260101};
  CHECK(integer(q(0, 0)) == 3842949598240502);
  CHECK(integer(q(4294967296, 5)) == 2281972667579488);
}

TEST_CASE("a point does not depend on how it is asked for") {
  const sobol p(500, 3);
  const independent q{3};
  std::vector<double> x(500);
  for (const std::uint64_t i : {0ull, 1ull, 77ull, 4294967295ull}) {
    for (const std::size_t first : {0u, 1u, 31u, 160u, 161u, 321u, 499u, 500u}) {
      x.assign(500 - first, 0);
      p.fill(i, first, x);
      for (std::size_t j = 0; j < x.size(); ++j) REQUIRE(x[j] == p(i, first + j));
      q.fill(i, first, x);
      for (std::size_t j = 0; j < x.size(); ++j) REQUIRE(x[j] == q(i, first + j));
    }
  }
  // Fewer coordinates are the same coordinates.
  CHECK(sobol(40, 3)(12345, 39) == p(12345, 39));
  CHECK(sobol(40, 3) == sobol(40, 3));
  CHECK(sobol(40, 3) != sobol(40, 4));
}

TEST_CASE("every coordinate of a run of two to the power of m points is spread evenly") {
  const sobol plain(sobol::published), p(sobol::published + 40, 9);
  for (const std::size_t j : {0u, 1u, 2u, 50u, 160u}) {
    CHECK(evenly_spread(plain, 0, 1024, j));
    CHECK(evenly_spread(plain, 3 * 1024, 1024, j));
  }
  for (const std::size_t j : {0u, 1u, 2u, 50u, 160u, 161u, 162u, 200u}) {
    CHECK(evenly_spread(p, 0, 1024, j));
    CHECK(evenly_spread(p, 5 * 256, 256, j));
  }
  CHECK_FALSE(evenly_spread(independent{9}, 0, 1024, 0));
}

TEST_CASE("scrambling leaves pairs of coordinates as even as they were") {
  // The first two coordinates are a (0, m, 2)-net: one point of 2^m in each box of that area.
  const sobol p(2, 4);
  for (unsigned m1 = 0; m1 <= 8; ++m1) {
    std::set<std::pair<int, int>> boxes;
    for (std::uint64_t i = 0; i < 256; ++i) {
      boxes.emplace(static_cast<int>(std::ldexp(p(i, 0), static_cast<int>(m1))),
                    static_cast<int>(std::ldexp(p(i, 1), static_cast<int>(8 - m1))));
    }
    CHECK(boxes.size() == 256);
  }
}

TEST_CASE("coordinates beyond the table are not copies of those in it") {
  const sobol p(2 * sobol::published, 12);
  for (const std::size_t j : {0u, 1u, 17u, 160u}) {
    double xx = 0, xy = 0;
    for (std::uint64_t i = 0; i < 4096; ++i) {
      const double x = p(i, j) - 0.5, y = p(i, j + sobol::published) - 0.5;
      xx += x * x;
      xy += x * y;
    }
    CHECK(std::fabs(xy / xx) < 0.06);  // four standard errors of independent numbers
  }
}

TEST_CASE("a scrambled point is uniform over the seeds") {
  double sum = 0, squares = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const double x = sobol(3, seed)(5, 2);
    CHECK(x >= 0);
    CHECK(x < 1);
    sum += x;
    squares += x * x;
  }
  CHECK(sum / 2000 == Approx(0.5).margin(4 * 0.2887 / std::sqrt(2000)));
  CHECK(squares / 2000 == Approx(1. / 3).margin(4 * 0.2981 / std::sqrt(2000)));
}

TEST_CASE("the error falls as one over the root of n, and faster with Sobol's points") {
  const auto random = [](std::uint64_t seed) { return independent{seed}; };
  const auto even = [](std::uint64_t seed) { return sobol(6, seed); };
  const auto beyond = [](std::uint64_t seed) { return sobol(sobol::published + 6, seed); };
  const double r = slope(random, 64, 4096), e = slope(even, 64, 4096),
               b = slope(beyond, 64, 4096, sobol::published);
  CAPTURE(r, e, b);
  CHECK(r == Approx(-0.5).margin(0.1));
  CHECK(e < -1.1);
  CHECK(b < -1.1);
}

TEST_CASE("Sobol's points refuse what they do not have") {
  CHECK_THROWS_WITH(sobol(162), "sobol: has 161 coordinates without a seed, got 162");
  const sobol p(5, 1);
  CHECK_THROWS_WITH(p(std::uint64_t{1} << 32, 0),
                    "sobol: there are 2^32 points, from 0 on; got 4294967296");
  CHECK_THROWS_AS(p(0, 5), ltorisk::domain_error);
  std::vector<double> x(3);
  CHECK_THROWS_WITH(p.fill(0, 3, x), "sobol: has 5 coordinates, asked for 3 to 6");
  CHECK_NOTHROW(p.fill(0, 5, {}));
  CHECK_NOTHROW(sobol(0, 1));
}
