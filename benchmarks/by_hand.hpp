// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <initializer_list>

/// The default framework as somebody would write it down who needs nothing else: one community, all
/// figures known, no checks, no reasons.
namespace by_hand {

struct community {
  double operator_assembly_status, operator_agreement_age, operator_commitments_met;
  double informal_assembly_status, informal_agreement_age, informal_commitments_met;
  double internal_dissent, formalization_stage, formal_share, extension_years, adaptive_support;
  double consultation, enforcement, conflict_phase, event_pressure, neighbor_conflict;
  double mined_area_growth, exceedance, violence_24m, farm_income_trend, mining_dependence;
  double poverty, alternatives, wage_gap, gold_price_ratio;
};

struct outcomes {
  double lto_formal, lto_informal, conflict_risk;
};

inline double line(double x, double lower, double upper) {
  return (std::clamp(x, lower, upper) - lower) / (upper - lower);
}
inline double log_line(double x, double lower, double upper) {
  return std::log(std::clamp(x, lower, upper) / lower) / std::log(upper / lower);
}
inline double mean(std::initializer_list<double> x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}
inline double geometric(std::initializer_list<double> x) {
  double sum = 0;
  for (const double v : x) sum += std::log(std::max<double>(v, 0.01));
  return std::exp(sum / static_cast<double>(x.size()));
}
inline double alarm(std::initializer_list<double> x) {
  double sum = 0;
  for (const double v : x) sum += std::log(10 - 9 * v);
  return (10 - std::exp(sum / static_cast<double>(x.size()))) / 9;
}
inline double license(double status, double age, double commitments) {
  if (status < 0.5) return status;
  return status * std::exp(std::clamp<double>(age, 0, 10) * -0.34657359027997264) *
         (0.3 + 0.7 * line(commitments, 0, 1));
}
inline double capped(double score, double status, double commitments, double violence) {
  if (status <= 0) score = std::min<double>(score, 37.5);
  if (status < 0.75 || violence > 0 || commitments < 0.6) score = std::min<double>(score, 62.5);
  if (status < 1 || commitments < 0.9) score = std::min<double>(score, 87.5);
  return score;
}

inline outcomes score(const community& c) {
  const double of_operator =
      license(c.operator_assembly_status, c.operator_agreement_age, c.operator_commitments_met);
  const double of_informal =
      license(c.informal_assembly_status, c.informal_agreement_age, c.informal_commitments_met);
  const double dissent = line(c.internal_dissent, 0, 0.5);
  const double stage = c.formalization_stage / 7, formal = line(c.formal_share, 0, 0.5);
  const double extension = line(c.extension_years, 0, 14);
  const double support = line(c.adaptive_support, 0, 100);
  const double alternatives = line(c.alternatives, 0, 0.3);
  const double unmitigated =
      line(c.enforcement, 0, 6) * (1 - mean({c.consultation, support, alternatives}));
  const double events = line(c.event_pressure, 0, 10), neighbors = line(c.neighbor_conflict, 0, 1);
  const double growth = line(c.mined_area_growth, 0, 50);
  const double exceedance = line(c.exceedance, 0, 0.5), violence = line(c.violence_24m, 0, 1);
  const double farm = line(c.farm_income_trend, -40, 40);
  const double dependence = line(c.mining_dependence, 0, 0.8), poverty = line(c.poverty, 6.8, 62.5);
  const double wages = log_line(c.wage_gap, 1, 4), gold = log_line(c.gold_price_ratio, 0.83, 1.46);

  outcomes o{};
  o.lto_formal =
      100 *
      geometric({geometric({1 - dissent, of_operator}),
                 mean({stage, formal, 1 - extension, support, c.consultation, 1 - unmitigated}),
                 1 - mean({c.conflict_phase, events, neighbors, growth, exceedance, violence}),
                 mean({farm, dependence, 1 - poverty, alternatives, 1 - wages, 1 - gold})});
  const double pull = mean({1 - farm, dependence, poverty, 1 - alternatives, wages, gold});
  o.lto_informal =
      100 * geometric({geometric({1 - dissent, of_informal}), mean({1 - formal, extension}),
                       1 - mean({c.conflict_phase, events, exceedance, violence}), pull});
  o.conflict_risk =
      100 *
      alarm({alarm({dissent, 1 - std::min<double>(of_operator, of_informal)}),
             mean({1 - stage, 1 - formal, extension, 1 - support, 1 - c.consultation, unmitigated}),
             alarm({c.conflict_phase, events, neighbors, growth, exceedance, violence}), pull});
  o.lto_formal =
      capped(o.lto_formal, c.operator_assembly_status, c.operator_commitments_met, c.violence_24m);
  o.lto_informal = capped(o.lto_informal, c.informal_assembly_status, c.informal_commitments_met,
                          c.violence_24m);
  if (c.conflict_phase >= 0.8 || c.violence_24m > 0) {
    o.conflict_risk = std::max<double>(o.conflict_risk, 50);
  }
  if (c.conflict_phase >= 1) o.conflict_risk = std::max<double>(o.conflict_risk, 65);
  return o;
}

}  // namespace by_hand
