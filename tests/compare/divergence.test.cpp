// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/compare/divergence.hpp>
#include <ltorisk/threads.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

using namespace ltorisk;
using compare::divergence;
using compare::divergence_between;
using compare::rater;
using random_world::dice;

namespace {

struct world {
  framework f;
  table data;
  [[nodiscard]] rater as_rater() const { return {fit(f), f.nodes.back().id, data}; }
};

/// The columns of a framework's indicators; ids of the rows are the same in every world.
table random_table(dice& d, const framework& f, std::size_t rows, double missing_share) {
  std::vector<std::string> ids;
  std::vector<std::vector<double>> columns(f.indicators.size());
  for (std::size_t r = 0; r < rows; ++r) {
    ids.push_back("r" + std::to_string(r));
    const auto row = random_world::random_row(d, f, missing_share);
    for (std::size_t j = 0; j < row.size(); ++j) columns[j].push_back(row[j]);
  }
  table t(ids);
  for (std::size_t j = 0; j < columns.size(); ++j) t.add(f.indicators[j].id, columns[j]);
  return t;
}

void rename(framework& f, const std::string& from, const std::string& to) {
  const auto change = [&](std::string& id) {
    if (id == from) id = to;
  };
  for (auto& i : f.indicators) change(i.id);
  for (auto& n : f.nodes) {
    for (auto& e : n.children) {
      change(e.child);
      if (e.applies_if) change(e.applies_if->evidence);
    }
    for (auto& l : n.limits) change(l.when.evidence);
  }
}

/// Another rater of the same communities: other scales here, other weights there, an indicator of
/// its own, other figures.
world another(dice& d, const framework& f, const table& data) {
  world w{f, table({data.row_ids().begin(), data.row_ids().end()})};
  for (auto& n : w.f.nodes) {
    for (auto& e : n.children) {
      if (e.weight > 0 && d.chance(0.5)) e.weight = d.uniform(0.1, 3);
    }
    if (d.chance(0.3)) n.aggregation = aggregate::arithmetic_mean{};
  }
  for (auto& i : w.f.indicators) {
    if (auto* s = std::get_if<scales::linear>(&i.scale); s && d.chance(0.5)) s->upper = 9;
  }
  const table_view old = data;
  for (const auto& i : f.indicators) {
    const auto* column = old.find(i.id);
    std::vector<double> cells;
    const bool own = d.chance(0.4);
    for (std::size_t r = 0; r < data.rows(); ++r) {
      cells.push_back(own && d.chance(0.5) ? random_world::random_raw(d, i.scale) : (*column)[r]);
    }
    auto id = i.id;
    if (d.chance(0.2)) {
      id = "own_" + id;
      rename(w.f, i.id, id);
    }
    w.data.add(id, cells);
  }
  return w;
}

double sum(const compare::divergence_parts& p) { return p.scope + p.measurement + p.weight; }

/// A flat mean of columns x, y, z.
framework flat(const std::vector<std::pair<std::string, double>>& weights) {
  framework f{.id = "flat"};
  node n{.id = "score"};
  for (const auto& [id, w] : weights) {
    f.indicators.push_back({.id = id});
    n.children.push_back({.child = id, .weight = w});
  }
  f.nodes = {n};
  f.outcomes = {"score"};
  return f;
}

table figures() {
  table t({"Alto", "Bajo", "Centro"});
  t.add("x", {0.2, 0.9, 0.4}).add("y", {0.7, 0.1, 0.5}).add("z", {0.3, 0.3, 0.8});
  return t;
}

}  // namespace

