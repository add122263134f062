// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/quantile.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>

#include <cmath>
#include <cstddef>

namespace ltorisk::normalize {

/// N after every figure below the `lower_quantile` of the column has become that quantile, and
/// every one above the `upper_quantile` that one: 2.5 and 97.5 percent, as in the Environmental
/// Sustainability Index (OECD/JRC Handbook 2008, doi:10.1787/9789264043466-en, step 5.1).
/// `quantile_type` is one of the nine of Hyndman and Fan (`statistics::quantile`), 7 by default.
///
/// The frozen function is capped there. Missing values are left out; a column that is constant, or
/// whose two quantiles are the same, is an error. Parameters of N come after its own. Sorts in
/// bounded memory (`statistics::counts`).
template <normalization N>
struct quantile_winsorized {
  static constexpr auto letters = detail::composed_name<N>("quantile_winsorized_");
  static constexpr const char* name = letters.data();
  using summary = statistics::counts;
  double lower_quantile = 0.025;
  double upper_quantile = 0.975;
  double quantile_type = 7;
  N normalize = {};

  [[nodiscard]] fitted<N> fit(const summary& s, const criterion& c) const {
    const auto& known = s[0];
    const auto column = statistics::summarize<statistics::moments>(known)[0];
    detail::require_spread(column, c, name);
    const auto at = [&](std::size_t k) {
      return statistics::ranked(known, static_cast<double>(k));
    };
    const auto quantile = [&](double p) {
      return statistics::quantile(column.count, at, p, static_cast<int>(quantile_type));
    };
    const double low = quantile(lower_quantile), high = quantile(upper_quantile);
    if (!(low < high)) {
      detail::refuse(
          c, "has " + to_text(low) + " as both quantiles: " + name + " would make it constant");
    }
    const auto f =
        normalize.fit(detail::summarize_within<typename N::summary>(known, low, high), c);
    return detail::cut(f, low, high, c);
  }

  static void parameters(auto& list, auto& self) {
    list("lower_quantile", self.lower_quantile);
    list("upper_quantile", self.upper_quantile);
    list("quantile_type", self.quantile_type);
    if constexpr (parametric<N>) N::parameters(list, self.normalize);
  }
  void validate() const {
    if (!(lower_quantile >= 0 && lower_quantile < upper_quantile && upper_quantile <= 1)) {
      throw domain_error(std::string(name) +
                         ": quantiles must be in [0, 1], the lower below the upper, got " +
                         to_text(lower_quantile) + " and " + to_text(upper_quantile));
    }
    if (!(quantile_type >= 1 && quantile_type <= 9 && quantile_type == std::floor(quantile_type))) {
      throw domain_error(std::string(name) +
                         ": quantile_type must be a whole number from 1 to 9, got " +
                         to_text(quantile_type));
    }
    validate_scheme(normalize);
  }
  friend bool operator==(const quantile_winsorized&, const quantile_winsorized&) = default;
};

}  // namespace ltorisk::normalize
