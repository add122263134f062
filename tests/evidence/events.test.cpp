// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/events.hpp>

#include "catch.hpp"

#include <chrono>
#include <cmath>
#include <optional>
#include <vector>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;
using enum event_kind;

namespace {

const std::optional<watch> always = watch{2000y / 1 / 1, 2050y / 1 / 1};

double pressure(const std::vector<conflict_event>& e, date d, const std::optional<watch>& w = {}) {
  return event_pressure(e, w, {.as_of = d}).value;
}
double violence(const std::vector<conflict_event>& e, date d, const std::optional<watch>& w = {}) {
  return violence_24m(e, w, {.as_of = d}).value;
}

}  // namespace

TEST_CASE("severities follow the table of the framework") {
  CHECK(severity({.kind = statement}) == 0.2);
  CHECK(severity({.kind = march}) == 0.4);
  CHECK(severity({.kind = blockade}) == 0.6);
  CHECK(severity({.kind = damage}) == 0.8);
  CHECK(severity({.kind = injury}) == 0.9);
  CHECK(severity({.kind = death}) == 1.0);
  CHECK(severity({.kind = death, .deaths = 1}) == 1.0);
  CHECK(severity({.kind = death, .deaths = 4}) == Approx(1.6));
  CHECK(severity({.kind = blockade, .deaths = 2}) == Approx(1.2));
  CHECK(severity({.kind = march, .injured = 3}) == 0.9);
}

TEST_CASE("an event is halved every six months, continuously in days") {
  const std::vector<conflict_event> one{{.date = 2024y / 2 / 29, .kind = march}};
  CHECK(pressure(one, 2024y / 2 / 29) == 0.4);
  CHECK(ltorisk::is_missing(pressure(one, 2024y / 2 / 28)));  // a future event
  CHECK(pressure(one, 2024y / 3 / 1) == Approx(0.4 * std::exp2(-12 / 365.2425 / 6)));
  // 183 days are half a year within half a day.
  CHECK(pressure(one, 2024y / 8 / 30) == Approx(0.2).epsilon(0.003));
  const std::vector<conflict_event> two{one[0],
                                        {.date = 2024y / 8 / 30, .kind = death, .deaths = 2}};
  CHECK(pressure(two, 2024y / 8 / 30) == Approx(pressure(one, 2024y / 8 / 30) + 1.2));
}

TEST_CASE("an empty list is not peace unless somebody vouches for it") {
  const date d = 2024y / 2 / 29;
  CHECK(ltorisk::is_missing(pressure({}, d)));
  CHECK(ltorisk::is_missing(violence({}, d)));
  CHECK(pressure({}, d, always) == 0);
  CHECK(violence({}, d, always) == 0);
  // It must reach from 24 months before to the day itself.
  CHECK(violence({}, d, watch{2022y / 2 / 28, d}) == 0);
  CHECK(ltorisk::is_missing(violence({}, d, watch{2022y / 3 / 1, d})));
  CHECK(ltorisk::is_missing(violence({}, d, watch{2022y / 2 / 28, 2024y / 2 / 28})));
  CHECK(ltorisk::is_missing(pressure({}, d, watch{2022y / 3 / 1, d})));
  // A harmless event says nothing of violence, and an old one nothing of the pressure since.
  const std::vector<conflict_event> quiet{{.date = 2023y / 6 / 1, .kind = march}};
  CHECK(ltorisk::is_missing(violence(quiet, d)));
  CHECK(pressure(quiet, d) > 0);
  const std::vector<conflict_event> old{{.date = 2020y / 6 / 1, .kind = march}};
  CHECK(ltorisk::is_missing(pressure(old, d)));
  CHECK(pressure(old, d, always) > 0);
}

TEST_CASE("violence is remembered for 24 calendar months, the last day included") {
  const std::vector<conflict_event> death_on_leap_day{{.date = 2024y / 2 / 29, .kind = death}};
  CHECK(violence(death_on_leap_day, 2024y / 2 / 28, always) == 0);
  CHECK(violence(death_on_leap_day, 2024y / 2 / 29, always) == 1);
  CHECK(violence(death_on_leap_day, 2026y / 2 / 28, always) == 1);
  CHECK(violence(death_on_leap_day, 2026y / 3 / 1, always) == 0);
  CHECK(ltorisk::is_missing(violence(death_on_leap_day, 2026y / 3 / 1)));
  const std::vector<conflict_event> hurt{{.date = 2023y / 5 / 12, .kind = blockade, .injured = 1}};
  CHECK(violence(hurt, 2025y / 5 / 12) == 1);
  CHECK(violence(hurt, 2025y / 5 / 13, always) == 0);
  CHECK(violence({{.date = 2023y / 5 / 12, .kind = damage}}, 2023y / 6 / 1, always) == 0);
}

TEST_CASE("an event recorded late is not used before") {
  const std::vector<conflict_event> late{
      {.date = 2024y / 1 / 1, .kind = death, .by = {.recorded = 2024y / 7 / 1}}};
  CHECK(violence(late, 2024y / 6 / 30, always) == 0);
  CHECK(violence(late, 2024y / 7 / 1, always) == 1);
}

TEST_CASE("a list vouched for late is not vouched for before") {
  const std::optional<watch> late = watch{2020y / 1 / 1, 2030y / 1 / 1, 2024y / 7 / 1};
  CHECK(ltorisk::is_missing(violence({}, 2024y / 6 / 30, late)));
  CHECK(ltorisk::is_missing(pressure({}, 2024y / 6 / 30, late)));
  CHECK(violence({}, 2024y / 7 / 1, late) == 0);
  CHECK(pressure({}, 2024y / 7 / 1, late) == 0);
}
