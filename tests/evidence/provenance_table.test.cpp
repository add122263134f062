// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/provenance_table.hpp>
#include <ltorisk/fingerprint.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/json.hpp>

#include "catch.hpp"

#include <chrono>
#include <string>
#include <variant>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

portfolio two() {
  return {.communities = {
              {.id = "Alto",
               .acts = {{.status = act_status::granted,
                         .date = 2024y / 5 / 12,
                         .votes_for = 212,
                         .qualified_members = 300,
                         .by = {"minutes, f. 12", "AQ", confidence::high, "by show of hands"}},
                        {.holder = holder::informal_miners,
                         .status = act_status::holder_absent,
                         .date = 2024y / 5 / 12}},
               .phases = {{.date = 2024y / 12 / 30, .phase = phase::dialogue}},
               .overrides = {{.indicator = "poverty",
                              .date = 2025y / 1 / 1,
                              .value = 50.0,
                              .reason = "field visit",
                              .analyst = "RM"}}},
              {.id = "Bajo"}}};
}

const date today = 2025y / 6 / 30;

}  // namespace

TEST_CASE("a portfolio becomes a table in the framework's codes, the same as record by record") {
  const auto f = ltorisk::frameworks::andean_mining();
  const auto m = ltorisk::fit(f);
  const auto p = two();
  const auto seen = observe(p, today, f);
  CHECK(seen.figures.rows() == 2);
  CHECK(seen.figures.view().columns().size() == f.indicators.size());
  for (std::size_t row = 0; row < 2; ++row) {
    const auto from_table = m.assess(seen.figures, row);
    const auto from_record = m.score(observe(p.communities[row], today));
    for (const auto& outcome : f.outcomes) {
      // NaN where an outcome is not applicable.
      CHECK(ltorisk::to_text(from_table[outcome].lower) ==
            ltorisk::to_text(from_record[outcome].lower));
      CHECK(ltorisk::to_text(from_table[outcome].upper) ==
            ltorisk::to_text(from_record[outcome].upper));
      CHECK(from_table[outcome].coverage == from_record[outcome].coverage);
    }
  }
  REQUIRE(seen.provenance.find("Alto"));
  CHECK_FALSE(seen.provenance.find("Cerro"));
}

TEST_CASE("evidence is stale when it is older than the indicator allows, and counts as it stands") {
  const auto f = ltorisk::frameworks::andean_mining();
  const auto& phase = *f.find_indicator("conflict_phase");  // six months
  const auto& poverty = *f.find_indicator("poverty");       // never
  const auto at = [&](date d) { return observe(two().communities[0], d)["conflict_phase"]; };
  CHECK_FALSE(is_stale(at(2025y / 6 / 30), phase, 2025y / 6 / 30));
  CHECK(is_stale(at(2025y / 7 / 2), phase, 2025y / 7 / 2));
  CHECK(at(2025y / 7 / 2).label == "dialogue");
  CHECK_FALSE(is_stale(at(2025y / 7 / 2), poverty, 2025y / 7 / 2));
  CHECK_FALSE(is_stale({.indicator = "conflict_phase"}, phase, today));
}

TEST_CASE("results say of each indicator who said so, how old, stale or not, overridden or not") {
  const auto f = ltorisk::frameworks::andean_mining();
  const auto m = ltorisk::fit(f);
  const auto seen = observe(two(), today, f);
  const auto j =
      json::parse(ltorisk::write_results(m, seen.figures, {.provenance = &seen.provenance}));
  CHECK(j.at("reference_date") == "2025-06-30");
  const auto& list = j.at("communities").at(0).at("evidence");
  REQUIRE(list.size() == f.indicators.size());
  const auto& status = list.at(0);
  CHECK(status.at("indicator") == "operator_assembly_status");
  CHECK(status.at("value") == "valid");
  CHECK(status.at("source") == "minutes, f. 12");
  CHECK(status.at("coder") == "AQ");
  CHECK(status.at("confidence") == "high");
  CHECK(status.at("note") == "by show of hands");
  CHECK(status.at("observed") == "2024-05-12");
  CHECK(status.at("age_months").get<double>() == Approx(12 * 414 / 365.2425));
  CHECK(status.at("stale") == false);
  CHECK(status.at("overridden") == false);
  CHECK(list.at(3).at("state") == "not_applicable");
  CHECK(list.at(3).at("value").is_null());
  const auto& poverty = list.at(21);
  CHECK(poverty.at("value") == 50);
  CHECK(poverty.at("override") == json({{"reason", "field visit"},
                                        {"analyst", "RM"},
                                        {"date", "2025-01-01"},
                                        {"replaced_state", "missing"},
                                        {"replaced_value", nullptr}}));
  CHECK(j.at("communities").at(1).at("evidence").at(0).at("state") == "missing");
  // Beside the table, not in it.
  const auto without = json::parse(ltorisk::write_results(m, seen.figures));
  CHECK_FALSE(without.contains("reference_date"));
  CHECK_FALSE(without.at("communities").at(0).contains("evidence"));
  CHECK(without.at("data") == j.at("data"));
  CHECK(without.at("communities").at(0).at("nodes") == j.at("communities").at(0).at("nodes"));
}

TEST_CASE("a framework that does not know a category says so") {
  auto f = ltorisk::frameworks::andean_mining();
  for (auto& i : f.indicators) {
    if (i.id == "conflict_phase") i.scale = ltorisk::scales::linear{0, 1};
    if (i.id == "operator_assembly_status") {
      i.scale = ltorisk::scales::categories{{{"no", 0}, {"yes", 1}}};
    }
  }
  CHECK_THROWS_WITH(observe(two(), today, f),
                    contains("column 'operator_assembly_status': 'valid' must be 'no' (0) or") &&
                        contains("column 'conflict_phase': takes a number, got 'dialogue'"));
}

TEST_CASE("the portfolio's prices serve the communities that have none") {
  auto p = two();
  for (int m = 0; m < 36; ++m) {
    p.gold_price.push_back({.date = months_after(2022y / 7 / 1, m), .value = 2000});
  }
  p.gold_price.back().value = 2036;
  const auto f = ltorisk::frameworks::andean_mining();
  const auto seen = observe(p, today, f);
  CHECK((*seen.figures.view().find("gold_price_ratio"))[1] == Approx(2036.0 / 2001));
}
