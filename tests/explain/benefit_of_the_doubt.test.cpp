// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/benefit_of_the_doubt.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/goalposts.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/threads.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::explain;
using Catch::Matchers::WithinAbs;
using random_world::dice;

namespace {

/// Figures as they are.
const normalize::goalposts as_is{.lower = 0, .upper = 1, .capped = false};

/// The stores of Cooper, Seiford, Tone, Data Envelopment Analysis (2007), section 1.4: one employee
/// each, customers and sales.
table stores() {
  table t({"A", "B", "C", "D", "E", "F", "G"});
  t.add("customers", {1, 2, 3, 4, 4, 5, 6}).add("sales", {5, 7, 4, 3, 6, 5, 2});
  return t;
}

}  // namespace

TEST_CASE("stores of a textbook get the efficiencies of the book") {
  // B, E, F and G span the frontier. On the rays of the others: A meets sales = 7 at 5/7, C the
  // line from E to F (sum 10) at 7/10, D the line from F to G (3 customers + sales = 20) at 15/20.
  const auto f = benefit_of_the_doubt{as_is}.fit(stores());
  CHECK(f.communities() == std::vector<std::string>{"B", "E", "F", "G"});
  const auto s = f.score(stores());
  const double expected[] = {5.0 / 7, 1, 0.7, 0.75, 1, 1, 1};
  for (std::size_t i = 0; i < s.size(); ++i) CHECK_THAT(s[i].value, WithinAbs(expected[i], 1e-9));
  CHECK(s[2].peers == std::vector<std::string>{"E", "F"});
  CHECK(s[3].peers == std::vector<std::string>{"F", "G"});
  CHECK_THAT(s[3].weights[0], WithinAbs(0.15, 1e-9));
  CHECK_THAT(s[3].weights[1], WithinAbs(0.05, 1e-9));
  CHECK_THAT(s[3].shares[0], WithinAbs(0.8, 1e-9));
}

TEST_CASE("a row never seen may lie beyond the frontier") {
  const auto f = benefit_of_the_doubt{as_is}.fit(stores());
  table more({"new"});
  more.add("customers", {10}).add("sales", {10}).add("other", {1});
  const auto s = f.score(more);
  CHECK_THAT(s[0].value, WithinAbs(2, 1e-9));
}

TEST_CASE(
    "with shares fixed the weights are given and the score is the worst ratio to the frontier") {
  // Half of its score from each: w_i = c / (2 v_i), and the tightest of the sample gives c.
  const auto f = benefit_of_the_doubt{as_is, {.shares = {{0.5, 0.5}}}}.fit(stores());
  const auto s = f.score(stores());
  const double x[] = {1, 2, 3, 4, 4, 5, 6}, y[] = {5, 7, 4, 3, 6, 5, 2};
  for (std::size_t i = 0; i < 7; ++i) {
    double most = 0;
    for (std::size_t k = 0; k < 7; ++k) {
      most = std::max<double>(most, x[k] / x[i] / 2 + y[k] / y[i] / 2);
    }
    CHECK_THAT(s[i].value, WithinAbs(1 / most, 1e-9));
    CHECK_THAT(s[i].shares[0], WithinAbs(0.5, 1e-9));
  }
}

