// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

/// Comparisons with the best and the worst criterion.
namespace ltorisk::weight::detail {

/// Which criterion a list starts from: that at 1; of several the one furthest from the other end.
[[nodiscard]] inline std::size_t end_of(const std::vector<double>& list,
                                        const std::vector<double>& other) {
  std::size_t found = 0;
  for (std::size_t j = 1; j < list.size(); ++j) {
    if (list[j] < list[found] || (list[j] == list[found] && other[j] > other[found])) found = j;
  }
  return found;
}

/// Throws `domain_error` unless both lists are on the scale, have their end and agree about best
/// against worst. Both may be empty.
inline void require_answers(const std::vector<double>& best_to_others,
                            const std::vector<double>& others_to_worst) {
  const auto n = best_to_others.size();
  const auto wrong = [](const std::string& what) { throw domain_error("best_worst: " + what); };
  if (others_to_worst.size() != n) {
    wrong("best_to_others and others_to_worst must be of one length, got " + std::to_string(n) +
          " and " + std::to_string(others_to_worst.size()));
  }
  if (n == 0) return;
  const auto require = [&](const std::vector<double>& list, const std::string& name,
                           const char* end) {
    for (const double a : list) {
      if (!(a >= 1 && std::isfinite(a))) wrong(name + " must be at least 1, got " + to_text(a));
    }
    if (*std::ranges::min_element(list) == 1) return;
    wrong(name + " must be 1 for the " + end + " criterion itself");
  };
  require(best_to_others, "best_to_others", "best");
  require(others_to_worst, "others_to_worst", "worst");
  const double extreme = best_to_others[end_of(others_to_worst, best_to_others)];
  const double same = others_to_worst[end_of(best_to_others, others_to_worst)];
  if (same != extreme) {
    wrong("both lists compare best with worst and must agree, got " + to_text(extreme) + " and " +
          to_text(same));
  }
  for (std::size_t j = 0; j < n; ++j) {
    const double a = std::max<double>(best_to_others[j], others_to_worst[j]);
    if (a <= extreme) continue;
    wrong("nothing must be further apart than best and worst at " + to_text(extreme) + ", got " +
          to_text(a));
  }
}

}  // namespace ltorisk::weight::detail
