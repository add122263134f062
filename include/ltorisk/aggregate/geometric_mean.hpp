// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/weighted_root.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

namespace ltorisk::aggregate {

/// exp(sum(w ln max(x, floor)) / sum(w)): low values are made good only in part (HDI since 2010;
/// OECD/JRC Handbook 2008, step 6).
///
/// With `floor` 0 a child of zero makes the result zero. With a floor in (0, 1) a child below it
/// counts as the floor, so that two communities with a zero can still be told apart by their other
/// children; the result is then never below the floor.
class geometric_mean {
 public:
  static constexpr const char* name = "geometric_mean";
  static constexpr bool one_pass = true;

  geometric_mean() = default;
  explicit geometric_mean(double floor) : floor_(floor) { validate(); }

  void validate() const {
    if (!(floor_ >= 0 && floor_ < 1)) {
      throw domain_error("geometric_mean: floor must be in [0, 1), got " + to_text(floor_));
    }
  }

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    return detail::weighted_root(w, [&](std::size_t j) { return math::larger(x[j], floor_); });
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
  friend bool operator==(const geometric_mean&, const geometric_mean&) = default;

 private:
  double floor_ = 0;
};

}  // namespace ltorisk::aggregate
