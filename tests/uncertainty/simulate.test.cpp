// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/random/sobol.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/uncertainty/event_rate.hpp>
#include <ltorisk/uncertainty/share.hpp>
#include <ltorisk/uncertainty/simulate.hpp>
#include <ltorisk/uncertainty/triangular.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::uncertainty;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using random_world::dice;

namespace {

/// An arithmetic mean of indicators on 0..1.
framework flat(std::size_t criteria, interval range = {0, 100}) {
  framework f{.id = "flat", .score_range = range};
  node n{.id = "score"};
  for (std::size_t j = 0; j < criteria; ++j) {
    f.indicators.push_back({.id = "x" + std::to_string(j)});
    n.children.push_back({.child = f.indicators.back().id});
  }
  f.nodes = {n};
  f.outcomes = {"score"};
  return f;
}

table table_of(const std::vector<std::vector<double>>& rows, std::vector<std::string> ids = {}) {
  for (std::size_t i = ids.size(); i < rows.size(); ++i) ids.push_back("c" + std::to_string(i));
  table t(ids);
  for (std::size_t j = 0; j < rows.front().size(); ++j) {
    std::vector<double> column;
    for (const auto& row : rows) column.push_back(row[j]);
    t.add("x" + std::to_string(j), column);
  }
  return t;
}

/// Everything a simulation says, in one row of bits.
std::vector<std::uint64_t> bits_of(const simulation& s) {
  std::vector<std::uint64_t> bits{s.draws};
  const auto add = [&](double x) { bits.push_back(std::bit_cast<std::uint64_t>(x)); };
  const auto both = [&](const estimate& e) {
    add(e.value);
    add(e.error);
  };
  for (const auto& o : s.outcomes) {
    for (const auto& c : o.communities) {
      for (const auto* e : {&c.scored, &c.mean, &c.deviation, &c.mean_rank, &c.confidence})
        both(*e);
      for (const auto& e : c.quantiles) both(e);
      for (const auto& e : c.levels) both(e);
      add(c.ranks.lower);
      add(c.ranks.upper);
      for (const double w : c.central_weights) add(w);
    }
    both(o.stability.shift);
    both(o.stability.correlation);
    both(o.stability.first_stays);
    for (const double x : o.acceptability) add(x);
    for (const double x : o.pairwise) add(x);
  }
  return bits;
}

/// Three communities of `andean_mining`, little known of them.
struct world {
  framework f = frameworks::andean_mining();
  table data;
  sources uncertain;

  world() : data(std::vector<std::string>{"Alto", "Bajo", "Chico"}) {
    data.add("operator_assembly_status", {0.75, 0.5, 0.1})
        .add("informal_assembly_status", {0.3, not_applicable, missing})
        .add("internal_dissent", {0.1, 0.4, missing})
        .add("conflict_phase", {0.45, 0.8, 0.3})
        .add("formal_share", {0.2, 0.1, 0.05})
        .add("poverty", {40, 55, missing})
        .add("violence_24m", {0, 1, 0})
        .add("alternatives", {0.1, 0.02, missing})
        .add("consultation", {0.5, 0, not_applicable})
        .add("gold_price_ratio", {1.1, 1.1, 1.1});
    uncertain.weights = all_weights(f, dirichlet{50});
    uncertain.evidence = measured(f, data, "poverty", 4);
    for (const auto& more : {neighboring(f, data, "conflict_phase"), missing_anywhere(f, data)}) {
      uncertain.evidence.insert(uncertain.evidence.end(), more.begin(), more.end());
    }
    uncertain.evidence.push_back({0, "internal_dissent", share{.count = 1, .of = 10}});
    uncertain.scales = {{"poverty", "upper", triangular{58, 62.5, 70}},
                        {"conflict_phase", "dialogue", uniform{0.35, 0.55}}};
    uncertain.methods = {aggregations(
        "conflict_risk", {aggregate::inverted_geometric_mean{}, aggregate::arithmetic_mean{}})};
  }
};

}  // namespace

