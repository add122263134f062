// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/contraction.hpp>
#include <ltorisk/scenario/dynamics.hpp>
#include <ltorisk/scenario/linear_system.hpp>
#include <ltorisk/scenario/wiring.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
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

namespace detail {

[[nodiscard]] inline double farthest(const std::vector<double>& a, const std::vector<double>& b) {
  double d = 0;
  for (std::size_t i = 0; i < a.size(); ++i) d = std::max<double>(d, std::fabs(a[i] - b[i]));
  return d;
}

/// Runs one wiring until it knows where it goes.
class settler {
 public:
  settler(const wiring& map, std::vector<std::string> ids, const run_options& o)
      : map_(map), ids_(std::move(ids)), o_(o), certain_(map), outside_(map.size()) {
    map_.inputs(map_.weights().data(), outside_.data());
    const auto terms = static_cast<double>(map.size() + 8);
    rounding_ = terms * std::numeric_limits<double>::epsilon() *
                (1 + steepest_jacobian(map).norm());
  }

  [[nodiscard]] settled run() {
    auto x = map_.start();
    auto mark = x;  // Brent (1980): compare with the state at the last power of two
    std::size_t marked = 0;
    settled result;
    for (std::size_t t = 1; t <= o_.max_steps; ++t) {
      auto y = step(x);
      const double moved = farthest(x, y);
      x = std::move(y);
      result.steps = t;
      result.last_step = moved;
      if (o_.stop_at_step > 0) {
        if (moved > o_.stop_at_step) continue;
        result.outcome = outcome::stopped;
        break;
      }
      if (certain_.holds) {
        const double bound = certain_.amplification * (moved + rounding_) + rounding_;
        if (bound > o_.tolerance && moved > rounding_) continue;
        result.outcome = outcome::fixed_point;
        result.unique = result.stable = true;
        result.distance = bound;
        break;
      }
      if (moved < close_by && (t % 8 == 0 || moved == 0) && found({x}, result)) return result;
      const double back = farthest(x, mark);
      if (t > marked + 1 && back < close_by && moved > 10 * back) {
        std::vector<std::vector<double>> cycle{x};
        while (cycle.size() < t - marked) cycle.push_back(step(cycle.back()));
        if (found(std::move(cycle), result)) return result;
        mark = x;
        marked = t;
      }
      if (t >= 2 * marked) {
        mark = x;
        marked = t;
      }
    }
    result.states = {{ids_, x}};
    return result;
  }

 private:
  // From here on Newton's method tells whether there is something.
  static constexpr double close_by = 1e-7;

  [[nodiscard]] std::vector<double> step(const std::vector<double>& x) const {
    std::vector<double> y(x.size());
    map_.step(map_.weights().data(), outside_.data(), x.data(), y.data());
    return y;
  }

  // Moves `cycle` onto the cycle (or fixed point) next to it, if there is one that attracts, or one
  // that the map is on already.
  bool found(std::vector<std::vector<double>> cycle, settled& result) const {
    const auto period = cycle.size();
    double first = 0, last = std::numeric_limits<double>::infinity();
    for (int i = 0; i < 8; ++i) {
      square_matrix whole(map_.size(), 1);
      for (const auto& x : cycle) whole = map_.jacobian(x, wiring::side::right) * whole;
      auto residual = step(cycle.back());
      for (std::size_t k = 0; k < residual.size(); ++k) residual[k] -= cycle.front()[k];
      const auto move = solve(square_matrix::difference(1, whole), residual);
      if (move.empty()) {
        const bool repeats = period == 1 && result.last_step == 0;
        if (repeats) result.outcome = outcome::fixed_point;
        if (repeats) result.states = {{ids_, std::move(cycle.front())}};
        return repeats;
      }
      double size = 0;
      for (const double d : move) size = std::max<double>(size, std::fabs(d));
      if (!(size <= 1e-4) || size > last) return false;
      if (i == 0) first = size;
      const bool done = 2 * size <= o_.tolerance || size <= 4 * rounding_;
      if (done) {
        const bool stable = whole.powers_vanish();
        // Passing an unstable point slowly is not arriving there.
        if (!stable && first > 100 * rounding_) return false;
        if (period > 1 && repeats_sooner(cycle)) return false;
        result.outcome = period == 1 ? outcome::fixed_point : outcome::limit_cycle;
        result.stable = stable;
        result.distance = 2 * size + 4 * rounding_;
        result.states.clear();
        for (auto& x : cycle) result.states.push_back({ids_, std::move(x)});
        return true;
      }
      last = size;
      for (std::size_t k = 0; k < move.size(); ++k) cycle.front()[k] += move[k];
      for (std::size_t k = 1; k < period; ++k) cycle[k] = step(cycle[k - 1]);
    }
    return false;
  }

  [[nodiscard]] bool repeats_sooner(const std::vector<std::vector<double>>& cycle) const {
    for (std::size_t p = 1; p < cycle.size(); ++p) {
      if (cycle.size() % p == 0 && farthest(cycle[0], cycle[p]) < 10 * close_by) return true;
    }
    return false;
  }

  const wiring& map_;
  std::vector<std::string> ids_;
  const run_options& o_;
  contraction certain_;
  std::vector<double> outside_;
  double rounding_ = 0;
};

}  // namespace detail

/// Runs the map from its start until the distance to a fixed point is within the tolerance (never
/// by the size of a step alone), a limit cycle is found, or the steps are used up. Where
/// `contraction` holds, the distance is a proven bound; elsewhere the point is the one Newton's
/// method finds next to where the map went, and its stability is tested.
[[nodiscard]] inline settled settle(const causal_map& m, const package& p = {},
                                    const run_options& o = {}) {
  return detail::settler(wiring(m, p, o), m.ids(), o).run();
}

/// The states of the first `steps` steps, step 0 first, for a plot. Steps are no calendar time.
[[nodiscard]] inline std::vector<concept_values> trajectory(const causal_map& m, const package& p,
                                                            std::size_t steps,
                                                            const run_options& o = {}) {
  const wiring map(m, p, o);
  std::vector<double> outside(map.size());
  map.inputs(map.weights().data(), outside.data());
  std::vector<concept_values> states{{m.ids(), map.start()}};
  while (states.size() <= steps) {
    auto next = states.back();
    map.step(map.weights().data(), outside.data(), states.back().values.data(),
             next.values.data());
    states.push_back(std::move(next));
  }
  return states;
}

}  // namespace ltorisk::scenario
