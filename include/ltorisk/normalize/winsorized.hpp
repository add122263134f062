// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/treatment.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>
#include <ltorisk/statistics/winsorize.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace ltorisk::normalize {

namespace detail {

[[nodiscard]] inline statistics::winsorizing drawn_in(const statistics::value_counts& known,
                                                      const statistics::outlier_rule& rule,
                                                      const criterion& c, const char* scheme) {
  const auto column = statistics::summarize<statistics::moments>(known)[0];
  require_spread(column, c, scheme);
  if (column.count < 4) {
    refuse(c, "has " + to_text(column.count) + " known values: " + scheme +
                  " needs four to know skewness and kurtosis");
  }
  return statistics::winsorize(known, rule);
}

/// The summary of the values with those outside [lower, upper] drawn in.
template <statistics::summary S>
[[nodiscard]] S summarize_within(const statistics::value_counts& known, double lower,
                                 double upper) {
  return statistics::summarize<S>(
      known, [&](double x) { return std::clamp<double>(x, lower, upper); });
}

inline void validate_rule(const statistics::outlier_rule& rule, const char* scheme) {
  const auto require = [&](bool holds, const char* what, double got) {
    if (!holds) throw domain_error(std::string(scheme) + ": " + what + ", got " + to_text(got));
  };
  require(rule.skewness >= 0, "skewness must be 0 or more", rule.skewness);
  require(!std::isnan(rule.kurtosis), "kurtosis must be a number", rule.kurtosis);
  require(rule.most_points >= 0, "most_points must be 0 or more", rule.most_points);
}

}  // namespace detail

/// N after the outliers of the column are drawn in: while |skewness| > 2 and excess kurtosis > 3.5,
/// the extreme value at the end that skews becomes its neighbor, at most five values (the JRC's
/// practice: COIN Tool user guide, Becker et al. 2019, doi:10.2760/523877; COINr's winsorise).
/// Either threshold is enough. Equal values move together and count each, so that the last step can
/// go beyond `most_points`. Skewness and kurtosis are by `definition` those of Excel (`sample`) or
/// the plain moment ratios (`population`).
///
/// Where that is not enough: `otherwise` `refuse` is an error (`treated` takes the
/// logarithm then), `keep` goes on with what is reached. The frozen function counts every figure
/// beyond the values drawn in as the end it passed, so it is capped, and never leaves the range of
/// N on the sample.
///
/// Missing values are left out. Fewer than four known values have no kurtosis: an error, as is a
/// constant column. Parameters of N come after its own. Sorts in bounded memory (`statistics::counts`).
template <normalization N>
struct winsorized {
  enum class fallback { refuse, keep };

  static constexpr auto letters = detail::composed_name<N>("winsorized_");
  static constexpr const char* name = letters.data();
  using summary = statistics::counts;
  statistics::outlier_rule rule = {};
  fallback otherwise = fallback::refuse;
  N normalize = {};

  [[nodiscard]] fitted<N> fit(const summary& s, const criterion& c) const {
    const auto found = detail::drawn_in(s[0], rule, c, name);
    if (!found.passes && otherwise == fallback::refuse) {
      detail::refuse(c, "has skewness " + to_text(found.left.skewness) + " and kurtosis " +
                            to_text(found.left.kurtosis) + " still with " + to_text(found.points) +
                            " values winsorized: transform it, or allow more points");
    }
    const auto f = normalize.fit(
        detail::summarize_within<typename N::summary>(s[0], found.lower, found.upper), c);
    return detail::cut(f, found.lower, found.upper, c);
  }

  static void parameters(auto& list, auto& self) {
    list("skewness", self.rule.skewness);
    list("kurtosis", self.rule.kurtosis);
    list("most_points", self.rule.most_points);
    list("definition", self.rule.definition, {"sample", "population"});
    list("otherwise", self.otherwise, {"refuse", "keep"});
    if constexpr (parametric<N>) N::parameters(list, self.normalize);
  }
  void validate() const {
    detail::validate_rule(rule, name);
    validate_scheme(normalize);
  }
  friend bool operator==(const winsorized&, const winsorized&) = default;
};

}  // namespace ltorisk::normalize
