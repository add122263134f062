// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

#include <array>

namespace ltorisk::aggregate {

/// sum(w) / sum(w / max(x, floor)): the strictest of the three classical means, between the
/// geometric mean and the minimum (Gender Inequality Index, UNDP technical notes).
///
/// With `floor` 0 a child of zero makes the result zero; with a floor in (0, 1) a child below it
/// counts as the floor.
class harmonic_mean {
 public:
  static constexpr const char* name = "harmonic_mean";
  static constexpr std::array parameter_names{"floor"};

  harmonic_mean() = default;
  explicit harmonic_mean(double floor) : floor_(floor) {
    if (!(floor >= 0 && floor < 1)) {
      throw domain_error("harmonic_mean: floor must be in [0, 1), got " + to_text(floor));
    }
  }

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    math::value_type<X> sum = 0, total = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      // A weight of zero must win over the division by zero.
      sum += math::select(w[j] > 0, w[j] / math::larger(x[j], floor_), 0);
      total += w[j];
    }
    return total / sum;
  }

  [[nodiscard]] std::array<double, 1> parameters() const { return {floor_}; }
  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::skip,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true,
            .from = floor_,
            .highest = unlimited};
  }
  friend bool operator==(const harmonic_mean&, const harmonic_mean&) = default;

 private:
  double floor_ = 0;
};

}  // namespace ltorisk::aggregate
