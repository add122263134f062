// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/validate_map.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// A way through the map that comes back to where it began and meets no concept twice.
struct loop {
  /// The first is the earliest in the map's order; it also follows the last.
  std::vector<std::string> concepts = {};
  /// The product of the weights: above 0 the loop reinforces a change, below 0 it balances it.
  double gain = 0;

  [[nodiscard]] bool reinforcing() const { return gain > 0; }
  /// "IM > ED > AI > MD > IM".
  [[nodiscard]] std::string words() const {
    std::string text;
    for (const auto& id : concepts) text += id + " > ";
    return concepts.empty() ? "" : text + concepts.front();
  }
};

struct loop_list {
  std::vector<loop> loops = {};
  /// False where the search ended at the limit.
  bool complete = true;
};

namespace detail {

/// All elementary circuits, after Johnson (1975), doi:10.1137/0204007.
class loop_finder {
 public:
  loop_finder(const causal_map& m, std::size_t limit) : limit_(limit), ids_(m.ids()) {
    links_.resize(ids_.size());
    for (const auto& e : m.edges) {
      if (e.weight != 0) links_[m.index_of(e.from)].emplace_back(m.index_of(e.to), e.weight);
    }
    // What is held passes no loop on.
    for (const auto& lever : m.levers) links_[m.index_of(lever)].clear();
  }

  [[nodiscard]] loop_list run() {
    for (root_ = 0; root_ < ids_.size() && found_.complete; ++root_) {
      const auto forward = reached(false), backward = reached(true);
      inside_.assign(ids_.size(), false);
      for (std::size_t i = root_; i < ids_.size(); ++i) inside_[i] = forward[i] && backward[i];
      blocked_.assign(ids_.size(), false);
      waiting_.assign(ids_.size(), {});
      if (inside_[root_]) circuit(root_, 1);
    }
    std::ranges::stable_sort(found_.loops, [](const loop& a, const loop& b) {
      return std::fabs(a.gain) > std::fabs(b.gain);
    });
    return std::move(found_);
  }

 private:
  // Which concepts from the root on can be reached from it, or reach it.
  [[nodiscard]] std::vector<bool> reached(bool backward) const {
    std::vector<bool> seen(ids_.size());
    bool more = true;
    const auto knows = [&](std::size_t i) { return seen[i] || i == root_; };
    while (more) {
      more = false;
      for (std::size_t i = root_; i < ids_.size(); ++i) {
        for (const auto& [j, w] : links_[i]) {
          const auto [from, to] = backward ? std::pair(j, i) : std::pair(i, j);
          if (j < root_ || seen[to] || !knows(from)) continue;
          seen[to] = more = true;
        }
      }
    }
    return seen;
  }

  bool circuit(std::size_t at, double gain) {
    bool found = false;
    path_.push_back(at);
    blocked_[at] = true;
    for (const auto& [next, w] : links_[at]) {
      if (next < root_ || !inside_[next] || !found_.complete) continue;
      if (next == root_) {
        add(gain * w);
        found = true;
      } else if (!blocked_[next]) {
        found = circuit(next, gain * w) || found;
      }
    }
    if (found) {
      unblock(at);
    } else {
      for (const auto& [next, w] : links_[at]) {
        if (next < root_ || !inside_[next]) continue;
        auto& list = waiting_[next];
        if (std::ranges::find(list, at) == list.end()) list.push_back(at);
      }
    }
    path_.pop_back();
    return found;
  }

  void unblock(std::size_t at) {
    blocked_[at] = false;
    for (const auto other : std::exchange(waiting_[at], {})) {
      if (blocked_[other]) unblock(other);
    }
  }

  void add(double gain) {
    if (found_.loops.size() == limit_) {
      found_.complete = false;
      return;
    }
    loop l{.gain = gain};
    for (const auto i : path_) l.concepts.push_back(ids_[i]);
    found_.loops.push_back(std::move(l));
  }

  std::size_t limit_;
  std::vector<std::string> ids_;
  std::vector<std::vector<std::pair<std::size_t, double>>> links_;
  std::size_t root_ = 0;
  std::vector<bool> inside_, blocked_;
  std::vector<std::vector<std::size_t>> waiting_;
  std::vector<std::size_t> path_;
  loop_list found_;
};

}  // namespace detail

/// Every feedback loop among the concepts that are not held, the strongest first. A gate makes no
/// loop of its own: its sign depends on the state. A dense map has more loops than anyone can read;
/// the search ends at `limit`, and says so.
[[nodiscard]] inline loop_list loops_of(const causal_map& m, std::size_t limit = 100000) {
  validate(m);
  return detail::loop_finder(m, limit).run();
}

}  // namespace ltorisk::scenario
