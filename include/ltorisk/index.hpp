// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/any_aggregation.hpp>
#include <ltorisk/any_weighting.hpp>
#include <ltorisk/indicator.hpp>
#include <ltorisk/sign.hpp>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk {

/// A test of evidence: `{"commitments_met", comparison::below, 0.6}`. An indicator is compared in
/// its raw unit (a category by its code), a node in the framework's score range.
enum class comparison { below, at_most, above, at_least };

struct condition {
  std::string evidence = {};
  comparison test = comparison::at_least;
  double threshold = 0;

  [[nodiscard]] bool holds(double x) const {
    switch (test) {
      case comparison::below: return x < threshold;
      case comparison::at_most: return x <= threshold;
      case comparison::above: return x > threshold;
      case comparison::at_least: break;
    }
    return x >= threshold;
  }
  friend bool operator==(const condition&, const condition&) = default;
};

/// A child of a node. A leaf names an indicator, seen through the indicator's scale or its own.
struct edge {
  std::string child = {};
  ltorisk::sign sign = ltorisk::sign::plus;
  /// Relative to its siblings: not negative, not all zero. Zero leaves the child out.
  double weight = 1;
  /// The node is missing where this child is, and not applicable where this child is not.
  bool required = false;
  /// What a missing child counts as: raw units for an indicator, the score range for a node. It is
  /// reported, counts as uncovered and never narrows a bound.
  std::optional<double> assume = {};
  std::optional<ltorisk::scale> scale = {};
  /// Where this is known to be false, the child is not applicable, whatever its cell says.
  std::optional<condition> applies_if = {};

  friend bool operator==(const edge&, const edge&) = default;
};

/// Evidence that holds a node's value in a level or at a value: neither a child nor a weight, and
/// outside coverage. Missing evidence does not bind the value, does bind the bounds, and is
/// reported as not assessed; evidence that is not applicable does not bind. Limits act in the order
/// listed.
struct limit {
  enum class kind { cap, floor };

  condition when;
  kind clamp = kind::cap;
  /// The name of a level of the node, or a number in the score range.
  std::variant<std::string, double> at = 0.0;
  std::string reason = {};

  friend bool operator==(const limit&, const limit&) = default;
};

/// Names for stretches of a node's score: each class reaches from the one before to `upper`.
struct level_scheme {
  struct level {
    std::string name;
    double upper = 0;
    friend bool operator==(const level&, const level&) = default;
  };
  /// Which class a score at a boundary belongs to: `lower` makes classes (a, b], `upper` [a, b).
  enum class boundary_rule { lower, upper };

  std::vector<level> classes = {};
  boundary_rule boundary = boundary_rule::lower;

  friend bool operator==(const level_scheme&, const level_scheme&) = default;
};

/// An inner node: children combined by an aggregation.
struct node {
  std::string id = {};
  std::string name = {};
  any_aggregation aggregation = aggregate::arithmetic_mean{};
  /// Gives the children their weights when the framework is fitted; their own must be left out.
  /// Where it looks at raw figures, an inner node's is its value (0..1), and the direction of a
  /// child is the sign of its edge.
  std::optional<any_weighting> weighting = {};
  std::vector<edge> children = {};
  /// Share of the weight that must rest on evidence for the node to have a value.
  double min_coverage = 0;
  /// Rounding as a spreadsheet shows it: so many decimals of the score range.
  std::optional<int> decimals = {};
  /// For sorting and for words only.
  bool higher_is_worse = false;
  level_scheme levels = {};
  std::vector<limit> limits = {};
  /// Where weights, limits and levels come from: a citation, or "judgement".
  std::string source = {};

  friend bool operator==(const node&, const node&) = default;
};

}  // namespace ltorisk
