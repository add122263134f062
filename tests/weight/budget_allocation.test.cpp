// SPDX-License-Identifier: BSL-1.0

#include "weight/experts.hpp"

#include <ltorisk/weight/budget_allocation.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace ltorisk;
using experts::check;
using experts::weights;
using weight::budget_allocation;
using enum weight::budget_allocation::middle;

static_assert(weighting<budget_allocation>);

TEST_CASE("the mean of experts' budgets by hand") {
  // (0.4 + 0.5 + 0.3) / 3, (0.4 + 0.3 + 0.1) / 3, (0.2 + 0.2 + 0.6) / 3
  const budget_allocation w{{{40, 40, 20}, {50, 30, 20}, {30, 10, 60}}};
  check(weights(w, 3), {0.4, 0.8 / 3, 1.0 / 3}, 1e-15);
}

TEST_CASE("every expert counts the same whatever they spent") {
  const budget_allocation w{{{40, 40, 20}, {5, 3, 2}, {3e300, 1e300, 6e300}}};
  check(weights(w, 3), {0.4, 0.8 / 3, 1.0 / 3}, 1e-15);
}

TEST_CASE("the median of experts' budgets by hand, of three and of four") {
  // Medians 0.4, 0.3, 0.2.
  const budget_allocation three{{{40, 40, 20}, {50, 30, 20}, {30, 10, 60}}, median};
  check(weights(three, 3), {4.0 / 9, 3.0 / 9, 2.0 / 9}, 1e-15);
  // Medians 0.45, 0.35, 0.2.
  const budget_allocation four{{{40, 40, 20}, {50, 30, 20}, {0, 0, 100}, {60, 40, 0}}, median};
  check(weights(four, 3), {0.45, 0.35, 0.2}, 1e-15);
}

TEST_CASE("one expert of five cannot move the median beyond the others") {
  std::vector<std::vector<double>> points(4, {50, 50});
  points.push_back({100, 0});
  check(weights(budget_allocation{points, median}, 2), {0.5, 0.5}, 1e-15);
  check(weights(budget_allocation{points, mean}, 2), {0.6, 0.4}, 1e-15);
}

TEST_CASE("a single expert is followed and disagrees with nobody") {
  for (const auto across : {mean, median}) {
    const budget_allocation w{{{1, 3}}, across};
    check(weights(w, 2), {0.25, 0.75}, 1e-15);
    check(w.disagreement(), {0, 0}, 0);
  }
}

TEST_CASE("disagreement is the standard deviation of shares") {
  // Shares 0.4, 0.5, 0.3: 0.1. Shares 0.4, 0.3, 0.1 about 0.8/3. Shares 0.2, 0.2, 0.6 about 1/3.
  const budget_allocation w{{{40, 40, 20}, {50, 30, 20}, {30, 10, 60}}};
  check(w.disagreement(), {0.1, std::sqrt(0.07 / 3), std::sqrt(0.16 / 3)}, 1e-15);
  check(budget_allocation{{{1, 2}, {1, 2}, {10, 20}}}.disagreement(), {0, 0}, 1e-15);
  CHECK(budget_allocation{}.disagreement().empty());
}

TEST_CASE("permuting criteria or experts permutes or keeps the weights") {
  for (const auto across : {mean, median}) {
    const auto w = weights(budget_allocation{{{4, 4, 2}, {5, 3, 2}, {3, 1, 6}}, across}, 3);
    const auto p = weights(budget_allocation{{{2, 5, 3}, {6, 3, 1}, {2, 4, 4}}, across}, 3);
    check({p[1], p[2], p[0]}, w, 1e-15);
  }
}

TEST_CASE("points that are none are refused, naming the expert") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH((budget_allocation{{{1, 2}, {1, -2}}}.validate()),
                    "budget_allocation: points of expert 2 must be finite and at least 0, got -2");
  CHECK_THROWS_AS((budget_allocation{{{1, nan}}}.validate()), domain_error);
  CHECK_THROWS_AS((budget_allocation{{{1, 1}, {0, 0}}}.validate()), domain_error);
  CHECK_THROWS_AS((budget_allocation{{{1, 1}, {1, 1, 1}}}.validate()), domain_error);
  CHECK_THROWS_AS(weights(budget_allocation{{{1, 1}, {1, 1, 1}}}, 2), domain_error);
  CHECK_THROWS_WITH(weights(budget_allocation{{{1, 2}}}, 3),
                    contains("has points for 2 criteria, there are 3"));
  CHECK_THROWS_AS(weights(budget_allocation{}, 2), input_error);
  CHECK_NOTHROW(budget_allocation{}.validate());
}

TEST_CASE("where experts agree on nothing the median has no answer") {
  const budget_allocation w{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, median};
  CHECK_THROWS_AS(weights(w, 3), input_error);
  CHECK_THROWS_WITH(weights(w, 3), contains("use the mean"));
}

TEST_CASE("budgets are read and set by name") {
  const budget_allocation w{{{3, 1}, {2, 2}}, median};
  CHECK(make_scheme<budget_allocation>(parameters_of(w)) == w);
}
