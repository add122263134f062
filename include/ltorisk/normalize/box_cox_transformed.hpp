// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/power.hpp>
#include <ltorisk/statistics/box_cox.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>

#include <cmath>
#include <string>

namespace ltorisk::normalize {

/// N of ((x + shift)^exponent - 1) / exponent, ln(x + shift) for exponent 0 (Box and Cox 1964,
/// doi:10.1111/j.2517-6161.1964.tb00553.x). The exponent is the most likely one in [-5, 5], under
/// which the column is nearest to a normal distribution, or `given`. `offset` says what the shift
/// is: `none` (default: x must be above 0), `range` (x - least + (most - least) / 100) or `unit`
/// (x - least + 1, COINr's boxcox). The transform rises for every exponent, so a cost stays one.
///
/// N learns a line: min_max, z_score, scaled. Uncapped, a figure of -shift or less is invalid. A
/// column that is constant or has no known value is an error, as is one whose powers overflow.
/// Parameters of N come after its own. Sorts in bounded memory (`statistics::counts`), and goes through
/// the sorted values 90 times to find the exponent.
template <learns_line N>
struct box_cox_transformed {
  enum class source { likelihood, given };

  static constexpr auto letters = detail::composed_name<N>("box_cox_transformed_");
  static constexpr const char* name = letters.data();
  using summary = statistics::counts;
  source from = source::likelihood;
  double exponent = 0;  ///< where it is given
  normalize::offset offset = normalize::offset::none;
  N normalize = {};

  [[nodiscard]] scales::box_cox fit(const summary& s, const criterion& c) const {
    const auto& known = s[0];
    const auto column = statistics::summarize<statistics::moments>(known)[0];
    const double shift = detail::shift_of(offset, column, c, name);
    double power = exponent;
    if (from == source::likelihood) {
      power = statistics::box_cox_exponent(detail::logarithms(known, shift));
    }
    return detail::fit_power(normalize, known, c, power, shift);
  }

  static void parameters(auto& list, auto& self) {
    list("from", self.from, {"likelihood", "given"});
    list("exponent", self.exponent);
    list("offset", self.offset, {"none", "range", "unit"});
    if constexpr (parametric<N>) N::parameters(list, self.normalize);
  }
  void validate() const {
    if (!std::isfinite(exponent)) {
      throw domain_error(std::string(name) + ": exponent must be finite, got " + to_text(exponent));
    }
    validate_scheme(normalize);
  }
  friend bool operator==(const box_cox_transformed&, const box_cox_transformed&) = default;
};

}  // namespace ltorisk::normalize
