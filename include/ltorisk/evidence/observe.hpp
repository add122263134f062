// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/evidence/community.hpp>
#include <ltorisk/evidence/effective_license.hpp>
#include <ltorisk/evidence/validate_portfolio.hpp>
#include <ltorisk/record.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::evidence {

struct observe_options {
  legal_majorities majorities = {};
  /// Series whose trend may cross versions: of `series_names`.
  std::vector<std::string> allow_breaks = {};
  /// Prices for a community that has none of its own; checked like those of a community.
  const series* gold_price = nullptr;
};

/// What follows from the evidence at a date: a value for each indicator of `andean_mining`, in its
/// order, and who said so. It is a record wherever one is asked for.
struct observation {
  date as_of = {};
  std::vector<finding> findings = {};

  [[nodiscard]] const finding& operator[](std::string_view indicator) const {
    std::vector<std::string> ids;
    for (const auto& f : findings) {
      if (f.indicator == indicator) return f;
      ids.push_back(f.indicator);
    }
    throw input_error(
        {{"observation", "has no " + in_quotes(indicator) + suggestion(indicator, ids)}});
  }

  [[nodiscard]] ltorisk::record record() const {
    ltorisk::record r;
    for (const auto& f : findings) {
      if (!f.label.empty()) {
        r.set(f.indicator, f.label);
      } else if (is_known(f.value) || is_not_applicable(f.value)) {
        r.set(f.indicator, f.value);
      }
    }
    return r;
  }
  operator ltorisk::record() const { return record(); }  // NOLINT: scored as it is
};

namespace detail {

[[nodiscard]] inline std::vector<finding> derive(const community& c, const moment& at,
                                                 const observe_options& o) {
  const auto& gold = c.gold_price.empty() && o.gold_price ? *o.gold_price : c.gold_price;
  const auto op = holder::formal_operator, miners = holder::informal_miners;
  return {assembly_status(c.acts, op, at, o.majorities),
          agreement_age(c.acts, op, at),
          commitments_met(c.acts, op, at),
          assembly_status(c.acts, miners, at, o.majorities),
          agreement_age(c.acts, miners, at),
          commitments_met(c.acts, miners, at),
          internal_dissent(c.dissent, at),

          formalization_stage(c.formalization, at),
          formal_share(c.formalization, at),
          extension_years(c.formalization, at),
          adaptive_support(c.support, at),
          consultation(c.consultation, at),
          enforcement(c.enforcement, at),

          conflict_phase(c.phases, at),
          event_pressure(c.events, c.events_complete, at),
          neighbor_conflict(c.neighbors, at),
          mined_area_growth(c.mined_area, at, o.allow_breaks),
          exceedance(c.samples, at),
          violence_24m(c.events, c.events_complete, at),

          farm_income_trend(c.farm_income, at, o.allow_breaks),
          mining_dependence(c.livelihood, at),
          poverty(c.livelihood, at),
          alternatives(c.livelihood, at),
          wage_gap(c.livelihood, at),
          gold_price_ratio(gold, at, o.allow_breaks)};
}

/// An open question speaks where nothing else does; an override speaks over everything.
inline void apply_remarks(const community& c, const moment& at, finding& f) {
  const auto about = [&](const auto& x) { return x.indicator == f.indicator; };
  if (!f.known() && !f.inapplicable()) {
    if (const auto* q = latest(c.open_questions, at, about)) {
      f.by = q->by;
      f.observed = q->date;
      f.derivation = "open question: " + q->by.note;
    }
  }
  const analyst_override* in_force = nullptr;
  for (const auto& o : c.overrides) {
    const bool now = o.date <= at.known_by && (!o.until || at.as_of <= *o.until);
    if (now && about(o) && (!in_force || o.date >= in_force->date)) in_force = &o;
  }
  if (!in_force) return;
  f.overruled = overruling{.reason = in_force->reason,
                           .analyst = in_force->analyst,
                           .date = in_force->date,
                           .replaced = f.value,
                           .replaced_label = f.label};
  f.value = missing;
  f.label.clear();
  if (const auto* x = std::get_if<double>(&in_force->value)) {
    f.value = *x;
  } else if (const auto& word = std::get<std::string>(in_force->value); word == "not_applicable") {
    f.value = not_applicable;
  } else if (word != "unknown") {
    f.label = word;
  }
}

[[nodiscard]] inline observation observe_checked(const community& c, const moment& at,
                                                 const observe_options& o) {
  observation seen{.as_of = at.as_of, .findings = derive(c, at, o)};
  for (auto& f : seen.findings) apply_remarks(c, at, f);
  return seen;
}

inline void check(date as_of, const observe_options& o) {
  fault_list faults;
  if (!is_day(as_of)) faults.add("reference date", "must be a day of the years 1000 to 9999");
  const std::vector<std::string> known(series_names.begin(), series_names.end());
  for (const auto& name : o.allow_breaks) {
    if (std::ranges::find(known, name) != known.end()) continue;
    faults.add("allow_breaks",
               in_quotes(name) + " is not a series; use " + ltorisk::alternatives(known));
  }
  const auto check_majority = [&](const char* name, const legal_majority& m) {
    if (m.among < 1 || m.votes < 1 || m.votes > m.among) {
      faults.add("majorities", std::string(name) +
                                   " must be at least 1 vote in each 1 or more, "
                                   "and at most all");
    }
  };
  check_majority("sierra_selva", o.majorities.sierra_selva);
  check_majority("coast", o.majorities.coast);
  if (o.gold_price) community_check(faults, "").each("gold_price", *o.gold_price);
  faults.throw_if_any();
}

}  // namespace detail

/// Derives every indicator of `andean_mining` from what was on record at the end of the day
/// `as_of`; what is dated or recorded later is not used. What nobody recorded is missing, never 0.
/// Stale evidence counts as it stands. Throws `input_error` with every fault of the community
/// (`validate`) or of the options.
///
///     const auto seen = observe(c, 2025y / 6 / 30);
///     model.score(seen);            // a record
///     seen["poverty"].by.source;    // who says so
[[nodiscard]] inline observation observe(const community& c, date as_of,
                                         const observe_options& options = {}) {
  detail::check(as_of, options);
  validate(c);
  return detail::observe_checked(c, {.as_of = as_of}, options);
}

}  // namespace ltorisk::evidence
