// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/json_schema.hpp"

#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/uncertainty/simulate.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

using namespace ltorisk;
using nlohmann::json;

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
  j["simulation"]["probability"] = 1;
  CHECK_FALSE(schema(j.dump()).empty());
}
