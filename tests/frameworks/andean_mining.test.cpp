// SPDX-License-Identifier: BSL-1.0

// The domain's behavior: what moves which outcome which way (Valle Diaz et al. 2023,
// doi:10.3390/su152115586).

#include "catch.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace ltorisk;

namespace {

using changes = std::vector<std::pair<const char*, record::cell>>;

/// A community in the middle of everything, with both holders licensed.
record middle() {
  return {{"operator_assembly_status", "valid"},
          {"operator_agreement_age", 1},
          {"operator_commitments_met", 0.8},
          {"informal_assembly_status", "valid"},
          {"informal_agreement_age", 0.5},
          {"informal_commitments_met", 0.9},
          {"internal_dissent", 0.1},
          {"formalization_stage", "reinfo_valid"},
          {"formal_share", 0.2},
          {"extension_years", 6},
          {"adaptive_support", 40},
          {"consultation", "in_process"},
          {"enforcement", 2},
          {"conflict_phase", "latent"},
          {"event_pressure", 2},
          {"neighbor_conflict", 0.3},
          {"mined_area_growth", 10},
          {"exceedance", 0.1},
          {"violence_24m", 0},
          {"farm_income_trend", -5},
          {"mining_dependence", 0.3},
          {"poverty", 30},
          {"alternatives", 0.1},
          {"wage_gap", 2},
          {"gold_price_ratio", 1.1}};
}

record with(record r, const changes& list) {
  for (const auto& [id, value] : list) r.set(id, value);
  return r;
}

const model& andean() {
  static const model m = fit(frameworks::andean_mining());
  return m;
}

struct outcomes {
  double formal, informal, risk;
};

outcomes score(const record& r) {
  const auto a = andean().score(r);
  return {a["lto_formal"].value, a["lto_informal"].value, a["conflict_risk"].value};
}

char direction(double before, double after) {
  if (std::fabs(after - before) < 1e-9) return '=';
  return after > before ? '+' : '-';
}

struct expectation {
  const char* what;
  changes from, to;
  /// Formal license, informal license, conflict risk.
  const char* moves;
};

}  // namespace

TEST_CASE("every event moves every outcome the way the domain says") {
  const changes unmitigated{
      {"consultation", "required_and_omitted"}, {"adaptive_support", 0}, {"alternatives", 0}};
  const changes mitigated{{"consultation", "concluded_with_agreement"},
                          {"adaptive_support", 100},
                          {"alternatives", 0.3}};
  auto enforced = [](changes list, int interdictions) {
    list.emplace_back("enforcement", interdictions);
    return list;
  };
  const std::vector<expectation> table{
      {"the operator's act is revoked",
       {},
       {{"operator_assembly_status", "revoked_or_refused"}},
       "-=+"},
      {"the informal miners' act is revoked",
       {},
       {{"informal_assembly_status", "revoked_or_refused"}},
       "=-+"},
      {"the operator's act is renewed",
       {{"operator_agreement_age", 4}},
       {{"operator_agreement_age", 0}},
       "+=-"},
      {"the operator's act ages two years", {}, {{"operator_agreement_age", 3}}, "-=+"},
      {"the informal miners' act ages two years", {}, {{"informal_agreement_age", 2.5}}, "=-+"},
      {"the operator breaks a commitment", {}, {{"operator_commitments_met", 0.4}}, "-=+"},
      {"the informal miners break a commitment", {}, {{"informal_commitments_met", 0.2}}, "=-+"},
      {"the act is registered and monitored",
       {},
       {{"operator_assembly_status", "valid_registered_monitored"}},
       "+=-"},
      {"dissent grows", {}, {{"internal_dissent", 0.3}}, "--+"},

      {"enforcement without mitigation", enforced(unmitigated, 0), enforced(unmitigated, 6), "-=+"},
      {"enforcement with all mitigations", enforced(mitigated, 0), enforced(mitigated, 6), "==="},
      {"institutions are respected under enforcement",
       enforced(unmitigated, 6),
       {{"enforcement", 6},
        {"consultation", "concluded_with_agreement"},
        {"adaptive_support", 0},
        {"alternatives", 0}},
       "+=-"},
      {"the formalization stage advances", {}, {{"formalization_stage", "igafom_approved"}}, "+=-"},
      {"more operations become formal", {}, {{"formal_share", 0.4}}, "+--"},
      {"the deadline is extended again", {}, {{"extension_years", 10}}, "-++"},
      {"adaptive support grows", {}, {{"adaptive_support", 80}}, "+=-"},

      {"conflict enters dialogue", {}, {{"conflict_phase", "dialogue"}}, "--+"},
      {"conflict is resolved", {}, {{"conflict_phase", "resolved"}}, "++-"},
      {"events accumulate", {}, {{"event_pressure", 6}}, "--+"},
      {"the neighbors are in conflict", {}, {{"neighbor_conflict", 0.8}}, "-=+"},
      {"mined area grows", {}, {{"mined_area_growth", 40}}, "-=+"},
      {"limits are exceeded", {}, {{"exceedance", 0.4}}, "--+"},
      {"somebody dies", {}, {{"violence_24m", 1}}, "--+"},

      {"farm income falls", {}, {{"farm_income_trend", -30}}, "-++"},
      {"more households depend on mining", {}, {{"mining_dependence", 0.6}}, "+++"},
      {"poverty grows", {}, {{"poverty", 50}}, "-++"},
      {"alternatives grow", {}, {{"alternatives", 0.25}}, "+--"},
      {"mining pays better than farming", {}, {{"wage_gap", 3.5}}, "-++"},
      {"gold rises", {}, {{"gold_price_ratio", 1.4}}, "-++"},
  };
  for (const auto& e : table) {
    const auto before = score(with(middle(), e.from));
    const auto after = score(with(with(middle(), e.from), e.to));
    const std::string moves{direction(before.formal, after.formal),
                            direction(before.informal, after.informal),
                            direction(before.risk, after.risk)};
    INFO(e.what);
    CHECK(moves == e.moves);
  }
}

