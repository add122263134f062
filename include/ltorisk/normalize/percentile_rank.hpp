// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/distribution.hpp>
#include <ltorisk/statistics/counts.hpp>

namespace ltorisk::normalize {

/// v = the rank r of x from the worst up, as a share of the n known values, in 0..1:
///
/// | position    | v                 | used by                                                  |
/// |-------------|-------------------|----------------------------------------------------------|
/// | `midpoint`  | (r - 1/2) / n     | the share below plus half the equal ones (default)       |
/// | `inclusive` | (r - 1) / (n - 1) | Excel's PERCENTRANK.INC and COINr's n_prank, ties `min`  |
/// | `exclusive` | r / (n + 1)       | Excel's PERCENTRANK.EXC, ties `min`                      |
/// | `share`     | r / n             | the share at or below with ties `max`                    |
///
/// `share` with ties `min` is the percentile of the OECD/JRC Handbook (2008,
/// doi:10.1787/9789264043466-en, table 15).
///
/// Only the order counts: zeros, negative values and outliers are fine. In a constant column and
/// with one row all share the middle, 1/2 (ties `average`, and not `share`). With ties `dense`, n
/// is the number of different values. A figure never seen ranks as among the sample, not between
/// two ranks as Excel would; outside its range it counts as the end. No known value is an error.
/// Sorts in bounded memory (`statistics::counts`); the frozen function has 24 bytes for each
/// different value.
struct percentile_rank {
  enum class convention { midpoint, inclusive, exclusive, share };

  static constexpr const char* name = "percentile_rank";
  using summary = statistics::counts;
  convention position = convention::midpoint;
  normalize::ties ties = normalize::ties::average;

  [[nodiscard]] scales::empirical fit(const summary& s, const criterion& c) const {
    return detail::distribution(s, c, name, ties, [this](double r, double n) {
      switch (position) {
        case convention::midpoint: return (r - 0.5) / n;
        case convention::inclusive: return n > 1 ? (r - 1) / (n - 1) : 0.5;
        case convention::exclusive: return r / (n + 1);
        case convention::share: break;
      }
      return r / n;
    });
  }

  static void parameters(auto& list, auto& self) {
    list("position", self.position, {"midpoint", "inclusive", "exclusive", "share"});
    list("ties", self.ties, {"average", "min", "max", "dense"});
  }
  friend bool operator==(const percentile_rank&, const percentile_rank&) = default;
};

}  // namespace ltorisk::normalize
