// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/simd/pack.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>

/// The default framework as somebody would write it down who needs nothing else: communities whose
/// figures are all known, no checks, no reasons. One of them (`double`), or a pack of them.
namespace by_hand {

using ltorisk::math::select;
using pack = ltorisk::simd::pack<ltorisk::simd::native_isa>;

inline double least(double a, double b) { return std::min<double>(a, b); }
inline double most(double a, double b) { return std::max<double>(a, b); }
inline double log(double x) { return std::log(x); }
inline double exp(double x) { return std::exp(x); }
inline pack least(pack a, pack b) { return ltorisk::math::smaller(a, b); }
inline pack most(pack a, pack b) { return ltorisk::math::larger(a, b); }
inline pack log(pack x) { return ltorisk::math::log(x); }
inline pack exp(pack x) { return ltorisk::math::exp(x); }

template <class Real>
struct community {
  Real operator_assembly_status, operator_agreement_age, operator_commitments_met;
  Real informal_assembly_status, informal_agreement_age, informal_commitments_met;
  Real internal_dissent, formalization_stage, formal_share, extension_years, adaptive_support;
  Real consultation, enforcement, conflict_phase, event_pressure, neighbor_conflict;
  Real mined_area_growth, exceedance, violence_24m, farm_income_trend, mining_dependence;
  Real poverty, alternatives, wage_gap, gold_price_ratio;
};

template <class Real>
struct outcomes {
  Real lto_formal, lto_informal, conflict_risk;
};

template <class Real>
Real line(Real x, double lower, double upper) {
  return (least(most(x, Real(lower)), Real(upper)) - lower) * (1 / (upper - lower));
}
template <class Real>
Real log_line(Real x, double lower, double upper) {
  const Real inside = least(most(x, Real(lower)), Real(upper));
  return log(Real(inside * (1 / lower))) * (1 / std::log(upper / lower));
}
template <class Real>
Real mean(std::initializer_list<Real> x) {
  Real sum = 0;
  for (const Real& v : x) sum = sum + v;
  return sum * (1 / static_cast<double>(x.size()));
}
// One community by the definition; a pack by the quickest way known, so that it is a limit.
inline double root_of_product(std::initializer_list<double> x) {
  double sum = 0;
  for (const double v : x) sum += std::log(v);
  return std::exp(sum / static_cast<double>(x.size()));
}
inline pack root_of_product(std::initializer_list<pack> x) {
  pack product = 1;
  for (const pack& v : x) product *= v;
  if (x.size() == 2) return ltorisk::math::sqrt(product);
  if (x.size() == 4) return ltorisk::math::sqrt(ltorisk::math::sqrt(product));
  return exp(pack(log(product) * (1 / static_cast<double>(x.size()))));
}
template <class Real, class... More>
Real geometric(Real first, More... more) {
  return root_of_product({most(first, Real(0.01)), most(more, Real(0.01))...});
}
template <class Real, class... More>
Real alarm(Real first, More... more) {
  return (10 - root_of_product({10 - 9 * first, 10 - 9 * more...})) * (1.0 / 9);
}
template <class Real>
Real license(Real status, Real age, Real commitments) {
  const Real decay = exp(Real(least(most(age, Real(0)), Real(10)) * -0.34657359027997264));
  const Real act = status * decay * (0.3 + 0.7 * line(commitments, 0, 1));
  return select(status < Real(0.5), status, act);
}
template <class Real>
Real capped(Real score, Real status, Real commitments, Real violence) {
  const auto cap = [&](auto where, double at) {
    score = select(where, least(score, Real(at)), score);
  };
  cap(status <= Real(0), 37.5);
  cap(status < Real(0.75) || violence > Real(0) || commitments < Real(0.6), 62.5);
  cap(status < Real(1) || commitments < Real(0.9), 87.5);
  return score;
}

template <class Real>
outcomes<Real> score(const community<Real>& c) {
  const Real of_operator =
      license(c.operator_assembly_status, c.operator_agreement_age, c.operator_commitments_met);
  const Real of_informal =
      license(c.informal_assembly_status, c.informal_agreement_age, c.informal_commitments_met);
  const Real dissent = line(c.internal_dissent, 0, 0.5);
  const Real stage = c.formalization_stage * (1.0 / 7), formal = line(c.formal_share, 0, 0.5);
  const Real extension = line(c.extension_years, 0, 14);
  const Real support = line(c.adaptive_support, 0, 100);
  const Real alternatives = line(c.alternatives, 0, 0.3);
  const Real unmitigated =
      line(c.enforcement, 0, 6) * (1 - mean({c.consultation, support, alternatives}));
  const Real events = line(c.event_pressure, 0, 10), neighbors = line(c.neighbor_conflict, 0, 1);
  const Real growth = line(c.mined_area_growth, 0, 50);
  const Real exceedance = line(c.exceedance, 0, 0.5), violence = line(c.violence_24m, 0, 1);
  const Real farm = line(c.farm_income_trend, -40, 40);
  const Real dependence = line(c.mining_dependence, 0, 0.8), poverty = line(c.poverty, 6.8, 62.5);
  const Real wages = log_line(c.wage_gap, 1, 4), gold = log_line(c.gold_price_ratio, 0.83, 1.46);

  outcomes<Real> o{};
  const Real license_formal = geometric(1 - dissent, of_operator);
  const Real license_informal = geometric(1 - dissent, of_informal);
  const Real pull = mean<Real>({1 - farm, dependence, poverty, 1 - alternatives, wages, gold});
  o.lto_formal =
      100 *
      geometric(
          license_formal,
          mean<Real>({stage, formal, 1 - extension, support, c.consultation, 1 - unmitigated}),
          1 - mean({c.conflict_phase, events, neighbors, growth, exceedance, violence}),
          mean<Real>({farm, dependence, 1 - poverty, alternatives, 1 - wages, 1 - gold}));
  o.lto_informal =
      100 * geometric(license_informal, mean<Real>({1 - formal, extension}),
                            1 - mean({c.conflict_phase, events, exceedance, violence}), pull);
  o.conflict_risk =
      100 *
      alarm(
          alarm(dissent, 1 - least(of_operator, of_informal)),
          mean<Real>(
              {1 - stage, 1 - formal, extension, 1 - support, 1 - c.consultation, unmitigated}),
          alarm(c.conflict_phase, events, neighbors, growth, exceedance, violence), pull);
  o.lto_formal =
      capped(o.lto_formal, c.operator_assembly_status, c.operator_commitments_met, c.violence_24m);
  o.lto_informal = capped(o.lto_informal, c.informal_assembly_status, c.informal_commitments_met,
                          c.violence_24m);
  const auto hold = [&](auto where, double at) {
    o.conflict_risk = select(where, most(o.conflict_risk, Real(at)), o.conflict_risk);
  };
  hold(c.conflict_phase >= Real(0.8) || c.violence_24m > Real(0), 50);
  hold(c.conflict_phase >= Real(1), 65);
  return o;
}

}  // namespace by_hand
