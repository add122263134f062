// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <cstddef>
#include <map>
#include <set>

/// Which way a node moves with the raw value of each indicator below it. Where that is one way, the
/// worst case of the node is the worst case of each indicator, and two evaluations give exact
/// bounds. Internal.
namespace ltorisk::engine {

class directions {
 public:
  using column = std::size_t;

  /// An indicator seen through a scale that moves so.
  static directions of_leaf(column c, trend t) {
    directions d;
    d.moves_[c] = t == trend::rising ? up : t == trend::falling ? down : turning;
    return d;
  }

  /// A child joins; `flips` where the node falls when the child rises.
  void add(const directions& child, bool flips) {
    for (const auto& [c, way] : child.moves_) join(c, flips ? flipped(way) : way);
    not_exact_.insert(child.not_exact_.begin(), child.not_exact_.end());
  }

  /// The node also moves up (or down) with evidence that limits it.
  void add_evidence(column c, bool rises) { join(c, rises ? up : down); }

  /// Whatever the directions say, bounds are not exact where this indicator is missing.
  void not_exact(column c) { not_exact_.insert(c); }
  /// The same for all below a node.
  void not_exact(const directions& d) {
    for (const auto& [c, way] : d.moves_) not_exact_.insert(c);
  }

  /// How the node moves when this raw value alone rises; `none` where nothing is promised.
  [[nodiscard]] trend way(column c) const {
    const auto known = moves_.find(c);
    if (known == moves_.end() || not_exact_.contains(c)) return trend::none;
    return known->second == up     ? trend::rising
           : known->second == down ? trend::falling
                                   : trend::none;
  }

  /// Indicators whose absence leaves the bounds enclosing instead of exact.
  [[nodiscard]] std::set<column> inexact() const {
    auto list = not_exact_;
    for (const auto& [c, way] : moves_) {
      if (way == both || way == (both | turning)) list.insert(c);
    }
    return list;
  }

 private:
  // A scale that turns is exact alone: its extremes are known. With any other way it is not.
  static constexpr unsigned up = 1, down = 2, both = up | down, turning = 4;

  static unsigned flipped(unsigned way) {
    return (way & turning) | ((way & up) ? down : 0U) | ((way & down) ? up : 0U);
  }

  void join(column c, unsigned way) {
    const auto [known, fresh] = moves_.try_emplace(c, way);
    if (fresh || (known->second == way && way != turning)) return;
    known->second |= way;
    if (known->second & turning) known->second |= both;
  }

  std::map<column, unsigned> moves_;
  std::set<column> not_exact_;
};

}  // namespace ltorisk::engine
