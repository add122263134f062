// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>

#include <cmath>

namespace ltorisk::engine {

/// What rounding errors of sums and values of a score's size may come to: a coverage of 0.5 must
/// reach a threshold of 0.5, and a value a rounding beyond its range is in it.
inline constexpr double rounding_slack = 1e-12;

/// Rounds to so many decimals, half away from zero, as a spreadsheet does: 1.005 is stored a little
/// below and still shows as 1.01, hence a factor just above one. A score range that does not begin
/// at zero costs as many bits as its lower end has, and gets them back.
template <class Real>
[[nodiscard]] Real round_half_away(Real score, int decimals, double range_lower) {
  constexpr double nudge = 0x1p-50;
  const double power = std::pow(10.0, decimals);
  const double lost = std::fabs(range_lower) * power * nudge;
  const Real scaled = score * (power * (1 + nudge));
  return math::trunc(scaled + math::select(scaled < Real(0), -0.5 - lost, 0.5 + lost)) / power;
}

}  // namespace ltorisk::engine
