// SPDX-License-Identifier: BSL-1.0

#include "weight/experts.hpp"

#include <ltorisk/weight/given.hpp>

#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace ltorisk;
using experts::check;
using experts::weights;

static_assert(weighting<weight::given>);

TEST_CASE("given amounts are divided by their sum, whatever their unit") {
  check(weights(weight::given{{50, 30, 20}}, 3), {0.5, 0.3, 0.2}, 1e-15);
  check(weights(weight::given{{5, 3, 2}}, 3), {0.5, 0.3, 0.2}, 1e-15);
  check(weights(weight::given{{7}}, 1), {1}, 0);
  check(weights(weight::given{{0, 2, 0}}, 3), {0, 1, 0}, 0);
  check(weights(weight::given{{1, 1, 1, 1}}, 4), {0.25, 0.25, 0.25, 0.25}, 0);
}

TEST_CASE("swings of 100, 60 and 40 points are half, three tenths and a fifth") {
  // von Winterfeldt and Edwards 1986: points relative to the most wanted swing, divided by their
  // sum.
  check(weights(weight::given{{100, 60, 40}}, 3), {0.5, 0.3, 0.2}, 1e-15);
}

TEST_CASE("given amounts may be near the ends of what a double holds") {
  check(weights(weight::given{{1e308, 1e308, 1e308, 1e308}}, 4), {0.25, 0.25, 0.25, 0.25}, 0);
  check(weights(weight::given{{3e-320, 1e-320}}, 2), {0.75, 0.25}, 1e-3);
  check(weights(weight::given{{1e150, 1e-150}}, 2), {1, 0}, 1e-15);
}

TEST_CASE("amounts that cannot be weights are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {-1.0, nan, std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_AS((weight::given{{1, wrong}}.validate()), domain_error);
    CHECK_THROWS_AS(weights(weight::given{{1, wrong}}, 2), domain_error);
  }
  CHECK_THROWS_WITH((weight::given{{1, -1}}.validate()),
                    "given: weights must be finite and at least 0, got -1");
  CHECK_THROWS_WITH((weight::given{{0, 0}}.validate()),
                    "given: weights must have a sum above 0, got 0");
}

TEST_CASE("there must be as many amounts as criteria") {
  CHECK_THROWS_AS(weights(weight::given{{1, 2}}, 3), input_error);
  CHECK_THROWS_WITH(weights(weight::given{{1, 2}}, 3),
                    "given: has weights for 2 criteria, there are 3: 'c1', 'c2', 'c3'");
  CHECK_NOTHROW(weight::given{}.validate());
  CHECK_THROWS_AS(weights(weight::given{}, 2), input_error);
  CHECK_THROWS_AS(weights(weight::given{}, 0), input_error);
  CHECK_THROWS_WITH(weights(weight::given{{1}}, 7), contains("'c5', ..."));
}

TEST_CASE("amounts given by id may stand in any order") {
  const auto criteria = experts::criteria(3);
  using amounts = std::vector<std::pair<std::string, double>>;
  const auto w = weight::given_by_id(amounts{{"c3", 2}, {"c1", 5}, {"c2", 3}}, criteria);
  CHECK(w == weight::given{{5, 3, 2}});
  CHECK_THROWS_WITH(
      weight::given_by_id(amounts{{"c3", 2}, {"c1", 5}, {"c22", 3}}, criteria),
      contains("'c22'") && contains("did you mean") && contains("criterion 'c2': has no weight"));
  CHECK_THROWS_WITH(
      weight::given_by_id(amounts{{"c3", 2}, {"c1", 5}, {"c2", 3}, {"c1", 5}}, criteria),
      "weight of 'c1': is there twice");
  CHECK_THROWS_AS(weight::given_by_id(amounts{{"c3", 0}, {"c1", 0}, {"c2", 0}}, criteria),
                  domain_error);
}

TEST_CASE("given weights are read and set by name") {
  const weight::given w{{3, 1}};
  CHECK(make_scheme<weight::given>(parameters_of(w)) == w);
  CHECK(parameters_of(w).at(0).name == "weights");
  CHECK_THROWS_AS(make_scheme<weight::given>({{"weights", std::vector<double>{-1}, {}}}),
                  domain_error);
}
