// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/finding.hpp>

#include <vector>

namespace ltorisk::evidence {

/// Sectors (annexes) or members openly opposed, of how many.
struct dissent {
  evidence::date date = {};
  int opposed = 0;
  int of = 0;
  provenance by = {};

  friend bool operator==(const dissent&, const dissent&) = default;
};

/// `internal_dissent`: the share at the latest count.
[[nodiscard]] inline finding internal_dissent(const std::vector<dissent>& list, const moment& at) {
  const auto* d = detail::latest(list, at);
  if (!d) return detail::nothing("internal_dissent");
  return detail::from(*d, "internal_dissent", static_cast<double>(d->opposed) / d->of,
                      detail::ratio_text(d->opposed, d->of) + " opposed");
}

}  // namespace ltorisk::evidence
