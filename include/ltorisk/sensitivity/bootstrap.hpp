// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/random/philox.hpp>
#include <ltorisk/sensitivity/indices.hpp>
#include <ltorisk/statistics/quantile.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace ltorisk::sensitivity::detail {

/// How often each draw is in a resample: N times one of N, from a stream of its own.
inline void resample(std::uint64_t seed, std::size_t number, std::span<double> counts) {
  constexpr std::uint32_t bootstrap_domain = 3;
  const random::philox bits(seed);
  std::ranges::fill(counts, 0);
  for (std::size_t i = 0; i < counts.size(); i += 4) {
    const auto r = bits({static_cast<std::uint32_t>(i / 4), static_cast<std::uint32_t>(number), 0,
                         bootstrap_domain});
    for (std::size_t k = 0; k < 4 && i + k < counts.size(); ++k) {
      ++counts[static_cast<std::size_t>(std::uint64_t{r[k]} * counts.size() >> 32)];
    }
  }
}

/// Value, standard error and percentile interval; resamples in which nothing varied are left out.
[[nodiscard]] inline estimate summarize(double value, std::vector<double> resampled, double level) {
  estimate e{.value = value};
  std::erase_if(resampled, [](double x) { return !std::isfinite(x); });
  if (resampled.size() < 2) return e;
  const auto n = static_cast<double>(resampled.size());
  const double mean = std::accumulate(resampled.begin(), resampled.end(), 0.0) / n;
  double squares = 0;
  for (const double x : resampled) squares += (x - mean) * (x - mean);
  e.error = std::sqrt(squares / (n - 1));
  std::ranges::sort(resampled);
  e.lower = statistics::quantile(resampled, (1 - level) / 2);
  e.upper = statistics::quantile(resampled, (1 + level) / 2);
  return e;
}

}  // namespace ltorisk::sensitivity::detail
