// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace ltorisk;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using words = std::vector<std::string>;

/// Two figures of 0 to 10 and their plain mean, on 0 to 100: a and b score 5 (a + b).
framework pair() {
  return {.id = "pair",
          .indicators = {{.id = "a", .scale = scales::linear{.upper = 10}},
                         {.id = "b", .scale = scales::linear{.upper = 10}}},
          .nodes = {{.id = "top", .children = {{.child = "a"}, {.child = "b"}}}},
          .outcomes = {"top"}};
}

/// The pair after a change of the framework.
template <class Change>
framework changed(Change change) {
  auto f = pair();
  f.nodes.reserve(8);  // the change may add nodes and still speak of the first
  change(f, f.nodes[0]);
  return f;
}

node_result top(const framework& f, const record& r) { return fit(f).score(r)["top"]; }

table two_columns(std::vector<double> a, std::vector<double> b) {
  words ids;
  for (std::size_t r = 0; r < a.size(); ++r) ids.push_back("r" + std::to_string(r));
  table t(ids);
  t.add("a", std::move(a)).add("b", std::move(b));
  return t;
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }
std::vector<std::uint64_t> all_bits(const std::vector<double>& x) {
  std::vector<std::uint64_t> list;
  for (const double one : x) list.push_back(bits(one));
  return list;
}

words children(const std::vector<contribution>& list) {
  words ids;
  for (const auto& c : list) ids.push_back(c.child);
  return ids;
}

/// A user's aggregation that promises nothing: how far two children are apart.
struct distance {
  static constexpr const char* name = "distance";
  auto operator()(const auto& x, const auto&) const {
    return math::larger(x[0], x[1]) - math::smaller(x[0], x[1]);
  }
  bool operator==(const distance&) const = default;
};

/// Another that promises to skip what is missing and to stay between its children.
struct promised_between {
  static constexpr const char* name = "promised_between";
  auto operator()(const auto& x, const auto& w) const { return aggregate::arithmetic_mean{}(x, w); }
  [[nodiscard]] aggregation_laws laws() const {
    return {.missing = missing_rule::skip, .bounded = true};
  }
  bool operator==(const promised_between&) const = default;
};

}  // namespace

// --- Scoring ---

TEST_CASE("a table is scored row by row") {
  const auto m = fit(pair());
  const auto s = m.score(two_columns({2, 10, 0}, {6, 10, 0}));
  REQUIRE(s.columns.size() == 1);
  CHECK(s["top"].value == std::vector<double>{40, 100, 0});
  CHECK(s["top"].before_limits == s["top"].value);
  CHECK(s["top"].coverage == std::vector<double>{1, 1, 1});
  CHECK(s["top"].lower == s["top"].value);
  CHECK(s["top"].upper == s["top"].value);
  CHECK(s["top"].exact == std::vector<unsigned char>{1, 1, 1});
}

TEST_CASE("a table without rows has scores without rows") {
  const auto s = fit(pair()).score(table());
  REQUIRE(s.columns.size() == 1);
  CHECK(s["top"].node == "top");
  CHECK(s["top"].value.empty());
  CHECK(s["top"].lower.empty());
  CHECK(fit(pair()).score(two_columns({}, {}))["top"].value.empty());
}

TEST_CASE("a table of one row, and rows around the ends of a tile") {
  const auto m = fit(pair());
  for (const std::size_t rows : {std::size_t{1}, simd::tile_rows - 1, simd::tile_rows,
                                 simd::tile_rows + 1, 3 * simd::tile_rows}) {
    CAPTURE(rows);
    std::vector<double> a, b;
    for (std::size_t r = 0; r < rows; ++r) {
      a.push_back(static_cast<double>(r % 10));
      b.push_back(static_cast<double>(r % 7));
    }
    const auto s = m.score(two_columns(a, b));
    REQUIRE(s["top"].value.size() == rows);
    for (std::size_t r = 0; r < rows; ++r) {
      REQUIRE(s["top"].value[r] == Approx(5.0 * static_cast<double>(r % 10 + r % 7)));
    }
  }
}

TEST_CASE("a million rows are scored") {
  constexpr std::size_t rows = 1000000;
  std::vector<double> a(rows), b(rows);
  for (std::size_t r = 0; r < rows; ++r) {
    a[r] = static_cast<double>(r % 11);
    b[r] = r % 13 == 0 ? missing : 10;
  }
  table_view view(rows);
  view.add("a", a).add("b", b);
  const auto s = fit(pair()).score(view);
  REQUIRE(s["top"].value.size() == rows);
  std::size_t wrong = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    const double expected = r % 13 == 0 ? 10 * a[r] : 5 * a[r] + 50;
    const double low = r % 13 == 0 ? 5 * a[r] : expected;
    // Where b is missing the mean of a alone is held between b = 0 and b = 10.
    const double high = 5 * a[r] + 50;
    const auto& c = s["top"];
    wrong += std::fabs(c.value[r] - expected) > 1e-9 || std::fabs(c.lower[r] - low) > 1e-9 ||
             std::fabs(c.upper[r] - high) > 1e-9 || c.coverage[r] != (r % 13 == 0 ? 0.5 : 1);
  }
  CHECK(wrong == 0);
}

TEST_CASE("an indicator without a column is missing everywhere") {
  table t({"r0", "r1"});
  t.add("a", {2, 8});
  const auto s = fit(pair()).score(t);
  CHECK(s["top"].value == std::vector<double>{20, 80});
  CHECK(s["top"].lower == std::vector<double>{10, 40});
  CHECK(s["top"].upper == std::vector<double>{60, 90});
  CHECK(s["top"].coverage == std::vector<double>{0.5, 0.5});
  CHECK(s["top"].exact == std::vector<unsigned char>{1, 1});
  const auto none = fit(pair()).score(table({"r0"}));
  CHECK(is_missing(none["top"].value[0]));
  CHECK(none["top"].lower[0] == 0);
  CHECK(none["top"].upper[0] == 100);
  CHECK(none["top"].coverage[0] == 0);
}

