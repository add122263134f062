// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ltorisk {

/// What `model::score` computes for a table. Less is faster.
struct request {
  bool coverage = true;
  bool bounds = true;
  /// The value before the node's limits.
  bool before_limits = true;
  /// The inner nodes too, not the outcomes alone.
  bool parts = false;
  /// Columns the framework does not know are an error unless this is set.
  bool extra_columns = false;
};

/// The scores of one node over all rows, in the framework's score range. What was not requested is
/// empty.
struct score_column {
  std::string node = {};
  /// `missing` where the node has no value (too little coverage, a required child missing),
  /// `not_applicable` where it has no meaning.
  std::vector<double> value = {};
  /// The value before the node's limits.
  std::vector<double> before_limits = {};
  /// Share of the weight that rests on evidence, 0..1. What is assumed counts as uncovered.
  std::vector<double> coverage = {};
  /// What the score could be if the missing cells were known, given where the value is not.
  std::vector<double> lower = {};
  std::vector<double> upper = {};
  /// 1 where some completion of the missing cells reaches both bounds; 0 where they only enclose.
  std::vector<unsigned char> exact = {};
};

/// Scores of a table: the outcomes in the framework's order, then, if asked for, the inner nodes.
struct scores {
  std::vector<score_column> columns = {};

  [[nodiscard]] const score_column& operator[](std::string_view node) const {
    std::vector<std::string> names;
    for (const auto& c : columns) {
      if (c.node == node) return c;
      names.push_back(c.node);
    }
    throw input_error({{"scores", "have no " + in_quotes(node) + suggestion(node, names)}});
  }
};

enum class state {
  scored,
  refused,       ///< no value, only bounds; `reason` says why
  inapplicable,  ///< no meaning for this community
};

/// A missing child that was counted as if it were `value` (raw unit of an indicator, score range of
/// a node).
struct assumption {
  std::string node = {};
  std::string child = {};
  double value = 0;
};

/// How one child entered its node.
struct contribution {
  std::string child = {};
  ltorisk::state state = state::refused;
  /// After its scale, before the sign of its edge; score range. NaN where it is not scored.
  double value = 0;
  /// Share of the weight it had, after those that are missing or not applicable left theirs.
  double weight = 0;
  /// How far the node's value (before rounding and limits) would fall if this child entered at the
  /// middle of the range: its pull. Negative where it holds the value down.
  double pull = 0;
};

/// One node of one community, with its reasons.
struct node_result {
  std::string node = {};
  ltorisk::state state = state::refused;
  double value = 0;
  double before_limits = 0;
  double coverage = 0;
  double lower = 0;
  double upper = 0;
  bool exact = false;
  /// Class of the value, and of both bounds; empty where the node has no levels or no value.
  std::string level = {};
  std::string lower_level = {};
  std::string upper_level = {};
  /// Why there is no value.
  std::string reason = {};
  /// The average over what is present lay outside what the evidence allows, and was moved to the
  /// nearest bound.
  bool moved_into_bounds = false;
  /// In this node and below it.
  std::vector<assumption> assumed = {};
  std::vector<std::string> missing = {};
  /// Limits whose evidence holds and that changed the value.
  std::vector<std::string> limits_bound = {};
  /// Limits whose evidence is missing.
  std::vector<std::string> limits_not_assessed = {};
  std::vector<contribution> children = {};
};

/// Everything about one community: the outcomes first, then the inner nodes.
struct assessment {
  std::vector<node_result> nodes = {};

  [[nodiscard]] const node_result& operator[](std::string_view node) const {
    std::vector<std::string> names;
    for (const auto& n : nodes) {
      if (n.node == node) return n;
      names.push_back(n.node);
    }
    throw input_error({{"assessment", "has no " + in_quotes(node) + suggestion(node, names)}});
  }
};

}  // namespace ltorisk
