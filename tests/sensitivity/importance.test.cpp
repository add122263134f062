// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/random/point_set.hpp>
#include <ltorisk/sensitivity/importance.hpp>
#include <ltorisk/threads.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::sensitivity;
using Catch::Matchers::Contains;

namespace {

// risk = 0.5 a + 0.5 driver; driver = (3 b + c) / 4, where c is listed with weight zero once more.
framework two_levels() {
  framework f{.id = "two levels", .score_range = {0, 1}};
  for (const auto* id : {"a", "b", "c", "unused"}) {
    f.indicators.push_back({.id = id, .scale = scales::linear{.lower = 0, .upper = 10}});
  }
  f.nodes = {{.id = "risk",
              .children = {{.child = "a", .sign = sign::minus},
                           {.child = "driver"},
                           {.child = "c", .weight = 0}}},
             {.id = "driver", .children = {{.child = "b", .weight = 3}, {.child = "c"}}}};
  f.outcomes = {"risk"};
  return f;
}

table random_table(std::size_t rows, std::uint64_t seed) {
  const random::independent p{seed};
  table t;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < rows; ++i) ids.push_back("r" + std::to_string(i));
  t = table(ids);
  std::size_t coordinate = 0;
  for (const auto* id : {"a", "b", "c", "unused"}) {
    std::vector<double> cells;
    for (std::size_t i = 0; i < rows; ++i) cells.push_back(10 * p(i, coordinate));
    t.add(id, cells);
    ++coordinate;
  }
  return t;
}

/// By walking every way down.
void walk(const framework& f, const std::string& id, double weight, std::vector<double>& out) {
  const auto* n = f.find_node(id);
  if (!n) {
    out[static_cast<std::size_t>(f.find_indicator(id) - f.indicators.data())] += weight;
    return;
  }
  double total = 0;
  for (const auto& e : n->children) total += e.weight;
  for (const auto& e : n->children) walk(f, e.child, weight * e.weight / total, out);
}

}  // namespace

TEST_CASE("nominal weights are products along the ways down") {
  const auto m = fit(two_levels());
  CHECK(nominal_weights(m, "risk") == std::vector<double>{0.5, 0.375, 0.125, 0});
  CHECK(nominal_weights(m, "driver") == std::vector<double>{0, 0.75, 0.25, 0});
  CHECK_THROWS_WITH(nominal_weights(m, "drivers"),
                    "framework: has no node 'drivers'; did you mean 'driver'?");
  random_world::dice d(11);
  for (int round = 0; round < 50; ++round) {
    const auto f = random_world::random_framework(d);
    const auto weights = nominal_weights(fit(f), f.outcomes[0]);
    std::vector<double> expected(f.indicators.size());
    walk(f, f.outcomes[0], 1, expected);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      CHECK(weights[i] == Approx(expected[i]).margin(1e-14));
    }
    CHECK(std::accumulate(weights.begin(), weights.end(), 0.0) == Approx(1));
  }
}

TEST_CASE("independent indicators under a mean count by the squares of their weights") {
  const auto m = fit(two_levels());
  const auto t = random_table(600, 5);
  const auto found = importance_of(m, t, "risk");
  const double squares = 0.5 * 0.5 + 0.375 * 0.375 + 0.125 * 0.125;
  CHECK(found["a"].weight == 0.5);
  CHECK(found["a"].effect.share == Approx(0.25 / squares).margin(0.06));
  CHECK(found["b"].effect.share == Approx(0.375 * 0.375 / squares).margin(0.06));
  CHECK(found["c"].effect.share == Approx(0.125 * 0.125 / squares).margin(0.05));
  CHECK(found["unused"].effect.share < 0.02);
  double sum = 0, gap = 0;
  for (const auto& one : found.indicators) {
    sum += one.share;
    gap = std::max<double>(gap, std::fabs(one.weight - one.share));
    CHECK(one.effect.rows == 600);
  }
  CHECK(sum == Approx(1));
  CHECK(found.largest_gap == gap);
  CHECK_THROWS_WITH(found["d"], Contains("importance: has no indicator 'd'"));
}

TEST_CASE("an indicator that moves with another counts for it") {
  // b is a copy of a: whoever knows one knows both.
  const auto m = fit(two_levels());
  const auto drawn = random_table(400, 6);
  const auto view = drawn.view();
  const auto *a = view.find("a"), *c = view.find("c");
  table_view t(400);
  std::vector<double> reversed(400);
  for (std::size_t i = 0; i < 400; ++i) reversed[i] = 10 - (*a)[i];
  t.add("a", a->first, sizeof(double)).add("b", reversed).add("c", c->first, sizeof(double));
  const auto found = importance_of(m, t, "risk");
  CHECK(found["a"].effect.share == Approx(found["b"].effect.share).epsilon(1e-6));
  CHECK(found["a"].effect.share > 0.95);
  // Without a column it is known nowhere.
  CHECK(is_missing(found["unused"].effect.share));
  CHECK(found["unused"].effect.note == "fewer than three rows know both");
  CHECK(found["unused"].weight == 0);
  CHECK(is_known(found.largest_gap));
}

TEST_CASE("importance works on a table and a score alone, on any executor") {
  const auto t = random_table(200, 7);
  const auto view = t.view();
  std::vector<double> score;
  for (std::size_t i = 0; i < 200; ++i) score.push_back((*view.find("a"))[i]);
  const auto found = importance_of(view, score);
  CHECK(found["a"].effect.share == Approx(1));
  CHECK(is_missing(found["a"].weight));
  CHECK(is_missing(found.largest_gap));
  const auto again = importance_of(view, score, {}, threads{3});
  for (std::size_t j = 0; j < 4; ++j) {
    CHECK(again.indicators[j].effect.share == found.indicators[j].effect.share);
  }
  // Weights in any unit.
  const std::vector<double> weights = {30, 10, 0, 0};
  CHECK(importance_of(view, score, weights)["a"].weight == 0.75);
  const std::vector<double> two = {1, 2};
  CHECK_THROWS_WITH(importance_of(view, score, two),
                    "importance: there are 2 weights for 4 columns");
  CHECK_THROWS_WITH(importance_of(view, two), "importance: the table has 200 rows, the score 2");
  const std::vector<double> constant(200, 1);
  const auto none = importance_of(view, constant, weights);
  CHECK(is_missing(none["a"].share));
  CHECK(is_missing(none.largest_gap));
}
