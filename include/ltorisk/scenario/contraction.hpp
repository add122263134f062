// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/linear_system.hpp>
#include <ltorisk/scenario/wiring.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ltorisk::scenario {

/// Bounds of |d step_i / d x_j| over all states. For Kosko's rule without gates: lambda |W'|, a
/// quarter of it for the sigmoid. A gate that may move adds what it can close.
[[nodiscard]] inline square_matrix steepest_jacobian(const wiring& map) {
  square_matrix b(map.size());
  const auto& how = map.how();
  const auto& places = map.places();
  const double reach = how.rule == update_rule::rescaled && how.f == activation::tanh ? 3 : 1;
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (places[i].held) continue;
    const double slope = how.steepest() * how.signal_slope();
    if (how.remembers()) b(i, i) += slope;
    for (const auto& l : places[i].live) {
      const double w = slope * std::fabs(map.weights()[l.edge]);
      const auto& from = places[l.from];
      // A concept that moves may open its gate wholly: what is sure is what held concepts close.
      const double open =
          wiring::open(l, [&](std::size_t k) { return places[k].held ? places[k].level : 0.0; });
      if (!from.held) b(i, l.from) += w * open;
      const double sent = from.held ? std::fabs(how.signal(from.level)) : reach;
      for (const auto k : l.gates) {
        if (!places[k].held) {
          b(i, k) += w / how.signal_slope() * sent / static_cast<double>(l.gates.size());
        }
      }
    }
  }
  return b;
}

/// Shows that steps bring any two states together, and bounds how far a state is from the one
/// fixed point.
///
/// |F(x) - F(y)| <= B |x - y| in every concept, with `steepest_jacobian` B. Where (I - B) v = 1 has
/// a positive solution, I - B is an M-matrix (Berman and Plemmons 1994, theorem 6.2.3), so the
/// spectral radius of B is below one, the fixed point x* is unique, every start leads there, and
/// |F(x) - x*| <= ((I - B)^-1 - I) |F(x) - x| <= (max v - 1) max |F(x) - x|.
struct contraction {
  /// Does the theory apply?
  bool holds = false;
  /// max v - 1: how many times the last step the distance can be. q / (1 - q) in the norm
  /// max |x_i| / v_i, in which each step shrinks distances by q = 1 - 1 / max v.
  double amplification = 0;

  explicit contraction(const wiring& map) {
    const auto v = solve(square_matrix::difference(1, steepest_jacobian(map)),
                         std::vector<double>(map.size(), 1.0));
    // Beyond 1e8 rounding could hide a radius of one.
    holds = !v.empty() && std::ranges::all_of(v, [](double x) { return x > 0 && x < 1e8; });
    if (holds) amplification = *std::ranges::max_element(v) - 1;
  }
};

/// The spectral radius of a matrix without negative numbers, to 1e-12 of its norm. By bisection: q
/// is above it where q I - B is an M-matrix.
[[nodiscard]] inline double spectral_radius(const square_matrix& b) {
  double low = 0, high = b.norm();
  const double enough = 1e-12 * high;
  const std::vector<double> ones(b.size(), 1.0);
  while (high - low > enough) {
    const double q = low + (high - low) / 2;
    const auto v = solve(square_matrix::difference(q, b), ones);
    const bool above = !v.empty() && std::ranges::all_of(v, [](double x) { return x > 0; });
    (above ? high : low) = q;
  }
  return high;
}

/// Of |W|, without gates and levers: where lambda times this is below one (four, for the sigmoid),
/// Kosko's rule has one fixed point, whatever is held and pushed.
[[nodiscard]] inline double spectral_radius(const causal_map& m) {
  square_matrix b(m.concepts.size());
  for (const auto& e : m.edges) b(m.index_of(e.to), m.index_of(e.from)) = std::fabs(e.weight);
  return spectral_radius(b);
}

}  // namespace ltorisk::scenario
