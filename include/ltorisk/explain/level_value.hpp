// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/explain/hierarchy.hpp>
#include <ltorisk/random/philox.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::explain {

struct level_value_options {
  /// Up to so many evaluations the division is exact; where it needs more it is sampled.
  std::size_t most_evaluations = std::size_t{1} << 16;
  /// Pairs of orders, each and its reverse, where it is sampled: at least 2.
  std::size_t pairs = 512;
  std::uint64_t seed = 0;
};

/// What each branch of a hierarchy adds: a player, or a group all of whose players are summed.
struct division {
  std::vector<double> amount = {};
  /// Of each amount; zero where exact.
  std::vector<double> standard_error = {};
  bool exact = true;
  std::size_t evaluations = 0;
};

namespace detail {

/// How many evaluations the exact division takes, or more than `limit`.
[[nodiscard]] inline std::size_t exact_cost(const hierarchy& h, std::size_t limit) {
  std::size_t total = 0;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, 1}};  // a group, its contexts
  while (!open.empty()) {
    const auto [b, contexts] = open.back();
    open.pop_back();
    const auto& children = h.branches[b].children;
    if (children.size() > 40) return limit + 1;
    const std::size_t rows = contexts << children.size();
    if (rows >> children.size() != contexts || rows > limit - total) return limit + 1;
    total += rows;
    for (const auto c : children) {
      if (h.branches[c].player == hierarchy::none) open.emplace_back(c, rows / 2);
    }
  }
  return total;
}

template <class Game>
class level_walk {
 public:
  level_walk(const hierarchy& h, std::size_t players, const Game& game)
      : tree_(h), players_(players), game_(game), members_(h.branches.size()) {
    for (const auto b : h.children_first()) {
      const auto& branch = h.branches[b];
      if (branch.player != hierarchy::none) members_[b].push_back(branch.player);
      if (branch.parent == hierarchy::none) continue;
      auto& above = members_[branch.parent];
      above.insert(above.end(), members_[b].begin(), members_[b].end());
    }
  }

  /// The amount of each player.
  [[nodiscard]] std::vector<double> exact() {
    amount_.assign(players_, 0.0);
    descend(0, {players_, std::vector<unsigned char>(players_)}, {1.0});
    return amount_;
  }

  /// Calls `take(amounts)` with those of each pair of orders.
  template <class Take>
  void sampled(const level_value_options& options, Take&& take) {
    const auto size = members_[0].size();
    const random::philox source(options.seed);
    constexpr std::size_t batch = 32;
    for (std::size_t first = 0; first < options.pairs; first += batch) {
      const auto pairs = std::min<std::size_t>(batch, options.pairs - first);
      std::vector<std::vector<std::size_t>> orders;
      coalitions rows{players_, {}};
      for (std::size_t p = 0; p < pairs; ++p) {
        auto order = shuffled(source, first + p);
        auto back = order;
        std::ranges::reverse(back);
        for (auto& o : {&order, &back}) {
          std::vector<unsigned char> in(players_);
          rows.members.insert(rows.members.end(), in.begin(), in.end());
          for (const auto player : *o) {
            in[player] = 1;
            rows.members.insert(rows.members.end(), in.begin(), in.end());
          }
          orders.push_back(std::move(*o));
        }
      }
      const auto v = game_(rows);
      evaluations_ += v.size();
      for (std::size_t p = 0; p < pairs; ++p) {
        std::vector<double> mean(players_);
        for (std::size_t k = 2 * p; k < 2 * p + 2; ++k) {
          for (std::size_t i = 0; i < size; ++i) {
            const auto at = k * (size + 1) + i;
            mean[orders[k][i]] += (v[at + 1] - v[at]) / 2;
          }
        }
        take(mean);
      }
    }
  }

  [[nodiscard]] std::size_t evaluations() const { return evaluations_; }

 private:
  // Contexts: who of those outside the group is there, and how probable that is.
  void descend(std::size_t b, const coalitions& outside, const std::vector<double>& weight) {
    const auto& children = tree_.branches[b].children;
    const auto size = children.size();
    if (size == 0) return;
    const std::size_t subsets = std::size_t{1} << size;
    coalitions rows{players_, {}};
    rows.members.reserve(weight.size() * subsets * players_);
    for (std::size_t c = 0; c < weight.size(); ++c) {
      for (std::size_t s = 0; s < subsets; ++s) append(rows, outside.row(c), children, s);
    }
    const auto v = game_(rows);
    evaluations_ += v.size();
    const auto share = shares(size);
    for (std::size_t k = 0; k < size; ++k) {
      const auto player = tree_.branches[children[k]].player;
      if (player == hierarchy::none) continue;
      exact_sum sum;
      each_without(weight, k, size, share, [&](std::size_t row, double p) {
        const auto with = row + (std::size_t{1} << k);
        sum.add(p * v[with]);
        sum.add(-p * v[row]);
      });
      amount_[player] = sum.value();
    }
    for (std::size_t k = 0; k < size; ++k) {
      if (tree_.branches[children[k]].player != hierarchy::none) continue;
      coalitions contexts{players_, {}};
      std::vector<double> probability;
      each_without(weight, k, size, share, [&](std::size_t row, double p) {
        contexts.members.insert(contexts.members.end(), rows.row(row), rows.row(row) + players_);
        probability.push_back(p);
      });
      descend(children[k], contexts, probability);
    }
  }

  void append(coalitions& rows, const unsigned char* outside,
              const std::vector<std::size_t>& children, std::size_t subset) const {
    const auto at = rows.members.size();
    rows.members.insert(rows.members.end(), outside, outside + players_);
    for (std::size_t k = 0; k < children.size(); ++k) {
      if (!(subset >> k & 1)) continue;
      for (const auto player : members_[children[k]]) rows.members[at + player] = 1;
    }
  }

