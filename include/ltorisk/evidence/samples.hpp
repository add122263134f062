// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <vector>

namespace ltorisk::evidence {

/// A campaign of environmental samples, and how many lay above the limit that applies.
struct sampling {
  evidence::date date = {};
  int taken = 0;
  int above_limit = 0;
  provenance by = {};

  friend bool operator==(const sampling&, const sampling&) = default;
};

/// `exceedance`: the share at the latest campaign.
[[nodiscard]] inline finding exceedance(const std::vector<sampling>& list, const moment& at) {
  const auto* s = detail::latest(list, at);
  if (!s) return detail::nothing("exceedance");
  return detail::from(*s, "exceedance", static_cast<double>(s->above_limit) / s->taken,
                      detail::ratio_text(s->above_limit, s->taken) + " samples above the limit");
}

}  // namespace ltorisk::evidence
