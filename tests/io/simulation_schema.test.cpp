// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/json_schema.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/uncertainty/simulate.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

using namespace ltorisk;
using nlohmann::json;

TEST_CASE("what a ranking was drawn to be is in the results") {
  const auto f = frameworks::andean_mining();
  table data({"Alto", "Bajo", "Chico"});
  data.add("operator_assembly_status", {0.75, 0.5, 0.1})
      .add("informal_assembly_status", {0.3, 0.3, 0.3})
      .add("internal_dissent", {0.1, 0.4, 0.2})
      .add("conflict_phase", {0.45, 0.8, 0.3})
      .add("formal_share", {0.2, 0.1, 0.05})
      .add("poverty", {40, 55, 20})
      .add("violence_24m", {0, 1, 0})
      .add("alternatives", {0.1, 0.02, 0.3})
      .add("consultation", {0.5, 0, 0.5})
      .add("gold_price_ratio", {1.1, 1.1, 1.1});
  const auto m = fit(f);
  const uncertainty::input_map inputs(f, data,
                                      {.weights = all_weights(f, uncertainty::dirichlet{20}),
                                       .evidence = uncertainty::missing_anywhere(f, data)});
  const json_schema schema(std::filesystem::path(LTORISK_SOURCE_DIR) / "schema/result.schema.json");
  for (const std::size_t draws : {1u, 200u}) {
    const auto s = simulate(inputs, {.draws = draws, .confidence_draws = 20});
    const auto text = write_results(m, data, {.simulation = &s});
    INFO(text);
    CHECK(schema(text).empty());
    const auto j = json::parse(text);
    const auto& o = s["conflict_risk"];
    REQUIRE(j["simulation"].contains("stability"));
    const auto& stability = j["simulation"]["stability"]["conflict_risk"];
    CHECK(stability["shift"]["value"] == o.stability.shift.value);
    CHECK(stability["shift"]["error"].is_null() == (draws == 1));
    if (draws == 1) continue;
    std::size_t at = 0;
    while (o.communities[at].central_weights.empty()) ++at;
    const auto& drawn = j["communities"][at]["simulation"]["conflict_risk"];
    for (const auto& had : drawn["acceptability"]) {
      const auto found = o.acceptability_of(at, had["rank"].get<std::size_t>());
      CHECK(had["value"] == found.value);
      CHECK(had["error"] == found.error);
    }
    const auto& c = o.communities[at];
    CHECK(drawn["central_weights"].size() == c.central_weights.size());
    CHECK(drawn["central_weights"][s.weights[0]]["error"] == c.central_weight_errors[0]);
    CHECK(drawn["confidence"]["value"] == c.confidence.value);
    CHECK(drawn["rank_errors"].size() == 2);
  }
}

TEST_CASE("results with what was drawn fit their schema") {
  const auto f = frameworks::andean_mining();
  table data({"Alto", "Bajo"});
  data.add("poverty", {40, missing}).add("conflict_phase", {0.45, missing});
  const auto m = fit(f);
  const uncertainty::input_map inputs(
      f, data, {.evidence = uncertainty::missing_anywhere(f, data, "poverty")});
  // One score that is never there, and one that is.
  auto some = uncertainty::missing_anywhere(f, data);
  std::erase_if(some, [](const auto& cell) { return cell.row == 1; });
  const uncertainty::input_map more(f, data, {.evidence = some});
  const json_schema schema(std::filesystem::path(LTORISK_SOURCE_DIR) / "schema/result.schema.json");
  for (const auto* from : {&inputs, &more}) {
    const auto s = simulate(*from, {.draws = 10, .seed = 3});
    const auto text = write_results(m, data, {.simulation = &s});
    INFO(text);
    CHECK(schema(text).empty());
    const auto j = json::parse(text);
    CHECK(j["simulation"]["draws"] == 10);
    CHECK(j["communities"][1]["simulation"]["lto_formal"]["mean"]["value"].is_null());
  }
  const auto s = simulate(more, {.draws = 10});
  auto j = json::parse(write_results(m, data, {.simulation = &s}));
  const auto& drawn = j["communities"][0]["simulation"]["conflict_risk"];
  CHECK(drawn["mean"]["value"] == s["conflict_risk"]["Alto"].mean.value);
  CHECK(drawn["levels"].size() == 5);
  CHECK(drawn["ranks"] == json{1.0, 1.0});
  CHECK(drawn["rank_errors"] == json{0.0, 0.0});
  REQUIRE(drawn["acceptability"].size() == 1);
  CHECK(drawn["acceptability"][0]["rank"] == 1);
  CHECK(drawn["acceptability"][0]["value"] == 1);
  CHECK(drawn["acceptability"][0]["error"] > 0);
  CHECK(j["simulation"]["independent"] == true);
  CHECK(j["simulation"]["tolerance_met"] == false);
  j["simulation"]["probability"] = 1;
  CHECK_FALSE(schema(j.dump()).empty());
}
