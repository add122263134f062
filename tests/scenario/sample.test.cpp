// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/scenario/andean_mining_map.hpp>
#include <ltorisk/scenario/best_package.hpp>
#include <ltorisk/scenario/sample.hpp>
#include <ltorisk/simd/tanh.hpp>

#include "catch.hpp"
#include "scenario/random_maps.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

using namespace random_world;

namespace {

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

void check_same(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  CHECK(std::ranges::equal(a, b, {}, bits, bits));
}

}  // namespace

TEST_CASE("the pack's tanh is that of the library") {
  using pack = ltorisk::simd::pack<ltorisk::simd::native_isa>;
  const auto in_lanes = [](double x) {
    double lanes[pack::width];
    ltorisk::math::tanh(pack(x)).store(lanes);
    return lanes[pack::width - 1];
  };
  dice d(1);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const double x = std::ldexp(d.uniform(-1, 1), static_cast<int>(d.below(40)) - 34);
    worst = std::max<double>(worst, std::fabs(in_lanes(x) / std::tanh(x) - 1));
  }
  CHECK(worst < 9e-16);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {0.0, -0.0, 1e-300, 5e-324, 19.9999, 20.5, 1e300, infinity}) {
    CAPTURE(x);
    CHECK(in_lanes(x) == std::tanh(x));
    CHECK(in_lanes(-x) == std::tanh(-x));
  }
  CHECK(std::isnan(in_lanes(ltorisk::missing)));
}

TEST_CASE("weights lie in their range, or within the factor, and fill it") {
  auto m = andean_mining_map();
  m.edges[3].range = {-0.6, -0.4};
  m.edges[3].weight = -0.5;
  const weight_draws draws(m, 5, {0.5, 1.5});
  std::vector<double> w(m.edges.size());
  std::vector<double> low(m.edges.size(), 2), high(m.edges.size(), -2);
  for (std::uint64_t k = 0; k < 5000; ++k) {
    draws.draw(k, w.data());
    for (std::size_t e = 0; e < w.size(); ++e) {
      low[e] = std::min<double>(low[e], w[e]);
      high[e] = std::max<double>(high[e], w[e]);
    }
  }
  for (std::size_t e = 0; e < w.size(); ++e) {
    const double weight = m.edges[e].weight;
    const double a = e == 3 ? -0.6 : std::min<double>(0.5 * weight, 1.5 * weight);
    const double b = e == 3 ? -0.4 : std::max<double>(0.5 * weight, 1.5 * weight);
    CHECK(low[e] >= a);
    CHECK(high[e] <= b);
    CHECK(low[e] == Approx(a).margin(0.01));
    CHECK(high[e] == Approx(b).margin(0.01));
  }
  CHECK_THROWS_AS(weight_draws(m, 1, {1.5, 0.5}), ltorisk::domain_error);
  CHECK_THROWS_AS(weight_draws(m, 1, {-1, 1}), ltorisk::domain_error);
}

TEST_CASE("a sample is the same draw by draw, whatever the threads and the parts it is taken in") {
  const auto m = andean_mining_map();
  const auto packages = andean_mining_packages();
  const sample_options o{.draws = 1000, .seed = 3, .on = {"SC", "LTO"}};
  const auto whole = sample(m, packages, o);
  auto threaded = o;
  threaded.threads = 3;
  auto first = o, second = o;
  first.draws = second.first = 333;
  second.draws = 667;
  const auto other = sample(m, packages, threaded);
  const auto a = sample(m, packages, first), b = sample(m, packages, second);
  for (std::size_t p = 0; p < packages.size(); ++p) {
    for (std::size_t k = 0; k < 2; ++k) {
      check_same(whole[p].draws[k], other[p].draws[k]);
      auto parts = a[p].draws[k];
      parts.insert(parts.end(), b[p].draws[k].begin(), b[p].draws[k].end());
      check_same(whole[p].draws[k], parts);
    }
  }
  auto seeded = o;
  seeded.seed = 4;
  CHECK(sample(m, packages, seeded)[0].draws[0] != whole[0].draws[0]);
}

