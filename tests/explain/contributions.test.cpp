// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/contributions.hpp>
#include <ltorisk/explain/references.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
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

record record_from(const framework& f, const std::vector<double>& row) {
  record r;
  for (std::size_t i = 0; i < row.size(); ++i) r.set(f.indicators[i].id, row[i]);
  return r;
}

double scored(const model& m, const record& r, const std::string& node, quantity of) {
  const auto n = m.score(r)[node];
  return of == quantity::value ? n.value : of == quantity::lower ? n.lower : n.upper;
}

double sum_of(const explanation& e) {
  double sum = e.rounding;
  for (const auto& p : e.parts) sum += p.is_indicator ? p.amount : 0;
  for (const auto& l : e.limits) sum += l.amount;
  return sum;
}

framework without_limits_and_rounding(framework f) {
  for (auto& n : f.nodes) {
    n.limits.clear();
    n.decimals.reset();
  }
  return f;
}

/// Shapley's value from all subsets, on scores of records.
double brute_force(const model& plain, const record& with, const record& without,
                   const std::vector<std::string>& players, std::size_t k, const std::string& node,
                   quantity of) {
  const auto a = plain.cells(with), b = plain.cells(without);
  const auto& f = plain.framework();
  const auto worth = [&](std::size_t s) {
    auto row = b;
    for (std::size_t p = 0; p < players.size(); ++p) {
      const auto i = static_cast<std::size_t>(f.find_indicator(players[p]) - f.indicators.data());
      if (s >> p & 1) row[i] = a[i];
    }
    return scored(plain, record_from(f, row), node, of);
  };
  double sum = 0;
  const auto factorial = [](std::size_t n) { return std::tgamma(static_cast<double>(n) + 1); };
  for (std::size_t s = 0; s < std::size_t{1} << players.size(); ++s) {
    if (s >> k & 1) continue;
    std::size_t size = 0;
    for (std::size_t p = 0; p < players.size(); ++p) size += s >> p & 1;
    sum += factorial(size) * factorial(players.size() - size - 1) / factorial(players.size()) *
           (worth(s | std::size_t{1} << k) - worth(s));
  }
  return sum;
}

}  // namespace

TEST_CASE("contributions, limits and rounding add up to the difference, whatever the framework") {
  dice d(71);
  int explained = 0, limited = 0, rounded = 0, refused = 0;
  for (int trial = 0; trial < 70; ++trial) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    const double missing_share = d.chance(0.5) ? 0 : 0.2;
    const auto a = record_from(f, random_world::random_row(d, f, missing_share));
    const auto b = record_from(f, random_world::random_row(d, f, missing_share));
    const auto& node = f.outcomes[0];
    for (const auto of : {quantity::value, quantity::lower, quantity::upper}) {
      for (const bool apart : {true, false}) {
        const auto e = contributions(m, a, b, node, {.of = of, .limits_apart = apart});
        if (!e.reason.empty()) {
          ++refused;
          for (const auto& p : e.parts) CHECK(std::isnan(p.amount));
          continue;
        }
        ++explained;
        limited += e.limits.empty() ? 0 : 1;
        rounded += e.rounding != 0 ? 1 : 0;
        CHECK(e.value == scored(m, a, node, of));
        CHECK(e.reference == scored(m, b, node, of));
        CHECK_THAT(sum_of(e), WithinAbs(e.value - e.reference, 1e-12 * f.score_range.upper));
        CHECK(e.exact);
        if (!apart) CHECK(e.limits.empty());
      }
    }
  }
  CHECK(explained > 200);
  CHECK(limited > 15);
  CHECK(rounded > 15);
  CHECK(refused > 5);
}

TEST_CASE("without groups contributions are Shapley's over all subsets") {
  dice d(72);
  int compared = 0;
  for (int trial = 0; trial < 18; ++trial) {
    const auto f = random_world::random_framework(d);
    if (f.indicators.size() > 7) continue;
    const auto m = fit(f), plain = fit(without_limits_and_rounding(f));
    const auto a = record_from(f, random_world::random_row(d, f, 0.1));
    const auto b = record_from(f, random_world::random_row(d, f, 0.1));
    const auto& node = f.outcomes[0];
    const auto of = d.chance(0.5) ? quantity::value : quantity::upper;
    const auto e =
        contributions(m, a, b, node, {.of = of, .players = contribution_options::grouping::flat});
    if (!e.reason.empty()) continue;
    std::vector<std::string> players;
    for (const auto& i : f.indicators) players.push_back(i.id);
    for (std::size_t k = 0; k < players.size(); ++k) {
      CHECK_THAT(e[players[k]], WithinAbs(brute_force(plain, a, b, players, k, node, of), 1e-9));
      ++compared;
    }
  }
  CHECK(compared > 25);
}

