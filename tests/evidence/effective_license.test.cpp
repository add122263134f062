// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/effective_license.hpp>

#include "catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;
using enum act_status;

namespace {

constexpr auto op = holder::formal_operator;
constexpr auto miners = holder::informal_miners;
const date held = 2024y / 5 / 12;
const moment later{.as_of = 2025y / 6 / 30};

std::string label(const std::vector<assembly_act>& acts, const moment& at = later,
                  const legal_majorities& m = {}) {
  const auto f = assembly_status(acts, op, at, m);
  return f.inapplicable() ? "not_applicable" : f.known() ? f.label : "missing";
}
std::string label_of(assembly_act act) {
  act.date = held;
  return label({act});
}

}  // namespace

TEST_CASE("two thirds of all qualified members make an act valid in sierra and selva") {
  const auto voted = [](int votes, int qualified) {
    return label_of({.status = granted, .votes_for = votes, .qualified_members = qualified});
  };
  CHECK(voted(200, 300) == "valid");
  CHECK(voted(199, 300) == "below_majority");
  CHECK(voted(201, 301) == "valid");  // 200.67 are needed
  CHECK(voted(200, 301) == "below_majority");
  CHECK(voted(1, 1) == "valid");
  CHECK(voted(0, 1) == "below_majority");
  CHECK(voted(2, 3) == "valid");
  CHECK(voted(1, 3) == "below_majority");
  CHECK(voted(1431655765, 2147483647) == "valid");  // of the largest, without overflow
  CHECK(voted(1431655764, 2147483647) == "below_majority");
}

TEST_CASE("half of those present make an act valid on the coast") {
  const auto voted = [](int votes, int present, int qualified) {
    return label_of({.status = granted,
                     .votes_for = votes,
                     .members_present = present,
                     .qualified_members = qualified,
                     .regime = regime::coast});
  };
  CHECK(voted(100, 200, 900) == "valid");
  CHECK(voted(99, 200, 900) == "below_majority");
  CHECK(voted(101, 201, 900) == "valid");
  CHECK(voted(100, 201, 900) == "below_majority");
  CHECK(voted(1, 1, 900) == "valid");
  CHECK(voted(0, 1, 900) == "below_majority");
  CHECK(voted(0, 0, 900) == "below_majority");  // half of nobody is no majority
  CHECK(assembly_status({{.status = granted,
                          .date = held,
                          .votes_for = 0,
                          .members_present = 0,
                          .regime = regime::coast}},
                        op, later)
            .derivation == "nobody was present");
}

TEST_CASE("the legal majority is data") {
  const assembly_act act{.status = granted,
                         .date = held,
                         .votes_for = 151,
                         .members_present = 160,
                         .qualified_members = 300};
  CHECK(label({act}) == "below_majority");
  CHECK(label({act}, later, {.sierra_selva = {1, 2, electorate::qualified}}) == "valid");
  CHECK(label({act}, later, {.sierra_selva = {3, 4, electorate::present}}) == "valid");
  auto own = act;
  own.majority = legal_majority{1, 2, electorate::qualified};
  CHECK(label({own}) == "valid");
}

TEST_CASE("what the counts do not say is taken as recorded, or is missing") {
  CHECK(label_of({.status = granted}) == "missing");
  CHECK(label_of({.status = granted, .votes_for = 200}) == "missing");
  CHECK(label_of({.status = granted, .qualified_members = 300}) == "missing");
  CHECK(label_of({.status = granted_by_majority}) == "valid");
  CHECK(label_of({.status = granted_below_majority}) == "below_majority");
  // The counts speak louder.
  CHECK(label_of({.status = granted_by_majority, .votes_for = 199, .qualified_members = 300}) ==
        "below_majority");
  CHECK(label_of({.status = granted_below_majority, .votes_for = 200, .qualified_members = 300}) ==
        "valid");
  // Too few came for any majority; enough came for one, which says nothing of the votes.
  CHECK(label_of({.status = granted, .members_present = 199, .qualified_members = 300}) ==
        "below_majority");
  CHECK(label_of({.status = granted, .members_present = 200, .qualified_members = 300}) ==
        "missing");
  CHECK(label_of({.status = granted,
                  .votes_for = 250,
                  .members_present = 250,
                  .qualified_members = 300,
                  .quorum = 251}) == "below_majority");
}

TEST_CASE("unknown, refused, not sought and not applicable stay four things") {
  CHECK(label_of({.status = unknown}) == "missing");
  CHECK(label_of({.status = refused}) == "revoked_or_refused");
  CHECK(label_of({.status = not_sought}) == "not_sought");
  CHECK(label_of({.status = holder_absent}) == "not_applicable");
  CHECK(label_of({.status = tolerated_by_leaders}) == "tolerated_by_leaders");
  CHECK(label_of({.status = revoked}) == "revoked_or_refused");
  CHECK(label({}) == "missing");
}

TEST_CASE("age and commitments are not applicable without an act, and missing where nobody knows") {
  for (const auto s : {refused, not_sought, holder_absent, tolerated_by_leaders, revoked}) {
    const std::vector<assembly_act> acts{{.status = s, .date = held}};
    CHECK(agreement_age(acts, op, later).inapplicable());
    CHECK(commitments_met(acts, op, later).inapplicable());
  }
  const std::vector<assembly_act> nobody_knows{{.status = unknown, .date = held}};
  for (const auto& acts : {nobody_knows, std::vector<assembly_act>{}}) {
    CHECK(ltorisk::is_missing(agreement_age(acts, op, later).value));
    CHECK(ltorisk::is_missing(commitments_met(acts, op, later).value));
  }
}

