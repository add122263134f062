// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

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
    d.join(c, t == trend::rising ? up : t == trend::falling ? down : turning);
    return d;
  }

  /// A child joins; `flips` where the node falls when the child rises.
  void add(const directions& child, bool flips) {
    for (const auto& [c, way] : child.ways_) {
      if (way & moving) join(c, flips ? flipped(way) : way & moving);
      if (way & loose) not_exact(c);
    }
  }

  /// The node also moves up (or down) with evidence that limits it.
  void add_evidence(column c, bool rises) { join(c, rises ? up : down); }

  /// Whatever the directions say, bounds are not exact where this indicator is missing.
  void not_exact(column c) { at(c) |= loose; }
  /// The same for all below a node.
  void not_exact(const directions& d) {
    for (const auto& [c, way] : d.ways_) {
      if (way & moving) not_exact(c);
    }
  }

  /// How the node moves when this raw value alone rises; `none` where nothing is promised.
  [[nodiscard]] trend way(column c) const {
    for (const auto& [known, way] : ways_) {
      if (known != c) continue;
      return way == up ? trend::rising : way == down ? trend::falling : trend::none;
    }
    return trend::none;
  }

  /// Indicators whose absence leaves the bounds enclosing instead of exact, in their order.
  [[nodiscard]] std::vector<column> inexact() const {
    std::vector<column> list;
    for (const auto& [c, way] : ways_) {
      if ((way & loose) || (way & both) == both) list.push_back(c);
    }
    return list;
  }

 private:
  // A scale that turns is exact alone: its extremes are known. With any other way it is not.
  static constexpr unsigned up = 1, down = 2, both = up | down;
  static constexpr unsigned turning = 4, moving = both | turning;
  static constexpr unsigned loose = 8;  // not exact, however it moves

  static unsigned flipped(unsigned way) {
    return (way & turning) | ((way & up) ? down : 0U) | ((way & down) ? up : 0U);
  }

  void join(column c, unsigned way) {
    auto& known = at(c);
    const bool fresh = (known & moving) == 0;
    const bool again = (known & moving) == way && way != turning;
    known |= way;
    if (!fresh && !again && (known & turning)) known |= both;
  }

  unsigned& at(column c) {
    auto place = std::lower_bound(ways_.begin(), ways_.end(), c,
                                  [](const auto& known, column key) { return known.first < key; });
    if (place == ways_.end() || place->first != c) place = ways_.insert(place, {c, 0U});
    return place->second;
  }

  std::vector<std::pair<column, unsigned>> ways_;  // by column
};

}  // namespace ltorisk::engine