TEST_CASE("Rank acceptability of two criteria is the length of intervals") {
  // Weight w of the first is uniform in 0..1: A (1, 0) scores w, B 1 - w, C 0.6. A is first where
  // w > 0.6, B where w < 0.4, C between.
  const auto f = flat(2, {0, 1});
  const auto data = table_of({{1, 0}, {0, 1}, {0.6, 0.6}});
  const input_map inputs(f, data, {.weights = {{"score", simplex{}}}});
  const auto s = simulate(inputs, {.draws = 20000, .pairwise = true, .confidence_draws = 10});
  const auto& o = s["score"];
  const auto close = [&](const estimate& found, double exact) {
    const double x = found.value;
    CHECK_THAT(found.error, WithinAbs(std::sqrt(exact * (1 - exact) / 20000), 1e-4));
    CHECK_THAT(x, WithinAbs(exact, 4 * std::sqrt(exact * (1 - exact) / 20000) + 1e-12));
  };
  close(o.acceptability_of(0, 1), 0.4);
  close(o.acceptability_of(0, 2), 0.1);  // C first where 0.4 < w < 0.6: then A above B from 0.5 on
  close(o.acceptability_of(1, 1), 0.4);
  close(o.acceptability_of(2, 1), 0.2);
  close(o.acceptability_of(2, 2), 0.8);
  close(o.acceptability_of(2, 3), 0);
  close(o.pairwise_of(0, 1), 0.5);
  close(o.pairwise_of(0, 2), 0.4);
  close(o.pairwise_of(2, 0), 0.6);
  CHECK(o.pairwise_of(0, 0).value == 0);
  CHECK_THAT(o.communities[0].central_weights[0], WithinAbs(0.8, 0.005));
  CHECK_THAT(o.communities[2].central_weights[0], WithinAbs(0.5, 0.005));
  // Where A is first its weight is uniform in 0.6..1.
  CHECK_THAT(o.communities[0].central_weight_errors[0],
             WithinRel(0.4 / std::sqrt(12 * 0.4 * 20000), 0.02));
  CHECK(o.communities[1].confidence.value == 1);
  CHECK(s.weights == std::vector<std::string>{"x0 of score", "x1 of score"});
  // w is uniform: mean 1/2, deviation 1/sqrt(12), quantiles its probabilities.
  const auto& a = o["c0"];
  CHECK_THAT(a.mean.value, WithinAbs(0.5, 4 * a.mean.error));
  CHECK_THAT(a.deviation.value, WithinAbs(1 / std::sqrt(12.0), 4 * a.deviation.error));
  for (std::size_t k = 0; k < s.probabilities.size(); ++k) {
    CHECK_THAT(a.quantiles[k].value, WithinAbs(s.probabilities[k], 4 * a.quantiles[k].error));
    CHECK_THAT(a.quantiles[k].error,
               WithinRel(std::sqrt(s.probabilities[k] * (1 - s.probabilities[k]) / 20000), 0.15));
  }
  CHECK_THAT(a.mean_rank.value, WithinAbs(0.4 + 2 * 0.1 + 3 * 0.5, 5 * a.mean_rank.error));
}

TEST_CASE("Of three unit vectors each is first in a third of the simplex") {
  const auto f = flat(3);
  const auto data = table_of({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
  const input_map inputs(f, data, {.weights = {{"score", simplex{}}}});
  const auto s = simulate(inputs, random::sobol(inputs.coordinates(), 3), {.draws = 4096});
  CHECK_FALSE(s.independent);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t rank = 1; rank <= 3; ++rank) {
      CHECK_THAT(s["score"].acceptability_of(i, rank).value, WithinAbs(1.0 / 3, 0.005));
    }
    // The largest of three spacings has mean 11/18, the rest share 7/18.
    const auto& w = s["score"].communities[i].central_weights;
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK_THAT(w[j], WithinAbs(i == j ? 11.0 / 18 : 7.0 / 36, 0.004));
    }
  }
}

TEST_CASE("A draw scores as the framework and the table it stands for") {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    dice d(seed);
    const auto f = random_world::random_framework(d);
    std::vector<std::vector<double>> rows;
    for (int r = 0; r < 3; ++r) rows.push_back(random_world::random_row(d, f, 0.2));
    const auto data = table_of(rows);
    sources s{.weights = all_weights(f, dirichlet{20})};
    for (std::size_t i = 0; i < f.indicators.size(); ++i) {
      if (d.chance(0.5)) continue;
      s.evidence.push_back({d.below(3), f.indicators[i].id, anywhere(f.indicators[i].scale)});
    }
    for (const auto& i : f.indicators) {
      if (std::holds_alternative<scales::linear>(i.scale) && s.scales.empty()) {
        s.scales.push_back({i.id, "upper", uniform{6, 9}});
      }
    }
    const input_map inputs(f, data, s);
    scorer<> score(inputs);
    const random::independent points{seed};
    std::vector<double> u(inputs.coordinates());
    for (std::uint64_t draw = 0; draw < 2; ++draw) {
      points.fill(draw, 0, u);
      score.run(u);
      auto changed = f;
      auto cells = rows;
      std::size_t next = 0;
      for (const auto& node : inputs.weights()) {
        auto& n = *std::ranges::find(changed.nodes, node.id, &node::id);
        for (auto& e : n.children) {
          if (e.weight > 0) e.weight = score.weights()[next++];
        }
      }
      for (const auto& p : inputs.scales()) {
        std::get<scales::linear>(changed.indicators[p.indicator].scale).upper =
            6 + 3 * u[p.coordinate];
      }
      for (const auto& c : inputs.cells()) cells[c.row][c.column] = c.figure.draw(u[c.coordinate]);
      const auto exact = fit(changed).score(table_of(cells));
      for (std::size_t row = 0; row < 3; ++row) {
        const double a = score.value(0, row), b = exact.columns[0].value[row];
        CHECK(is_missing(a) == is_missing(b));
        CHECK(is_not_applicable(a) == is_not_applicable(b));
        if (!is_known(b)) continue;
        ++compared;
        CHECK_THAT(a, WithinAbs(b, 1e-9));
      }
    }
  }
  CHECK(compared > 50);
}