TEST_CASE("missing and not applicable cells give values of their own kinds") {
  const auto s = fit(pair()).score(two_columns({missing, not_applicable, not_applicable, 4},
                                               {missing, not_applicable, 6, not_applicable}));
  const auto& c = s["top"];
  CHECK(is_missing(c.value[0]));
  CHECK(c.lower[0] == 0);
  CHECK(c.upper[0] == 100);
  CHECK(is_not_applicable(c.value[1]));
  CHECK(is_not_applicable(c.before_limits[1]));
  CHECK(is_not_applicable(c.lower[1]));
  CHECK(is_not_applicable(c.upper[1]));
  CHECK(c.coverage[1] == 1);
  CHECK(c.value[2] == 60);
  CHECK(c.value[3] == 40);
  CHECK(c.coverage[3] == 1);
  CHECK(c.lower[3] == 40);
}

TEST_CASE("outcomes come in the framework's order, then the inner nodes if asked for") {
  const auto f = changed([](framework& all, node&) {
    all.nodes.push_back({.id = "second", .children = {{.child = "top"}}});
    all.nodes.push_back({.id = "third", .children = {{.child = "b", .sign = sign::minus}}});
    all.outcomes = {"third", "second"};
  });
  const auto names = [&](const request& what) {
    words list;
    for (const auto& c : fit(f).score(two_columns({2}, {6}), what).columns) list.push_back(c.node);
    return list;
  };
  CHECK(names({}) == words{"third", "second"});
  CHECK(names({.parts = true}) == words{"third", "second", "top"});
  const auto s = fit(f).score(two_columns({2}, {6}), {.parts = true});
  CHECK(s["third"].value[0] == Approx(40));
  CHECK(s["second"].value[0] == Approx(40));
  CHECK(s["top"].value[0] == Approx(40));
  CHECK_THROWS_WITH(s["topp"], "scores: have no 'topp'; did you mean 'top'?");
  const auto a = fit(f).score(record{{"a", 2}, {"b", 6}});
  REQUIRE(a.nodes.size() == 3);
  CHECK(a.nodes[0].node == "third");
  CHECK(a.nodes[2].node == "top");
  CHECK_THROWS_WITH(a["thirt"], "assessment: has no 'thirt'; did you mean 'third'?");
}

TEST_CASE("scores go into scores that are there already, whatever they were") {
  const auto m = fit(pair());
  const auto first = two_columns({2, missing, 9}, {6, 4, missing});
  const auto second = two_columns({1, missing}, {8, 3});
  scores s{.columns = {{.node = "else", .value = {1}}, {.node = "more"}}};
  const auto same = [&](const table& t, const request& what) {
    m.score(t, s, what);
    const auto fresh = m.score(t, what);
    REQUIRE(s.columns.size() == fresh.columns.size());
    for (std::size_t k = 0; k < s.columns.size(); ++k) {
      const auto &a = s.columns[k], &b = fresh.columns[k];
      CHECK(a.node == b.node);
      CHECK(all_bits(a.value) == all_bits(b.value));
      CHECK(all_bits(a.before_limits) == all_bits(b.before_limits));
      CHECK(all_bits(a.coverage) == all_bits(b.coverage));
      CHECK(all_bits(a.lower) == all_bits(b.lower));
      CHECK(all_bits(a.upper) == all_bits(b.upper));
      CHECK(a.exact == b.exact);
    }
  };
  same(first, {.parts = true});
  const double* const memory = s["top"].value.data();
  same(second, {});
  same(second, {.coverage = false, .bounds = false, .before_limits = false});
  same(first, {});
  CHECK(s["top"].value.data() == memory);
  CHECK_THROWS_AS(m.score(two_columns({1}, {infinity}), s), input_error);
  same(first, {});
}

TEST_CASE("what is not requested is empty, and changes nothing else") {
  const auto m = fit(pair());
  const auto t = two_columns({2, missing, 9}, {6, 4, missing});
  const auto full = m.score(t);
  const auto plain = m.score(t, {.coverage = false, .bounds = false});
  CHECK(plain["top"].coverage.empty());
  CHECK(plain["top"].lower.empty());
  CHECK(plain["top"].upper.empty());
  CHECK(plain["top"].exact.empty());
  CHECK(plain["top"].value == full["top"].value);
  CHECK(plain["top"].before_limits == full["top"].before_limits);
  CHECK(m.score(t, {.bounds = false})["top"].coverage == full["top"].coverage);
  CHECK(m.score(t, {.coverage = false})["top"].lower == full["top"].lower);
}

TEST_CASE("columns the framework does not know are refused unless allowed") {
  table t({"r0"});
  t.add("a", {2}).add("bb", {6}).add("population", {9000}).add("top", {1});
  const auto m = fit(pair());
  try {
    (void)m.score(t);
    FAIL("should have thrown");
  } catch (const input_error& e) {
    REQUIRE(e.diagnostics().size() == 3);
    CHECK(e.diagnostics()[0].where == "column 'bb'");
    CHECK(e.diagnostics()[0].what == "is not an indicator of 'pair'; did you mean 'b'?");
    CHECK(e.diagnostics()[1] == diagnostic{"column 'population'", "is not an indicator of 'pair'"});
    CHECK(e.diagnostics()[2].where == "column 'top'");
  }
  CHECK(m.score(t, {.extra_columns = true})["top"].value[0] == 20);
  CHECK(m.assess(t, 0)["top"].value == 20);
}

TEST_CASE("a row beyond the table is refused") {
  CHECK_THROWS_WITH(fit(pair()).assess(two_columns({1, 2}, {1, 2}), 2),
                    "row 2: is beyond the table's 2 rows");
}

// --- Cells no score can be given for ---

