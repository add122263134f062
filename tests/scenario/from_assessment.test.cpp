// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/scenario/andean_mining_map.hpp>
#include <ltorisk/scenario/compare.hpp>
#include <ltorisk/scenario/from_assessment.hpp>

#include "catch.hpp"

#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::scenario;

namespace {

const model& andean() {
  static const model m = fit(frameworks::andean_mining());
  return m;
}

standing standing_in(const record& r) {
  return standing_of(andean_mining_map(), andean().score(r), andean().framework());
}

double value(const standing& s, const std::string& id) {
  for (const auto& one : s.start) {
    if (one.id == id) return one.value;
  }
  FAIL("nothing known of " << id);
  return 0;
}

}  // namespace

TEST_CASE("a scored community stands on the map where its figures say") {
  const auto s = standing_in({{"operator_assembly_status", "valid"},
                              {"operator_agreement_age", 0},
                              {"operator_commitments_met", 1},
                              {"informal_assembly_status", "revoked_or_refused"},
                              {"consultation", "in_process"},
                              {"adaptive_support", 20},
                              {"enforcement", 3},
                              {"conflict_phase", "crisis"},
                              {"event_pressure", 0},
                              {"farm_income_trend", 40},
                              {"alternatives", 0}});
  CHECK(value(s, "RC") == Approx(0.5));
  CHECK(value(s, "AC") == Approx(0.2));
  CHECK(value(s, "CE") == Approx(0.5));
  CHECK(value(s, "AV") == 0);
  CHECK(value(s, "AI") == Approx(1));
  // Crisis and no event: halfway.
  CHECK(value(s, "SC") == Approx(0).margin(1e-12));
  // One license at 0.75, one refused.
  CHECK(value(s, "AL") == Approx(2 * 0.375 - 1));
  CHECK(value(s, "TR") == Approx(1));
  CHECK(s.unknown == std::vector<std::string>{"RF", "FP", "IM", "ED", "MD", "LTO", "GP"});
}

TEST_CASE("nothing known leaves the map at rest") {
  const auto s = standing_in({});
  CHECK(s.start.empty());
  CHECK(s.unknown.size() == 15);
}

TEST_CASE("a scenario is this community's: what is there already cannot be added again") {
  const auto m = andean_mining_map();
  const package support{.name = "support", .hold = {{"AC", 1}}};
  const package enforcement{.name = "enforcement", .hold = {{"CE", 1}}};
  const auto changes = [&](double contacts, const char* consultation) {
    const auto s = standing_in({{"adaptive_support", contacts},
                                {"consultation", consultation},
                                {"alternatives", contacts / 100 * 0.3}});
    const auto c = scenario::compare(m, {support, enforcement}, {.start = s.start});
    return std::pair(c.packages[0].change["SC"], c.packages[1].change["SC"]);
  };
  const auto absent = changes(0, "required_and_omitted");
  const auto present = changes(100, "concluded_with_agreement");
  CHECK(absent.first < -0.2);
  CHECK(present.first == 0);
  // Enforcement raises conflict where support, respect and alternatives are absent.
  CHECK(absent.second == Approx(0.424063).margin(1e-6));
  CHECK(present.second < 0.1);
}

TEST_CASE("a mapping that names what is not there is refused") {
  const auto a = andean().score({{"poverty", 30}});
  const auto m = andean_mining_map();
  CHECK_THROWS_WITH(standing_of(m, a, andean().framework(), {{"ED", "exceedence"}}),
                    contains("did you mean 'exceedance'?"));
  CHECK_THROWS_WITH(standing_of(m, a, andean().framework(), {{"EDD", "exceedance"}}),
                    contains("'EDD' is not a concept"));
  for (const auto& link : andean_mining_evidence()) {
    CHECK_NOTHROW(standing_of(m, a, andean().framework(), {link}));
  }
}
