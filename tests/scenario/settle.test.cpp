// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/causal_map_csv.hpp>
#include <ltorisk/scenario/andean_mining_map.hpp>
#include <ltorisk/scenario/best_package.hpp>
#include <ltorisk/scenario/paths.hpp>
#include <ltorisk/scenario/sample.hpp>
#include <ltorisk/scenario/settle.hpp>
#include <ltorisk/scenario/trajectory.hpp>

#include <ltorisk/table.hpp>

#include "catch.hpp"

#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

using namespace ltorisk::scenario;
using ltorisk::domain_error;
using ltorisk::input_error;

namespace {

const std::filesystem::path folder = LTORISK_TEST_DATA;

struct published {
  std::vector<setting> start;
  std::vector<double> stopped[3], fixed[3];
};

/// The published states of the reference map, in the order Kosko, modified, rescaled.
published reference() {
  published p;
  std::istringstream lines(ltorisk::detail::read_text_file(folder / "fcm_8concept_expected.csv"));
  std::string line;
  std::getline(lines, line);
  REQUIRE(line == "id,x0,eq_kosko,eq_modified,eq_rescaled,fix_kosko,fix_modified,fix_rescaled");
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string id, cell;
    std::getline(cells, id, ',');
    const auto number = [&] {
      std::getline(cells, cell, ',');
      return std::stod(cell);
    };
    p.start.push_back({id, number()});
    for (auto& list : p.stopped) list.push_back(number());
    for (auto& list : p.fixed) list.push_back(number());
  }
  REQUIRE(p.start.size() == 8);
  return p;
}

constexpr update_rule rules[] = {update_rule::kosko, update_rule::modified, update_rule::rescaled};

/// a raises b, b lowers a: turns round and round.
causal_map ring(std::size_t n, double last = -1) {
  causal_map m{.id = "ring"};
  for (std::size_t i = 0; i < n; ++i) m.concepts.push_back({.id = "c" + std::to_string(i)});
  for (std::size_t i = 0; i < n; ++i) {
    m.edges.push_back({.from = m.concepts[i].id,
                       .to = m.concepts[(i + 1) % n].id,
                       .weight = i + 1 == n ? last : 1});
  }
  return m;
}

}  // namespace

TEST_CASE("the published states come out at the published stop rule, and are no equilibria") {
  const auto m = read_causal_matrix_file(folder / "fcm_8concept.csv");
  const auto expected = reference();
  for (std::size_t r = 0; r < 3; ++r) {
    run_options o{.how = {.f = activation::sigmoid, .rule = rules[r]}, .start = expected.start};
    o.stop_at_step = 1e-3;
    const auto s = settle(m, {}, o);
    CAPTURE(r, s.words());
    CHECK(s.outcome == outcome::stopped);
    CHECK(s.last_step <= 1e-3);
    CHECK(std::isnan(s.distance));
    CHECK_THROWS_AS(s.fixed_point(), domain_error);
    for (std::size_t i = 0; i < 8; ++i) {
      CHECK(s.states[0].values[i] == Approx(expected.stopped[r][i]).margin(1e-7));
    }
  }
}

TEST_CASE("the true fixed points of the reference map come out to 1e-10") {
  const auto m = read_causal_matrix_file(folder / "fcm_8concept.csv");
  const auto expected = reference();
  for (std::size_t r = 0; r < 3; ++r) {
    const auto s = settle(
        m, {}, {.how = {.f = activation::sigmoid, .rule = rules[r]}, .start = expected.start});
    CAPTURE(r, s.words());
    CHECK(s.stable);
    CHECK(s.distance <= 1e-11);
    for (std::size_t i = 0; i < 8; ++i) {
      CHECK(s.fixed_point().values[i] == Approx(expected.fixed[r][i]).margin(1e-10));
    }
  }
}

TEST_CASE("the bound on the distance holds, and holds through a slow approach") {
  // Steps shrink by 0.999: a step of 1e-6 is a thousand times nearer than the fixed point.
  causal_map m{.id = "slow", .concepts = {{"x"}}, .edges = {{"x", "x", 1}}};
  const run_options exact{.how = {.lambda = 0.999}, .start = {{"x", 0.5}}};
  for (const double tolerance : {1e-3, 1e-6, 1e-9}) {
    auto o = exact;
    o.tolerance = tolerance;
    const auto s = settle(m, {}, o);
    CAPTURE(tolerance, s.words());
    CHECK(s.unique);
    CHECK(s.distance <= tolerance);
    CHECK(std::fabs(s.fixed_point()["x"]) <= s.distance);
    CHECK(s.last_step < tolerance / 100);
  }
}