TEST_CASE("every infinite cell is named with row and column") {
  std::vector<double> a(100, 1), b(100, 2);
  a[3] = infinity;
  b[3] = -infinity;
  b[40] = infinity;
  a[99] = -infinity;
  try {
    (void)fit(pair()).score(two_columns(a, b));
    FAIL("should have thrown");
  } catch (const input_error& e) {
    CHECK(e.diagnostics() ==
          std::vector<diagnostic>{{"row 'r3', column 'a'", "inf must be finite"},
                                  {"row 'r3', column 'b'", "-inf must be finite"},
                                  {"row 'r40', column 'b'", "inf must be finite"},
                                  {"row 'r99', column 'a'", "-inf must be finite"}});
  }
}

TEST_CASE("after fifty wrong cells the list ends, and says so") {
  try {
    (void)fit(pair()).score(
        two_columns(std::vector<double>(80, infinity), std::vector<double>(80, 1)));
    FAIL("should have thrown");
  } catch (const input_error& e) {
    REQUIRE(e.diagnostics().size() == 51);
    CHECK(e.diagnostics()[50].what == "and more: only the first 50 faults are listed");
  }
}

TEST_CASE("assessing one row looks at that row alone") {
  const auto t = two_columns({infinity, 2}, {1, 6});
  CHECK(fit(pair()).assess(t, 1)["top"].value == 40);
  CHECK_THROWS_WITH(fit(pair()).assess(t, 0), "row 'r0', column 'a': inf must be finite");
}

TEST_CASE("a row without an id is named by its number") {
  const std::vector<double> a{1, infinity};
  table_view view(2);
  view.add("a", a);
  CHECK_THROWS_WITH(fit(pair()).score(view), "row '1', column 'a': inf must be finite");
}

TEST_CASE("a figure its scale does not take is refused with what it takes") {
  const auto f = changed([](framework& all, node&) {
    all.indicators[0].scale = scales::categories{{{"none", 0, 0}, {"crisis", 2, 1}}};
    all.indicators[1].scale = scales::logarithmic{.capped = false};
  });
  const auto t = two_columns({0, 1}, {0, 5});
  CHECK_THROWS_WITH(fit(f).score(t), contains("row 'r0', column 'b': 0 must be above 0") &&
                                         contains("row 'r1', column 'a': 1 must be 'none' (0) or "
                                                  "'crisis' (2)"));
}

TEST_CASE("an infinite cell is refused in a column that only decides a limit or a condition") {
  const auto f = changed([](framework& all, node& n) {
    all.indicators.push_back({.id = "violence"});
    all.indicators.push_back({.id = "phase"});
    n.limits = {{.when = {"violence", comparison::above, 0}, .at = 10.0}};
    n.children[0].applies_if = condition{"phase", comparison::above, 0};
  });
  CHECK_THROWS_WITH(top(f, {{"a", 1}, {"violence", infinity}}),
                    contains("column 'violence': inf must be finite"));
  CHECK_THROWS_WITH(top(f, {{"a", 1}, {"phase", -infinity}}),
                    contains("column 'phase': -inf must be finite"));
}

TEST_CASE("an infinite cell is refused in a column that decides nothing") {
  const auto unused = changed([](framework& all, node&) { all.indicators.push_back({.id = "c"}); });
  CHECK_THROWS_AS(top(unused, {{"a", 1}, {"b", 2}, {"c", infinity}}), input_error);
  const auto weightless = changed([](framework&, node& n) { n.children[1].weight = 0; });
  CHECK_THROWS_AS(top(weightless, {{"a", 1}, {"b", infinity}}), input_error);
}

TEST_CASE("a cell seen through two scales is named once") {
  const auto f = changed([](framework&, node& n) {
    n.children.push_back({.child = "a", .scale = scales::linear{.upper = 5}});
  });
  try {
    (void)fit(f).score(two_columns({infinity}, {1}));
    FAIL("should have thrown");
  } catch (const input_error& e) {
    CHECK(e.diagnostics().size() == 1);
  }
}

TEST_CASE("a finite figure never gives a score that is no number") {
  // Not capped, and so far out that the scale overflows.
  const auto f = changed([](framework& all, node&) {
    all.indicators[0].scale =
        GENERATE(scale(scales::linear{.upper = 1e-300, .capped = false}),
                 scale(scales::logarithmic{.lower = 1e-10, .upper = 10, .capped = false}));
  });
  try {
    const double value = top(f, {{"a", 1e300}, {"b", 5}}).value;
    CHECK(std::isfinite(value));
  } catch (const input_error& e) {
    CHECK_THAT(e.what(), contains("column 'a'"));
  }
}

// --- Records ---

TEST_CASE("a record takes labels and codes") {
  const auto f = changed([](framework& all, node&) {
    all.indicators[0].scale =
        scales::categories{{{"none", 0, 0}, {"latent", 1, 0.3}, {"crisis", 2, 1}}};
  });
  CHECK(top(f, {{"a", "latent"}, {"b", 5}}).value == Approx(40));
  CHECK(top(f, {{"a", 1}, {"b", 5}}).value == Approx(40));
  CHECK(top(f, {{"a", std::string("crisis")}, {"b", 5}}).value == Approx(75));
  CHECK_THROWS_WITH(top(f, {{"a", 7}, {"b", 5}}),
                    contains("column 'a': 7 must be 'none' (0), 'latent' (1) or 'crisis' (2)"));
}

TEST_CASE("a record is filled step by step, the last word counts") {
  record r;
  r.set("a", 1).set("b", 2.5f).set("a", 3L);
  REQUIRE(r.cells().size() == 2);
  CHECK(top(pair(), r).value == Approx(27.5));
  const record given{{"a", 1}, {"a", 3}, {"b", 2.5}};
  CHECK(top(pair(), given).value == Approx(27.5));
}

TEST_CASE("what a record does not name is missing") {
  const auto n = top(pair(), {{"a", 4}});
  CHECK(n.missing == words{"b"});
  CHECK(n.coverage == 0.5);
  CHECK(n.lower == 20);
  CHECK(n.upper == 70);
  CHECK(top(pair(), record()).missing == words{"a", "b"});
  CHECK(top(pair(), {{"a", missing}, {"b", not_applicable}}).missing == words{"a"});
}

