// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/compare/score_variants.hpp>
#include <ltorisk/io/compare_csv.hpp>
#include <ltorisk/io/compare_json.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/z_score.hpp>

#include <nlohmann/json.hpp>

#include <string>

using namespace ltorisk;
using json = nlohmann::json;

namespace {

table two_villages() {
  table t({"Alto", "Tres Ichus, Upper \"Sector\""});
  t.add("yield", {1, 3}).add("price", {missing, 2});
  return t;
}

compare::multiverse some_variants() {
  const compare::grid g{{normalize::z_score{}, normalize::percentile_rank{}},
                        {weight::equal{}},
                        {aggregate::arithmetic_mean{}, aggregate::geometric_mean{}},
                        {compare::missing_handling::complete_only()}};
  return compare::score_variants(g, two_villages(), {{"yield"}});
}

}  // namespace

TEST_CASE("variants are written as CSV, a refused one with its reason") {
  const auto csv = compare::write_variants_csv(some_variants());
  CHECK_THAT(csv, contains("variant,normalization,weighting,aggregation,missing,id,score,rank,"
                           "level,refused\n"));
  CHECK_THAT(csv, contains("\"percentile_rank, geometric_mean\",percentile_rank,equal,"
                           "geometric_mean,complete_only,Alto,0.25,2,4 of 4,\n"));
  CHECK_THAT(csv, contains("\"Tres Ichus, Upper \"\"Sector\"\"\",0.75,1,2 of 4,\n"));
  CHECK_THAT(csv, contains("z_score,equal,geometric_mean,complete_only,Alto,,,,\"column 'yield': "
                           "gives 'geometric_mean' values from"));
}

TEST_CASE("agreement, spread and divergence are written as CSV") {
  const auto m = some_variants();
  const auto agreement = compare::write_agreement_csv(m, compare::agreement_of(m));
  CHECK_THAT(agreement, contains("\"percentile_rank, arithmetic_mean\",\"percentile_rank, "
                                 "geometric_mean\",2,1,1,1,1,0,0,1,0\n"));
  CHECK_THAT(agreement, contains("\"z_score, geometric_mean\",\"z_score, arithmetic_mean\",0,,,,"
                                 ",,,,\n"));
  CHECK(compare::write_fragility_csv(m, compare::fragility_of(m)) ==
        "id,ranked,best,median,worst,levels,share_normalization,share_weighting,share_aggregation,"
        "share_missing,interaction,moved_most,analyzed\n"
        "Alto,3,2,2,2,1,,,,,,,2\n"
        "\"Tres Ichus, Upper \"\"Sector\"\"\",3,1,1,1,1,,,,,,,2\n");
  framework f{.id = "one"};
  f.indicators = {{.id = "yield", .scale = scales::linear{0, 4}}, {.id = "price"}};
  f.nodes = {{.id = "n", .min_coverage = 1}};
  f.nodes[0].children = {{.child = "yield"}, {.child = "price"}};
  f.outcomes = {"n"};
  auto g = f;
  g.nodes[0].children.pop_back();
  const auto t = two_villages();
  const auto d = compare::divergence_between({fit(f), "", t}, {fit(g), "", t});
  CHECK(compare::write_divergence_csv(d) ==
        "id,a,b,difference,scope,measurement,weight\n"
        "Alto,,25,,,,\n"
        "\"Tres Ichus, Upper \"\"Sector\"\"\",87.5,75,-12.5,-12.5,0,0\n");
  const auto j = json::parse(compare::write_divergence(d));
  CHECK(j["only_a"] == json({"price"}));
  CHECK(j["communities"][0]["a"].is_null());
  CHECK(j["communities"][1]["parts"]["scope"].get<double>() == -12.5);
  CHECK(j["mean"]["scope"].get<double>() == -12.5);
  CHECK(j["share_of_variance"]["scope"].is_null());
}

TEST_CASE("variants are written as JSON with null where there is no number") {
  const auto m = some_variants();
  const auto j =
      json::parse(compare::write_variants(m, compare::agreement_of(m), compare::fragility_of(m)));
  CHECK(j["schema_version"] == 1);
  CHECK(j["factors"][0]["levels"] == json({"z_score", "percentile_rank"}));
  CHECK(j["variants"].size() == 4);
  CHECK(j["variants"][1]["label"] == "z_score, geometric_mean");
  CHECK(j["variants"][1].contains("refused"));
  CHECK(!j["variants"][1].contains("scores"));
  CHECK(j["variants"][3]["scores"] == json({0.25, 0.75}));
  CHECK(j["variants"][3]["levels"] == json({"4 of 4", "2 of 4"}));
  CHECK(j["agreement"]["kendall_tau_b"][2][3] == 1);
  CHECK(j["agreement"]["kendall_tau_b"][1][1].is_null());
  CHECK(j["spread"][0]["best"] == 2);
  CHECK(j["spread"][0]["share"]["interaction"].is_null());
  CHECK(j["left_out_of_analysis"].size() == 1);
}
