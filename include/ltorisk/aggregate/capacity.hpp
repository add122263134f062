// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/coalitions.hpp>

#include <bit>
#include <cstddef>
#include <string>
#include <vector>

/// Capacities (fuzzy measures) of n children, and what they say of them.
///
/// A capacity lists the worth of every coalition: place s of 2^n is the coalition of the children
/// whose bits are set in s. {0}, {1} and {0, 1} are places 1, 2 and 3; place 0 is nobody, worth 0;
/// the last is all, worth 1; more children are never worth less.
namespace ltorisk::aggregate {

/// Throws `domain_error` where it is no capacity.
inline void validate_capacity(const std::vector<double>& capacity) {
  detail::require_capacity("validate_capacity", capacity);
}

/// What each coalition adds to those within it: m(A) = sum over B in A of (-1)^|A - B| c(B) (Rota
/// 1964; Grabisch 1997, doi:10.1016/S0165-0114(97)00168-1).
[[nodiscard]] inline std::vector<double> moebius(std::vector<double> capacity) {
  detail::require_coalitions("moebius", capacity.size());
  for (std::size_t bit = 1; bit < capacity.size(); bit *= 2) {
    for (std::size_t s = 0; s < capacity.size(); ++s) {
      if ((s & bit) != 0) capacity[s] -= capacity[s ^ bit];
    }
  }
  return capacity;
}

/// The capacity with this Moebius transform: c(A) = sum over B in A of m(B).
[[nodiscard]] inline std::vector<double> capacity_from_moebius(std::vector<double> moebius) {
  detail::require_coalitions("capacity_from_moebius", moebius.size());
  for (std::size_t bit = 1; bit < moebius.size(); bit *= 2) {
    for (std::size_t s = 0; s < moebius.size(); ++s) {
      if ((s & bit) != 0) moebius[s] += moebius[s ^ bit];
    }
  }
  return moebius;
}

namespace detail {
[[nodiscard]] inline double index_of(std::size_t coalition, const std::vector<double>& moebius) {
  double sum = 0;
  for (std::size_t s = 0; s < moebius.size(); ++s) {
    if ((s & coalition) == coalition) sum += moebius[s] / (std::popcount(s ^ coalition) + 1);
  }
  return sum;
}
}  // namespace detail

/// The interaction index of a coalition, sum over B containing it of m(B) / (|B| - |A| + 1)
/// (Grabisch 1997): of one child its Shapley value; of two, positive where they complement each
/// other, negative where one is as good as both; within -1..1.
[[nodiscard]] inline double interaction_index(const std::vector<double>& capacity,
                                              std::size_t coalition) {
  detail::require_coalitions("interaction_index", capacity.size());
  if (coalition == 0 || coalition >= capacity.size()) {
    throw domain_error("interaction_index: coalition must be in 1.." +
                       std::to_string(capacity.size() - 1) + ", got " + std::to_string(coalition));
  }
  return detail::index_of(coalition, moebius(capacity));
}

/// The importance of each child: its Shapley value (1953), what it adds to a coalition on average.
/// They sum to one.
[[nodiscard]] inline std::vector<double> shapley(const std::vector<double>& capacity) {
  const auto m = moebius(capacity);
  std::vector<double> importance;
  for (std::size_t bit = 1; bit < m.size(); bit *= 2) {
    importance.push_back(detail::index_of(bit, m));
  }
  return importance;
}

/// The interaction indices of all pairs of children, a symmetric matrix with zeros on its diagonal
/// (Murofushi and Soneda 1993; Grabisch 1997).
[[nodiscard]] inline std::vector<std::vector<double>> interaction(
    const std::vector<double>& capacity) {
  const auto m = moebius(capacity);
  const std::size_t n = detail::children_of(capacity.size());
  std::vector<std::vector<double>> pairs(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      pairs[i][j] = pairs[j][i] = detail::index_of(detail::child_bit(i) | detail::child_bit(j), m);
    }
  }
  return pairs;
}

}  // namespace ltorisk::aggregate
