// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ltorisk::evidence {

/// What a survey, a census or a register says of a day. Each figure may stand alone.
struct livelihood_survey {
  evidence::date date = {};
  /// The denominator of the two counts after it.
  std::optional<int> households = {};
  std::optional<int> with_mining_income = {};
  std::optional<int> in_alternative_programs = {};
  /// Monetary poverty, %.
  std::optional<double> poverty_percent = {};
  /// In the same money.
  std::optional<double> mining_day_wage = {};
  std::optional<double> farm_day_wage = {};
  provenance by = {};

  friend bool operator==(const livelihood_survey&, const livelihood_survey&) = default;
};

namespace detail {

/// part / whole at the latest survey that has both.
template <class Part, class Whole>
[[nodiscard]] finding survey_ratio(const std::vector<livelihood_survey>& list, const moment& at,
                                   const char* indicator,
                                   std::optional<Part> livelihood_survey::*part,
                                   std::optional<Whole> livelihood_survey::*whole) {
  const auto* s = latest(list, at, [&](const livelihood_survey& x) { return x.*part && x.*whole; });
  if (!s) return nothing(indicator);
  return from(*s, indicator, static_cast<double>(*(s->*part)) / *(s->*whole),
              ratio_text(*(s->*part), *(s->*whole)));
}

}  // namespace detail

/// `mining_dependence`: households with mining income / households.
[[nodiscard]] inline finding mining_dependence(const std::vector<livelihood_survey>& list,
                                               const moment& at) {
  return detail::survey_ratio(list, at, "mining_dependence", &livelihood_survey::with_mining_income,
                              &livelihood_survey::households);
}

/// `alternatives`: households in alternative-livelihood programs / households.
[[nodiscard]] inline finding alternatives(const std::vector<livelihood_survey>& list,
                                          const moment& at) {
  return detail::survey_ratio(list, at, "alternatives", &livelihood_survey::in_alternative_programs,
                              &livelihood_survey::households);
}

/// `wage_gap`: mining over farm day wage.
[[nodiscard]] inline finding wage_gap(const std::vector<livelihood_survey>& list,
                                      const moment& at) {
  return detail::survey_ratio(list, at, "wage_gap", &livelihood_survey::mining_day_wage,
                              &livelihood_survey::farm_day_wage);
}

/// `poverty`: the latest, %.
[[nodiscard]] inline finding poverty(const std::vector<livelihood_survey>& list, const moment& at) {
  const auto* s = detail::latest(
      list, at, [](const livelihood_survey& x) { return x.poverty_percent.has_value(); });
  if (!s) return detail::nothing("poverty");
  return detail::from(*s, "poverty", *s->poverty_percent, "as published");
}

}  // namespace ltorisk::evidence
