// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/gated.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/inverted_geometric_mean.hpp>
#include <ltorisk/aggregate/minimum.hpp>
#include <ltorisk/aggregate/product.hpp>
#include <ltorisk/framework.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The default framework: license to operate and conflict risk around informal mining in the Andes.
/// Every number of it stands in this file, with its source or the word judgement. Weights are equal
/// by default, not estimated. Scores are judgement aids, not probabilities.
namespace ltorisk::frameworks {

namespace andean {

using namespace scales;

/// What an assembly has decided about a holder. Values: judgement. An act below the legal majority
/// is legitimate, not valid. The legal majority for communal land is two thirds of all qualified
/// members in sierra and selva (Peru, Ley 26505, art. 11).
inline scale assembly_status() {
  return categories{{{"revoked_or_refused", 0.00},
                     {"not_sought", 0.10},
                     {"tolerated_by_leaders", 0.30},
                     {"below_majority", 0.50},
                     {"valid", 0.75},
                     {"valid_registered_monitored", 1.00}}};
}

/// Code 0 to 7, a seventh each: the stages of Peru's mining formalization (D. Leg. 1105, 1293,
/// 1336).
inline scale formalization_stage() {
  return categories{{{"excluded_or_prohibited", 0, 0.0 / 7},
                     {"informal", 1, 1.0 / 7},
                     {"reinfo_suspended", 2, 2.0 / 7},
                     {"reinfo_valid", 3, 3.0 / 7},
                     {"igafom_submitted", 4, 4.0 / 7},
                     {"igafom_approved", 5, 5.0 / 7},
                     {"surface_right_and_concession", 6, 6.0 / 7},
                     {"authorized", 7, 7.0 / 7}}};
}

/// Prior consultation; where none is required it is not applicable. Values: judgement. Consultation
/// with voting raises acceptance (Okada 2024).
inline scale consultation() {
  return categories{{{"required_and_omitted", 0.00},
                     {"pending", 0.25},
                     {"in_process", 0.50},
                     {"concluded_without_agreement", 0.60},
                     {"concluded_with_agreement", 1.00}}};
}

/// Phases of the Defensoria del Pueblo, as risk. Values: judgement; the order of dialogue,
/// de-escalation and early is uncertain by 0.10. `resolved`: within the last 12 months.
inline scale conflict_phase() {
  return categories{{{"none", 0.00},
                     {"resolved", 0.15},
                     {"latent", 0.30},
                     {"dialogue", 0.45},
                     {"de_escalation", 0.50},
                     {"early", 0.55},
                     {"escalation", 0.80},
                     {"crisis", 1.00}}};
}

/// How an indicator enters the three outcomes: "+" as it is, "-" as one minus it, "" not at all.
struct row {
  const char* id;
  const char* driver;
  const char* name;
  const char* unit;
  ltorisk::scale scale;
  const char* lto_formal;
  const char* lto_informal;
  const char* conflict_risk;
  double stale_after_months;  // 0: never
  const char* source;
  std::vector<std::string> disclosures;
};

// clang-format off
inline std::vector<row> rows() {
  const auto kept = linear{.lower = 0, .upper = 1, .onto = {0.3, 1}};  // an unkept agreement keeps 30 % of its force: judgement
  const auto freshness = half_life{.period = 2, .lower = 0, .upper = 10};  // communal boards serve two years at most
  return {
    {"operator_assembly_status", "license", "Assembly's act for the operator", "category", assembly_status(), "", "", "", 24, "communal minutes; public registry; field team. Values: judgement", {"GRI 14.10", "GRI 14.12", "ESRS S3-2", "IFC PS 7"}},
    {"operator_agreement_age", "license", "Years since the operator's agreement was last ratified", "years", freshness, "", "", "", 0, "communal minutes. Half-life of 2 years: a communal board's longest term", {"GRI 14.10", "ESRS S3-2"}},
    {"operator_commitments_met", "license", "Operator's due commitments fulfilled", "share", kept, "", "", "", 12, "commitment register; ombudsman follow-up. An unkept agreement keeps 30 %: judgement", {"GRI 14.10", "ESRS S3-4"}},
    {"informal_assembly_status", "license", "Assembly's act for the informal miners", "category", assembly_status(), "", "", "", 24, "communal minutes; field team. Values: judgement", {"GRI 14.13", "ESRS S3-2"}},
    {"informal_agreement_age", "license", "Years since the informal miners' agreement was last ratified", "years", freshness, "", "", "", 0, "communal minutes. Half-life of 2 years: a communal board's longest term", {"GRI 14.13"}},
    {"informal_commitments_met", "license", "Informal miners' due commitments fulfilled", "share", kept, "", "", "", 12, "field team. An unkept agreement keeps 30 %: judgement", {"GRI 14.13"}},
    {"internal_dissent", "license", "Sectors or members openly opposed", "share", linear{0, 0.5}, "-", "-", "+", 12, "field reports; press; parallel boards. Goalposts: judgement", {"GRI 14.10", "ESRS S3-3"}},

    {"formalization_stage", "formalization", "Stage of formalization, of eight", "category", formalization_stage(), "+", "", "-", 0, "REINFO; IGAFOM; regional mining office", {"GRI 14.13"}},
    {"formal_share", "formalization", "Formal among estimated operations", "share", linear{0, 0.5}, "+", "-", "-", 0, "REINFO public list; the denominator is an estimate. Goalposts: judgement", {"GRI 14.13"}},
    {"extension_years", "formalization", "Years under deadline extensions without change of stage", "years", linear{0, 14}, "-", "+", "+", 0, "REINFO; dates of the laws. Goalposts: 2012 to 2026", {"GRI 14.13"}},
    {"adaptive_support", "formalization", "Assistance contacts", "contacts per 100 operators and year", linear{0, 100}, "+", "", "-", 12, "ministry, regional government and NGO records. Goalposts: judgement", {"GRI 14.13", "ESRS S3-4"}},
    {"consultation", "formalization", "Prior consultation", "category", consultation(), "+", "", "-", 36, "consultation register. Values: judgement; Okada 2024", {"GRI 14.11", "ESRS S3-2", "IFC PS 7"}},
    {"enforcement", "formalization", "Interdictions", "interdictions per year", linear{0, 6}, "", "", "", 12, "police, prosecutor, press. Goalposts: judgement", {"GRI 14.14", "IFC PS 4"}},

    {"conflict_phase", "conflict", "Phase of the gravest conflict", "category", conflict_phase(), "-", "-", "+", 6, "Defensoria del Pueblo, monthly report. Values: judgement", {"GRI 14.10", "ESRS S3-3"}},
    {"event_pressure", "conflict", "Severity of events", "severity sum, half-life 6 months", linear{0, 10}, "-", "-", "+", 6, "ombudsman; event data; press. Goalposts: judgement", {"GRI 14.10"}},
    {"neighbor_conflict", "conflict", "Conflict in contiguous districts", "mean phase value", linear{0, 1}, "-", "", "+", 6, "derived from conflict_phase", {}},
    {"mined_area_growth", "conflict", "Growth of mined area, 3-year mean", "% per year", linear{0, 50}, "-", "", "+", 12, "satellite series; outside the sensor's mask missing, not 0. Goalposts: judgement", {"GRI 14.4", "GRI 14.13"}},
    {"exceedance", "conflict", "Samples above the environmental limit", "share", linear{0, 0.5}, "-", "-", "+", 24, "environmental authorities. Goalposts: judgement", {"GRI 14.7"}},
    {"violence_24m", "conflict", "Death or injury within 24 months", "0 or 1", linear{0, 1}, "-", "-", "+", 24, "Defensoria del Pueblo", {"GRI 14.14", "IFC PS 4"}},

    {"farm_income_trend", "livelihood", "Change of farm income", "% over 3 years, real", linear{-40, 40}, "+", "-", "-", 0, "household survey. Goalposts: judgement", {"GRI 14.9"}},
    {"mining_dependence", "livelihood", "Households with mining income", "share", linear{0, 0.8}, "+", "+", "+", 0, "census; survey. Goalposts: judgement. For conflict risk the evidence is divided (Conde and Le Billon 2017)", {"GRI 14.9"}},
    {"poverty", "livelihood", "Monetary poverty", "%", linear{6.8, 62.5}, "-", "+", "+", 0, "INEI poverty map. Goalposts: 5th to 95th percentile of districts. Weak evidence: does not separate conflict districts", {"GRI 14.9"}},
    {"alternatives", "livelihood", "Households in alternative-livelihood programs", "share", linear{0, 0.3}, "+", "-", "-", 12, "ministries; company. Goalposts: judgement", {"GRI 14.9", "ESRS S3-4"}},
    {"wage_gap", "livelihood", "Mining over farm day wage", "ratio", logarithmic{1, 4}, "-", "+", "+", 0, "household survey; field. Goalposts: judgement", {}},
    {"gold_price_ratio", "livelihood", "Gold price over its trailing 36-month mean", "ratio", logarithmic{0.83, 1.46}, "-", "+", "+", 0, "commodity price series. Varies in time only", {}},
  };
}
// clang-format on

/// LTO, after the pyramid of Thomson and Boutilier (2011): by analogy to their 1-to-5 scale
/// (2.5, 3.5 and 4.5 by 1 + 4 s), quoted with low confidence; no calibration.
inline level_scheme license_levels() {
  return {.classes = {{"withheld", 37.5},
                      {"acceptance", 62.5},
                      {"approval", 87.5},
                      {"co-ownership", 100}},
          .boundary = level_scheme::boundary_rule::lower};
}

/// After INFORM's risk classes (Marin-Ferrer, Vernaccini, Poljansek 2017, doi:10.2760/094023).
inline level_scheme risk_levels() {
  return {.classes =
              {{"very low", 20}, {"low", 35}, {"moderate", 50}, {"high", 65}, {"very high", 100}},
          .boundary = level_scheme::boundary_rule::upper};
}

inline limit when(std::string evidence, comparison test, double threshold, limit::kind clamp,
                  std::string level, std::string reason) {
  return {{std::move(evidence), test, threshold}, clamp, std::move(level), std::move(reason)};
}

/// What no average may hide; all judgement.
inline std::vector<limit> license_limits(const std::string& holder) {
  const auto status = holder + "_assembly_status", commitments = holder + "_commitments_met";
  using enum comparison;
  const auto cap = limit::kind::cap;
  std::vector<limit> list;
  list.push_back(when(status, at_most, 0, cap, "withheld", "act revoked or refused"));
  list.push_back(when(status, below, 0.75, cap, "acceptance", "no valid act"));
  list.push_back(when("violence_24m", above, 0, cap, "acceptance", "violence within 24 months"));
  list.push_back(
      when(commitments, below, 0.6, cap, "acceptance", "fewer than 60 % of commitments met"));
  list.push_back(when(status, below, 1, cap, "approval", "act not registered and monitored"));
  list.push_back(
      when(commitments, below, 0.9, cap, "approval", "fewer than 90 % of commitments met"));
  return list;
}

inline std::vector<limit> risk_limits() {
  using enum comparison;
  const auto floor = limit::kind::floor;
  std::vector<limit> list;
  list.push_back(when("conflict_phase", at_least, 0.80, floor, "high", "conflict in escalation"));
  list.push_back(when("conflict_phase", at_least, 1.00, floor, "very high", "conflict in crisis"));
  list.push_back(when("violence_24m", above, 0, floor, "high", "violence within 24 months"));
  return list;
}

/// A holder's effective license: an act counts for less as it ages and as its commitments are not
/// kept. Where there is no act (status below 0.5), neither has a meaning. Unknown commitments are
/// taken as 60 % kept: about 1000 of 2500 signed agreements were unmet in 2017 (Defensoria del
/// Pueblo).
inline node effective_license(const std::string& holder) {
  const condition act{holder + "_assembly_status", comparison::at_least, 0.5};
  return {.id = holder + "_license",
          .name = "Effective license of the " + holder + (holder == "operator" ? "" : " miners"),
          .aggregation = aggregate::product{},
          .children = {{.child = holder + "_assembly_status", .required = true},
                       {.child = holder + "_agreement_age", .applies_if = act},
                       {.child = holder + "_commitments_met", .assume = 0.60, .applies_if = act}},
          .source = "judgement"};
}

/// The indicators of a driver that enter an outcome.
inline std::vector<edge> edges(std::string_view driver, const char* row::*outcome) {
  std::vector<edge> list;
  for (const auto& r : rows()) {
    const std::string_view enters = r.*outcome;
    if (r.driver == driver && !enters.empty()) {
      list.push_back({.child = r.id, .sign = enters == "+" ? sign::plus : sign::minus});
    }
  }
  return list;
}

}  // namespace andean

/// Three outcomes from 25 indicators in four drivers (Valle Diaz et al. 2023: community license,
/// formalization, conflict, livelihood): the license of a formal operator, the license of informal
/// miners, and the conflict risk.
[[nodiscard]] inline framework andean_mining() {
  using namespace andean;
  using aggregate::arithmetic_mean, aggregate::geometric_mean, aggregate::inverted_geometric_mean;
  const char* const judgement = "judgement; equal weights: default, not estimated";

  framework f{
      .id = "andean_mining",
      .name = "License to operate and conflict risk around informal mining in the Andes",
      .version = "1.0.0",
      .citation =
          "After Valle Diaz et al. (2023), Sustainability 15(21), 15586, doi:10.3390/su152115586",
      .description =
          "Drivers: community license, formalization, conflict, livelihood. A judgement aid: "
          "not calibrated, not a probability.",
      .score_range = {0, 100},
      .outcomes = {"lto_formal", "lto_informal", "conflict_risk"}};

  for (auto& r : rows()) {
    indicator i{.id = r.id,
                .name = r.name,
                .unit = r.unit,
                .source = r.source,
                .scale = r.scale,
                .disclosures = r.disclosures};
    if (r.stale_after_months > 0) i.stale_after_months = r.stale_after_months;
    f.indicators.push_back(std::move(i));
  }

  // Consent is not compensable: a low driver pulls a license down in the geometric mean, and a high
  // one pulls a risk up in the inverted one. Floor 0.01: judgement.
  const geometric_mean consent(0.01);
  const inverted_geometric_mean alarm;

  // clang-format off
  f.nodes = {
      {.id = "lto_formal", .name = "License to operate of the formal operator", .aggregation = consent,
       .children = {{.child = "lto_formal_license", .required = true}, {.child = "lto_formal_formalization"},
                    {.child = "lto_formal_conflict"}, {.child = "lto_formal_livelihood"}},
       .min_coverage = 0.5, .levels = license_levels(), .limits = license_limits("operator"), .source = judgement},
      {.id = "lto_informal", .name = "License to operate of the informal miners", .aggregation = consent,
       .children = {{.child = "lto_informal_license", .required = true}, {.child = "lto_informal_formalization"},
                    {.child = "lto_informal_conflict"}, {.child = "lto_informal_livelihood"}},
       .min_coverage = 0.5, .levels = license_levels(), .limits = license_limits("informal"), .source = judgement},
      {.id = "conflict_risk", .name = "Conflict risk", .aggregation = alarm,
       .children = {{.child = "conflict_risk_license"}, {.child = "conflict_risk_formalization"},
                    {.child = "conflict_risk_conflict"}, {.child = "conflict_risk_livelihood"}},
       .min_coverage = 0.5, .higher_is_worse = true, .levels = risk_levels(), .limits = risk_limits(), .source = judgement},
  };

  // What the table of indicators cannot say: effective licenses, and enforcement that no respect for
  // institutions, support or alternatives mitigates.
  const auto with = [](std::vector<edge> children, edge more) {
    children.push_back(std::move(more));
    return children;
  };
  f.nodes.insert(
      f.nodes.end(),
      {{.id = "lto_formal_license", .name = "Community license", .aggregation = consent,
        .children = with(edges("license", &row::lto_formal), {.child = "operator_license", .required = true}), .source = judgement},
       {.id = "lto_formal_formalization", .name = "Formalization", .aggregation = arithmetic_mean{},
        .children = with(edges("formalization", &row::lto_formal), {.child = "unmitigated_enforcement", .sign = sign::minus}), .source = judgement},
       {.id = "lto_formal_conflict", .name = "Absence of conflict", .aggregation = arithmetic_mean{},
        .children = edges("conflict", &row::lto_formal), .source = judgement},
       {.id = "lto_formal_livelihood", .name = "Livelihood", .aggregation = arithmetic_mean{},
        .children = edges("livelihood", &row::lto_formal), .source = judgement},

       {.id = "lto_informal_license", .name = "Community license", .aggregation = consent,
        .children = with(edges("license", &row::lto_informal), {.child = "informal_license", .required = true}), .source = judgement},
       {.id = "lto_informal_formalization", .name = "Informality", .aggregation = arithmetic_mean{},
        .children = edges("formalization", &row::lto_informal), .source = judgement},
       {.id = "lto_informal_conflict", .name = "Absence of conflict", .aggregation = arithmetic_mean{},
        .children = edges("conflict", &row::lto_informal), .source = judgement},
       {.id = "lto_informal_livelihood", .name = "Livelihood", .aggregation = arithmetic_mean{},
        .children = edges("livelihood", &row::lto_informal), .source = judgement},

       {.id = "conflict_risk_license", .name = "Weak community license", .aggregation = alarm,
        .children = with(edges("license", &row::conflict_risk), {.child = "weaker_license", .sign = sign::minus}), .higher_is_worse = true, .source = judgement},
       {.id = "conflict_risk_formalization", .name = "Failed formalization", .aggregation = arithmetic_mean{},
        .children = with(edges("formalization", &row::conflict_risk), {.child = "unmitigated_enforcement"}), .higher_is_worse = true, .source = judgement},
       {.id = "conflict_risk_conflict", .name = "Present conflict", .aggregation = alarm,
        .children = edges("conflict", &row::conflict_risk), .higher_is_worse = true, .source = judgement},
       {.id = "conflict_risk_livelihood", .name = "Livelihood pressure", .aggregation = arithmetic_mean{},
        .children = edges("livelihood", &row::conflict_risk), .higher_is_worse = true, .source = judgement},

       effective_license("operator"),
       effective_license("informal"),
       {.id = "weaker_license", .name = "Weaker license among active holders", .aggregation = aggregate::minimum{},
        .children = {{.child = "operator_license"}, {.child = "informal_license"}}, .source = judgement},
       {.id = "unmitigated_enforcement", .name = "Enforcement without mitigation", .aggregation = aggregate::gated{},
        .children = {{.child = "enforcement"}, {.child = "consultation"}, {.child = "adaptive_support"}, {.child = "alternatives"}},
        .higher_is_worse = true, .source = "Valle Diaz et al. 2023; form: judgement"}});
  // clang-format on
  return f;
}

}  // namespace ltorisk::frameworks
