// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/uncertainty/narrowing.hpp>

#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::uncertainty;
using Catch::Matchers::WithinAbs;

TEST_CASE("What would narrow a weighted sum is known by its weights") {
  // Var = sum of w^2 / 12 * width^2: shares 16 : 4 : 1 : 0.
  framework f{.id = "sum", .score_range = {0, 1}};
  node n{.id = "score"};
  for (const double w : {1.0, 4.0, 2.0, 1.0}) {
    f.indicators.push_back({.id = "x" + std::to_string(f.indicators.size())});
    n.children.push_back({.child = f.indicators.back().id, .weight = w});
  }
  f.nodes = {n};
  f.outcomes = {"score"};
  table data({"a", "b"});
  for (const auto& i : f.indicators) data.add(i.id, {0.5, 0.5});
  sources s;
  for (std::size_t row = 0; row < 2; ++row) {
    for (std::size_t j = 0; j < 3; ++j) {
      s.evidence.push_back({row, "x" + std::to_string(j), uniform{0, 1}});
    }
  }
  const input_map inputs(f, data, s);
  const auto list = what_would_narrow(inputs, 1, {.draws = 2000, .seed = 3})[0];
  REQUIRE(list.size() == 3);
  CHECK(list[0].indicator == "x1");
  CHECK(list[1].indicator == "x2");
  CHECK(list[2].indicator == "x0");
  for (const auto& [k, share] : {std::pair{0U, 16.0 / 21}, {1U, 4.0 / 21}, {2U, 1.0 / 21}}) {
    CHECK_THAT(list[k].share.value, WithinAbs(share, 4 * list[k].share.error + 0.005));
  }
  CHECK_THROWS_WITH(what_would_narrow(inputs, 2), contains("beyond the table's 2 rows"));
  CHECK_THROWS_WITH(what_would_narrow(inputs, 0, {.draws = 31}), contains("32 or more, got 31"));
}

TEST_CASE("Where nothing varies nothing narrows") {
  framework f{.id = "one", .indicators = {{.id = "x"}, {.id = "y"}}};
  f.nodes = {{.id = "score", .children = {{.child = "x"}}}};
  f.outcomes = {"score"};
  table data({"a"});
  data.add("x", {0.5}).add("y", {missing});
  const input_map inputs(f, data, {.evidence = missing_anywhere(f, data)});
  const auto list = what_would_narrow(inputs, 0, {.draws = 64})[0];
  REQUIRE(list.size() == 1);
  CHECK(list[0].indicator == "y");
  CHECK(list[0].share == estimate{0, 0});
}
