// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/aggregate/median.hpp>
#include <ltorisk/aggregate/ordered_mean.hpp>
#include <ltorisk/compare/score_variants.hpp>
#include <ltorisk/composite.hpp>
#include <ltorisk/normalize/distance_to_reference.hpp>
#include <ltorisk/normalize/goalposts.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/given.hpp>
#include <ltorisk/weight/standard_deviation.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace ltorisk;
using compare::grid;
using compare::method;
using compare::missing_handling;
using compare::score_variants;
using compare::variant;
using random_world::dice;

namespace {

struct sample {
  table data;
  std::vector<criterion> criteria;
};

/// Positive figures; some not applicable, a share of them missing.
sample random_sample(dice& d, std::size_t rows, std::size_t columns, double missing_share) {
  std::vector<std::string> ids;
  for (std::size_t r = 0; r < rows; ++r) ids.push_back("r" + std::to_string(r));
  sample s{table(ids), {}};
  for (std::size_t j = 0; j < columns; ++j) {
    std::vector<double> cells;
    for (std::size_t r = 0; r < rows; ++r) {
      cells.push_back(d.chance(missing_share) ? missing
                      : d.chance(0.03)        ? not_applicable
                                              : d.uniform(1, 9) * d.uniform(1, 9));
    }
    const auto id = "c" + std::to_string(j);
    s.data.add(id, cells);
    s.criteria.push_back({id, d.chance(0.4) ? sign::minus : sign::plus});
  }
  return s;
}

table three_villages() {
  table t({"Alto", "Bajo", "Centro"});
  t.add("yield", {1, 2, 5}).add("price", {10, 30, 20});
  return t;
}

const std::vector<criterion> yield_and_price{{"yield"}, {"price", sign::minus}};

template <class N, class W, class A>
void is_its_composite(const sample& s, const N& n, const W& w, const A& a, const grid& g,
                      const compare::multiverse& m, double min_coverage) {
  const auto expected = composite{n, w, a}.fit(s.data, s.criteria, min_coverage).score(s.data);
  const auto place = [](const auto& list, const auto& scheme) {
    const auto at = std::ranges::find(list, scheme);
    REQUIRE(at != list.end());
    return static_cast<std::size_t>(at - list.begin());
  };
  const std::vector<std::size_t> choice{place(g.normalizations, any_normalization(n)),
                                        place(g.weightings, any_weighting(w)),
                                        place(g.aggregations, any_aggregation(a)),
                                        place(g.missing, missing_handling::at_least(min_coverage))};
  for (const auto& v : m.variants) {
    if (v.choice != choice) continue;
    INFO(v.label);
    REQUIRE(v.refused.empty());
    for (std::size_t r = 0; r < s.data.rows(); ++r) {
      if (is_known(expected.value[r])) {
        REQUIRE(v.score[r] == Approx(expected.value[r]).epsilon(1e-12).margin(1e-13));
      } else {
        REQUIRE(is_not_applicable(v.score[r]) == is_not_applicable(expected.value[r]));
        REQUIRE(!is_known(v.score[r]));
        REQUIRE(!is_known(v.rank[r]));
      }
    }
    return;
  }
  FAIL("not in the grid");
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(
      a, b, {}, [](double x) { return std::bit_cast<std::uint64_t>(x); },
      [](double x) { return std::bit_cast<std::uint64_t>(x); });
}

bool same_bits(const compare::multiverse& a, const compare::multiverse& b) {
  bool same = a.variants.size() == b.variants.size();
  for (std::size_t i = 0; same && i < a.variants.size(); ++i) {
    same = a.variants[i].label == b.variants[i].label &&
           a.variants[i].refused == b.variants[i].refused &&
           same_bits(a.variants[i].score, b.variants[i].score) &&
           same_bits(a.variants[i].rank, b.variants[i].rank);
  }
  return same;
}

}  // namespace

