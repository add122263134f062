// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::weight {

/// Makes weights of what a scheme found: divided by their sum. Rounding below zero counts as zero.
/// Throws `input_error` where something is negative or not finite, naming the criterion, and where
/// all is zero: `nothing_left` says why that can be.
[[nodiscard]] inline std::vector<double> shares(std::vector<double> amounts, const char* scheme,
                                                std::span<const criterion> criteria,
                                                const char* nothing_left) {
  fault_list faults;
  double sum = 0, largest = 0;
  for (const double a : amounts) largest = std::fabs(a) > largest ? std::fabs(a) : largest;
  for (std::size_t j = 0; j < amounts.size(); ++j) {
    double& a = amounts[j];
    if (a < 0 && a >= -1e-12 * largest) a = 0;
    if (!(a >= 0 && std::isfinite(a))) {
      faults.add("column " + in_quotes(criteria[j].id),
                 std::string(scheme) + " finds no weight for it, got " + to_text(a));
    }
    sum += a;
  }
  if (faults.empty() && !(sum > 0 && std::isfinite(sum))) {
    faults.add(scheme, std::string("gives no criterion any weight: ") + nothing_left);
  }
  faults.throw_if_any();
  for (double& a : amounts) a /= sum;
  return amounts;
}

}  // namespace ltorisk::weight
