// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/provenance.hpp>
#include <ltorisk/record.hpp>
#include <ltorisk/table.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::evidence {

/// The day an observation speaks of: its date, or the end of its period.
[[nodiscard]] date observed_on(const auto& entry) {
  if constexpr (
      requires { entry.until; } && !requires { entry.date; }) {
    return entry.until;
  } else {
    return entry.date;
  }
}

/// A reference date, and the day up to which records are used (the same, but where somebody asks
/// what an old record would say today).
struct moment {
  date as_of = {};
  date known_by = as_of;

  /// Both the day an observation speaks of and the day it was recorded are over.
  [[nodiscard]] bool knows(const auto& entry) const {
    return observed_on(entry) <= known_by && (!entry.by.recorded || *entry.by.recorded <= known_by);
  }
};

/// A value an analyst put in the place of what the evidence says.
struct overruling {
  std::string reason = {};
  std::string analyst = {};
  evidence::date date = {};
  /// What it replaces: `missing`, `not_applicable`, a figure, or a category's label.
  double replaced = missing;
  std::string replaced_label = {};
};

/// What is known of one indicator at a date, how it follows, and who said so.
struct finding {
  std::string indicator = {};
  /// In the indicator's unit, `missing` or `not_applicable`. A category has a label instead: codes
  /// belong to a framework.
  double value = missing;
  std::string label = {};
  /// How the value follows from the evidence; where it is missing, why.
  std::string derivation = {};
  /// The day the evidence speaks of; none where there is no evidence.
  std::optional<date> observed = {};
  provenance by = {};
  std::optional<overruling> overruled = {};

  [[nodiscard]] bool known() const { return is_known(value) || !label.empty(); }
  [[nodiscard]] bool inapplicable() const { return label.empty() && is_not_applicable(value); }

  /// Age of the evidence at a date in months of 30.436875 days.
  [[nodiscard]] std::optional<double> age_months(date as_of) const {
    return observed ? std::optional(months_between(*observed, as_of)) : std::nullopt;
  }
};

/// Do two findings hold the same value, where all that is missing is the same?
[[nodiscard]] inline bool same_value(const finding& a, const finding& b) {
  if (a.label != b.label) return false;
  if (is_known(a.value) || is_known(b.value)) return a.value == b.value;
  return !a.label.empty() || is_not_applicable(a.value) == is_not_applicable(b.value);
}

namespace detail {

/// The latest entry that is known and that `accept` takes; among equal days the last in the list.
template <class Entry, class Accept>
[[nodiscard]] const Entry* latest(const std::vector<Entry>& list, const moment& at,
                                  Accept&& accept) {
  const Entry* best = nullptr;
  for (const auto& e : list) {
    if (at.knows(e) && accept(e) && (!best || observed_on(e) >= observed_on(*best))) best = &e;
  }
  return best;
}
template <class Entry>
[[nodiscard]] const Entry* latest(const std::vector<Entry>& list, const moment& at) {
  return latest(list, at, [](const Entry&) { return true; });
}

[[nodiscard]] inline finding nothing(std::string_view indicator,
                                     std::string why = "nothing is recorded") {
  return {.indicator = std::string(indicator), .derivation = std::move(why)};
}

/// A finding that rests on one entry. A quotient beyond all numbers is missing.
[[nodiscard]] inline finding from(const auto& entry, std::string_view indicator, double value,
                                  std::string derivation) {
  return {.indicator = std::string(indicator),
          .value = std::isinf(value) ? missing : value,
          .derivation = std::move(derivation),
          .observed = observed_on(entry),
          .by = entry.by};
}

/// A category: the word "unknown" is missing, "not_applicable" not applicable.
[[nodiscard]] inline finding category_from(const auto& entry, std::string_view indicator,
                                           std::string_view label, std::string derivation) {
  auto f = from(entry, indicator, label == "not_applicable" ? not_applicable : missing,
                std::move(derivation));
  if (label != "unknown" && label != "not_applicable") f.label = label;
  return f;
}

/// "2 of 8".
[[nodiscard]] inline std::string ratio_text(double part, double whole) {
  return to_text(part) + " of " + to_text(whole);
}

}  // namespace detail

}  // namespace ltorisk::evidence