TEST_CASE("a cell of a grid is the same composite scored alone") {
  dice d(3);
  for (const double holes : {0.0, 0.2}) {
    const auto s = random_sample(d, 203, 5, holes);
    const grid g{{normalize::min_max{}, normalize::percentile_rank{}},
                 {weight::equal{}, weight::critic{}, weight::standard_deviation{}},
                 {aggregate::arithmetic_mean{}, aggregate::geometric_mean{0.01},
                  aggregate::median{}, aggregate::minimum{}, aggregate::product{}},
                 {missing_handling::renormalize(), missing_handling::complete_only(),
                  missing_handling::at_least(0.7)}};
    const auto m = score_variants(g, s.data, s.criteria);
    REQUIRE(m.variants.size() == 90);
    CHECK(m.refused() == 0);
    for (const double coverage : {0.0, 0.7, 1.0}) {
      const auto check = [&](const auto& n, const auto& w, const auto& a) {
        is_its_composite(s, n, w, a, g, m, coverage);
      };
      check(normalize::min_max{}, weight::equal{}, aggregate::arithmetic_mean{});
      check(normalize::min_max{}, weight::standard_deviation{}, aggregate::geometric_mean{0.01});
      check(normalize::min_max{}, weight::critic{}, aggregate::product{});
      // Columns of different ranges: a value may have to be moved into its bounds.
      if (holes > 0) continue;
      check(normalize::percentile_rank{}, weight::critic{}, aggregate::median{});
      check(normalize::percentile_rank{}, weight::standard_deviation{}, aggregate::minimum{});
    }
  }
  // Values beyond 0..1.
  const auto s = random_sample(d, 100, 4, 0);
  const grid g{{normalize::z_score{}, normalize::distance_to_reference{}},
               {weight::entropy{}, weight::standard_deviation{}},
               {aggregate::arithmetic_mean{}, aggregate::maximum{}},
               {missing_handling::renormalize()}};
  const auto m = score_variants(g, s.data, s.criteria);
  is_its_composite(s, normalize::z_score{}, weight::entropy{}, aggregate::arithmetic_mean{}, g, m,
                   0);
  is_its_composite(s, normalize::distance_to_reference{}, weight::standard_deviation{},
                   aggregate::maximum{}, g, m, 0);
}

TEST_CASE("an assumed value counts as the middle or the mean of the column") {
  table t({"Alto", "Bajo", "Centro", "Dos Rios"});
  t.add("yield", {1, 2, 5, 5}).add("price", {10, 30, missing, not_applicable});
  // Yields 0, 1/4, 1, 1; prices 1, 0.
  const std::vector<std::pair<missing_handling, double>> expected{
      {missing_handling::renormalize(), 1},    {missing_handling::assume_middle(), 0.75},
      {missing_handling::assume_mean(), 0.75}, {missing_handling::complete_only(), missing},
      {missing_handling::at_least(0.5), 1},    {missing_handling::at_least(0.6), missing}};
  grid g;
  g.missing.clear();
  for (const auto& [handling, value] : expected) g.missing.push_back(handling);
  const auto m = score_variants(g, t, yield_and_price);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(m.variants[i].label);
    CHECK(m.variants[i].score[0] == 0.5);
    CHECK(m.variants[i].score[1] == 0.125);
    if (is_known(expected[i].second)) {
      CHECK(m.variants[i].score[2] == expected[i].second);
    } else {
      CHECK(is_missing(m.variants[i].score[2]));
    }
    CHECK(m.variants[i].score[3] == 1);
  }
  CHECK(m.variants[1].label == "assume_middle");
  CHECK(m.variants[5].label == "renormalize(at_least 0.6)");
  // A mean that is not the middle, and a scheme that requires all its children.
  table skewed({"p", "q", "r", "s"});
  skewed.add("a", {0, 0, 10, missing}).add("b", {1, 2, 3, 3});
  grid products{{normalize::min_max{}}, {weight::equal{}}, {aggregate::product{}}, {}};
  products.missing = {missing_handling::renormalize(), missing_handling::assume_middle(),
                      missing_handling::assume_mean()};
  const auto p = score_variants(products, skewed);
  CHECK(is_missing(p.variants[0].score[3]));
  CHECK(p.variants[1].score[3] == 0.5);
  CHECK(p.variants[2].score[3] == Approx(1.0 / 3).epsilon(1e-15));
}

TEST_CASE("combinations a scheme refuses are there with the reason and stop no other") {
  table t = three_villages();
  t.add("same", {4, 4, 4});
  const grid g{{normalize::min_max{}, normalize::z_score{}, normalize::percentile_rank{}},
               {weight::equal{}, weight::given{{1, 2, 3}}},
               {aggregate::arithmetic_mean{}, aggregate::geometric_mean{}},
               {missing_handling{}}};
  const std::vector<criterion> two{{"yield"}, {"price", sign::minus}};
  const auto m = score_variants(g, t, two);
  REQUIRE(m.variants.size() == 12);
  CHECK_THAT(m["min_max, given, arithmetic_mean"].refused, contains("given"));
  CHECK_THAT(m["z_score, equal, geometric_mean"].refused,
             contains("column 'yield': gives 'geometric_mean' values from -0.8"));
  CHECK_THAT(m["z_score, equal, geometric_mean"].refused, contains("(and 1 more)"));
  CHECK(m["z_score, equal, arithmetic_mean"].refused.empty());
  CHECK(m["min_max, equal, geometric_mean"].refused.empty());
  CHECK(m.refused() == 7);
  for (const auto& v : m.variants) {
    CHECK(v.score.size() == 3);
    CHECK(v.rank.size() == 3);
    if (!v.refused.empty()) CHECK(is_missing(v.rank[0]));
  }
  const auto constant = score_variants(g, t);
  CHECK_THAT(constant["min_max, equal, arithmetic_mean"].refused,
             contains("column 'same': is constant at 4"));
  CHECK(constant["percentile_rank, given, geometric_mean"].refused.empty());
}

