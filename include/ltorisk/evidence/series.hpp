// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Figures over time. Methods change: a detector, a questionnaire, a deflator. Each point names the
/// version of the series it belongs to, and a trend across two is refused, the indicator missing,
/// unless the series is allowed by name.
namespace ltorisk::evidence {

struct series_point {
  evidence::date date = {};
  double value = 0;
  /// Of the method; equal texts are one version.
  std::string version = {};
  provenance by = {};

  friend bool operator==(const series_point&, const series_point&) = default;
};

using series = std::vector<series_point>;

/// The names under which a break is allowed.
inline constexpr std::array series_names{"farm_income", "gold_price", "mined_area"};

namespace detail {

[[nodiscard]] inline bool break_allowed(const std::vector<std::string>& allowed,
                                        std::string_view name) {
  return std::ranges::find(allowed, name) != allowed.end();
}

[[nodiscard]] inline std::string break_text(std::string_view name, const std::string& one,
                                            const std::string& other) {
  return "a trend across versions " + in_quotes(one) + " and " + in_quotes(other) + " of " +
         std::string(name) + " is refused";
}

/// The latest point and the one three to four years before it, of the same version if there is one.
struct three_years {
  const series_point* end = nullptr;
  const series_point* start = nullptr;
  std::string refused = {};

  /// Whole months, in years.
  [[nodiscard]] double years() const {
    return std::round(months_between(start->date, end->date)) / 12;
  }
};

[[nodiscard]] inline three_years three_years_of(const series& s, std::string_view name,
                                                const moment& at,
                                                const std::vector<std::string>& allowed) {
  three_years t;
  t.end = latest(s, at);
  if (!t.end) {
    t.refused = "nothing is recorded";
    return t;
  }
  const auto newest = months_after(t.end->date, -36), oldest = months_after(t.end->date, -48);
  const auto in_reach = [&](const series_point& p) { return p.date <= newest && p.date >= oldest; };
  t.start = latest(
      s, at, [&](const series_point& p) { return in_reach(p) && p.version == t.end->version; });
  if (t.start) return t;
  t.start = latest(s, at, in_reach);
  if (!t.start) {
    t.refused = "no point lies three to four years before " + date_text(t.end->date);
  } else if (!break_allowed(allowed, name)) {
    t.refused = break_text(name, t.start->version, t.end->version);
  }
  return t;
}

[[nodiscard]] inline finding change_over(const series& s, const char* name, const char* indicator,
                                         const moment& at, const std::vector<std::string>& allowed,
                                         bool per_year) {
  const auto t = three_years_of(s, name, at, allowed);
  if (!t.end) return nothing(indicator, t.refused);
  double change = missing;
  std::string words = t.refused;
  if (words.empty()) {
    change = 100 * (t.end->value / t.start->value - 1) / t.years() * (per_year ? 1 : 3);
    words = to_text(t.start->value) + " on " + date_text(t.start->date) + ", " +
            to_text(t.end->value) + " on " + date_text(t.end->date);
    if (t.start->value == 0) {
      change = missing;
      words += ": no rate of change from 0";
    } else if (t.start->version != t.end->version) {
      words += ", across a break";
    }
  }
  return from(*t.end, indicator, change, words);
}

}  // namespace detail

/// `mined_area_growth`: 100 * (end / start - 1) / years, from the point three to four years before
/// the latest. Missing from a start of 0 and outside the sensor's mask, where there are no points.
[[nodiscard]] inline finding mined_area_growth(const series& mined_area, const moment& at,
                                               const std::vector<std::string>& allowed = {}) {
  return detail::change_over(mined_area, "mined_area", "mined_area_growth", at, allowed, true);
}

/// `farm_income_trend`: real change in % per three years, 100 * (end / start - 1) * 3 / years, from
/// the point three to four years before the latest.
[[nodiscard]] inline finding farm_income_trend(const series& farm_income, const moment& at,
                                               const std::vector<std::string>& allowed = {}) {
  return detail::change_over(farm_income, "farm_income", "farm_income_trend", at, allowed, false);
}

/// `gold_price_ratio`: the price of the latest month over the mean of the 36 months that end with
/// it; a month with several points has their mean. Missing where one of the 36 has none.
[[nodiscard]] inline finding gold_price_ratio(const series& gold_price, const moment& at,
                                              const std::vector<std::string>& allowed = {}) {
  const char* const id = "gold_price_ratio";
  const auto* end = detail::latest(gold_price, at);
  if (!end) return detail::nothing(id);
  const auto month_of = [](date d) {
    return 12 * static_cast<int>(d.year()) + static_cast<int>(static_cast<unsigned>(d.month()));
  };
  constexpr std::size_t months = 36;
  std::array<double, months> sum{}, count{};
  for (const auto& p : gold_price) {
    const auto age = month_of(end->date) - month_of(p.date);
    if (!at.knows(p) || age >= static_cast<int>(months)) continue;
    if (p.version != end->version && !detail::break_allowed(allowed, "gold_price")) {
      return detail::from(*end, id, missing,
                          detail::break_text("gold_price", p.version, end->version));
    }
    sum[static_cast<std::size_t>(age)] += p.value;
    count[static_cast<std::size_t>(age)] += 1;
  }
  double mean = 0;
  for (std::size_t m = 0; m < months; ++m) {
    if (count[m] == 0) {
      return detail::from(*end, id, missing,
                          "one of the 36 months to " + date_text(end->date) + " has no price");
    }
    mean += sum[m] / count[m] / static_cast<double>(months);
  }
  const double price = sum[0] / count[0];
  return detail::from(*end, id, price / mean, to_text(price) + " over the mean of 36 months");
}

}  // namespace ltorisk::evidence
