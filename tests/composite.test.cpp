// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/aggregate/median.hpp>
#include <ltorisk/aggregate/ordered_mean.hpp>
#include <ltorisk/composite.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/given.hpp>
#include <ltorisk/weight/standard_deviation.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

using namespace ltorisk;
using random_world::dice;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

table three_rows() {
  table t({"p", "q", "r"});
  t.add("yield", {1, 2, 5});
  t.add("price", {10, 30, 20});
  return t;
}

const std::vector<criterion> yield_and_price{{"yield"}, {"price", sign::minus}};

/// The same index as a framework of one node.
template <class N, class W, class A>
framework as_framework(const N& n, const W& w, const A& a, const std::vector<criterion>& criteria) {
  framework f{.id = "flat", .score_range = {0, 1}};
  node top{.id = "top", .aggregation = a, .weighting = w};
  for (const auto& c : criteria) {
    f.indicators.push_back({.id = c.id, .scale = any_normalization(n, c.direction)});
    top.children.push_back({.child = c.id});
  }
  f.nodes = {top};
  f.outcomes = {"top"};
  return f;
}

template <class N, class W, class A>
void agrees_with_its_framework(const N& n, const W& w, const A& a) {
  INFO(N::name << ", " << W::name << ", " << A::name);
  dice d(5);
  constexpr std::size_t rows = 101;
  std::vector<std::string> ids;
  std::vector<double> x, y, z;
  for (std::size_t r = 0; r < rows; ++r) {
    ids.push_back("r" + std::to_string(r));
    x.push_back(d.uniform(1, 9));
    y.push_back(d.chance(0.1) ? not_applicable : d.uniform(2, 3) + x.back() / 4);
    z.push_back(d.uniform(10, 99));
  }
  table t(ids);
  t.add("x", x).add("y", y).add("z", z);
  const std::vector<criterion> criteria{{"x"}, {"y", sign::minus}, {"z"}};
  const auto flat = composite{n, w, a}.fit(t, criteria);
  const auto model = fit(as_framework(n, w, a, criteria), t);
  for (std::size_t j = 0; j < criteria.size(); ++j) {
    CHECK(model.framework().nodes[0].children[j].weight ==
          Approx(flat.weights()[j]).epsilon(1e-12));
  }
  const auto mine = flat.score(t);
  const auto all = model.score(t);
  const auto& theirs = all["top"];
  for (std::size_t r = 0; r < rows; ++r) {
    REQUIRE(mine.value[r] == Approx(theirs.value[r]).epsilon(1e-12));
    REQUIRE(mine.coverage[r] == Approx(theirs.coverage[r]));
  }
}

}  // namespace

TEST_CASE("a flat index normalizes, weighs and combines") {
  // Values (0, 1), (1/4, 0), (1, 1/2).
  const auto index =
      composite{normalize::min_max{}, weight::given{{3, 1}}, aggregate::arithmetic_mean{}}.fit(
          three_rows(), yield_and_price);
  CHECK(index.weights() == std::vector<double>{0.75, 0.25});
  CHECK(index.score(three_rows()).value == std::vector<double>{0.25, 0.1875, 0.875});
  CHECK(index.functions()[1] == scales::linear{.lower = 10, .upper = 30, .onto = {1, 0}});
}

TEST_CASE("a fitted index never looks at other rows") {
  const auto index =
      composite{normalize::min_max{}, weight::equal{}, aggregate::arithmetic_mean{}}.fit(
          three_rows(), yield_and_price);
  CHECK(index.score(std::vector<double>{3, 10}) == 0.75);
  CHECK(index.score(std::vector<double>{-9, 999}) == 0);  // capped
  table other({"u"});
  other.add("price", {10}).add("unused", {1}).add("yield", {3});
  CHECK(index.score(other).value[0] == 0.75);
}

TEST_CASE("a flat index agrees with the same schemes at a node of a framework") {
  agrees_with_its_framework(normalize::min_max{}, weight::equal{}, aggregate::arithmetic_mean{});
  agrees_with_its_framework(normalize::min_max{}, weight::critic{},
                            aggregate::geometric_mean(0.01));
  agrees_with_its_framework(normalize::min_max{}, weight::entropy{}, aggregate::power_mean(2));
  agrees_with_its_framework(normalize::percentile_rank{}, weight::standard_deviation{},
                            aggregate::median{});
  agrees_with_its_framework(normalize::min_max{}, weight::given{{1, 2, 3}},
                            aggregate::ordered_mean{});
  agrees_with_its_framework(normalize::min_max{}, weight::equal{}, aggregate::minimum{});
}

TEST_CASE("what is missing weighs nothing, lowers the coverage, and may leave no score") {
  table t({"p", "q", "r", "s"});
  t.add("yield", {1, 5, missing, not_applicable}).add("price", {missing, 10, missing, 30});
  const composite mean{normalize::min_max{}, weight::equal{}, aggregate::arithmetic_mean{}};
  const auto s = mean.fit(three_rows(), yield_and_price).score(t);
  CHECK(s.value[0] == 0);
  CHECK(s.coverage == std::vector<double>{0.5, 1, 0, 1});
  CHECK(s.value[1] == 1);
  CHECK(is_missing(s.value[2]));
  CHECK(s.value[3] == 0);
  CHECK(is_missing(mean.fit(three_rows(), yield_and_price, 0.6).score(t).value[0]));
  table nothing({"p"});
  nothing.add("yield", {not_applicable}).add("price", {not_applicable});
  CHECK(is_not_applicable(mean.fit(three_rows(), yield_and_price).score(nothing).value[0]));
  // A factor that is missing leaves no product, unless another is zero.
  const auto product = composite{normalize::min_max{}, weight::equal{}, aggregate::product{}}.fit(
      three_rows(), yield_and_price);
  CHECK(product.score(std::vector<double>{1, missing}) == 0);
  CHECK(is_missing(product.score(std::vector<double>{2, missing})));
}

