// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/statistics/mapped.hpp>

namespace ltorisk::normalize {

/// v = x / sum(x): shares that sum to one. Conventions for a cost:
///
/// | inversion      | v                          | used by                  |
/// |----------------|----------------------------|--------------------------|
/// | `reciprocal`   | (1 / x) / sum(1 / x)       | pymcdm, pyrepo (default) |
/// | `complement`   | 1 - x / sum(x)             |                          |
/// | `from_maximum` | (most - x) / sum(most - x) |                          |
///
/// Zeros are fine but for `reciprocal`; a negative value has no share and is an error, as is a
/// column that is constant or has no known value. Not capped. One pass (Hwang and Yoon 1981,
/// doi:10.1007/978-3-642-48318-9).
struct share_of_sum {
  static constexpr const char* name = "sum";
  using summary = statistics::both<statistics::moments, statistics::mapped<statistics::reciprocal>>;
  normalize::inversion inversion = normalize::inversion::reciprocal;

  [[nodiscard]] scales::box_cox fit(const summary& s, const criterion& c) const {
    using normalize::inversion;
    const auto& column = s.first[0];
    detail::require_spread(column, c, name);
    if (column.least < 0) {
      detail::refuse(c, "must not be negative, got " + to_text(column.least) +
                            ": a share of the sum has no meaning then");
    }
    const auto line = [&](auto at) {
      return detail::through(column, c, 1, at(column.least), at(column.most));
    };
    const double sum = column.sum();
    if (c.direction == sign::plus) return line([&](double x) { return x / sum; });
    if (this->inversion == inversion::complement) {
      return line([&](double x) { return 1 - x / sum; });
    }
    if (this->inversion == inversion::from_maximum) {
      const double rest = column.count * (column.most - column.mean);
      return line([&](double x) { return (column.most - x) / rest; });
    }
    detail::require_positive(column, c, "sum takes 1 / x of a cost");
    const double inverse = s.second[0].sum();
    return detail::through(column, c, -1, 1 / column.least / inverse, 1 / column.most / inverse);
  }

  static void parameters(auto& list, auto& self) {
    list("inversion", self.inversion, {"reciprocal", "complement", "from_maximum"});
  }
  friend bool operator==(const share_of_sum&, const share_of_sum&) = default;
};

}  // namespace ltorisk::normalize
