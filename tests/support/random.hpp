// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/ltorisk.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Random worlds for property tests: reproducible from a seed on every platform.
namespace random_world {

using namespace ltorisk;

/// std::mt19937_64 is fixed by the standard, its distributions are not.
class dice {
 public:
  explicit dice(std::uint64_t seed) : bits_(seed) {}

  double uniform(double low = 0, double high = 1) {
    return low + (high - low) * static_cast<double>(bits_() >> 11) * 0x1p-53;
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits_() % n); }
  bool chance(double p) { return uniform() < p; }

 private:
  std::mt19937_64 bits_;
};

inline scale random_scale(dice& d) {
  switch (d.below(6)) {
    case 0: return scales::logarithmic{.lower = 0.5, .upper = d.uniform(1, 9)};
    case 1: return scales::half_life{.period = d.uniform(1, 4)};
    case 2: {
      scales::categories c;
      for (std::size_t i = 0; i < 2 + d.below(4); ++i) {
        c.list.push_back({"c" + std::to_string(i), static_cast<double>(i), d.uniform()});
      }
      return c;
    }
    case 3:
      return scales::piecewise{.points = {{0, d.uniform()}, {2, d.uniform()}, {5, d.uniform()}}};
    case 4: return scales::linear{.lower = -3, .upper = 7, .onto = {0.9, 0.2}};
    default: return scales::linear{.lower = -3, .upper = 7};
  }
}

inline any_aggregation random_aggregation(dice& d) {
  switch (d.below(10)) {
    case 0: return aggregate::geometric_mean(0.01);
    case 1: return aggregate::geometric_mean();
    case 2: return aggregate::harmonic_mean(0.05);
    case 3: return aggregate::power_mean(d.uniform(0.5, 4));
    case 4: return aggregate::minimum{};
    case 5: return aggregate::maximum{};
    case 6: return aggregate::product{};
    case 7: return aggregate::gated{};
    case 8: return aggregate::inverted_geometric_mean{};
    default: return aggregate::arithmetic_mean{};
  }
}

inline double random_raw(dice& d, const scale& s) {
  if (const auto* c = std::get_if<scales::categories>(&s)) {
    return c->list[d.below(c->list.size())].code;
  }
  const auto [low, high] = detail::declared_range(s);
  return d.uniform(low, high);
}

/// A valid framework: a tree with some nodes shared, every scheme, thresholds, required and assumed
/// children, conditions, limits, levels and rounding.
inline framework random_framework(dice& d) {
  framework f{.id = "random", .score_range = {0, d.chance(0.5) ? 100.0 : 10.0}};
  const std::size_t leaves = 2 + d.below(8);
  for (std::size_t i = 0; i < leaves; ++i) {
    f.indicators.push_back({.id = "x" + std::to_string(i), .scale = random_scale(d)});
  }
  const auto random_condition = [&] {
    const auto& i = f.indicators[d.below(leaves)];
    return condition{i.id, static_cast<comparison>(d.below(4)), random_raw(d, i.scale)};
  };
  const std::size_t inner = 1 + d.below(5);
  for (std::size_t k = 0; k < inner; ++k) {
    node n{.id = "n" + std::to_string(k), .aggregation = random_aggregation(d)};
    const std::size_t children = 1 + d.below(4);
    for (std::size_t j = 0; j < children; ++j) {
      const bool leaf = k == 0 || d.chance(0.5);
      edge e{.child = leaf ? f.indicators[d.below(leaves)].id : f.nodes[d.below(k)].id};
      bool twice = false;
      for (const auto& other : n.children) twice = twice || other.child == e.child;
      if (twice) continue;
      e.sign = d.chance(0.4) ? sign::minus : sign::plus;
      e.weight = d.chance(0.1) && j > 0 ? 0 : d.uniform(0.1, 3);
      e.required = d.chance(0.15);
      if (d.chance(0.15)) {
        e.assume = leaf ? random_raw(d, f.find_indicator(e.child)->scale)
                        : d.uniform(0, f.score_range.upper);
      }
      if (d.chance(0.1)) e.applies_if = random_condition();
      n.children.push_back(e);
    }
    if (d.chance(0.3)) n.min_coverage = d.uniform(0, 0.8);
    if (d.chance(0.2)) n.decimals = 1;
    if (d.chance(0.3)) {
      const double top = f.score_range.upper;
      n.levels = {
          {{"a", 0.29 * top}, {"b", 0.7 * top}, {"c", top}},
          d.chance(0.5) ? level_scheme::boundary_rule::lower : level_scheme::boundary_rule::upper};
    }
    while (d.chance(0.3)) {
      limit l{.when = random_condition(),
              .clamp = d.chance(0.5) ? limit::kind::cap : limit::kind::floor};
      if (!n.levels.classes.empty()) {
        l.at = n.levels.classes[d.below(3)].name;
      } else {
        l.at = d.uniform(0, f.score_range.upper);
      }
      if (k > 0 && d.chance(0.3)) {
        l.when = {f.nodes[d.below(k)].id, comparison::above, d.uniform(0, f.score_range.upper)};
      }
      n.limits.push_back(l);
    }
    f.nodes.push_back(n);
  }
  f.outcomes = {f.nodes.back().id};
  return f;
}

/// One community: a cell for each indicator, some missing or not applicable.
inline std::vector<double> random_row(dice& d, const framework& f, double missing_share) {
  std::vector<double> row;
  for (const auto& i : f.indicators) {
    row.push_back(d.chance(missing_share) ? missing
                  : d.chance(0.05)        ? not_applicable
                                          : random_raw(d, i.scale));
  }
  return row;
}

}  // namespace random_world
