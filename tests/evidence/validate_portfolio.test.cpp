// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/validate_portfolio.hpp>

#include "evidence/random_communities.hpp"

#include "catch.hpp"

#include <chrono>
#include <limits>
#include <string>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

namespace {

const date d = 2024y / 5 / 12;

std::string faults(community c) {
  c.id = "x";
  try {
    validate(c);
  } catch (const ltorisk::input_error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("random communities have no fault") {
  random_world::dice dice(7);
  for (int i = 0; i < 100; ++i) CHECK_NOTHROW(validate(random_world::random_portfolio(dice)));
}

TEST_CASE("every fault is found where it stands") {
  using enum act_status;
  CHECK(faults({.dissent = {{.opposed = 1, .of = 2}}}) ==
        "/dissent/0/date: must be a day of the years 1000 to 9999");
  CHECK(faults({.acts = {{.status = granted,
                          .date = d,
                          .votes_for = 301,
                          .members_present = 300,
                          .qualified_members = 299}}}) ==
        "/acts/0/members_present: must not be more than the qualified members, 299, got 300\n"
        "/acts/0/votes_for: must not be more than the members present, 300, got 301");
  CHECK_THAT(faults({.acts = {{.status = granted, .date = d, .votes_for = -1}}}),
             contains("/acts/0/votes_for: must be at least 0, got -1"));
  CHECK_THAT(faults({.acts = {{.status = not_sought, .date = d, .votes_for = 3}}}),
             contains("/acts/0/status: 'not_sought' does not go with a vote"));
  CHECK_THAT(faults({.acts = {{.status = refused, .date = d, .revoked = d}}}),
             contains("/acts/0/revoked: goes with an act that was granted only"));
  CHECK_THAT(
      faults({.acts = {{.status = granted, .date = d, .ratified = {2024y / 5 / 11}}}}),
      contains("/acts/0/ratified/0: must not be before the act, 2024-05-12, got 2024-05-11"));
  CHECK_THAT(faults({.acts = {{.status = granted,
                               .date = d,
                               .ratified = {2025y / 1 / 1},
                               .revoked = 2024y / 12 / 31}}}),
             contains("/acts/0/revoked: must not be before the act's last ratification"));
  CHECK_THAT(faults({.acts = {{.status = granted,
                               .date = d,
                               .commitments = {{.date = d, .due = 3, .met = 4}}}}}),
             contains("/acts/0/commitments/0/met: must not be more than those due, 3, got 4"));
  CHECK_THAT(faults({.acts = {{.status = granted, .date = d, .majority = legal_majority{4, 3}}}}),
             contains("/acts/0/majority"));
  CHECK_THAT(faults({.dissent = {{.date = d}}}), contains("/dissent/0/of: must be at least 1"));
  CHECK_THAT(faults({.formalization = {.extensions = {{.date = d, .until = 2024y / 1 / 1}}}}),
             contains("/formalization/extensions/0/until: must not be before its beginning"));
  CHECK_THAT(faults({.events_complete = watch{d, 2024y / 1 / 1}}),
             contains("/events_complete/until"));
  CHECK_THAT(faults({.events_complete = watch{d, 2025y / 1 / 1, 2024y / 5 / 11}}),
             contains("/events_complete/recorded: must not be before its beginning, 2024-05-12, "
                      "got 2024-05-11"));
  CHECK_THAT(faults({.events_complete = watch{d, 2025y / 1 / 1, 2025y / 2 / 29}}),
             contains("/events_complete/recorded: must be a day"));
  CHECK(faults({.events_complete = watch{d, 2025y / 1 / 1, d}}).empty());
  CHECK_THAT(faults({.neighbors = {{.date = d}}}), contains("/neighbors/0/district"));
  CHECK_THAT(faults({.samples = {{.date = d, .taken = 3, .above_limit = 4}}}),
             contains("/samples/0/above_limit"));
  CHECK_THAT(faults({.livelihood = {{.date = d, .with_mining_income = 4}}}),
             contains("/livelihood/0/with_mining_income: needs 'households' beside it"));
  CHECK_THAT(faults({.livelihood = {{.date = d, .poverty_percent = 101}}}),
             contains("/livelihood/0/poverty_percent: must be in 0 to 100, got 101"));
  CHECK_THAT(faults({.livelihood = {{.date = d, .farm_day_wage = 0}}}),
             contains("/livelihood/0/farm_day_wage: must be above 0, got 0"));
  CHECK_THAT(faults({.support = {{.from = d, .until = d}}}), contains("/support/0/operators"));
  CHECK_THAT(faults({.gold_price = {{.date = d}}}),
             contains("/gold_price/0/value: must be above 0"));
  CHECK(faults({.mined_area = {{.date = d}}}).empty());
  CHECK_THAT(
      faults({.mined_area = {{.date = d, .value = std::numeric_limits<double>::infinity()}}}),
      contains("/mined_area/0/value: must not be negative, got inf"));
  CHECK_THAT(faults({.samples = {{.date = d, .taken = 1, .by = {.recorded = 2024y / 5 / 11}}}}),
             contains("/samples/0/recorded: must not be before the day it speaks of"));
}

TEST_CASE("a number that is no word of its enumeration is a fault") {
  using enum act_status;
  const auto none = contains("got the number 99");
  CHECK_THAT(faults({.phases = {{.date = d, .phase = static_cast<phase>(99)}}}),
             contains("/phases/0/phase: must be '") && none);
  CHECK_THAT(faults({.phases = {{.date = d, .phase = static_cast<phase>(-1)}}}),
             contains("got the number -1"));
  CHECK_THAT(faults({.neighbors = {{.district = "d", .date = d, .phase = static_cast<phase>(99)}}}),
             contains("/neighbors/0/phase") && none);
  CHECK_THAT(faults({.events = {{.date = d, .kind = static_cast<event_kind>(99)}}}),
             contains("/events/0/kind") && none);
  CHECK_THAT(faults({.consultation = {{.date = d, .state = static_cast<consultation_state>(99)}}}),
             contains("/consultation/0/state") && none);
  CHECK_THAT(faults({.formalization = {.stages = {{.date = d, .stage = static_cast<stage>(99)}}}}),
             contains("/formalization/stages/0/stage") && none);
  CHECK_THAT(faults({.dissent = {{.date = d,
                                  .opposed = 1,
                                  .of = 2,
                                  .by = {.confidence = static_cast<confidence>(99)}}}}),
             contains("/dissent/0/confidence") && none);
  CHECK_THAT(faults({.acts = {{.holder = static_cast<holder>(99),
                               .status = static_cast<act_status>(99),
                               .date = d,
                               .regime = static_cast<regime>(99),
                               .majority = legal_majority{2, 3, static_cast<electorate>(99)}}}}),
             contains("/acts/0/holder") && contains("/acts/0/status") &&
                 contains("/acts/0/regime") && contains("/acts/0/majority/of") && none);
}

TEST_CASE("overrides and open questions name indicators and say why") {
  CHECK_THAT(
      faults({.overrides = {{.indicator = "povrty", .date = d, .reason = "r"}}}),
      contains("/overrides/0/indicator: 'povrty' is not an indicator; did you mean 'poverty'?"));
  CHECK_THAT(faults({.overrides = {{.indicator = "poverty", .date = d}}}),
             contains("/overrides/0/reason: must not be empty"));
  CHECK_THAT(
      faults({.overrides = {{.indicator = "poverty", .date = d, .value = "high", .reason = "r"}}}),
      contains("must be a number, 'unknown' or 'not_applicable', got 'high'"));
  CHECK_THAT(
      faults(
          {.overrides = {{.indicator = "consultation", .date = d, .value = 0.5, .reason = "r"}}}),
      contains("0.5 is not one of its categories; use 'required_and_omitted'"));
  CHECK_THAT(faults({.open_questions = {{.indicator = "poverty", .date = d}}}),
             contains("/open_questions/0/note: must not be empty"));
}

TEST_CASE("what is told twice is refused") {
  const conflict_event e{.date = d, .kind = event_kind::march};
  CHECK(faults({.events = {e, {.date = d, .kind = event_kind::death}, e}}) ==
        "/events/2: is the same as entry 0");
  CHECK_THROWS_WITH(validate(portfolio{.communities = {{.id = "a"}, {.id = "b"}, {.id = "a"}}}),
                    "/communities/2/id: 'a' is there twice");
}
