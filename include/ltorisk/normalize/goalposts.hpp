// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/scales/linear.hpp>
#include <ltorisk/statistics/block.hpp>

namespace ltorisk::normalize {

/// v = (x - lower) / (upper - lower), for a cost (upper - x) / (upper - lower), carried onto
/// `onto`. The goalposts are given and do not move with the sample, so that years can be compared
/// (UNDP, Human Development Report 2010, technical note 1; OECD/JRC Handbook 2008,
/// doi:10.1787/9789264043466-en, step 5). Capped, a figure beyond a goalpost counts as the
/// goalpost. (A cost is worked out as one less the benefit, as in `min_max`.)
///
/// `onto` {70, 130} with goalposts around a base year is the normalization of the adjusted
/// Mazziotta-Pareto index (2016, doi:10.1007/s11205-015-0998-2). Nothing is learned: a constant
/// column, one row and none are fine. The logarithmic goalposts of income are
/// `scales::logarithmic`.
struct goalposts {
  static constexpr const char* name = "goalposts";
  using summary = statistics::nothing;
  double lower = 0;
  double upper = 1;
  interval onto = {};
  bool capped = true;

  [[nodiscard]] scales::linear fit(const summary&, const criterion& c) const {
    const bool cost = c.direction == sign::minus;
    return {.lower = lower,
            .upper = upper,
            .onto = cost ? interval{onto.upper, onto.lower} : onto,
            .capped = capped};
  }

  static void parameters(auto& list, auto& self) {
    list("lower", self.lower);
    list("upper", self.upper);
    list("onto", self.onto);
    list("capped", self.capped);
  }
  void validate() const { scales::detail::require_goalposts(name, lower, upper, onto); }
  friend bool operator==(const goalposts&, const goalposts&) = default;
};

}  // namespace ltorisk::normalize
