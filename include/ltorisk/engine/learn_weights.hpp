// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/each_tile.hpp>
#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/stream/peers.hpp>
#include <ltorisk/stream/source.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

/// The weights that `fit` learns from a sample. Internal.
namespace ltorisk::engine {

/// Does more of a leaf's raw figure, or of an inner node, raise the parent?
inline sign direction_of(const framework& f, const edge& e) {
  const auto* i = f.find_indicator(e.child);
  const bool falls = i && detail::direction_of(e.scale ? *e.scale : i->scale) == trend::falling;
  return falls == (e.sign == sign::minus) ? sign::plus : sign::minus;
}

/// Gives the children of a node the weights its weighting finds, and the node is done; or the node
/// the weighting of another pass.
inline void take_weights(node& n, const statistics::any_reduction& learned,
                         const std::vector<criterion>& criteria, fault_list& faults) {
  try {
    if (auto another = n.weighting->next(learned, criteria)) {
      n.weighting = std::move(another);
      return;
    }
    const auto weights = (*n.weighting)(learned, criteria);
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
    std::vector<criterion> criteria;
    for (const auto& e : n.children) criteria.push_back({e.child, e.sign});
    take_weights(n, *n.weighting->begin(n.children.size()), criteria, faults);
  }
  faults.throw_if_any();
}

/// What the weighting of one node looks at.
class weighting_sample {
 public:
  weighting_sample(const framework& f, const plan& p, node& n, std::uint64_t first_block)
      : node_(&n), learned_(n.weighting->begin(n.children.size(), first_block)) {
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

  [[nodiscard]] statistics::any_reduction& learned() { return *learned_; }

  void resize(std::size_t rows) {
    for (auto& column : values_) column.resize(rows);
  }

  /// Takes a tile of rows from `first` on. A child that is missing or does not apply is unknown.
  template <unsigned Isa>
  void take(const tile_engine<Isa>& tiles, const plan& p, std::size_t first, std::size_t rows) {
    for (std::size_t j = 0; j < children_.size(); ++j) {
      const auto& [slot_number, minus, raw_leaf] = children_[j];
      const auto& facts = tiles.facts();
      const double* const figures = raw_leaf ? facts.raw[p.leaves()[slot_number].column].row()
                                             : facts.value[slot_number].row;
      for (std::size_t r = 0; r < rows; ++r) {
        const bool known = has(facts.known[slot_number], r);
        double v = figures[r];
        if (minus && !raw_[j]) v = 1 - v;
        values_[j][first + r] = known ? v : missing;
      }
    }
  }

  /// Adds the rows taken.
  void add(executor_ref run) {
    std::vector<column_view> columns;
    for (std::size_t j = 0; j < values_.size(); ++j) {
      columns.push_back({criteria_[j].id, values_[j].data()});
    }
    learned_->add(columns, values_.front().size(), run);
  }

  void learn(fault_list& faults) { take_weights(*node_, *learned_, criteria_, faults); }

 private:
  struct child {
    std::size_t slot;
    bool minus;
    bool raw_leaf;
  };

  node* node_;
  std::unique_ptr<statistics::any_reduction> learned_;
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
    for (const auto& e : n.children) {
      if (open.contains(e.child)) return true;
    }
    for (const auto& l : n.limits) {
      if (open.contains(l.when.evidence)) return true;
    }
    return false;
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

/// Learns all weights, from the leaves up: for each depth at which a node learns, as many passes
/// over the sample as a weighting there takes. The framework is valid, its scales fixed, weights
/// that need no data are taken. `refuse(plan, chunk, first_row)` throws for the first invalid cell
/// from there on.
template <unsigned Isa, stream::source S, stream::peers Peers, class Refuse>
void learn_weights(framework& f, S& sample, const Peers& others, executor_ref run,
                   const Refuse& refuse) {
  for (auto ready = ready_nodes(f); !ready.empty(); ready = ready_nodes(f)) {
    const plan p(f);
    std::vector<weighting_sample> parts;
    std::vector<statistics::any_reduction*> reductions;
    for (auto* n : ready) {
      parts.emplace_back(f, p, *n, others.first_row() / statistics::block_rows);
      reductions.push_back(&parts.back().learned());
    }
    engine_pool<Isa> pool(p, {.bounds = false, .coverage = false});
    const auto visit_stretch = [&](const table_view& rows) {
      std::vector<const column_view*> columns;
      for (const auto& i : f.indicators) columns.push_back(rows.find(i.id));
      for (auto& part : parts) part.resize(rows.rows());
      each_tile<Isa>(
          pool, columns, rows.rows(), run,
          [&](tile_engine<Isa>& tiles, std::size_t first, std::size_t size) {
            for (auto& part : parts) part.take(tiles, p, first, size);
          },
          [&](std::size_t first) { refuse(p, rows, first); });
      for (auto& part : parts) part.add(run);
    };
    // Some blocks at a time: what goes on is a summary, not another table.
    constexpr std::size_t stretch = 64 * statistics::block_rows;
    const auto visit = [&](const table_view& chunk) {
      for (std::size_t first = 0; first < chunk.rows(); first += stretch) {
        visit_stretch(chunk.slice(first, std::min<std::size_t>(stretch, chunk.rows() - first)));
      }
    };
    others([&] { stream::each_chunk(sample, visit, others.first_row()); },
           std::span<statistics::any_reduction* const>(reductions));
    const auto take = [&] {
      fault_list faults;
      for (auto* r : reductions) r->require_whole("shards");
      for (auto& part : parts) part.learn(faults);
      faults.throw_if_any();
    };
    others(take, {});
  }
}

/// How many passes `fit` makes over a sample: one where scales are learned, and for each depth at
/// which nodes learn their weights what these take.
[[nodiscard]] inline int passes_of(framework f) {
  const auto learned = [](const scale& s) { return std::holds_alternative<any_normalization>(s); };
  int passes = 0;
  std::unordered_map<const node*, int> made;
  for (const auto& i : f.indicators) passes |= learned(i.scale);
  for (auto& n : f.nodes) {
    for (const auto& e : n.children) passes |= e.scale && learned(*e.scale);
    if (n.weighting && !n.weighting->needs_data()) n.weighting.reset();
  }
  for (auto ready = ready_nodes(f); !ready.empty(); ready = ready_nodes(f)) {
    ++passes;
    for (auto* n : ready) {
      if (++made[n] == n->weighting->passes()) n->weighting.reset();
    }
  }
  return passes;
}

}  // namespace ltorisk::engine
