// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"

#include <ltorisk/aggregate/penalized_mean.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace ltorisk;
using aggregate::penalized_mean;
using aggregate_row::value;

namespace {

constexpr auto added = penalized_mean::penalty_rule::added;
constexpr auto sample = penalized_mean::deviation_rule::sample;

/// The definition, letter by letter (De Muro, Mazziotta and Pareto 2011; equal weights).
double defined(const std::vector<double>& z, bool adds, bool over_n_minus_1) {
  const auto n = static_cast<double>(z.size());
  double mean = 0, squares = 0;
  for (const double v : z) mean += v / n;
  for (const double v : z) squares += (v - mean) * (v - mean);
  const double s = std::sqrt(squares / (over_n_minus_1 ? n - 1 : n));
  const double cv = s / mean;
  return adds ? mean + s * cv : mean - s * cv;
}

}  // namespace

TEST_CASE("the Mazziotta-Pareto index of 90, 100 and 110 by hand") {
  const std::vector<double> z{90, 100, 110};
  CHECK(value(penalized_mean{}, z) == Approx(100 - 200.0 / 3 / 100).epsilon(1e-14));
  CHECK(value(penalized_mean{.deviation = sample}, z) == Approx(99).epsilon(1e-14));
  CHECK(value(penalized_mean{.penalty = added}, z) == Approx(100 + 200.0 / 3 / 100));
  CHECK(value(penalized_mean{.penalty = added, .deviation = sample}, z) == Approx(101));
}

TEST_CASE("figures around 100 and in 70 to 130 give the published formula") {
  for (const auto& z : std::vector<std::vector<double>>{
           {96.2, 108.7, 91.4, 103.3}, {70, 130}, {85.5, 85.5, 119.1}, {70, 70, 70, 70, 130}}) {
    for (const bool adds : {false, true}) {
      for (const bool over_n_minus_1 : {false, true}) {
        penalized_mean a;
        if (adds) a.penalty = added;
        if (over_n_minus_1) a.deviation = sample;
        CHECK(value(a, z) == Approx(defined(z, adds, over_n_minus_1)).epsilon(1e-13));
        // The same on children in 0..1, carried onto 70..130 and back.
        auto x = z;
        for (double& v : x) v = (v - 70) / 60;
        a.onto = {70, 130};
        CHECK(70 + 60 * value(a, x) == Approx(defined(z, adds, over_n_minus_1)).epsilon(1e-13));
      }
    }
  }
}

TEST_CASE("of two units with the same mean the balanced one is better") {
  CHECK(value(penalized_mean{}, {0.5, 0.5}) == Approx(0.5));
  CHECK(value(penalized_mean{}, {0.4, 0.6}) == Approx(0.48));
  CHECK(value(penalized_mean{}, {0.3, 0.7}) == Approx(0.42));
  CHECK(value(penalized_mean{.penalty = added}, {0.3, 0.7}) == Approx(0.58));
}

TEST_CASE("weights enter mean and deviation") {
  // M = 0.45, S^2 = 0.75 * 0.01 + 0.25 * 0.09 for weights 3 and 1... by hand.
  const double mean = (3 * 0.4 + 0.8) / 4, variance = (3 * 0.1 * 0.1 + 0.3 * 0.3) / 4;
  CHECK(value(penalized_mean{}, {0.4, 0.8}, {3, 1}) == Approx(mean - variance / mean));
  CHECK(value(penalized_mean{.deviation = sample}, {0.4, 0.8}, {3, 1}) ==
        Approx(mean - 2 * variance / mean));
  CHECK(value(penalized_mean{.deviation = sample}, {0.4, 0.8, 0.1}, {3, 1, 0}) ==
        Approx(mean - 2 * variance / mean));
}

TEST_CASE("a penalty of more than all leaves zero, and one on top of all stops at the end") {
  // cv = sqrt(3): the formula says -0.5.
  CHECK(value(penalized_mean{}, {0, 0, 0, 1}) == 0);
  CHECK(value(penalized_mean{.onto = {70, 130}}, {0, 0, 0, 1}) > 0.1);
  // The formula says 1.5, over n - 1.
  CHECK(value(penalized_mean{.penalty = added, .deviation = sample}, {0, 1}) == 1);
  CHECK(value(penalized_mean{.penalty = added}, {0, 1}) == Approx(1));
}

TEST_CASE("zeros, one child and any size") {
  CHECK(value(penalized_mean{}, {0, 0}) == 0);
  CHECK(value(penalized_mean{.penalty = added, .deviation = sample}, {0, 0}) == 0);
  CHECK(value(penalized_mean{.deviation = sample}, {0.7}) == 0.7);
  CHECK(value(penalized_mean{.deviation = sample}, {0.7, 0.1}, {1, 0}) == Approx(0.7));
  CHECK(value(penalized_mean{}, {4e200, 6e200}) == Approx(4.8e200));
  CHECK(value(penalized_mean{}, {4e-200, 6e-200}) == Approx(4.8e-200));
}

TEST_CASE("the ends of the scale are checked") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH((penalized_mean{.onto = {-1, 1}}.validate()),
                    "penalized_mean: onto must rise from 0 or more, got -1 to 1");
  CHECK_THROWS_AS((penalized_mean{.onto = {1, 1}}.validate()), domain_error);
  CHECK_THROWS_AS((penalized_mean{.onto = {0, infinity}}.validate()), domain_error);
  CHECK_THROWS_AS((penalized_mean{.onto = {std::nan(""), 1}}.validate()), domain_error);
}
