// SPDX-License-Identifier: BSL-1.0

// What must hold for every map: random ones are tried.

#include "catch.hpp"
#include "scenario/random_maps.hpp"

#include <ltorisk/scenario/influence.hpp>
#include <ltorisk/scenario/loops.hpp>
#include <ltorisk/scenario/settle.hpp>
#include <ltorisk/scenario/trajectory.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace random_world;

TEST_CASE("where steps contract, every start leads to the same point, within the bound") {
  dice d(81);
  for (int world = 0; world < 300; ++world) {
    run_options o{.how = random_dynamics(d)};
    const auto m = contracting_map(d, o);
    const auto s = settle(m, {}, o);
    CAPTURE(world, s.words());
    REQUIRE(s.outcome == outcome::fixed_point);
    REQUIRE(s.unique);
    for (const double tolerance : {1e-3, 1e-7, 1e-12}) {
      auto other = o;
      other.tolerance = tolerance;
      other.start = other_start(d, m, o.how, o.start);
      const auto t = settle(m, {}, other);
      REQUIRE(t.unique);
      REQUIRE(t.distance <= std::max<double>(tolerance, 1e-10));  // as near as rounding lets
      for (std::size_t i = 0; i < m.concepts.size(); ++i) {
        const double apart = std::fabs(t.fixed_point().values[i] - s.fixed_point().values[i]);
        REQUIRE(apart <= t.distance + s.distance);
      }
    }
  }
}

TEST_CASE("what settles is a fixed point or a cycle of the steps") {
  dice d(82);
  std::map<outcome, int> seen;
  for (int world = 0; world < 400; ++world) {
    run_options o{.how = random_dynamics(d), .max_steps = 5000};
    o.how.lambda = d.uniform(0.5, 6);
    o.how.rule = static_cast<update_rule>(d.below(3));
    const auto m = random_map(d);
    o.start = random_start(d, m, o.how);
    const auto s = settle(m, {}, o);
    ++seen[s.outcome];
    CAPTURE(world, s.words());
    if (s.outcome == outcome::no_convergence) continue;
    for (std::size_t k = 0; k < s.states.size(); ++k) {
      auto from = o;
      from.start.clear();
      for (const auto& c : m.concepts) from.start.push_back({c.id, s.states[k][c.id]});
      const auto next = trajectory(m, {}, 1, from)[1].values;
      const auto& there = s.states[(k + 1) % s.states.size()].values;
      for (std::size_t i = 0; i < next.size(); ++i) {
        REQUIRE(next[i] == Approx(there[i]).margin(1e-10));
      }
    }
  }
  CHECK(seen[outcome::fixed_point] > 200);
  CHECK(seen[outcome::limit_cycle] > 10);
}

TEST_CASE("marginal influence equals finite differences, on both sides") {
  dice d(83);
  int two_sided = 0;
  for (int world = 0; world < 300; ++world) {
    run_options o{.how = random_dynamics(d), .tolerance = 1e-14};
    o.how.gates = d.chance(0.8);
    const auto m = contracting_map(d, o);
    if (m.levers.empty()) continue;
    // Some levers exactly at 0, where gates have two sides.
    package p{.name = "held"};
    for (const auto& id : m.levers) {
      p.hold.push_back({id, d.chance(0.5) ? 0 : d.uniform(o.how.lowest() / 2, 0.5)});
    }
    if (!settle(m, p, o).unique) continue;
    const auto i = influence_at(m, p, o);
    constexpr double h = 1e-5;
    const auto moved = [&](package q) { return settle(m, q, o).fixed_point(); };
    const auto at = moved(p);
    // A free concept at 0 that gates could go either way.
    bool kink = false;
    for (std::size_t k = 0; k < at.ids.size(); ++k) {
      kink = kink || (std::fabs(at.values[k]) < 1e-3 &&
                      std::ranges::find(m.levers, at.ids[k]) == m.levers.end());
    }
    if (kink && o.how.f == activation::tanh) continue;
    for (std::size_t k = 0; k < p.hold.size(); ++k) {
      const auto& lever = p.hold[k];
      for (const double side : {h, -h}) {
        if (lever.value + 2 * side < o.how.lowest()) continue;
        // Second order: (4 x(h) - x(2h) - 3 x(0)) / 2h.
        auto once = p, twice = p;
        once.hold[k].value += side;
        twice.hold[k].value += 2 * side;
        const auto x1 = moved(once), x2 = moved(twice);
        for (const auto& c : m.concepts) {
          const double difference = (4 * x1[c.id] - x2[c.id] - 3 * at[c.id]) / (2 * side);
          const double exact = side > 0 ? i.rising(lever.id, c.id) : i.falling(lever.id, c.id);
          CAPTURE(world, lever.id, c.id, side);
          REQUIRE(exact == Approx(difference).margin(1e-7));
        }
      }
      for (const auto& c : m.concepts) {
        two_sided += i.rising(lever.id, c.id) != i.falling(lever.id, c.id) ? 1 : 0;
      }
    }
    for (const auto& c : m.concepts) {
      if (std::ranges::find(m.levers, c.id) != m.levers.end()) continue;
      auto up = p, down = p;
      up.push = {{c.id, h}};
      down.push = {{c.id, -h}};
      const auto x1 = moved(up), x2 = moved(down);
      for (const auto& on : m.concepts) {
        CAPTURE(world, c.id, on.id);
        REQUIRE(i.rising(c.id, on.id) == Approx((x1[on.id] - x2[on.id]) / (2 * h)).margin(1e-7));
      }
    }
  }
  CHECK(two_sided > 30);
}