TEST_CASE("Neither threads nor chunks nor executors change a bit of a simulation") {
  const world w;
  const input_map inputs(w.f, w.data, w.uncertain);
  simulate_options o{.draws = 100, .pairwise = true, .confidence_draws = 3};
  const auto bits = bits_of(simulate(inputs, o));
  for (const unsigned count : {1U, 2U, 7U}) {
    CHECK(bits_of(simulate(inputs, o, threads{count})) == bits);
  }
  for (const std::size_t chunk : {1U, 8U, 24U, 1000U}) {
    o.chunk = chunk;
    CHECK(bits_of(simulate(inputs, o, threads{2})) == bits);
  }
  const auto backwards = [](std::size_t count, const auto& task) {
    for (std::size_t i = count; i-- > 0;) task(i);
  };
  CHECK(bits_of(simulate(inputs, o, backwards)) == bits);
  // Memory for fewer draws at once changes no bit either, as long as all scores fit.
  o.memory = 16000;
  CHECK(bits_of(simulate(inputs, o)) == bits);
  o.seed = 2;
  CHECK(bits_of(simulate(inputs, o)) != bits);
}

TEST_CASE("What is said of many blocks of draws is true of all draws") {
  const auto f = flat(3);
  const auto data = table_of({{0.2, 0.3, 0.9}, {0.5, 0.1, 0.7}, {0.4, 0.6, 0.2}});
  const input_map inputs(
      f, data, {.weights = {{"score", dirichlet{5}}}, .evidence = measured(f, data, "x0", 0.2)});
  constexpr std::size_t draws = 1000;  // the last of 8 blocks is short
  const auto found = simulate(inputs, {.draws = draws, .seed = 5});
  const random_streams points(5, inputs.streams());
  scorer<> score(inputs);
  std::vector<double> u(inputs.coordinates());
  std::vector<std::vector<double>> x(3), first_weight(3);
  std::vector<double> ranks(3);
  double moved = 0;
  const double nominal_rank[] = {1, 2, 3};  // 46.7, 43.3, 40
  for (std::uint64_t d = 0; d < draws; ++d) {
    points.fill(d, 0, u);
    score.run(u);
    for (std::size_t row = 0; row < 3; ++row) {
      double rank = 1;
      for (std::size_t other = 0; other < 3; ++other) {
        rank += score.value(0, other) > score.value(0, row) ? 1 : 0;
      }
      x[row].push_back(score.value(0, row));
      ranks[row] += rank / draws;
      moved += std::fabs(rank - nominal_rank[row]) / 3 / draws;
      if (rank == 1) first_weight[row].push_back(score.weights()[1]);
    }
  }
  const auto mean_of = [](const std::vector<double>& all) {
    double sum = 0;
    for (const double one : all) sum += one;
    return sum / static_cast<double>(all.size());
  };
  for (std::size_t row = 0; row < 3; ++row) {
    const auto& c = found["score"].communities[row];
    const double mean = mean_of(x[row]);
    double second = 0, fourth = 0;
    for (const double one : x[row]) {
      second += (one - mean) * (one - mean) / draws;
      fourth += std::pow(one - mean, 4) / draws;
    }
    const double deviation = std::sqrt(second * draws / (draws - 1));
    CHECK_THAT(c.mean.value, WithinRel(mean, 1e-12));
    CHECK_THAT(c.mean.error, WithinRel(deviation / std::sqrt(draws), 1e-10));
    CHECK_THAT(c.deviation.value, WithinRel(deviation, 1e-10));
    CHECK_THAT(c.deviation.error,
               WithinRel(std::sqrt((fourth - second * second) / draws) / (2 * deviation), 1e-9));
    CHECK_THAT(c.mean_rank.value, WithinRel(ranks[row], 1e-12));
    CHECK_THAT(c.central_weights[1], WithinRel(mean_of(first_weight[row]), 1e-12));
    std::ranges::sort(x[row]);
    CHECK(c.least == x[row].front());
    CHECK(c.most == x[row].back());
    CHECK_THAT(c.quantiles[2].value, WithinRel((x[row][499] + x[row][500]) / 2, 1e-12));
  }
  CHECK_THAT(found["score"].stability.shift.value, WithinRel(moved, 1e-12));
}

TEST_CASE("The fast path of a flat index gives what the engine gives") {
  dice d(4);
  std::vector<std::vector<double>> rows(37, std::vector<double>(5));
  for (auto& row : rows) {
    for (double& x : row) x = d.uniform();
  }
  auto f = flat(5, {0, 10});
  f.nodes[0].children[1].sign = sign::minus;
  f.nodes[0].levels = {{{"low", 4}, {"high", 10}}};
  const auto data = table_of(rows);
  const input_map fast(f, data, {.weights = {{"score", dirichlet{30}}}});
  REQUIRE(uncertainty::detail::linear_index<simd::native_isa>(fast));
  // A limit that never binds sends the same draws through the engine.
  f.nodes[0].limits = {{.when = {"x0", comparison::above, 2}, .at = 5.0}};
  const input_map slow(f, data, {.weights = {{"score", dirichlet{30}}}});
  REQUIRE_FALSE(uncertainty::detail::linear_index<simd::native_isa>(slow));
  const auto a = simulate(fast, {.draws = 50}), b = simulate(slow, {.draws = 50});
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto& x = a["score"].communities[row];
    const auto& y = b["score"].communities[row];
    CHECK_THAT(x.mean.value, WithinRel(y.mean.value, 1e-12));
    CHECK_THAT(x.deviation.value, WithinRel(y.deviation.value, 1e-9));
    CHECK(x.mean_rank.value == y.mean_rank.value);
    CHECK(x.levels == y.levels);
  }
}