TEST_CASE("parts of a divergence add up, and change their sign when the raters are swapped") {
  dice d(21);
  std::size_t compared = 0, with_scope = 0;
  for (int i = 0; i < 150; ++i) {
    INFO("world " << i);
    const auto f = random_world::random_framework(d);
    const world one{f, random_table(d, f, 40, d.chance(0.5) ? 0 : 0.1)};
    const auto two = another(d, one.f, one.data);
    divergence there, back;
    try {
      there = divergence_between(one.as_rater(), two.as_rater());
      back = divergence_between(two.as_rater(), one.as_rater(), threads{2});
    } catch (const input_error& e) {
      REQUIRE_THAT(std::string(e.what()), contains("have no indicator in common"));
      continue;
    }
    const auto a = one.as_rater().model.score(one.data), b = two.as_rater().model.score(two.data);
    const double tolerance = 1e-12 * (f.score_range.upper - f.score_range.lower);
    for (std::size_t r = 0; r < 40; ++r) {
      const auto &t = there.communities[r], &s = back.communities[r];
      const double x = a.columns[0].value[r], y = b.columns[0].value[r];
      REQUIRE((is_known(x) ? t.a == x : !is_known(t.a)));
      REQUIRE((is_known(y) ? t.b == y : !is_known(t.b)));
      REQUIRE(is_known(t.parts.scope) == is_known(s.parts.scope));
      if (!is_known(t.parts.scope)) continue;
      ++compared;
      if (t.parts.scope != 0) ++with_scope;
      REQUIRE(std::fabs(sum(t.parts) - (y - x)) <= tolerance);
      for (const auto part : compare::detail::all_parts) {
        REQUIRE(std::fabs(t.parts.*part + s.parts.*part) <= tolerance);
      }
    }
    if (there.compared == 0) continue;
    REQUIRE(std::fabs(sum(there.mean) - there.mean_difference) <= tolerance);
    if (is_known(there.share.scope)) REQUIRE(sum(there.share) == Approx(1).epsilon(1e-9));
    if (there.only_a.empty() && there.only_b.empty()) {
      for (const auto& t : there.communities)
        REQUIRE((t.parts.scope == 0 || !is_known(t.parts.scope)));
    }
  }
  CHECK(compared > 1000);
  CHECK(with_scope > 100);
}

TEST_CASE("identical raters do not diverge") {
  dice d(5);
  for (int i = 0; i < 40; ++i) {
    const auto f = random_world::random_framework(d);
    const world one{f, random_table(d, f, 20, 0.1)};
    const auto copy = one;
    const auto r = divergence_between(one.as_rater(), copy.as_rater());
    for (const auto& c : r.communities) {
      if (!is_known(c.a)) continue;
      REQUIRE(c.parts.scope == 0);
      REQUIRE(c.parts.measurement == 0);
      REQUIRE(c.parts.weight == 0);
    }
    if (r.compared > 0) CHECK(is_missing(r.share.scope));
  }
}

TEST_CASE("a difference of one kind is a part of that kind alone") {
  const auto t = figures();
  auto other = table({"Alto", "Bajo", "Centro"});
  other.add("x", {0.3, 0.5, 0.4}).add("y", {0.7, 0.1, 0.5}).add("z", {0.3, 0.3, 0.8});
  const auto f = flat({{"x", 1}, {"y", 2}, {"z", 1}});
  const auto zero = [](double x) { return std::fabs(x) < 1e-12; };
  const rater a{fit(f), "", t};
  SECTION("other weights") {
    const auto r = divergence_between(a, {fit(flat({{"x", 5}, {"y", 1}, {"z", 1}})), "", t});
    for (const auto& c : r.communities) {
      CHECK(zero(c.parts.scope));
      CHECK(zero(c.parts.measurement));
      CHECK(c.parts.weight == Approx(c.difference()));
    }
    CHECK(r.share.weight == Approx(1));
    CHECK(r.compared == 3);
  }
  SECTION("another aggregation") {
    auto g = f;
    g.nodes[0].aggregation = aggregate::geometric_mean{};
    for (const auto& c : divergence_between(a, {fit(g), "", t}).communities) {
      CHECK(zero(c.parts.scope));
      CHECK(zero(c.parts.measurement));
      CHECK(c.parts.weight == Approx(c.difference()));
    }
  }
  SECTION("another scale") {
    auto g = f;
    g.indicators[1].scale = scales::linear{0, 2};
    for (const auto& c : divergence_between(a, {fit(g), "", t}).communities) {
      CHECK(zero(c.parts.scope));
      CHECK(c.parts.measurement == Approx(c.difference()));
      CHECK(zero(c.parts.weight));
    }
  }
  SECTION("another scale at an edge") {
    auto g = f;
    g.nodes[0].children[1].scale = scales::linear{0, 2};
    for (const auto& c : divergence_between(a, {fit(g), "", t}).communities) {
      CHECK(c.parts.measurement == Approx(c.difference()));
      CHECK(zero(c.parts.weight));
    }
  }
  SECTION("other figures") {
    const auto r = divergence_between(a, {fit(f), "", other});
    for (const auto& c : r.communities) {
      CHECK(zero(c.parts.scope));
      CHECK(c.parts.measurement == Approx(c.difference()).margin(1e-12));
      CHECK(zero(c.parts.weight));
    }
    CHECK(r.communities[0].parts.measurement == Approx(2.5));
  }
  SECTION("an indicator less") {
    const auto r = divergence_between(a, {fit(flat({{"x", 1}, {"y", 2}})), "", t});
    CHECK(r.only_a == std::vector<std::string>{"z"});
    CHECK(r.only_b.empty());
    for (const auto& c : r.communities) {
      CHECK(c.parts.scope == Approx(c.difference()));
      CHECK(zero(c.parts.measurement));
      CHECK(zero(c.parts.weight));
    }
  }
}

