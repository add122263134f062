// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/ranking.hpp>
#include <ltorisk/concepts.hpp>

#include <cmath>
#include <optional>
#include <vector>

namespace ltorisk::aggregate {

/// sum(v_i x_(i)) with x_(1) the largest child: weights go to places, not to children (ordered
/// weighted averaging, OWA: Yager 1988, doi:10.1109/21.87068). All on the first place is the
/// maximum, all on the last the minimum. Others put the smallest first: reverse their weights.
///
/// With `exponent` a, v_i = Q(S_i) - Q(S_(i-1)) with Q(r) = r^a and S_i the share of the importance
/// of the i largest children, importance being their weights (Yager 1996, International Journal of
/// Intelligent Systems 11: 49-73). "Most" must be high for a = 2; 1 is the weighted mean, less
/// leans towards the maximum (orness is 1 / (1 + a) for many children). Any number of children will
/// do: a missing one is left out.
///
/// With `weights`, one a place, relative, `exponent` is not used: Q is the broken line through
/// their running sums (Torra 1997, International Journal of Intelligent Systems 12: 153-166). For
/// children of equal importance that is Yager's operator itself, for equal `weights` the weighted
/// mean. There are as many children; a missing one makes the node missing, because its place is
/// unknown. `ordered_weights.hpp` generates weights.
///
/// Result between the smallest and the largest child. Equal children may stand in any order.
struct ordered_mean {
  static constexpr const char* name = "ordered_mean";
  double exponent = 2;
  std::vector<double> weights = {};

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    using real = math::value_type<X>;
    if (const auto n = children()) detail::require_children(name, *n, x.size());
    detail::ranking<real> child(x.size());
    for (std::size_t j = 0; j < x.size(); ++j) child[j] = {x[j], w[j]};
    child.sort_falling();
    real total = 0;
    for (std::size_t i = 0; i < x.size(); ++i) total += child[i].load;
    real importance = 0, before = 0, result = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      importance += child[i].load;
      const real reached = quantifier(real(importance / total));
      result += (reached - before) * child[i].value;
      before = reached;
    }
    return result;
  }

  /// As many as there are `weights`, any number where there are none.
  [[nodiscard]] std::optional<std::size_t> children() const {
    if (weights.empty()) return {};
    return weights.size();
  }
  static void parameters(auto& list, auto& self) {
    list("exponent", self.exponent);
    list("weights", self.weights);
  }
  void validate() const {
    if (!(exponent > 0 && std::isfinite(exponent))) {
      throw domain_error("ordered_mean: exponent must be above 0, got " + to_text(exponent));
    }
    double sum = 0;
    for (const double v : weights) {
      if (!(v >= 0 && std::isfinite(v))) {
        throw domain_error("ordered_mean: weights must not be negative, got " + to_text(v));
      }
      sum += v;
    }
    if (!weights.empty() && !(sum > 0 && std::isfinite(sum))) {
      throw domain_error("ordered_mean: weights must have a positive sum, got " + to_text(sum));
    }
  }
  [[nodiscard]] aggregation_laws laws() const {
    return {.missing = weights.empty() ? missing_rule::skip : missing_rule::require,
            .monotone = monotony::rising,
            .bounded = true,
            .symmetric = true,
            .idempotent = true,
            .lowest = -unlimited,
            .highest = unlimited};
  }
  friend bool operator==(const ordered_mean&, const ordered_mean&) = default;

 private:
  // How far the places reach that hold the share r of the importance.
  template <class Real>
  [[nodiscard]] Real quantifier(Real r) const {
    // The default needs no power, which costs more than all else.
    if (weights.empty()) return exponent == 2 ? r * r : math::pow(r, exponent);
    Real reached = 0;
    double sum = 0;
    const Real place = r * static_cast<double>(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const Real full = math::smaller(math::larger(place - static_cast<double>(i), 0), 1);
      reached += weights[i] * full;
      sum += weights[i];
    }
    return reached / sum;
  }
};

}  // namespace ltorisk::aggregate
