// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/statistics/mapped.hpp>

#include <cmath>

namespace ltorisk::normalize {

/// v = x / norm, norm = sqrt(sum(x^2)): the column is a vector of length one, as TOPSIS wants it
/// (Hwang and Yoon 1981, doi:10.1007/978-3-642-48318-9). Conventions for a cost, between which the
/// ranks of TOPSIS can turn upside down:
///
/// | inversion      | v                                    | used by                              |
/// |----------------|--------------------------------------|--------------------------------------|
/// | `complement`   | 1 - x / norm                         | pymcdm, pyrepo (default)             |
/// | `reciprocal`   | (1 / x) / sqrt(sum((1 / x)^2))       | MCDASupport, scikit (InvertMinimize) |
/// | `from_maximum` | (most - x) / sqrt(sum((most - x)^2)) |                                      |
///
/// The complement has the closeness of TOPSIS on x / norm with the least as the ideal (scikit,
/// pyDecision, JMcDM).
///
/// Zeros and negative values are fine but for `reciprocal`. A column that is constant or has no
/// known value is an error that names it, as are figures whose squares overflow (from 1e154). Not
/// capped. One pass.
struct vector {
  static constexpr const char* name = "vector";
  using summary = statistics::both<statistics::moments, statistics::mapped<statistics::reciprocal>>;
  normalize::inversion inversion = normalize::inversion::complement;

  [[nodiscard]] scales::box_cox fit(const summary& s, const criterion& c) const {
    using normalize::inversion;
    const auto& column = s.first[0];
    detail::require_spread(column, c, name);
    const auto line = [&](auto at) {
      return detail::through(column, c, 1, at(column.least), at(column.most));
    };
    const double norm = std::sqrt(column.squares());
    if (c.direction == sign::plus) return line([&](double x) { return x / norm; });
    if (this->inversion == inversion::complement) {
      return line([&](double x) { return 1 - x / norm; });
    }
    if (this->inversion == inversion::from_maximum) {
      const double gap = column.most - column.mean;
      const double rest = std::sqrt(column.m2 + column.count * gap * gap);
      return line([&](double x) { return (column.most - x) / rest; });
    }
    detail::require_positive(column, c, "vector takes 1 / x of a cost");
    const double inverse = std::sqrt(s.second[0].squares());
    return detail::through(column, c, -1, 1 / column.least / inverse, 1 / column.most / inverse);
  }

  static void parameters(auto& list, auto& self) {
    list("inversion", self.inversion, {"reciprocal", "complement", "from_maximum"});
  }
  friend bool operator==(const vector&, const vector&) = default;
};

}  // namespace ltorisk::normalize
