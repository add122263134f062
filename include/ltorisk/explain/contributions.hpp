// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/executor.hpp>
#include <ltorisk/explain/additive.hpp>
#include <ltorisk/explain/batch.hpp>
#include <ltorisk/explain/level_value.hpp>
#include <ltorisk/explain/limit_words.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/record.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace ltorisk::explain {

struct contribution_options {
  quantity of = quantity::value;
  /// Where players stand: in the tree of the framework, so that drivers add up too, or all beside
  /// one another (Shapley's value).
  enum class grouping { tree, flat } players = grouping::tree;
  /// Limits get lines of their own; else what they do goes to the indicators they look at.
  bool limits_apart = true;
  level_value_options division = {};
};

/// What one indicator, or all indicators of a driver, add to a score, in points of the score range.
struct part {
  std::string id = {};
  bool is_indicator = true;
  /// Below the node that is explained: its drivers have 1. A part's own parts follow it.
  std::size_t depth = 1;
  double amount = 0;
  /// Standard error of a sampled amount; zero where exact.
  double standard_error = 0;
  /// Cells of an indicator, in its unit.
  double before = missing;
  double after = missing;
};

/// What one limit does to the score.
struct limit_effect {
  std::string node = {};
  /// "held at acceptance: violence within 24 months".
  std::string words = {};
  /// By how much it moves the score, beside its effect on the reference.
  double amount = 0;
  /// It moves the reference and leaves the community's score alone.
  bool of_reference = false;
};

/// Why a score is not that of the reference:
///
///     value - reference = sum of the indicators' amounts + sum of the limits' + rounding
struct explanation {
  std::string node = {};
  quantity of = quantity::value;
  double reference = missing;
  double value = missing;
  /// Drivers and indicators in the order of the tree. An indicator that is the same in both
  /// records, or that the node does not depend on, has no line: it adds nothing.
  std::vector<part> parts = {};
  /// Those that make a difference between the two.
  std::vector<limit_effect> limits = {};
  double rounding = 0;
  bool exact = true;
  /// Rows that were scored.
  std::size_t evaluations = 0;
  /// Why there is no answer: then amounts are missing.
  std::string reason = {};

  /// The amount of an indicator or driver; zero where it has no line.
  [[nodiscard]] double operator[](std::string_view id) const {
    for (const auto& p : parts) {
      if (p.id == id) return p.amount;
    }
    return 0;
  }
};

