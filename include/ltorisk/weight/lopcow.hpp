// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/weight/columns.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// LOPCOW, logarithmic percentage change: w_j = PV_j / sum PV with
/// PV = |100 ln(sqrt(sum r^2 / n) / s)|, r being the column scaled to 0..1 by its extremes (a cost
/// from its largest value down) and s the deviation of r. It evens weights out; a column whose
/// values crowd at the better end counts most.
///
/// The deviation takes n - 1, which the paper's table needs; `deviation = population` takes n. The
/// amount is absolute, as the paper writes it: with n - 1 the logarithm can be negative. A constant
/// column cannot be scaled and weighs nothing. Missing cells are left out column by column.
///
/// One pass. Ecer & Pamucar 2022, doi:10.1016/j.omega.2022.102690.
struct lopcow {
  static constexpr const char* name = "lopcow";
  static constexpr int passes = 1;
  using summary = statistics::moments;
  weighting_input looks_at = weighting_input::raw;
  statistics::deviation deviation = statistics::deviation::sample;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    detail::refuse(criteria, [&](std::size_t j) { return detail::no_spread(name, s[j]); });
    std::vector<double> change;
    bool varies = false;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      const auto& c = s[j];
      varies = varies || !c.constant();
      const bool cost = criteria[j].direction == sign::minus;
      // In the column's own unit: the range cancels.
      const double mean = cost ? c.most - c.mean : c.mean - c.least;
      const double root = std::hypot(mean, c.standard_deviation(statistics::deviation::population));
      const double log =
          c.constant() ? 0 : std::fabs(std::log(root / c.standard_deviation(deviation)));
      // Two values and n - 1 give ln 1: what is left of it is rounding, and no weight.
      change.push_back(log > 1e-12 ? 100 * log : 0);
    }
    return shares(
        std::move(change), name, criteria,
        varies ? "two rows tell nothing with the deviation of a sample" : detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
    list("deviation", self.deviation, {"sample", "population"});
  }
  friend bool operator==(const lopcow&, const lopcow&) = default;
};

}  // namespace ltorisk::weight
