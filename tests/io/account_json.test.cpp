// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/account_json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include "catch.hpp"

#include <nlohmann/json.hpp>

#include <string>

using namespace ltorisk;
using namespace ltorisk::explain;

TEST_CASE("an account as JSON holds the numbers of the account") {
  const auto m = fit(frameworks::andean_mining());
  const record refused{{"operator_assembly_status", "revoked_or_refused"},
                       {"operator_agreement_age", not_applicable},
                       {"violence_24m", 1}};
  const auto a = account_of(m, refused, "lto_formal");
  const auto j = nlohmann::json::parse(write_account(m.framework(), a));
  CHECK(j["framework"]["id"] == "andean_mining");
  CHECK(j["result"]["state"] == "refused");
  CHECK(j["result"]["value"].is_null());
  REQUIRE(j["reasons"].size() == 2);
  CHECK(j["reasons"][0]["of"] == "upper");
  double sum = j["reasons"][0]["rounding"].get<double>();
  for (const auto& p : j["reasons"][0]["parts"]) {
    if (p.contains("after")) sum += p["amount"].get<double>();
  }
  for (const auto& l : j["reasons"][0]["limits"]) sum += l["amount"].get<double>();
  CHECK_THAT(sum, Catch::Matchers::WithinAbs(j["reasons"][0]["value"].get<double>() -
                                                 j["reasons"][0]["reference"].get<double>(),
                                             1e-9));
  CHECK(j["limits_in_force"][0]["limit"] == "held at withheld: act revoked or refused");
  CHECK(j["next"]["level"] == "acceptance");
  CHECK(j["next"]["of"] == "upper");
  REQUIRE(j["nearest"].size() == a.nearest.size());
  CHECK(j["nearest"][0]["indicator"] == "operator_assembly_status");
  CHECK(j["nearest"][0]["found_by"] == "listed");
  CHECK(j["together"]["reached"] == false);
  CHECK(j["levers"].size() == a.levers.size());
}

TEST_CASE("an account of what does not apply is JSON all the same") {
  framework f{.id = "f",
              .indicators = {{.id = "a"}},
              .nodes = {{.id = "n", .children = {{.child = "a"}}}},
              .outcomes = {"n"}};
  const auto m = fit(f);
  const auto none = nlohmann::json::parse(
      write_account(m.framework(), account_of(m, {{"a", not_applicable}}, "n")));
  CHECK(none["result"]["state"] == "not_applicable");
  CHECK(none["reasons"].empty());
  CHECK_FALSE(none.contains("next"));
  const auto all = nlohmann::json::parse(write_account(
      m.framework(),
      account_of(m, {{"a", 0.25}}, "n", {.contributions = {.division = {.most_evaluations = 1}}})));
  CHECK(all["reasons"][0]["exact"] == false);
  CHECK(all["reasons"][0]["parts"][0]["standard_error"] == 0.0);
  CHECK(all["reasons"][0]["parts"][0]["before"] == 0.5);
}
