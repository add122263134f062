// SPDX-License-Identifier: BSL-1.0

// Schemes that look at the order alone: rank, percentile_rank.

#include "sample.hpp"

#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/rank.hpp>

using namespace ltorisk;
using namespace ltorisk::normalize;
using namespace normalizing;
using convention = percentile_rank::convention;

TEST_CASE("rank gives the ranks of the Handbook's table 15, where ties have the least") {
  CHECK(values(normalize::rank{.ties = ties::min}, years_of_school) ==
        std::vector<double>{15, 23, 19, 12, 17, 9,  9, 20, 18, 1, 16, 22,
                            9,  8,  21, 6,  5,  14, 4, 3,  12, 7, 1});
}

TEST_CASE("percentile_rank gives the percentiles of the Handbook's table 15") {
  auto v =
      values(percentile_rank{.position = convention::share, .ties = ties::min}, years_of_school);
  for (double& x : v) x *= 100;
  check_near(v, {65.2, 100,  82.6, 52.2, 73.9, 39.1, 39.1, 87.0, 78.3, 4.3,  69.6, 95.7,
                 39.1, 34.8, 91.3, 26.1, 21.7, 60.9, 17.4, 13.0, 52.2, 30.4, 4.3},
             0.051);
}

TEST_CASE("percentile_rank gives the examples of Excel's documentation, which cuts digits off") {
  const percentile_rank inclusive{.position = convention::inclusive, .ties = ties::min};
  const auto f = fit(inclusive, {13, 12, 11, 8, 4, 3, 2, 1, 1, 1});
  CHECK(f(2.0) == Approx(0.333).margin(0.001));
  CHECK(f(4.0) == Approx(0.555).margin(0.001));
  CHECK(f(8.0) == Approx(0.666).margin(0.001));
  const percentile_rank exclusive{.position = convention::exclusive, .ties = ties::min};
  CHECK(fit(exclusive, {1, 2, 3, 6, 6, 6, 7, 8, 9})(7.0) == Approx(0.7));
}

TEST_CASE("ties share the average, the least, the most, or count as one") {
  const std::vector<double> x{3, 1, 3, 7};
  CHECK(values(normalize::rank{}, x) == std::vector<double>{2.5, 1, 2.5, 4});
  CHECK(values(normalize::rank{.ties = ties::min}, x) == std::vector<double>{2, 1, 2, 4});
  CHECK(values(normalize::rank{.ties = ties::max}, x) == std::vector<double>{3, 1, 3, 4});
  CHECK(values(normalize::rank{.ties = ties::dense}, x) == std::vector<double>{2, 1, 2, 3});
}

TEST_CASE("a cost ranks its largest value worst, ties as for a benefit") {
  const std::vector<double> x{3, 1, 3, 7};
  CHECK(values(normalize::rank{}, x, sign::minus) == std::vector<double>{2.5, 4, 2.5, 1});
  CHECK(values(normalize::rank{.ties = ties::min}, x, sign::minus) ==
        std::vector<double>{2, 4, 2, 1});
  CHECK(values(normalize::rank{.ties = ties::max}, x, sign::minus) ==
        std::vector<double>{3, 4, 3, 1});
  CHECK(values(normalize::rank{.ties = ties::dense}, x, sign::minus) ==
        std::vector<double>{2, 3, 2, 1});
}

TEST_CASE("Borda's points are ranks from zero") {
  CHECK(values(normalize::rank{.first = 0}, {10, 30, 20}) == std::vector<double>{0, 2, 1});
}

TEST_CASE("a figure never seen ranks as it would among the sample") {
  const std::vector<double> x{1, 3, 3, 7};
  const auto at = [&](ties t, double figure, sign direction = sign::plus) {
    return fit(normalize::rank{.ties = t}, x, direction)(figure);
  };
  // Two or three are below, none is equal.
  CHECK(at(ties::average, 2) == 1.5);
  CHECK(at(ties::average, 5) == 3.5);
  CHECK(at(ties::min, 5) == 4);
  CHECK(at(ties::max, 5) == 3);
  CHECK(at(ties::dense, 5) == 3);
  CHECK(at(ties::average, 5, sign::minus) == 1.5);
  CHECK(at(ties::min, 5, sign::minus) == 2);
  CHECK(at(ties::max, 5, sign::minus) == 1);
  CHECK(at(ties::dense, 5, sign::minus) == 2);
  CHECK(at(ties::average, -4) == 1);
  CHECK(at(ties::average, 40) == 4);
  CHECK(at(ties::average, -4, sign::minus) == 4);
}

TEST_CASE("conventions of percentile ranks on four values") {
  const std::vector<double> x{10, 20, 30, 40};
  const auto by = [&](convention c) { return values(percentile_rank{.position = c}, x); };
  check_near(by(convention::midpoint), {0.125, 0.375, 0.625, 0.875}, 1e-15);
  check_near(by(convention::inclusive), {0, 1.0 / 3, 2.0 / 3, 1}, 1e-15);
  check_near(by(convention::exclusive), {0.2, 0.4, 0.6, 0.8}, 1e-15);
  check_near(by(convention::share), {0.25, 0.5, 0.75, 1}, 1e-15);
}

TEST_CASE("with average ties the midpoint ranks of a benefit and a cost add up to one") {
  const auto up = values(percentile_rank{}, years_of_school);
  const auto down = values(percentile_rank{}, years_of_school, sign::minus);
  for (std::size_t i = 0; i < up.size(); ++i) CHECK(up[i] + down[i] == Approx(1));
}

TEST_CASE("in a constant column and with one row all share the middle") {
  CHECK(values(normalize::rank{}, {5, 5, 5}) == std::vector<double>{2, 2, 2});
  for (const auto c : {convention::midpoint, convention::inclusive, convention::exclusive}) {
    const percentile_rank scheme{.position = c};
    CHECK(values(scheme, {5, 5, 5}) == std::vector<double>{0.5, 0.5, 0.5});
    CHECK(values(scheme, {5}) == std::vector<double>{0.5});
    CHECK(fit(scheme, {5})(8.0) == 0.5);
  }
}

TEST_CASE("both zeros are the same figure, and unknown ones have no rank") {
  CHECK(values(normalize::rank{}, {-0.0, 0.0, 1}) == std::vector<double>{1.5, 1.5, 3});
  const auto f = fit(normalize::rank{}, {unknown, 4, unknown, 2});
  CHECK(f.values == std::vector<double>{2, 4});
  CHECK(f(4.0) == 2);
  CHECK_THROWS_WITH(fit(normalize::rank{}, {unknown}),
                    "column 'x': has no known value: rank needs one");
}
