// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/scales/box_cox.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/reduction.hpp>

#include <cmath>
#include <string>

/// What schemes share that learn from one column.
namespace ltorisk::normalize::detail {

[[noreturn]] inline void refuse(const criterion& c, const std::string& what) {
  throw input_error({{"column " + in_quotes(c.id), what}});
}

/// Two different known values, whose difference is a number.
inline void require_spread(const statistics::column_moments& m, const criterion& c,
                           const std::string& scheme) {
  if (m.count == 0) refuse(c, "has no known value: " + scheme + " needs two");
  if (m.constant()) {
    refuse(c, "is constant at " + to_text(m.least) + ": " + scheme + " needs two different values");
  }
  if (!std::isfinite(m.most - m.least)) {
    refuse(c, "reaches from " + to_text(m.least) + " to " + to_text(m.most) + ", too far for " +
                  scheme);
  }
}

inline void require_positive(const statistics::column_moments& m, const criterion& c,
                             const std::string& why) {
  if (!(m.least > 0)) refuse(c, "must be above 0 throughout, got " + to_text(m.least) + ": " + why);
}

/// The function a scheme found, unless figures too large, too small or too close made it none.
template <class Function>
[[nodiscard]] Function checked(Function found, const criterion& c) {
  try {
    found.validate();
  } catch (const domain_error& e) {
    refuse(c, std::string("its smallest and largest value make no scale: ") + e.what());
  }
  return found;
}

/// A straight line, or a reciprocal, by its values at both ends of the sample. Not capped: nothing
/// about these schemes ends there.
[[nodiscard]] inline scales::box_cox through(const statistics::column_moments& m,
                                             const criterion& c, double exponent, double at_least,
                                             double at_most) {
  return checked(scales::box_cox{.exponent = exponent,
                                 .shift = 0,
                                 .lower = m.least,
                                 .upper = m.most,
                                 .onto = {at_least, at_most},
                                 .capped = false},
                 c);
}

}  // namespace ltorisk::normalize::detail

namespace ltorisk::normalize {

/// What turns a cost into a benefit. Peers differ under the same name, and ranks with them.
enum class inversion {
  /// 1 / x first, then as a benefit: ratios are kept, so x must be above 0.
  reciprocal,
  /// 1 - v of the value a benefit would have: distances are kept.
  complement,
  /// most - x first, then as a benefit: distances are kept, the worst is 0.
  from_maximum,
};

}  // namespace ltorisk::normalize