TEST_CASE("ranks follow the tie rule and the direction, and no score has none") {
  table t({"a", "b", "c", "d", "e"});
  t.add("x", {1, 5, 5, missing, 3});
  compare::variants_options o;
  CHECK(score_variants(grid{}, t, {}, o).variants[0].rank[4] == 3);
  CHECK(score_variants(grid{}, t, {}, o).variants[0].rank[1] == 1.5);
  CHECK(is_missing(score_variants(grid{}, t, {}, o).variants[0].rank[3]));
  o.ties = statistics::ties::min;
  CHECK(score_variants(grid{}, t, {}, o).variants[0].rank[2] == 1);
  o.lowest_first = true;
  const auto v = score_variants(grid{}, t, {}, o).variants[0];
  CHECK(v.rank[0] == 1);
  CHECK(v.rank[2] == 3);
  // Quarters of four: 1, 2, and both of the tie, whose average rank is 3.5, in the last.
  CHECK(v.level == std::vector<int>{0, 3, 3, -1, 1});
  o.levels = {{{"poor", 0.5}, {"rich", 1}}};
  const auto w = score_variants(grid{}, t, {}, o).variants[0];
  CHECK(w.level == std::vector<int>{0, 1, 1, -1, 0});
  CHECK(w.level_names == std::vector<std::string>{"poor", "rich"});
}

TEST_CASE("what rounding leaves between equal scores ranks nobody") {
  table t({"a", "b", "c"});
  t.add("x", {0.1, 0.3, 1}).add("y", {0.2, 0, 1});  // 0.15 and 0.15
  const grid g{{normalize::goalposts{.lower = 0, .upper = 1}}, {weight::equal{}}};
  CHECK(score_variants(g, t).variants[0].rank == std::vector<double>{2.5, 2.5, 1});
  const auto exact = score_variants(g, t, {}, {.tie_tolerance = 0}).variants[0];
  CHECK((exact.score[0] == exact.score[1]) == (exact.rank[0] == 2.5));
  CHECK_THROWS_WITH(score_variants(g, t, {}, {.tie_tolerance = -1}),
                    "tie_tolerance: must be in [0, 1), got -1");
}

TEST_CASE("variants in a list are named by their schemes and share their work") {
  const std::vector<variant> list{{"mine", method{.weighting = weight::critic{}}},
                                  {"", method{.aggregation = aggregate::geometric_mean{0.01}}},
                                  {"", method{.aggregation = aggregate::geometric_mean{0.1}}},
                                  {"", method{.normalization = normalize::z_score{}}},
                                  {"", method{.missing = missing_handling::complete_only()}}};
  const auto m = score_variants(list, three_villages(), yield_and_price);
  CHECK(m.factors.empty());
  CHECK(m.variants[0].label == "mine");
  CHECK(m.variants[1].label == "min_max, equal, geometric_mean(floor 0.01), renormalize");
  CHECK(m.variants[2].label == "min_max, equal, geometric_mean(floor 0.1), renormalize");
  CHECK(m.variants[3].label == "z_score, equal, arithmetic_mean, renormalize");
  CHECK(m.variants[4].label == "min_max, equal, arithmetic_mean, complete_only");
  CHECK(m.variants[4].score == std::vector<double>{0.5, 0.125, 0.75});
  CHECK_THROWS_WITH(m["mien"], "variants: have no 'mien'; did you mean 'mine'?");
}

TEST_CASE("outcomes of whole frameworks stand beside flat methods") {
  framework f{.id = "ours", .score_range = {0, 10}};
  f.indicators = {{.id = "yield", .scale = normalize::min_max{}},
                  {.id = "price", .scale = scales::linear{10, 30}}};
  f.nodes = {{.id = "good",
              .children = {{.child = "yield"}, {.child = "price", .sign = sign::minus}},
              .levels = {{{"low", 5}, {"high", 10}}}}};
  f.outcomes = {"good"};
  auto table = three_villages();
  table.add("unused", {1, 1, 1});
  std::vector<variant> list{{"", compare::outcome_of{f}}, {"flat", method{}}};
  const auto m = score_variants(list, table, yield_and_price);
  CHECK(m.variants[0].label == "ours, good");
  CHECK(m.variants[0].score == std::vector<double>{5, 1.25, 7.5});
  CHECK(m.variants[0].rank == m.variants[1].rank);
  CHECK(m.variants[0].level == std::vector<int>{0, 0, 1});
  // A framework that cannot be fitted is a variant that was refused.
  std::get<compare::outcome_of>(list[0].what).framework.indicators[0].id = "yeild";
  CHECK_THAT(score_variants(list, table, yield_and_price).variants[0].refused,
             contains("'yield' is not an indicator or a node"));
  list[0].what = compare::outcome_of{f, "goood"};
  CHECK_THROWS_WITH(score_variants(list, table, yield_and_price),
                    "variant 0: 'goood' is not a node of 'ours'; did you mean 'good'?");
}

