// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/capacity.hpp>
#include <ltorisk/aggregate/ranking.hpp>
#include <ltorisk/concepts.hpp>

#include <limits>
#include <optional>
#include <vector>

namespace ltorisk::aggregate {

/// sum((c(A_i) - c(A_(i-1))) x_(i)), the largest child first and A_i the i largest: the Choquet
/// integral of the children with respect to a capacity, which says what each coalition of them is
/// worth, and so which complement each other and which repeat each other (Choquet 1954; Grabisch
/// 1996, doi:10.1016/0377-2217(95)00176-X; Grabisch and Labreuche 2010,
/// doi:10.1007/s10479-009-0655-8). Additive, it is the weighted mean; with all coalitions but the
/// full one worth nothing the minimum.
///
/// `capacity` has 2^n values, in the order of `capacity.hpp`; there is no default. Importance is in
/// it: weights count only as zero or not, and in the node's coverage. A missing child makes the
/// node missing. One that is not applicable leaves the capacity of the others, divided by their
/// worth together; where that is nothing, only all of them together count: their minimum.
///
/// Result between the smallest and the largest child. Negative children are taken as they are (the
/// asymmetric integral). n log^2 n comparisons and n look-ups.
struct choquet {
  static constexpr const char* name = "choquet";
  std::vector<double> capacity = {};

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    using real = math::value_type<X>;
    detail::require_children(name, *children(), x.size());
    detail::ranking<real> child(x.size());
    real least = (std::numeric_limits<double>::max)();
    for (std::size_t j = 0; j < x.size(); ++j) {
      const auto bit = static_cast<double>(detail::child_bit(j));
      child[j] = {x[j], math::select(w[j] > 0, bit, 0)};
      least = math::smaller(least, math::select(w[j] > 0, x[j], least));
    }
    child.sort_falling();
    real coalition = 0, before = 0, sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      coalition += child[i].load;
      const real worth =
          math::each(coalition, [&](double s) { return capacity[static_cast<std::size_t>(s)]; });
      sum += (worth - before) * child[i].value;
      before = worth;
    }
    return math::select(before > 1e-12, sum / before, least);
  }

  [[nodiscard]] std::optional<std::size_t> children() const {
    return detail::children_of(capacity.size());
  }
  static void parameters(auto& list, auto& self) { list("capacity", self.capacity); }
  void validate() const { detail::require_capacity(name, capacity); }
  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::require,
            .monotone = monotony::rising,
            .bounded = true,
            .idempotent = true,
            .lowest = -unlimited,
            .highest = unlimited};
  }
  friend bool operator==(const choquet&, const choquet&) = default;
};

}  // namespace ltorisk::aggregate
