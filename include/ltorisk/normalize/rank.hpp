// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/distribution.hpp>
#include <ltorisk/statistics/counts.hpp>

#include <cmath>

namespace ltorisk::normalize {

/// v = the rank of x from the worst, which is `first`, to the best, first + n - 1 (OECD/JRC
/// Handbook 2008, doi:10.1787/9789264043466-en, step 5). A cost ranks its largest value worst. 1,
/// the default, as in R and COINr; 0 counts the points of Borda. `ties` says what equal values
/// have.
///
/// Only the order counts: zeros, negative values and outliers are fine. In a constant column all
/// share the middle rank (ties `average`). A figure never seen ranks as among the sample (see
/// `ties`); outside its range it counts as the end. No known value is an error.
///
/// Sorts in bounded memory (`statistics::counts`); the frozen function has 24 bytes for each
/// different value.
struct rank {
  static constexpr const char* name = "rank";
  using summary = statistics::counts;
  normalize::ties ties = normalize::ties::average;
  double first = 1;

  [[nodiscard]] scales::empirical fit(const summary& s, const criterion& c) const {
    return detail::distribution(s, c, name, ties,
                                [this](double place, double) { return place - 1 + first; });
  }

  static void parameters(auto& list, auto& self) {
    list("ties", self.ties, {"average", "min", "max", "dense"});
    list("first", self.first);
  }
  void validate() const {
    if (!std::isfinite(first)) {
      throw domain_error("rank: first must be finite, got " + to_text(first));
    }
  }
  friend bool operator==(const rank&, const rank&) = default;
};

}  // namespace ltorisk::normalize
