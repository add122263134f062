// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// What a field team records, as plain values, and what follows from it at a date. Outside the
/// umbrella: it takes `<chrono>` with it.
namespace ltorisk::evidence {

/// A day of the Gregorian calendar: `2024y / 5 / 12`. The default, `{}`, is no day: `!ok()`.
using date = std::chrono::year_month_day;

/// "2024-05-12" and nothing else; nothing where it is no day of the years 1000 to 9999.
[[nodiscard]] inline std::optional<date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  bool digits = true;
  const auto number = [&](std::size_t first, std::size_t size) {
    int n = 0;
    for (const char c : text.substr(first, size)) {
      digits = digits && c >= '0' && c <= '9';
      n = 10 * n + (c - '0');
    }
    return n;
  };
  const int y = number(0, 4), m = number(5, 2), d = number(8, 2);
  if (!digits || y < 1000) return {};
  const date day{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                 std::chrono::day(static_cast<unsigned>(d))};
  return day.ok() ? std::optional(day) : std::nullopt;
}

/// A day that files can hold: one of the years 1000 to 9999.
[[nodiscard]] inline bool is_day(date d) {
  return d.ok() && d.year() >= std::chrono::year(1000) && d.year() <= std::chrono::year(9999);
}

/// "2024-05-12"; "no date" where it is none.
[[nodiscard]] inline std::string date_text(date d) {
  if (!is_day(d)) return "no date";
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(d.year())) + '-' + two(static_cast<unsigned>(d.month())) +
         '-' + two(static_cast<unsigned>(d.day()));
}

/// Years of 365.2425 days: continuous in days, and 1 within a day for the same day a year later.
/// Negative where `to` is before `from`.
[[nodiscard]] inline double years_between(date from, date to) {
  const auto days = std::chrono::sys_days(to) - std::chrono::sys_days(from);
  return static_cast<double>(days.count()) / 365.2425;
}

/// Twelfths of such years.
[[nodiscard]] inline double months_between(date from, date to) {
  return 12 * years_between(from, to);
}

/// The same day so many calendar months later (or, below 0, earlier), or the last day of that month
/// where it is shorter: 24 months after 2024-02-29 is 2026-02-28.
[[nodiscard]] inline date months_after(date d, int months) {
  const auto moved = d + std::chrono::months(months);
  return moved.ok() ? moved : date(moved.year() / moved.month() / std::chrono::last);
}

}  // namespace ltorisk::evidence
