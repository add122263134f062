// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/references.hpp>
#include <ltorisk/ltorisk.hpp>

#include "catch.hpp"
#include "support/random.hpp"

using namespace ltorisk;
using namespace ltorisk::explain;
using Catch::Matchers::WithinAbs;
using random_world::dice;

TEST_CASE("a neutral community has the middle of every scale") {
  dice d(5);
  for (int trial = 0; trial < 100; ++trial) {
    const auto s = random_world::random_scale(d);
    framework f{.id = "f", .indicators = {{.id = "x", .scale = s}}, .nodes = {}, .outcomes = {}};
    const double x = *neutral(f).cells()[0].second.number();
    const auto range = ltorisk::detail::value_range(s);
    const double half = (range.lower + range.upper) / 2;
    if (const auto* c = std::get_if<scales::categories>(&s)) {
      for (const auto& k : c->list) {
        CHECK(std::fabs((*c)(x)-half) <= std::fabs(k.value - half));
      }
    } else if (!std::holds_alternative<scales::piecewise>(s)) {
      const double v = ltorisk::detail::read(s, x).value;
      CHECK_THAT(v, WithinAbs(half, 1e-12));
    }
  }
}

TEST_CASE("the median of a portfolio is a figure that some community has") {
  framework f{.id = "f", .indicators = {{.id = "a"}, {.id = "b"}, {.id = "c"}, {.id = "d"}}};
  table t({"1", "2", "3", "4"});
  t.add("a", {0.4, missing, 0.1, 0.3}).add("b", {missing, missing, missing, missing});
  t.add("c", {not_applicable, not_applicable, 0.5, missing}).add("extra", {1, 2, 3, 4});
  const auto m = median_of(f, t);
  REQUIRE(m.cells().size() == 2);
  CHECK(*m.cells()[0].second.number() == 0.3);
  CHECK(m.cells()[1].first == "c");
  CHECK(is_not_applicable(*m.cells()[1].second.number()));
  CHECK(median_of(f, table_view(0)).cells().empty());
}

TEST_CASE("a row of a table is a record without the columns nobody asked for") {
  framework f{.id = "f", .indicators = {{.id = "a"}, {.id = "b"}}};
  table t({"1", "2"});
  t.add("a", {0.4, not_applicable}).add("extra", {1, 2});
  const auto r = record_of(f, t, 1);
  REQUIRE(r.cells().size() == 1);
  CHECK(is_not_applicable(*r.cells()[0].second.number()));
  CHECK_THROWS_WITH(record_of(f, t, 2), contains("is beyond the table's 2 rows"));
}
