// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/level_value.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

using namespace ltorisk::explain;
using Catch::Matchers::WithinAbs;
using random_world::dice;

namespace {

/// A worth for each of the 2^n coalitions.
struct table_game {
  std::vector<double> worth;

  std::vector<double> operator()(const coalitions& rows) const {
    std::vector<double> v;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      std::size_t at = 0;
      for (std::size_t p = 0; p < rows.players; ++p) at |= std::size_t{rows.row(r)[p]} << p;
      v.push_back(worth.at(at));
    }
    return v;
  }
};

table_game random_game(dice& d, std::size_t players) {
  table_game g;
  for (std::size_t s = 0; s < std::size_t{1} << players; ++s) g.worth.push_back(d.uniform(-50, 50));
  return g;
}

hierarchy random_hierarchy(dice& d, std::size_t players) {
  hierarchy h;
  std::vector<std::size_t> groups{0};
  for (std::size_t p = 0; p < players; ++p) {
    if (d.chance(0.6)) groups.push_back(h.add("g", groups[d.below(groups.size())]));
    h.add("p" + std::to_string(p), groups[d.below(groups.size())], p);
  }
  return h;
}

hierarchy flat(std::size_t players) {
  hierarchy h;
  for (std::size_t p = 0; p < players; ++p) h.add("p" + std::to_string(p), 0, p);
  return h;
}

/// From the definition: all orders, those thrown away that tear a group apart.
std::vector<double> over_all_orders(const hierarchy& h, const table_game& g, std::size_t players) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t b = 0; b < h.branches.size(); ++b) {
    std::vector<std::size_t> members;
    for (std::size_t c = 0; c < h.branches.size(); ++c) {
      auto up = c;
      while (up != b && up != hierarchy::none) up = h.branches[up].parent;
      if (up == b && h.branches[c].player != hierarchy::none) {
        members.push_back(h.branches[c].player);
      }
    }
    groups.push_back(members);
  }
  std::vector<std::size_t> order(players), place(players);
  for (std::size_t p = 0; p < players; ++p) order[p] = p;
  std::vector<double> sum(players);
  double count = 0;
  do {
    for (std::size_t k = 0; k < players; ++k) place[order[k]] = k;
    const bool torn = std::ranges::any_of(groups, [&](const auto& members) {
      if (members.empty()) return false;
      std::size_t first = players, last = 0;
      for (const auto p : members) {
        first = std::min<std::size_t>(first, place[p]);
        last = std::max<std::size_t>(last, place[p]);
      }
      return last - first + 1 != members.size();
    });
    if (torn) continue;
    ++count;
    std::size_t in = 0;
    for (const auto p : order) {
      sum[p] += g.worth[in | std::size_t{1} << p] - g.worth[in];
      in |= std::size_t{1} << p;
    }
  } while (std::ranges::next_permutation(order).found);
  for (auto& s : sum) s /= count;
  return sum;
}

std::vector<double> of_players(const hierarchy& h, const std::vector<double>& of_branches,
                               std::size_t players) {
  std::vector<double> list(players);
  for (std::size_t b = 0; b < h.branches.size(); ++b) {
    if (h.branches[b].player != hierarchy::none) list[h.branches[b].player] = of_branches[b];
  }
  return list;
}

std::vector<unsigned char> all(std::size_t players) {
  return std::vector<unsigned char>(players, 1);
}

}  // namespace

TEST_CASE("level values are those of all orders that tear no group apart") {
  dice d(7);
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t players = 1 + d.below(6);
    const auto h = random_hierarchy(d, players);
    const auto g = random_game(d, players);
    const auto result = level_value(h, all(players), g);
    const auto expected = over_all_orders(h, g, players);
    const auto got = of_players(h, result.amount, players);
    for (std::size_t p = 0; p < players; ++p) CHECK_THAT(got[p], WithinAbs(expected[p], 1e-11));
    CHECK(result.exact);
    CHECK_THAT(result.amount[0], WithinAbs(g.worth.back() - g.worth[0], 1e-12));
  }
}

TEST_CASE("groups get what they would get as players among their siblings") {
  dice d(8);
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t players = 2 + d.below(5);
    const auto h = random_hierarchy(d, players);
    const auto g = random_game(d, players);
    const auto whole = level_value(h, all(players), g);
    // The game between the branches below the root.
    const auto& top = h.branches[0].children;
    table_game quotient;
    for (std::size_t s = 0; s < std::size_t{1} << top.size(); ++s) {
      std::size_t in = 0;
      for (std::size_t b = 0; b < h.branches.size(); ++b) {
        if (h.branches[b].player == hierarchy::none) continue;
        auto up = b;
        while (h.branches[up].parent != 0) up = h.branches[up].parent;
        const auto k = static_cast<std::size_t>(std::ranges::find(top, up) - top.begin());
        if (s >> k & 1) in |= std::size_t{1} << h.branches[b].player;
      }
      quotient.worth.push_back(g.worth[in]);
    }
    const auto between = level_value(flat(top.size()), all(top.size()), quotient);
    for (std::size_t k = 0; k < top.size(); ++k) {
      CHECK_THAT(whole.amount[top[k]], WithinAbs(between.amount[k + 1], 1e-11));
    }
  }
}

