// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/output.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/scores.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// One community in words. Internal.
namespace ltorisk::engine {

/// Reads the first row of the engine's tiles back as results with their reasons.
template <unsigned Isa>
class assessor {
 public:
  assessor(const tile_engine<Isa>& tiles, const plan& p)
      : tiles_(tiles), facts_(tiles.facts()), plan_(p) {}

  [[nodiscard]] assessment run() {
    const auto& f = plan_.source();
    assessment all;
    std::vector<bool> taken(plan_.nodes().size());
    const auto take = [&](const std::string& id) {
      const auto position = plan_.position(id);
      if (taken[position]) return;
      taken[position] = true;
      all.nodes.push_back(result(position));
    };
    for (const auto& id : f.outcomes) take(id);
    for (const auto& n : f.nodes) take(n.id);
    return all;
  }

 private:
  [[nodiscard]] double score(const node& n, double value) const {
    return printed<Isa>(plan_.source(), n)(value);
  }

  [[nodiscard]] node_result result(std::size_t position) {
    const auto& planned = plan_.nodes()[position];
    const auto& n = *planned.source;
    const auto slot = plan_.slot_of_node(position);
    node_result out{.node = n.id, .state = state_of(facts_, slot, 0)};
    out.coverage = tiles_.coverage(slot, 0);
    out.exact = !has(inexact(facts_, position), 0);
    const bool scored = out.state == state::scored;
    const double none = out.state == state::inapplicable ? not_applicable : missing;
    out.value = scored ? score(n, facts_.value[slot].row[0]) : none;
    out.before_limits = scored ? score(n, facts_.unlimited_value(position).row[0]) : none;
    out.moved_into_bounds = scored && has(facts_.moved[position], 0);
    out.lower = out.state == state::inapplicable ? none : score(n, facts_.low(slot).row[0]);
    out.upper = out.state == state::inapplicable ? none : score(n, facts_.high(slot).row[0]);
    out.level = level_of(n.levels, out.value);
    out.lower_level = level_of(n.levels, out.lower);
    out.upper_level = level_of(n.levels, out.upper);
    if (out.state != state::inapplicable) {
      collect(position, out);
      describe_limits(planned, out);
    }
    describe_children(planned, out);
    if (out.state == state::refused) out.reason = reason(planned, out.coverage);
    return out;
  }

  struct child_view {
    bool applies, known;
    double value;  // 0..1, before the sign
  };

  [[nodiscard]] child_view look(const planned_edge& e) const {
    const auto in = enter(facts_, e);
    return {has(in.applies, 0), has(in.known, 0), facts_.value[e.slot].row[0]};
  }

  [[nodiscard]] static bool listed(const std::vector<std::string>& list, const std::string& entry) {
    return std::find(list.begin(), list.end(), entry) != list.end();
  }

  // Missing indicators and assumptions, here and below. Not recursive: a framework may be deep.
  void collect(std::size_t root, node_result& out) const {
    std::vector<bool> visited(plan_.nodes().size());
    std::vector<std::size_t> open{root};
    visited[root] = true;
    while (!open.empty()) {
      const auto position = open.back();
      open.pop_back();
      const auto& planned = plan_.nodes()[position];
      std::vector<std::size_t> below;
      for (const auto& e : planned.children) {
        const auto view = look(e);
        if (!view.applies) continue;
        // An assumption counts only where its node has a value.
        if (!view.known && e.assume && has(facts_.known[plan_.slot_of_node(position)], 0)) {
          out.assumed.push_back({planned.source->id, e.source->child, *e.source->assume});
        }
        if (e.slot < plan_.leaves().size()) {
          if (!view.known && !listed(out.missing, e.source->child)) {
            out.missing.push_back(e.source->child);
          }
        } else if (const auto child = e.slot - plan_.leaves().size(); !visited[child]) {
          visited[child] = true;
          below.push_back(child);
        }
      }
      for (auto k = below.size(); k-- > 0;) open.push_back(below[k]);
    }
  }

