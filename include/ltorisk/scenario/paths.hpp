// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/compare.hpp>
#include <ltorisk/scenario/jacobian.hpp>
#include <ltorisk/scenario/settle.hpp>
#include <ltorisk/scenario/wiring.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// A way from what a package changes to a concept, meeting none twice.
struct causal_path {
  std::vector<std::string> concepts = {};
  /// The product along the way of weight and f' at the package's fixed point; where a concept gates
  /// an edge to the next one, of the gate's derivative.
  double gain = 0;
  /// Gain times how far the package moves the first concept: what comes this way, before the loops
  /// on the way and the curvature of f have their say. So paths rank; they do not add up to the
  /// change.
  double carried = 0;

  /// "CE > TR > LTO".
  [[nodiscard]] std::string words() const {
    std::string text;
    for (const auto& id : concepts) text += (text.empty() ? "" : " > ") + id;
    return text;
  }
};

struct path_list {
  std::vector<causal_path> paths = {};
  /// False where the search ended at the limit.
  bool complete = true;
};

namespace detail {

/// Depth first, and only to concepts that can still reach the target around those on the way: every
/// step leads to a path, so the search ends soon after the limit.
class path_finder {
 public:
  path_finder(std::vector<std::string> ids, const square_matrix& gains, std::size_t to,
              std::size_t limit)
      : ids_(std::move(ids)), gains_(gains), to_(to), limit_(limit) {}

  // `moved`: how far the first concept moves.
  void from(std::size_t first, double moved, path_list& list) {
    on_way_.assign(ids_.size(), false);
    if (moved == 0 || first == to_ || !open()[first]) return;
    list_ = &list;
    walk(first, 1, moved);
  }

 private:
  void walk(std::size_t at, double gain, double moved) {
    way_.push_back(at);
    on_way_[at] = true;
    if (at == to_) {
      add(gain, moved);
    } else {
      const auto reaches = open();
      for (std::size_t next = 0; next < ids_.size() && list_->complete; ++next) {
        const double g = gains_(next, at);
        if (g != 0 && reaches[next]) walk(next, gain * g, moved);
      }
    }
    on_way_[at] = false;
    way_.pop_back();
  }

  // The concepts off the way that can reach the target off the way.
  [[nodiscard]] std::vector<bool> open() const {
    std::vector<bool> reaches(ids_.size());
    std::vector<std::size_t> found{to_};
    reaches[to_] = true;
    while (!found.empty()) {
      const auto next = found.back();
      found.pop_back();
      for (std::size_t i = 0; i < ids_.size(); ++i) {
        if (reaches[i] || on_way_[i] || gains_(next, i) == 0) continue;
        reaches[i] = true;
        found.push_back(i);
      }
    }
    return reaches;
  }

  void add(double gain, double moved) {
    if (list_->paths.size() == limit_) {
      list_->complete = false;
      return;
    }
    causal_path p{.gain = gain, .carried = gain * moved};
    for (const auto i : way_) p.concepts.push_back(ids_[i]);
    list_->paths.push_back(std::move(p));
  }

  std::vector<std::string> ids_;
  const square_matrix& gains_;
  std::size_t to_;
  std::size_t limit_;
  std::vector<bool> on_way_;
  std::vector<std::size_t> way_;
  path_list* list_ = nullptr;
};

}  // namespace detail

/// The paths that carry a package's effect to concept `on`, the strongest first: from everything
/// the package holds elsewhere than in the status quo, and from what it pushes. Throws
/// `domain_error` where the package or the status quo leads to no fixed point.
[[nodiscard]] inline path_list paths_to(const causal_map& m, const package& p,
                                        const std::string& on, const run_options& o = {},
                                        std::size_t limit = 100000) {
  const wiring map(m, p, o);
  const auto end = detail::settler(map, m.ids(), o).run().fixed_point();
  const auto before = settle(m, {}, o).fixed_point();
  const auto gains = jacobian(map, end.values, side::right);
  detail::path_finder find(m.ids(), gains, m.index_of(on), limit);
  path_list list;
  for (const auto& [id, value] : p.hold) find.from(m.index_of(id), value - before[id], list);
  for (const auto& [id, value] : p.push) {
    const auto i = m.index_of(id);
    if (!map.places()[i].held) find.from(i, value * map.how().slope(end.values[i]), list);
  }
  std::ranges::stable_sort(list.paths, [](const causal_path& a, const causal_path& b) {
    return std::fabs(a.carried) > std::fabs(b.carried);
  });
  return list;
}

}  // namespace ltorisk::scenario
