// SPDX-License-Identifier: BSL-1.0

#include <ltorisk/fingerprint.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/io/scores_csv.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include "catch.hpp"

#include <string>

using namespace ltorisk;
using nlohmann::json;

namespace {

framework water() {
  framework f{.id = "water", .version = "2", .score_range = {0, 10}};
  f.indicators = {{.id = "wells", .scale = scales::linear{0, 1}},
                  {.id = "mercury", .scale = scales::linear{0, 4}}};
  f.nodes = {
      {.id = "safety",
       .children = {{.child = "wells"}, {.child = "mercury", .sign = sign::minus}},
       .min_coverage = 0.5,
       .levels = {{{"poor", 5}, {"good", 10}}},
       .limits = {{{"mercury", comparison::above, 3}, limit::kind::cap, "poor", "mercury"}}}};
  f.outcomes = {"safety"};
  return f;
}

const char* const csv =
    "id,wells,mercury\nAlto,1,1\n\"Bajo, \"\"el\"\"\",1,4\nCerro,0.5,NA\n"
    "Dos,NA,NA\nEra,not_applicable,not_applicable\n";

}  // namespace

TEST_CASE("scores as CSV say value, level, bounds, coverage and value before limits") {
  const auto f = water();
  const auto data = read_csv(csv, f);
  CHECK(write_scores_csv(fit(f).score(data), data, f) ==
        "id,safety,safety_level,safety_lower,safety_upper,safety_bounds,safety_coverage,"
        "safety_before_limits\n"
        "Alto,8.75,good,8.75,8.75,exact,1,8.75\n"
        "\"Bajo, \"\"el\"\"\",5,poor,5,5,exact,1,5\n"
        "Cerro,5,poor,2.5,7.5,exact,0.5,5\n"
        "Dos,,,0,10,exact,0,\n"
        "Era,not_applicable,,not_applicable,not_applicable,exact,1,not_applicable\n");
}

TEST_CASE("scores as CSV hold no more than was computed") {
  const auto f = water();
  const auto data = read_csv("id,wells,mercury\nAlto,1,1\n", f);
  const auto values = fit(f).score(data, {.coverage = false, .bounds = false});
  CHECK(write_scores_csv(values, data, f) ==
        "id,safety,safety_level,safety_before_limits\nAlto,8.75,good,8.75\n");
}

TEST_CASE("results as JSON carry values, reasons and what a replay needs") {
  const auto f = water();
  const auto data = read_csv(csv, f);
  const auto m = fit(f);
  const auto j = json::parse(write_results(m, data));
  CHECK(j["library"]["version"] == LTORISK_VERSION_STRING);
  CHECK(j["framework"]["id"] == "water");
  CHECK(j["framework"]["version"] == "2");
  CHECK(j["framework"]["fingerprint"] == fingerprint().add(write_framework(f)).text());
  CHECK(j["data"]["fingerprint"] == fingerprint_of(data));
  const auto& nodes = j["communities"];
  REQUIRE(nodes.size() == 5);
  const auto& alto = nodes[0]["nodes"][0];
  CHECK(alto["value"] == 8.75);
  CHECK(alto["level"] == "good");
  CHECK(alto["children"][1]["value"] == 2.5);
  // 8.75 less the mean of 1 and 0.5, on 0..10.
  CHECK(alto["children"][1]["pull"] == 1.25);
  const auto& cerro = nodes[2]["nodes"][0];
  CHECK(cerro["missing"] == json::array({"mercury"}));
  CHECK(cerro["limits_not_assessed"] == json::array({"at most poor: mercury"}));
  const auto& dos = nodes[3]["nodes"][0];
  CHECK(dos["state"] == "refused");
  CHECK(dos["value"].is_null());
  CHECK(dos["reason"] == "nothing is known");
  const auto& era = nodes[4]["nodes"][0];
  CHECK(era["state"] == "not_applicable");
  CHECK(era["lower"].is_null());
}

TEST_CASE("results of other data, or of another framework, have other fingerprints") {
  const auto f = water();
  const auto replay = [](const framework& g, const char* text) {
    const auto data = read_csv(text, g);
    return replay_of(fit(g).framework(), data).dump();
  };
  auto heavier = f;
  heavier.nodes[0].children[0].weight = 2;
  const auto one = replay(f, csv);
  CHECK(one == replay(f, csv));
  CHECK(one != replay(heavier, csv));
  CHECK(one != replay(f, "id,wells,mercury\nAlto,1,1\n"));
}

TEST_CASE("results of unknown nodes and unknown columns are refused") {
  const auto f = water();
  const auto m = fit(f);
  const auto data = read_csv(csv, f);
  CHECK_THROWS_WITH(write_results(m, data, {.nodes = {"safty"}}),
                    contains("did you mean 'safety'?"));
  table_view view(1);
  const double x = 1;
  view.add("wels", &x, sizeof x);
  CHECK_THROWS_WITH(write_results(m, view), contains("did you mean 'wells'?"));
  CHECK_NOTHROW(write_results(m, view, {.extra_columns = true}));
}

TEST_CASE("empty tables give empty results") {
  const auto f = water();
  const auto data = read_csv("id,wells,mercury\n", f);
  CHECK(json::parse(write_results(fit(f), data))["communities"].empty());
  CHECK(write_scores_csv(fit(f).score(data), data, f) ==
        "id,safety,safety_level,safety_lower,safety_upper,safety_bounds,safety_coverage,"
        "safety_before_limits\n");
}