namespace detail {

[[nodiscard]] inline bool same_cell(double a, double b) {
  return is_known(a) ? a == b : !is_known(b) && is_not_applicable(a) == is_not_applicable(b);
}

/// Groups are nodes; each stands in the closest node that all ways to it lead through.
[[nodiscard]] inline hierarchy tree_of(const framework& f, const dependencies& d,
                                       const std::vector<std::size_t>& player) {
  const auto owner = d.owners();
  auto order = d.order();
  std::vector<bool> holds(owner.size());  // a player, here or below
  for (auto v = order.rbegin(); v != order.rend(); ++v) {
    if (d.is_indicator(*v)) holds[*v] = player[d.indicator(*v)] != hierarchy::none;
    if (holds[*v] && owner[*v] != dependencies::none) holds[owner[*v]] = true;
  }
  // Owners come first in a walk by rank: they are met on the way.
  std::ranges::sort(order, {}, [&](std::size_t v) { return d.rank(v); });
  hierarchy h;
  std::vector<std::size_t> branch(owner.size(), hierarchy::none);
  for (const auto v : order) {
    if (owner[v] == dependencies::none) {
      branch[v] = 0;
      h.branches[0].id = f.nodes[v].id;
    } else if (holds[v]) {
      const bool leaf = d.is_indicator(v);
      branch[v] = h.add(leaf ? f.indicators[d.indicator(v)].id : f.nodes[v].id, branch[owner[v]],
                        leaf ? player[d.indicator(v)] : hierarchy::none);
    }
  }
  return h;
}

/// Scores of both rows by a model of one node.
template <unsigned Isa>
[[nodiscard]] std::pair<double, double> score_ends(const model& m, quantity of,
                                                   const std::vector<double>& without,
                                                   const std::vector<double>& with) {
  std::vector<std::size_t> all(with.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  coalitions ends{all.size(), std::vector<unsigned char>(all.size(), 0)};
  ends.members.resize(2 * all.size(), 1);
  const auto v = mixer(m, of, without, with, all).template score<Isa>(ends, sequential{});
  return {v[0], v[1]};
}

/// The division of a sum of games, each among players of its own.
template <class Game>
[[nodiscard]] division divide_apart(const hierarchy& h,
                                    const std::vector<std::vector<unsigned char>>& groups,
                                    const Game& game, level_value_options options) {
  std::vector<exact_sum> amount(h.branches.size()), variance(h.branches.size());
  division whole;
  for (const auto& group : groups) {
    const auto d = level_value(h, group, game, options);
    ++options.seed;  // groups are sampled independently
    whole.exact = whole.exact && d.exact;
    whole.evaluations += d.evaluations;
    for (std::size_t b = 0; b < amount.size(); ++b) {
      amount[b].add(d.amount[b]);
      variance[b].add(d.standard_error[b] * d.standard_error[b]);
    }
  }
  for (std::size_t b = 0; b < amount.size(); ++b) {
    whole.amount.push_back(amount[b].value());
    whole.standard_error.push_back(std::sqrt(variance[b].value()));
  }
  return whole;
}

/// Every branch as a line, each before those below it.
[[nodiscard]] inline std::vector<part> lines_of(const hierarchy& h, const division& d,
                                                const std::vector<std::size_t>& players,
                                                const std::vector<double>& without,
                                                const std::vector<double>& with) {
  std::vector<part> lines;
  std::vector<std::size_t> depth(h.branches.size());
  std::vector<std::size_t> open(h.branches[0].children.rbegin(), h.branches[0].children.rend());
  while (!open.empty()) {
    const auto b = open.back();
    open.pop_back();
    const auto& branch = h.branches[b];
    depth[b] = depth[branch.parent] + 1;
    part p{.id = branch.id,
           .is_indicator = branch.player != hierarchy::none,
           .depth = depth[b],
           .amount = d.amount[b],
           .standard_error = d.standard_error[b]};
    if (p.is_indicator) {
      p.before = without[players[branch.player]];
      p.after = with[players[branch.player]];
    }
    lines.push_back(std::move(p));
    open.insert(open.end(), branch.children.rbegin(), branch.children.rend());
  }
  return lines;
}

}  // namespace detail

/// Why `community` does not score like `reference`: what each indicator and driver adds, what
/// limits and rounding do. The reference may be `neutral`, `median_of` a portfolio
/// (`references.hpp`), the record of last quarter, or an empty one (nothing known; then explain a
/// bound).
///
/// Players are the indicators whose cells differ. An indicator that occurs twice is one player. A
/// missing or inapplicable cell is a state like any other: turning the reference's figure into
/// "unknown" is a step with an effect. The amounts are level values (`level_value.hpp`): a driver's
/// is the sum of its indicators' and what it would get as a player among the other drivers.
///
/// An indicator below several drivers belongs to none of them: it stands beside them, in the
/// closest node that all ways to it lead through. The same for a node.
///
/// Players are divided on the score without limits and rounding; then limits are switched on one
/// after the other, in the order of the framework's nodes and each node's list, and last rounding:
/// what each changes is its line. With `limits_apart` off, players are divided with limits in place
/// and each indicator that is a limit's evidence stands in that limit's node.
///
/// Where the score is a sum (arithmetic means of complete figures) summands are divided apart, at
/// two evaluations for an indicator; a linear tree is so exact at any size. Else exact up to
/// `division.most_evaluations`, and beyond by sampled orders with a standard error. All evaluations
/// are rows that `model` scores, in blocks given to the executor; the result does not depend on it.
///
/// Where some mix of both records has no value (a required child, too little coverage), there is no
/// amount: `reason` says which, and the bounds can be explained. Throws `input_error` for an
/// unknown node, indicator or category and for cells that cannot be scored.
template <executor Executor = sequential, unsigned Isa = simd::native_isa>
[[nodiscard]] explanation contributions(const model& m, const record& community,
                                        const record& reference, std::string_view node,
                                        const contribution_options& options = {},
                                        const Executor& run = {}) {
  const auto& f = m.framework();
  detail::require_node(f, node);
  const auto with = m.cells(community), without = m.cells(reference);
  using through = detail::dependencies::through;
  const detail::dependencies reached(f, node,
                                     options.limits_apart ? through::children : through::limits);
  std::vector<std::size_t> players, player(f.indicators.size(), hierarchy::none);
  for (std::size_t i = 0; i < f.indicators.size(); ++i) {
    if (!reached.reaches(reached.of_indicator(i)) || detail::same_cell(without[i], with[i])) {
      continue;
    }
    player[i] = players.size();
    players.push_back(i);
  }
  explanation result{.node = std::string(node), .of = options.of};
  const auto scored = [&](const model& variant) {
    result.evaluations += 2;
    return detail::score_ends<Isa>(variant, options.of, without, with);
  };
  const auto whole = detail::model_of(f, node);
  const auto limits = detail::limits_of(whole.framework());
  std::tie(result.reference, result.value) = scored(whole);

  // What indicators do.
  const std::size_t in_players = options.limits_apart ? 0 : limits.size();
  const auto plain = detail::model_of(f, node, {.last_limit = in_players, .rounding = false});
  const detail::mixer mix(plain, options.of, without, with, players);
  const auto game = [&](const coalitions& mixes) {
    auto v = mix.template score<Isa>(mixes, run);
    for (std::size_t r = 0; r < v.size() && result.reason.empty(); ++r) {
      if (is_known(v[r])) continue;
      result.reason =
          "a mix of both records has no value: " + mix.template reason<Isa>(mixes.row(r));
    }
    return v;
  };
  hierarchy h;
  if (options.players == contribution_options::grouping::tree) {
    h = detail::tree_of(f, reached, player);
  } else {
    for (std::size_t p = 0; p < players.size(); ++p) h.add(f.indicators[players[p]].id, 0, p);
  }
  const auto groups = detail::independent_players(
      plain.framework(), node, detail::dependencies(plain.framework(), node, through::limits),
      without, with, player, players.size());
  const auto divided = detail::divide_apart(h, groups, game, options.division);
  result.exact = divided.exact;
  result.evaluations += divided.evaluations;
  result.parts = detail::lines_of(h, divided, players, without, with);

  // What limits and rounding do to both, switched on one after the other.
  auto [before, after] = scored(plain);
  for (std::size_t l = in_players; l < limits.size(); ++l) {
    const auto [b, a] = scored(detail::model_of(f, node, {.last_limit = l + 1, .rounding = false}));
    // What holds both alike makes no difference between them.
    const double amount = (a - after) - (b - before);
    if (amount != 0) result.limits.push_back({limits[l].node, limits[l].words, amount, a == after});
    before = b;
    after = a;
  }
  result.rounding = (result.value - after) - (result.reference - before);

  if (result.reason.empty() && !is_known(result.value)) {
    result.reason = "the community has no value";
  }
  if (result.reason.empty() && !is_known(result.reference)) {
    result.reason = "the reference has no value";
  }
  if (result.reason.empty()) return result;
  for (auto& p : result.parts) p.amount = p.standard_error = missing;
  result.limits.clear();
  result.rounding = missing;
  return result;
}

}  // namespace ltorisk::explain
