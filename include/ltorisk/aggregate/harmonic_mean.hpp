// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

namespace ltorisk::aggregate {

/// sum(w) / sum(w / max(x, floor)): the strictest of the three classical means, between the
/// geometric mean and the minimum (Gender Inequality Index, UNDP technical notes).
///
/// With `floor` 0 a child of zero makes the result zero; with a floor in (0, 1) a child below it
/// counts as the floor.
class harmonic_mean {
 public:
  static constexpr const char* name = "harmonic_mean";
  static constexpr bool one_pass = true;

  harmonic_mean() = default;
  explicit harmonic_mean(double floor) : floor_(floor) { validate(); }

  void validate() const {
    if (!(floor_ >= 0 && floor_ < 1)) {
      throw domain_error("harmonic_mean: floor must be in [0, 1), got " + to_text(floor_));
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

  static void parameters(auto& list, auto& self) { list("floor", self.floor_); }
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