TEST_CASE("every wrong cell of a record is named") {
  const auto f = changed([](framework& all, node&) {
    all.indicators.push_back({.id = "poverty"});
    all.indicators.push_back(
        {.id = "phase",
         .scale = scales::categories{{{"none", 0}, {"latent", 0.3}, {"crisis", 1}}}});
  });
  CHECK_THROWS_WITH(
      top(f, {{"povrty", 40}, {"phase", "war"}, {"poverty", "high"}, {"gold_price", 1}}),
      "record: 'povrty' is not an indicator; did you mean 'poverty'?\n"
      "record, 'phase': 'war' is not one of its categories; use 'none', 'latent' or 'crisis'\n"
      "record, 'poverty': takes a number, got 'high'\n"
      "record: 'gold_price' is not an indicator");
}

TEST_CASE("a record and the same row of a table give the same bits") {
  const auto m = fit(pair());
  const auto t = two_columns({1.1, 3.3}, {7.7, missing});
  const auto s = m.score(t);
  CHECK(bits(s["top"].value[0]) == bits(m.score(record{{"a", 1.1}, {"b", 7.7}})["top"].value));
  CHECK(bits(s["top"].value[1]) == bits(m.score(record{{"a", 3.3}})["top"].value));
  CHECK(bits(s["top"].upper[1]) == bits(m.assess(t, 1)["top"].upper));
}

// --- Fitting ---

TEST_CASE("a framework with faults is not fitted") {
  const auto f = changed([](framework&, node& n) { n.children[0].child = "x"; });
  CHECK_THROWS_WITH(fit(f), contains("/nodes/0/children/0/child: 'x' is not"));
  CHECK_THROWS_AS(fit(f, two_columns({1}, {2})), input_error);
}

TEST_CASE("scales that are learned need a sample") {
  const auto f = changed([](framework& all, node& n) {
    all.indicators[0].scale = normalize::min_max{};
    n.children[1].scale = normalize::min_max{};
  });
  CHECK_THROWS_WITH(fit(f),
                    "indicator 'a': has a scale that is learned: use fit(framework, table)\n"
                    "node 'top', child 'b': has a scale that is learned: "
                    "use fit(framework, table)");
}

TEST_CASE("min_max learns the smallest and largest known value and keeps them") {
  const auto f = changed([](framework& all, node& n) {
    all.indicators[0].scale = normalize::min_max{};
    n.children.pop_back();
  });
  table sample({"p", "q", "r", "s", "t"});
  sample.add("a", {20, missing, 10, not_applicable, 30});
  const auto m = fit(f, sample);
  CHECK(m.framework().indicators[0].scale == scale(scales::linear{.lower = 10, .upper = 30}));
  CHECK(m.score(sample)["top"].value[0] == 50);
  // Rows it has never seen change nothing, and are capped.
  table unseen({"u", "v", "w"});
  unseen.add("a", {15, 1000, -1000});
  CHECK(m.score(unseen)["top"].value == std::vector<double>{25, 100, 0});
  CHECK(m.score(record{{"a", 15}})["top"].value == 25);
  // The frozen framework needs no sample any more.
  CHECK(fit(m.framework()).score(record{{"a", 15}})["top"].value == 25);
}

TEST_CASE("min_max keeps its range and whether it is capped, at an edge too") {
  const auto f = changed([](framework& all, node& n) {
    all.indicators[0].scale = normalize::min_max{.onto = {1, 0}};
    n.children[1].scale = normalize::min_max{.capped = false};
  });
  const auto m = fit(f, two_columns({0, 4}, {5, 7}));
  CHECK(m.framework().indicators[0].scale ==
        scale(scales::linear{.lower = 0, .upper = 4, .onto = {1, 0}}));
  REQUIRE(m.framework().nodes[0].children[1].scale);
  CHECK(*m.framework().nodes[0].children[1].scale ==
        scale(scales::linear{.lower = 5, .upper = 7, .capped = false}));
  CHECK(m.framework().indicators[1].scale == pair().indicators[1].scale);
  // a: 1 - 1/4, b: (9 - 5) / 2
  CHECK(m.score(record{{"a", 1}, {"b", 9}})["top"].value == Approx(100 * (0.75 + 2) / 2));
}

TEST_CASE("a sample that min_max cannot learn from is refused with the column") {
  const auto f = changed([](framework& all, node&) {
    all.indicators[0].scale = normalize::min_max{};
    all.indicators[1].scale = normalize::min_max{};
  });
  CHECK_THROWS_WITH(fit(f, two_columns({5, 5}, {missing, not_applicable})),
                    "column 'a': is constant at 5: min_max needs two different values\n"
                    "column 'b': has no known value: min_max needs two");
  table half({"r0", "r1"});
  half.add("b", {1, 2});
  CHECK_THROWS_WITH(fit(f, half),
                    "column 'a': is not in the sample, and its min_max scale needs it");
  CHECK_THROWS_WITH(fit(f, two_columns({1, infinity, 3}, {-infinity, 1, 2})),
                    "row 'r1', column 'a': inf must be finite\n"
                    "row 'r0', column 'b': -inf must be finite");
  CHECK_THROWS_WITH(fit(f, two_columns({5, missing}, {1, 2})),
                    "column 'a': is constant at 5: min_max needs two different values");
  CHECK_THROWS_WITH(fit(f, two_columns({}, {})),
                    "column 'a': has no known value: min_max needs two\n"
                    "column 'b': has no known value: min_max needs two");
}

TEST_CASE("a sample too wide for a double is refused with the column") {
  const auto f =
      changed([](framework& all, node&) { all.indicators[0].scale = normalize::min_max{}; });
  CHECK_THROWS_WITH(fit(f, two_columns({-1e308, 1e308}, {1, 2})), contains("column 'a'"));
}

TEST_CASE("columns of a sample that the framework does not know are refused unless allowed") {
  const auto f =
      changed([](framework& all, node&) { all.indicators[0].scale = normalize::min_max{}; });
  auto sample = two_columns({0, 4}, {1, 2});
  sample.add("populaton", {7, 8});
  CHECK_THROWS_WITH(fit(f, sample), "column 'populaton': is not an indicator of 'pair'");
  CHECK(fit(f, sample, {.extra_columns = true}).score(record{{"a", 1}})["top"].value == 25);
}