TEST_CASE("where the contraction is not proven, Newton's method finds the point") {
  // Two stable points and an unstable one between them.
  causal_map m{.id = "two", .concepts = {{"x"}}, .edges = {{"x", "x", 1}}};
  run_options o{.how = {.lambda = 1.5}, .start = {{"x", 1e-6}}};
  const auto s = settle(m, {}, o);
  CHECK_FALSE(s.unique);
  CHECK(s.stable);
  const double x = s.fixed_point()["x"];
  CHECK(x == Approx(std::tanh(1.5 * x)).margin(1e-14));
  CHECK(x > 0.8);
  o.start[0].value = -1e-6;
  CHECK(settle(m, {}, o).fixed_point()["x"] == Approx(-x).margin(1e-13));
  o.start[0].value = 0;
  const auto still = settle(m, {}, o);
  CHECK(still.fixed_point()["x"] == 0);
  CHECK_FALSE(still.stable);
  CHECK_THAT(still.words(), contains("unstable"));
}

TEST_CASE("limit cycles are found with their period") {
  struct {
    std::size_t size;
    double last;
    std::size_t period;
  } const cases[] = {{1, -1, 2}, {2, -1, 4}, {3, -1, 6}, {4, -1, 8},
                     {3, 1, 3},  {5, 1, 5},  {7, 1, 7}};
  for (const auto& [size, last, period] : cases) {
    const auto m = ring(size, last);
    // All signs equal: for the last ring, one goes the other way.
    run_options o{.how = {.lambda = 2}};
    for (std::size_t i = 0; i < size; ++i) {
      o.start.push_back(
          {m.concepts[i].id, last > 0 && i == 0 ? -0.9 : 0.3 + 0.1 * static_cast<double>(i % 3)});
    }
    const auto s = settle(m, {}, o);
    CAPTURE(size, s.words());
    REQUIRE(s.outcome == outcome::limit_cycle);
    CHECK(s.period() == period);
    CHECK(s.stable);
    CHECK(s.distance < 1e-11);
    CHECK_THROWS_AS(s.fixed_point(), domain_error);
    for (std::size_t i = 0; i < period; ++i) {
      run_options from = o;
      from.start.clear();
      for (const auto& c : m.concepts) from.start.push_back({c.id, s.states[i][c.id]});
      const auto next = trajectory(m, {}, 1, from)[1].values;
      const auto& there = s.states[(i + 1) % period].values;
      for (std::size_t k = 0; k < size; ++k) CHECK(next[k] == Approx(there[k]).margin(1e-11));
    }
  }
}

TEST_CASE("no convergence is said plainly, not called an equilibrium") {
  // x = tanh(x): steps vanish like t^-1.5 while x is still at t^-0.5.
  causal_map m{.id = "never", .concepts = {{"x"}}, .edges = {{"x", "x", 1}}};
  const auto s = settle(m, {}, {.start = {{"x", 0.5}}, .max_steps = 3000});
  CHECK(s.outcome == outcome::no_convergence);
  CHECK(s.steps == 3000);
  CHECK_THAT(s.words(), contains("no convergence after 3000 steps"));
  CHECK_THROWS_WITH(s.fixed_point(), contains("no convergence"));
  // A slowly dying oscillation is no cycle.
  m.edges[0].weight = -1;
  const auto slow = settle(m, {}, {.how = {.lambda = 0.9999}, .start = {{"x", 0.01}}});
  CHECK(slow.outcome != outcome::limit_cycle);
  const auto dying = settle(m, {}, {.start = {{"x", 0.5}}});
  CHECK(dying.outcome == outcome::no_convergence);
}

TEST_CASE("levers stay where they are held and trajectories begin at the start") {
  const auto m = andean_mining_map();
  const auto path = trajectory(m, {.hold = {{"CE", 1}}}, 5, {.start = {{"IM", 0.4}, {"RC", 0.2}}});
  REQUIRE(path.size() == 6);
  for (const auto& state : path) {
    CHECK(state["CE"] == 1);
    CHECK(state["RC"] == 0.2);
    CHECK(state["GP"] == 0);
  }
  CHECK(path[0]["IM"] == 0.4);
  CHECK(path[1]["ED"] == Approx(std::tanh(0.75 * 0.4)).margin(1e-15));
  // The gate: respect at 0.2 closes it by a fifteenth.
  CHECK(path[1]["SC"] == Approx(std::tanh(0.5 * 0.4 + 0.5 * (1 - 0.2 / 3))).margin(1e-15));
}

