// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/scenario_report.hpp>
#include <ltorisk/scenario/andean_mining_map.hpp>

#include "catch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

using namespace ltorisk::scenario;
using nlohmann::json;

TEST_CASE("a report says in every form what it is not") {
  const auto r = report_on(andean_mining_map(), andean_mining_packages(), {.draws = 50});
  const auto j = json::parse(write_report(r));
  CHECK(j.at("note").get<std::string>() == note);
  const auto csv = write_report_csv(r);
  const auto lines = std::ranges::count(csv, '\n');
  CHECK(lines == 1 + 9 * 15);
  std::ptrdiff_t noted = 0;
  for (auto at = csv.find(note); at != csv.npos; at = csv.find(note, at + 1)) ++noted;
  CHECK(noted == lines - 1);
}

TEST_CASE("a report holds the figures and what a replay needs") {
  sample_options o{.run = {.start = {{"RC", 0.25}}}, .draws = 50, .seed = 9};
  const auto r = report_on(andean_mining_map(), andean_mining_packages(), o);
  const auto j = json::parse(write_report(r));
  CHECK(j.at("sample").at("seed") == 9);
  CHECK(j.at("sample").at("draws") == 50);
  CHECK(j.at("run").at("rule") == "kosko");
  CHECK(j.at("run").at("start") == json{{"RC", 0.25}});
  CHECK(j.at("map").at("id") == "andean_mining_map");
  CHECK(j.at("map").at("fingerprint").get<std::string>().size() == 16);
  const auto& first = j.at("packages").at(0);
  CHECK(first.at("name") == "enforcement alone");
  CHECK(first.at("hold") == json{{"CE", 1.0}});
  CHECK(first.at("end").at("outcome") == "fixed_point");
  CHECK(first.at("end").at("unique") == true);
  const auto& sc = first.at("changes").at("SC");
  CHECK(sc.at("change").get<double>() == r.effects.packages[0].change["SC"]);
  CHECK(sc.at("sign_holds").get<double>() > 0.9);
  CHECK(sc.at("quantiles").size() == 5);
  CHECK(j.at("loops").size() == 8);
  CHECK(j.at("loops_complete") == true);
  CHECK(write_report(report_on(andean_mining_map(), andean_mining_packages(), o)) ==
        write_report(r));
}

TEST_CASE("what has no fixed point has no number") {
  causal_map m{.id = "swing", .concepts = {{"a"}}, .edges = {{"a", "a", -1}}};
  sample_options o{.run = {.how = {.lambda = 3}, .start = {{"a", 0.5}}}, .draws = 5};
  o.factor = {1, 1};
  const auto r = report_on(m, {{.name = "a push, small", .push = {{"a", 0.01}}}}, o);
  const auto j = json::parse(write_report(r));
  const auto& p = j.at("packages").at(0);
  CHECK(p.at("end").at("outcome") == "limit_cycle");
  CHECK(p.at("end").at("states").size() == 2);
  CHECK(p.at("changes").at("a").at("change").is_null());
  CHECK(p.at("changes").at("a").at("quantiles").at(0).is_null());
  CHECK(p.at("changes").at("a").at("sign_holds").is_null());
  CHECK(p.at("unsettled") == 1.0);
  CHECK_THAT(write_report_csv(r), contains("\"a push, small\",limit_cycle,a,,,,,,,,\"Ordinal"));
}