// --- A model as a value ---

TEST_CASE("a model outlives the framework and the sample it was made from") {
  std::optional<model> m;
  {
    auto f = std::make_unique<framework>(
        changed([](framework& all, node&) { all.indicators[0].scale = normalize::min_max{}; }));
    auto sample = std::make_unique<table>(two_columns({0, 10}, {1, 2}));
    m = fit(*f, *sample);
    f->nodes.clear();
    f->indicators[0].id = "gone";
  }
  CHECK(m->score(record{{"a", 2}, {"b", 6}})["top"].value == 40);
  CHECK(m->framework().nodes.size() == 1);
}

TEST_CASE("copies of a model share it and give the same bits") {
  std::optional<model> original = fit(pair());
  const model copy = *original;
  CHECK(&copy.framework() == &original->framework());
  const auto before = original->score(record{{"a", 1.7}, {"b", 3.9}})["top"].value;
  original.reset();
  CHECK(bits(copy.score(record{{"a", 1.7}, {"b", 3.9}})["top"].value) == bits(before));
  model other = fit(frameworks::andean_mining());
  other = copy;
  CHECK(other.framework().id == "pair");
}

TEST_CASE("threads that score with one model at once give the same bits") {
  const model m = fit(frameworks::andean_mining());
  constexpr std::size_t rows = 500;
  std::vector<std::vector<double>> columns;
  table_view view(rows);
  for (const auto& i : m.framework().indicators) {
    std::vector<double> cells;
    const auto n = columns.size();
    for (std::size_t r = 0; r < rows; ++r) {
      const auto k = 7 * r + 13 * n;
      if (const auto* c = std::get_if<scales::categories>(&i.scale)) {
        cells.push_back(k % 5 == 0 ? missing : c->list[k % c->list.size()].code);
      } else {
        cells.push_back(k % 6 == 0 ? missing : static_cast<double>(k % 17));
      }
    }
    columns.push_back(std::move(cells));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    view.add(m.framework().indicators[i].id, columns[i]);
  }
  const auto expected = m.score(view, {.parts = true});
  std::vector<std::size_t> different(4, 0);
  std::vector<std::thread> threads;
  for (auto& count : different) {
    threads.emplace_back([&] {
      const model mine = m;
      for (int round = 0; round < 3; ++round) {
        const auto s = mine.score(view, {.parts = true});
        for (std::size_t k = 0; k < s.columns.size(); ++k) {
          for (std::size_t r = 0; r < rows; ++r) {
            count += bits(s.columns[k].value[r]) != bits(expected.columns[k].value[r]) ||
                     bits(s.columns[k].lower[r]) != bits(expected.columns[k].lower[r]) ||
                     bits(s.columns[k].upper[r]) != bits(expected.columns[k].upper[r]);
          }
        }
        const auto row = static_cast<std::size_t>(round);
        const auto one = m.assess(view, row)[s.columns[0].node].lower;
        count += bits(one) != bits(expected.columns[0].lower[row]);
      }
    });
  }
  for (auto& t : threads) t.join();
  CHECK(different == std::vector<std::size_t>(4, 0));
}

// --- Coverage, required, assumed, applicable ---

TEST_CASE("below its coverage a node has bounds and a reason, no value") {
  const auto f = changed([](framework&, node& n) {
    n.children[0].weight = 3;
    n.min_coverage = 0.5;
  });
  const auto enough = top(f, {{"a", 4}});
  CHECK(enough.state == state::scored);
  CHECK(enough.value == Approx(40));
  CHECK(enough.coverage == Approx(0.75));
  const auto little = top(f, {{"b", 4}});
  CHECK(little.state == state::refused);
  CHECK(is_missing(little.value));
  CHECK(little.coverage == Approx(0.25));
  CHECK(little.lower == Approx(10));
  CHECK(little.upper == Approx(85));
  CHECK(little.reason == "coverage 25 % is below 50 %");
  CHECK(top(f, record()).reason == "nothing is known");
  const auto half = changed([](framework&, node& n) { n.min_coverage = 0.5; });
  CHECK(top(half, {{"b", 4}}).state == state::scored);
}

TEST_CASE("without a required child there is no value, only bounds") {
  const auto f = changed([](framework&, node& n) { n.children[0].required = true; });
  const auto n = top(f, {{"b", 6}});
  CHECK(n.state == state::refused);
  CHECK(n.reason == "needs a");
  CHECK(n.lower == Approx(30));
  CHECK(n.upper == Approx(80));
  CHECK(top(f, {{"a", 6}}).value == Approx(60));
  CHECK(top(f, {{"a", not_applicable}, {"b", 6}}).state == state::inapplicable);
  CHECK(top(f, {{"a", 2}, {"b", not_applicable}}).value == Approx(20));
}

TEST_CASE("an assumption counts in the value, not in coverage or bounds, and is reported") {
  const auto f = changed([](framework&, node& n) { n.children[0].assume = 4; });
  const auto n = top(f, {{"b", 6}});
  CHECK(n.value == Approx(50));
  CHECK(n.coverage == 0.5);
  CHECK(n.lower == Approx(30));
  CHECK(n.upper == Approx(80));
  REQUIRE(n.assumed.size() == 1);
  CHECK(n.assumed[0].node == "top");
  CHECK(n.assumed[0].child == "a");
  CHECK(n.assumed[0].value == 4);
  CHECK(n.missing == words{"a"});
  const auto known = top(f, {{"a", 10}, {"b", 6}});
  CHECK(known.value == Approx(80));
  CHECK(known.assumed.empty());
  CHECK(top(f, {{"a", not_applicable}, {"b", 6}}).value == Approx(60));
}

TEST_CASE("an assumption goes through the sign, the scale and the requirement of its edge") {
  const auto f = changed([](framework&, node& n) {
    n.children[0] = {.child = "a",
                     .sign = sign::minus,
                     .required = true,
                     .assume = 4,
                     .scale = scales::linear{.upper = 5}};
  });
  CHECK(top(f, {{"b", 6}}).value == Approx(40));  // (1 - 0.8 + 0.6) / 2
}