TEST_CASE("strided columns and any number of rows give the same scores") {
  struct village {
    double yield, price;
  };
  dice d(8);
  std::vector<village> villages(37);
  std::vector<double> yields, prices;
  for (auto& v : villages) {
    v = {d.uniform(), d.uniform()};
    yields.push_back(v.yield);
    prices.push_back(v.price);
  }
  table_view strided(villages.size()), plain(villages.size());
  strided.add("yield", &villages[0].yield, sizeof(village));
  strided.add("price", &villages[0].price, sizeof(village));
  plain.add("yield", yields).add("price", prices);
  const auto index =
      composite{normalize::min_max{}, weight::critic{}, aggregate::geometric_mean(0.1)}.fit(
          plain, yield_and_price);
  CHECK(index.score(strided).value == index.score(plain).value);
  for (std::size_t r = 0; r < villages.size(); ++r) {
    CHECK(index.score(std::vector<double>{yields[r], prices[r]}) == index.score(plain).value[r]);
  }
}

TEST_CASE("a sample that cannot be learned from is refused with all its columns") {
  const composite mean{normalize::min_max{}, weight::equal{}, aggregate::geometric_mean{}};
  table t({"p", "q"});
  t.add("same", {4, 4}).add("unknown", {missing, missing}).add("sound", {1, 2});
  CHECK_THROWS_WITH(mean.fit(t),
                    "column 'same': is constant at 4: min_max needs two different "
                    "values\ncolumn 'unknown': has no known value: min_max needs two");
  CHECK_THROWS_WITH(mean.fit(t, {{"sond"}}),
                    "column 'sond': is not in the table; did you mean 'sound'?");
  CHECK_THROWS_WITH(mean.fit(t, {{"sound"}, {"sound"}}), "column 'sound': is named twice");
  CHECK_THROWS_WITH(mean.fit(table_view(2)), "table: has no columns");
  CHECK_THROWS_WITH(mean.fit(t, {{"sound"}}, 2), "min_coverage: must be in [0, 1], got 2");
}

namespace {

/// A user's weighting that breaks its promise.
struct broken_weighting {
  static constexpr const char* name = "broken";
  using summary = statistics::nothing;
  std::vector<double> weights = {};
  std::vector<double> operator()(const summary&, std::span<const criterion>) const {
    return weights;
  }
  bool operator==(const broken_weighting&) const = default;
};

}  // namespace

TEST_CASE("a weighting that breaks its promise is refused by name") {
  const auto refusal = [](std::vector<double> weights) -> std::string {
    try {
      (void)composite{normalize::min_max{}, broken_weighting{weights}, aggregate::arithmetic_mean{}}
          .fit(three_rows());
    } catch (const input_error& e) {
      return e.what();
    }
    return "";
  };
  CHECK(refusal({1}) == "weighting 'broken': gives 1 weights for 2 criteria");
  CHECK_THAT(refusal({-1, 2}),
             contains("must give weights that are not negative, gives 'yield' -1"));
  CHECK_THAT(refusal({missing, 1}), contains("gives 'yield' nan"));
  CHECK_THAT(refusal({1, 1}), contains("must give weights that sum to one, their sum is 2"));
  CHECK(refusal({0.25, 0.75}).empty());
}

TEST_CASE("an infinite cell of the sample is named by row and column") {
  table t({"p", "q"});
  t.add("yield", {1, infinity}).add("price", {-infinity, 2});
  const composite mean{normalize::min_max{}, weight::equal{}, aggregate::arithmetic_mean{}};
  const char* both =
      "row 'q', column 'yield': inf must be finite\n"
      "row 'p', column 'price': -inf must be finite";
  CHECK_THROWS_WITH(mean.fit(t), both);
  CHECK_THROWS_WITH(weights_of(weight::entropy{}, t), both);
}

TEST_CASE("values an aggregation does not take are refused, at the fit and in a row") {
  CHECK_THROWS_WITH(
      (composite{normalize::z_score{}, weight::equal{}, aggregate::geometric_mean{}}.fit(
          three_rows(), {{"yield"}})),
      contains("column 'yield': gives values from -0.8"));
  CHECK_NOTHROW(composite{normalize::z_score{}, weight::equal{}, aggregate::arithmetic_mean{}}.fit(
      three_rows()));
  const auto index =
      composite{normalize::min_max{.capped = false}, weight::equal{}, aggregate::geometric_mean{}}
          .fit(three_rows(), {{"yield"}});
  table t({"u", "v"});
  t.add("yield", {-3, infinity});
  CHECK_THROWS_WITH(
      index.score(t),
      "row 'u', column 'yield': -3 gives the value -1, geometric_mean takes 0 to inf\n"
      "row 'v', column 'yield': inf must be finite");
  CHECK_THROWS_WITH(index.score(std::vector<double>{1, 2}),
                    "record: has 2 figures, the index 1 criteria");
}

TEST_CASE("a composite refuses parameters outside their domain when it is made") {
  CHECK_THROWS_AS((composite{normalize::min_max{.onto = {1, 1}}, weight::equal{},
                             aggregate::arithmetic_mean{}}),
                  domain_error);
  CHECK_THROWS_AS(
      (composite{normalize::min_max{}, weight::given{{1, -1}}, aggregate::arithmetic_mean{}}),
      domain_error);
  CHECK_THROWS_WITH((composite{normalize::min_max{}, weight::equal{},
                               aggregate::ordered_mean{.weights = {1, 2, 3}}}
                         .fit(three_rows())),
                    "ordered_mean: has parameters for 3 criteria, got 2");
}