TEST_CASE("every draw is what the map gives under those weights") {
  dice d(7);
  int cycles = 0;
  for (int world = 0; world < 40; ++world) {
    sample_options o{.run = {.how = random_dynamics(d), .tolerance = 1e-11}, .draws = 40};
    o.run.how.rule = static_cast<update_rule>(d.below(3));
    o.run.how.lambda = d.uniform(0.5, 3);
    o.run.max_steps = 4000;
    o.factor = {0.5, 1};
    const auto m = random_map(d);
    o.run.start = random_start(d, m, o.run.how);
    const package p{
        .name = "p", .hold = {{concept_name(0), 0.5}}, .push = {{concept_name(1), 0.7}}};
    const auto found = sample(m, {p}, o)[0];
    const weight_draws draws(m, o.seed, o.factor);
    std::vector<double> w(m.edges.size() + 1);
    for (std::size_t k = 0; k < o.draws; ++k) {
      draws.draw(k, w.data());
      auto other = m;
      for (std::size_t e = 0; e < m.edges.size(); ++e) other.edges[e].weight = w[e];
      const auto before = settle(other, {}, o.run), after = settle(other, p, o.run);
      const bool both =
          before.outcome == outcome::fixed_point && after.outcome == outcome::fixed_point;
      for (std::size_t c = 0; c < m.concepts.size(); ++c) {
        CAPTURE(world, k, c, before.words(), after.words());
        const double x = found.draws[c][k];
        if (!both) {
          ++cycles;
          REQUIRE(ltorisk::is_missing(x));
          continue;
        }
        REQUIRE(
            x ==
            Approx(after.fixed_point().values[c] - before.fixed_point().values[c]).margin(1e-8));
      }
    }
  }
  CHECK(cycles > 0);
}

TEST_CASE("shares and quantiles are those of the draws") {
  sampled_changes s{.package = "p", .ids = {"x"}, .nominal = {1}};
  s.draws = {{-1, 2, 3, 1e-12, ltorisk::missing}};
  CHECK(s.sign_holds("x") == 0.4);
  CHECK(s.unsettled() == 0.2);
  CHECK(s.quantile("x", 0) == -1);
  CHECK(s.quantile("x", 1) == 3);
  CHECK(s.quantile("x", 0.5) == Approx(1));
  CHECK(s.quantile("x", 0.25) == Approx(-0.25));
  CHECK_THROWS_WITH(s.quantile("y", 0.5), contains("'y'"));
  CHECK_THROWS_AS(sample(andean_mining_map(), {}, {.draws = 0}), ltorisk::domain_error);
}

TEST_CASE("the best package is the one brute force finds, with its stability") {
  const auto m = andean_mining_map();
  std::vector<lever_choice> choices;
  for (const auto* lever : {"RC", "AC", "AV", "CE"}) {
    choices.push_back({lever, {{0, 0}, {0.5, 1}, {1, 2}}});
  }
  const auto ranked = best_package(m, choices, 4, {{"SC", -1}, {"LTO", 1}}, {.draws = 400});
  double best = -HUGE_VAL, total = 0;
  std::set<std::string> names;
  for (const auto& r : ranked) {
    CHECK(r.cost <= 4);
    CHECK(names.insert(r.package.name).second);
    const auto x = settle(m, r.package).fixed_point();
    CHECK(r.gain == Approx(x["LTO"] - x["SC"]).margin(1e-9));
    best = std::max<double>(best, r.gain);
    total += r.best_in;
  }
  CHECK(ranked.size() == 50);  // of 81, those that cost 4 at most
  CHECK(ranked[0].gain == best);
  CHECK(ranked[0].package.name == "RC 1, AC 0, AV 1, CE 0");
  CHECK(total == Approx(1));
  CHECK(ranked[0].best_in > 0.4);
  // Enforcement is never part of the best.
  for (const auto& r : ranked) {
    if (r.package.hold[3].value > 0) CHECK(r.best_in < 0.01);
  }
  CHECK_THROWS_WITH(best_package(m, {{"RC", {}}}, 1, {{"SC", -1}}), contains("'RC': has no level"));
  CHECK_THROWS_WITH(best_package(m, {{"RC", {{1, 5}}}}, 1, {{"SC", -1}}),
                    contains("the budget allows no package"));
  CHECK_THROWS_WITH(best_package(m, {{"RC", {{1, -5}}}}, 1, {{"SC", -1}}),
                    contains("cost must be finite and not negative, got -5"));
}
