// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ltorisk::evidence {

/// Phases of the Defensoria del Pueblo; see `frameworks::andean::conflict_phase`.
enum class phase {
  unknown,
  none,
  resolved,
  latent,
  dialogue,
  de_escalation,
  early,
  escalation,
  crisis,
};
inline constexpr std::array phase_words{"unknown", "none",       "resolved",
                                        "latent",  "dialogue",   "de_escalation",
                                        "early",   "escalation", "crisis"};

/// The phase of the gravest conflict, as reported on a day.
struct phase_report {
  evidence::date date = {};
  evidence::phase phase = phase::unknown;
  provenance by = {};

  friend bool operator==(const phase_report&, const phase_report&) = default;
};

/// The same of a contiguous district, by its name.
struct neighbor_report {
  std::string district = {};
  evidence::date date = {};
  evidence::phase phase = phase::unknown;
  provenance by = {};

  friend bool operator==(const neighbor_report&, const neighbor_report&) = default;
};

namespace detail {

/// A conflict counts as resolved up to the same day of the 12th month, then there is none.
[[nodiscard]] inline phase phase_at(const auto& report, date as_of) {
  const bool over = report.phase == phase::resolved && as_of > months_after(report.date, 12);
  return over ? phase::none : report.phase;
}

[[nodiscard]] inline double value_of(phase p) {
  const std::string_view label = phase_words[static_cast<std::size_t>(p)];
  static const auto scale = std::get<scales::categories>(frameworks::andean::conflict_phase());
  const auto c = std::ranges::find(scale.list, label, &scales::category::label);
  return c == scale.list.end() ? missing : c->value;
}

}  // namespace detail

/// `conflict_phase`: the latest; `none` where what was resolved has been so for over 12 months.
[[nodiscard]] inline finding conflict_phase(const std::vector<phase_report>& list,
                                            const moment& at) {
  const auto* r = detail::latest(list, at);
  if (!r) return detail::nothing("conflict_phase");
  const auto p = detail::phase_at(*r, at.as_of);
  return detail::category_from(*r, "conflict_phase", phase_words[static_cast<std::size_t>(p)],
                               p == r->phase
                                   ? "as reported on " + date_text(r->date)
                                   : "resolved on " + date_text(r->date) + ", over 12 months ago");
}

/// `neighbor_conflict`: mean phase value over the contiguous districts, each by its latest report.
/// Districts of unknown phase are left out and counted in the derivation; missing where all are.
[[nodiscard]] inline finding neighbor_conflict(const std::vector<neighbor_report>& list,
                                               const moment& at) {
  std::vector<const neighbor_report*> newest;
  for (const auto& r : list) {
    if (!at.knows(r)) continue;
    const auto same = std::ranges::find_if(
        newest, [&](const neighbor_report* n) { return n->district == r.district; });
    if (same == newest.end()) {
      newest.push_back(&r);
    } else if (r.date >= (*same)->date) {
      *same = &r;
    }
  }
  if (newest.empty()) return detail::nothing("neighbor_conflict");
  double sum = 0;
  int known = 0;
  const neighbor_report* last = newest.front();
  for (const auto* r : newest) {
    const double v = detail::value_of(detail::phase_at(*r, at.as_of));
    if (is_known(v)) {
      sum += v;
      ++known;
    }
    if (r->date >= last->date) last = r;
  }
  return detail::from(
      *last, "neighbor_conflict", known > 0 ? sum / known : missing,
      "mean over " + detail::ratio_text(known, static_cast<double>(newest.size())) + " districts");
}

}  // namespace ltorisk::evidence
