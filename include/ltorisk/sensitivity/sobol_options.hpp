// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/progress.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace ltorisk::sensitivity {

using ltorisk::progress;

struct sobol_options {
  /// N. A power of two where the points are Sobol's.
  std::size_t draws = 1024;
  /// Of the bootstrap; none give no intervals.
  std::size_t resamples = 1000;
  /// Of the intervals.
  double level = 0.95;
  /// Of the bootstrap. The points have their own.
  std::uint64_t seed = 1;
  /// Points a function is given at a time, at most: fewer where they have many coordinates.
  std::size_t batch = 256;
  /// Stop where the standard error of every index is this or less; 0 never. Looked at after 256
  /// draws and each time they have doubled.
  double tolerance = 0;
  /// Called after 256 draws and each time they have doubled, by the thread of the caller; false
  /// cancels, and the draws done by then give the result.
  std::function<bool(const progress&)> on_progress = {};
};

namespace detail {

inline void validate(const sobol_options& o) {
  constexpr std::size_t most = std::size_t{1} << 31;
  if (o.draws < 2 || o.draws > most) {
    throw domain_error("sobol_indices: draws must be in 2.." + std::to_string(most) + ", got " +
                       std::to_string(o.draws));
  }
  constexpr std::size_t most_resamples = 1'000'000;
  if (o.resamples > most_resamples) {
    throw domain_error("sobol_indices: resamples must be in 0.." + std::to_string(most_resamples) +
                       ", got " + std::to_string(o.resamples));
  }
  if (!(o.level > 0 && o.level < 1)) {
    throw domain_error("sobol_indices: level must be in (0, 1), got " + to_text(o.level));
  }
  if (o.batch == 0) throw domain_error("sobol_indices: batch must be at least 1, got 0");
  if (!(o.tolerance >= 0)) {
    throw domain_error("sobol_indices: tolerance must be 0 or more, got " + to_text(o.tolerance));
  }
  if (o.tolerance > 0 && o.resamples < 2) {
    throw domain_error("sobol_indices: a tolerance needs resamples, got " +
                       std::to_string(o.resamples));
  }
}

}  // namespace detail

}  // namespace ltorisk::sensitivity
