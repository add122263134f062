// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/solve/principal_eigenvector.hpp>
#include <ltorisk/weight/comparisons.hpp>
#include <ltorisk/weight/judgments.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::weight {

/// The analytic hierarchy process: from how many times as important each criterion is as each
/// other, `comparisons[i][j]` = 1 / `comparisons[j][i]`, the weights that come nearest.
///
/// `method`: the principal eigenvector (default; Saaty 1977, doi:10.1016/0022-2496(77)90033-5), or
/// the geometric means of the rows, the least squares of the logarithms (Crawford, Williams 1985,
/// doi:10.1016/0022-2496(85)90002-1), which do not depend on whether one asks "more important" or
/// "less important". Equal for up to three criteria and for consistent answers. Others take means
/// of the columns divided by their sums, an approximation by hand of the eigenvector that is not
/// offered.
///
/// The consistency ratio is (lambda - n) / (n - 1), with lambda the principal eigenvalue, divided
/// by its mean over random answers (`random_indices`). It is that of the eigenvalue with either
/// method. Above `max_consistency_ratio`, by default Saaty's 0.1, answers are refused, with the one
/// that fits least; infinity, or any large number, never refuses, 0 takes only consistent ones.
///
/// Comparisons are positive, 1 on the diagonal; a_ij a_ji = 1 within 5 %, so that 0.17 may be
/// written for 1/6: used is sqrt(a_ij / a_ji). Several people's: `joint_comparisons`. Looks at no
/// figures. Time n^3.
struct ahp {
  enum class priorities { principal_eigenvector, geometric_mean };

  static constexpr const char* name = "ahp";
  using summary = statistics::nothing;
  std::vector<std::vector<double>> comparisons = {};
  priorities method = priorities::principal_eigenvector;
  double max_consistency_ratio = 0.1;

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    detail::require_count(name, "comparisons", comparisons.size(), criteria);
    validate();
    const auto a = detail::reciprocal(comparisons);
    const auto principal = solve::principal_eigenvector(a);
    const double ratio = detail::consistency_ratio(principal.value, a.size());
    // What rounding leaves of consistent answers is no inconsistency.
    if (ratio > max_consistency_ratio + 1e-9) {
      const auto [i, j] = detail::least_fitting(a, principal.vector);
      throw input_error(
          {{name, "consistency ratio " + to_text(ratio) + " is above max_consistency_ratio " +
                      to_text(max_consistency_ratio) + "; " + in_quotes(criteria[i].id) +
                      " against " + in_quotes(criteria[j].id) + " = " + to_text(a[i][j]) +
                      " fits least, the rest would have it at " +
                      to_text(principal.vector[i] / principal.vector[j])}});
    }
    return method == priorities::geometric_mean ? detail::geometric_means(a) : principal.vector;
  }

  /// Of n consistent comparisons n, else more. The matrix must not be empty.
  [[nodiscard]] double principal_eigenvalue() const {
    validate();
    return solve::principal_eigenvector(detail::reciprocal(comparisons)).value;
  }
  /// 0 for consistent answers, 1 for those of a die.
  [[nodiscard]] double consistency_ratio() const {
    return detail::consistency_ratio(principal_eigenvalue(), comparisons.size());
  }

  static void parameters(auto& list, auto& self) {
    list("comparisons", self.comparisons);
    list("method", self.method, {"principal_eigenvector", "geometric_mean"});
    list("max_consistency_ratio", self.max_consistency_ratio);
  }
  /// No comparisons yet is no fault: they are missed where they are used.
  void validate() const {
    detail::require_comparisons(name, comparisons);
    if (!(max_consistency_ratio >= 0)) {
      throw domain_error("ahp: max_consistency_ratio must be at least 0, got " +
                         to_text(max_consistency_ratio));
    }
  }
  friend bool operator==(const ahp&, const ahp&) = default;
};

}  // namespace ltorisk::weight