TEST_CASE("a node is assumed in the score range") {
  const auto f = changed([](framework& all, node&) {
    all.nodes.push_back(
        {.id = "whole", .children = {{.child = "top", .assume = 30}, {.child = "b"}}});
    all.nodes[0].children.pop_back();
    all.outcomes = {"whole"};
  });
  const auto n = fit(f).score(record{{"b", 7}})["whole"];
  CHECK(n.value == Approx(50));
  REQUIRE(n.assumed.size() == 1);
  CHECK(n.assumed[0].child == "top");
  CHECK(n.assumed[0].value == 30);
}

TEST_CASE("a child whose condition is false does not apply, whatever its cell says") {
  const auto f = changed([](framework&, node& n) {
    n.children[1].applies_if = condition{"a", comparison::at_least, 5};
  });
  const auto off = top(f, {{"a", 2}, {"b", 10}});
  CHECK(off.value == Approx(20));
  CHECK(off.coverage == 1);
  CHECK(off.lower == off.upper);
  CHECK(off.children[1].state == state::inapplicable);
  CHECK(top(f, {{"a", 2}, {"b", missing}}).coverage == 1);
  CHECK(top(f, {{"a", 5}, {"b", 10}}).value == Approx(75));
  CHECK(top(f, {{"a", 8}, {"b", 6}}).value == Approx(70));
}

TEST_CASE("a child whose condition is unknown counts, and bounds allow for both") {
  const auto f = changed([](framework&, node& n) {
    n.children[1].applies_if = condition{"a", comparison::at_least, 5};
  });
  const auto n = top(f, {{"b", 6}});
  CHECK(n.value == Approx(60));
  // a from 0 to 4.9 alone gives 0 to 49, a from 5 to 10 with b gives 55 to 80.
  CHECK(n.lower <= 0);
  CHECK(n.upper >= 80);
  CHECK_FALSE(n.exact);
}

TEST_CASE("a mean over what is known is moved into what the missing child allows") {
  // b may be worth 0 to 0.5. With a at 1 the node is between 0.5 and 0.75, whatever b is.
  const auto f = changed([](framework& all, node&) {
    all.indicators[1].scale = scales::linear{.upper = 10, .onto = {0, 0.5}};
  });
  const auto n = top(f, {{"a", 10}});
  CHECK(n.lower == 50);
  CHECK(n.upper == 75);
  CHECK(n.value == 75);
  CHECK(n.moved_into_bounds);
  CHECK(n.exact);
  const auto inside = top(f, {{"a", 4}});
  CHECK(inside.value == Approx(40));
  CHECK_FALSE(inside.moved_into_bounds);
  CHECK_FALSE(top(f, {{"a", 10}, {"b", 10}}).moved_into_bounds);
}

TEST_CASE("contributions say how each child entered and what it pulls") {
  const auto f = changed([](framework&, node& n) {
    n.children[0].weight = 3;
    n.children[1].sign = sign::minus;
  });
  const auto n = top(f, {{"a", 10}, {"b", 4}});
  REQUIRE(children(n.children) == words{"a", "b"});
  CHECK(n.value == Approx(90));  // (3 * 1 + 0.6) / 4
  CHECK(n.children[0].value == Approx(100));
  CHECK(n.children[0].weight == Approx(0.75));
  CHECK(n.children[0].pull == Approx(37.5));  // 90 - 100 (3 * 0.5 + 0.6) / 4
  CHECK(n.children[1].value == Approx(40));
  CHECK(n.children[1].weight == Approx(0.25));
  CHECK(n.children[1].pull == Approx(2.5));
  const auto alone = top(f, {{"a", 10}});
  CHECK(alone.children[0].weight == Approx(1));
  CHECK(alone.children[1].state == state::refused);
  CHECK(alone.children[1].weight == 0);
  CHECK(is_missing(alone.children[1].value));
}

// --- Rounding, levels, limits ---

TEST_CASE("scores round half away from zero, as a spreadsheet shows them") {
  const auto rounded = [](double x, int decimals) {
    const auto f = changed([&](framework& all, node& n) {
      all.score_range = {0, 10};
      n.children.pop_back();
      n.decimals = decimals;
    });
    return top(f, {{"a", x}}).value;
  };
  CHECK(rounded(1.005, 2) == 1.01);
  CHECK(rounded(1.004, 2) == 1);
  CHECK(rounded(1.0049999, 2) == 1);
  CHECK(rounded(8.575, 2) == 8.58);
  CHECK(rounded(2.35, 1) == 2.4);
  CHECK(rounded(2.5, 0) == 3);
  CHECK(rounded(3.5, 0) == 4);
  CHECK(rounded(2.4999999, 0) == 2);
  CHECK(rounded(10, 12) == 10);
  CHECK(rounded(0, 3) == 0);
}