TEST_CASE("a revoked act withholds the license at once, whatever else is unknown") {
  const auto a = andean().score({{"operator_assembly_status", "revoked_or_refused"}});
  CHECK(a["operator_license"].value == 0);
  CHECK(a["operator_license"].coverage == 1);
  CHECK(a["operator_license"].upper == 0);

  const auto best =
      andean().score(with(middle(), {{"operator_assembly_status", "revoked_or_refused"},
                                     {"internal_dissent", 0},
                                     {"farm_income_trend", 40}}));
  CHECK(best["lto_formal"].level == "withheld");
}

TEST_CASE("the effective license is the product of act, freshness and kept commitments") {
  // 0.75 valid, 0.5^(1/2) after one year of a two-year half-life, 0.3 + 0.7 * 0.8 kept.
  const auto a = andean().score(middle());
  CHECK(a["operator_license"].value == Approx(100 * 0.75 * std::sqrt(0.5) * 0.86));
  const auto aged = andean().score(with(middle(), {{"operator_agreement_age", 3}}));
  CHECK(aged["operator_license"].value == Approx(a["operator_license"].value / 2));
}

TEST_CASE("unknown commitments are assumed at 60 % and said to be") {
  const auto a = andean().score(with(middle(), {{"operator_commitments_met", missing}}));
  const auto& license = a["operator_license"];
  CHECK(license.value == Approx(100 * 0.75 * std::sqrt(0.5) * 0.72));
  CHECK(license.coverage == Approx(2.0 / 3));
  REQUIRE(license.assumed.size() == 1);
  CHECK(license.assumed[0].child == "operator_commitments_met");
  CHECK(license.assumed[0].value == 0.6);
  CHECK(license.lower == Approx(100 * 0.75 * std::sqrt(0.5) * 0.3));
  CHECK(license.upper == Approx(100 * 0.75 * std::sqrt(0.5)));
  // Seen from the outcome too.
  REQUIRE(a["lto_formal"].assumed.size() == 1);
  CHECK(a["lto_formal"].limits_not_assessed.size() == 2);
}

TEST_CASE("without an act, age and commitments do not apply") {
  const auto a = andean().score(with(middle(), {{"operator_assembly_status", "not_sought"},
                                                {"operator_agreement_age", missing},
                                                {"operator_commitments_met", missing}}));
  CHECK(a["operator_license"].value == Approx(10));
  CHECK(a["operator_license"].coverage == 1);
  CHECK(a["lto_formal"].level != "approval");
}

TEST_CASE("an absent holder has no license, and the other's alone counts for conflict") {
  const auto a = andean().score(with(middle(), {{"operator_assembly_status", not_applicable}}));
  CHECK(a["operator_license"].state == state::inapplicable);
  CHECK(a["lto_formal"].state == state::inapplicable);
  CHECK(a["weaker_license"].value == Approx(a["informal_license"].value));
  CHECK(a["conflict_risk"].state == state::scored);
}

TEST_CASE("without the assembly's act there is no license score, only bounds") {
  const auto a = andean().score(with(middle(), {{"operator_assembly_status", missing}}));
  const auto& formal = a["lto_formal"];
  CHECK(formal.state == state::refused);
  CHECK(is_missing(formal.value));
  CHECK(formal.lower < formal.upper);
  // Whether age and commitments apply depends on the act nobody knows.
  CHECK_FALSE(formal.exact);
  CHECK(formal.reason == "needs lto_formal_license");
  CHECK(a["lto_informal"].state == state::scored);
}

TEST_CASE("below half the evidence there is no score, only bounds") {
  const auto a = andean().score({{"poverty", 40}, {"conflict_phase", "dialogue"}});
  const auto& risk = a["conflict_risk"];
  CHECK(risk.state == state::refused);
  CHECK(risk.reason == "coverage 8.3 % is below 50 %");
  CHECK(risk.coverage == Approx((1.0 / 6 + 1.0 / 6) / 4));
}

