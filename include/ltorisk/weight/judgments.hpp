// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// What weightings that come from people share: their answers are checked before they are used.
namespace ltorisk::weight::detail {

/// Throws `input_error` unless people judged as many criteria as there are.
inline void require_count(const char* scheme, const char* what, std::size_t given,
                          std::span<const criterion> criteria) {
  if (given == criteria.size() && given > 0) return;
  std::string ids;
  for (std::size_t j = 0; j < criteria.size() && j < 5; ++j) {
    ids += (j > 0 ? ", " : ": ") + in_quotes(criteria[j].id);
  }
  throw input_error({{scheme, std::string("has ") + what + " for " + std::to_string(given) +
                                  " criteria, there are " + std::to_string(criteria.size()) + ids +
                                  (criteria.size() > 5 ? ", ..." : "")}});
}

/// Throws `domain_error` unless amounts are finite and not negative, and some are positive.
inline void require_amounts(const std::string& what, std::span<const double> amounts) {
  bool some = false;
  for (const double a : amounts) {
    if (!(a >= 0 && std::isfinite(a))) {
      throw domain_error(what + " must be finite and at least 0, got " + to_text(a));
    }
    some = some || a > 0;
  }
  if (!some) throw domain_error(what + " must have a sum above 0, got 0");
}

/// Divided by their sum, which need not be a number that a double can hold.
[[nodiscard]] inline std::vector<double> scaled_to_one(std::span<const double> amounts) {
  std::vector<double> scaled(amounts.begin(), amounts.end());
  const double largest = *std::ranges::max_element(scaled);
  double sum = 0;
  for (double& a : scaled) sum += a /= largest;
  for (double& a : scaled) a /= sum;
  return scaled;
}

}  // namespace ltorisk::weight::detail