TEST_CASE("drivers add up: a driver's contribution is the sum of what stands below it") {
  dice d(73);
  int drivers = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    const auto e = contributions(m, record_from(f, random_world::random_row(d, f, 0)),
                                 record_from(f, random_world::random_row(d, f, 0)), f.outcomes[0]);
    if (!e.reason.empty()) continue;
    for (std::size_t k = 0; k < e.parts.size(); ++k) {
      if (e.parts[k].is_indicator) continue;
      double below = 0;
      for (std::size_t j = k + 1; j < e.parts.size() && e.parts[j].depth > e.parts[k].depth; ++j) {
        below += e.parts[j].is_indicator ? e.parts[j].amount : 0;
      }
      CHECK_THAT(e.parts[k].amount, WithinAbs(below, 1e-11));
      ++drivers;
    }
  }
  CHECK(drivers > 20);
}

TEST_CASE("in a linear tree of any size a contribution is weight times difference of value") {
  framework f{.id = "linear"};
  node root{.id = "root"};
  std::vector<double> a, b;
  dice d(74);
  std::vector<double> expected;
  for (std::size_t k = 0; k < 10; ++k) {
    node driver{.id = "driver" + std::to_string(k)};
    double total = 0;
    for (std::size_t j = 0; j < 12; ++j) {
      const auto id = "x" + std::to_string(12 * k + j);
      f.indicators.push_back({.id = id, .scale = scales::linear{0, 10}});
      driver.children.push_back({.child = id,
                                 .sign = d.chance(0.5) ? sign::plus : sign::minus,
                                 .weight = j == 3 ? 0 : d.uniform(0.1, 2)});
      total += driver.children.back().weight;
      a.push_back(d.uniform(0, 10));
      b.push_back(d.uniform(0, 10));
    }
    for (std::size_t j = 0; j < 12; ++j) {
      const auto& e = driver.children[j];
      const double difference = (a[12 * k + j] - b[12 * k + j]) / 10;
      expected.push_back(e.weight / total / 10 * 100 *
                         (e.sign == sign::plus ? difference : -difference));
    }
    f.nodes.push_back(driver);
    root.children.push_back({.child = driver.id});
  }
  f.nodes.push_back(root);
  f.outcomes = {"root"};
  for (const auto players :
       {contribution_options::grouping::tree, contribution_options::grouping::flat}) {
    const auto e =
        contributions(fit(f), record_from(f, a), record_from(f, b), "root", {.players = players});
    CHECK(e.exact);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK_THAT(e["x" + std::to_string(i)], WithinAbs(expected[i], 1e-12));
    }
    CHECK(e["x3"] == 0);
    CHECK(e.evaluations < 240);
    CHECK_THAT(sum_of(e), WithinAbs(e.value - e.reference, 1e-12));
  }
}

TEST_CASE("an indicator of weight zero, or that nothing depends on, contributes nothing") {
  framework f{
      .id = "f",
      .indicators = {{.id = "a"}, {.id = "b"}, {.id = "idle"}, {.id = "elsewhere"}},
      .nodes = {{.id = "n",
                 .aggregation = aggregate::geometric_mean(0.01),
                 .children = {{.child = "a"}, {.child = "b"}, {.child = "idle", .weight = 0}}},
                {.id = "other", .children = {{.child = "elsewhere"}}}},
      .outcomes = {"n", "other"}};
  const auto e = contributions(fit(f), {{"a", 0.9}, {"b", 0.2}, {"idle", 1}, {"elsewhere", 1}},
                               {{"a", 0.4}, {"b", 0.4}, {"idle", 0}, {"elsewhere", 0}}, "n");
  CHECK(e["idle"] == 0);
  CHECK(e["elsewhere"] == 0);
  REQUIRE(e.parts.size() == 2);
  // ln v = (ln a + ln b) / 2, so two players: the mean of two orders.
  const auto v = [](double a, double b) { return 100 * std::sqrt(a * b); };
  CHECK_THAT(e["a"], WithinAbs((v(0.9, 0.4) - v(0.4, 0.4) + v(0.9, 0.2) - v(0.4, 0.2)) / 2, 1e-12));
}

