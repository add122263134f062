// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/power.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>

namespace ltorisk::normalize {

/// N of ln(x + shift), for a column with a long upper tail (OECD/JRC Handbook 2008,
/// doi:10.1787/9789264043466-en, step 5.1). `offset` says what the shift is: `none` (ln x, x above
/// 0), `range` (default, COINr's log_CT: ln(x - least + (most - least) / 100)) or `unit` (the COIN
/// Tool's ln(x - least + 1), which moves with the unit). The transform rises, so a cost stays one.
///
/// N learns a line: min_max, z_score, scaled. `log_transformed<min_max>` with `none` is the
/// logarithmic scale between the least and the most. Uncapped, a figure of -shift or less is
/// invalid. A column that is constant or has no known value is an error. Parameters of N come after
/// its own. Sorts in bounded memory (`statistics::counts`).
template <learns_line N>
struct log_transformed {
  static constexpr auto letters = detail::composed_name<N>("log_transformed_");
  static constexpr const char* name = letters.data();
  using summary = statistics::counts;
  normalize::offset offset = normalize::offset::range;
  N normalize = {};

  [[nodiscard]] scales::box_cox fit(const summary& s, const criterion& c) const {
    const auto column = statistics::summarize<statistics::moments>(s[0])[0];
    const double shift = detail::shift_of(offset, column, c, name);
    return detail::fit_power(normalize, s[0], c, 0, shift);
  }

  static void parameters(auto& list, auto& self) {
    list("offset", self.offset, {"none", "range", "unit"});
    if constexpr (parametric<N>) N::parameters(list, self.normalize);
  }
  void validate() const { validate_scheme(normalize); }
  friend bool operator==(const log_transformed&, const log_transformed&) = default;
};

}  // namespace ltorisk::normalize
