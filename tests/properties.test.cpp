// SPDX-License-Identifier: BSL-1.0

// What must hold for every framework, table and pattern of missing cells: random ones are tried.

#include "catch.hpp"
#include "support/by_definition.hpp"
#include "support/random.hpp"

#include <ltorisk/model.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

using namespace ltorisk;
using random_world::dice;

namespace {

constexpr double slack = 1e-9;

table_view view_of(const framework& f, const std::vector<double>& row) {
  table_view view(1);
  for (std::size_t i = 0; i < row.size(); ++i)
    view.add(f.indicators[i].id, &row[i], sizeof(double));
  return view;
}

/// Raw values among which a scale takes its smallest and largest value.
std::vector<double> extremes(const scale& s) {
  std::vector<double> list;
  if (const auto* c = std::get_if<scales::categories>(&s)) {
    for (const auto& category : c->list) list.push_back(category.code);
  } else if (const auto* p = std::get_if<scales::piecewise>(&s)) {
    for (const auto& point : p->points) list.push_back(point.x);
  } else {
    const auto [low, high] = detail::declared_range(s);
    list = {low, high};
  }
  return list;
}

/// Calls `f` with every completion of the missing cells at the extremes of their scales.
template <class F>
void for_each_corner(const framework& frame, std::vector<double> row, F f) {
  std::vector<std::size_t> open;
  std::vector<std::vector<double>> choices;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!is_missing(row[i])) continue;
    open.push_back(i);
    choices.push_back(extremes(frame.indicators[i].scale));
  }
  std::vector<std::size_t> pick(open.size(), 0);
  while (true) {
    for (std::size_t k = 0; k < open.size(); ++k) row[open[k]] = choices[k][pick[k]];
    f(row);
    std::size_t k = 0;
    while (k < open.size() && ++pick[k] == choices[k].size()) pick[k++] = 0;
    if (k == open.size()) return;
  }
}

std::size_t count_missing(const std::vector<double>& row) {
  return static_cast<std::size_t>(
      std::ranges::count_if(row, [](double x) { return is_missing(x); }));
}

}  // namespace

TEST_CASE("the engine agrees with a second implementation of the rules") {
  dice d(11);
  int scored = 0, refused = 0, inapplicable = 0;
  for (int world = 0; world < 3000; ++world) {
    auto f = random_world::random_framework(d);
    for (auto& n : f.nodes) n.limits.clear();
    const auto m = fit(f);
    const auto row = random_world::random_row(d, f, d.uniform(0, 0.6));
    const auto a = m.assess(view_of(f, row), 0);
    by_definition::scorer expected(f, row);
    for (const auto& n : a.nodes) {
      const auto e = expected.node_result(n.node);
      CAPTURE(world, n.node, n.reason);
      REQUIRE((n.state == state::inapplicable) == (e.state == by_definition::is::inapplicable));
      REQUIRE((n.state == state::scored) == (e.state == by_definition::is::known));
      REQUIRE(n.coverage == Approx(e.coverage).margin(slack));
      if (n.state == state::inapplicable) {
        ++inapplicable;
        continue;
      }
      const double span = f.score_range.upper;
      REQUIRE(n.lower / span == Approx(e.low).margin(slack));
      REQUIRE(n.upper / span == Approx(e.high).margin(slack));
      if (n.state == state::scored) {
        ++scored;
        REQUIRE(n.value / span == Approx(e.value).margin(slack));
      } else {
        ++refused;
        REQUIRE(is_missing(n.value));
        REQUIRE_FALSE(n.reason.empty());
      }
    }
  }
  // The worlds are not all of one kind.
  REQUIRE(scored > 2000);
  REQUIRE(refused > 500);
  REQUIRE(inapplicable > 100);
}