TEST_CASE("an indicator below two drivers is one player and stands beside them") {
  framework f{.id = "f",
              .indicators = {{.id = "shared"}, {.id = "p"}, {.id = "q"}},
              .nodes = {{.id = "top",
                         .aggregation = aggregate::geometric_mean(0.01),
                         .children = {{.child = "one"}, {.child = "two"}}},
                        {.id = "one", .children = {{.child = "shared"}, {.child = "p"}}},
                        {.id = "two", .children = {{.child = "q"}, {.child = "shared"}}}},
              .outcomes = {"top"}};
  const auto e = contributions(fit(f), {{"shared", 0.9}, {"p", 0.7}, {"q", 0.1}},
                               {{"shared", 0.2}, {"p", 0.5}, {"q", 0.6}}, "top");
  REQUIRE(e.parts.size() == 5);
  CHECK(e.parts[0].id == "one");
  std::vector<std::string> ids;
  std::vector<std::size_t> depths;
  for (const auto& p : e.parts) {
    ids.push_back(p.id);
    depths.push_back(p.depth);
  }
  CHECK(ids == std::vector<std::string>{"one", "p", "shared", "two", "q"});
  CHECK(depths == std::vector<std::size_t>{1, 2, 1, 1, 2});
  CHECK_FALSE(e.parts[0].is_indicator);
  CHECK(e.parts[2].before == 0.2);
  CHECK(e.parts[2].after == 0.9);
  CHECK(e.parts[0].amount > 0);
  CHECK(e["q"] < 0);
}

TEST_CASE("limits and rounding have lines of their own, in words") {
  const auto f = [] {
    framework x{.id = "f",
                .indicators = {{.id = "a"}, {.id = "violence"}},
                .nodes = {{.id = "n", .children = {{.child = "a"}}, .decimals = 0}},
                .outcomes = {"n"}};
    x.nodes[0].levels = {{{"withheld", 40}, {"acceptance", 60}, {"approval", 100}}};
    x.nodes[0].limits = {{{"violence", comparison::above, 0},
                          limit::kind::cap,
                          "acceptance",
                          "violence within 24 months"},
                         {{"a", comparison::above, 0.5}, limit::kind::cap, 90.0, ""},
                         {{"violence", comparison::above, 0}, limit::kind::cap, 30.0, "twice"}};
    return x;
  }();
  const auto e =
      contributions(fit(f), {{"a", 0.923}, {"violence", 1}}, {{"a", 0.118}, {"violence", 0}}, "n");
  CHECK(e.reference == 12);
  CHECK(e.value == 30);
  CHECK_THAT(e["a"], WithinAbs(80.5, 1e-12));
  CHECK(e["violence"] == 0);
  REQUIRE(e.limits.size() == 2);
  CHECK(e.limits[0].words == "held at acceptance: violence within 24 months");
  CHECK_THAT(e.limits[0].amount, WithinAbs(60 - 92.3, 1e-12));
  CHECK(e.limits[1].words == "held at 30: twice");
  CHECK_THAT(e.limits[1].amount, WithinAbs(-30, 1e-12));
  CHECK_THAT(e.rounding, WithinAbs(-0.2, 1e-12));

  const auto within = contributions(fit(f), {{"a", 0.923}, {"violence", 1}},
                                    {{"a", 0.118}, {"violence", 0}}, "n", {.limits_apart = false});
  CHECK(within.limits.empty());
  // Before the other it changes nothing, after it 30 - 90.
  CHECK_THAT(within["violence"], WithinAbs(-30, 1e-12));
  CHECK_THAT(sum_of(within), WithinAbs(18, 1e-12));
}

TEST_CASE("a mix of two records without a value is named and bounds are explained all the same") {
  framework f{
      .id = "f",
      .indicators = {{.id = "a"}, {.id = "b"}},
      .nodes = {{.id = "n", .children = {{.child = "a"}, {.child = "b"}}, .min_coverage = 0.5}},
      .outcomes = {"n"}};
  const auto m = fit(f);
  const record a{{"a", 0.5}}, b{{"b", 0.5}};
  const auto e = contributions(m, a, b, "n");
  CHECK_THAT(e.reason, contains("a mix of both records has no value: nothing is known"));
  CHECK(std::isnan(e["a"]));
  CHECK(std::isnan(e.rounding));
  const auto upper = contributions(m, a, {}, "n", {.of = quantity::upper});
  CHECK(upper.reason.empty());
  CHECK_THAT(upper["a"], WithinAbs(-25, 1e-12));
  CHECK_THAT(contributions(m, {}, a, "n").reason, contains("nothing is known"));
}

