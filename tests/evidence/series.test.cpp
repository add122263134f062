// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/series.hpp>

#include "catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

namespace {

double growth(const series& s, date d, const std::vector<std::string>& allowed = {}) {
  return mined_area_growth(s, {.as_of = d}, allowed).value;
}

/// So many months of a price up to 2024-03, then one of another.
series prices(int months, double usual, double last) {
  series s;
  for (int m = months; m > 0; --m) {
    s.push_back({.date = months_after(2024y / 4 / 15, -m), .value = usual, .version = "LBMA"});
  }
  s.push_back({.date = 2024y / 4 / 15, .value = last, .version = "LBMA"});
  return s;
}
double ratio(const series& s, date d, const std::vector<std::string>& allowed = {}) {
  return gold_price_ratio(s, {.as_of = d}, allowed).value;
}

}  // namespace

TEST_CASE("growth of mined area is per year, from the point three to four years before") {
  const series s{{.date = 2020y / 12 / 31, .value = 100},
                 {.date = 2021y / 12 / 31, .value = 120},
                 {.date = 2023y / 12 / 31, .value = 160},
                 {.date = 2024y / 12 / 31, .value = 240}};
  CHECK(growth(s, 2023y / 12 / 31) == Approx(20));  // 60 % in three years
  CHECK(growth(s, 2024y / 12 / 30) == Approx(20));
  CHECK(growth(s, 2024y / 12 / 31) == Approx(100.0 / 3));  // doubled since 2021
  CHECK(ltorisk::is_missing(growth(s, 2021y / 12 / 31)));
  CHECK(ltorisk::is_missing(growth({}, 2024y / 12 / 31)));
  // Four years are as good as three, a day more is not.
  const series four{{.date = 2020y / 12 / 31, .value = 100},
                    {.date = 2024y / 12 / 31, .value = 180}};
  CHECK(growth(four, 2024y / 12 / 31) == Approx(20));
  const series more{{.date = 2020y / 12 / 30, .value = 100},
                    {.date = 2024y / 12 / 31, .value = 180}};
  CHECK(ltorisk::is_missing(growth(more, 2024y / 12 / 31)));
  const series less{{.date = 2022y / 1 / 1, .value = 100}, {.date = 2024y / 12 / 31, .value = 180}};
  CHECK(ltorisk::is_missing(growth(less, 2024y / 12 / 31)));
  const series from_zero{{.date = 2021y / 1 / 1}, {.date = 2024y / 1 / 1, .value = 180}};
  CHECK(ltorisk::is_missing(growth(from_zero, 2024y / 12 / 31)));
}

TEST_CASE("farm income is the real change in percent per three years") {
  const series s{{.date = 2020y / 6 / 30, .value = 1000}, {.date = 2023y / 6 / 30, .value = 800}};
  CHECK(farm_income_trend(s, {.as_of = 2023y / 6 / 30}).value == Approx(-20));
  const series four{{.date = 2019y / 6 / 30, .value = 1000},
                    {.date = 2023y / 6 / 30, .value = 800}};
  CHECK(farm_income_trend(four, {.as_of = 2024y / 1 / 1}).value == Approx(-15));
}

TEST_CASE("a trend across two versions is refused unless the series is allowed by name") {
  const series s{{.date = 2021y / 12 / 31, .value = 100, .version = "detector 1"},
                 {.date = 2024y / 12 / 31, .value = 160, .version = "detector 2"}};
  const date d = 2025y / 1 / 1;
  const auto f = mined_area_growth(s, {.as_of = d});
  CHECK(ltorisk::is_missing(f.value));
  CHECK_THAT(f.derivation, contains("'detector 1' and 'detector 2' of mined_area is refused"));
  CHECK(growth(s, d, {"mined_area"}) == Approx(20));
  CHECK(ltorisk::is_missing(growth(s, d, {"farm_income"})));
  // The own version is preferred, even where another is nearer.
  series both = s;
  both.push_back({.date = 2021y / 6 / 30, .value = 80, .version = "detector 2"});
  CHECK(growth(both, d) == Approx(100.0 / 3.5));
  const series money{{.date = 2020y / 6 / 30, .value = 1000, .version = "2007 prices"},
                     {.date = 2023y / 6 / 30, .value = 800, .version = "2021 prices"}};
  CHECK(ltorisk::is_missing(farm_income_trend(money, {.as_of = d}).value));
  CHECK(farm_income_trend(money, {.as_of = d}, {"farm_income"}).value == Approx(-20));
}

TEST_CASE("the gold price is held against the mean of the 36 months that end with it") {
  const auto s = prices(35, 1000, 1360);
  CHECK(ratio(s, 2024y / 4 / 15) == Approx(1360.0 / 1010));
  CHECK(ratio(s, 2026y / 1 / 1) == Approx(1360.0 / 1010));  // old, not another
  CHECK(ltorisk::is_missing(ratio(s, 2024y / 4 / 14)));     // 35 months are not enough
  CHECK(ratio(prices(40, 1000, 1360), 2024y / 4 / 14) == Approx(1));
  auto gap = s;
  gap.erase(gap.begin() + 7);
  CHECK(ltorisk::is_missing(ratio(gap, 2024y / 4 / 15)));
  auto daily = s;  // a second price in the last month
  daily.push_back({.date = 2024y / 4 / 30, .value = 1440, .version = "LBMA"});
  CHECK(ratio(daily, 2024y / 4 / 30) == Approx(1400.0 / (1000 + 400.0 / 36)));
  auto broken = s;
  broken[0].version = "COMEX";
  CHECK(ltorisk::is_missing(ratio(broken, 2024y / 4 / 15)));
  CHECK(ratio(broken, 2024y / 4 / 15, {"gold_price"}) == Approx(1360.0 / 1010));
}

TEST_CASE("a rate beyond all numbers is missing") {
  const series s{{.date = 2021y / 1 / 1, .value = 1e-300}, {.date = 2024y / 1 / 1, .value = 1e300}};
  CHECK(ltorisk::is_missing(growth(s, 2024y / 1 / 1)));
}

TEST_CASE("points recorded later are not used") {
  series s{{.date = 2020y / 12 / 31, .value = 100},
           {.date = 2023y / 12 / 31, .value = 160, .by = {.recorded = 2024y / 6 / 1}}};
  CHECK(ltorisk::is_missing(growth(s, 2024y / 5 / 31)));
  CHECK(growth(s, 2024y / 6 / 1) == Approx(20));
}