TEST_CASE("nobody in a sample exceeds one, weights hold for all, and tighter shares favor nobody") {
  dice d(61);
  for (int trial = 0; trial < 15; ++trial) {
    const std::size_t rows = 4 + d.below(12), columns = 2 + d.below(3);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < rows; ++i) ids.push_back("r" + std::to_string(i));
    table t(ids);
    std::vector<criterion> criteria;
    for (std::size_t j = 0; j < columns; ++j) {
      std::vector<double> cells;
      for (std::size_t i = 0; i < rows; ++i) {
        cells.push_back(d.chance(0.1) ? missing : d.uniform(-5, 20));
      }
      criteria.push_back({"c" + std::to_string(j), d.chance(0.5) ? sign::plus : sign::minus});
      t.add(criteria.back().id, cells);
    }
    const auto free = benefit_of_the_doubt{normalize::min_max{}}.fit(t, criteria);
    const auto bound =
        benefit_of_the_doubt{normalize::min_max{}, {.shares = {{0.1, 0.7}}}}.fit(t, criteria);
    const auto a = free.score(t), b = bound.score(t);
    const auto again = free.score(t, threads{3});
    int best = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      if (!is_known(a[i].value)) continue;
      CHECK(a[i].value == again[i].value);
      CHECK(a[i].value <= 1 + 1e-9);
      CHECK(a[i].value >= 0);
      if (is_known(b[i].value)) CHECK(b[i].value <= a[i].value + 1e-9);
      best += a[i].value > 1 - 1e-9 ? 1 : 0;
      double sum = 0;
      for (const double share : a[i].shares) sum += share;
      if (a[i].value > 0) CHECK_THAT(sum, WithinAbs(1, 1e-9));
      if (is_known(b[i].value) && b[i].value > 0) {
        for (const double share : b[i].shares) {
          if (share > 0) CHECK(share > 0.1 - 1e-7);
          CHECK(share < 0.7 + 1e-7);
        }
      }
    }
    CHECK(best >= 1);
  }
}

TEST_CASE("a missing figure weighs nothing and favors nobody") {
  const auto f = benefit_of_the_doubt{as_is}.fit(stores());
  table t({"whole", "part", "none", "elsewhere"});
  t.add("customers", {4, 4, missing, not_applicable});
  t.add("sales", {3, missing, missing, not_applicable});
  const auto s = f.score(t);
  CHECK_THAT(s[0].value, WithinAbs(0.75, 1e-9));
  CHECK_THAT(s[1].value, WithinAbs(4.0 / 6, 1e-9));
  CHECK(s[1].weights[1] == 0);
  CHECK(is_missing(s[2].value));
  CHECK(is_not_applicable(s[3].value));
  // What is known may not make up the whole score.
  const auto bound = benefit_of_the_doubt{as_is, {.shares = {{0, 0.6}}}}.fit(stores());
  CHECK(is_missing(bound.score(t)[1].value));
  // Nothing where a share is due.
  table zero({"z"});
  zero.add("customers", {0}).add("sales", {3});
  const auto due = benefit_of_the_doubt{as_is, {.shares = {{0.2, 1}}}}.fit(stores());
  CHECK(due.score(zero)[0].value == 0);
}

TEST_CASE("a frontier refuses what it cannot stand on") {
  table t({"a", "b"});
  t.add("x", {0, 0}).add("y", {1, 2});
  CHECK_THROWS_WITH(benefit_of_the_doubt{as_is}.fit(t),
                    contains("column 'x'") && contains("nothing bounds its weight"));
  table constant({"a", "b"});
  constant.add("x", {3, 3}).add("y", {1, 2});
  CHECK_THROWS_WITH(benefit_of_the_doubt{normalize::min_max{}}.fit(constant), contains("'x'"));
  CHECK_THROWS_WITH(benefit_of_the_doubt{normalize::z_score{}}.fit(stores()),
                    contains("must not be negative"));
  table infinite({"a", "b"});
  infinite.add("x", {3, unlimited});
  CHECK_THROWS_WITH(benefit_of_the_doubt{normalize::min_max{}}.fit(infinite),
                    contains("must be finite"));
  CHECK_THROWS_WITH((benefit_of_the_doubt{as_is, {.shares = {{0.5, 0.2}}}}),
                    contains("the lower not above the upper"));
  CHECK_THROWS_WITH((benefit_of_the_doubt{as_is, {.shares = {{0.6, 0.8}}}}.fit(stores())),
                    contains("must be able to sum to one, they sum to 1.2 to 1.6"));
  CHECK_THROWS_WITH(
      (benefit_of_the_doubt{as_is, {.shares = {{0, 1}, {0, 1}, {0, 1}}}}.fit(stores())),
      contains("one for each of 2 criteria, got 3"));
  const auto f = benefit_of_the_doubt{as_is}.fit(stores());
  CHECK_THROWS_WITH(f.score(constant), contains("'customers'"));
}
