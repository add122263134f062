// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/linear_system.hpp>
#include <ltorisk/scenario/wiring.hpp>

#include <cstddef>
#include <vector>

namespace ltorisk::scenario {

/// Which derivative of a gate's max(0, x) counts where x is 0.
enum class side { left, right };

/// d step_i / d x_j at a state; the rows of held concepts are 0, their columns are not.
[[nodiscard]] inline square_matrix jacobian(const wiring& map, const std::vector<double>& x,
                                            side at_zero) {
  const auto& how = map.how();
  square_matrix j(map.size());
  std::vector<double> outside(map.size()), y(map.size());
  map.inputs(map.weights().data(), outside.data());
  map.step(map.weights().data(), outside.data(), x.data(), y.data());
  for (std::size_t i = 0; i < map.size(); ++i) {
    const auto& to = map.places()[i];
    if (to.held) continue;
    const double slope = how.slope(y[i]);
    if (how.remembers()) j(i, i) += slope * how.signal_slope();
    for (const auto* links : {&to.steady, &to.live}) {
      for (const auto& l : *links) {
        const double w = slope * map.weights()[l.edge];
        j(i, l.from) +=
            w * how.signal_slope() * wiring::open(l, [&](std::size_t k) { return x[k]; });
        for (const auto k : l.gates) {
          if (x[k] < 0 || (x[k] == 0 && at_zero == side::left)) continue;
          j(i, k) -= w * how.signal(x[l.from]) / static_cast<double>(l.gates.size());
        }
      }
    }
  }
  return j;
}

}  // namespace ltorisk::scenario
