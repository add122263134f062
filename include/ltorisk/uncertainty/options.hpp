// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/progress.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ltorisk::uncertainty {

using ltorisk::progress;

struct simulate_options {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
  /// Where quantiles are asked for, each in (0, 1).
  std::vector<double> probabilities = {0.05, 0.25, 0.5, 0.75, 0.95};
  bool ranks = true;
  /// The matrix of who beats whom: communities squared counts for each outcome, and as much time
  /// for each draw.
  bool pairwise = false;
  /// Draws for each confidence factor; 0 for none. A factor costs a simulation of its own for each
  /// community that ever ranks first.
  std::size_t confidence_draws = 0;
  /// Stop where the standard error of every mean score is this or less, in score units; 0 never.
  /// Looked at every 512 draws. An outcome of which nobody has a score is never sure.
  double tolerance = 0;
  /// What may be kept at once, in bytes: where all scores fit, quantiles are exact. A quarter more
  /// may be at work.
  std::size_t memory = std::size_t{256} << 20;
  /// Draws of a task; 0 to choose. No result depends on it.
  std::size_t chunk = 0;
  /// Called now and then from the thread of the caller; false cancels, and what was drawn by then
  /// is the result.
  std::function<bool(const progress&)> on_progress = {};

  void validate() const {
    constexpr std::size_t most = (std::size_t{1} << 32) - 1;
    const auto require = [](bool holds, const std::string& what) {
      if (!holds) throw domain_error("simulate: " + what);
    };
    require(draws >= 1 && draws <= most,
            "draws must be from 1 to " + std::to_string(most) + ", got " + std::to_string(draws));
    for (const double p : probabilities) {
      require(p > 0 && p < 1, "probabilities must be in (0, 1), got " + to_text(p));
    }
    require(tolerance >= 0, "tolerance must be 0 or more, got " + to_text(tolerance));
  }
};

}  // namespace ltorisk::uncertainty
