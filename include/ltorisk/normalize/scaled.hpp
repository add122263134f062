// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/scales/linear.hpp>

#include <cmath>

namespace ltorisk::normalize {

/// v = mean + spread (x - average) / deviation, for a cost mean - spread (x - average) / deviation:
/// the sample has this mean and this standard deviation. 100 and 10 are those of the
/// Mazziotta-Pareto index (De Muro, Mazziotta, Pareto 2011, doi:10.1007/s11205-010-9727-z, who
/// divide by n: `population`); `sample`, the default as in COINr's n_zscore, divides by n - 1.
///
/// Any value, negative ones included; not capped. A column that is constant, or has no known value,
/// is an error that names it. One pass.
struct scaled {
  static constexpr const char* name = "scaled";
  using summary = statistics::moments;
  double mean = 100;
  double spread = 10;
  statistics::deviation deviation = statistics::deviation::sample;

  [[nodiscard]] scales::linear fit(const summary& s, const criterion& c) const {
    return fit(s, c, name);
  }
  [[nodiscard]] scales::linear fit(const summary& s, const criterion& c, const char* scheme) const {
    const auto& column = s[0];
    detail::require_spread(column, c, scheme);
    const double one = column.standard_deviation(deviation);
    const auto at = [&](double x) {
      const double z = (x - column.mean) / one;
      return mean + spread * (c.direction == sign::minus ? -z : z);
    };
    return detail::checked(scales::linear{.lower = column.least,
                                          .upper = column.most,
                                          .onto = {at(column.least), at(column.most)},
                                          .capped = false},
                           c);
  }

  static void parameters(auto& list, auto& self) {
    list("mean", self.mean);
    list("spread", self.spread);
    list("deviation", self.deviation, {"sample", "population"});
  }
  void validate() const {
    if (!std::isfinite(mean)) {
      throw domain_error("scaled: mean must be finite, got " + to_text(mean));
    }
    if (!(std::isfinite(spread) && spread > 0)) {
      throw domain_error("scaled: spread must be above 0 and finite, got " + to_text(spread));
    }
  }
  friend bool operator==(const scaled&, const scaled&) = default;
};

}  // namespace ltorisk::normalize