TEST_CASE("The draws of a community do not depend on which others are there") {
  const auto f = flat(2);
  const auto all = table_of({{0.2, 0.3}, {0.5, 0.1}, {0.9, 0.4}}, {"a", "b", "c"});
  const auto one = table_of({{0.5, 0.1}}, {"b"});
  const auto run = [&](const table& t) {
    const input_map inputs(f, t, {.evidence = measured(f, t, "x0", 0.1)});
    return simulate(inputs, {.draws = 40})["score"]["b"];
  };
  CHECK(run(all).mean == run(one).mean);
  CHECK(run(all).quantiles == run(one).quantiles);
}

TEST_CASE("Where scores do not fit, quantiles come from bins and say how far they may be off") {
  const auto f = flat(2);
  const auto data = table_of({{0.2, 0.3}, {0.5, 0.1}});
  const input_map inputs(f, data, {.evidence = measured(f, data, "x0", 0.1)});
  simulate_options o{.draws = 3000};
  const auto exact = simulate(inputs, o);
  o.memory = 40000;  // 2 communities x 3000 draws are 48 000 bytes
  const auto binned = simulate(inputs, o);
  CHECK(exact.exact);
  CHECK(exact.quantile_error == 0);
  CHECK_FALSE(binned.exact);
  CHECK_THAT(binned.quantile_error, WithinRel(100.0 / 2048, 1e-12));
  for (std::size_t row = 0; row < 2; ++row) {
    const auto& a = exact["score"].communities[row];
    const auto& b = binned["score"].communities[row];
    CHECK(a.mean == b.mean);
    CHECK(a.deviation == b.deviation);
    CHECK(a.mean_rank == b.mean_rank);
    CHECK(a.least == b.least);
    for (std::size_t k = 0; k < a.quantiles.size(); ++k) {
      CHECK_THAT(b.quantiles[k].value, WithinAbs(a.quantiles[k].value, binned.quantile_error));
    }
  }
}

TEST_CASE("A simulation that is cancelled says on how many draws it rests") {
  const auto f = flat(2);
  const auto data = table_of({{0.2, 0.3}, {0.5, 0.1}});
  const input_map inputs(f, data, {.evidence = measured(f, data, "x0", 0.1)});
  simulate_options o{.draws = 100000};
  std::size_t calls = 0;
  o.on_progress = [&](const progress& p) {
    CHECK(p.requested == 100000);
    ++calls;
    return p.draws < 1000;
  };
  const auto s = simulate(inputs, o);
  CHECK(s.cancelled);
  CHECK(calls == 2);
  CHECK(s.draws == 1024);
  CHECK(s.requested == 100000);
  simulate_options whole{.draws = 1024};
  CHECK(bits_of(simulate(inputs, whole)) == bits_of(s));
  // Said at the end it cancels nothing.
  whole.on_progress = [](const progress&) { return false; };
  whole.draws = 64;
  CHECK_FALSE(simulate(inputs, whole).cancelled);
}

TEST_CASE("A simulation stops when its means are as sure as asked") {
  const auto f = flat(2);
  const auto data = table_of({{0.2, 0.3}, {0.5, 0.1}});
  const input_map inputs(f, data, {.evidence = measured(f, data, "x0", 0.1)});
  const auto s = simulate(inputs, {.draws = 50000, .tolerance = 0.1});
  CHECK(s.tolerance_met);
  CHECK(s.draws < 6000);
  CHECK(s.draws % 512 == 0);
  for (const auto& c : s["score"].communities) CHECK(c.mean.error <= 0.1);
  CHECK_FALSE(simulate(inputs, {.draws = 512, .tolerance = 1e-9}).tolerance_met);
}

TEST_CASE("Errors fall with the root of the draws, and faster with low-discrepancy points") {
  // A mean of two uniform figures: 50 without error.
  const auto f = flat(2);
  const auto data = table_of({{0.5, 0.5}});
  const input_map inputs(
      f, data, {.evidence = {{0, "x0", uniform{0, 1}}, {0, "x1", triangular{0.1, 0.2, 0.9}}}});
  const double exact = 100 * (0.5 + 1.2 / 3) / 2;
  const auto error = [&](std::size_t draws, bool even) {
    double squares = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      const simulate_options o{.draws = draws, .seed = seed, .ranks = false};
      const auto s = even ? simulate(inputs, random::sobol(inputs.coordinates(), seed), o)
                          : simulate(inputs, o);
      const double off = s["score"].communities[0].mean.value - exact;
      squares += off * off / 8;
    }
    return std::sqrt(squares);
  };
  const double few = error(64, false), many = error(1024, false);
  CHECK(few / many > 2);
  CHECK(few / many < 8);
  CHECK(error(64, true) < few / 4);
  CHECK(error(1024, true) < many / 20);
}

