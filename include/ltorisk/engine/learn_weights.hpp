// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/each_tile.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <variant>
#include <vector>

/// The weights that `fit` learns from a sample. Internal.
namespace ltorisk::engine {

/// Does more of a leaf's raw figure, or of an inner node, raise the parent?
inline sign direction_of(const framework& f, const edge& e) {
  const auto* i = f.find_indicator(e.child);
  const bool falls = i && detail::visit_fixed([](const auto& s) { return s.direction(); },
                                              e.scale ? *e.scale : i->scale) == trend::falling;
  return falls == (e.sign == sign::minus) ? sign::plus : sign::minus;
}

/// Gives the children of a node the weights its weighting finds, and the node is done.
inline void take_weights(node& n, const std::vector<column_view>& columns, std::size_t rows,
                         const std::vector<criterion>& criteria, fault_list& faults,
                         executor_ref run = in_order) {
  try {
    const auto weights = (*n.weighting)(columns, rows, criteria, run);
    for (std::size_t j = 0; j < n.children.size(); ++j) n.children[j].weight = weights[j];
  } catch (const input_error& e) {
    for (const auto& [where, what] : e.diagnostics()) {
      faults.add("node " + in_quotes(n.id) + ", " + where, what);
    }
  }
  n.weighting.reset();
}

/// Weights that come from people, not from a sample.
inline void take_given_weights(framework& f) {
  fault_list faults;
  for (auto& n : f.nodes) {
    if (!n.weighting || n.weighting->needs_data()) continue;
    std::vector<column_view> none(n.children.size());
    std::vector<criterion> criteria;
    for (const auto& e : n.children) criteria.push_back({e.child, e.sign});
    take_weights(n, none, 0, criteria, faults);
  }
  faults.throw_if_any();
}

/// What the weighting of one node looks at.
class weighting_sample {
 public:
  weighting_sample(const framework& f, const plan& p, node& n) : node_(&n) {
    const auto& planned = p.nodes()[p.position(n.id)];
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      const auto& e = n.children[j];
      const bool raw = n.weighting->input() == weighting_input::raw;
      // The plan has the children in the same order: with a weighting none has weight zero.
      children_.push_back({planned.children[j].slot, e.sign == sign::minus,
                           raw && f.find_indicator(e.child) != nullptr});
      criteria_.push_back({e.child, raw ? direction_of(f, e) : sign::plus});
      raw_.push_back(raw);
    }
    values_.resize(children_.size());
  }

  void resize(std::size_t rows) {
    for (auto& column : values_) column.resize(rows);
  }

  /// Takes a tile of rows from `first` on. A child that is missing or does not apply is unknown.
  template <unsigned Isa>
  void take(tile_engine<Isa>& tiles, const plan& p, std::size_t first, std::size_t rows) {
    for (std::size_t j = 0; j < children_.size(); ++j) {
      const auto& [slot_number, minus, raw_leaf] = children_[j];
      const slot s = tiles.at(slot_number);
      for (std::size_t r = 0; r < rows; ++r) {
        const bool known = s.present.row[r] > 0 && s.applicable.row[r] > 0;
        double v = raw_leaf ? tiles.raw(p.leaves()[slot_number].column).value(r) : s.value.row[r];
        if (minus && !raw_[j]) v = 1 - v;
        values_[j][first + r] = known ? v : missing;
      }
    }
  }

  void learn(std::size_t rows, fault_list& faults, executor_ref run) {
    std::vector<column_view> columns;
    for (std::size_t j = 0; j < values_.size(); ++j) {
      columns.push_back({criteria_[j].id, values_[j].data()});
    }
    take_weights(*node_, columns, rows, criteria_, faults, run);
  }

 private:
  struct child {
    std::size_t slot;
    bool minus;
    bool raw_leaf;
  };

  node* node_;
  std::vector<child> children_;
  std::vector<criterion> criteria_;
  std::vector<bool> raw_;
  std::vector<std::vector<double>> values_;
};

/// The nodes whose weights can be learned now: nothing below them is still to be learned.
inline std::vector<node*> ready_nodes(framework& f) {
  // A node is open where it, or anything it needs, has a weighting; fewer passes than levels.
  std::unordered_set<std::string_view> open;
  for (const auto& n : f.nodes) {
    if (n.weighting) open.insert(n.id);
  }
  const auto waits = [&](const node& n) {
    return std::ranges::any_of(n.children, [&](const edge& e) { return open.contains(e.child); }) ||
           std::ranges::any_of(n.limits,
                               [&](const limit& l) { return open.contains(l.when.evidence); });
  };
  for (bool grows = true; grows;) {
    grows = false;
    for (const auto& n : f.nodes) {
      if (!open.contains(n.id) && waits(n)) grows = open.insert(n.id).second || grows;
    }
  }
  std::vector<node*> ready;
  for (auto& n : f.nodes) {
    if (n.weighting && !waits(n)) ready.push_back(&n);
  }
  return ready;
}

/// Learns all weights, from the leaves up: one pass over the sample for each depth at which a node
/// learns. The framework is valid, its scales fixed, weights that need no data are taken.
/// `refuse(first_row)` throws for the first invalid cell from there on.
template <unsigned Isa, class Refuse>
void learn_weights(framework& f, const table_view& sample, executor_ref run, Refuse refuse) {
  for (auto ready = ready_nodes(f); !ready.empty(); ready = ready_nodes(f)) {
    const plan p(f);
    std::vector<const column_view*> columns;
    for (const auto& i : f.indicators) columns.push_back(sample.find(i.id));
    std::vector<weighting_sample> parts;
    for (auto* n : ready) {
      parts.emplace_back(f, p, *n);
      parts.back().resize(sample.rows());
    }
    engine_pool<Isa> pool(p, {.bounds = false});
    each_tile<Isa>(
        pool, columns, sample.rows(), run,
        [&](tile_engine<Isa>& tiles, std::size_t first, std::size_t rows) {
          for (auto& part : parts) part.take(tiles, p, first, rows);
        },
        [&](std::size_t first) { refuse(p, first); });
    fault_list faults;
    for (auto& part : parts) part.learn(sample.rows(), faults, run);
    faults.throw_if_any();
  }
}

}  // namespace ltorisk::engine
