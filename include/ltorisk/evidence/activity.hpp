// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <chrono>
#include <vector>

namespace ltorisk::evidence {

/// Interdictions from one day up to and including another. None is a statement too: 0.
struct enforcement_period {
  date from = {};
  date until = {};
  int interdictions = 0;
  provenance by = {};

  friend bool operator==(const enforcement_period&, const enforcement_period&) = default;
};

/// Assistance to miners from one day up to and including another: contacts, and the operators they
/// were meant for.
struct support_period {
  date from = {};
  date until = {};
  int contacts = 0;
  int operators = 0;
  provenance by = {};

  friend bool operator==(const support_period&, const support_period&) = default;
};

namespace detail {

[[nodiscard]] inline double years_of(const auto& period) {
  return years_between(period.from,
                       date(std::chrono::sys_days(period.until) + std::chrono::days(1)));
}
[[nodiscard]] inline std::string period_text(const auto& period) {
  return " from " + date_text(period.from) + " to " + date_text(period.until);
}

}  // namespace detail

/// `enforcement`: interdictions per year of 365.2425 days in the period that ended last.
[[nodiscard]] inline finding enforcement(const std::vector<enforcement_period>& list,
                                         const moment& at) {
  const auto* p = detail::latest(list, at);
  if (!p) return detail::nothing("enforcement");
  return detail::from(*p, "enforcement", p->interdictions / detail::years_of(*p),
                      std::to_string(p->interdictions) + detail::period_text(*p));
}

/// `adaptive_support`: contacts per 100 operators and year in the period that ended last.
[[nodiscard]] inline finding adaptive_support(const std::vector<support_period>& list,
                                              const moment& at) {
  const auto* p = detail::latest(list, at);
  if (!p) return detail::nothing("adaptive_support");
  return detail::from(*p, "adaptive_support",
                      100.0 * p->contacts / p->operators / detail::years_of(*p),
                      std::to_string(p->contacts) + " contacts for " +
                          std::to_string(p->operators) + " operators" + detail::period_text(*p));
}

}  // namespace ltorisk::evidence
