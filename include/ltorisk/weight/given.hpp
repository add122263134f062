// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/weight/judgments.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// w_j = a_j / sum(a): amounts somebody gave, one for each criterion in the order they stand; in
/// any unit (percent, points, swings). `given_by_id` takes them by name.
///
/// Direct rating, the points of swing weighting (von Winterfeldt, Edwards 1986: the most wanted
/// swing has 100, the others their share of it) and of SMART (Edwards 1977,
/// doi:10.1109/TSMC.1977.4309720: the least important has 10, the others multiples) are such
/// amounts. Several people's are `budget_allocation`.
///
/// An amount may be zero, not all of them; none may be negative, missing or infinite. As many
/// amounts as criteria, else an error that names both. Looks at no figures.
struct given {
  static constexpr const char* name = "given";
  using summary = statistics::nothing;
  std::vector<double> weights = {};

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    detail::require_count(name, "weights", weights.size(), criteria);
    validate();
    return detail::scaled_to_one(weights);
  }

  static void parameters(auto& list, auto& self) { list("weights", self.weights); }
  /// No weights yet is no fault: they are missed where they are used.
  void validate() const {
    if (!weights.empty()) detail::require_amounts("given: weights", weights);
  }
  friend bool operator==(const given&, const given&) = default;
};

/// The weighting that gives each criterion the amount that stands under its id, in whatever order.
/// Throws `input_error` where an id is not a criterion or there twice, or a criterion has no
/// amount.
[[nodiscard]] inline given given_by_id(std::span<const std::pair<std::string, double>> amounts,
                                       std::span<const criterion> criteria) {
  fault_list faults;
  std::vector<std::string> known;
  for (const auto& c : criteria) known.push_back(c.id);
  std::vector<double> weights(criteria.size());
  std::vector<bool> found(criteria.size());
  for (const auto& [id, amount] : amounts) {
    const auto j = static_cast<std::size_t>(std::ranges::find(known, id) - known.begin());
    if (j == known.size()) {
      faults.add("weight of " + in_quotes(id), "is of no criterion" + suggestion(id, known));
    } else if (found[j]) {
      faults.add("weight of " + in_quotes(id), "is there twice");
    } else {
      weights[j] = amount;
      found[j] = true;
    }
  }
  for (std::size_t j = 0; j < known.size(); ++j) {
    if (!found[j]) faults.add("criterion " + in_quotes(known[j]), "has no weight");
  }
  faults.throw_if_any();
  given scheme{std::move(weights)};
  scheme.validate();
  return scheme;
}

}  // namespace ltorisk::weight
