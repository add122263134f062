// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/capacity.hpp>
#include <ltorisk/aggregate/ranking.hpp>
#include <ltorisk/concepts.hpp>

#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace ltorisk::aggregate {

/// sum(m_i x_i) + sum(I_ij min(x_i, x_j)), m_i = phi_i - sum_j(I_ij) / 2: the Choquet integral
/// where only single children and pairs carry meaning (Grabisch 1997,
/// doi:10.1016/S0165-0114(97)00168-1). n (n + 1) / 2 figures an expert can state instead of 2^n:
/// `shapley` phi, the importance of each child, summing to one; `interaction` I, symmetric with a
/// zero diagonal: positive where two children complement each other (both must be high), negative
/// where one is as good as both, zero where they do not interact. Who has the Moebius transform m:
/// I_ij = m_ij, phi_i = m_i + sum_j(m_ij) / 2. There are no defaults.
///
/// More children are never worth less if and only if |I_i1| + ... + |I_in| <= 2 phi_i for every
/// child; anything else is refused. For the rest as `choquet` with `capacity()`: weights count only
/// as zero or not, a missing child makes the node missing, one that is not applicable leaves the
/// capacity of the others, divided by their worth together (their minimum where that is nothing).
/// Result between the smallest and the largest child. n^2 operations, no sorting.
struct choquet_2_additive {
  static constexpr const char* name = "choquet_2_additive";
  std::vector<double> shapley = {};
  std::vector<std::vector<double>> interaction = {};

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    using real = math::value_type<X>;
    detail::require_children(name, shapley.size(), x.size());
    detail::require_children(name, interaction.size(), x.size());
    real sum = 0, worth = 0, least = (std::numeric_limits<double>::max)();
    for (std::size_t i = 0; i < x.size(); ++i) {
      detail::require_children(name, interaction[i].size(), x.size());
      const real present = math::select(w[i] > 0, 1, 0);
      least = math::smaller(least, math::select(w[i] > 0, x[i], least));
      sum += present * alone(i) * x[i];
      worth += present * alone(i);
      for (std::size_t j = 0; j < i; ++j) {
        const real both = math::select(w[j] > 0, present * interaction[i][j], 0);
        sum += both * math::smaller(x[i], x[j]);
        worth += both;
      }
    }
    return math::select(worth > 1e-12, sum / worth, least);
  }

  /// What each coalition is worth, in the order of `capacity.hpp`: for `choquet`, which then gives
  /// the same values.
  [[nodiscard]] std::vector<double> capacity() const {
    validate();
    detail::require_few_children(name, shapley.size());
    std::vector<double> m(detail::child_bit(shapley.size()));
    for (std::size_t i = 0; i < shapley.size(); ++i) {
      m[detail::child_bit(i)] = alone(i);
      for (std::size_t j = 0; j < i; ++j) {
        m[detail::child_bit(i) | detail::child_bit(j)] = interaction[i][j];
      }
    }
    return capacity_from_moebius(std::move(m));
  }

  [[nodiscard]] std::optional<std::size_t> children() const { return shapley.size(); }
  static void parameters(auto& list, auto& self) {
    list("shapley", self.shapley);
    list("interaction", self.interaction);
  }
  void validate() const { detail::require_interaction(name, shapley, interaction); }
  [[nodiscard]] constexpr aggregation_laws laws() const {
    return {.missing = missing_rule::require,
            .monotone = monotony::rising,
            .bounded = true,
            .idempotent = true,
            .lowest = -unlimited,
            .highest = unlimited};
  }
  friend bool operator==(const choquet_2_additive&, const choquet_2_additive&) = default;

 private:
  // What a child is worth by itself.
  [[nodiscard]] double alone(std::size_t i) const {
    double m = shapley[i];
    for (const double pair : interaction[i]) m -= pair / 2;
    return m;
  }
};

}  // namespace ltorisk::aggregate