  void describe_limits(const planned_node& planned, node_result& out) const {
    double value = facts_.unlimited_value(plan_.position(planned.source->id)).row[0];
    for (const auto& l : planned.limits) {
      const auto words = limit_words(*l.source);
      if (has(facts_.unassessed(l.when), 0)) {
        if (!listed(out.limits_not_assessed, words)) out.limits_not_assessed.push_back(words);
      } else if (has(facts_.holding(l.when), 0) && out.state == state::scored) {
        const double held = l.cap ? std::min<double>(value, l.at) : std::max<double>(value, l.at);
        if (held != value) out.limits_bound.push_back(words);
        value = held;
      }
    }
  }

  [[nodiscard]] static std::string limit_words(const limit& l) {
    const std::string at = std::holds_alternative<double>(l.at) ? to_text(std::get<double>(l.at))
                                                                : std::get<std::string>(l.at);
    const std::string clamp = l.clamp == limit::kind::cap ? "at most " : "at least ";
    return clamp + at + ": " + (l.reason.empty() ? words(l.when) : l.reason);
  }

  [[nodiscard]] static std::string words(const condition& c) {
    const char* test = c.test == comparison::below     ? " below "
                       : c.test == comparison::at_most ? " at most "
                       : c.test == comparison::above   ? " above "
                                                       : " at least ";
    return c.evidence + test + to_text(c.threshold);
  }

  void describe_children(const planned_node& planned, node_result& out) const {
    const auto& f = plan_.source();
    const auto size = planned.children.size();
    std::vector<tile> x(size);
    std::vector<child_rows> in(size);
    double total = 0;
    for (std::size_t j = 0; j < size; ++j) {
      const auto& e = planned.children[j];
      const auto view = look(e);
      const double value = view.known ? view.value : e.assume.value_or(0.5);
      const double weight = view.known || (view.applies && e.assume) ? e.weight : 0;
      std::fill(std::begin(x[j].row), std::end(x[j].row), e.minus ? 1 - value : value);
      in[j].weight = weight;
      total += weight;
      contribution c{.child = e.source->child, .weight = weight};
      c.state = !view.applies ? state::inapplicable : view.known ? state::scored : state::refused;
      c.value = view.known ? f.to_score(view.value) : missing;
      out.children.push_back(std::move(c));
    }
    for (auto& c : out.children) c.weight = total > 0 ? c.weight / total : 0;
    if (out.state != state::scored) return;
    // The first row of a tile is the node as it is, each other has one child at the middle.
    for (std::size_t first = 0; first < size; first += tile_rows - 1) {
      const auto count = std::min<std::size_t>(tile_rows - 1, size - first);
      auto variants = x;
      for (std::size_t k = 0; k < count; ++k) variants[first + k].row[k + 1] = 0.5;
      for (std::size_t j = 0; j < size; ++j) in[j].value = variants[j].row;
      tile result;
      planned.source->aggregation(all_of(planned, in.data()), result, count + 1);
      for (std::size_t k = 0; k < count; ++k) {
        const double span = f.score_range.upper - f.score_range.lower;
        if (in[first + k].weight == 0) continue;
        out.children[first + k].pull = (result.row[0] - result.row[k + 1]) * span;
      }
    }
  }

  [[nodiscard]] std::string reason(const planned_node& planned, double coverage) const {
    const auto& n = *planned.source;
    std::vector<std::string> needed;
    bool any = false;
    for (const auto& e : planned.children) {
      const auto view = look(e);
      any = any || view.known || (view.applies && e.assume);
      const bool must = e.required || n.aggregation.laws().missing == missing_rule::require;
      if (must && view.applies && !view.known && !e.assume) needed.push_back(e.source->child);
    }
    if (!needed.empty()) {
      std::string list;
      for (const auto& child : needed) list += (list.empty() ? "" : ", ") + child;
      return "needs " + list;
    }
    if (!any) return "nothing is known";
    return "coverage " + percent(coverage) + " is below " + percent(n.min_coverage);
  }

  [[nodiscard]] static std::string percent(double share) {
    // Truncated, so that a share below a threshold never shows as equal to it.
    return to_text(std::trunc(share * 1000 + 1e-9) / 10) + " %";
  }

  const tile_engine<Isa>& tiles_;
  const tile_facts<Isa>& facts_;
  const plan& plan_;
};

template <unsigned Isa>
[[nodiscard]] assessment assess(const tile_engine<Isa>& tiles, const plan& p) {
  return assessor<Isa>(tiles, p).run();
}

}  // namespace ltorisk::engine
