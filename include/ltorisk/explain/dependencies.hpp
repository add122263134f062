// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// What stands below a node, and who owns it. Internal.
namespace ltorisk::explain::detail {

/// The nodes and indicators a node depends on. Nodes are numbered as in the framework, indicators
/// after them.
class dependencies {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// Through children that weigh something and their conditions; through the evidence of limits
  /// too; through everything the framework names.
  enum class through { children, limits, everything };

  dependencies(const framework& f, std::string_view root, through what)
      : nodes_(f.nodes.size()), visited_(nodes_ + f.indicators.size(), none) {
    for (std::size_t i = 0; i < f.nodes.size(); ++i) number_.emplace(f.nodes[i].id, i);
    for (std::size_t i = 0; i < f.indicators.size(); ++i) {
      number_.emplace(f.indicators[i].id, nodes_ + i);
    }
    below_.resize(visited_.size());
    for (std::size_t i = 0; i < f.nodes.size(); ++i) {
      for (const auto& e : f.nodes[i].children) {
        if (e.weight == 0 && what != through::everything) continue;
        below_[i].push_back(number_.at(e.child));
        if (e.applies_if) below_[i].push_back(number_.at(e.applies_if->evidence));
      }
      if (what == through::children) continue;
      for (const auto& l : f.nodes[i].limits) below_[i].push_back(number_.at(l.when.evidence));
    }
    walk(number_.at(root));
  }

  /// Everything reached, each after all that depend on it.
  [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
  [[nodiscard]] bool reaches(std::size_t vertex) const { return visited_[vertex] != none; }
  [[nodiscard]] std::size_t of_indicator(std::size_t i) const { return nodes_ + i; }
  [[nodiscard]] bool is_indicator(std::size_t vertex) const { return vertex >= nodes_; }
  [[nodiscard]] std::size_t indicator(std::size_t vertex) const { return vertex - nodes_; }
  [[nodiscard]] const std::vector<std::size_t>& below(std::size_t vertex) const {
    return below_[vertex];
  }
  [[nodiscard]] std::size_t number(std::string_view id) const { return number_.at(id); }
  /// How early a walk in the framework's order of children comes by.
  [[nodiscard]] std::size_t rank(std::size_t vertex) const { return visited_[vertex]; }

  /// For each that is reached the closest node that every path to it leads through; `none` for the
  /// root.
  [[nodiscard]] std::vector<std::size_t> owners() const {
    std::vector<std::size_t> owner(visited_.size(), none), depth(visited_.size());
    for (const auto v : order_) {
      if (owner[v] != none) depth[v] = depth[owner[v]] + 1;
      for (const auto below : below_[v]) {
        auto a = v, b = owner[below];
        if (b == none) {
          owner[below] = a;
          continue;
        }
        while (a != b) {
          if (depth[a] >= depth[b]) {
            a = owner[a];
          } else {
            b = owner[b];
          }
        }
        owner[below] = a;
      }
    }
    return owner;
  }

 private:
  // Not recursive: a framework may be deep.
  void walk(std::size_t root) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{root, 0}};
    std::size_t rank = 0;
    visited_[root] = rank++;
    while (!open.empty()) {
      auto& [v, next] = open.back();
      if (next == below_[v].size()) {
        order_.push_back(v);
        open.pop_back();
        continue;
      }
      const auto child = below_[v][next++];
      if (visited_[child] != none) continue;
      visited_[child] = rank++;
      open.emplace_back(child, 0);
    }
    std::ranges::reverse(order_);
  }

  std::size_t nodes_;
  std::unordered_map<std::string_view, std::size_t> number_;
  std::vector<std::vector<std::size_t>> below_;
  std::vector<std::size_t> visited_;
  std::vector<std::size_t> order_;
};

}  // namespace ltorisk::explain::detail
