// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/contributions.hpp>
#include <ltorisk/explain/figure_words.hpp>
#include <ltorisk/explain/joint_change.hpp>
#include <ltorisk/explain/levers.hpp>
#include <ltorisk/explain/limit_words.hpp>
#include <ltorisk/explain/nearest_change.hpp>
#include <ltorisk/explain/references.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/record.hpp>
#include <ltorisk/scores.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Needs Boost.Math, hence outside the umbrella.
namespace ltorisk::explain {

/// A limit of the node whose evidence holds, whether or not it moves the score today.
struct limit_in_force {
  std::string evidence = {};
  /// "held at withheld: act revoked or refused".
  std::string words = {};
  /// The score it lets pass at most, or at least where it is a floor.
  double at = 0;
  bool is_floor = false;

  friend bool operator==(const limit_in_force&, const limit_in_force&) = default;
};

/// All there is to say of one score, in numbers: `page` puts it into words.
struct account {
  node_result result = {};
  /// Cells in the order of the framework's indicators.
  std::vector<double> cells = {};
  std::vector<limit_in_force> limits = {};
  /// Why the value is not the reference's; where the node has none, why each bound is not what it
  /// would be if nothing were known: first that of the better end, then the other.
  std::vector<explanation> reasons = {};
  /// Whose score the value is held against, as in "a community at the middle of every scale".
  std::string reference_name = {};
  /// The next better level; nothing where there is none. Of a node without a value: a level that it
  /// cannot have today, whatever is unknown.
  std::optional<goal> next = {};
  /// What each indicator the node depends on would have to be, those that reach it first. What is
  /// not applicable is left out.
  std::vector<nearest_figure> nearest = {};
  /// All levers together; nothing where there is no next level or no lever. Where they reach it,
  /// only those that are needed for it.
  std::optional<joint_figures> together = {};
  /// Their figures rounded to the side that reaches, to the fewest digits (3 or more) with which
  /// they still do, all together: what may be told.
  std::vector<joint_figures::figure> together_rounded = {};
  int together_digits = 3;
  std::vector<lever_effect> levers = {};
};

struct account_options {
  /// What the score is held against: `neutral` by default.
  std::optional<record> reference = {};
  /// Whose it is, as in "a community with the median figures of the portfolio"; by default "a
  /// community at the middle of every scale", or "the reference" where one is given.
  std::string reference_name = {};
  /// Indicators that can be moved: `levers_of` the framework by default. Those the node does not
  /// depend on are left out.
  std::optional<std::vector<std::string>> levers = {};
  contribution_options contributions = {};
  search_options search = {};
};

namespace detail {

[[nodiscard]] inline std::vector<limit_in_force> limits_in_force(const framework& f, const node& n,
                                                                 const assessment& a,
                                                                 const std::vector<double>& cells) {
  std::vector<limit_in_force> list;
  for (const auto& l : n.limits) {
    const auto* indicator = f.find_indicator(l.when.evidence);
    const double x = indicator ? cells[static_cast<std::size_t>(indicator - f.indicators.data())]
                               : a[l.when.evidence].value;
    if (!is_known(x) || !l.when.holds(x)) continue;
    double at = f.score_range.lower;
    if (const auto* score = std::get_if<double>(&l.at)) {
      at = *score;
    } else {
      for (const auto& c : n.levels.classes) {
        const bool named = c.name == std::get<std::string>(l.at);
        if (named && l.clamp == limit::kind::floor) break;
        at = c.upper;
        if (named) break;
      }
    }
    list.push_back({l.when.evidence, words_of(l), at, l.clamp == limit::kind::floor});
  }
  return list;
}

/// The level next to one in the better direction; nothing beyond the best.
[[nodiscard]] inline std::optional<std::string> next_level(const node& n,
                                                           const std::string& level) {
  const auto& list = n.levels.classes;
  for (std::size_t k = 0; k < list.size(); ++k) {
    if (list[k].name != level) continue;
    if (n.higher_is_worse) return k > 0 ? std::optional(list[k - 1].name) : std::nullopt;
    return k + 1 < list.size() ? std::optional(list[k + 1].name) : std::nullopt;
  }
  return {};
}

/// Leaves out of a joint change what makes no difference to it, and rounds the rest. All that is
/// left is scored again: it reaches the goal as it stands there.
template <unsigned Isa>
void tell_together(account& a, const model& m, const framework& f) {
  auto& figures = a.together->figures;
  if (!a.together->reached) return;
  const what_if world(m, a.cells, a.next->node, a.next->of);
  const target t(f, *a.next);
  const auto score = [&](const std::vector<joint_figures::figure>& list) {
    std::vector<std::size_t> columns;
    std::vector<double> cells;
    for (const auto& x : list) {
      columns.push_back(indicator_position(f, x.indicator));
      cells.push_back(x.to);
    }
    return world.score<Isa>(columns, cells);
  };
  std::erase_if(figures, [](const auto& x) { return same_cell(x.from, x.to); });
  const double with_all = score(figures);
  for (std::size_t k = 0; k < figures.size();) {
    auto without = figures;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(k));
    if (score(without) == with_all) {
      figures = std::move(without);
    } else {
      ++k;
    }
  }
  for (int digits = 3; digits <= 17; ++digits) {
    a.together_rounded = figures;
    a.together_digits = digits;
    for (auto& x : a.together_rounded) {
      const auto& i = *f.find_indicator(x.indicator);
      if (std::holds_alternative<scales::categories>(i.scale)) continue;
      const auto lever = std::ranges::find(a.levers, x.indicator, &lever_effect::indicator);
      const double best = lever->best;
      const bool up = best == x.to ? is_known(x.from) && x.to > x.from : best > x.to;
      const double r = rounded_beyond(x.to, up, digits);
      // Never beyond the best there is.
      x.to = up ? std::min<double>(r, best) : std::max<double>(r, best);
      x.to = figure_in_words(i, x.to, digits);
    }
    if (t.reached(score(a.together_rounded))) return;
  }
  a.together_rounded = figures;
}

}  // namespace detail

