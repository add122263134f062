// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/wiring.hpp>
#include <ltorisk/simd/pack.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

namespace ltorisk::scenario {

/// Runs one wiring under many sets of weights, one in each lane of a pack. A lane that has settled
/// takes the next set at once. What a lane does depends on its weights alone.
template <unsigned Isa>
class batch {
 public:
  using pack = simd::pack<Isa>;

  batch(const wiring& map, double tolerance, std::size_t max_steps)
      : map_(map),
        tolerance_(tolerance),
        max_steps_(max_steps),
        edges_(map.weights().size()),
        w_(edges_),
        outside_(map.size()),
        x_(map.size()),
        y_(map.size()) {}

  /// `weights`: `sets` times a weight per edge. Calls `settled(set, x)` with the state reached, or
  /// with nullptr where the lane was not near a fixed point when the steps were used up. Steps are
  /// checked eight at a time: with s the last one and r its ratio to the last one eight steps ago,
  /// what is left to go is about s / (1 - r^(1/8)) < 8 s / (1 - r).
  template <class F>
  void run(const double* weights, std::size_t sets, F settled) {
    lane lanes[pack::width];
    std::size_t next = 0, busy = 0, steps = 0;
    // The first ratio is infinite: two checks at least, unless nothing moves.
    pack before = 0.0;
    const auto fill = [&](std::size_t i) {
      lanes[i] = {};
      if (next == sets) return;
      for (std::size_t e = 0; e < edges_; ++e) put(w_[e], i, weights[next * edges_ + e]);
      for (std::size_t k = 0; k < x_.size(); ++k) put(x_[k], i, map_.start()[k]);
      put(before, i, 0);
      lanes[i] = {.set = next++, .last_step = steps + max_steps_, .busy = true};
      ++busy;
    };
    for (std::size_t i = 0; i < pack::width; ++i) fill(i);
    std::vector<double> state(x_.size());
    map_.inputs(w_.data(), outside_.data());
    std::size_t look_at = max_steps_;
    while (busy > 0) {
      const pack moved = eight_steps();
      steps += 8;
      const auto done = moved == 0.0 || 8 * moved * before <= tolerance_ * (before - moved);
      before = moved;
      if (!done.any() && steps < look_at) continue;
      double settles[pack::width];
      math::select(done, pack(1.0), pack(0.0)).store(settles);
      bool refilled = false;
      for (std::size_t i = 0; i < pack::width; ++i) {
        if (!lanes[i].busy || (settles[i] == 0 && steps < lanes[i].last_step)) continue;
        for (std::size_t k = 0; k < state.size(); ++k) state[k] = get(x_[k], i);
        settled(lanes[i].set, settles[i] != 0 ? state.data() : nullptr);
        --busy;
        fill(i);
        refilled = true;
      }
      if (refilled) map_.inputs(w_.data(), outside_.data());
      look_at = steps + max_steps_;
      for (const auto& l : lanes) {
        if (l.busy) look_at = std::min<std::size_t>(look_at, l.last_step);
      }
    }
  }

 private:
  struct lane {
    std::size_t set = 0;
    std::size_t last_step = 0;
    bool busy = false;
  };

  // How far the last of them moved any concept.
  pack eight_steps() {
    for (int i = 0; i < 4; ++i) {
      map_.step(w_.data(), outside_.data(), x_.data(), y_.data());
      map_.step(w_.data(), outside_.data(), y_.data(), x_.data());
    }
    pack moved = 0.0;
    for (std::size_t k = 0; k < x_.size(); ++k) {
      const pack d = x_[k] - y_[k];
      moved = math::larger(moved, math::larger(d, -d));
    }
    return moved;
  }

  static void put(pack& p, std::size_t i, double x) {
    std::memcpy(reinterpret_cast<char*>(&p) + i * sizeof x, &x, sizeof x);
  }
  static double get(const pack& p, std::size_t i) {
    double x;
    std::memcpy(&x, reinterpret_cast<const char*>(&p) + i * sizeof x, sizeof x);
    return x;
  }

  const wiring& map_;
  double tolerance_;
  std::size_t max_steps_;
  std::size_t edges_;
  std::vector<pack> w_, outside_, x_, y_;
};

}  // namespace ltorisk::scenario
