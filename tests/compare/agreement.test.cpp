// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/compare/agreement.hpp>
#include <ltorisk/compare/fragility.hpp>
#include <ltorisk/compare/score_variants.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/given.hpp>
#include <ltorisk/weight/standard_deviation.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <vector>

using namespace ltorisk;
using compare::multiverse;
using compare::scored_variant;
using random_world::dice;

namespace {

scored_variant variant_of(std::string label, std::vector<double> scores,
                          const compare::variants_options& o = {}) {
  scored_variant v{.label = std::move(label), .score = std::move(scores)};
  compare::detail::place(v, {}, o);
  return v;
}

/// Random scores with ties and gaps; a factorial of 3 x 2 x 2 x 1.
multiverse random_multiverse(dice& d, std::size_t rows, double holes) {
  multiverse m;
  for (std::size_t r = 0; r < rows; ++r) m.communities.push_back("r" + std::to_string(r));
  m.factors = {{"f", {"a", "b", "c"}}, {"g", {"a", "b"}}, {"h", {"a", "b"}}, {"i", {"a"}}};
  for (std::size_t v = 0; v < 12; ++v) {
    std::vector<double> scores;
    for (std::size_t r = 0; r < rows; ++r) {
      scores.push_back(d.chance(holes) ? missing : static_cast<double>(d.below(2 * rows)));
    }
    m.variants.push_back(variant_of("v" + std::to_string(v), scores));
    m.variants.back().choice = {v / 4, v / 2 % 2, v % 2, 0};
  }
  return m;
}

/// Of the communities "0", "1" and so on.
compare::agreement agreement_of_two(const scored_variant& a, const scored_variant& b,
                                    std::size_t top = 10) {
  multiverse m{.variants = {a, b}};
  m.variants[0].label = "first";
  m.variants[1].label = "second";
  for (std::size_t r = 0; r < a.rank.size(); ++r) m.communities.push_back(std::to_string(r));
  return compare::agreement_between(m, "first", "second", top);
}

}  // namespace

TEST_CASE("two variants agree as far as their ranks do, by hand") {
  const auto a = variant_of("a", {50, 40, 30, 20, 10});
  const auto b = variant_of("b", {4, 5, 3, 1, 2});
  const auto g = agreement_of_two(a, b, 2);
  CHECK(g.common == 5);
  CHECK(g.spearman == Approx(0.8));
  CHECK(g.kendall == Approx(0.6));
  CHECK(g.weighted_spearman == Approx(1 - 6 * (9 + 9 + 3 + 3) / 720.0));
  CHECK(g.ws == Approx(1 - (0.5 / 4 + 0.25 / 3 + 1.0 / 16 / 3 + 1.0 / 32 / 4)));
  CHECK(g.ws_reversed == Approx(1 - (0.25 / 3 + 0.5 / 4 + 1.0 / 32 / 4 + 1.0 / 16 / 3)));
  CHECK(g.mean_shift == Approx(0.8));
  CHECK(g.largest_shift == 1);
  CHECK(g.top_overlap == 1);
  CHECK(agreement_of_two(a, b, 1).top_overlap == 0);
  CHECK(agreement_of_two(a, b, 4).top_overlap == 0.75);
  // Quarters of five: (rank - 1/2) / 5 is 0.1, 0.3, 0.5, 0.7 and 0.9.
  CHECK(a.level == std::vector<int>{0, 1, 2, 2, 3});
  CHECK(g.level_changes == Approx(0.8));
}

TEST_CASE("communities that one variant does not score are left out of its comparisons") {
  const auto a = variant_of("a", {50, missing, 40, 30, not_applicable});
  const auto b = variant_of("b", {1, 99, missing, 2, 3});
  const auto g = agreement_of_two(a, b);
  CHECK(g.common == 2);
  CHECK(g.spearman == -1);
  CHECK(g.kendall == -1);
  CHECK(g.mean_shift == 1);
  const auto none = agreement_of_two(a, variant_of("c", std::vector<double>(5, missing)));
  CHECK(none.common == 0);
  CHECK(is_missing(none.spearman));
  CHECK(is_missing(none.ws));
  CHECK(is_missing(none.top_overlap));
  CHECK(is_missing(none.level_changes));
}