/// Gathers what explains a node's score of one community and what would change it. Throws as
/// `contributions` and `nearest_change` do.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] account account_of(const model& m, const record& community, std::string_view node_id,
                                 const account_options& options = {}) {
  const auto& f = m.framework();
  detail::require_node(f, node_id);
  const auto& n = *f.find_node(node_id);
  const auto assessed = m.score<Isa>(community);
  account a{.result = assessed[node_id], .cells = m.cells(community)};
  a.limits = detail::limits_in_force(f, n, assessed, a.cells);
  if (a.result.state == state::inapplicable) return a;

  const bool scored = a.result.state == state::scored;
  const auto better = n.higher_is_worse ? quantity::lower : quantity::upper;
  const auto worse = n.higher_is_worse ? quantity::upper : quantity::lower;
  const auto of = scored ? quantity::value : better;
  const auto explain = [&](quantity q, const record& reference) {
    auto how = options.contributions;
    how.of = q;
    a.reasons.push_back(contributions<sequential, Isa>(m, community, reference, node_id, how));
  };
  if (scored) {
    explain(quantity::value, options.reference ? *options.reference : neutral(f));
    a.reference_name = !options.reference_name.empty() ? options.reference_name
                       : options.reference             ? "the reference"
                                                       : "a community at the middle of every scale";
  } else {
    explain(better, {});
    explain(worse, {});
  }

  const detail::dependencies reached(f, node_id, detail::dependencies::through::limits);
  auto levers = options.levers ? *options.levers : levers_of(f);
  std::erase_if(levers, [&](const std::string& id) {
    return f.find_indicator(id) && !reached.reaches(reached.number(id));
  });
  a.levers = lever_effects<Isa>(m, community, node_id, levers, of);
  const auto& level = scored              ? a.result.level
                      : n.higher_is_worse ? a.result.lower_level
                                          : a.result.upper_level;
  const auto next = detail::next_level(n, level);
  if (!next) return a;
  a.next = goal{std::string(node_id), *next, of};
  for (std::size_t i = 0; i < f.indicators.size(); ++i) {
    if (!reached.reaches(reached.of_indicator(i)) || is_not_applicable(a.cells[i])) continue;
    a.nearest.push_back(
        nearest_change<Isa>(m, community, f.indicators[i].id, *a.next, options.search));
  }
  std::stable_partition(a.nearest.begin(), a.nearest.end(),
                        [](const nearest_figure& x) { return x.reached; });
  std::erase_if(levers, [&](const std::string& id) {
    return is_not_applicable(a.cells[detail::indicator_position(f, id)]);
  });
  if (levers.empty()) return a;
  a.together = joint_change<Isa>(m, community, levers, *a.next, options.search);
  detail::tell_together<Isa>(a, m, f);
  return a;
}

}  // namespace ltorisk::explain