TEST_CASE("bounds contain the value and every completion, and are reached where called exact") {
  dice d(12);
  int exact = 0, enclosing = 0;
  for (int world = 0; world < 2500; ++world) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    const auto row = random_world::random_row(d, f, d.uniform(0, 0.7));
    if (count_missing(row) > 5) continue;
    const auto a = m.assess(view_of(f, row), 0);
    std::vector<interval> reached(a.nodes.size(), {unlimited, -unlimited});
    bool always_applies = true;
    for_each_corner(f, row, [&](const std::vector<double>& full) {
      const auto whole = m.assess(view_of(f, full), 0);
      for (std::size_t k = 0; k < a.nodes.size(); ++k) {
        const auto& w = whole.nodes[k];
        if (w.state != state::scored) {
          // Complete evidence gives a value, or a node that does not apply.
          REQUIRE(w.state == state::inapplicable);
          always_applies = false;
          continue;
        }
        CAPTURE(world, w.node, w.value, a.nodes[k].lower, a.nodes[k].upper);
        REQUIRE(w.lower == w.value);
        REQUIRE(w.upper == w.value);
        REQUIRE(w.exact);
        if (a.nodes[k].state == state::inapplicable) continue;
        REQUIRE(w.value >= a.nodes[k].lower - slack);
        REQUIRE(w.value <= a.nodes[k].upper + slack);
        reached[k] = {std::min<double>(reached[k].lower, w.value),
                      std::max<double>(reached[k].upper, w.value)};
      }
    });
    for (std::size_t k = 0; k < a.nodes.size(); ++k) {
      const auto& n = a.nodes[k];
      if (n.state == state::inapplicable) continue;
      CAPTURE(world, n.node, n.value, n.lower, n.upper, reached[k].lower, reached[k].upper);
      REQUIRE(n.lower <= n.upper);
      if (n.state == state::scored) {
        REQUIRE(n.value >= n.lower);
        REQUIRE(n.value <= n.upper);
      }
      if (n.exact && count_missing(row) > 0 && always_applies) {
        ++exact;
        REQUIRE(n.lower == Approx(reached[k].lower).margin(slack));
        REQUIRE(n.upper == Approx(reached[k].upper).margin(slack));
      } else if (!n.exact) {
        ++enclosing;
      }
    }
  }
  REQUIRE(exact > 1000);
  REQUIRE(enclosing > 300);
}

TEST_CASE("a missing cell never improves the lower bound, and evidence never widens bounds") {
  dice d(13);
  for (int world = 0; world < 2500; ++world) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    const auto known = random_world::random_row(d, f, d.uniform(0, 0.4));
    const auto before = m.assess(view_of(f, known), 0);
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (!is_known(known[i])) continue;
      auto row = known;
      row[i] = missing;
      const auto after = m.assess(view_of(f, row), 0);
      for (std::size_t k = 0; k < before.nodes.size(); ++k) {
        const auto& b = before.nodes[k];
        const auto& a = after.nodes[k];
        if (b.state == state::inapplicable || a.state == state::inapplicable) continue;
        CAPTURE(world, b.node, f.indicators[i].id, b.lower, b.upper, a.lower, a.upper);
        REQUIRE(a.lower <= b.lower + slack);
        REQUIRE(a.upper >= b.upper - slack);
      }
    }
  }
}