TEST_CASE("any executor gives the same variants to the last bit") {
  dice d(31);
  const auto s = random_sample(d, 157, 6, 0.1);
  const grid g{
      {normalize::min_max{}, normalize::z_score{}, normalize::percentile_rank{}},
      {weight::equal{}, weight::critic{}, weight::standard_deviation{}},
      {aggregate::arithmetic_mean{}, aggregate::geometric_mean{0.01}, aggregate::ordered_mean{}},
      {missing_handling{}, missing_handling::assume_mean()}};
  const auto alone = score_variants(g, s.data, s.criteria);
  CHECK(same_bits(alone, score_variants(g, s.data, s.criteria, {}, threads{3})));
  const auto backwards = [](std::size_t count, const auto& task) {
    for (std::size_t i = count; i-- > 0;) task(i);
  };
  CHECK(same_bits(alone, score_variants(g, s.data, s.criteria, {}, backwards)));
  // And a variant in other company is the same variant.
  for (const auto& v : alone.variants) {
    const auto one = score_variants(grid{{g.normalizations[v.choice[0]]},
                                         {g.weightings[v.choice[1]]},
                                         {g.aggregations[v.choice[2]]},
                                         {g.missing[v.choice[3]]}},
                                    s.data, s.criteria);
    CHECK(same_bits(one.variants[0].score, v.score));
  }
}

TEST_CASE("variants refuse what makes no sense") {
  const auto t = three_villages();
  CHECK_THROWS_WITH(score_variants(std::vector<variant>{}, t), "variants: there is none");
  CHECK_THROWS_WITH(score_variants(grid{{}, {weight::equal{}}, {}, {missing_handling{}}}, t),
                    "grid: has no normalization\ngrid: has no aggregation");
  CHECK_THROWS_WITH(
      score_variants(grid{{normalize::min_max{}, normalize::min_max{}}, {weight::equal{}}}, t),
      "grid: normalization 'min_max' is there twice");
  const std::vector<variant> twins{{"a", method{}}, {"a", method{.weighting = weight::critic{}}}};
  CHECK_THROWS_WITH(score_variants(twins, t), "variant 1: 'a' is the label of variant 0 already");
  CHECK_THROWS_WITH(score_variants({variant{}, variant{}}, t),
                    "variant 1: 'min_max, equal, arithmetic_mean' is the label of variant 0 "
                    "already");
  CHECK_THROWS_WITH(score_variants(grid{}, t, {{"yeild"}}),
                    "column 'yeild': is not in the table; did you mean 'yield'?");
  CHECK_THROWS_AS(score_variants(grid{.missing = {missing_handling::at_least(2)}}, t),
                  domain_error);
  CHECK_THROWS_AS(score_variants(grid{.aggregations = {aggregate::geometric_mean{-1}}}, t),
                  domain_error);
  CHECK_THROWS_WITH(score_variants(grid{}, t, {}, {.rank_groups = 0}),
                    "rank_groups: must be in 1..1000, got 0");
  table infinite({"p", "q"});
  infinite.add("x", {1, std::numeric_limits<double>::infinity()});
  CHECK_THROWS_WITH(score_variants(grid{}, infinite), contains("row 'q', column 'x': inf"));
  CHECK_THROWS_WITH(score_variants(grid{}, table_view(2)), "table: has no columns");
}

TEST_CASE("one community, none, and columns nobody knows are no accident") {
  table one({"only"});
  one.add("x", {3});
  const grid g{{normalize::min_max{}, normalize::percentile_rank{}}};
  const auto m = score_variants(g, one);
  CHECK_THAT(m.variants[0].refused, contains("min_max needs two"));
  CHECK(m.variants[1].score == std::vector<double>{0.5});
  CHECK(m.variants[1].rank == std::vector<double>{1});
  table none{std::vector<std::string>{}};
  none.add("x", {});
  CHECK(score_variants(g, none).refused() == 2);
  table unknown({"p", "q"});
  unknown.add("x", {missing, missing}).add("y", {1, 2});
  const auto u = score_variants(g, unknown);
  CHECK_THAT(u.variants[0].refused, contains("column 'x': has no known value"));
  CHECK(u.refused() == 2);
  table huge({"p", "q", "r"});
  huge.add("x", {-1e308, 0, 1e308}).add("y", {1e-320, 0, 1});
  for (const auto& v : score_variants(g, huge).variants) {
    for (const double x : v.score) CHECK(!std::isinf(x));
  }
}
