// SPDX-License-Identifier: BSL-1.0

// Schemes that freeze a straight line: min_max, goalposts, z_score, scaled.

#include "sample.hpp"

#include <ltorisk/normalize/goalposts.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/scales/logarithmic.hpp>

#include <cmath>

using namespace ltorisk;
using namespace ltorisk::normalize;
using namespace normalizing;

TEST_CASE("min_max gives the values of the Handbook's table 15") {
  check_near(values(min_max{}, years_of_school),
             {0.59, 1.00, 0.88, 0.49, 0.76, 0.47, 0.47, 0.92, 0.78, 0.00, 0.63, 0.98,
              0.47, 0.45, 0.94, 0.27, 0.16, 0.51, 0.04, 0.02, 0.49, 0.41, 0.00},
             0.0051);
}

TEST_CASE("z_score gives the values of the Handbook's table 15, which divides by n - 1") {
  check_near(values(z_score{}, years_of_school),
             {0.26,  1.52,  1.14, -0.06, 0.76,  -0.12, -0.12, 1.27,  0.83,  -1.58, 0.38, 1.46,
              -0.12, -0.19, 1.33, -0.76, -1.08, 0.00,  -1.46, -1.52, -0.06, -0.31, -1.58},
             0.0051);
}

TEST_CASE("a z-score by n is larger by the root of n / (n - 1)") {
  const auto sample = values(z_score{}, {1, 2, 3, 4, 5});
  const auto population =
      values(z_score{.deviation = statistics::deviation::population}, {1, 2, 3, 4, 5});
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(population[i] == Approx(sample[i] * std::sqrt(5.0 / 4)));
  }
  CHECK(population[4] == Approx(std::sqrt(2)));
  CHECK(sample[4] == Approx(2 / std::sqrt(2.5)));
}

TEST_CASE("the z-score of a cost is negated, and goes on beyond the sample") {
  const auto up = fit(z_score{}, {1, 2, 3, 4, 5}),
             down = fit(z_score{}, {1, 2, 3, 4, 5}, sign::minus);
  CHECK(up.declared() == interval{1, 5});
  for (const double x : {-10.0, 1.0, 3.0, 4.5, 40.0}) {
    CHECK(up(x) == Approx((x - 3) / std::sqrt(2.5)).margin(1e-15));
    CHECK(down(x) == Approx(-up(x)).margin(1e-15));
  }
}

TEST_CASE("z-scores of figures far from zero keep their digits") {
  std::vector<double> far;
  for (const double x : {1.0, 2.0, 3.0, 4.0, 5.0}) far.push_back(1e9 + x / 1024);
  const auto v = values(z_score{}, far);
  CHECK(v[4] == Approx(2 / std::sqrt(2.5)).epsilon(1e-12));
}

TEST_CASE("scaled gives a column the mean and the deviation asked for") {
  // 100 + 10 (x - 3) / sqrt(2), as the Mazziotta-Pareto index standardizes.
  const scaled mpi{.deviation = statistics::deviation::population};
  const double step = 10 / std::sqrt(2);
  check_near(values(mpi, {1, 2, 3, 4, 5}),
             {100 - 2 * step, 100 - step, 100, 100 + step, 100 + 2 * step}, 1e-12);
  check_near(values(mpi, {1, 2, 3, 4, 5}, sign::minus),
             {100 + 2 * step, 100 + step, 100, 100 - step, 100 - 2 * step}, 1e-12);
  const auto v = values(scaled{.mean = -3, .spread = 0.5}, years_of_school);
  double sum = 0, squares = 0;
  for (const double x : v) sum += x;
  for (const double x : v) squares += (x + 3) * (x + 3);
  CHECK(sum / 23 == Approx(-3));
  CHECK(std::sqrt(squares / 22) == Approx(0.5));
}

TEST_CASE("goalposts give the dimension indices of Costa Rica") {
  // UNDP, Human Development Report 2014, technical note 1: 0.922, 0.558 and 0.750.
  const auto index = [](double lower, double upper, double x) {
    return fit(goalposts{.lower = lower, .upper = upper}, {})(x);
  };
  CHECK(index(20, 85, 79.93) == Approx(0.922).margin(0.0005));
  CHECK(index(0, 15, 8.37) == Approx(0.558).margin(0.0005));
  CHECK(index(0, 18, 13.5) == Approx(0.750).margin(0.0005));
  // Income is a logarithm between goalposts: 0.5506 for 3,829 dollars (2020, technical note 1).
  CHECK(scales::logarithmic{.lower = 100, .upper = 75000}(3829.0) ==
        Approx(0.5506).margin(0.00005));
}

TEST_CASE("goalposts turn for a cost, stop where capped and lead anywhere") {
  const goalposts ampi{.lower = 10, .upper = 30, .onto = {70, 130}, .capped = false};
  CHECK(fit(ampi, {})(20.0) == Approx(100));
  CHECK(fit(ampi, {})(40.0) == Approx(160));
  CHECK(fit(ampi, {}, sign::minus)(10.0) == 130);
  CHECK(fit(ampi, {}, sign::minus)(30.0) == 70);
  CHECK(fit(goalposts{}, {})(7.0) == 1);
  CHECK(fit(goalposts{}, {}, sign::minus)(7.0) == 0);
}

TEST_CASE("parameters of straight lines outside their domain are refused") {
  CHECK_THROWS_WITH((goalposts{.lower = 3, .upper = 2}.validate()),
                    "goalposts: lower must be below upper, got 3 and 2");
  CHECK_THROWS_WITH((scaled{.spread = 0}.validate()),
                    "scaled: spread must be above 0 and finite, got 0");
  CHECK_THROWS_WITH((scaled{.mean = unknown}.validate()), "scaled: mean must be finite, got nan");
}

TEST_CASE("columns without a deviation are refused in words") {
  CHECK_THROWS_WITH(fit(z_score{}, {4, 4}),
                    "column 'x': is constant at 4: z_score needs two different values");
  CHECK_THROWS_WITH(fit(scaled{}, {unknown}), "column 'x': has no known value: scaled needs two");
  CHECK_THROWS_WITH(fit(z_score{}, {1e300, -1e300, 0}),
                    contains("column 'x': its smallest and largest value make no scale"));
}