TEST_CASE("what is tied at the last place of the top belongs to it") {
  const auto a = variant_of("a", {9, 8, 8, 8, 1});
  const auto b = variant_of("b", {9, 8, 7, 6, 5});
  CHECK(agreement_of_two(a, b, 2).top_overlap == 0.5);
  CHECK(agreement_of_two(a, b, 4).top_overlap == 1);
  CHECK(agreement_of_two(a, b, 99).top_overlap == 1);
  CHECK(is_missing(agreement_of_two(a, b, 0).top_overlap));
  const auto flat = variant_of("flat", {1, 1, 1, 1, 1});
  CHECK(is_missing(agreement_of_two(a, flat).spearman));
  CHECK(is_missing(agreement_of_two(a, flat).kendall));
  CHECK(agreement_of_two(flat, flat).ws == 1);
  CHECK(agreement_of_two(flat, flat).mean_shift == 0);
}

TEST_CASE("variants whose levels have different names change none") {
  auto a = variant_of("a", {3, 2, 1});
  auto b = a;
  b.level_names = {"low", "high"};
  CHECK(is_missing(agreement_of_two(a, b).level_changes));
}

TEST_CASE("variants of two multiverses are matched by community") {
  multiverse last{.communities = {"Alto", "Bajo", "Centro", "Este"},
                  .variants = {variant_of("v", {40, 30, 20, 10})}};
  // The same order of the communities, in other rows, and one that is new.
  const multiverse now{.communities = {"Este", "Nuevo", "Alto", "Centro", "Bajo"},
                       .variants = {variant_of("w", {1, 9, 4, 2, 3})}};
  const auto g = compare::agreement_between(last, "v", now, "w");
  CHECK(g.common == 4);
  CHECK(g.spearman == 1);
  CHECK(g.kendall == 1);
  CHECK(g.mean_shift == 0);
  // Quarters of five: Alto second, Bajo third, Centro fourth, Este last.
  CHECK(g.level_changes == Approx(0.5));
  const auto back = compare::agreement_between(now, "w", last, "v");
  CHECK(back.kendall == 1);
  CHECK(back.level_changes == g.level_changes);

  const multiverse strange{.communities = {"Otro"}, .variants = {variant_of("v", {1})}};
  CHECK_THROWS_WITH(compare::agreement_between(last, "v", strange, "v"),
                    contains("no id in common") && contains("Otro"));
  auto twice = now;
  twice.communities[0] = "Alto";
  CHECK_THROWS_WITH(compare::agreement_between(last, "v", twice, "w"),
                    contains("'Alto'") && contains("twice"));
  CHECK_THROWS_AS(compare::agreement_between(last, "w", now, "w"), input_error);
  // One put together by hand.
  last.variants.push_back(variant_of("longer", {5, 4, 3, 2, 1}));
  CHECK_THROWS_WITH(compare::agreement_between(last, "v", "longer"), contains("4 communities"));
  CHECK_THROWS_WITH(compare::agreement_between(last, "longer", now, "w"), contains("'longer'"));
  CHECK_THROWS_AS(compare::agreement_of(last), input_error);
}

TEST_CASE("a matrix holds the agreement of every pair, whoever computes it") {
  dice d(8);
  for (const double holes : {0.0, 0.15}) {
    const auto m = random_multiverse(d, 41, holes);
    const auto matrix = compare::agreement_of(m, 5);
    const auto parallel = compare::agreement_of(m, 5, threads{2});
    REQUIRE(matrix.size() == 12);
    for (std::size_t a = 0; a < 12; ++a) {
      for (std::size_t b = 0; b < 12; ++b) {
        const auto g = matrix(a, b), p = parallel(a, b);
        const auto one = compare::agreement_between(m, m.variants[a].label, m.variants[b].label, 5);
        // The first of the pair in the matrix may be the second here: the same up to rounding.
        CHECK(g.spearman == Approx(one.spearman).epsilon(1e-14));
        CHECK(g.kendall == Approx(one.kendall).epsilon(1e-14));
        CHECK(g.weighted_spearman == Approx(one.weighted_spearman).epsilon(1e-14));
        CHECK(g.ws == one.ws);
        CHECK(g.ws_reversed == one.ws_reversed);
        CHECK(g.mean_shift == one.mean_shift);
        CHECK(g.top_overlap == one.top_overlap);
        CHECK(g.level_changes == one.level_changes);
        CHECK((g.spearman == p.spearman && g.kendall == p.kendall && g.ws == p.ws));
      }
      CHECK(matrix(a, a).spearman == 1);
      CHECK(matrix(a, a).kendall == 1);
      CHECK(matrix(a, a).ws == 1);
      CHECK(matrix(a, a).largest_shift == 0);
      CHECK(matrix(a, a).level_changes == 0);
    }
  }
}

