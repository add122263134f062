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

/// w_j = c_j / sum c with c = s / |mean|, the deviation (n - 1; with n the weights are the same,
/// unless columns know different numbers of values) in means. The unit of a column does not matter,
/// its zero does: for ratio scales.
///
/// A constant column weighs nothing. A mean of zero is an error. Direction plays no part. Missing
/// cells are left out column by column.
///
/// One pass. Pearson 1896, doi:10.1098/rsta.1896.0007; as weights in Zardari et al. 2015,
/// doi:10.1007/978-3-319-12586-2.
struct coefficient_of_variation {
  static constexpr const char* name = "coefficient_of_variation";
  static constexpr int passes = 1;
  using summary = statistics::moments;
  weighting_input looks_at = weighting_input::raw;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    detail::refuse(criteria, [&](std::size_t j) { return detail::no_relative_spread(name, s[j]); });
    std::vector<double> spread;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      const double deviation = s[j].standard_deviation(statistics::deviation::sample);
      spread.push_back(s[j].constant() ? 0 : deviation / std::fabs(s[j].mean));
    }
    return shares(std::move(spread), name, criteria, detail::all_constant);
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
  }
  friend bool operator==(const coefficient_of_variation&,
                         const coefficient_of_variation&) = default;
};

}  // namespace ltorisk::weight
