// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/formalization.hpp>

#include "catch.hpp"

#include <chrono>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

namespace {

double years(const formalization& f, date d) { return extension_years(f, {.as_of = d}).value; }

}  // namespace

TEST_CASE("the stage is the latest, and three answers have no label") {
  const formalization f{.stages = {{.date = 2020y / 1 / 1, .stage = stage::reinfo_valid},
                                   {.date = 2023y / 1 / 1, .stage = stage::reinfo_suspended}}};
  const auto at = [&](date d) { return formalization_stage(f, {.as_of = d}); };
  CHECK_FALSE(at(2019y / 12 / 31).known());
  CHECK(at(2020y / 1 / 1).label == "reinfo_valid");
  CHECK(at(2022y / 12 / 31).label == "reinfo_valid");
  CHECK(at(2023y / 1 / 1).label == "reinfo_suspended");
  const moment now{.as_of = 2024y / 1 / 1};
  const formalization unknown{.stages = {{.date = 2020y / 1 / 1}}};
  CHECK_FALSE(formalization_stage(unknown, now).known());
  CHECK_FALSE(formalization_stage(unknown, now).inapplicable());
  const formalization none{.stages = {{.date = 2020y / 1 / 1, .stage = stage::not_applicable}}};
  CHECK(formalization_stage(none, now).inapplicable());
  CHECK(extension_years(none, now).inapplicable());
  CHECK(ltorisk::is_missing(extension_years(unknown, now).value));
  CHECK(ltorisk::is_missing(extension_years({}, now).value));
}

TEST_CASE("extension years run under extensions, since the stage last changed") {
  formalization f{.stages = {{.date = 2017y / 1 / 1, .stage = stage::reinfo_valid}},
                  .extensions = {{.date = 2020y / 1 / 1, .until = 2022y / 1 / 1},
                                 {.date = 2021y / 7 / 1, .until = 2025y / 1 / 1}}};
  CHECK(ltorisk::is_missing(years(f, 2019y / 12 / 31)));  // not decided yet: nobody knows of one
  CHECK(years(f, 2020y / 1 / 1) == 0);
  CHECK(years(f, 2020y / 2 / 1) == Approx(31 / 365.2425));
  CHECK(years(f, 2022y / 1 / 1) == Approx(731 / 365.2425));
  CHECK(years(f, 2023y / 1 / 1) == Approx(1096 / 365.2425));  // both at once count once
  CHECK(years(f, 2025y / 1 / 1) == Approx(1827 / 365.2425));
  CHECK(years(f, 2026y / 1 / 1) == Approx(1827 / 365.2425));  // the deadline is over
  // The same stage again is no change, another one is.
  f.stages.push_back({.date = 2022y / 1 / 1, .stage = stage::reinfo_valid});
  CHECK(years(f, 2023y / 1 / 1) == Approx(1096 / 365.2425));
  f.stages.push_back({.date = 2022y / 12 / 1, .stage = stage::igafom_submitted});
  CHECK(years(f, 2023y / 1 / 1) == Approx(31 / 365.2425));
}

TEST_CASE("without any extension on record none is not assumed") {
  const formalization f{.stages = {{.date = 2017y / 1 / 1, .stage = stage::informal}}};
  CHECK(ltorisk::is_missing(years(f, 2023y / 1 / 1)));
}

TEST_CASE("the formal share is that of the latest count") {
  const formalization f{.operations = {{.date = 2020y / 1 / 1, .formal = 5, .estimated = 50},
                                       {.date = 2024y / 1 / 1, .formal = 0, .estimated = 60}}};
  CHECK(formal_share(f, {.as_of = 2023y / 1 / 1}).value == 0.1);
  CHECK(formal_share(f, {.as_of = 2024y / 1 / 1}).value == 0);
  CHECK_FALSE(formal_share(f, {.as_of = 2019y / 1 / 1}).known());
}
