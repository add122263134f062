// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/change.hpp>
#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/evidence/provenance_table.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>

#include "evidence/random_communities.hpp"

#include "catch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

namespace {

/// A community with evidence for every indicator, all of it before 2024-06.
community complete() {
  community c{.id = "Alto"};
  for (const auto who : {holder::formal_operator, holder::informal_miners}) {
    c.acts.push_back({.holder = who,
                      .status = act_status::granted,
                      .date = 2024y / 5 / 12,
                      .votes_for = 212,
                      .qualified_members = 300,
                      .commitments = {{.date = 2024y / 5 / 20, .due = 6, .met = 4}}});
  }
  c.dissent = {{.date = 2024y / 5 / 12, .opposed = 2, .of = 8}};
  c.formalization = {.stages = {{.date = 2020y / 1 / 1, .stage = stage::reinfo_valid}},
                     .extensions = {{.date = 2021y / 1 / 1, .until = 2030y / 1 / 1}},
                     .operations = {{.date = 2023y / 1 / 1, .formal = 5, .estimated = 50}}};
  c.consultation = {{.date = 2023y / 1 / 1, .state = consultation_state::pending}};
  c.events = {{.date = 2024y / 3 / 1, .kind = event_kind::death},
              {.date = 2024y / 4 / 1, .kind = event_kind::march}};
  c.events_complete = watch{2015y / 1 / 1, 2040y / 1 / 1};
  c.phases = {{.date = 2024y / 4 / 30, .phase = phase::dialogue}};
  c.neighbors = {{.district = "Mara", .date = 2024y / 4 / 30, .phase = phase::latent}};
  c.samples = {{.date = 2023y / 1 / 1, .taken = 40, .above_limit = 4}};
  c.livelihood = {{.date = 2023y / 1 / 1,
                   .households = 100,
                   .with_mining_income = 30,
                   .in_alternative_programs = 5,
                   .poverty_percent = 40,
                   .mining_day_wage = 100,
                   .farm_day_wage = 50}};
  c.enforcement = {{.from = 2023y / 1 / 1, .until = 2023y / 12 / 31, .interdictions = 2}};
  c.support = {{.from = 2023y / 1 / 1, .until = 2023y / 12 / 31, .contacts = 10, .operators = 50}};
  for (int m = 0; m <= 48; ++m) {
    const auto d = months_after(2020y / 5 / 1, m);
    c.mined_area.push_back({.date = d, .value = 100.0 + m});
    c.farm_income.push_back({.date = d, .value = 1000.0 - m});
    c.gold_price.push_back({.date = d, .value = 1500.0 + m});
  }
  return c;
}

}  // namespace

TEST_CASE("every indicator of the framework is derived, in its order") {
  const auto f = ltorisk::frameworks::andean_mining();
  const auto seen = observe(complete(), 2024y / 6 / 1);
  REQUIRE(seen.findings.size() == f.indicators.size());
  for (std::size_t i = 0; i < f.indicators.size(); ++i) {
    CAPTURE(f.indicators[i].id);
    CHECK(seen.findings[i].indicator == f.indicators[i].id);
    CHECK(seen.findings[i].known());
    CHECK_FALSE(seen.findings[i].derivation.empty());
    const bool category =
        std::holds_alternative<ltorisk::scales::categories>(f.indicators[i].scale);
    CHECK(category == !seen.findings[i].label.empty());
  }
  const auto a = ltorisk::fit(f).score(seen);
  for (const auto& outcome : f.outcomes) {
    CHECK(a[outcome].state == ltorisk::state::scored);
    CHECK(a[outcome].missing.empty());
  }
}

TEST_CASE("nothing known is nothing, and the score refuses") {
  const auto seen = observe({.id = "Nadie"}, 2024y / 6 / 1);
  for (const auto& f : seen.findings) {
    CAPTURE(f.indicator);
    CHECK(ltorisk::is_missing(f.value));
    CHECK(f.label.empty());
    CHECK_FALSE(f.observed);
  }
  CHECK(seen.record().cells().empty());
}

