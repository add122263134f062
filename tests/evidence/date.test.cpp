// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/date.hpp>

#include "catch.hpp"

#include <chrono>
#include <cmath>
#include <string>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

TEST_CASE("dates are read where they exist, and written as they are read") {
  for (const char* text : {"2024-05-12", "2024-02-29", "2000-02-29", "1000-01-01", "9999-12-31"}) {
    CAPTURE(text);
    const auto d = parse_date(text);
    REQUIRE(d);
    CHECK(date_text(*d) == text);
  }
  for (const char* text : {"", "2024-5-12", "2024-05-1", "2024/05/12", "2023-02-29", "1900-02-29",
                           "2024-13-01", "2024-00-10", "2024-04-31", "2024-01-00", "0999-01-01",
                           "+024-05-12", "2024-05-12 ", "20240512", "2024-05-1x", "-024-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text));
  }
  CHECK(date_text(date{}) == "no date");
  CHECK(date_text(2023y / 2 / 29) == "no date");
}

TEST_CASE("a year between dates has 365.2425 days, and a month is its twelfth") {
  CHECK(years_between(2024y / 1 / 1, 2024y / 1 / 1) == 0);
  CHECK(years_between(2000y / 1 / 1, 2400y / 1 / 1) == 400);
  CHECK(months_between(2000y / 1 / 1, 2400y / 1 / 1) == Approx(4800));
  CHECK(years_between(2025y / 3 / 1, 2024y / 3 / 1) == Approx(-365 / 365.2425));
}

TEST_CASE("months later is the same day, or the last of a shorter month") {
  CHECK(months_after(2024y / 2 / 29, 24) == 2026y / 2 / 28);
  CHECK(months_after(2024y / 2 / 29, 48) == 2028y / 2 / 29);
  CHECK(months_after(2024y / 1 / 31, 1) == 2024y / 2 / 29);
  CHECK(months_after(2024y / 3 / 31, -1) == 2024y / 2 / 29);
  CHECK(months_after(2023y / 12 / 15, 1) == 2024y / 1 / 15);
}
