// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::evidence {

/// The eight stages of Peru's mining formalization; see `frameworks::andean::formalization_stage`.
enum class stage {
  unknown,
  not_applicable,
  excluded_or_prohibited,
  informal,
  reinfo_suspended,
  reinfo_valid,
  igafom_submitted,
  igafom_approved,
  surface_right_and_concession,
  authorized,
};
inline constexpr std::array stage_words{
    "unknown",          "not_applicable",   "excluded_or_prohibited",
    "informal",         "reinfo_suspended", "reinfo_valid",
    "igafom_submitted", "igafom_approved",  "surface_right_and_concession",
    "authorized"};

/// A stage that was reached, or lost, on a day.
struct stage_step {
  evidence::date date = {};
  evidence::stage stage = stage::unknown;
  provenance by = {};

  friend bool operator==(const stage_step&, const stage_step&) = default;
};

/// A deadline that was put off: the law's day, and the new deadline.
struct deadline_extension {
  evidence::date date = {};
  evidence::date until = {};
  provenance by = {};

  friend bool operator==(const deadline_extension&, const deadline_extension&) = default;
};

/// Formal operations, and all that are estimated to work.
struct operations_count {
  evidence::date date = {};
  int formal = 0;
  int estimated = 0;
  provenance by = {};

  friend bool operator==(const operations_count&, const operations_count&) = default;
};

struct formalization {
  std::vector<stage_step> stages = {};
  std::vector<deadline_extension> extensions = {};
  std::vector<operations_count> operations = {};

  friend bool operator==(const formalization&, const formalization&) = default;
};

/// `formalization_stage`: the latest.
[[nodiscard]] inline finding formalization_stage(const formalization& f, const moment& at) {
  const auto* s = detail::latest(f.stages, at);
  if (!s) return detail::nothing("formalization_stage");
  return detail::category_from(*s, "formalization_stage",
                               stage_words[static_cast<std::size_t>(s->stage)],
                               "since " + date_text(s->date));
}

/// `extension_years`: years of 365.2425 days lived under extensions since the stage last changed.
/// Days under two extensions count once. Missing where no stage or no extension at all is on record
/// (an empty list is not none), not applicable where formalization is not.
[[nodiscard]] inline finding extension_years(const formalization& f, const moment& at) {
  const char* const id = "extension_years";
  const auto* last = detail::latest(f.stages, at);
  if (!last) return detail::nothing(id, "without a stage there is no change to count from");
  if (last->stage == stage::unknown) return detail::from(*last, id, missing, "stage is unknown");
  if (last->stage == stage::not_applicable) {
    return detail::from(*last, id, not_applicable, "formalization does not apply");
  }
  // The same stage recorded again is no change.
  std::vector<const stage_step*> steps;
  for (const auto& s : f.stages) {
    if (at.knows(s)) steps.push_back(&s);
  }
  std::ranges::stable_sort(steps, {}, [](const stage_step* s) { return s->date; });
  date since = last->date;
  for (auto i = steps.size(); i-- > 0 && steps[i]->stage == last->stage;) since = steps[i]->date;

  using std::chrono::sys_days;
  std::vector<std::pair<sys_days, sys_days>> spans;
  const deadline_extension* newest = nullptr;
  for (const auto& e : f.extensions) {
    if (!at.knows(e)) continue;
    if (!newest || e.date >= newest->date) newest = &e;
    spans.emplace_back(std::max<sys_days>(e.date, since), std::min<sys_days>(e.until, at.as_of));
  }
  if (!newest) return detail::nothing(id, "no extension is recorded");
  std::ranges::sort(spans);
  long long days = 0;
  auto counted = sys_days(since);
  for (const auto& [from, until] : spans) {
    const auto begin = std::max<sys_days>(from, counted);
    if (until <= begin) continue;
    days += (until - begin).count();
    counted = until;
  }
  auto result = detail::from(*last, id, static_cast<double>(days) / 365.2425,
                             "under extensions since the stage of " + date_text(since));
  if (newest->date > last->date) {
    result.observed = newest->date;
    result.by = newest->by;
  }
  return result;
}

/// `formal_share`: formal / estimated operations at the latest count.
[[nodiscard]] inline finding formal_share(const formalization& f, const moment& at) {
  const auto* c = detail::latest(f.operations, at);
  if (!c) return detail::nothing("formal_share");
  return detail::from(*c, "formal_share", static_cast<double>(c->formal) / c->estimated,
                      detail::ratio_text(c->formal, c->estimated) + " formal");
}

}  // namespace ltorisk::evidence
