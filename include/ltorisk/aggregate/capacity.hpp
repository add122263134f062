// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

/// Capacities (fuzzy measures) of n children, and what they say of them.
///
/// A capacity lists the worth of every coalition: place s of 2^n is the coalition of the children
/// whose bits are set in s. {0}, {1} and {0, 1} are places 1, 2 and 3; place 0 is nobody, worth 0;
/// the last is all, worth 1; more children are never worth less.
namespace ltorisk::aggregate {

namespace detail {

/// More would be a list of over a million figures.
inline constexpr std::size_t most_capacity_children = 20;

/// How many children a list of this many coalitions has.
[[nodiscard]] constexpr std::size_t children_of(std::size_t coalitions) {
  return static_cast<std::size_t>(std::bit_width(coalitions)) - (coalitions > 0 ? 1 : 0);
}

[[nodiscard]] constexpr std::size_t child_bit(std::size_t j) { return std::size_t{1} << j; }

inline void require_coalitions(const char* who, std::size_t size) {
  if (size < 2 || !std::has_single_bit(size) || children_of(size) > most_capacity_children) {
    throw domain_error(std::string(who) +
                       ": capacity must have 2^n values for n children, n from " + "1 to " +
                       std::to_string(most_capacity_children) + ", got " + std::to_string(size));
  }
}

[[nodiscard]] inline std::string coalition_text(std::size_t coalition) {
  std::string text;
  for (std::size_t j = 0; coalition >> j != 0; ++j) {
    if ((coalition & child_bit(j)) != 0) text += (text.empty() ? "" : ", ") + std::to_string(j);
  }
  return "{" + text + "}";
}

/// Throws `domain_error` where it is no capacity. Rounding in the twelfth digit is forgiven, in the
/// ninth where all children together should be worth 1.
inline void require_capacity(const char* who, const std::vector<double>& capacity) {
  require_coalitions(who, capacity.size());
  const auto refuse = [&](const std::string& what) {
    throw domain_error(std::string(who) + ": capacity " + what);
  };
  if (capacity.front() != 0) refuse("must start with 0 for nobody, got " + to_text(capacity[0]));
  if (!(std::fabs(capacity.back() - 1) <= 1e-9)) {
    refuse("must end with 1 for all children, got " + to_text(capacity.back()));
  }
  for (std::size_t s = 0; s < capacity.size(); ++s) {
    for (std::size_t j = 0; child_bit(j) < capacity.size(); ++j) {
      const std::size_t with = s | child_bit(j);
      if (capacity[with] >= capacity[s] - 1e-12) continue;
      refuse("must not fall when child " + std::to_string(j) + " joins " + coalition_text(s) +
             ", got " + to_text(capacity[with]) + " after " + to_text(capacity[s]));
    }
  }
}

}  // namespace detail

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

/// The interaction index of a coalition, sum over B containing it of m(B) / (|B| - |A| + 1)
/// (Grabisch 1997): of one child its Shapley value; of two, positive where they complement each
/// other, negative where one is as good as both; within -1..1.
[[nodiscard]] inline double interaction_index(const std::vector<double>& capacity,
                                              std::size_t coalition) {
  const auto m = moebius(capacity);
  double sum = 0;
  for (std::size_t s = 0; s < m.size(); ++s) {
    if ((s & coalition) == coalition) sum += m[s] / (std::popcount(s ^ coalition) + 1);
  }
  return sum;
}

/// The importance of each child: its Shapley value (1953), what it adds to a coalition on average.
/// They sum to one.
[[nodiscard]] inline std::vector<double> shapley(const std::vector<double>& capacity) {
  detail::require_coalitions("shapley", capacity.size());
  std::vector<double> importance;
  for (std::size_t j = 0; detail::child_bit(j) < capacity.size(); ++j) {
    importance.push_back(interaction_index(capacity, detail::child_bit(j)));
  }
  return importance;
}

/// The interaction indices of all pairs of children, a symmetric matrix with zeros on its diagonal
/// (Murofushi and Soneda 1993; Grabisch 1997).
[[nodiscard]] inline std::vector<std::vector<double>> interaction(
    const std::vector<double>& capacity) {
  detail::require_coalitions("interaction", capacity.size());
  const std::size_t n = detail::children_of(capacity.size());
  std::vector<std::vector<double>> pairs(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      pairs[i][j] = pairs[j][i] =
          interaction_index(capacity, detail::child_bit(i) | detail::child_bit(j));
    }
  }
  return pairs;
}

}  // namespace ltorisk::aggregate
