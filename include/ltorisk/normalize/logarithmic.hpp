// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/scales/logarithmic.hpp>
#include <ltorisk/statistics/mapped.hpp>

#include <cmath>

namespace ltorisk::normalize {

/// The scale of that name has goalposts; in JSON this is `logarithmic_share`.
///
/// v = ln x / ln(product of x), for a cost (1 - ln x / ln(product)) / (n - 1): both sum to one
/// (Zavadskas and Turskis 2008, Informatica 19(2), 303-314). The logarithm of the product is a sum
/// of logarithms, which does not overflow.
///
/// x must be above 0; a figure below 1 has a negative value, and where the product is 1 or less the
/// order would turn: an error. So is a column that is constant or has no known value. It moves with
/// the unit: logarithms from the least to the most are `log_transformed<min_max>`. Not capped. One
/// pass.
struct logarithmic {
  static constexpr const char* name = "logarithmic_share";
  using summary = statistics::both<statistics::moments, statistics::mapped<statistics::logarithm>>;

  [[nodiscard]] scales::logarithmic fit(const summary& s, const criterion& c) const {
    const auto& column = s.first[0];
    detail::require_spread(column, c, name);
    detail::require_positive(column, c, "it has no logarithm");
    const double sum = s.second[0].sum();
    if (!(sum > 0)) {
      detail::refuse(
          c,
          "has a product of 1 or less: logarithmic_share needs larger figures, or another "
          "unit");
    }
    const auto at = [&](double x) {
      const double share = std::log(x) / sum;
      return c.direction == sign::minus ? (1 - share) / (column.count - 1) : share;
    };
    return detail::checked(scales::logarithmic{.lower = column.least,
                                               .upper = column.most,
                                               .onto = {at(column.least), at(column.most)},
                                               .capped = false},
                           c);
  }
  friend bool operator==(const logarithmic&, const logarithmic&) = default;
};

}  // namespace ltorisk::normalize
