// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/math.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/simd/tanh.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace ltorisk::scenario {

/// What keeps a concept in its range.
enum class activation {
  tanh,     ///< -1 to 1; 0 is the status quo and the sign is readable
  sigmoid,  ///< 1 / (1 + exp(-lambda s)), 0 to 1
};

/// How a state follows from the one before. `s_i` is what arrives at concept i.
enum class update_rule {
  kosko,     ///< x_i = f(lambda s_i), s = W'x (Kosko 1986)
  modified,  ///< the concept remembers itself: s = x + W'x (Stylios and Groumpos 2004)
  rescaled,  ///< s = z + W'z with z = 2x - 1: for the sigmoid, no push where all is at 0.5
             ///< (Papageorgiou 2011)
};

/// How a map runs.
struct dynamics {
  activation f = activation::tanh;
  update_rule rule = update_rule::kosko;
  /// The steepness of f at its middle (a quarter of it for the sigmoid). Above 0.
  double lambda = 1;
  /// False: gated edges count in full, whatever gates them.
  bool gates = true;

  /// f(lambda s), for a number or a pack of them.
  template <class Real>
  [[nodiscard]] Real squash(Real s) const {
    if (f == activation::tanh) return math::tanh(Real(lambda * s));
    // By way of tanh: exact in both tails, and one function for packs.
    return 0.5 + 0.5 * math::tanh(Real(0.5 * lambda * s));
  }

  /// d f(lambda s) / ds, from the value x = f(lambda s).
  [[nodiscard]] double slope(double x) const {
    return lambda * (f == activation::tanh ? (1 - x) * (1 + x) : x * (1 - x));
  }
  [[nodiscard]] double steepest() const { return f == activation::tanh ? lambda : lambda / 4; }

  /// What a concept at x passes on, and its derivative.
  template <class Real>
  [[nodiscard]] Real signal(Real x) const {
    return rule == update_rule::rescaled ? Real(2 * x - 1) : x;
  }
  [[nodiscard]] double signal_slope() const { return rule == update_rule::rescaled ? 2 : 1; }
  [[nodiscard]] bool remembers() const { return rule != update_rule::kosko; }

  [[nodiscard]] double lowest() const { return f == activation::tanh ? -1 : 0; }

  void validate() const {
    if (!(lambda > 0 && std::isfinite(lambda))) {
      throw domain_error("dynamics: lambda must be above 0 and finite, got " + to_text(lambda));
    }
  }
};

/// A concept at a value: a lever, a shock, a start.
struct setting {
  std::string id = {};
  double value = 0;

  friend bool operator==(const setting&, const setting&) = default;
};

/// A policy or an event.
struct package {
  std::string name = {};
  /// Concepts held at a value, levers or not: nothing else moves them.
  std::vector<setting> hold = {};
  /// Inputs added to what arrives at a concept, which goes on to respond: a drought, a price shock.
  /// A concept that is held stays where it is held, pushed or not.
  std::vector<setting> push = {};

  friend bool operator==(const package&, const package&) = default;
};

/// Where and how a map runs.
struct run_options {
  dynamics how = {};
  /// The state at step 0, and the levers' values in the status quo; 0 where nothing is said.
  std::vector<setting> start = {};
  /// Distance to the fixed point, in any concept; where rounding allows no more, what it allows.
  double tolerance = 1e-12;
  std::size_t max_steps = 20000;
  /// Above 0: stops where a step is not larger than this, as other programs do, and calls the state
  /// stopped, not an equilibrium. For comparison with what they print.
  double stop_at_step = 0;

  void validate() const {
    how.validate();
    if (!(tolerance > 0 && tolerance <= 1)) {
      throw domain_error("run: tolerance must be in (0, 1], got " + to_text(tolerance));
    }
    if (!(stop_at_step >= 0 && std::isfinite(stop_at_step))) {
      throw domain_error("run: stop_at_step must be finite and not negative, got " +
                         to_text(stop_at_step));
    }
  }
};

}  // namespace ltorisk::scenario
