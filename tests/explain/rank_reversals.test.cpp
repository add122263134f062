// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/rank_reversals.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/threads.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::explain;
using Catch::Matchers::WithinAbs;
using random_world::dice;

namespace {

framework two_learned() {
  const any_normalization learned = normalize::min_max{};
  return {.id = "f",
          .indicators = {{.id = "x", .scale = learned}, {.id = "y", .scale = learned}},
          .nodes = {{.id = "n", .children = {{.child = "x"}, {.child = "y"}}}},
          .outcomes = {"n"}};
}

table four() {
  table t({"a", "b", "c", "far"});
  // Without `far` x spreads over 0..4 instead of 0..40, and counts for more.
  t.add("x", {4, 0, 2, 40}).add("y", {0, 3, 1, 0});
  return t;
}

}  // namespace

TEST_CASE("leaving out a far community reverses a pair, with the scores of both samples") {
  const auto r = leave_one_out(two_learned(), four(), "n");
  // With `far`: a 5, b 50. Without: a 50, b 50, c 25 + 16.7: ties are no reversal.
  CHECK(r.pairs == 4 * 3);
  for (const auto& x : r.list) CHECK_FALSE((x.better == "b" && x.worse == "a" && x.third == "far"));
  table t({"a", "b", "c", "far"});
  t.add("x", {4, 0, 1, 40}).add("y", {0.1, 3, 0, 0});
  const auto s = leave_one_out(two_learned(), t, "n");
  REQUIRE(s.reversed == 2);
  // Without b the little that a has of y is the most there is.
  CHECK(s.list[0].third == "b");
  CHECK(s.list[0].better == "far");
  CHECK(s.list[0].worse == "a");
  CHECK(s.list[1].third == "far");
  CHECK(s.list[1].better == "b");
  CHECK(s.list[1].worse == "a");
  CHECK_THAT(s.list[1].better_before, WithinAbs(50, 1e-12));
  CHECK_THAT(s.list[1].worse_before, WithinAbs(5 + 100 * 0.1 / 3 / 2, 1e-12));
  CHECK_THAT(s.list[1].worse_after, WithinAbs(50 + 100 * 0.1 / 3 / 2, 1e-12));
}

TEST_CASE("adding back what was left out reverses the same pairs") {
  dice d(41);
  int reversed = 0;
  for (int trial = 0; trial < 10; ++trial) {
    table t({"a", "b", "c", "d", "e", "f"});
    for (const char* id : {"x", "y"}) {
      std::vector<double> cells;
      for (int i = 0; i < 6; ++i) cells.push_back(d.chance(0.1) ? missing : d.uniform(0, 10));
      t.add(id, cells);
    }
    const auto out = leave_one_out(two_learned(), t, "n");
    const auto parallel = leave_one_out(two_learned(), t, "n", {}, threads{3});
    CHECK(out.list == parallel.list);
    reversed += static_cast<int>(out.reversed);
    // Brute force: fit without each, compare all pairs.
    std::size_t expected = 0;
    const auto whole = fit(two_learned(), t).score(t)["n"].value;
    for (std::size_t k = 0; k < 6; ++k) {
      std::vector<std::size_t> rows;
      for (std::size_t i = 0; i < 6; ++i) {
        if (i != k) rows.push_back(i);
      }
      const auto rest = ltorisk::explain::detail::rows_of(t, rows);
      const auto after = fit(two_learned(), rest).score(rest)["n"].value;
      for (std::size_t i = 0; i < 5; ++i) {
        for (std::size_t j = 0; j < 5; ++j) {
          expected +=
              whole[rows[i]] - whole[rows[j]] > 1e-7 && after[i] - after[j] < -1e-7 ? 1U : 0U;
        }
      }
      const table one = ltorisk::explain::detail::rows_of(t, {k});
      const auto back = add_one(two_learned(), rest, one, "n");
      std::size_t same = 0;
      for (const auto& r : out.list) same += r.third == one.row_ids()[0] ? 1U : 0U;
      CHECK(back.reversed == same);
    }
    CHECK(out.reversed == expected);
  }
  CHECK(reversed > 0);
}

TEST_CASE("a framework that learns nothing has no reversals, and what cannot be fitted is told") {
  framework fixed = two_learned();
  for (auto& i : fixed.indicators) i.scale = scales::linear{0, 50};
  CHECK(leave_one_out(fixed, four(), "n").reversed == 0);
  table t({"a", "b", "c"});
  t.add("x", {1, 1, 2}).add("y", {0, 3, 1});
  const auto r = leave_one_out(two_learned(), t, "n");
  REQUIRE(r.not_fitted.size() == 1);
  CHECK(r.not_fitted[0].where == "c");
  CHECK_THAT(r.not_fitted[0].what, contains("'x'"));
  CHECK_THROWS_WITH(leave_one_out(two_learned(), t, "m"), contains("has no node 'm'"));
  CHECK(leave_one_out(fixed, table(), "n").pairs == 0);
}
