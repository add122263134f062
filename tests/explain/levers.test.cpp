// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/levers.hpp>
#include <ltorisk/explain/references.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include "catch.hpp"

#include <cmath>

using namespace ltorisk;
using namespace ltorisk::explain;
using Catch::Matchers::WithinAbs;

namespace {

framework three_levers() {
  return {.id = "f",
          .indicators = {{.id = "a", .scale = scales::linear{0, 10}},
                         {.id = "b", .scale = scales::linear{0, 50}},
                         {.id = "c",
                          .scale = scales::categories{{{"no", 0.0}, {"some", 0.7}, {"all", 1.0}}}}},
          .nodes = {{.id = "n",
                     .children = {{.child = "a", .weight = 5},
                                  {.child = "b", .sign = sign::minus, .weight = 2},
                                  {.child = "c", .weight = 3}}}},
          .outcomes = {"n"}};
}

}  // namespace

TEST_CASE("levers are ranked by what they do at their best") {
  const auto m = fit(three_levers());
  const record r{{"a", 8}, {"b", 40}, {"c", "no"}};  // 40 + 4 + 0
  const auto list = lever_effects(m, r, "n", {"a", "b", "c"});
  REQUIRE(list.size() == 3);
  CHECK(list[0].indicator == "c");
  CHECK_THAT(list[0].best_effect, WithinAbs(30, 1e-12));
  CHECK(list[0].step == 0.7);
  CHECK_THAT(list[0].step_effect, WithinAbs(21, 1e-12));
  CHECK_THAT(list[0].effect_per_unit, WithinAbs(21, 1e-12));
  CHECK(list[1].indicator == "b");
  CHECK(list[1].best == 0);
  CHECK_THAT(list[1].best_effect, WithinAbs(16, 1e-12));
  CHECK(list[1].step == 39.5);
  CHECK_THAT(list[1].effect_per_unit, WithinAbs(-0.4, 1e-12));
  CHECK(list[2].indicator == "a");
  CHECK_THAT(list[2].best_effect, WithinAbs(10, 1e-12));
  CHECK_THAT(list[2].effect_per_unit, WithinAbs(5, 1e-12));
}

TEST_CASE("a lever at its best, unknown or held by a limit says so") {
  auto f = three_levers();
  f.indicators.push_back({.id = "violence"});
  f.nodes[0].limits = {{{"violence", comparison::above, 0}, limit::kind::cap, 30.0, "violence"}};
  const auto m = fit(f);
  const auto held =
      lever_effects(m, {{"a", 8}, {"b", 40}, {"c", "no"}, {"violence", 1}}, "n", {"a", "c"});
  CHECK(held[0].indicator == "a");
  CHECK(held[0].best == 10);  // the better end is known all the same
  CHECK(held[0].best_effect == 0);
  CHECK(held[1].best_effect == 0);
  const auto top = lever_effects(m, {{"a", 10}, {"b", 40}}, "n", {"a", "c"});
  CHECK(top[0].indicator == "c");
  CHECK(is_missing(top[0].from));
  CHECK(is_missing(top[0].effect_per_unit));
  CHECK_THAT(top[0].best_effect, WithinAbs(84 - 100 * 5.4 / 7, 1e-9));
  CHECK(top[1].best_effect == 0);
  CHECK(is_missing(top[1].effect_per_unit));
}

TEST_CASE("where higher is worse a lever that lowers the score comes first") {
  const auto m = fit(frameworks::andean_mining());
  const auto list =
      lever_effects(m, neutral(m.framework()), "conflict_risk", levers_of(m.framework()));
  REQUIRE(list.size() == 5);
  for (std::size_t k = 0; k + 1 < list.size(); ++k) {
    CHECK(list[k].best_effect <= list[k + 1].best_effect);
  }
  CHECK(list[0].best_effect < 0);
  CHECK_THROWS_WITH(lever_effects(m, {}, "conflict_risk", {"alternative"}),
                    contains("did you mean 'alternatives'?"));
  CHECK_THROWS_WITH(lever_effects(m, {}, "conflict", {"alternatives"}), contains("has no node"));
}

TEST_CASE("a lever without meaning for the community goes nowhere") {
  const auto m = fit(three_levers());
  const auto list =
      lever_effects(m, {{"a", 8}, {"b", not_applicable}, {"c", "no"}}, "n", {"b", "a", "c"});
  REQUIRE(list.size() == 3);
  CHECK(list[0].indicator == "c");
  CHECK(list[2].indicator == "b");
  CHECK(is_not_applicable(list[2].from));
  CHECK(is_not_applicable(list[2].best));
  CHECK(is_missing(list[2].best_effect));
  CHECK(is_missing(list[2].step_effect));
}