TEST_CASE("Intervals of 90 % hold the truth in nine of ten worlds") {
  // Each row is a world: its truth is drawn from the stated priors, and seen with error.
  constexpr std::size_t worlds = 1000;
  dice d(20);
  const auto f = flat(3);
  std::vector<std::string> ids;
  sources s;
  std::vector<double> truth;
  const auto normal = [&] { return uncertainty::detail::normal_quantile(d.uniform(1e-12, 1)); };
  for (std::size_t i = 0; i < worlds; ++i) {
    ids.push_back("w" + std::to_string(i));
    const double a = any_distribution(share{}).draw(d.uniform());  // Jeffreys
    double yes = 0;
    for (int k = 0; k < 12; ++k) yes += d.chance(a) ? 1 : 0;
    s.evidence.push_back({i, "x0", share{.count = yes, .of = 12}});
    const double b = d.uniform();
    s.evidence.push_back({i, "x1", truncated_normal{b + 0.2 * normal(), 0.2, 0, 1}});
    const double c = d.uniform(0, 0.7);
    s.evidence.push_back({i, "x2", triangular{c, c + 0.1, c + 0.3}});
    truth.push_back(100 * (a + b + s.evidence.back().figure.draw(d.uniform())) / 3);
  }
  const table data(ids);
  const input_map inputs(f, data, s);
  const auto found =
      simulate(inputs, {.draws = 200, .probabilities = {0.05, 0.95}, .ranks = false});
  std::size_t inside = 0;
  for (std::size_t i = 0; i < worlds; ++i) {
    const auto& q = found["score"].communities[i].quantiles;
    if (q[0].value <= truth[i] && truth[i] <= q[1].value) ++inside;
  }
  CHECK(inside >= 870);
  CHECK(inside <= 930);
}

TEST_CASE("Methods are drawn alike, each fitted for itself") {
  auto f = flat(2);
  const auto data = table_of({{0.2, 0.3}, {0.6, 0.1}, {0.4, 0.8}});
  const std::vector<std::string> both{"x0", "x1"};
  sources s;
  s.methods = {normalizations(both, {scales::linear{}, normalize::min_max{}}),
               aggregations("score", {aggregate::arithmetic_mean{}, aggregate::geometric_mean{}})};
  const input_map inputs(f, data, s);
  REQUIRE(inputs.coordinates() == 2);
  CHECK(inputs.factors()[0].name == "normalization of x0, x1");
  scorer<> score(inputs);
  const auto run = [&](double a, double b) {
    const double u[] = {a, b};
    score.run(u);
    return score.value(0, 2);
  };
  CHECK_THAT(run(0, 0), WithinRel(60, 1e-13));
  CHECK_THAT(run(0, 0.5), WithinRel(100 * std::sqrt(0.32), 1e-13));
  CHECK_THAT(run(0.5, 0.49), WithinRel(75, 1e-13));
  CHECK_THAT(run(0.99, 0.99), WithinRel(100 * std::sqrt(0.5), 1e-13));
  const auto found = simulate(inputs, {.draws = 2000});
  const double mean = 25 * (0.6 + std::sqrt(0.32) + 0.75 + std::sqrt(0.5));
  CHECK_THAT(found["score"].communities[2].mean.value,
             WithinAbs(mean, 4 * found["score"].communities[2].mean.error));
}

TEST_CASE("What becomes of a missing child may be drawn") {
  const auto f = flat(2);
  const auto data = table_of({{0.2, missing}});
  sources s;
  s.methods = {missing_rules(
      "score", {missing_policy::skip, missing_policy::require, missing_policy::assume_middle})};
  const input_map inputs(f, data, s);
  scorer<> score(inputs);
  const auto run = [&](double u) {
    score.run({&u, 1});
    return score.value(0, 0);
  };
  CHECK_THAT(run(0), WithinRel(20, 1e-13));
  CHECK(is_missing(run(0.5)));
  CHECK_THAT(run(0.9), WithinRel(35, 1e-13));
  const auto c = simulate(inputs, {.draws = 900})["score"].communities[0];
  CHECK_THAT(c.scored.value, WithinAbs(2.0 / 3, 4 * c.scored.error));
  CHECK(c.least == Approx(20));
  CHECK(c.most == Approx(35));
}

TEST_CASE("Levels are counted as scores are given their level") {
  auto f = flat(1);
  f.nodes[0].levels = {{{"low", 30}, {"middle", 50}, {"high", 100}}};
  const auto data = table_of({{missing}, {0.3}, {0.9}});
  const input_map inputs(f, data, {.evidence = {{0, "x0", uniform{0, 1}}}});
  const auto s = simulate(inputs, {.draws = 4000});
  const auto& l = s["score"].communities[0].levels;
  CHECK_THAT(l[0].value, WithinAbs(0.3, 4 * l[0].error));
  CHECK_THAT(l[1].value, WithinAbs(0.2, 4 * l[1].error));
  CHECK_THAT(l[2].value, WithinAbs(0.5, 4 * l[2].error));
  CHECK(s["score"].level_names == std::vector<std::string>{"low", "middle", "high"});
  // 30 is at the boundary and belongs below; what never varies has an error all the same.
  CHECK(s["score"].communities[1].levels[0].value == 1);
  CHECK(s["score"].communities[1].levels[0].error > 0);
  CHECK(s["score"].communities[1].deviation.value == 0);
}

