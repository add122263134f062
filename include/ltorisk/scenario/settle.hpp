// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/contraction.hpp>
#include <ltorisk/scenario/dynamics.hpp>
#include <ltorisk/scenario/jacobian.hpp>
#include <ltorisk/scenario/linear_system.hpp>
#include <ltorisk/scenario/settled.hpp>
#include <ltorisk/scenario/wiring.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

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
    rounding_ =
        terms * std::numeric_limits<double>::epsilon() * (1 + steepest_jacobian(map).norm());
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
      for (const auto& x : cycle) whole = jacobian(map_, x, side::right) * whole;
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

}  // namespace ltorisk::scenario