TEST_CASE("limits hold a license down and a risk up, and say so") {
  const auto good = with(middle(), {{"operator_assembly_status", "valid_registered_monitored"},
                                    {"operator_agreement_age", 0},
                                    {"operator_commitments_met", 1},
                                    {"internal_dissent", 0},
                                    {"formalization_stage", "authorized"},
                                    {"formal_share", 0.5},
                                    {"extension_years", 0},
                                    {"adaptive_support", 100},
                                    {"consultation", "concluded_with_agreement"},
                                    {"conflict_phase", "none"},
                                    {"event_pressure", 0},
                                    {"neighbor_conflict", 0},
                                    {"mined_area_growth", 0},
                                    {"exceedance", 0},
                                    {"farm_income_trend", 40},
                                    {"mining_dependence", 0.8},
                                    {"poverty", 6.8},
                                    {"alternatives", 0.3},
                                    {"wage_gap", 1},
                                    {"gold_price_ratio", 0.83}});
  CHECK(andean().score(good)["lto_formal"].value == Approx(100));
  CHECK(andean().score(good)["lto_formal"].level == "co-ownership");
  CHECK(andean().score(with(good, {{"operator_commitments_met", 0.85}}))["lto_formal"].level ==
        "approval");
  CHECK(andean().score(with(good, {{"operator_commitments_met", 0.5}}))["lto_formal"].level ==
        "acceptance");
  CHECK(andean().score(with(good, {{"operator_assembly_status", "valid"}}))["lto_formal"].level ==
        "approval");
  CHECK(andean()
            .score(with(good, {{"operator_assembly_status", "below_majority"}}))["lto_formal"]
            .level == "acceptance");

  const auto violent = andean().score(with(good, {{"violence_24m", 1}}));
  CHECK(violent["lto_formal"].value == 62.5);
  CHECK(violent["lto_formal"].level == "acceptance");
  CHECK(violent["lto_formal"].before_limits > 62.5);
  REQUIRE(violent["lto_formal"].limits_bound.size() == 1);
  CHECK(violent["lto_formal"].limits_bound[0] == "at most acceptance: violence within 24 months");
  CHECK(violent["conflict_risk"].level == "high");

  // Quiet everywhere, and a crisis.
  const auto crisis = andean().score(with(good, {{"conflict_phase", "crisis"}}));
  CHECK(crisis["conflict_risk"].value == 65);
  CHECK(crisis["conflict_risk"].level == "very high");
  CHECK(crisis["conflict_risk"].before_limits < 65);
  const auto escalation = andean().score(with(good, {{"conflict_phase", "escalation"}}));
  CHECK(escalation["conflict_risk"].value == 50);
  CHECK(escalation["conflict_risk"].level == "high");
}

TEST_CASE("a limit whose evidence is missing binds the bounds, not the value") {
  const auto unknown = andean().score(with(middle(), {{"violence_24m", missing}}));
  const auto peaceful = andean().score(middle());
  const auto violent = andean().score(with(middle(), {{"violence_24m", 1}}));
  const auto& risk = unknown["conflict_risk"];
  CHECK(risk.upper == Approx(violent["conflict_risk"].value));
  CHECK(risk.lower == Approx(peaceful["conflict_risk"].value));
  REQUIRE(risk.limits_not_assessed.size() == 1);
  CHECK(risk.limits_not_assessed[0] == "at least high: violence within 24 months");
}

TEST_CASE("enforcement counts in proportion to absent mitigation") {
  const auto gate = [](double enforcement, const char* consultation, double support, double share) {
    return andean().score({{"enforcement", enforcement},
                           {"consultation", consultation},
                           {"adaptive_support", support},
                           {"alternatives", share}})["unmitigated_enforcement"];
  };
  CHECK(gate(6, "required_and_omitted", 0, 0).value == Approx(100));
  CHECK(gate(6, "concluded_with_agreement", 100, 0.3).value == Approx(0).margin(1e-12));
  CHECK(gate(3, "in_process", 25, 0).value == Approx(50 * (1 - 0.25)));
  CHECK(andean().score({{"enforcement", 0}})["unmitigated_enforcement"].value == 0);
  CHECK(andean().score({{"enforcement", 2}})["unmitigated_enforcement"].state == state::refused);
}

TEST_CASE("the default framework is valid and complete") {
  const auto f = frameworks::andean_mining();
  CHECK_NOTHROW(validate(f));
  CHECK(f.indicators.size() == 25);
  CHECK(f.outcomes == std::vector<std::string>{"lto_formal", "lto_informal", "conflict_risk"});
  for (const auto& i : f.indicators) {
    INFO(i.id);
    CHECK_FALSE(i.source.empty());
  }
  for (const auto& n : f.nodes) {
    INFO(n.id);
    CHECK_FALSE(n.source.empty());
  }
}
