// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <array>
#include <cstddef>
#include <vector>

namespace ltorisk::evidence {

/// Where a prior consultation stands. `not_required` is not applicable.
enum class consultation_state {
  unknown,
  not_required,
  required_and_omitted,
  pending,
  in_process,
  concluded_without_agreement,
  concluded_with_agreement,
};
inline constexpr std::array consultation_words{"unknown",
                                               "not_required",
                                               "required_and_omitted",
                                               "pending",
                                               "in_process",
                                               "concluded_without_agreement",
                                               "concluded_with_agreement"};

struct consultation_step {
  evidence::date date = {};
  consultation_state state = consultation_state::unknown;
  provenance by = {};

  friend bool operator==(const consultation_step&, const consultation_step&) = default;
};

/// `consultation`: the latest state.
[[nodiscard]] inline finding consultation(const std::vector<consultation_step>& list,
                                          const moment& at) {
  const auto* c = detail::latest(list, at);
  if (!c) return detail::nothing("consultation");
  const bool free = c->state == consultation_state::not_required;
  return detail::category_from(
      *c, "consultation",
      free ? "not_applicable" : consultation_words[static_cast<std::size_t>(c->state)],
      free ? "not required" : "since " + date_text(c->date));
}

}  // namespace ltorisk::evidence