TEST_CASE("an act is valid, registered and monitored from the day it is both") {
  const assembly_act act{.status = granted,
                         .date = held,
                         .votes_for = 212,
                         .qualified_members = 300,
                         .registered = 2024y / 7 / 1,
                         .monitored = 2024y / 9 / 1};
  CHECK(label({act}, {.as_of = 2024y / 8 / 31}) == "valid");
  CHECK(label({act}, {.as_of = 2024y / 9 / 1}) == "valid_registered_monitored");
  auto only = act;
  only.registered = {};
  CHECK(label({only}) == "valid");
}

TEST_CASE("a revocation is zero at once, and a renewal restarts the clock") {
  assembly_act act{.status = granted,
                   .date = 2020y / 2 / 29,
                   .votes_for = 212,
                   .qualified_members = 300,
                   .ratified = {2022y / 2 / 28, 2024y / 2 / 29},
                   .revoked = 2024y / 6 / 1};
  const auto at = [&](date d) { return moment{.as_of = d}; };
  const auto age = [&](date d) { return agreement_age({act}, op, at(d)).value; };
  CHECK(age(2020y / 2 / 29) == 0);
  CHECK(age(2021y / 2 / 28) == Approx(365 / 365.2425));
  CHECK(age(2022y / 2 / 27) == Approx(729 / 365.2425));
  CHECK(age(2022y / 2 / 28) == 0);
  CHECK(age(2024y / 2 / 28) == Approx(730 / 365.2425));
  CHECK(age(2024y / 2 / 29) == 0);
  CHECK(label({act}, at(2024y / 5 / 31)) == "valid");
  CHECK(label({act}, at(2024y / 6 / 1)) == "revoked_or_refused");
  CHECK(agreement_age({act}, op, at(2024y / 6 / 1)).inapplicable());
  // A new act after it.
  const assembly_act again{
      .status = granted, .date = 2024y / 6 / 1, .votes_for = 299, .qualified_members = 300};
  CHECK(label({act, again}, at(2024y / 6 / 1)) == "valid");
  CHECK(label({act, again}, at(2024y / 5 / 31)) == "valid");
  CHECK(agreement_age({act, again}, op, at(2024y / 6 / 11)).value == Approx(10 / 365.2425));
}

TEST_CASE("the revocation of an older act does not silence a newer one") {
  const assembly_act old{.status = granted,
                         .date = 2020y / 1 / 1,
                         .votes_for = 250,
                         .qualified_members = 300,
                         .revoked = 2024y / 1 / 2};
  assembly_act renewed{
      .status = granted, .date = 2024y / 1 / 1, .votes_for = 280, .qualified_members = 300};
  for (const auto& acts : {std::vector{old, renewed}, std::vector{renewed, old}}) {
    CHECK(label(acts, {.as_of = 2023y / 12 / 31}) == "valid");
    CHECK(label(acts, {.as_of = 2024y / 1 / 1}) == "valid");
    CHECK(label(acts, {.as_of = 2024y / 1 / 2}) == "valid");
    CHECK(agreement_age(acts, op, {.as_of = 2024y / 1 / 11}).value == Approx(10 / 365.2425));
  }
  // Its own does, and so does that of an act ratified later.
  renewed.revoked = 2024y / 3 / 1;
  CHECK(label({old, renewed}, {.as_of = 2024y / 2 / 29}) == "valid");
  CHECK(label({old, renewed}, {.as_of = 2024y / 3 / 1}) == "revoked_or_refused");
  renewed.revoked = {};
  auto ratified = old;
  ratified.ratified = {2024y / 1 / 2};
  CHECK(label({ratified, renewed}) == "revoked_or_refused");
  // A refusal, or a revocation recorded as an act, is an act of its day.
  CHECK(label({renewed, {.status = revoked, .date = 2024y / 1 / 2}}) == "revoked_or_refused");
}

TEST_CASE("nothing dated or recorded after the reference date is used of an act") {
  assembly_act act{.status = granted, .date = held, .votes_for = 212, .qualified_members = 300};
  CHECK(label({act}, {.as_of = 2024y / 5 / 11}) == "missing");
  CHECK(label({act}, {.as_of = held}) == "valid");
  act.by.recorded = 2024y / 8 / 1;
  CHECK(label({act}, {.as_of = 2024y / 7 / 31}) == "missing");
  CHECK(label({act}, {.as_of = 2024y / 8 / 1}) == "valid");
}

TEST_CASE("each holder has acts of its own") {
  const std::vector<assembly_act> acts{
      {.holder = op, .status = refused, .date = held},
      {.holder = miners, .status = granted_by_majority, .date = held}};
  CHECK(assembly_status(acts, op, later).label == "revoked_or_refused");
  CHECK(assembly_status(acts, miners, later).label == "valid");
  CHECK(assembly_status(acts, miners, later).indicator == "informal_assembly_status");
}

TEST_CASE("commitments are those of the act in force, at its latest review") {
  assembly_act act{.status = granted_by_majority,
                   .date = held,
                   .commitments = {{.date = 2025y / 3 / 1, .due = 6, .met = 4, .by = {"register"}},
                                   {.date = 2024y / 12 / 1, .due = 2, .met = 2},
                                   {.date = 2026y / 1 / 1, .due = 6, .met = 0}}};
  const auto met = [&](date d) { return commitments_met({act}, op, {.as_of = d}); };
  CHECK(ltorisk::is_missing(met(2024y / 11 / 30).value));
  CHECK(met(2024y / 12 / 1).value == 1);
  CHECK(met(2025y / 6 / 30).value == Approx(4.0 / 6));
  CHECK(met(2025y / 6 / 30).by.source == "register");
  CHECK(met(2026y / 1 / 1).value == 0);
  act.commitments = {{.date = 2025y / 3 / 1}};
  CHECK(met(2025y / 6 / 30).inapplicable());
}
