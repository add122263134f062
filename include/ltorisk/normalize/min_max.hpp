// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/scales/linear.hpp>

namespace ltorisk::normalize {

/// v = (x - least) / (most - least), for a cost (most - x) / (most - least), carried onto `onto`:
/// [1, 100] for geometric means, as COINr's users do (OECD/JRC Handbook 2008,
/// doi:10.1787/9789264043466-en, step 5). Capped, a figure outside the sample's range counts as the
/// end it passed. Others call it max-min, or the distance to the maximum (COINr's n_dist2max).
/// (A cost is worked out as one less the benefit: near its worst end it is exact to a rounding of
/// one, not of the small value.)
///
/// A column that is constant, or has no known value, is an error that names it. One pass.
struct min_max {
  static constexpr const char* name = "min_max";
  using summary = statistics::moments;
  interval onto = {};
  bool capped = true;

  [[nodiscard]] scales::linear fit(const summary& s, const criterion& c) const {
    const auto& column = s[0];
    detail::require_spread(column, c, name);
    const bool cost = c.direction == sign::minus;
    return detail::checked(scales::linear{.lower = column.least,
                                          .upper = column.most,
                                          .onto = cost ? interval{onto.upper, onto.lower} : onto,
                                          .capped = capped},
                           c);
  }

  static void parameters(auto& list, auto& self) {
    list("onto", self.onto);
    list("capped", self.capped);
  }
  void validate() const { scales::detail::require_goalposts(name, 0, 1, onto); }
  friend bool operator==(const min_max&, const min_max&) = default;
};

}  // namespace ltorisk::normalize