TEST_CASE("The ranking of a risk begins with the lowest") {
  auto f = flat(1);
  f.nodes[0].higher_is_worse = true;
  const auto data = table_of({{0.9}, {0.1}, {missing}, {0.1}});
  const input_map inputs(f, data, {.weights = {{"score", simplex{}}}});
  const auto s = simulate(inputs, {.draws = 16});
  const auto& c = s["score"].communities;
  CHECK(c[0].nominal_rank == 3);
  CHECK(c[0].mean_rank.value == 3);
  CHECK(c[1].nominal_rank == 1);
  CHECK(c[3].ranks == interval{1, 1});
  CHECK(is_missing(c[2].nominal_rank));
  CHECK(is_missing(c[2].mean_rank.value));
  CHECK(is_missing(c[2].mean.value));
  CHECK(c[2].scored.value == 0);
  CHECK(s["score"].stability.shift.value == 0);
  CHECK(s["score"].stability.first_stays.value == 1);
}

TEST_CASE("A simulation refuses what makes no sense") {
  const auto f = flat(2);
  const auto data = table_of({{0.2, 0.3}, {0.5, 0.1}});
  const auto make = [&](sources s) { return input_map(f, data, std::move(s)); };
  const auto inputs = make({.weights = {{"score", dirichlet{}}}});
  CHECK_THROWS_WITH(simulate(inputs, {.draws = 0}), contains("draws must be from 1 to"));
  CHECK_THROWS_WITH(simulate(inputs, {.probabilities = {0, 0.5}}), contains("in (0, 1), got 0"));
  CHECK_THROWS_WITH(simulate(inputs, {.tolerance = -1}),
                    contains("tolerance must be 0 or more, got -1"));
  CHECK_THROWS_WITH(simulate(inputs, {.memory = 100}), contains("need memory of"));
  CHECK_THROWS_WITH(make({.weights = {{"scor", dirichlet{}}}}), contains("did you mean 'score'"));
  CHECK_THROWS_WITH(make({.weights = {{"score", dirichlet{0}}}}), contains("concentration"));
  CHECK_THROWS_WITH(make({.weights = {{"score", simplex{}}, {"score", simplex{}}}}),
                    contains("given twice"));
  CHECK_THROWS_WITH(make({.evidence = {{0, "x3", uniform{}}}}), contains("is not an indicator"));
  CHECK_THROWS_WITH(make({.evidence = {{2, "x0", uniform{}}}}), contains("beyond the table's 2"));
  CHECK_THROWS_WITH(make({.evidence = {{0, "x0", uniform{}}, {0, "x0", uniform{}}}}),
                    contains("is given twice"));
  CHECK_THROWS_WITH(make({.evidence = {{0, "x0", uniform{2, 3}}}}),
                    contains("no figure from 2 to 3 is in the range of its scale, 0 to 1"));
  CHECK_THROWS_WITH(make({.scales = {{"x0", "uper", uniform{}}}}),
                    contains("did you mean 'upper'"));
  CHECK_THROWS_WITH(make({.scales = {{"x0", "lower", uniform{0, 1}}}}), contains("is possible"));
  CHECK_THROWS_WITH(
      make({.scales = {{"x0", "upper", uniform{0.5, 2}}, {"x0", "lower", uniform{-1, 0.5}}}}),
      "scale of x0: lower may be as high as 0.5, upper as low as 0.5: each is drawn on its own, "
      "and lower must be below upper in every draw");
  CHECK_NOTHROW(
      make({.scales = {{"x0", "upper", uniform{0.6, 2}}, {"x0", "lower", uniform{-1, 0.5}}}}));
  CHECK_THROWS_WITH(make({.methods = {{.name = "nothing"}}}), contains("has no alternative"));
  CHECK_THROWS_WITH(missing_by(f, data, "x0", uniform{0, 2}),
                    contains("must be inside 0 to 1, the range of its scale, got 0 to 2"));
  CHECK_THROWS_WITH(missing_anywhere(f, data, "y0"), contains("is not an indicator"));
  const framework mining = frameworks::andean_mining();
  CHECK_THROWS_WITH(input_map(mining, data, {}, true).nominal().score(data), contains("x0"));
  const table one({"a"});
  static_assert(!std::is_constructible_v<input_map, framework, table, sources>);
  static_assert(std::is_constructible_v<input_map, framework, const table&, sources>);
  CHECK_THROWS_WITH(input_map(mining, one, {.evidence = {{0, "conflict_phase", uniform{}}}}),
                    contains("is possible, and must be"));
}

