// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/statistics/moments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace ltorisk::weight {

/// What a scheme that measures ratios makes of a cost.
enum class cost_rule {
  as_they_are,  ///< its figures, like any other
  reciprocal,   ///< 1 / x of each
};

namespace detail {

/// Throws `input_error` with what `says(j)` finds wrong with the criteria, if anything.
template <class Says>
void refuse(std::span<const criterion> criteria, const Says& says) {
  fault_list faults;
  for (std::size_t j = 0; j < criteria.size(); ++j) {
    if (std::string what = says(j); !what.empty()) {
      faults.add("column " + in_quotes(criteria[j].id), std::move(what));
    }
  }
  faults.throw_if_any();
}

/// Empty, or why no scheme can tell how this column varies.
[[nodiscard]] inline std::string too_few(const std::string& scheme, double count) {
  if (count >= 2) return {};
  return (count > 0 ? "has only one known value: " : "has no known value: ") + scheme +
         " needs at least two";
}
[[nodiscard]] inline std::string no_spread(const std::string& scheme,
                                           const statistics::column_spread& m) {
  const bool held = m.m2 >= (std::numeric_limits<double>::min)() && std::isfinite(m.m2);
  if (m.count < 2 || m.constant() || held) return too_few(scheme, m.count);
  return "goes from " + to_text(m.least) + " to " + to_text(m.most) +
         ": the squares of its deviations are no doubles, change its unit";
}
[[nodiscard]] inline std::string no_relative_spread(const std::string& scheme,
                                                    const statistics::column_spread& m) {
  auto what = no_spread(scheme, m);
  const double largest = std::max<double>(std::fabs(m.least), std::fabs(m.most));
  if (what.empty() && !m.constant() && std::fabs(m.mean) <= 1e-14 * largest) {
    what = "has the mean zero: " + scheme + " relates the deviation to the mean";
  }
  return what;
}

/// Throws `input_error` where fewer than two rows know every criterion.
inline void require_complete_rows(const std::string& scheme, double rows) {
  if (rows >= 2) return;
  throw input_error({{"sample", scheme + " needs at least two rows that know every criterion, " +
                                    (rows > 0 ? "one does" : "none does")}});
}

inline constexpr const char* all_constant =
    "every column is constant, and what does not vary tells nothing";

}  // namespace detail
}  // namespace ltorisk::weight