TEST_CASE("two records that are the same leave nothing to explain") {
  const auto m = fit(frameworks::andean_mining());
  const auto middle = neutral(m.framework());
  const auto e = contributions(m, middle, middle, "lto_formal");
  CHECK(e.parts.empty());
  CHECK(e.value == e.reference);
  CHECK(e.rounding == 0);
  CHECK(e.reason.empty());
}

TEST_CASE("contributions do not depend on the executor and their evaluations have a limit") {
  const auto m = fit(frameworks::andean_mining());
  dice d(75);
  const auto& f = m.framework();
  auto row = random_world::random_row(d, f, 0);
  const auto a = record_from(f, row), b = neutral(f);
  const auto one = contributions(m, a, b, "conflict_risk");
  const auto four = contributions(m, a, b, "conflict_risk", {}, threads{4});
  REQUIRE(one.reason.empty());
  CHECK(one.exact);
  CHECK(one.evaluations < 66000);
  REQUIRE(one.parts.size() == four.parts.size());
  for (std::size_t k = 0; k < one.parts.size(); ++k)
    CHECK(one.parts[k].amount == four.parts[k].amount);
  CHECK_THAT(sum_of(one), WithinAbs(one.value - one.reference, 1e-10));

  const contribution_options few{.division = {.most_evaluations = 100, .pairs = 40}};
  const auto sampled = contributions(m, a, b, "conflict_risk", few);
  CHECK_FALSE(sampled.exact);
  CHECK_THAT(sum_of(sampled), WithinAbs(one.value - one.reference, 1e-10));
  for (std::size_t k = 0; k < one.parts.size(); ++k) {
    CHECK_THAT(sampled.parts[k].amount,
               WithinAbs(one.parts[k].amount, 5 * sampled.parts[k].standard_error + 1e-9));
  }
}

TEST_CASE("explanations refuse what the framework does not know") {
  const auto m = fit(frameworks::andean_mining());
  CHECK_THROWS_WITH(contributions(m, {}, {}, "lto_fromal"), contains("did you mean 'lto_formal'?"));
  CHECK_THROWS_WITH(contributions(m, {{"povert", 1}}, {}, "lto_formal"), contains("'poverty'"));
  CHECK_THROWS_WITH(contributions(m, {{"conflict_phase", "war"}}, {}, "lto_formal"),
                    contains("'war' is not one of its categories"));
  CHECK_THROWS_AS(contributions(m, {{"poverty", unlimited}}, {}, "lto_formal"), input_error);
}

TEST_CASE("a limit that holds both alike has no line and one of the reference says so") {
  framework f{.id = "f",
              .indicators = {{.id = "a"}, {.id = "x"}, {.id = "y"}},
              .nodes = {{.id = "n",
                         .children = {{.child = "a"}},
                         .limits = {{{"x", comparison::above, 0}, limit::kind::cap, 80.0, "x"},
                                    {{"y", comparison::above, 0}, limit::kind::cap, 50.0, "y"}}}},
              .outcomes = {"n"}};
  const auto m = fit(f);
  // 90 to 80 both.
  const auto alike =
      contributions(m, {{"a", 0.9}, {"x", 1}, {"y", 0}}, {{"a", 0.9}, {"x", 1}, {"y", 0}}, "n");
  CHECK(alike.limits.empty());
  const auto e =
      contributions(m, {{"a", 0.9}, {"x", 0}, {"y", 0}}, {{"a", 0.9}, {"x", 0}, {"y", 1}}, "n");
  REQUIRE(e.limits.size() == 1);
  CHECK(e.limits[0].of_reference);
  CHECK_THAT(e.limits[0].amount, WithinAbs(40, 1e-12));
  const auto own =
      contributions(m, {{"a", 0.9}, {"x", 0}, {"y", 1}}, {{"a", 0.9}, {"x", 0}, {"y", 0}}, "n");
  REQUIRE(own.limits.size() == 1);
  CHECK_FALSE(own.limits[0].of_reference);
}