TEST_CASE("any concept may be held, and inputs leave it free to respond") {
  const auto m = andean_mining_map();
  const auto held = settle(m, {.hold = {{"AI", -0.5}}}).fixed_point();
  CHECK(held["AI"] == -0.5);
  const auto pushed = settle(m, {.push = {{"AI", -0.5}}}).fixed_point();
  CHECK(pushed["AI"] == Approx(std::tanh(-0.5 * pushed["ED"] - 0.5)).margin(1e-12));
}

TEST_CASE("wrong packages and options are refused with all their faults") {
  const auto m = andean_mining_map();
  const auto faults = [&](const package& p, const run_options& o = {}) -> std::string {
    try {
      (void)settle(m, p, o);
    } catch (const std::exception& e) {
      return e.what();
    }
    return "";
  };
  const auto text =
      faults({.name = "p",
              .hold = {{"CEE", 1}, {"RC", 2}, {"AC", ltorisk::missing}, {"AV", 1}, {"AV", 1}}});
  CHECK_THAT(text, contains("package 'p', hold: 'CEE' is not a concept; did you mean 'CE'?"));
  CHECK_THAT(text, contains("'RC' must be from -1 to 1, got 2"));
  CHECK_THAT(text, contains("'AC' must be from -1 to 1, got nan"));
  CHECK_THAT(text, contains("'AV' is given twice"));
  CHECK_THAT(faults({.push = {{"AI", HUGE_VAL}}}), contains("'AI' must be finite, got inf"));
  CHECK(faults({.push = {{"AI", 3}}}).empty());
  CHECK_THAT(faults({}, {.start = {{"IM", -2}}}), contains("start: 'IM' must be from -1 to 1"));
  CHECK_THAT(faults({.hold = {{"CE", -0.5}}}, {.how = {.f = activation::sigmoid}}),
             contains("'CE' must be from 0 to 1, got -0.5"));
  CHECK_THAT(faults({}, {.how = {.lambda = 0}}), contains("lambda must be above 0"));
  CHECK_THROWS_WITH(settle(m).fixed_point()["IMM"], contains("did you mean 'IM'?"));
}

TEST_CASE("requests that make no sense are refused with what is allowed") {
  using namespace ltorisk;
  using namespace ltorisk::scenario;
  const auto m = andean_mining_map();
  const double nan = missing;
  CHECK_THROWS_WITH(settle(m, {}, {.tolerance = nan}), contains("tolerance must be in (0, 1]"));
  CHECK_THROWS_WITH(settle(m, {}, {.tolerance = -1}), contains("tolerance must be in (0, 1]"));
  CHECK_THROWS_WITH(settle(m, {}, {.stop_at_step = nan}), contains("stop_at_step"));
  CHECK_THROWS_WITH(best_package(m, {}, nan, {{"SC", -1}}), contains("budget"));
  CHECK_THROWS_WITH(best_package(m, {}, 1, {}), contains("needs a goal"));
  CHECK_THROWS_WITH(sample(m, {}, {.draws = static_cast<std::size_t>(-1)}), contains("draws"));
  const auto changes = sample(m, {{.name = "p", .hold = {{"RC", 1}}}}, {.draws = 10});
  CHECK_THROWS_WITH(changes[0].quantile("SC", 1.5), contains("p must be in [0, 1]"));
}

TEST_CASE("paths are found one after another, however many dead ends lie beside them") {
  using namespace ltorisk;
  using namespace ltorisk::scenario;
  // S > c0 > T, and c0 among 15 concepts that all lead to each other, but nowhere else.
  causal_map m{.id = "bottleneck", .concepts = {{.id = "S"}}, .levers = {"S"}};
  const std::size_t crowd = 15;
  for (std::size_t i = 0; i < crowd; ++i) m.concepts.push_back({.id = "c" + std::to_string(i)});
  m.concepts.push_back({.id = "T"});
  for (std::size_t i = 0; i < crowd; ++i) {
    for (std::size_t j = 0; j < crowd; ++j) {
      if (i == j) continue;
      m.edges.push_back({.from = m.concepts[i + 1].id, .to = m.concepts[j + 1].id, .weight = 0.03});
    }
  }
  m.edges.push_back({.from = "S", .to = "c0", .weight = 0.5});
  m.edges.push_back({.from = "c0", .to = "T", .weight = 0.5});
  const auto list = paths_to(m, {.name = "push S", .hold = {{"S", 1}}}, "T", {}, 5);
  REQUIRE(list.paths.size() == 1);
  CHECK(list.complete);
  CHECK(list.paths[0].words() == "S > c0 > T");
}
