// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/random/philox.hpp>
#include <ltorisk/scales/value_function.hpp>
#include <ltorisk/scenario/causal_map.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ltorisk::scenario {

/// Weights as they might be: each uniform in its edge's range, or where it has none, the weight
/// times a uniform factor. Draw `d` is the same for every caller. A factor may carry a weight
/// beyond 1.
class weight_draws {
 public:
  weight_draws(const causal_map& m, std::uint64_t seed, interval factor) : random_(seed) {
    if (!(std::isfinite(factor.lower) && std::isfinite(factor.upper) && 0 <= factor.lower &&
          factor.lower <= factor.upper)) {
      throw domain_error("weight_draws: factor must be two finite numbers from 0 on, got " +
                         to_text(factor.lower) + " and " + to_text(factor.upper));
    }
    for (const auto& e : m.edges) {
      ranges_.push_back(
          e.range.value_or(interval{e.weight * factor.lower, e.weight * factor.upper}));
    }
  }

  [[nodiscard]] std::size_t edges() const { return ranges_.size(); }

  /// Writes the weights of one draw, in the order of the map's edges.
  void draw(std::uint64_t number, double* weights) const {
    for (std::size_t e = 0; e < ranges_.size(); e += 2) {
      const auto u = random_.uniform(number, static_cast<std::uint32_t>(e / 2));
      for (std::size_t k = 0; k < 2 && e + k < ranges_.size(); ++k) {
        const auto& [lower, upper] = ranges_[e + k];
        weights[e + k] = lower + u[k] * (upper - lower);
      }
    }
  }

 private:
  random::philox random_;
  std::vector<interval> ranges_;
};

}  // namespace ltorisk::scenario