TEST_CASE("A method must not change what is scored") {
  const auto f = flat(3);
  const auto data = table_of({{0.2, 0.3, 0.4}, {0.5, 0.1, 0.9}});
  const auto make = [&](std::function<void(framework&)> change, sources s = {}) {
    s.methods = {{"mine", {{"as is", {}}, {"other", std::move(change)}}}};
    return input_map(f, data, std::move(s), true);
  };
  const sources weights{.weights = {{"score", dirichlet{10}}}};
  const auto rename = [](framework& g) {
    g.nodes[0].id = "other";
    g.outcomes = {"other"};
  };
  CHECK_THROWS_WITH(make(rename, weights),
                    "mine by other: removes node 'score', an outcome\n"
                    "mine by other: removes node 'score', whose weights are drawn");
  CHECK_THROWS_WITH(make(rename), "mine by other: removes node 'score', an outcome");
  CHECK_THROWS_WITH(make([](framework& g) {
                      g.indicators.erase(g.indicators.begin());
                      g.nodes[0].children.erase(g.nodes[0].children.begin());
                    }),
                    "mine by other: changes the list of indicators: place 1 has 'x1' instead of "
                    "'x0'");
  CHECK_THROWS_WITH(make([](framework& g) { g.indicators.push_back({.id = "x3"}); }),
                    contains("place 4 has 'x3' instead of nothing"));
  CHECK_THROWS_WITH(make([](framework& g) { std::swap(g.indicators[0], g.indicators[1]); }),
                    contains("changes the list of indicators"));
  const auto reorder = [](framework& g) {
    std::swap(g.nodes[0].children[0], g.nodes[0].children[1]);
  };
  CHECK_THROWS_WITH(make(reorder, weights),
                    contains("mine by other: changes which children of 'score' have a weight"));
  CHECK_NOTHROW(make(reorder));
  CHECK_THROWS_WITH(make([](framework& g) { g.nodes[0].higher_is_worse = true; }),
                    contains("which scores of 'score' are the better ones"));
  CHECK_THROWS_WITH(make([](framework& g) {
                      g.score_range = {0, 1};
                    }),
                    contains("changes the range of scores"));
  CHECK_THROWS_WITH(make([](framework& g) {
                      g.nodes[0].levels = {{{"low", 50}, {"high", 100}}};
                    }),
                    contains("changes the levels of 'score'"));
  // Of several choices the one that does it is named.
  sources both{.methods = {normalizations({"x0"}, {scales::linear{0, 1}, scales::linear{0, 2}}),
                           {"mine", {{"as is", {}}, {"renamed", rename}}}}};
  CHECK_THROWS_WITH(input_map(f, data, both), "mine by renamed: removes node 'score', an outcome");
  both.methods[0] = aggregations("score", {aggregate::arithmetic_mean{}});
  CHECK_THROWS_WITH(input_map(f, data, both),
                    contains("by arithmetic_mean, mine by renamed: uncertain: 'score' is not a"));
}

TEST_CASE("Two choices of one name are refused, as they would be drawn alike") {
  const auto f = flat(5);
  const auto data = table_of({{0.2, 0.3, 0.4, 0.5, 0.6}});
  const std::vector<scale> scales{scales::linear{0, 1}, scales::linear{0, 2}};
  const auto a = normalizations({"x0", "x1"}, scales), b = normalizations({"x2"}, scales);
  CHECK(a.name == "normalization of x0, x1");
  CHECK(normalizations({"x0", "x1", "x2", "x3", "x4"}, scales).name ==
        "normalization of x0, x1, x2 and 2 more");
  CHECK(normalizations({"x0"}, scales, "goalposts").name == "goalposts");
  CHECK_NOTHROW(input_map(f, data, {.methods = {a, b}}));
  CHECK_THROWS_WITH(input_map(f, data, {.methods = {a, b, a}}),
                    "methods: choice 1 is named 'normalization of x0, x1', as is choice 3: they "
                    "would be drawn alike; give each a name of its own");
  const auto posing = aggregations("score", {aggregate::arithmetic_mean{}}, "weights of score");
  CHECK_THROWS_WITH(input_map(f, data, {.weights = {{"score", simplex{}}}, .methods = {posing}}),
                    contains("as is another source"));
}

TEST_CASE("Points made for another map are refused") {
  const auto f = flat(2);
  const auto data = table_of({{missing, 0.3}, {missing, 0.1}});
  const input_map few(f, data, {.evidence = {{0, "x0", uniform{}}}});
  const input_map many(f, data,
                       {.weights = all_weights(f, dirichlet{9}),
                        .evidence = {{0, "x0", uniform{}}, {1, "x0", uniform{}}}});
  const random_streams for_few(1, few.streams()), for_many(1, many.streams());
  CHECK_THROWS_WITH(simulate(few, for_many, {.draws = 10}),
                    "simulate: the points have 4 coordinates, the map 1; make them from this map");
  CHECK_THROWS_AS(simulate(many, for_few, {.draws = 10}), domain_error);
  CHECK_THROWS_AS(simulate(many, random::sobol(3, 1), {.draws = 10}), domain_error);
  CHECK_NOTHROW(simulate(few, random::sobol(3, 1), {.draws = 10}));
  CHECK(bits_of(simulate(few, for_few, {.draws = 10})) == bits_of(simulate(few, {.draws = 10})));
  CHECK_THROWS_WITH(for_few(0, 1), contains("has 1 coordinates, asked for 1 to 2"));
}

TEST_CASE("A drawn figure beyond the ends of its scale is scored as one in the table") {
  const auto f = flat(1);
  const auto data = table_of({{missing}, {-1}, {3}});
  const input_map inputs(f, data, {.evidence = {{0, "x0", uniform{-1, 3}}}});
  const auto s = simulate(inputs, {.draws = 4000});
  const auto& c = s["score"].communities;
  CHECK(c[0].least == c[1].nominal);
  CHECK(c[0].most == c[2].nominal);
  CHECK_THAT(c[0].mean.value, WithinAbs(62.5, 4 * c[0].mean.error));  // 50 / 4 + 100 / 2
  // Whichever scale a method gives the indicator, no figure may be wholly beyond it.
  CHECK_THROWS_WITH(
      input_map(f, data,
                {.evidence = {{0, "x0", uniform{2, 3}}},
                 .methods = {normalizations({"x0"}, {scales::linear{0, 4}, scales::linear{}})}}),
      contains("no figure from 2 to 3 is in the range of its scale, 0 to 1"));
}

