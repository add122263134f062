// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/solve/linear_program.hpp>
#include <ltorisk/weight/best_worst_answers.hpp>
#include <ltorisk/weight/judgments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::weight {

/// The best-worst method: from how many times as important the best criterion is as each,
/// `best_to_others` = a_B, and each is as the worst, `others_to_worst` = a_W, the weights of least
/// xi
///
///     |w_B - a_Bj w_j| <= xi,  |w_j - a_jW w_W| <= xi,  sum(w) = 1,  w >= 0
///
/// (Rezaei 2016, doi:10.1016/j.omega.2015.12.001: the linear model. The ratios |w_B / w_j - a_Bj|
/// of Rezaei 2015, doi:10.1016/j.omega.2014.11.009, leave several weights equally good and are not
/// offered; these are unique, and for consistent answers both agree.)
///
/// The best is the criterion with a_B = 1, the worst that with a_W = 1 (of several the one that is
/// furthest from the other end). Answers are finite and at least 1, usually on Saaty's scale 1 ..
/// 9; both lists compare best with worst, so they must agree there, and nothing is further apart.
///
/// `input_consistency_ratio` = max_j |a_Bj a_jW - a_BW| / (a_BW^2 - a_BW) (Liang, Brunelli, Rezaei
/// 2020, doi:10.1016/j.omega.2019.102175) is 0 for consistent answers, at most 1; above
/// `max_consistency_ratio` they are refused. The default 1 never refuses; that paper has limits by
/// the number of criteria and a_BW. Looks at no figures.
struct best_worst {
  static constexpr const char* name = "best_worst";
  using summary = statistics::nothing;
  std::vector<double> best_to_others = {};
  std::vector<double> others_to_worst = {};
  double max_consistency_ratio = 1;

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    detail::require_count(name, "comparisons", best_to_others.size(), criteria);
    auto solution = solved();
    const double ratio = input_consistency_ratio();
    if (ratio > max_consistency_ratio + 1e-9) {
      throw input_error(
          {{name, "consistency ratio " + to_text(ratio) + " is above max_consistency_ratio " +
                      to_text(max_consistency_ratio)}});
    }
    solution.pop_back();
    return detail::scaled_to_one(solution);
  }

  /// The least xi: 0 for consistent answers. Comparisons must not be empty.
  [[nodiscard]] double xi() const { return solved().back(); }

  [[nodiscard]] double input_consistency_ratio() const {
    require_some();
    double ratio = 0;
    const double extreme = best_to_others[worst()];
    for (std::size_t j = 0; j < best_to_others.size() && extreme > 1; ++j) {
      // Divided by a_BW first, so that no product overflows.
      const double gap = std::fabs(best_to_others[j] / extreme * others_to_worst[j] - 1);
      ratio = std::max<double>(ratio, gap / (extreme - 1));
    }
    return ratio;
  }

  /// Where they stand among the criteria; comparisons must not be empty.
  [[nodiscard]] std::size_t best() const { return detail::end_of(best_to_others, others_to_worst); }
  [[nodiscard]] std::size_t worst() const {
    return detail::end_of(others_to_worst, best_to_others);
  }

  static void parameters(auto& list, auto& self) {
    list("best_to_others", self.best_to_others);
    list("others_to_worst", self.others_to_worst);
    list("max_consistency_ratio", self.max_consistency_ratio);
  }
  /// No comparisons yet is no fault: they are missed where they are used.
  void validate() const {
    detail::require_answers(best_to_others, others_to_worst);
    if (!(max_consistency_ratio >= 0)) {
      throw domain_error("best_worst: max_consistency_ratio must be at least 0, got " +
                         to_text(max_consistency_ratio));
    }
  }
  friend bool operator==(const best_worst&, const best_worst&) = default;

 private:
  void require_some() const {
    if (best_to_others.empty()) throw domain_error("best_worst: best_to_others must not be empty");
    validate();
  }

  // w, then xi.
  [[nodiscard]] std::vector<double> solved() const {
    require_some();
    const auto n = best_to_others.size(), b = best(), w = worst();
    solve::linear_program program(n + 1);
    const auto close = [&](std::size_t i, double a, std::size_t j) {
      if (i == j) return;
      std::vector<double> row(n + 1);
      row[i] = 1;
      row[j] = -a;
      row[n] = -1;
      program.at_most(row, 0);
      row[i] = -1;
      row[j] = a;
      program.at_most(row, 0);
    };
    for (std::size_t j = 0; j < n; ++j) {
      close(b, best_to_others[j], j);
      if (j != b) close(j, others_to_worst[j], w);
    }
    std::vector<double> row(n + 1, 1.0), cost(n + 1);
    row[n] = 0;
    cost[n] = 1;
    program.equal(row, 1);
    return program.minimize(cost).x;  // equal weights with a large xi are feasible
  }
};

}  // namespace ltorisk::weight