TEST_CASE("the parts are those of the definition, order by order") {
  // Rater a has x, y and u of its own; rater b measures x on another scale, has other figures of y,
  // other weights, and z of its own.
  table t = figures();
  t.add("u", {1, 0.25, 0.5});
  table s({"Alto", "Bajo", "Centro"});
  s.add("x", {0.2, 0.9, 0.4}).add("y", {0.6, 0.3, 0.5}).add("z", {0.3, 0.3, 0.8});
  const auto f = flat({{"x", 1}, {"y", 2}, {"u", 3}});
  auto g = flat({{"x", 4}, {"y", 1}, {"z", 2}});
  g.indicators[0].scale = scales::linear{0, 2};
  const auto r = divergence_between({fit(f), "", t}, {fit(g), "", s});
  CHECK(r.common == std::vector<std::string>{"x", "y"});
  CHECK(r.only_a == std::vector<std::string>{"u"});
  CHECK(r.only_b == std::vector<std::string>{"z"});
  const std::array<std::array<double, 3>, 2> x{{{20, 90, 40}, {10, 45, 20}}};
  const std::array<std::array<double, 3>, 2> y{{{70, 10, 50}, {60, 30, 50}}};
  const std::array<std::array<double, 3>, 2> own{{{100, 25, 50}, {30, 30, 80}}};
  const std::array<std::array<double, 3>, 2> weights{{{1, 2, 3}, {4, 1, 2}}};
  for (std::size_t row = 0; row < 3; ++row) {
    const auto h = [&](std::size_t scope, std::size_t m, std::size_t w) {
      const auto cut = [&](std::size_t v) {
        return (weights[v][0] * x[m][row] + weights[v][1] * y[m][row]) /
               (weights[v][0] + weights[v][1]);
      };
      const auto full = [&](std::size_t v) {
        return (weights[v][0] * x[m][row] + weights[v][1] * y[m][row] +
                weights[v][2] * own[v][row]) /
               (weights[v][0] + weights[v][1] + weights[v][2]);
      };
      return cut(w) + full(scope) - cut(scope);
    };
    std::array<double, 3> part{};
    std::array<std::size_t, 3> order{0, 1, 2};
    do {
      std::array<std::size_t, 3> now{};
      for (const auto p : order) {
        const double before = h(now[0], now[1], now[2]);
        now[p] = 1;
        part[p] += (h(now[0], now[1], now[2]) - before) / 6;
      }
    } while (std::next_permutation(order.begin(), order.end()));
    const auto& c = r.communities[row];
    CHECK(c.a == Approx(h(0, 0, 0)).epsilon(1e-13));
    CHECK(c.b == Approx(h(1, 1, 1)).epsilon(1e-13));
    CHECK(c.parts.scope == Approx(part[0]).epsilon(1e-12));
    CHECK(c.parts.measurement == Approx(part[1]).epsilon(1e-12));
    CHECK(c.parts.weight == Approx(part[2]).epsilon(1e-12));
  }
}