TEST_CASE("One draw tells no error") {
  const auto f = flat(2);
  const auto data = table_of({{0.2, missing}, {0.5, 0.1}});
  const input_map inputs(
      f, data, {.weights = {{"score", simplex{}}}, .evidence = missing_anywhere(f, data)});
  const auto s = simulate(inputs, {.draws = 1, .pairwise = true, .confidence_draws = 1});
  const auto& o = s["score"];
  std::vector<estimate> all{o.stability.shift, o.stability.first_stays, o.acceptability_of(0, 1),
                            o.pairwise_of(0, 1)};
  for (const auto& c : o.communities) {
    all.insert(all.end(), {c.scored, c.mean, c.mean_rank});
    all.insert(all.end(), c.quantiles.begin(), c.quantiles.end());
    CHECK(is_missing(c.deviation.value));
    CHECK(std::isnan(c.rank_errors.lower));
    for (const double e : c.central_weight_errors) CHECK(std::isnan(e));
    CHECK((std::isnan(c.confidence.error)));
  }
  for (const auto& e : all) {
    CHECK(is_known(e.value));
    CHECK(std::isnan(e.error));
  }
}

TEST_CASE("The ends of an interval of ranks have errors") {
  // Of 100 alike each has any rank: the 5 % rank is about 5, give or take sqrt(0.05 0.95 / n) 100.
  const auto f = flat(1);
  const auto data = table_of(std::vector<std::vector<double>>(100, {missing}));
  const input_map inputs(f, data, {.evidence = missing_anywhere(f, data)});
  const auto s = simulate(inputs, {.draws = 1000});
  const double expected = 100 * std::sqrt(0.05 * 0.95 / 1000);
  double lower = 0, upper = 0, off = 0;
  for (const auto& c : s["score"].communities) {
    lower += c.rank_errors.lower / 100;
    upper += c.rank_errors.upper / 100;
    off += (c.ranks.lower - 5.5) * (c.ranks.lower - 5.5) / 100;
  }
  CHECK_THAT(lower, WithinRel(expected, 0.15));
  CHECK_THAT(upper, WithinRel(expected, 0.15));
  CHECK_THAT(std::sqrt(off), WithinRel(expected, 0.3));
}

TEST_CASE("Where nothing is scored no tolerance is met") {
  const auto f = flat(1);
  const auto data = table_of({{missing}, {missing}});
  const input_map inputs(f, data, {});
  const auto s = simulate(inputs, {.draws = 2000, .tolerance = 0.5});
  CHECK(s.draws == 2000);
  CHECK_FALSE(s.tolerance_met);
}

TEST_CASE("Ranks and pairs that were not kept say what to ask for") {
  const auto f = flat(2);
  const auto data = table_of({{0.2, 0.3}, {0.5, 0.1}});
  const input_map inputs(f, data, {.weights = {{"score", simplex{}}}});
  const auto s = simulate(inputs, {.draws = 10});
  const auto& o = s["score"];
  CHECK_THROWS_WITH(o.pairwise_of(0, 1), contains("needs the option `pairwise`"));
  CHECK_NOTHROW(o.acceptability_of(1, 2));
  CHECK_THROWS_WITH(o.acceptability_of(0, 0), "simulation: rank 0 of 2, counted from 1");
  CHECK_THROWS_WITH(o.acceptability_of(0, 3), contains("rank 3 of 2"));
  CHECK_THROWS_WITH(o.acceptability_of(2, 1), contains("community 2 of 2, counted from 0"));
  const auto without = simulate(inputs, {.draws = 10, .ranks = false});
  CHECK_THROWS_WITH(without["score"].acceptability_of(0, 1), contains("needs the options `ranks`"));
}

TEST_CASE("A simulation of an empty table, or of nothing uncertain, is one") {
  const auto f = flat(2);
  const table none(std::vector<std::string>{});
  const input_map empty(f, none, {.weights = {{"score", simplex{}}}});
  CHECK(simulate(empty, {.draws = 10})["score"].communities.empty());
  const auto data = table_of({{0.2, 0.3}, {0.5, 0.1}});
  const input_map certain(f, data, {});
  const auto s = simulate(certain, {.draws = 10});
  CHECK_THAT(s["score"].communities[0].mean.value, WithinRel(25, 1e-13));
  CHECK(s["score"].communities[0].deviation.value == 0);
}

TEST_CASE("Results are pinned") {
  const world w;
  const input_map inputs(w.f, w.data, w.uncertain);
  const auto s = simulate(inputs, {.draws = 64, .seed = 11});
  std::vector<double> found;
  for (const auto& o : s.outcomes) {
    for (const auto& c : o.communities) {
      if (is_known(c.mean.value)) found.push_back(c.mean.value);
      if (is_known(c.mean.value)) found.push_back(c.quantiles[3].value);
    }
  }
  const std::vector<double> pinned{
      47.894689791505478, 51.749324803524694, 29.886277502532511, 33.131106116932699,
      40.657161815421922, 44.659451772915176, 52.639673443423128, 57.308826699466692,
      44.690122647902008, 51.87504313053185,  53.703391819528967, 57.252211459346782,
      70.463582080746491, 73.918869883245819, 58.463967389655544, 63.235079466206763};
  REQUIRE(found.size() == pinned.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK_THAT(found[i], WithinRel(pinned[i], 1e-12));
}
