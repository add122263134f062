// SPDX-License-Identifier: BSL-1.0

// The derivations that need no file of their own.
#include <ltorisk/evidence/activity.hpp>
#include <ltorisk/evidence/consultation.hpp>
#include <ltorisk/evidence/dissent.hpp>
#include <ltorisk/evidence/livelihood.hpp>
#include <ltorisk/evidence/phases.hpp>
#include <ltorisk/evidence/samples.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>

#include "catch.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

namespace {

const date seen = 2024y / 5 / 12;
const moment now{.as_of = 2025y / 6 / 30};
const moment that_day{.as_of = seen};
const moment before{.as_of = 2024y / 5 / 11};

}  // namespace

TEST_CASE("shares are parts over wholes at the latest count, from its day on") {
  const std::vector<dissent> d{{.date = seen, .opposed = 2, .of = 8}};
  CHECK(internal_dissent(d, that_day).value == 0.25);
  CHECK_FALSE(internal_dissent(d, before).known());
  const std::vector<sampling> s{{.date = seen, .taken = 40, .above_limit = 6},
                                {.date = 2026y / 1 / 1, .taken = 10, .above_limit = 10}};
  CHECK(exceedance(s, now).value == 0.15);
  CHECK(exceedance(s, now).derivation == "6 of 40 samples above the limit");
  CHECK_FALSE(exceedance(s, before).known());
}

TEST_CASE("each livelihood figure comes from the latest survey that has it") {
  const std::vector<livelihood_survey> list{
      {.date = 2022y / 1 / 1,
       .households = 200,
       .with_mining_income = 50,
       .in_alternative_programs = 10,
       .poverty_percent = 44.5},
      {.date = seen, .households = 100, .with_mining_income = 40},
      {.date = seen, .mining_day_wage = 120, .farm_day_wage = 50}};
  CHECK(mining_dependence(list, now).value == 0.4);
  CHECK(mining_dependence(list, before).value == 0.25);
  CHECK(alternatives(list, now).value == 0.05);
  CHECK(alternatives(list, now).observed == date(2022y / 1 / 1));
  CHECK(poverty(list, now).value == 44.5);
  CHECK(wage_gap(list, now).value == 2.4);
  CHECK_FALSE(wage_gap(list, before).known());
  CHECK_FALSE(poverty({}, now).known());
}

TEST_CASE("enforcement and support are rates over their period, both ends included") {
  const std::vector<enforcement_period> e{
      {.from = 2023y / 1 / 1, .until = 2023y / 12 / 31, .interdictions = 4},
      {.from = 2024y / 1 / 1, .until = 2026y / 12 / 31, .interdictions = 90}};  // not over yet
  CHECK(enforcement(e, now).value == Approx(4 / (365 / 365.2425)));
  CHECK(enforcement({{.from = seen, .until = seen}}, now).value == 0);
  CHECK_FALSE(enforcement(e, {.as_of = 2023y / 12 / 30}).known());
  const std::vector<support_period> s{
      {.from = 2024y / 1 / 1, .until = 2024y / 6 / 30, .contacts = 30, .operators = 60}};
  CHECK(adaptive_support(s, now).value == Approx(50 / (182 / 365.2425)));
  CHECK_FALSE(adaptive_support({}, now).known());
}

TEST_CASE("consultation that is not required is not applicable, one nobody knows of is missing") {
  const auto label = [](consultation_state s) {
    const auto f = consultation({{.date = seen, .state = s}}, now);
    return f.inapplicable() ? "not_applicable" : f.known() ? f.label : std::string("missing");
  };
  using enum consultation_state;
  CHECK(label(unknown) == "missing");
  CHECK(label(not_required) == "not_applicable");
  CHECK(label(required_and_omitted) == "required_and_omitted");
  CHECK(label(concluded_with_agreement) == "concluded_with_agreement");
  CHECK_FALSE(consultation({}, now).known());
}

TEST_CASE("a resolved conflict is none after twelve months") {
  const std::vector<phase_report> p{{.date = 2024y / 2 / 29, .phase = phase::resolved}};
  const auto label = [&](date d) { return conflict_phase(p, {.as_of = d}).label; };
  CHECK(label(2024y / 2 / 28) == "");
  CHECK(label(2024y / 2 / 29) == "resolved");
  CHECK(label(2025y / 2 / 28) == "resolved");
  CHECK(label(2025y / 3 / 1) == "none");
}

TEST_CASE("every word of an enumeration is a category of the framework, or no value") {
  const auto is_category = [](const ltorisk::scale& s, const std::string& word) {
    for (const auto& c : std::get<ltorisk::scales::categories>(s).list) {
      if (c.label == word) return true;
    }
    return word == "unknown" || word == "not_applicable" || word == "not_required";
  };
  namespace andean = ltorisk::frameworks::andean;
  for (const std::string word : phase_words) {
    CHECK(is_category(andean::conflict_phase(), word));
  }
  for (const std::string word : consultation_words) {
    CHECK(is_category(andean::consultation(), word));
  }
}

TEST_CASE("neighbors count by their latest report, unknown ones are left out and counted") {
  const std::vector<neighbor_report> n{
      {.district = "Haquira", .date = 2023y / 1 / 1, .phase = phase::crisis},
      {.district = "Mara", .date = 2023y / 1 / 1, .phase = phase::escalation},
      {.district = "Haquira", .date = seen, .phase = phase::dialogue},
      {.district = "Coyllurqui", .date = seen}};
  CHECK(neighbor_conflict(n, now).value == Approx((0.80 + 0.45) / 2));
  CHECK(neighbor_conflict(n, now).derivation == "mean over 2 of 3 districts");
  CHECK(neighbor_conflict(n, before).value == Approx(0.9));
  CHECK_FALSE(neighbor_conflict({n[3]}, now).known());
  CHECK_FALSE(neighbor_conflict({}, now).known());
}
