// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>

#include <cmath>

namespace ltorisk::engine {

/// Rounds to so many decimals, half away from zero, as a spreadsheet does: 1.005 is stored a little
/// below and still shows as 1.01, hence the factor just above one.
template <class Real>
[[nodiscard]] Real round_half_away(Real score, int decimals) {
  constexpr double nudge = 1 + 0x1p-50;
  const double power = std::pow(10.0, decimals);
  const Real scaled = score * (power * nudge);
  return math::trunc(scaled + math::select(scaled < Real(0), -0.5, 0.5)) / power;
}

}  // namespace ltorisk::engine
