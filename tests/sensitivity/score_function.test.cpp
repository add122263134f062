// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/random/sobol.hpp>
#include <ltorisk/sensitivity/score_function.hpp>
#include <ltorisk/sensitivity/sobol_indices.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/uncertainty/narrowing.hpp>
#include <ltorisk/uncertainty/uniform.hpp>

#include "catch.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::sensitivity;
using Catch::Matchers::Contains;
using uncertainty::input_map;
using kind = question::kind;

namespace {

framework two_drivers() {
  framework f{.id = "two drivers", .score_range = {0, 100}};
  for (const auto* id : {"a", "b", "c"}) {
    f.indicators.push_back({.id = id, .scale = scales::linear{.lower = 0, .upper = 10}});
  }
  f.nodes = {
      {.id = "risk", .children = {{.child = "a", .weight = 1}, {.child = "driver", .weight = 3}}},
      {.id = "driver", .children = {{.child = "b", .weight = 2}, {.child = "c"}}}};
  f.outcomes = {"risk"};
  return f;
}

table three_places() {
  table t({"Alto", "Bajo", "Centro"});
  t.add("a", {2, 4, 6}).add("b", {5, 5, 4}).add("c", {5, 3, 8});
  return t;
}

void check_inside(const estimate& e, double truth) {
  CAPTURE(e.value, e.lower, e.upper, truth);
  CHECK(e.lower <= truth);
  CHECK(truth <= e.upper);
  CHECK(e.value == Approx(truth).margin(0.03));
}

}  // namespace

TEST_CASE("a linear score's evidence counts by weight and range, squared") {
  const auto t = three_places();
  // Of one community each of a, b, c; others' evidence does not enter its score.
  const input_map inputs(two_drivers(), t,
                         {.evidence = {{0, "a", uncertainty::uniform{0, 10}},
                                       {1, "a", uncertainty::uniform{0, 10}},
                                       {0, "b", uncertainty::uniform{3, 7}},
                                       {0, "c", uncertainty::uniform{4, 6}}}});
  const score_function scores(inputs,
                              {{kind::score, "risk", "Alto"}, {kind::score, "risk", "Bajo"}});
  CHECK(scores.names() == std::vector<std::string>{"score of Alto, risk", "score of Bajo, risk"});
  const auto factors = factors_of(inputs);
  REQUIRE(factors.size() == 3);
  CHECK(factors[0].name == "evidence on a");
  CHECK(factors[0].coordinates.size() == 2);
  const auto found = sobol_indices(random::sobol(2 * inputs.coordinates(), 1), factors,
                                   scores.names(), scores, {.draws = 1024, .resamples = 200});
  const double a = 0.25 * 10, b = 0.5 * 4, c = 0.25 * 2, all = a * a + b * b + c * c;
  const auto& alto = found["score of Alto, risk"];
  check_inside(alto["evidence on a"].first, a * a / all);
  check_inside(alto["evidence on b"].first, b * b / all);
  check_inside(alto["evidence on c"].total, c * c / all);
  CHECK(alto.mean == Approx(10 * (0.25 * 5 + 0.5 * 5 + 0.25 * 5)).epsilon(1e-3));
  CHECK(alto.variance == Approx(100 * all / 12).epsilon(0.02));
  const auto& bajo = found["score of Bajo, risk"];
  check_inside(bajo["evidence on a"].first, 1);
  CHECK(bajo["evidence on b"].total.value == 0);
}