TEST_CASE("evidence of a limit is measured too, where its unit is the same") {
  auto f = flat({{"x", 1}, {"y", 1}});
  f.indicators[1].unit = "share";
  f.nodes[0].limits = {{.when = {"y", comparison::above, 0.5}, .at = 10.0}};
  table t({"Alto"}), s({"Alto"});
  t.add("x", {0.8}).add("y", {0.4});
  s.add("x", {0.8}).add("y", {0.6});
  const auto r = divergence_between({fit(f), "", t}, {fit(f), "", s});
  CHECK(r.communities[0].a == Approx(60));
  CHECK(r.communities[0].b == 10);
  CHECK(r.communities[0].parts.measurement == Approx(-50));
  // In percent the threshold of the other would mean nothing: each reads its own column.
  auto g = f;
  g.indicators[1] = {.id = "y", .unit = "%", .scale = scales::linear{0, 100}};
  g.nodes[0].limits[0].when.threshold = 50;
  table p({"Alto"});
  p.add("x", {0.8}).add("y", {40});
  const auto same = divergence_between({fit(f), "", t}, {fit(g), "", p});
  CHECK(same.communities[0].b == Approx(60));
  CHECK(same.communities[0].parts.measurement == Approx(0).margin(1e-12));
  CHECK(same.communities[0].parts.weight == Approx(0).margin(1e-12));
}

TEST_CASE("raters with different score ranges are compared between 0 and 1") {
  auto g = flat({{"x", 1}, {"y", 1}});
  g.score_range = {0, 10};
  const auto t = figures();
  const auto r = divergence_between({fit(flat({{"x", 1}, {"y", 1}})), "", t}, {fit(g), "", t});
  CHECK(r.range == interval{0, 1});
  CHECK(r.communities[0].a == Approx(0.45));
  CHECK(r.communities[0].difference() == Approx(0).margin(1e-15));
  CHECK(divergence_between({fit(g), "", t}, {fit(g), "", t}).range == interval{0, 10});
}

TEST_CASE("where a rater has no score there is nothing to divide") {
  auto f = flat({{"x", 1}, {"y", 1}});
  f.nodes[0].min_coverage = 0.6;
  table t({"Alto", "Bajo"});
  t.add("x", {0.2, 0.5}).add("y", {missing, 0.5});
  table s({"Alto", "Bajo"});
  s.add("x", {0.2, 0.5}).add("y", {0.4, 0.7});
  const auto r = divergence_between({fit(f), "", t}, {fit(f), "", s});
  CHECK(is_missing(r.communities[0].a));
  CHECK(r.communities[0].b == Approx(30));
  CHECK(is_missing(r.communities[0].parts.measurement));
  CHECK(r.compared == 1);
  CHECK(r.mean.measurement == Approx(10));
  CHECK(is_missing(r.share.measurement));
}

TEST_CASE("raters that cannot be compared are refused") {
  const auto t = figures();
  const auto f = flat({{"x", 1}});
  const rater a{fit(f), "", t};
  CHECK_THROWS_WITH(divergence_between(a, {fit(flat({{"y", 1}})), "", t}),
                    "raters: have no indicator in common");
  CHECK_THROWS_WITH(divergence_between(a, {fit(f), "scoer", t}),
                    "rater b: 'scoer' is not a node of 'flat'; did you mean 'score'?");
  table two({"Alto", "Bajo"}), shuffled({"Bajo", "Alto", "Centro"});
  two.add("x", {1, 2});
  shuffled.add("x", {1, 2, 3});
  CHECK_THROWS_WITH(divergence_between(a, {fit(f), "", two}),
                    "raters: must score the same communities, got 3 and 2 rows");
  CHECK_THROWS_WITH(divergence_between(a, {fit(f), "", shuffled}),
                    "raters: must score the same communities in the same order: row 0 is 'Alto' "
                    "and 'Bajo'");
  auto risk = f;
  risk.nodes[0].higher_is_worse = true;
  CHECK_THROWS_WITH(divergence_between(a, {fit(risk), "", t}), contains("whether higher is worse"));
  // One's scale, the other's aggregation.
  auto wide = f, roots = f;
  wide.indicators[0].scale = scales::linear{.lower = 0.5, .upper = 0.6, .capped = false};
  roots.nodes[0].aggregation = aggregate::geometric_mean{};
  CHECK_THROWS_WITH(divergence_between({fit(wide), "", t}, {fit(roots), "", t}),
                    contains("the tree of rater b, measured by rater a, ") &&
                        contains("gives 'geometric_mean' values from"));
}
