// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <string>

namespace ltorisk::compare {

/// What becomes of a community some of whose figures are missing. Figures that are not applicable
/// weigh nothing under any of these.
///
/// | made by             | what it does                                                          |
/// |---------------------|-----------------------------------------------------------------------|
/// | `renormalize()`     | the missing figure's weight goes to the others                        |
/// | `complete_only()`   | no score unless every figure of positive weight is known              |
/// | `at_least(share)`   | as `renormalize`, no score where less of the weight is known          |
/// | `assume_middle()`   | counts as the middle of the values its figure can have                |
/// | `assume_mean()`     | counts as the mean of the column's known values                       |
///
/// Where the aggregation requires all its children (`missing_rule::require`), renormalizing leaves
/// no score, and an assumed value gives one. What is assumed enters after the normalization, and
/// never the learning of scales and weights.
struct missing_handling {
  enum class kind { renormalize, assume_middle, assume_mean };

  kind how = kind::renormalize;
  /// The share of the weight that must be known for a score; what is assumed is not.
  double min_coverage = 0;

  static missing_handling renormalize() { return {}; }
  static missing_handling complete_only() { return {kind::renormalize, 1}; }
  static missing_handling at_least(double share) { return {kind::renormalize, share}; }
  static missing_handling assume_middle() { return {kind::assume_middle, 0}; }
  static missing_handling assume_mean() { return {kind::assume_mean, 0}; }

  [[nodiscard]] std::string name() const {
    std::string text = how == kind::assume_middle ? "assume_middle"
                       : how == kind::assume_mean ? "assume_mean"
                       : min_coverage == 1        ? "complete_only"
                                                  : "renormalize";
    if (min_coverage > 0 && text != "complete_only") {
      text += "(at_least " + to_text(min_coverage) + ")";
    }
    return text;
  }
  /// Throws `domain_error`.
  void validate() const {
    if (min_coverage >= 0 && min_coverage <= 1) return;
    throw domain_error("missing_handling: min_coverage must be in [0, 1], got " +
                       to_text(min_coverage));
  }
  friend bool operator==(const missing_handling&, const missing_handling&) = default;
};

}  // namespace ltorisk::compare