TEST_CASE("how much is choice and how much is evidence, by kind") {
  // One node, two indicators, minimum or maximum: y = u1 or u2 by the rule, u uniform in 0..1.
  // Var y = 1/12 either way within +-; E[y | rule] is 1/3 or 2/3.
  framework f{.id = "f", .score_range = {0, 1}};
  for (const auto* id : {"x", "y"}) {
    f.indicators.push_back({.id = id, .scale = scales::linear{.lower = 0, .upper = 1}});
  }
  f.nodes = {{.id = "risk", .children = {{.child = "x"}, {.child = "y"}}}};
  f.outcomes = {"risk"};
  table t({"A"});
  t.add("x", {0.5}).add("y", {0.5});
  const input_map inputs(
      f, t,
      {.evidence = {{0, "x", uncertainty::uniform{0, 1}}, {0, "y", uncertainty::uniform{0, 1}}},
       .methods = {
           uncertainty::aggregations("risk", {aggregate::minimum{}, aggregate::maximum{}})}});
  const auto kinds = kinds_of(inputs);
  REQUIRE(kinds.size() == 2);
  CHECK(kinds[0].name == "methods");
  CHECK(kinds[1].name == "evidence");
  CHECK(kinds[1].coordinates == std::vector<std::size_t>{1, 2});
  const score_function scores(inputs, {{kind::score, "risk", "A"}});
  const auto found = sobol_indices(random::sobol(2 * inputs.coordinates(), 2), kinds,
                                   scores.names(), scores, {.draws = 2048, .resamples = 200});
  // Var y: the mixture of Beta(1,2) and Beta(2,1) is uniform: 1/12. Var E[y | rule] = 1/36. E[y |
  // both u] = (u1 + u2) / 2, of variance 1/24.
  const auto& y = found.scalars[0];
  check_inside(y["methods"].first, 1. / 3);
  check_inside(y["evidence"].first, 0.5);
  check_inside(y["methods"].total, 0.5);
  check_inside(y["evidence"].total, 2. / 3);
}

TEST_CASE("answers are those of a table scored with what was drawn") {
  const bool worse = GENERATE(false, true);
  const auto first = worse ? best::lowest : best::highest;
  auto f = two_drivers();
  f.nodes[0].higher_is_worse = worse;
  const auto t = three_places();
  const input_map inputs(f, t,
                         {.evidence = {{0, "a", uncertainty::uniform{0, 10}},
                                       {1, "b", uncertainty::uniform{0, 10}},
                                       {2, "b", uncertainty::uniform{2, 9}}}});
  const score_function scores(
      inputs,
      {{kind::score, "risk", "Bajo"}, {kind::rank, "risk", "Bajo"}, {kind::rank_shift, "risk"}});
  const auto m = fit(f);
  const auto nominal = m.score(t)["risk"].value;
  const random::independent points{3};
  std::vector<double> u(3 * 20), answers(3 * 20);
  for (std::size_t d = 0; d < 20; ++d) points.fill(d, 0, {u.data() + 3 * d, 3});
  scores({u.data(), 20, 3}, {answers.data(), 20, 3});
  bool moved = false;
  for (std::size_t d = 0; d < 20; ++d) {
    const double* x = u.data() + 3 * d;
    table drawn({"Alto", "Bajo", "Centro"});
    drawn.add("a", {10 * x[0], 4, 6}).add("b", {5, 10 * x[1], 2 + 7 * x[2]}).add("c", {5, 3, 8});
    const auto value = m.score(drawn)["risk"].value;
    CHECK(answers[3 * d] == Approx(value[1]).epsilon(1e-12));
    CHECK(answers[3 * d + 1] == ranks_of(value, first)[1]);
    CHECK(answers[3 * d + 2] == average_rank_shift(nominal, value, first));
    moved = moved || answers[3 * d + 2] > 0;
  }
  CHECK(moved);
}

TEST_CASE("the first-order index of a figure is what knowing it would narrow, by another way") {
  // One set of random draws in classes against Saltelli's design.
  const auto f = two_drivers();
  const auto t = three_places();
  const input_map inputs(
      f, t,
      {.weights = uncertainty::all_weights(f, uncertainty::dirichlet{20}),
       .evidence = {{0, "a", uncertainty::uniform{0, 10}}, {0, "b", uncertainty::uniform{3, 7}}}});
  const score_function scores(inputs, {{kind::score, "risk", "Alto"}});
  const auto found = sobol_indices(random::sobol(2 * inputs.coordinates(), 6), factors_of(inputs),
                                   scores.names(), scores, {.draws = 2048, .resamples = 0});
  const auto narrowed = uncertainty::what_would_narrow(inputs, 0, {.draws = 4000, .seed = 2});
  REQUIRE(narrowed[0].size() == 2);
  for (const auto& n : narrowed[0]) {
    CHECK(found.scalars[0]["evidence on " + n.indicator].first.value ==
          Approx(n.share.value).margin(0.05));
  }
}

