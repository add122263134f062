// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/index.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ltorisk {

/// A whole scoring system as a value: what is measured, how it is combined, where it comes from.
///
/// Nodes stand in any order and name their children by id; a node may have several parents. Every
/// score is reported in `score_range`, whatever the node.
struct framework {
  std::string id = {};
  std::string name = {};
  std::string version = {};
  std::string citation = {};
  std::string description = {};
  interval score_range = {0, 100};
  std::vector<indicator> indicators = {};
  std::vector<node> nodes = {};
  /// The nodes that are answers, in the order they are reported.
  std::vector<std::string> outcomes = {};

  [[nodiscard]] const indicator* find_indicator(std::string_view id_) const {
    for (const auto& i : indicators) {
      if (i.id == id_) return &i;
    }
    return nullptr;
  }
  [[nodiscard]] const node* find_node(std::string_view id_) const {
    for (const auto& n : nodes) {
      if (n.id == id_) return &n;
    }
    return nullptr;
  }

  /// From the score range to 0..1, and back.
  [[nodiscard]] double to_unit(double score) const {
    return (score - score_range.lower) / (score_range.upper - score_range.lower);
  }
  [[nodiscard]] double to_score(double unit) const {
    return score_range.lower + unit * (score_range.upper - score_range.lower);
  }

  friend bool operator==(const framework&, const framework&) = default;
};

/// The class of a score, "" where the node has no levels or the score is NaN.
[[nodiscard]] inline std::string_view level_of(const level_scheme& levels, double score) {
  if (score != score || levels.classes.empty()) return "";
  for (const auto& c : levels.classes) {
    if (score < c.upper) return c.name;
    if (score == c.upper && levels.boundary == level_scheme::boundary_rule::lower) return c.name;
  }
  return levels.classes.back().name;
}

}  // namespace ltorisk