TEST_CASE("moving only the reference date moves only what depends on age, and continuously") {
  const auto c = complete();
  // Extensions run and violence is remembered beyond the sweep's first days.
  const std::set<std::string> aging{"operator_agreement_age", "informal_agreement_age",
                                    "extension_years", "event_pressure"};
  const auto first = observe(c, 2024y / 6 / 1);
  auto yesterday = first;
  std::set<std::string> moved;
  for (int day = 1; day <= 600; ++day) {
    const date d = std::chrono::sys_days(2024y / 6 / 1) + std::chrono::days(day);
    const auto today = observe(c, d);
    for (std::size_t i = 0; i < today.findings.size(); ++i) {
      const auto& now = today.findings[i];
      const auto& then = yesterday.findings[i];
      CAPTURE(now.indicator, date_text(d));
      REQUIRE(now.label == then.label);
      if (same_value(now, then)) continue;
      moved.insert(now.indicator);
      // No step is larger than a day's worth.
      REQUIRE(std::fabs(now.value - then.value) < 0.006);
    }
    yesterday = today;
  }
  CHECK(moved == aging);
  // Violence is the one that is forgotten, on its day.
  CHECK(observe(c, 2026y / 3 / 1)["violence_24m"].value == 1);
  CHECK(observe(c, 2026y / 3 / 2)["violence_24m"].value == 0);
}

TEST_CASE("what is dated or recorded after the reference date changes nothing") {
  random_world::dice d(31);
  for (int i = 0; i < 150; ++i) {
    const auto c = random_world::random_community(d, "c");
    const date as_of =
        std::chrono::sys_days(2015y / 1 / 1) + std::chrono::days(static_cast<int>(d.below(3650)));
    auto known = c;
    const auto drop = [&](auto& list) {
      std::erase_if(list, [&](const auto& e) { return !moment{.as_of = as_of}.knows(e); });
    };
    drop(known.acts);
    for (auto& a : known.acts) {
      drop(a.commitments);
      std::erase_if(a.ratified, [&](date day) { return day > as_of; });
      for (auto* day : {&a.revoked, &a.registered, &a.monitored}) {
        if (*day && **day > as_of) day->reset();
      }
    }
    drop(known.dissent);
    drop(known.formalization.stages);
    drop(known.formalization.extensions);
    drop(known.formalization.operations);
    drop(known.consultation);
    drop(known.events);
    drop(known.phases);
    drop(known.neighbors);
    drop(known.samples);
    drop(known.livelihood);
    drop(known.enforcement);
    drop(known.support);
    drop(known.mined_area);
    drop(known.farm_income);
    drop(known.gold_price);
    drop(known.open_questions);
    std::erase_if(known.overrides, [&](const auto& o) { return o.date > as_of; });
    const auto all = observe(c, as_of), less = observe(known, as_of);
    for (std::size_t k = 0; k < all.findings.size(); ++k) {
      CAPTURE(i, all.findings[k].indicator);
      REQUIRE(same_value(all.findings[k], less.findings[k]));
      REQUIRE(all.findings[k].derivation == less.findings[k].derivation);
      REQUIRE(all.findings[k].by == less.findings[k].by);
      REQUIRE(all.findings[k].observed == less.findings[k].observed);
      if (all.findings[k].observed) REQUIRE(*all.findings[k].observed <= as_of);
    }
  }
}

