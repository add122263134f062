// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/weight/judgments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::weight {

/// Each of some experts distributes points (often 100) over the criteria:
/// `points[expert][criterion]`. Each expert's points are divided by their sum, so that every expert
/// counts the same whatever budget they spent; the weight is the mean over experts, or with
/// `across` their median, which a single expert cannot move far, divided by its sum (OECD/JRC
/// Handbook 2008, doi:10.1787/9789264043466-en, step 6: budget allocation process).
///
/// Points of several people from swing weighting or SMART are given the same way. Points are finite
/// and not negative, and each expert spends some. Where the median of every criterion is zero there
/// is no answer: an error. Looks at no figures.
struct budget_allocation {
  enum class middle { mean, median };

  static constexpr const char* name = "budget_allocation";
  using summary = statistics::nothing;
  std::vector<std::vector<double>> points = {};
  middle across = middle::mean;

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    detail::require_count(name, "points", points.empty() ? 0 : points[0].size(), criteria);
    validate();
    std::vector<double> weights;
    for (auto& list : by_criterion()) {
      double sum = 0;
      for (const double share : list) sum += share;
      const auto half = list.size() / 2;
      if (across == middle::median) std::ranges::sort(list);
      weights.push_back(across == middle::mean ? sum / static_cast<double>(list.size())
                        : list.size() % 2 == 1 ? list[half]
                                               : (list[half - 1] + list[half]) / 2);
    }
    if (*std::ranges::max_element(weights) == 0) {
      throw input_error({diagnostic{name, "the median of every criterion is 0: use the mean"}});
    }
    return detail::scaled_to_one(weights);
  }

  /// For each criterion the standard deviation (n - 1) of the experts' shares: how much they
  /// disagree; 0 with a single expert.
  [[nodiscard]] std::vector<double> disagreement() const {
    validate();
    std::vector<double> deviations;
    for (const auto& list : by_criterion()) {
      const auto n = static_cast<double>(list.size());
      double mean = 0, squares = 0;
      for (const double share : list) mean += share / n;
      for (const double share : list) squares += (share - mean) * (share - mean);
      deviations.push_back(n > 1 ? std::sqrt(squares / (n - 1)) : 0);
    }
    return deviations;
  }

  static void parameters(auto& list, auto& self) {
    list("points", self.points);
    list("across", self.across, {"mean", "median"});
  }
  /// No points yet is no fault: they are missed where they are used.
  void validate() const {
    for (std::size_t e = 0; e < points.size(); ++e) {
      const auto what = "budget_allocation: points of expert " + std::to_string(e + 1);
      if (points[e].size() != points[0].size()) {
        throw domain_error(what + " must be " + std::to_string(points[0].size()) +
                           " as those of the first, got " + std::to_string(points[e].size()));
      }
      detail::require_amounts(what, points[e]);
    }
  }
  friend bool operator==(const budget_allocation&, const budget_allocation&) = default;

 private:
  // The experts' shares.
  [[nodiscard]] std::vector<std::vector<double>> by_criterion() const {
    std::vector<std::vector<double>> shares(points.empty() ? 0 : points[0].size());
    for (const auto& list : points) {
      const auto scaled = detail::scaled_to_one(list);
      for (std::size_t j = 0; j < shares.size(); ++j) shares[j].push_back(scaled[j]);
    }
    return shares;
  }
};

}  // namespace ltorisk::weight
