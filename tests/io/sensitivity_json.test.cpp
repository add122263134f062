// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/sensitivity_json.hpp>

#include "catch.hpp"

#include <string>

using namespace ltorisk;
using namespace ltorisk::sensitivity;

TEST_CASE("an analysis of sensitivity is written with what is missing as null") {
  analysis a{.draws = 64,
             .requested = 128,
             .cancelled = true,
             .evaluations = 256,
             .resamples = 10,
             .level = 0.9};
  a.scalars.push_back({.scalar = "rank of \"A\"", .mean = 2, .variance = 0.5});
  a.scalars[0].factors.push_back({.factor = "weights",
                                  .first = {-0.25, 0.5, -1, 0.5},
                                  .total = {.value = 0},
                                  .note = "noise"});
  a.scalars[0].additive = {.value = -0.25};
  a.scalars.push_back({.scalar = "score", .undefined = "it is 1"});
  const auto j = nlohmann::json::parse(write_analysis(a));
  CHECK(j["draws"] == 64);
  CHECK(j["requested"] == 128);
  CHECK(j["cancelled"] == true);
  CHECK(j["evaluations"] == 256);
  CHECK(j["level"] == 0.9);
  CHECK(j["library"]["name"] == "ltorisk");
  const auto& first = j["scalars"][0];
  CHECK(first["scalar"] == "rank of \"A\"");
  CHECK(first["factors"][0]["factor"] == "weights");
  CHECK(first["factors"][0]["first"]["lower"] == -1);
  CHECK(first["factors"][0]["first"]["error"] == 0.5);
  CHECK(first["factors"][0]["total"]["upper"].is_null());
  CHECK(first["factors"][0]["note"] == "noise");
  CHECK_FALSE(first.contains("undefined"));
  CHECK(first["additive"]["value"] == -0.25);
  CHECK(j["scalars"][1]["undefined"] == "it is 1");
  CHECK(j["scalars"][1]["mean"].is_null());
  CHECK(j["scalars"][1]["factors"].empty());
}

TEST_CASE("importance is written beside the weights") {
  importance found{.largest_gap = 0.125};
  found.indicators.push_back({.indicator = "water",
                              .weight = 0.5,
                              .effect = {.share = 0.75, .rows = 8, .curve = "straight line"},
                              .share = 0.625});
  found.indicators.push_back({.indicator = "votes", .effect = {.note = "none"}});
  const auto j = nlohmann::json::parse(write_importance(found));
  CHECK(j["largest_gap"] == 0.125);
  CHECK(j["indicators"][0]["main_effect"] == 0.75);
  CHECK(j["indicators"][0]["linear"].is_null());
  CHECK(j["indicators"][0]["share"] == 0.625);
  CHECK(j["indicators"][0]["curve"] == "straight line");
  CHECK_FALSE(j["indicators"][0].contains("note"));
  CHECK(j["indicators"][1]["weight"].is_null());
  CHECK(j["indicators"][1]["note"] == "none");
}