TEST_CASE("an override carries its reason and keeps what it replaces") {
  auto c = complete();
  c.overrides = {{.indicator = "poverty",
                  .date = 2024y / 1 / 1,
                  .until = 2024y / 6 / 30,
                  .value = 55.0,
                  .reason = "the survey missed two annexes",
                  .analyst = "AQ"},
                 {.indicator = "conflict_phase",
                  .date = 2024y / 1 / 1,
                  .value = "escalation",
                  .reason = "seen on site"},
                 {.indicator = "consultation",
                  .date = 2024y / 1 / 1,
                  .value = "not_applicable",
                  .reason = "no indigenous people"},
                 {.indicator = "exceedance",
                  .date = 2024y / 1 / 1,
                  .value = "unknown",
                  .reason = "laboratory not accredited"}};
  const auto seen = observe(c, 2024y / 6 / 30);
  CHECK(seen["poverty"].value == 55);
  REQUIRE(seen["poverty"].overruled);
  CHECK(seen["poverty"].overruled->replaced == 40);
  CHECK(seen["poverty"].overruled->reason == "the survey missed two annexes");
  CHECK(seen["poverty"].overruled->analyst == "AQ");
  CHECK(seen["conflict_phase"].label == "escalation");
  CHECK(seen["conflict_phase"].overruled->replaced_label == "dialogue");
  CHECK(seen["consultation"].inapplicable());
  CHECK_FALSE(seen["exceedance"].known());
  CHECK_FALSE(seen["exceedance"].inapplicable());
  CHECK(seen["exceedance"].overruled->replaced == 0.1);
  CHECK_FALSE(seen["wage_gap"].overruled);
  CHECK(observe(c, 2024y / 7 / 1)["poverty"].value == 40);    // no longer in force
  CHECK(observe(c, 2023y / 12 / 31)["poverty"].value == 40);  // not yet
  c.overrides.push_back({.indicator = "poverty",
                         .date = 2024y / 2 / 1,
                         .value = 60.0,
                         .reason = "the latest counts"});
  CHECK(observe(c, 2024y / 6 / 30)["poverty"].value == 60);
}

TEST_CASE("an open question says why something is missing, and removes nothing") {
  community c{
      .id = "Alto",
      .open_questions = {{.indicator = "poverty",
                          .date = 2024y / 1 / 1,
                          .by = {.source = "two maps", .note = "they differ by 20 points"}}}};
  const auto seen = observe(c, 2024y / 6 / 1);
  CHECK_FALSE(seen["poverty"].known());
  CHECK(seen["poverty"].by.source == "two maps");
  CHECK(seen["poverty"].derivation == "open question: they differ by 20 points");
  c.livelihood = {{.date = 2023y / 1 / 1, .poverty_percent = 40}};
  CHECK(observe(c, 2024y / 6 / 1)["poverty"].value == 40);
}

TEST_CASE("observe refuses what makes no sense, in words") {
  CHECK_THROWS_WITH(observe({.id = "x"}, date{}), contains("reference date: must be a day"));
  CHECK_THROWS_WITH(observe({.id = "x"}, 2024y / 1 / 1, {.allow_breaks = {"gold"}}),
                    contains("'gold' is not a series; use 'farm_income', 'gold_price' or"));
  CHECK_THROWS_WITH(observe({.id = "x"}, 2024y / 1 / 1, {.majorities = {.coast = {3, 2}}}),
                    contains("majorities: coast must be"));
  CHECK_THROWS_WITH(observe({}, 2024y / 1 / 1), contains("/id: must not be empty"));
  CHECK_THROWS_WITH(observe({.id = "x"}, 2024y / 1 / 1)["povrty"],
                    contains("did you mean 'poverty'?"));
}

TEST_CASE("a shared price series is checked like a community's own") {
  const community c{.id = "x"};
  const date day = 2024y / 5 / 31;
  const auto fault_of = [&](const series& prices, const char* expected) {
    const observe_options options{.gold_price = &prices};
    CHECK_THROWS_WITH(observe(c, day, options), contains(expected));
    CHECK_THROWS_WITH(changes_between(c, day, day, options), contains(expected));
    CHECK_THROWS_WITH(
        observe(portfolio{.communities = {c}}, day, ltorisk::frameworks::andean_mining(), options),
        contains(expected));
  };
  fault_of({{.date = day, .value = 2000}, {.date = 2024y / 4 / 30, .value = -1}},
           "gold_price/1/value: must be above 0, got -1");
  fault_of({{.date = day, .value = 0}}, "gold_price/0/value: must be above 0, got 0");
  fault_of({{.date = day, .value = std::numeric_limits<double>::quiet_NaN()}},
           "gold_price/0/value: must be above 0");
  fault_of({{.date = day, .value = std::numeric_limits<double>::infinity()}},
           "gold_price/0/value: must be above 0, got inf");
  fault_of({{.date = 2023y / 2 / 29, .value = 2000}}, "gold_price/0/date: must be a day");
  const series prices{{.date = day, .value = 2000}};
  CHECK_NOTHROW(observe(c, day, {.gold_price = &prices}));
}