TEST_CASE("scores of a range around zero round half away from zero too") {
  const auto f = changed([](framework& all, node& n) {
    all.score_range = {-10, 10};
    all.indicators[0].scale = scales::linear{.lower = -10, .upper = 10};
    n.children.pop_back();
    n.decimals = 2;
  });
  const auto m = fit(f);
  const auto rounded = [&](double x) { return m.score(record{{"a", x}})["top"].value; };
  CHECK(rounded(1.005) == Approx(1.01).epsilon(1e-12));
  CHECK(rounded(-1.005) == Approx(-1.01).epsilon(1e-12));
  CHECK(rounded(-1.004) == Approx(-1).epsilon(1e-12));
  int wrong = 0;
  for (int k = 0; k < 1000; ++k) {  // 0.005, 0.015, ...
    const double tie = (10 * k + 5) / 1000.0, up = (k + 1) / 100.0;
    wrong += std::fabs(rounded(tie) - up) > 1e-9;
    wrong += std::fabs(rounded(-tie) + up) > 1e-9;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a parent reads the rounded score of its child") {
  const auto f = changed([](framework& all, node& n) {
    n.decimals = 0;
    all.nodes.push_back({.id = "whole", .children = {{.child = "top"}, {.child = "b"}}});
    all.outcomes = {"whole"};
  });
  // (0.24 + 0.03) / 2 is 13.5, shown as 14; (14 + 3) / 2
  const auto a = fit(f).score(record{{"a", 2.4}, {"b", 0.3}});
  CHECK(a["top"].value == 14);
  CHECK(a["whole"].value == Approx(8.5));
}

TEST_CASE("a score at a boundary belongs to the class its framework says") {
  const auto level = [](double x, level_scheme::boundary_rule rule) {
    const auto f = changed([&](framework&, node& n) {
      n.children.pop_back();
      n.levels = {{{"low", 20}, {"middle", 70}, {"high", 100}}, rule};
    });
    return top(f, {{"a", x}}).level;
  };
  using rule = level_scheme::boundary_rule;
  CHECK(level(0, rule::lower) == "low");
  CHECK(level(2, rule::lower) == "low");
  CHECK(level(2.0000001, rule::lower) == "middle");
  CHECK(level(7, rule::lower) == "middle");
  CHECK(level(10, rule::lower) == "high");
  CHECK(level(0, rule::upper) == "low");
  CHECK(level(1.9999999, rule::upper) == "low");
  CHECK(level(2, rule::upper) == "middle");
  CHECK(level(7, rule::upper) == "high");
  CHECK(level(10, rule::upper) == "high");
}

TEST_CASE("bounds have levels too, a missing value has none") {
  const auto f = changed([](framework&, node& n) {
    n.children[0].required = true;
    n.levels.classes = {{"low", 20}, {"middle", 70}, {"high", 100}};
  });
  const auto n = top(f, {{"b", 4}});
  CHECK(n.level.empty());
  CHECK(n.lower_level == "low");
  CHECK(n.upper_level == "middle");
  CHECK(top(pair(), {{"b", 4}}).lower_level.empty());
}

TEST_CASE("a limit at a number caps or lifts the value where its evidence holds") {
  const auto f = changed([](framework&, node& n) {
    n.limits = {{.when = {"b", comparison::at_least, 5}, .at = 40.0, .reason = "b is large"},
                {.when = {"a", comparison::below, 1}, .clamp = limit::kind::floor, .at = 30.0}};
  });
  const auto capped = top(f, {{"a", 9}, {"b", 6}});
  CHECK(capped.before_limits == Approx(75));
  CHECK(capped.value == 40);
  CHECK(capped.lower == 40);
  CHECK(capped.limits_bound == words{"at most 40: b is large"});
  const auto lifted = top(f, {{"a", 0}, {"b", 1}});
  CHECK(lifted.before_limits == Approx(5));
  CHECK(lifted.value == 30);
  CHECK(lifted.limits_bound == words{"at least 30: a below 1"});
  const auto free = top(f, {{"a", 9}, {"b", 4.9}});
  CHECK(free.value == Approx(69.5));
  CHECK(free.limits_bound.empty());
  // Holds, but changes nothing.
  CHECK(top(f, {{"a", 2}, {"b", 5}}).limits_bound.empty());
}

TEST_CASE("limits act in the order listed") {
  const auto score = [](bool cap_first) {
    limit cap{.when = {"a", comparison::above, 0}, .at = 40.0};
    limit lift{.when = {"a", comparison::above, 0}, .clamp = limit::kind::floor, .at = 60.0};
    const auto f = changed([&](framework&, node& n) {
      n.limits = {cap_first ? cap : lift, cap_first ? lift : cap};
    });
    return top(f, {{"a", 5}, {"b", 5}}).value;
  };
  CHECK(score(true) == 60);
  CHECK(score(false) == 40);
}

TEST_CASE("each comparison of a limit includes or excludes its threshold") {
  const auto held = [](comparison test, double a) {
    const auto f = changed([&](framework&, node& n) {
      n.limits = {{.when = {"a", test, 5}, .at = 0.0}};
    });
    return top(f, {{"a", a}, {"b", 5}}).value == 0;
  };
  const auto pattern = [&](comparison test) {
    return std::vector<bool>{held(test, 4), held(test, 5), held(test, 6)};
  };
  CHECK(pattern(comparison::below) == std::vector<bool>{true, false, false});
  CHECK(pattern(comparison::at_most) == std::vector<bool>{true, true, false});
  CHECK(pattern(comparison::above) == std::vector<bool>{false, false, true});
  CHECK(pattern(comparison::at_least) == std::vector<bool>{false, true, true});
}

TEST_CASE("a limit whose evidence is missing binds a bound, not the value, and is reported") {
  const auto f = changed([](framework& all, node& n) {
    all.indicators.push_back({.id = "violence"});
    n.limits = {{.when = {"violence", comparison::above, 0}, .at = 10.0}};
  });
  const auto n = top(f, {{"a", 6}, {"b", 4}});
  CHECK(n.value == Approx(50));
  CHECK(n.lower == Approx(10));
  CHECK(n.upper == Approx(50));
  CHECK(n.limits_bound.empty());
  CHECK(n.limits_not_assessed == words{"at most 10: violence above 0"});
  CHECK(n.coverage == 1);
  const auto none = top(f, {{"a", 6}, {"b", 4}, {"violence", not_applicable}});
  CHECK(none.lower == Approx(50));
  CHECK(none.limits_not_assessed.empty());
}

TEST_CASE("a limit at a level holds the value inside that level") {
  using rule = level_scheme::boundary_rule;
  const auto held = [](rule boundary, limit::kind clamp, std::optional<int> decimals = {}) {
    const auto f = changed([&](framework&, node& n) {
      n.levels = {{{"low", 20}, {"middle", 70}, {"high", 100}}, boundary};
      n.limits = {{.when = {"a", comparison::at_least, 0}, .clamp = clamp, .at = "middle"}};
      n.decimals = decimals;
    });
    return clamp == limit::kind::cap ? top(f, {{"a", 9}, {"b", 9}}) : top(f, {{"a", 1}, {"b", 1}});
  };
  for (const auto boundary : {rule::lower, rule::upper}) {
    for (const auto clamp : {limit::kind::cap, limit::kind::floor}) {
      const auto n = held(boundary, clamp);
      CHECK(n.level == "middle");
      CHECK(n.value == Approx(clamp == limit::kind::cap ? 70 : 20));
    }
  }
  CHECK(held(rule::lower, limit::kind::cap).value == 70);
  CHECK(held(rule::upper, limit::kind::cap).value < 70);
  CHECK(held(rule::lower, limit::kind::floor).value > 20);
  CHECK(held(rule::upper, limit::kind::floor).value == 20);
  // With decimals, the next number that shows in the level.
  CHECK(held(rule::upper, limit::kind::cap, 1).value == 69.9);
  CHECK(held(rule::lower, limit::kind::floor, 1).value == 20.1);
}

TEST_CASE("a limit may look at a node, in the score range") {
  const auto f = changed([](framework& all, node& n) {
    all.indicators.push_back({.id = "c", .scale = scales::linear{.upper = 10}});
    all.nodes.push_back({.id = "alarm", .children = {{.child = "c"}}});
    n.limits = {{.when = {"alarm", comparison::above, 50}, .at = 30.0}};
  });
  CHECK(top(f, {{"a", 9}, {"b", 9}, {"c", 6}}).value == 30);
  CHECK(top(f, {{"a", 9}, {"b", 9}, {"c", 6}}).limits_bound == words{"at most 30: alarm above 50"});
  CHECK(top(f, {{"a", 9}, {"b", 9}, {"c", 5}}).value == Approx(90));
  const auto unknown = top(f, {{"a", 9}, {"b", 9}});
  CHECK(unknown.value == Approx(90));
  CHECK(unknown.lower == Approx(30));
  CHECK(unknown.upper == Approx(90));
  CHECK(unknown.limits_not_assessed == words{"at most 30: alarm above 50"});
}

// --- A user's aggregation ---

TEST_CASE("an aggregation without promises has a value where all is known, and wide bounds else") {
  const auto f = changed([](framework&, node& n) { n.aggregation = distance{}; });
  const auto known = top(f, {{"a", 9}, {"b", 2}});
  CHECK(known.value == Approx(70));
  CHECK(known.lower == known.value);
  CHECK(known.upper == known.value);
  CHECK(known.exact);
  const auto half = top(f, {{"a", 9}});
  CHECK(half.state == state::refused);
  CHECK(half.reason == "needs b");
  CHECK(half.lower == 0);
  CHECK(half.upper == 100);
  CHECK_FALSE(half.exact);
}

TEST_CASE("an aggregation that stays between its children has bounds between theirs") {
  const auto f = changed([](framework& all, node& n) {
    n.aggregation = promised_between{};
    all.indicators[1].scale = scales::linear{.upper = 10, .onto = {0.3, 0.5}};
  });
  const auto n = top(f, {{"a", 9}});
  CHECK(n.lower == Approx(30));
  CHECK(n.upper == Approx(90));
  CHECK(n.value == Approx(90));
  CHECK_FALSE(n.exact);
}

TEST_CASE("bounds hold without promises where a missing child can have one value only") {
  const auto f = changed([](framework& all, node& n) {
    n.aggregation = promised_between{};
    all.indicators[0].scale = scales::categories{{{"x", 0, 0.5}, {"y", 1, 0.5}}};
  });
  // Whatever a is, the node is (0.5 + 0.6) / 2.
  const double whole = top(f, {{"a", 0}, {"b", 6}}).value;
  CHECK(whole == Approx(55));
  const auto n = top(f, {{"b", 6}});
  CHECK(n.lower <= whole + 1e-9);
  CHECK(n.upper >= whole - 1e-9);
}

// --- Weights ---

TEST_CASE("weights are relative, however small or large") {
  for (const double unit : {1e-300, 1.0, 5e299, 8e307}) {
    CAPTURE(unit);
    const auto f = changed([&](framework&, node& n) {
      n.children[0].weight = unit;
      n.children[1].weight = unit / 4;
    });
    const auto n = top(f, {{"a", 10}, {"b", 5}});
    CHECK(n.value == Approx(90));
    CHECK(n.coverage == Approx(1));
    CHECK(top(f, {{"b", 5}}).value == Approx(50));
    CHECK(top(f, {{"b", 5}}).coverage == Approx(0.2));
  }
}

TEST_CASE("a tiny weight beside a huge one is nothing in a mean") {
  const auto f = changed([](framework&, node& n) {
    n.children[0].weight = 1e300;
    n.children[1].weight = 1e-300;
  });
  CHECK(top(f, {{"a", 2}, {"b", 6}}).value == Approx(20));
  CHECK(top(f, {{"a", 2}}).value == Approx(20));
}

TEST_CASE("a tiny weight beside a huge one is a weight where the other is missing") {
  const auto f = changed([](framework&, node& n) {
    n.children[0].weight = 1e300;
    n.children[1].weight = 1e-300;
  });
  const auto n = top(f, {{"b", 6}});
  CHECK(n.lower == Approx(0).margin(1e-9));
  CHECK(n.upper == Approx(100));
  CHECK(n.value == Approx(60));
}

TEST_CASE("a tiny weight is a weight to a minimum") {
  const auto f = changed([](framework&, node& n) {
    n.aggregation = aggregate::minimum{};
    n.children[0].weight = 1e300;
    n.children[1].weight = 1e-300;
  });
  CHECK(top(f, {{"a", 9}, {"b", 0}}).value == 0);
}

TEST_CASE("a child of weight zero is left out altogether") {
  const auto f = changed([](framework&, node& n) { n.children[1].weight = 0; });
  const auto n = top(f, {{"a", 2}});
  CHECK(n.value == Approx(20));
  CHECK(n.coverage == 1);
  CHECK(n.missing.empty());
  CHECK(children(n.children) == words{"a"});
}
