// SPDX-License-Identifier: BSL-1.0

#include "weight/experts.hpp"

#include <ltorisk/weight/best_worst.hpp>

#include <limits>
#include <vector>

using namespace ltorisk;
using experts::check;
using experts::weights;
using weight::best_worst;

static_assert(weighting<best_worst>);

TEST_CASE("a mode of transport has the weights 2, 9 and 17 of 28") {
  // Load flexibility, accessibility, cost: the comparisons of Rezaei 2015,
  // doi:10.1016/j.omega.2014.11.009. By hand, the linear model is tight at w3 = 8 w1 + xi,
  // 2 w2 = w3 + xi and w2 = 5 w1 - xi, so w1 = 2 xi, w2 = 9 xi, w3 = 17 xi.
  const best_worst w{{8, 2, 1}, {1, 5, 8}};
  check(weights(w, 3), {2.0 / 28, 9.0 / 28, 17.0 / 28}, 1e-14);
  CHECK(w.xi() == Approx(1.0 / 28).epsilon(1e-13));
  CHECK(w.input_consistency_ratio() == Approx(2.0 / 56));
  CHECK(w.best() == 2);
  CHECK(w.worst() == 0);
}

TEST_CASE("consistent comparisons give back the weights they were made of") {
  // 8 : 4 : 4 : 2 : 1 of 19.
  const best_worst w{{2, 1, 4, 2, 8}, {4, 8, 2, 4, 1}};
  check(weights(w, 5), {4.0 / 19, 8.0 / 19, 2.0 / 19, 4.0 / 19, 1.0 / 19}, 1e-14);
  CHECK(w.xi() == Approx(0).margin(1e-15));
  CHECK(w.input_consistency_ratio() == 0);
  check(weights(best_worst{{1, 1e6, 1e3}, {1e6, 1, 1e3}, 0}, 3), {0.999, 1e-6, 0.001}, 1e-5);
}

TEST_CASE("inconsistent comparisons have the weights an independent solver finds") {
  // Buying a car by quality, price, comfort, safety and style; solved once by HiGHS.
  const best_worst car{{2, 1, 4, 3, 8}, {4, 8, 2, 3, 1}};
  check(weights(car, 5),
        {0.2295081967213115, 0.4480874316939891, 0.1147540983606557, 0.1530054644808743,
         0.054644808743169404},
        1e-13);
  CHECK(car.xi() == Approx(0.010928961748633862));

  const best_worst stricter{{2, 1, 4, 2, 8}, {4, 8, 4, 4, 1}};
  check(weights(stricter, 5),
        {0.22535211267605626, 0.3943661971830985, 0.11267605633802814, 0.22535211267605657,
         0.04225352112676055},
        1e-13);
  CHECK(stricter.xi() == Approx(0.05633802816901405));
  CHECK(stricter.input_consistency_ratio() == Approx(8.0 / 56));  // 4 x 4 against 8

  const best_worst many{{1, 2, 4, 3, 5, 7, 9, 3}, {9, 7, 3, 4, 2, 3, 1, 4}};
  check(weights(many, 8),
        {0.3243243243243242, 0.18308631211857007, 0.0915431560592851, 0.12205754141238047,
         0.0732345248474282, 0.05231037489102001, 0.031386224934612, 0.12205754141238007},
        1e-13);
  CHECK(many.xi() == Approx(0.04184829991281603));
}

TEST_CASE("one and two criteria, and equal ones") {
  check(weights(best_worst{{1}, {1}}, 1), {1}, 0);
  check(weights(best_worst{{1, 3}, {3, 1}}, 2), {0.75, 0.25}, 1e-15);
  check(weights(best_worst{{1, 1, 1}, {1, 1, 1}}, 3), {1.0 / 3, 1.0 / 3, 1.0 / 3}, 1e-14);
  CHECK(best_worst{{1, 1, 1}, {1, 1, 1}}.input_consistency_ratio() == 0);
  check(weights(best_worst{{1, 1, 2}, {2, 2, 1}}, 3), {0.4, 0.4, 0.2}, 1e-14);
}

TEST_CASE("best_worst: permuting the criteria permutes the weights") {
  const auto w = weights(best_worst{{2, 1, 4, 3, 8}, {4, 8, 2, 3, 1}}, 5);
  const auto p = weights(best_worst{{8, 3, 2, 4, 1}, {1, 3, 4, 2, 8}}, 5);
  check({p[2], p[4], p[3], p[1], p[0]}, w, 1e-13);
}

TEST_CASE("the input-based ratio refuses above its threshold") {
  best_worst w{{2, 1, 4, 2, 8}, {4, 8, 4, 4, 1}, 0.1};
  CHECK_THROWS_AS(weights(w, 5), input_error);
  CHECK_THROWS_WITH(weights(w, 5), contains("consistency ratio 0.1428") &&
                                       contains("above max_consistency_ratio 0.1"));
  w.max_consistency_ratio = 0.15;
  CHECK_NOTHROW(weights(w, 5));
  // The most inconsistent answers have 1.
  const best_worst worst{{1, 9, 9}, {9, 9, 1}};
  CHECK(worst.input_consistency_ratio() == Approx(1));
  CHECK_NOTHROW(weights(worst, 3));
  CHECK_THROWS_AS((best_worst{.max_consistency_ratio = -1}.validate()), domain_error);
}

TEST_CASE("lists that are no comparisons with best and worst are refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refuse = [](best_worst w, const char* what) {
    CHECK_THROWS_AS(w.validate(), domain_error);
    CHECK_THROWS_WITH(w.validate(), contains(what));
  };
  refuse({{1, 2}, {2}}, "must be of one length, got 2 and 1");
  refuse({{1, 0.5}, {2, 1}}, "best_to_others must be at least 1, got 0.5");
  refuse({{1, nan}, {2, 1}}, "must be at least 1");
  refuse({{1, unlimited}, {unlimited, 1}}, "must be at least 1");
  refuse({{2, 3}, {3, 1}}, "best_to_others must be 1 for the best criterion itself");
  refuse({{1, 3}, {3, 2}}, "others_to_worst must be 1 for the worst criterion itself");
  refuse({{1, 3}, {4, 1}}, "must agree, got 3 and 4");
  refuse({{1, 9, 3}, {3, 2, 1}}, "further apart than best and worst at 3, got 9");
}

TEST_CASE("there must be as many comparisons with best and worst as criteria") {
  CHECK_THROWS_WITH(weights(best_worst{{1, 2}, {2, 1}}, 3),
                    contains("has comparisons for 2 criteria, there are 3"));
  CHECK_THROWS_AS(weights(best_worst{}, 3), input_error);
  CHECK_NOTHROW(best_worst{}.validate());
  CHECK_THROWS_AS(best_worst{}.xi(), domain_error);
  CHECK_THROWS_AS(best_worst{}.input_consistency_ratio(), domain_error);
}

TEST_CASE("comparisons with best and worst are read and set by name") {
  const best_worst w{{1, 2}, {2, 1}, 0.5};
  CHECK(make_scheme<best_worst>(parameters_of(w)) == w);
  CHECK(make_scheme<best_worst>(parameters_of(best_worst{})) == best_worst{});
}
