// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scenario/causal_map.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace ltorisk::scenario {

enum class outcome {
  fixed_point,     ///< one state, for ever
  limit_cycle,     ///< `period` states, for ever
  no_convergence,  ///< neither was found within the steps allowed
  stopped,         ///< at a small step, as asked: no equilibrium
};

/// Where a map goes from its start under a package.
struct settled {
  scenario::outcome outcome = scenario::outcome::no_convergence;
  /// The fixed point, the cycle from some state on, or the last state.
  std::vector<concept_values> states = {};
  std::size_t steps = 0;
  /// How far the last step moved any concept.
  double last_step = 0;
  /// Is it proven that every start leads to this fixed point (see `contraction`)?
  bool unique = false;
  /// How far any concept may be from its true value. Where `unique`, a bound, rounding included.
  /// Elsewhere twice what Newton's method would still move it. NaN where nothing was found, or
  /// where a state repeats but the map has no slope there to judge by.
  double distance = std::numeric_limits<double>::quiet_NaN();
  /// Does a small disturbance die out? A start exactly on an unstable fixed point stays there.
  bool stable = false;

  [[nodiscard]] std::size_t period() const {
    return outcome == scenario::outcome::limit_cycle ? states.size() : 1;
  }
  /// The fixed point; throws `domain_error` where there is none.
  [[nodiscard]] const concept_values& fixed_point() const {
    if (outcome == scenario::outcome::fixed_point) return states.front();
    throw domain_error("scenario: " + words());
  }
  /// In one line, for people.
  [[nodiscard]] std::string words() const {
    const auto after = " after " + std::to_string(steps) + " steps";
    switch (outcome) {
      case scenario::outcome::fixed_point:
        if (std::isnan(distance)) return "a state that repeats, stability unknown," + after;
        return std::string(unique   ? "the only fixed point, within "
                           : stable ? "a fixed point (others may exist), within about "
                                    : "an unstable fixed point, within about ") +
               to_text(distance) + after;
      case scenario::outcome::limit_cycle:
        return std::string("no equilibrium: ") + (stable ? "a" : "an unstable") +
               " limit cycle of period " + std::to_string(states.size()) + after;
      case scenario::outcome::stopped:
        return "stopped at a step of " + to_text(last_step) + after + ": not an equilibrium";
      case scenario::outcome::no_convergence: break;
    }
    return "no convergence" + after + ": the last step moved " + to_text(last_step);
  }
};

}  // namespace ltorisk::scenario