namespace {

/// Every sequence of concepts tried: slow and plain.
void walk(const std::vector<std::vector<double>>& w, std::vector<std::size_t>& way, double gain,
          std::set<std::pair<std::vector<std::size_t>, double>>& found) {
  const auto at = way.back();
  if (w[at][way.front()] != 0) found.insert({way, gain * w[at][way.front()]});
  for (std::size_t next = way.front() + 1; next < w.size(); ++next) {
    if (w[at][next] == 0 || std::ranges::find(way, next) != way.end()) continue;
    way.push_back(next);
    walk(w, way, gain * w[at][next], found);
    way.pop_back();
  }
}

}  // namespace

TEST_CASE("the loops are those that brute force finds") {
  dice d(84);
  std::size_t total = 0;
  for (int world = 0; world < 300; ++world) {
    const auto m = random_map(d, 7, d.uniform(0.1, 0.9));
    const auto n = m.concepts.size();
    std::vector<std::vector<double>> w(n, std::vector<double>(n));
    for (const auto& e : m.edges) w[m.index_of(e.from)][m.index_of(e.to)] = e.weight;
    for (const auto& id : m.levers) w[m.index_of(id)].assign(n, 0);
    std::set<std::pair<std::vector<std::size_t>, double>> expected, found;
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<std::size_t> way{i};
      walk(w, way, 1, expected);
    }
    const auto list = loops_of(m);
    REQUIRE(list.complete);
    double strongest = HUGE_VAL;
    for (const auto& l : list.loops) {
      std::vector<std::size_t> way;
      for (const auto& id : l.concepts) way.push_back(m.index_of(id));
      REQUIRE(found.insert({way, l.gain}).second);
      REQUIRE(std::fabs(l.gain) <= strongest);
      strongest = std::fabs(l.gain);
    }
    CAPTURE(world);
    REQUIRE(found == expected);
    total += found.size();
  }
  CHECK(total > 3000);
}

TEST_CASE("a search for loops that is cut short says so") {
  causal_map m{.id = "complete", .concepts = {{"a"}, {"b"}, {"c"}, {"d"}}};
  for (const auto& from : m.concepts) {
    for (const auto& to : m.concepts)
      m.edges.push_back({.from = from.id, .to = to.id, .weight = 0.5});
  }
  const auto all = loops_of(m);
  CHECK(all.loops.size() == 24);  // 4 + 6 + 4 * 2 + 6
  const auto some = loops_of(m, 5);
  CHECK(some.loops.size() == 5);
  CHECK_FALSE(some.complete);
  CHECK(loops_of(m, all.loops.size()).complete);
}

TEST_CASE("concepts in another order give the same results in that order") {
  dice d(86);
  for (int world = 0; world < 150; ++world) {
    run_options o{.how = random_dynamics(d)};
    const auto m = contracting_map(d, o);
    auto other = m;
    for (auto* list : {&other.edges}) {
      for (std::size_t i = list->size(); i > 1; --i) std::swap((*list)[i - 1], (*list)[d.below(i)]);
    }
    for (std::size_t i = other.concepts.size(); i > 1; --i) {
      std::swap(other.concepts[i - 1], other.concepts[d.below(i)]);
    }
    const auto a = settle(m, {}, o), b = settle(other, {}, o);
    const auto i = influence_at(m, {}, o), j = influence_at(other, {}, o);
    CAPTURE(world);
    for (const auto& c : m.concepts) {
      REQUIRE(a.fixed_point()[c.id] == Approx(b.fixed_point()[c.id]).margin(1e-12));
      for (const auto& on : m.concepts) {
        REQUIRE(i.rising(c.id, on.id) == Approx(j.rising(c.id, on.id)).margin(1e-9));
      }
    }
    std::multiset<double> gains, other_gains;
    for (const auto& l : loops_of(m).loops) gains.insert(std::fabs(l.gain));
    for (const auto& l : loops_of(other).loops) other_gains.insert(std::fabs(l.gain));
    REQUIRE(gains.size() == other_gains.size());
    REQUIRE(std::ranges::equal(gains, other_gains,
                               [](double x, double y) { return std::fabs(x - y) < 1e-15; }));
  }
}

TEST_CASE("the spectral radius is that of matrices whose radius is known") {
  square_matrix b(3);
  CHECK(spectral_radius(b) == 0);
  b(0, 1) = 5;  // nilpotent
  CHECK(spectral_radius(b) < 1e-11);
  b(1, 2) = 2;
  b(2, 0) = 0.8;  // a ring: the cube root of its product
  CHECK(spectral_radius(b) == Approx(2).margin(1e-11));
  square_matrix ones(4);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) ones(i, j) = 1;
  CHECK(spectral_radius(ones) == Approx(4).margin(1e-11));
}
