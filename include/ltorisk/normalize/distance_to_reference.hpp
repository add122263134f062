// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>

#include <cmath>

namespace ltorisk::normalize {

/// What a column is measured by.
enum class reference { best, worst, mean, maximum, given };

/// v = x / r, or (x - r) / r as a `difference` (OECD/JRC Handbook 2008,
/// doi:10.1787/9789264043466-en, step 5.4), where r is the best or the worst value of the sample by
/// its direction, its mean, its largest value, or `value` where it is `given` (a benchmark, a
/// target). For a cost:
///
/// | inversion    | ratio     | difference | used by                                          |
/// |--------------|-----------|------------|--------------------------------------------------|
/// | `reciprocal` | r / x     | r / x - 1  | scikit, MCDASupport with the best as r (default) |
/// | `complement` | 1 - x / r | 1 - x / r  | pymcdm, pyrepo with the maximum as r             |
///
/// With the best: the linear scale of Hwang and Yoon (1981), x / most and least / x; the fraction
/// of the maximum. r must be above 0, and a cost too for `reciprocal`; negative values are fine
/// otherwise. A column that is constant or has no known value is an error. Not capped. One pass.
struct distance_to_reference {
  enum class form { ratio, difference };
  enum class inverted { reciprocal, complement };

  static constexpr const char* name = "distance_to_reference";
  using summary = statistics::moments;
  normalize::reference reference = normalize::reference::best;
  double value = 1;
  form measure = form::ratio;
  inverted inversion = inverted::reciprocal;

  [[nodiscard]] scales::box_cox fit(const summary& s, const criterion& c) const {
    const auto& column = s[0];
    detail::require_spread(column, c, name);
    const bool cost = c.direction == sign::minus;
    const double r = referred(column, cost);
    if (!(r > 0)) {
      detail::refuse(c,
                     "must have a reference above 0 for distance_to_reference, got " + to_text(r));
    }
    const double center = measure == form::difference ? 1 : 0;
    const auto line = [&](auto at) {
      return detail::through(column, c, 1, at(column.least), at(column.most));
    };
    if (!cost) return line([&](double x) { return x / r - center; });
    if (inversion == inverted::complement) {
      return line([&](double x) { return 1 - x / r; });
    }
    detail::require_positive(column, c, "distance_to_reference divides by a cost");
    return detail::through(column, c, -1, r / column.least - center, r / column.most - center);
  }

  static void parameters(auto& list, auto& self) {
    list("reference", self.reference, {"best", "worst", "mean", "maximum", "given"});
    list("value", self.value);
    list("measure", self.measure, {"ratio", "difference"});
    list("inversion", self.inversion, {"reciprocal", "complement"});
  }
  void validate() const {
    if (!(std::isfinite(value) && value > 0)) {
      throw domain_error("distance_to_reference: value must be above 0 and finite, got " +
                         to_text(value));
    }
  }
  friend bool operator==(const distance_to_reference&, const distance_to_reference&) = default;

 private:
  [[nodiscard]] double referred(const statistics::column_moments& column, bool cost) const {
    using normalize::reference;
    switch (this->reference) {
      case reference::best: return cost ? column.least : column.most;
      case reference::worst: return cost ? column.most : column.least;
      case reference::mean: return column.mean;
      case reference::maximum: return column.most;
      case reference::given: break;
    }
    return value;
  }
};

}  // namespace ltorisk::normalize