  // s! (n - s - 1)! / n!: how probable it is that just s of the other n - 1 came first.
  static std::vector<double> shares(std::size_t n) {
    std::vector<double> list(n);
    double binomial = 1;  // of n - 1 over s
    for (std::size_t s = 0; s < n; ++s) {
      list[s] = 1 / (static_cast<double>(n) * binomial);
      binomial *= static_cast<double>(n - 1 - s) / static_cast<double>(s + 1);
    }
    return list;
  }

  template <class F>
  static void each_without(const std::vector<double>& weight, std::size_t k, std::size_t size,
                           const std::vector<double>& share, F f) {
    const std::size_t subsets = std::size_t{1} << size;
    for (std::size_t c = 0; c < weight.size(); ++c) {
      for (std::size_t s = 0; s < subsets; ++s) {
        if (s >> k & 1) continue;
        std::size_t present = 0;
        for (std::size_t rest = s; rest != 0; rest &= rest - 1) ++present;
        f(c * subsets + s, weight[c] * share[present]);
      }
    }
  }

  // An order in which no group is torn apart: children in random order, all the way down.
  [[nodiscard]] std::vector<std::size_t> shuffled(const random::philox& source,
                                                  std::size_t draw) const {
    std::uint32_t number = 0;
    std::vector<std::size_t> order, open{0};
    while (!open.empty()) {
      const auto& branch = tree_.branches[open.back()];
      open.pop_back();
      if (branch.player != hierarchy::none) {
        order.push_back(branch.player);
        continue;
      }
      auto children = branch.children;
      for (std::size_t i = children.size(); i > 1; --i) {
        const double u = source.uniform(draw, number++)[0];
        const auto j = static_cast<std::size_t>(u * static_cast<double>(i));
        std::swap(children[i - 1], children[j]);
      }
      open.insert(open.end(), children.begin(), children.end());
    }
    return order;
  }

  const hierarchy& tree_;
  std::size_t players_;
  const Game& game_;
  std::vector<std::vector<std::size_t>> members_;
  std::vector<double> amount_;
  std::size_t evaluations_ = 0;
};

/// Amounts of players, summed up the branches of a hierarchy.
[[nodiscard]] inline std::vector<double> summed(const hierarchy& h,
                                                const std::vector<std::size_t>& children_first,
                                                const std::vector<double>& of_players) {
  std::vector<exact_sum> sums(h.branches.size());
  std::vector<double> result(h.branches.size());
  for (const auto b : children_first) {
    const auto& branch = h.branches[b];
    if (branch.player != hierarchy::none) sums[b].add(of_players[branch.player]);
    result[b] = sums[b].value();
    if (branch.parent != hierarchy::none) sums[branch.parent].add(result[b]);
  }
  return result;
}

}  // namespace detail

/// Divides what a game gains, v(all) - v(none), among its players: `game(coalitions)` gives the
/// worth of each row. The amounts sum to the gain.
///
/// Where all players stand directly below the whole, this is the Shapley value (Shapley 1953,
/// doi:10.1515/9781400881970-018): what a player adds to those who came before, averaged over all
/// orders. With groups, over those orders in which no group is torn apart, at any level: Owen's
/// value (1977, doi:10.1007/978-3-642-45494-3_7), for nested groups Winter's (1989,
/// doi:10.1007/BF01268161). What the members of a group get then sums to what the group would get
/// as a player among its siblings, so that groups add up level by level.
///
/// Exact by enumeration: a group of b below groups of b1, b2, ... takes 2^(b1 - 1 + b2 - 1 + ... +
/// b) evaluations; all groups together at most `most_evaluations`. Beyond it is the mean over
/// random orders, each with its reverse (an antithetic pair); the standard error is that of the
/// mean over pairs, and the amounts still sum to the gain. Same seed, same bits.
///
/// `only` marks the players that take part; the others stay out and get zero. The amounts are those
/// of the branches. Throws `domain_error` where `pairs` is below 2.
template <class Game>
[[nodiscard]] division level_value(const hierarchy& h, const std::vector<unsigned char>& only,
                                   const Game& game, const level_value_options& options = {}) {
  if (options.pairs < 2) {
    throw domain_error("level_value: pairs must be 2 or more, got " +
                       std::to_string(options.pairs));
  }
  const auto order = h.children_first();
  const auto tree = detail::pruned(h, only);
  detail::level_walk<Game> value(tree, only.size(), game);
  division result;
  if (detail::exact_cost(tree, options.most_evaluations) <= options.most_evaluations) {
    result.amount = detail::summed(h, order, value.exact());
    result.standard_error.resize(h.branches.size());
  } else {
    std::vector<detail::exact_sum> sum(h.branches.size()), squares(h.branches.size());
    value.sampled(options, [&](const std::vector<double>& amounts) {
      const auto of_branches = detail::summed(h, order, amounts);
      for (std::size_t b = 0; b < of_branches.size(); ++b) {
        sum[b].add(of_branches[b]);
        squares[b].add(of_branches[b] * of_branches[b]);
      }
    });
    const auto n = static_cast<double>(options.pairs);
    for (std::size_t b = 0; b < sum.size(); ++b) {
      const double mean = sum[b].value() / n;
      const double variance = (squares[b].value() - n * mean * mean) / (n - 1);
      result.amount.push_back(mean);
      result.standard_error.push_back(std::sqrt(std::max<double>(variance, 0) / n));
    }
    result.exact = false;
  }
  result.evaluations = value.evaluations();
  return result;
}

}  // namespace ltorisk::explain
