// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ltorisk::evidence {

/// What happened, in rising severity.
enum class event_kind { statement, march, blockade, damage, injury, death };
inline constexpr std::array event_kind_words{"statement", "march",  "blockade",
                                             "damage",    "injury", "death"};

/// An incident of the conflict. `deaths` and `injured` are counted whatever the kind; a `death`
/// without a number is one.
struct conflict_event {
  evidence::date date = {};
  event_kind kind = event_kind::statement;
  int deaths = 0;
  int injured = 0;
  provenance by = {};

  friend bool operator==(const conflict_event&, const conflict_event&) = default;
};

/// The days over which somebody vouches that every incident is in the list. Without it an empty
/// list says nothing. It may run on: `until` may lie ahead of the reference date.
struct watch {
  date from = {};
  date until = {};
  /// When somebody said so, where that is later than `from`: before that day it is not used.
  std::optional<date> recorded = {};

  friend bool operator==(const watch&, const watch&) = default;
};

/// Severities: statement or petition 0.2, march or strike 0.4, blockade or occupation 0.6, damage,
/// hostage or detention 0.8, injury 0.9, death 1 and 0.2 for each further. Judgement.
[[nodiscard]] inline double severity(const conflict_event& e) {
  constexpr std::array<double, 6> of_kind{0.2, 0.4, 0.6, 0.8, 0.9, 1.0};
  const int deaths = std::max<int>(e.deaths, e.kind == event_kind::death ? 1 : 0);
  if (deaths > 0) return 1 + 0.2 * (deaths - 1);
  const double s = of_kind[static_cast<std::size_t>(e.kind)];
  return e.injured > 0 ? std::max<double>(s, 0.9) : s;
}

[[nodiscard]] inline bool is_violent(const conflict_event& e) {
  return e.deaths > 0 || e.injured > 0 || e.kind >= event_kind::injury;
}

/// How long violence is remembered. The last day is the same day of the 24th month after, or the
/// last of that month.
inline constexpr int memory_months = 24;

[[nodiscard]] inline bool within_memory(date event, date as_of) {
  return event <= as_of && as_of <= months_after(event, memory_months);
}

namespace detail {

/// Is the list complete over the memory that ends at the moment?
[[nodiscard]] inline bool watched(const std::optional<watch>& w, const moment& at) {
  return w && (!w->recorded || *w->recorded <= at.known_by) &&
         w->from <= months_after(at.as_of, -memory_months) &&
         std::min<date>(w->until, at.known_by) >= at.as_of;
}

/// A finding that rests on a watch and, where there is one, the latest event that counts.
[[nodiscard]] inline finding from_events(const char* indicator, double value, std::string words,
                                         const conflict_event* event, bool complete,
                                         const moment& at) {
  finding f{.indicator = indicator, .value = value, .derivation = std::move(words)};
  if (event) {
    f.observed = event->date;
    f.by = event->by;
  }
  if (complete) f.observed = at.as_of;
  return f;
}

}  // namespace detail

/// `event_pressure`: the sum over events of severity * 0.5^(months / 6), continuous in days.
/// Missing where the list is not vouched for over the last 24 months and holds no event in them: an
/// empty list is not peace. Where it is not vouched for but holds some, their sum is what is known.
[[nodiscard]] inline finding event_pressure(const std::vector<conflict_event>& events,
                                            const std::optional<watch>& complete,
                                            const moment& at) {
  double sum = 0;
  int counted = 0;
  const conflict_event* last = nullptr;
  bool recent = false;
  for (const auto& e : events) {
    if (!at.knows(e)) continue;
    sum += severity(e) * std::exp2(-months_between(e.date, at.as_of) / 6);
    ++counted;
    recent = recent || within_memory(e.date, at.as_of);
    if (!last || e.date >= last->date) last = &e;
  }
  const bool vouched = detail::watched(complete, at);
  if (!vouched && !recent) {
    return detail::nothing("event_pressure", "no list of events is complete over 24 months");
  }
  return detail::from_events(
      "event_pressure", sum,
      std::to_string(counted) + (counted == 1 ? " event" : " events") +
          (vouched ? "" : "; the list is not vouched for, there may be more"),
      last, vouched, at);
}

/// `violence_24m`: 1 where a death or an injury lies within 24 calendar months. 0 only where the
/// list is vouched for over all of them, else missing.
[[nodiscard]] inline finding violence_24m(const std::vector<conflict_event>& events,
                                          const std::optional<watch>& complete, const moment& at) {
  const auto* e = detail::latest(events, at, [&](const conflict_event& x) {
    return is_violent(x) && within_memory(x.date, at.as_of);
  });
  if (e) {
    return detail::from(*e, "violence_24m", 1, "death or injury on " + date_text(e->date));
  }
  if (!detail::watched(complete, at)) {
    return detail::nothing("violence_24m", "no list of events is complete over 24 months");
  }
  return detail::from_events("violence_24m", 0, "none in a list vouched for", nullptr, true, at);
}

}  // namespace ltorisk::evidence
