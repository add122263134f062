// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/ranking.hpp>
#include <ltorisk/concepts.hpp>

namespace ltorisk::aggregate {

/// The weighted median: a child with at most half of the weight below it and at most half above it
/// (Edgeworth 1888, Philosophical Magazine 25: 184-191). A single child cannot move it far, however
/// extreme.
///
/// Where two children qualify, because half of the weight lies on either side (an even number of
/// equal weights), it is their average as in R and NumPy, or the `lower` (Cormen et al.,
/// Introduction to Algorithms, problem 9-2) or `upper` of the two. Half is half up to 1e-12 of the
/// weight, because sums of weights carry rounding errors. Weighted medians that interpolate between
/// other children too are different functions. Result between the smallest and the largest child.
///
/// A child of zero counts as any other; one that is missing leaves the median to the others.
struct median {
  static constexpr const char* name = "median";
  enum class middle_rule { average, lower, upper };
  middle_rule middle = middle_rule::average;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    using real = math::value_type<X>;
    detail::ranking<real> child(x.size());
    for (std::size_t j = 0; j < x.size(); ++j) child[j] = {x[j], w[j]};
    child.sort_falling();
    real total = 0;
    for (std::size_t i = 0; i < x.size(); ++i) total += child[i].load;
    // Each takes the smallest child whose predecessors do not reach half of the weight: what is
    // written last counts, and a weight of zero is written over.
    real below = 0, lower = 0, upper = 0;
    for (std::size_t i = x.size(); i-- > 0;) {
      lower = math::select(below < total * (0.5 - 1e-12), child[i].value, lower);
      upper = math::select(below <= total * (0.5 + 1e-12), child[i].value, upper);
      below += child[i].load;
    }
    switch (middle) {
      case middle_rule::lower: return lower;
      case middle_rule::upper: return upper;
      case middle_rule::average: break;
    }
    return real(0.5 * lower + 0.5 * upper);
  }

  static void parameters(auto& list, auto& self) {
    list("middle", self.middle, {"average", "lower", "upper"});
  }
  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::skip,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true,
            .lowest = -unlimited,
            .highest = unlimited};
  }
  friend bool operator==(const median&, const median&) = default;
};

}  // namespace ltorisk::aggregate
