// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/joint_change.hpp>
#include <ltorisk/explain/references.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <cmath>

using namespace ltorisk;
using namespace ltorisk::explain;
using Catch::Matchers::WithinAbs;
using random_world::dice;

TEST_CASE("levers that go together are stopped where the goal is reached") {
  framework f{
      .id = "f",
      .indicators = {{.id = "a", .scale = scales::linear{0, 10}},
                     {.id = "b", .scale = scales::linear{0, 50}}},
      .nodes = {{.id = "n", .children = {{.child = "a"}, {.child = "b", .sign = sign::minus}}}},
      .outcomes = {"n"}};
  const auto m = fit(f);
  // 20 + 10; a share t of the way adds 30 t + 40 t.
  const auto r = joint_change(m, {{"a", 4}, {"b", 40}}, {"a", "b"}, {"n", 65.0});
  CHECK(r.reached);
  CHECK(r.found_by == search::proven);
  CHECK_THAT(r.share, WithinAbs(0.5, 1e-12));
  CHECK(r.share_short_of < r.share);
  CHECK(r.score >= 65);
  CHECK(r.score_short_of < 65);
  REQUIRE(r.figures.size() == 2);
  CHECK_THAT(r.figures[0].to, WithinAbs(7, 1e-12));
  CHECK_THAT(r.figures[1].to, WithinAbs(20, 1e-12));
  CHECK(r.figures[1].from == 40);

  const auto far = joint_change(m, {{"a", 4}, {"b", 40}}, {"b"}, {"n", 90.0});
  CHECK_FALSE(far.reached);
  CHECK(far.share == 1);
  CHECK(far.reason == "the score comes to 70, the goal is at 90");
  CHECK(joint_change(m, {{"a", 4}, {"b", 40}}, {"b"}, {"n", 30.0}).share == 0);
  CHECK_FALSE(joint_change(m, {{"a", 4}, {"b", 40}}, {}, {"n", 31.0}).reached);
}

TEST_CASE("a joint change refuses levers that are none and those given twice") {
  framework f{.id = "f",
              .indicators = {{.id = "a"}, {.id = "idle"}, {.id = "elsewhere"}},
              .nodes = {{.id = "n", .children = {{.child = "a"}, {.child = "idle", .weight = 0}}},
                        {.id = "other", .children = {{.child = "elsewhere"}}}},
              .outcomes = {"n", "other"}};
  const auto m = fit(f);
  const record r{{"a", 0.2}, {"idle", 0.5}, {"elsewhere", 0.5}};
  CHECK_THROWS_WITH(joint_change(m, r, {"a", "a"}, {"n", 65.0}), contains("'a': is there twice"));
  CHECK_THROWS_WITH(joint_change(m, r, {"a", "idle"}, {"n", 65.0}),
                    contains("'idle'") && contains("does not depend on it"));
  CHECK_THROWS_WITH(joint_change(m, r, {"elsewhere"}, {"n", 65.0}),
                    contains("'elsewhere'") && contains("'n' does not depend on it"));
  CHECK(joint_change(m, r, {"a"}, {"n", 65.0}).reached);
}

TEST_CASE("what is not applicable does not go with the other levers") {
  framework f{.id = "f",
              .indicators = {{.id = "a"}, {.id = "b"}},
              .nodes = {{.id = "n", .children = {{.child = "a"}, {.child = "b"}}}},
              .outcomes = {"n"}};
  const auto m = fit(f);
  const auto r = joint_change(m, {{"a", 0.2}, {"b", not_applicable}}, {"a", "b"}, {"n", 60.0});
  REQUIRE(r.figures.size() == 2);
  CHECK(r.reached);
  CHECK_THAT(r.figures[0].to, WithinAbs(0.6, 1e-12));
  CHECK(is_not_applicable(r.figures[1].to));
}

TEST_CASE("joint changes of random communities are verified by scoring them") {
  dice d(95);
  const auto m = fit(frameworks::andean_mining());
  const auto& f = m.framework();
  int reached = 0, held = 0;
  for (int trial = 0; trial < 200; ++trial) {
    record community;
    const auto row = random_world::random_row(d, f, d.chance(0.5) ? 0 : 0.2);
    for (std::size_t i = 0; i < row.size(); ++i) community.set(f.indicators[i].id, row[i]);
    const bool license = d.chance(0.5);
    const goal g{license ? "lto_formal" : "conflict_risk",
                 std::string(license ? "acceptance" : "moderate"),
                 static_cast<quantity>(d.below(3))};
    auto levers = levers_of(f);
    if (license) std::erase(levers, "informal_commitments_met");
    const auto r = joint_change(m, community, levers, g, {.grid = 33});
    const ltorisk::explain::detail::target t(f, g);
    if (!r.reached) {
      ++held;
      CHECK_FALSE(r.reason.empty());
      continue;
    }
    auto changed = community;
    for (const auto& x : r.figures) changed.set(x.indicator, x.to);
    CHECK(t.reached(ltorisk::explain::detail::figure(m.score(changed)[g.node], g.of)));
    if (r.share > 0) {
      ++reached;
      CHECK(t.reached(r.score));
      CHECK_FALSE(t.reached(r.score_short_of));
      CHECK(std::nextafter(r.share, 0) == r.share_short_of);
    }
  }
  CHECK(reached > 3);
  CHECK(held > 10);
}
