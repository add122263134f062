// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/power.hpp>
#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>

namespace ltorisk::normalize {

/// N after the JRC's treatment of outliers in two stages: `winsorized`, and where that leaves
/// |skewness| > 2 and excess kurtosis > 3.5 still, the logarithm ln(x + shift) of the figures as
/// they were (COINr's qTreat, its default). `offset` says what the shift is: `range` as COINr's
/// log_CT (default), `unit`, or `none`, as for `log_transformed`. The logarithm is kept whatever
/// shape it has: the scale found says which stage was taken, exponent 1 or 0.
///
/// N learns a line: min_max, z_score, scaled. A winsorized column is capped at the values drawn in,
/// the logarithm as N is. Fewer than four known values are an error, as is a constant column.
/// Parameters of N come after its own. Sorts in bounded memory (`statistics::counts`).
template <learns_line N>
struct treated {
  static constexpr auto letters = detail::composed_name<N>("treated_");
  static constexpr const char* name = letters.data();
  using summary = statistics::counts;
  statistics::outlier_rule rule = {};
  normalize::offset offset = normalize::offset::range;
  N normalize = {};

  [[nodiscard]] scales::box_cox fit(const summary& s, const criterion& c) const {
    const auto& known = s[0];
    const auto found = detail::drawn_in(known, rule, c, name);
    if (!found.passes) {
      const auto column = statistics::summarize<statistics::moments>(known)[0];
      return detail::fit_power(normalize, known, c, 0, detail::shift_of(offset, column, c, name));
    }
    const auto line = normalize.fit(
        detail::summarize_within<typename N::summary>(known, found.lower, found.upper), c);
    return {.exponent = 1,
            .shift = 0,
            .lower = found.lower,
            .upper = found.upper,
            .onto = {line(found.lower), line(found.upper)},
            .capped = true};
  }

  static void parameters(auto& list, auto& self) {
    list("skewness", self.rule.skewness);
    list("kurtosis", self.rule.kurtosis);
    list("most_points", self.rule.most_points);
    list("definition", self.rule.definition, {"sample", "population"});
    list("offset", self.offset, {"none", "range", "unit"});
    if constexpr (parametric<N>) N::parameters(list, self.normalize);
  }
  void validate() const {
    detail::validate_rule(rule, name);
    validate_scheme(normalize);
  }
  friend bool operator==(const treated&, const treated&) = default;
};

}  // namespace ltorisk::normalize
