// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>

#include <cmath>

namespace ltorisk::aggregate {

/// M - S cv or M + S cv, with M and S the mean and the deviation of the unit's own children and cv
/// = S / M: a mean that is worse the less balanced the children are (Mazziotta-Pareto index, De
/// Muro, Mazziotta, Pareto 2011, doi:10.1007/s11205-010-9727-z; adjusted index, Mazziotta and
/// Pareto 2016, doi:10.1007/s11205-015-0998-2). `penalty` is `subtracted` where more is better,
/// `added` where it is worse (poverty, risk).
///
/// Published on children around 100 (mean 100 and deviation 10; 70 to 130 for the adjusted index):
/// the formula takes such figures as they are. On children in 0..1 cv is large and the penalty
/// harsh: where it would take more than all (cv > 1) the result is 0, and an added one stops at 1
/// or the largest child. So within a framework carry the children `onto` 70..130, and the result
/// back: that is the adjusted index, which over n never leaves the children.
///
/// `deviation` over n children (`population`) or n - 1 (`sample`; both are in use for the first
/// index, the adjusted one has n). Weights enter M and the mean square; `sample` then multiplies it
/// by n / (n - 1), n the number of children (the authors weight both since 2022, in Rivista
/// Italiana di Economia Demografia e Statistica). One child, or equal ones: no penalty. All zero:
/// zero. A missing child makes the node missing: how unbalanced it is, is not known. More in one
/// child may lower the result, as it unbalances.
struct penalized_mean {
  static constexpr const char* name = "penalized_mean";
  enum class penalty_rule { subtracted, added };
  enum class deviation_rule { population, sample };
  penalty_rule penalty = penalty_rule::subtracted;
  deviation_rule deviation = deviation_rule::population;
  interval onto = {0, 1};

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    using real = math::value_type<X>;
    const double range = onto.upper - onto.lower;
    const auto carried = [&](std::size_t j) { return real(onto.lower + range * x[j]); };
    real sum = 0, total = 0, count = 0, unbalance = 0, most = onto.upper;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += w[j] * carried(j);
      total += w[j];
      count += math::select(w[j] > 0, 1, 0);
      most = math::select(w[j] > 0, math::larger(most, carried(j)), most);
    }
    const real mean = sum / total;
    // S cv = S^2 / M, divided first, lest squares overflow or vanish.
    for (std::size_t j = 0; j < x.size(); ++j) {
      const real apart = carried(j) - mean;
      unbalance += w[j] * apart * math::select(mean > 0, apart / mean, 0);
    }
    unbalance /= total;
    if (deviation == deviation_rule::sample) {
      unbalance *= math::select(count > 1, count / (count - 1), 0);
    }
    const real result = penalty == penalty_rule::subtracted
                            ? math::larger(mean - unbalance, onto.lower)
                            : math::smaller(mean + unbalance, most);
    return real((result - onto.lower) / range);
  }

  static void parameters(auto& list, auto& self) {
    list("penalty", self.penalty, {"subtracted", "added"});
    list("deviation", self.deviation, {"population", "sample"});
    list("onto", self.onto);
  }
  void validate() const {
    if (!(onto.lower >= 0 && onto.lower < onto.upper && std::isfinite(onto.upper))) {
      throw domain_error("penalized_mean: onto must rise from 0 or more, got " +
                         to_text(onto.lower) + " to " + to_text(onto.upper));
    }
  }
  [[nodiscard]] constexpr aggregation_laws laws() const {
    // M - S^2 / M >= the smallest child follows from S^2 <= (M - least) (most - M) where no child
    // is more than twice another; M + S^2 / M is the mean weighted by the children themselves.
    const bool narrow = onto.upper <= 2 * onto.lower;
    const bool adds = penalty == penalty_rule::added;
    const bool population = deviation == deviation_rule::population;
    return {.missing = missing_rule::require,
            .monotone = adds && population && narrow ? monotony::rising : monotony::none,
            .bounded = population && (adds || narrow),
            .symmetric = true,
            .idempotent = true,
            .highest = onto == interval{0, 1} ? unlimited : 1};
  }
  friend bool operator==(const penalized_mean&, const penalized_mean&) = default;
};

}  // namespace ltorisk::aggregate