TEST_CASE("a community's spread over a grid adds up") {
  dice d(12);
  for (const double holes : {0.0, 0.05}) {
    const auto m = random_multiverse(d, 30, holes);
    const auto f = compare::fragility_of(m);
    CHECK(f.left_out.empty());
    for (std::size_t r = 0; r < 30; ++r) {
      const auto& s = f.communities[r];
      REQUIRE(s.best <= s.median);
      REQUIRE(s.median <= s.worst);
      REQUIRE(s.analyzed <= s.ranked);
      if (holes == 0) REQUIRE(s.analyzed == 12);
      REQUIRE(s.share.size() == 4);
      if (!s.moved_most) continue;
      REQUIRE(std::accumulate(s.share.begin(), s.share.end(), s.interaction) ==
              Approx(1).epsilon(1e-12));
      REQUIRE(s.share[3] == Approx(0).margin(1e-15));
      REQUIRE(s.share[*s.moved_most] == *std::ranges::max_element(s.share));
    }
    const auto order = f.most_fragile();
    for (std::size_t i = 1; i < order.size(); ++i) {
      REQUIRE(f.communities[order[i - 1]].width() >= f.communities[order[i]].width());
    }
    const auto parallel = compare::fragility_of(m, threads{2});
    for (std::size_t r = 0; r < 30; ++r) {
      REQUIRE(parallel.communities[r].share == f.communities[r].share);
    }
  }
}

TEST_CASE("the choice that moves a community most is found") {
  // Bajo is poor in everything but what the second weighting looks at alone.
  table t({"Alto", "Bajo", "Centro", "Dos Rios"});
  t.add("income", {4, 1, 3, 2}).add("water", {1, 9, 2, 3}).add("schools", {9, 1, 7, 5});
  const compare::grid g{{normalize::min_max{}, normalize::percentile_rank{}},
                        {weight::equal{}, weight::given{{0, 1, 0}}},
                        {aggregate::arithmetic_mean{}, aggregate::geometric_mean{0.01}},
                        {compare::missing_handling{}}};
  const auto f = compare::fragility_of(compare::score_variants(g, t));
  const auto& bajo = f.communities[1];
  CHECK(bajo.best == 1);
  CHECK(bajo.worst == 4);
  CHECK(bajo.width() == 3);
  CHECK(bajo.levels >= 2);
  REQUIRE(bajo.moved_most.has_value());
  CHECK(*bajo.moved_most == 1);
  CHECK(bajo.share[1] > 0.9);
}

TEST_CASE("choices that others refuse are left out of the analysis by name") {
  table t({"Alto", "Bajo", "Centro", "Dos Rios"});
  t.add("income", {4, 1, 3, 2}).add("water", {1, 9, 2, missing});
  const compare::grid g{
      {normalize::min_max{}, normalize::z_score{}, normalize::percentile_rank{}},
      {weight::equal{}, weight::standard_deviation{}},
      {aggregate::arithmetic_mean{}, aggregate::geometric_mean{0.01}},
      {compare::missing_handling::renormalize(), compare::missing_handling::complete_only()}};
  const auto m = compare::score_variants(g, t);
  CHECK(m.refused() == 4);
  const auto f = compare::fragility_of(m);
  CHECK(f.left_out == std::vector<compare::left_out_level>{{0, 1}});
  CHECK(f.communities[0].analyzed == 16);
  CHECK(f.communities[0].ranked == 20);
  // Complete rows alone do not rank the last one.
  CHECK(f.communities[3].ranked == 10);
  CHECK(f.communities[3].analyzed == 8);
  CHECK(std::ranges::all_of(f.communities[3].share, [](double x) { return x == x; }));
}

TEST_CASE("spreads of one variant, of none and of a list") {
  multiverse m;
  m.communities = {"a", "b"};
  m.variants = {variant_of("v", {2, missing})};
  const auto f = compare::fragility_of(m);
  CHECK(f.communities[0].width() == 0);
  CHECK(f.communities[0].share.empty());
  CHECK(f.communities[1].ranked == 0);
  CHECK(is_missing(f.communities[1].best));
  CHECK(f.most_fragile() == std::vector<std::size_t>{0});
  const auto whole = compare::score_variants(compare::grid{}, [] {
    table t({"a", "b"});
    t.add("x", {1, 2});
    return t;
  }());
  const auto one = compare::fragility_of(whole).communities[0];
  CHECK(one.analyzed == 1);
  CHECK(is_missing(one.interaction));
  CHECK(!one.moved_most);
}