TEST_CASE("the glove game is divided as Shapley divides it") {
  // One left glove, two right ones; a pair is worth 1: 2/3, 1/6, 1/6.
  table_game gloves{{0, 0, 0, 1, 0, 1, 0, 1}};
  const auto result = level_value(flat(3), all(3), gloves);
  CHECK_THAT(result.amount[1], WithinAbs(2.0 / 3, 1e-15));
  CHECK_THAT(result.amount[2], WithinAbs(1.0 / 6, 1e-15));
  CHECK_THAT(result.amount[3], WithinAbs(1.0 / 6, 1e-15));
  CHECK(result.evaluations == 8);
}

TEST_CASE("owners of right gloves in a union share half with the left glove") {
  // Owen 1977: with {left}, {right, right} the unions bargain one to one.
  table_game gloves{{0, 0, 0, 1, 0, 1, 0, 1}};
  hierarchy h;
  h.add("left", 0, 0);
  const auto right = h.add("rights", 0);
  h.add("one", right, 1);
  h.add("two", right, 2);
  const auto result = level_value(h, all(3), gloves);
  CHECK_THAT(result.amount[1], WithinAbs(0.5, 1e-15));
  CHECK_THAT(result.amount[right], WithinAbs(0.5, 1e-15));
  CHECK_THAT(result.amount[3], WithinAbs(0.25, 1e-15));
}

TEST_CASE("sampled level values still sum to the gain and come near the exact ones") {
  dice d(9);
  const std::size_t players = 9;
  const auto h = random_hierarchy(d, players);
  const auto g = random_game(d, players);
  const auto exact = level_value(h, all(players), g);
  const level_value_options few{.most_evaluations = 10, .pairs = 400, .seed = 3};
  const auto sampled = level_value(h, all(players), g, few);
  CHECK_FALSE(sampled.exact);
  CHECK(sampled.evaluations == 400 * 2 * (players + 1));
  CHECK_THAT(sampled.amount[0], WithinAbs(g.worth.back() - g.worth[0], 1e-11));
  CHECK_THAT(sampled.standard_error[0], WithinAbs(0, 1e-6));
  double worst = 0;
  for (std::size_t b = 1; b < h.branches.size(); ++b) {
    if (sampled.standard_error[b] < 1e-9) continue;
    worst = std::max<double>(
        worst, std::fabs(sampled.amount[b] - exact.amount[b]) / sampled.standard_error[b]);
  }
  CHECK(worst > 0);
  CHECK(worst < 4);
  const auto again = level_value(h, all(players), g, few);
  CHECK(again.amount == sampled.amount);
}

TEST_CASE("the stated standard error of sampled level values covers as often as it should") {
  dice d(10);
  const std::size_t players = 6;
  const auto g = random_game(d, players);
  const auto h = flat(players);
  const auto exact = level_value(h, all(players), g);
  int covered = 0, asked = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto s =
        level_value(h, all(players), g, {.most_evaluations = 1, .pairs = 60, .seed = seed});
    for (std::size_t b = 1; b <= players; ++b) {
      ++asked;
      covered += std::fabs(s.amount[b] - exact.amount[b]) < 1.96 * s.standard_error[b] ? 1 : 0;
    }
  }
  CHECK(covered > 0.9 * asked);
  CHECK(covered < 0.99 * asked);
}

TEST_CASE("players who stay out of a division get nothing and change nothing") {
  dice d(11);
  const auto g = random_game(d, 5);
  const auto result = level_value(flat(5), {1, 0, 1, 0, 0}, g);
  CHECK(result.amount[2] == 0);
  CHECK(result.evaluations == 4);
  CHECK_THAT(result.amount[0], WithinAbs(g.worth[5] - g.worth[0], 1e-12));
  const auto nobody = level_value(flat(5), {0, 0, 0, 0, 0}, g);
  CHECK(nobody.amount[0] == 0);
}

TEST_CASE("one pair of orders has no standard error and is refused") {
  CHECK_THROWS_WITH(level_value(flat(2), all(2), table_game{{0, 1, 2, 3}}, {.pairs = 1}),
                    contains("pairs must be 2 or more, got 1"));
}