TEST_CASE("weights and evidence of a score, the same on any threads") {
  const auto f = two_drivers();
  const auto t = three_places();
  const input_map inputs(f, t,
                         {.weights = uncertainty::all_weights(f, uncertainty::dirichlet{20}),
                          .evidence = {{0, "a", uncertainty::uniform{0, 10}}}});
  const score_function scores(inputs, {{kind::score, "risk", "Alto"}, {kind::rank_shift, "risk"}});
  const random::sobol points(2 * inputs.coordinates(), 4);
  const sobol_options o{.draws = 256, .resamples = 20, .batch = 32};
  const auto one = sobol_indices(points, factors_of(inputs), scores.names(), scores, o);
  const auto many =
      sobol_indices(points, factors_of(inputs), scores.names(), scores, o, threads{7});
  REQUIRE(one.scalars[0].factors.size() == 3);
  CHECK(one.evaluations == 256 * 5);
  for (std::size_t s = 0; s < 2; ++s) {
    CHECK(one.scalars[s].undefined.empty());
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(one.scalars[s].factors[j].first.value == many.scalars[s].factors[j].first.value);
      CHECK(one.scalars[s].factors[j].total.upper == many.scalars[s].factors[j].total.upper);
    }
  }
  // Alto's own evidence is what its score hangs on; b and c are equal, so the weights of the driver
  // change nothing in it.
  CHECK(one.scalars[0]["evidence on a"].total.value > 0.5);
  CHECK(one.scalars[0]["weights of driver"].total.value == Approx(0).margin(1e-12));
  CHECK(one.scalars[1]["weights of driver"].total.value > 0.01);
}

TEST_CASE("a score that some draws leave out has no indices, a rank neither") {
  auto f = two_drivers();
  f.nodes[0].children[0].required = true;
  table t({"A", "B"});
  t.add("a", {missing, 3}).add("b", {5, 5}).add("c", {1, 1});
  const input_map inputs(f, t, {.evidence = {{1, "b", uncertainty::uniform{0, 10}}}});
  const score_function scores(inputs, {{kind::score, "risk", "A"},
                                       {kind::rank, "risk", "A"},
                                       {kind::score, "risk", "B"},
                                       {kind::rank_shift, "risk"}});
  const auto found = sobol_indices(random::sobol(2, 1), factors_of(inputs), scores.names(), scores,
                                   {.draws = 16, .resamples = 0});
  CHECK_THAT(found.scalars[0].undefined, Contains("48 of 48 evaluations gave no finite number"));
  CHECK_THAT(found.scalars[1].undefined, Contains("48 of 48 evaluations gave no finite number"));
  CHECK(found.scalars[2].undefined.empty());
  CHECK(found.scalars[3].undefined ==
        "it is 0 in every evaluation: no variance, so no shares of it");
}

TEST_CASE("questions about outcomes and communities that are not there are refused") {
  const auto t = three_places();
  const input_map inputs(two_drivers(), t, {.evidence = {{0, "a", uncertainty::uniform{0, 10}}}});
  CHECK_THROWS_WITH(score_function<>(inputs, {{kind::score, "risks", "Alto"}}),
                    "question: 'risks' is not an outcome; did you mean 'risk'?");
  CHECK_THROWS_WITH(score_function<>(inputs, {{kind::rank, "risk", "Alta"}}),
                    "question: 'Alta' is not a community of the table; did you mean 'Alto'?");
  CHECK_THROWS_WITH(score_function<>(inputs, {{kind::rank_shift, "risk", "Alto"}}),
                    "question: a rank shift is of all communities; leave out 'Alto'");
  CHECK_THROWS_WITH(score_function<>(inputs, {{kind::rank_shift, "driver"}}),
                    Contains("'driver' is not an outcome"));
}
