// SPDX-License-Identifier: BSL-1.0

#include "weight/experts.hpp"

#include <ltorisk/weight/rank_order_centroid.hpp>
#include <ltorisk/weight/rank_sum.hpp>
#include <ltorisk/weight/reciprocal_of_ranks.hpp>

#include <algorithm>
#include <limits>
#include <vector>

using namespace ltorisk;
using experts::check;
using experts::weights;
using weight::rank_order_centroid;
using weight::rank_sum;
using weight::reciprocal_of_ranks;

static_assert(weighting<rank_order_centroid>);
static_assert(weighting<rank_sum>);
static_assert(weighting<reciprocal_of_ranks>);

TEST_CASE("rank order centroid weights of two to six criteria by the formula") {
  // To four digits: 11/18, 5/18, 2/18 for three.
  check(weights(rank_order_centroid{}, 2), {0.75, 0.25}, 1e-15);
  check(weights(rank_order_centroid{}, 3), {0.6111, 0.2778, 0.1111}, 5e-5);
  check(weights(rank_order_centroid{}, 4), {0.5208, 0.2708, 0.1458, 0.0625}, 5e-5);
  check(weights(rank_order_centroid{}, 5), {0.4567, 0.2567, 0.1567, 0.0900, 0.0400}, 5e-5);
  check(weights(rank_order_centroid{}, 6), {0.4083, 0.2417, 0.1583, 0.1028, 0.0611, 0.0278}, 5e-5);
}

TEST_CASE("rank sum weights by hand") {
  check(weights(rank_sum{}, 2), {2.0 / 3, 1.0 / 3}, 1e-15);
  check(weights(rank_sum{}, 4), {0.4, 0.3, 0.2, 0.1}, 1e-15);
  check(weights(rank_sum{}, 5), {0.3333, 0.2667, 0.2000, 0.1333, 0.0667}, 5e-5);
}

TEST_CASE("reciprocal of ranks weights by hand") {
  check(weights(reciprocal_of_ranks{}, 2), {2.0 / 3, 1.0 / 3}, 1e-15);
  check(weights(reciprocal_of_ranks{}, 4), {0.48, 0.24, 0.16, 0.12}, 1e-15);
  check(weights(reciprocal_of_ranks{}, 5),
        {60.0 / 137, 30.0 / 137, 20.0 / 137, 15.0 / 137, 12.0 / 137}, 1e-15);
}

TEST_CASE("the exponent of ranks makes weights steeper, and equal at zero") {
  check(weights(rank_sum{.exponent = 0}, 4), {0.25, 0.25, 0.25, 0.25}, 1e-15);
  check(weights(rank_sum{.exponent = 2}, 3), {9.0 / 14, 4.0 / 14, 1.0 / 14}, 1e-15);
  CHECK(weights(rank_sum{.exponent = 100}, 50)[0] > 0.8);
  CHECK_THROWS_AS(rank_sum{.exponent = -1}.validate(), domain_error);
  CHECK_THROWS_AS(rank_sum{.exponent = 101}.validate(), domain_error);
  CHECK_THROWS_AS(rank_sum{.exponent = std::numeric_limits<double>::quiet_NaN()}.validate(),
                  domain_error);
}

TEMPLATE_TEST_CASE("weights go with ranks, wherever their criteria stand", "", rank_order_centroid,
                   rank_sum, reciprocal_of_ranks) {
  const auto sorted = weights(TestType{}, 5);
  CHECK(std::ranges::is_sorted(sorted, std::ranges::greater{}));
  const std::vector<double> ranks{3, 1, 5, 2, 4};
  const auto w = weights(TestType{.ranks = ranks}, 5);
  for (std::size_t j = 0; j < 5; ++j) {
    CHECK(w[j] == Approx(sorted[static_cast<std::size_t>(ranks[j]) - 1]).epsilon(1e-14));
  }
  check(weights(TestType{}, 1), {1}, 0);
  check(weights(TestType{.ranks = {1}}, 1), {1}, 0);
  CHECK(weights(TestType{}, 1000).back() > 0);
}

TEMPLATE_TEST_CASE("tied criteria share the weights of the places they take", "",
                   rank_order_centroid, rank_sum, reciprocal_of_ranks) {
  const auto places = weights(TestType{}, 4);
  const double shared = (places[1] + places[2]) / 2;
  // Competition, dense and mean ranks say the same.
  for (const auto& ranks : std::vector<std::vector<double>>{
           {1, 2, 2, 4}, {1, 2, 2, 3}, {1, 2.5, 2.5, 4}, {1, 20, 20, 300}}) {
    check(weights(TestType{.ranks = ranks}, 4), {places[0], shared, shared, places[3]}, 1e-15);
  }
  check(weights(TestType{.ranks = {1, 1, 1, 1}}, 4), {0.25, 0.25, 0.25, 0.25}, 1e-15);
}

TEMPLATE_TEST_CASE("ranks that are none are refused", "", rank_order_centroid, rank_sum,
                   reciprocal_of_ranks) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wrong : {0.0, -1.0, 0.5, nan, std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_AS((TestType{.ranks = {1, wrong}}.validate()), domain_error);
    CHECK_THROWS_AS(weights(TestType{.ranks = {1, wrong}}, 2), domain_error);
  }
  CHECK_THROWS_WITH(weights(TestType{.ranks = {1, 2}}, 3),
                    contains("has ranks for 2 criteria, there are 3"));
  CHECK_THROWS_AS(weights(TestType{}, 0), input_error);
  const TestType w{.ranks = {2, 1}};
  CHECK(make_scheme<TestType>(parameters_of(w)) == w);
}
