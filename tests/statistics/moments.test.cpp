// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/reduction.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

using namespace ltorisk;
using statistics::column_moments;
using statistics::deviation;
using statistics::moments;

namespace {

column_moments of(const std::vector<double>& values) {
  const column_view column{"x", values.data()};
  return statistics::summarize<moments>({&column, 1}, values.size())[0];
}

struct expected_moments {
  long double mean = 0, m2 = 0, m3 = 0, m4 = 0;
};

expected_moments two_pass(const std::vector<double>& values) {
  // Of differences from the first value, so that the mean loses no digits either.
  const auto origin = static_cast<long double>(values[0]);
  long double count = 0, mean = 0;
  for (const double x : values) {
    if (x != x) continue;
    ++count;
    mean += static_cast<long double>(x) - origin;
  }
  mean /= count;
  expected_moments e{.mean = origin + mean};
  for (const double x : values) {
    if (x != x) continue;
    const auto d = static_cast<long double>(x) - origin - mean;
    e.m2 += d * d;
    e.m3 += d * d * d;
    e.m4 += d * d * d * d;
  }
  return e;
}

double uniform(std::mt19937_64& bits) { return static_cast<double>(bits() >> 11) * 0x1p-53; }

// center + spread u^2: skewed, so that the third moment is none of rounding.
std::vector<double> noise(std::size_t n, double center, double spread) {
  std::mt19937_64 bits(5);
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = uniform(bits);
    values.push_back(center + spread * u * u);
  }
  return values;
}

double apart(double found, long double expected) {
  return static_cast<double>(std::fabs(static_cast<long double>(found) - expected) /
                             std::fabs(expected));
}

}  // namespace

TEST_CASE("moments of 2, 4, 4, 4, 5, 5, 7, 9 by hand") {
  const auto m = of({2, 4, 4, 4, 5, 5, 7, 9});
  CHECK(m.count == 8);
  CHECK(m.mean == 5);
  CHECK(m.m2 == 32);
  CHECK(m.mean_rest == 0);
  CHECK(m.m3 == 42);   // -27 - 3 + 8 + 64
  CHECK(m.m4 == 356);  // 81 + 3 + 16 + 256
  CHECK(m.least == 2);
  CHECK(m.most == 9);
  CHECK(m.sum() == 40);
  CHECK(m.squares() == 232);
  CHECK(m.variance(deviation::population) == 4);
  CHECK(m.standard_deviation(deviation::population) == 2);
  CHECK(m.variance(deviation::sample) == Approx(32.0 / 7));
  CHECK_FALSE(m.constant());
}

TEST_CASE("moments keep their digits on hard columns of any length") {
  for (const auto n : std::vector<std::size_t>{2, 100, 4096, 4097, 20000, 100000}) {
    for (const auto& [center, spread] : std::vector<std::pair<double, double>>{{0, 1},
                                                                               {1e9, 1e-3},
                                                                               {-1e9, 1e-3},
                                                                               {1e15, 10},
                                                                               {1e-300, 1e-70},
                                                                               {1e-70, 1e-72},
                                                                               {0, 1e70},
                                                                               {1, 1e-8}}) {
      CAPTURE(n, center, spread);
      const auto values = noise(n, center, spread);
      const auto m = of(values);
      const auto e = two_pass(values);
      CHECK(apart(m.mean, e.mean) <= 1e-14);
      CHECK(apart(m.m2, e.m2) <= 1e-11);
      if (n > 2) CHECK(apart(m.m3, e.m3) <= 1e-9);
      CHECK(apart(m.m4, e.m4) <= 1e-11);
    }
  }
}

TEST_CASE("means and deviations live at the ends of what a double holds") {
  for (const double unit : {1e-150, 1e150}) {
    const auto m =
        of({2 * unit, 4 * unit, 4 * unit, 4 * unit, 5 * unit, 5 * unit, 7 * unit, 9 * unit});
    CHECK(m.mean / unit == Approx(5).epsilon(1e-15));
    CHECK(m.standard_deviation(deviation::population) / unit == Approx(2).epsilon(1e-14));
  }
  const double huge = 1.5e308;
  const auto m = of({huge, -huge, huge});
  CHECK(m.mean == Approx(huge / 3).epsilon(1e-15));
  CHECK(std::isinf(m.m2));
  CHECK(of(std::vector<double>(5000, huge)).mean == huge);
  std::vector<double> halves(8192, huge);
  for (std::size_t i = 4096; i < 8192; ++i) halves[i] = -huge;
  CHECK(of(halves).mean == 0);
  CHECK(std::isinf(of(halves).m2));
}

TEST_CASE("a constant column has its value as mean and no deviation, whatever its length") {
  for (const double value : {0.1, -7.3, 1e300, 1e-300, 0.0}) {
    for (const auto n : std::vector<std::size_t>{1, 3, 4096, 10000}) {
      const auto m = of(std::vector<double>(n, value));
      CHECK(m.constant());
      CHECK(m.mean == value);
      CHECK(m.m2 == 0);
      CHECK(m.m3 == 0);
      CHECK(m.m4 == 0);
      CHECK(m.count == static_cast<double>(n));
    }
  }
}

TEST_CASE("unknown cells are left out, wherever they stand") {
  const auto m = of({missing, 1, missing, 2, not_applicable, 3, missing});
  CHECK(m == of({1, 2, 3}));
  std::vector<double> late(4096, missing);  // a whole block of them
  for (const double x : {1, 2, 3}) late.push_back(x);
  CHECK(of(late) == of({1, 2, 3}));
}

TEST_CASE("no rows, and no known value, have a count of zero and nothing else") {
  for (const auto n : std::vector<std::size_t>{0, 1, 4096, 5000}) {
    const auto m = of(std::vector<double>(n, missing));
    CHECK(m == column_moments{});
    CHECK(m.count == 0);
    CHECK(m.constant());
    CHECK(m.sum() == 0);
    CHECK(std::isnan(m.variance(deviation::population)));
  }
}

TEST_CASE("one value has no sample deviation and a population deviation of zero") {
  const auto m = of({42});
  CHECK(std::isnan(m.variance(deviation::sample)));
  CHECK(m.variance(deviation::population) == 0);
  CHECK(m.mean == 42);
}

TEST_CASE("every column has its own moments") {
  const std::vector<double> a{1, 2, 3}, b{missing, 5, 5};
  const column_view columns[]{{"a", a.data()}, {"b", b.data()}};
  const auto m = statistics::summarize<moments>(columns, 3);
  REQUIRE(m.size() == 2);
  CHECK(m[0] == of(a));
  CHECK(m[1] == of(b));
}