TEST_CASE("parts recombine to the whole") {
  dice d(14);
  int checked = 0;
  for (int world = 0; world < 1500; ++world) {
    auto f = random_world::random_framework(d);
    for (auto& n : f.nodes) n.decimals.reset();
    const auto m = fit(f);
    const auto a = m.assess(view_of(f, random_world::random_row(d, f, 0.2)), 0);
    for (const auto& n : a.nodes) {
      if (n.state != state::scored || n.moved_into_bounds) continue;
      const auto& source = *f.find_node(n.node);
      std::vector<simd::tile> x(n.children.size());
      std::vector<engine::child_rows> in(n.children.size());
      for (std::size_t j = 0; j < n.children.size(); ++j) {
        const auto& c = n.children[j];
        const auto e = std::ranges::find(source.children, c.child, &edge::child);
        double v = c.value;
        for (const auto& s : n.assumed) {
          if (s.node != n.node || s.child != c.child) continue;
          const auto* i = f.find_indicator(c.child);
          v = i ? f.to_score(
                      detail::read(i->scale, s.value).value)
                : s.value;
        }
        const double unit = is_known(v) ? f.to_unit(v) : 0.5;
        std::ranges::fill(x[j].row, e->sign == sign::minus ? 1 - unit : unit);
        in[j].value = x[j].row;
        in[j].weight = c.weight;
      }
      simd::tile whole;
      const auto laws = source.aggregation.laws();
      source.aggregation({.first = in.data(),
                          .size = in.size(),
                          .lowest = laws.lowest,
                          .highest = laws.highest},
                         whole);
      // A product decided by a zero is zero whatever the parts nobody knows.
      if (n.before_limits == 0) continue;
      CAPTURE(world, n.node);
      REQUIRE(f.to_score(whole.row[0]) == Approx(n.before_limits).margin(slack));
      ++checked;
    }
  }
  REQUIRE(checked > 1000);
}

TEST_CASE("a row's bits depend on nothing but the row") {
  dice d(15);
  for (int world = 0; world < 150; ++world) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    const std::size_t rows = 1 + d.below(100);
    std::vector<std::vector<double>> columns(f.indicators.size());
    // The same cells once more, row after row: a strided table.
    std::vector<double> interleaved;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto row = random_world::random_row(d, f, 0.3);
      for (std::size_t i = 0; i < row.size(); ++i) columns[i].push_back(row[i]);
      interleaved.insert(interleaved.end(), row.begin(), row.end());
    }
    table_view view(rows), strided(rows);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      view.add(f.indicators[i].id, columns[i]);
      strided.add(f.indicators[i].id, &interleaved[i], columns.size() * sizeof(double));
    }
    const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
    const auto all = m.score(view, {.parts = true});
    const auto same = m.score(strided, {.parts = true});
    for (std::size_t r = 0; r < rows; ++r) {
      const auto alone = m.assess(view, r);
      for (std::size_t k = 0; k < all.columns.size(); ++k) {
        const auto& c = all.columns[k];
        const auto& n = alone[c.node];
        CAPTURE(world, r, c.node);
        REQUIRE(bits(c.value[r]) == bits(n.value));
        REQUIRE(bits(c.before_limits[r]) == bits(n.before_limits));
        REQUIRE(bits(c.lower[r]) == bits(n.lower));
        REQUIRE(bits(c.upper[r]) == bits(n.upper));
        REQUIRE(bits(c.coverage[r]) == bits(n.coverage));
        REQUIRE((c.exact[r] != 0) == n.exact);
        REQUIRE(bits(c.value[r]) == bits(same.columns[k].value[r]));
        REQUIRE(bits(c.lower[r]) == bits(same.columns[k].lower[r]));
      }
    }
  }
}

TEST_CASE("levels and limits never contradict each other") {
  dice d(16);
  int held = 0;
  for (int world = 0; world < 3000; ++world) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    const auto a = m.assess(view_of(f, random_world::random_row(d, f, 0.1)), 0);
    for (const auto& n : a.nodes) {
      const auto& source = *f.find_node(n.node);
      if (n.limits_bound.empty() || source.levels.classes.empty()) continue;
      // The last limit that bound has the last word.
      const auto& words = n.limits_bound.back();
      const bool cap = words.starts_with("at most ");
      const auto begin = cap ? 8U : 9U;
      const auto name = words.substr(begin, words.find(':') - begin);
      if (source.limits.size() > 1) continue;
      CAPTURE(world, n.node, n.value, words);
      REQUIRE(n.level == name);
      REQUIRE((cap ? n.value <= n.before_limits : n.value >= n.before_limits));
      ++held;
    }
  }
  REQUIRE(held > 50);
}
