// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/change.hpp>

#include "catch.hpp"

#include <chrono>
#include <string>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

namespace {

const date spring = 2024y / 4 / 1, winter = 2024y / 12 / 1;

const char* kind_of(const community& c, const std::string& indicator, date first = spring,
                    date second = winter) {
  for (const auto& x : changes_between(c, first, second)) {
    if (x.before.indicator == indicator) {
      return change_kind_words[static_cast<std::size_t>(x.kind)];
    }
  }
  return "?";
}

}  // namespace

TEST_CASE("what nobody recorded since has only aged") {
  const community c{.id = "x",
                    .acts = {{.status = act_status::granted_by_majority, .date = 2024y / 1 / 1}},
                    .events = {{.date = 2024y / 3 / 1, .kind = event_kind::death}},
                    .livelihood = {{.date = 2023y / 1 / 1, .poverty_percent = 40}}};
  CHECK(kind_of(c, "operator_assembly_status") == std::string("aged"));
  CHECK(kind_of(c, "poverty") == std::string("aged"));
  // These moved by time alone.
  for (const auto& x : changes_between(c, spring, winter)) {
    if (x.before.indicator != "operator_agreement_age" && x.before.indicator != "event_pressure") {
      continue;
    }
    CHECK(x.kind == change_kind::aged);
    CHECK(x.before.value != x.after.value);
    CHECK(x.aged.value == x.after.value);
  }
  CHECK(kind_of(c, "wage_gap") == std::string("unknown"));
}

TEST_CASE("newer evidence changes a value or confirms it") {
  community c{.id = "x",
              .phases = {{.date = 2024y / 1 / 1, .phase = phase::dialogue},
                         {.date = 2024y / 9 / 1, .phase = phase::crisis}},
              .livelihood = {{.date = 2023y / 1 / 1, .poverty_percent = 40},
                             {.date = 2024y / 9 / 1, .poverty_percent = 40}}};
  CHECK(kind_of(c, "conflict_phase") == std::string("changed"));
  CHECK(kind_of(c, "poverty") == std::string("confirmed"));
  CHECK(kind_of(c, "conflict_phase", spring, 2024y / 8 / 31) == std::string("aged"));
  c.events = {{.date = 2024y / 9 / 1, .kind = event_kind::death}};
  CHECK(kind_of(c, "event_pressure") == std::string("changed"));
  CHECK(kind_of(c, "violence_24m") == std::string("changed"));
  c.overrides = {
      {.indicator = "poverty", .date = 2024y / 10 / 1, .value = 50.0, .reason = "field visit"}};
  CHECK(kind_of(c, "poverty") == std::string("changed"));
}

TEST_CASE("a revocation is a change, and so is a record that came late") {
  community c{.id = "x",
              .acts = {{.status = act_status::granted_by_majority,
                        .date = 2024y / 1 / 1,
                        .revoked = 2024y / 6 / 1}}};
  CHECK(kind_of(c, "operator_assembly_status") == std::string("changed"));
  CHECK(kind_of(c, "operator_agreement_age") == std::string("changed"));
  c.samples = {
      {.date = 2024y / 1 / 1, .taken = 10, .above_limit = 3, .by = {.recorded = 2024y / 7 / 1}}};
  CHECK(kind_of(c, "exceedance") == std::string("changed"));
}

TEST_CASE("between a date and itself everything has only aged, by nothing") {
  const community c{.id = "x", .phases = {{.date = 2024y / 1 / 1, .phase = phase::dialogue}}};
  CHECK(kind_of(c, "conflict_phase", spring, spring) == std::string("aged"));
  CHECK_THROWS_WITH(changes_between(c, winter, spring), contains("must not run backwards"));
}
