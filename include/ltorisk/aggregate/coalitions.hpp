// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

/// Coalitions of children as bits, and what is asked of a capacity. Internal; `capacity.hpp` says
/// what a capacity is.
namespace ltorisk::aggregate::detail {

/// More would be a list of over a million figures.
inline constexpr std::size_t most_capacity_children = 20;

[[nodiscard]] constexpr std::size_t child_bit(std::size_t j) { return std::size_t{1} << j; }

/// How many children a list of so many coalitions has.
[[nodiscard]] constexpr std::size_t children_of(std::size_t coalitions) {
  std::size_t n = 0;
  while (coalitions >>= 1) ++n;
  return n;
}

inline void require_few_children(const char* who, std::size_t n) {
  if (n >= 1 && n <= most_capacity_children) return;
  throw domain_error(std::string(who) + ": a capacity can have 1 to " +
                     std::to_string(most_capacity_children) + " children, got " +
                     std::to_string(n));
}

inline void require_coalitions(const char* who, std::size_t size) {
  if (!std::has_single_bit(size)) {
    throw domain_error(std::string(who) + ": capacity must have 2^n values for n children, got " +
                       std::to_string(size));
  }
  require_few_children(who, children_of(size));
}

[[nodiscard]] inline std::string coalition_text(std::size_t coalition) {
  std::string text;
  for (std::size_t j = 0; coalition >> j != 0; ++j) {
    if ((coalition & child_bit(j)) != 0) text += (text.empty() ? "" : ", ") + std::to_string(j);
  }
  return "{" + text + "}";
}

/// Rounding in the twelfth digit is forgiven, in the ninth where all together should be worth 1.
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

/// Importance and interaction of children that make a 2-additive capacity.
inline void require_interaction(const char* who, const std::vector<double>& shapley,
                                const std::vector<std::vector<double>>& interaction) {
  const std::size_t n = shapley.size();
  const auto refuse = [&](const std::string& what) {
    throw domain_error(std::string(who) + ": " + what);
  };
  if (n == 0) refuse("shapley must have a value for each child, got none");
  bool square = interaction.size() == n;
  for (const auto& row : interaction) square = square && row.size() == n;
  if (!square) refuse("interaction must be a square of as many rows as shapley has values");
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto child = " of child " + std::to_string(i);
    double magnitude = 0;
    for (std::size_t j = 0; j < n; ++j) {
      magnitude += std::fabs(interaction[i][j]);
      if (std::fabs(interaction[i][j] - interaction[j][i]) <= 1e-12) continue;
      refuse("interaction must be symmetric, got " + to_text(interaction[i][j]) + child +
             " with child " + std::to_string(j) + " and " + to_text(interaction[j][i]) +
             " the other way round");
    }
    if (interaction[i][i] != 0) {
      refuse("interaction" + child + " with itself must be 0, got " + to_text(interaction[i][i]));
    }
    if (!(magnitude <= 2 * shapley[i] + 1e-12)) {
      refuse("interactions" + child + " must not exceed twice its shapley value, got " +
             to_text(magnitude) + " in all for " + to_text(shapley[i]));
    }
    sum += shapley[i];
  }
  if (!(std::fabs(sum - 1) <= 1e-9)) refuse("shapley must sum to 1, got " + to_text(sum));
}

}  // namespace ltorisk::aggregate::detail
