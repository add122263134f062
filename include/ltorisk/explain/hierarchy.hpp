// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::explain {

/// Who stands together when a difference is divided: players are the leaves, a branch is a group
/// that is present or absent as one to those outside. Branch 0 is the whole.
struct hierarchy {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  struct branch {
    std::string id = {};
    std::size_t parent = none;
    std::vector<std::size_t> children = {};
    /// Its number among the players; `none` for a group.
    std::size_t player = none;

    friend bool operator==(const branch&, const branch&) = default;
  };

  std::vector<branch> branches = {{}};

  std::size_t add(std::string id, std::size_t parent, std::size_t player = none) {
    branches.push_back({std::move(id), parent, {}, player});
    branches[parent].children.push_back(branches.size() - 1);
    return branches.size() - 1;
  }

  /// Every branch after those below it.
  [[nodiscard]] std::vector<std::size_t> children_first() const {
    std::vector<std::size_t> order{0};
    for (std::size_t k = 0; k < order.size(); ++k) {
      const auto& below = branches[order[k]].children;
      order.insert(order.end(), below.begin(), below.end());
    }
    return {order.rbegin(), order.rend()};
  }

  friend bool operator==(const hierarchy&, const hierarchy&) = default;
};

/// Rows of who takes part, one byte for each player.
struct coalitions {
  std::size_t players = 0;
  std::vector<unsigned char> members = {};

  [[nodiscard]] std::size_t rows() const { return players == 0 ? 0 : members.size() / players; }
  [[nodiscard]] const unsigned char* row(std::size_t i) const {
    return members.data() + i * players;
  }
};

namespace detail {

/// A sum that keeps what rounding takes (Neumaier 1974, doi:10.1002/zamm.19740540106).
class exact_sum {
 public:
  void add(double x) {
    const double next = sum_ + x;
    const bool larger = (sum_ < 0 ? -sum_ : sum_) >= (x < 0 ? -x : x);
    lost_ += larger ? (sum_ - next) + x : (x - next) + sum_;
    sum_ = next;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0, lost_ = 0;
};

/// The part of a hierarchy that holds some players; a group of one is that one.
[[nodiscard]] inline hierarchy pruned(const hierarchy& h, const std::vector<unsigned char>& keep) {
  std::vector<std::size_t> count(h.branches.size());
  const auto order = h.children_first();
  for (const auto b : order) {
    const auto& branch = h.branches[b];
    if (branch.player != hierarchy::none) count[b] = keep[branch.player];
    if (branch.parent != hierarchy::none && count[b] > 0) ++count[branch.parent];
  }
  hierarchy result;
  std::vector<std::size_t> place(h.branches.size(), hierarchy::none);
  place[0] = 0;
  result.branches[0].id = h.branches[0].id;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    const auto b = *i;
    if (b == 0 || count[b] == 0) continue;
    const auto& branch = h.branches[b];
    const bool group = branch.player == hierarchy::none;
    place[b] = group && count[b] == 1 ? place[branch.parent]
                                      : result.add(branch.id, place[branch.parent], branch.player);
  }
  // The whole may be a group of one as well.
  while (result.branches[0].children.size() == 1) {
    const auto only = result.branches[0].children[0];
    if (result.branches[only].player != hierarchy::none) break;
    result.branches[0].children = result.branches[only].children;
    for (const auto c : result.branches[0].children) result.branches[c].parent = 0;
    result.branches[only].children.clear();
  }
  return result;
}

}  // namespace detail

}  // namespace ltorisk::explain
