// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/prepared.hpp>
#include <ltorisk/compare/rater.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// One rater's tree over another rater's measurements. Internal.
namespace ltorisk::compare::detail {

/// Builds and scores hybrids of two raters, `tree` and `gauge` (which may be one and the same):
///
/// - The tree, its weights, aggregations, signs, limits, thresholds, assumptions and rounding are
///   those of `tree`.
/// - A child of the tree that is an indicator of both enters as the value that `gauge` gives it:
///   its figure through its scale. That is the scale of the same edge (same node, same child) where
///   `gauge` has one there, else that of its indicator.
/// - Conditions and limits read the figure of `gauge` too, where both state the same unit (and the
///   same categories); else that of `tree`, whose unit their thresholds are in.
/// - Indicators of `tree` alone are as it measures them, or, where they are dropped, not applicable
///   to anybody: they weigh nothing, their siblings share their weight, a factor is one, a limit
///   does not bind.
class hybrid {
 public:
  hybrid(const rater& tree, const rater& gauge, const std::vector<std::string>& common,
         const std::vector<std::string>& dropped)
      : tree_(tree), gauge_(gauge), rows_(tree.data.rows()) {
    framework_ = tree.model.framework();
    const auto root = node_of(tree, "rater");
    framework_.outcomes = {root.id};
    const auto needed = depends_on(framework_, root, true);
    std::erase_if(framework_.nodes, [&](const node& n) { return !needed.contains(n.id); });
    nobody_.assign(dropped.empty() ? 0 : rows_, not_applicable);
    for (const auto& i : framework_.indicators) {
      if (const auto* column = tree.data.find(i.id)) set(i.id, *column);
    }
    for (const auto& id : dropped) set(id, {{}, nobody_.data()});
    if (&tree != &gauge) {
      for (const auto& id : common) measure(id);
    }
  }
  hybrid(const hybrid&) = delete;
  hybrid& operator=(const hybrid&) = delete;

  template <unsigned Isa>
  [[nodiscard]] std::vector<double> score() const {
    table_view data(rows_);
    for (const auto& [id, column] : columns_) {
      data.add(id, column.first, static_cast<std::size_t>(column.stride));
    }
    auto scored = fit(framework_).template score<Isa>(data, {.coverage = false, .bounds = false});
    return std::move(scored.columns.front().value);
  }

 private:
  void set(const std::string& id, const column_view& column) {
    for (auto& [known, old] : columns_) {
      if (known != id) continue;
      old = column;
      return;
    }
    columns_.emplace_back(id, column);
  }

  static bool same_figures(const column_view* a, const column_view* b, std::size_t rows) {
    if (!a || !b) return a == b;
    for (std::size_t row = 0; row < rows; ++row) {
      const double x = (*a)[row], y = (*b)[row];
      if (std::bit_cast<std::uint64_t>(x) != std::bit_cast<std::uint64_t>(y)) return false;
    }
    return true;
  }

  // The scale of the k-th edge of some weight from a node to an indicator.
  static const scale& scale_of(const framework& f, const std::string& node_id,
                               const std::string& id, std::size_t k) {
    if (const auto* n = f.find_node(node_id)) {
      for (const auto& e : n->children) {
        if (e.child != id || e.weight == 0 || k-- > 0) continue;
        if (e.scale) return *e.scale;
        break;
      }
    }
    return f.find_indicator(id)->scale;
  }

  static bool same_unit(const indicator& a, const indicator& b) {
    const auto* c = std::get_if<scales::categories>(&a.scale);
    const auto* d = std::get_if<scales::categories>(&b.scale);
    if (!c != !d || a.unit != b.unit) return false;
    if (!c) return true;
    if (c->list.size() != d->list.size()) return false;
    for (std::size_t i = 0; i < c->list.size(); ++i) {
      if (c->list[i].code != d->list[i].code || c->list[i].label != d->list[i].label) return false;
    }
    return true;
  }

  // One common indicator as `gauge` measures it. What both measure alike stays untouched.
  void measure(const std::string& id) {
    const auto& theirs = gauge_.model.framework();
    const auto* own = tree_.data.find(id);
    const auto* other = gauge_.data.find(id);
    const bool same = same_figures(own, other, rows_);
    for (auto& n : framework_.nodes) {
      std::size_t k = 0;
      for (auto& e : n.children) {
        if (e.child != id || e.weight == 0) continue;
        const auto& ours = e.scale ? *e.scale : tree_.model.framework().find_indicator(id)->scale;
        const auto& seen_through = scale_of(theirs, n.id, id, k++);
        if (same && ours == seen_through) continue;
        replace(e, ours, seen_through, other);
      }
    }
    if (same || !same_unit(*framework_.find_indicator(id), *theirs.find_indicator(id))) return;
    // Nobody but conditions looks at the column itself now.
    for (auto& i : framework_.indicators) {
      if (i.id == id) i.scale = scales::linear{};
    }
    if (!other) {
      unknown_.assign(rows_, missing);
      set(id, {{}, unknown_.data()});
    } else {
      set(id, *other);
    }
  }

  // The child of an edge becomes a column of values.
  void replace(edge& e, const scale& ours, const scale& seen_through, const column_view* other) {
    std::vector<double> nothing;
    if (!other) nothing.assign(rows_, missing);
    const column_view column = other ? *other : column_view{e.child, nothing.data()};
    values_.push_back(values_of(seen_through, column, gauge_.data));
    auto& values = values_.back();
    if (e.assume) {
      e.assume = ltorisk::detail::read(ours, *e.assume).value;
      values.range = {std::min<double>(values.range.lower, *e.assume),
                      std::max<double>(values.range.upper, *e.assume)};
    }
    std::string fresh = e.child + " as the other measures it";
    while (framework_.find_indicator(fresh) || framework_.find_node(fresh)) fresh += '\'';
    framework_.indicators.push_back({.id = fresh, .scale = as_it_is(values.range)});
    e.child = fresh;
    e.scale.reset();
    columns_.push_back({fresh, {{}, values.values.data()}});
  }

  const rater& tree_;
  const rater& gauge_;
  std::size_t rows_;
  framework framework_;
  std::vector<std::pair<std::string, column_view>> columns_;  // by id; the views' own is not used
  std::deque<prepared_column> values_;                        // columns point into it
  std::vector<double> nobody_, unknown_;
};

}  // namespace ltorisk::compare::detail
