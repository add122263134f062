// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/observe.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::evidence {

/// What became of an indicator between two dates.
enum class change_kind {
  unknown,    ///< nothing is known of it at either date
  aged,       ///< nothing new is on record: it is older, and may have moved by time alone
  confirmed,  ///< newer evidence says the same
  changed,    ///< what came on record since made the value another
};
inline constexpr std::array change_kind_words{"unknown", "aged", "confirmed", "changed"};

struct indicator_change {
  change_kind kind = change_kind::unknown;
  finding before = {};
  finding after = {};
  /// What the old record alone would say at the later date. Where it differs from `before`, time
  /// moved the value.
  finding aged = {};
};

/// Compares a community's evidence at two dates, indicator by indicator, in the order of
/// `andean_mining`. Whether a value changed or only aged is told by asking what the record of the
/// first date would say at the second. Throws `input_error` as `observe` does, and where the second
/// date is before the first.
[[nodiscard]] inline std::vector<indicator_change> changes_between(
    const community& c, date first, date second, const observe_options& options = {}) {
  detail::check(first, options);
  detail::check(second, options);
  if (second < first) {
    throw input_error({{"dates", "must not run backwards, got " + date_text(first) + " and " +
                                     date_text(second)}});
  }
  validate(c);
  auto before = detail::observe_checked(c, {.as_of = first}, options);
  auto after = detail::observe_checked(c, {.as_of = second}, options);
  auto aged = detail::observe_checked(c, {.as_of = second, .known_by = first}, options);
  std::vector<indicator_change> list;
  for (std::size_t i = 0; i < before.findings.size(); ++i) {
    indicator_change x{.before = std::move(before.findings[i]),
                       .after = std::move(after.findings[i]),
                       .aged = std::move(aged.findings[i])};
    const auto silent = [](const finding& f) { return !f.known() && !f.inapplicable(); };
    // The day up to which somebody vouches for a list of events is news, not time.
    const bool newer = x.after.observed != x.before.observed || x.after.by != x.before.by ||
                       x.after.overruled.has_value() != x.before.overruled.has_value();
    if (silent(x.before) && silent(x.after)) {
      x.kind = change_kind::unknown;
    } else if (same_value(x.after, x.before)) {
      x.kind = newer ? change_kind::confirmed : change_kind::aged;
    } else {
      x.kind = same_value(x.after, x.aged) ? change_kind::aged : change_kind::changed;
    }
    list.push_back(std::move(x));
  }
  return list;
}

}  // namespace ltorisk::evidence
