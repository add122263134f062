// SPDX-License-Identifier: BSL-1.0

#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/ltorisk.hpp>
#include <ltorisk/random/philox.hpp>
#include <ltorisk/uncertainty/draw_block.hpp>
#include <ltorisk/uncertainty/normal.hpp>
#include <ltorisk/uncertainty/ranks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Simulation: 1000 communities, 12 indicators, 1000 draws.
namespace {

namespace uncertainty = ltorisk::uncertainty;

constexpr std::size_t rows = 1000, columns = 12, draws = 1000, at_once = 8;

double uniform(std::size_t i, std::size_t place) {
  return ltorisk::random::philox(3).uniform(i, static_cast<std::uint32_t>(place))[0];
}

/// The scores of draws of weights, at once for eight draws.
struct flat_draws {
  std::vector<double> weights = std::vector<double>(draws * columns);
  uncertainty::linear_scores<> linear{values()};
  std::vector<double> scores = std::vector<double>(at_once * linear.stride());

  flat_draws() {
    for (std::size_t d = 0; d < draws; ++d) {
      double sum = 0;
      for (std::size_t j = 0; j < columns; ++j) {
        sum += weights[d * columns + j] = -std::log1p(-uniform(d, 100 + j));
      }
      for (std::size_t j = 0; j < columns; ++j) weights[d * columns + j] /= sum;
    }
  }

  static std::vector<std::vector<double>> values() {
    std::vector<std::vector<double>> v(columns, std::vector<double>(rows));
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t i = 0; i < rows; ++i) v[j][i] = uniform(i, j);
    }
    return v;
  }

  /// Calls `f` with the scores of one draw after the other.
  template <class F>
  void each(F f) {
    for (std::size_t d = 0; d < draws; d += at_once) {
      linear(weights.data() + d * columns, at_once, scores.data());
      for (std::size_t k = 0; k < at_once; ++k) f(scores.data() + k * linear.stride());
    }
  }
};

void weighted_scores(benchmark::State& state) {
  flat_draws drawn;
  measure::against(state, {rows * columns * draws},
                   limits::multiply_add(static_cast<double>(rows * columns * draws)),
                   [&] { drawn.each([](const double* x) { benchmark::DoNotOptimize(x); }); });
}

/// What becomes of scores before they are ranked: spread out, tied, or most of them crowded.
double as_it_is(double x) { return x; }
double tied(double x) { return std::floor(x * 20); }
double crowded(double x) { return x < 0.6 ? 0.5 + x * 1e-9 : std::exp(20 * x); }

void scores_and_ranks(benchmark::State& state, double (*shape)(double)) {
  flat_draws drawn;
  std::vector<std::vector<double>> vectors;
  drawn.each([&](const double* x) {
    vectors.emplace_back(x, x + rows);
    for (double& s : vectors.back()) s = shape(s);
  });
  std::vector<double> scratch;
  uncertainty::ranker rank;
  std::vector<std::uint32_t> ranks(rows);
  measure::against(state, {rows * draws}, {"std::sort of the scores", {[&] {
                                             for (const auto& v : vectors) {
                                               scratch = v;
                                               std::sort(scratch.begin(), scratch.end());
                                               benchmark::DoNotOptimize(scratch.data());
                                             }
                                           }}},
                   [&] {
                     std::size_t d = 0;
                     drawn.each([&](const double* x) {
                       benchmark::DoNotOptimize(x);
                       rank(vectors[d++], false, ranks);
                       benchmark::DoNotOptimize(ranks.data());
                     });
                   });
}

/// Every cell of the table a measurement with a normal error, drawn and scored.
void normal_evidence(benchmark::State& state) {
  using namespace ltorisk;
  constexpr std::size_t some = 64;
  framework f{.id = "flat"};
  node n{.id = "score"};
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < rows; ++i) ids.push_back(std::to_string(i));
  table data(ids);
  const auto v = flat_draws::values();
  uncertainty::uncertain_cells cells;
  for (std::size_t j = 0; j < columns; ++j) {
    f.indicators.push_back({.id = "x" + std::to_string(j)});
    n.children.push_back({.child = f.indicators.back().id});
    data.add(f.indicators.back().id, v[j]);
  }
  f.nodes = {n};
  f.outcomes = {"score"};
  for (const auto& i : f.indicators) {
    for (auto& cell : uncertainty::measured(f, data, i.id, 0.1)) cells.push_back(cell);
  }
  const uncertainty::input_map inputs(f, data, {.evidence = cells});
  uncertainty::detail::block_scorer<simd::native_isa> blocks(inputs);
  uncertainty::detail::draw_scores to(1, some, blocks.stride(), 0);
  const uncertainty::random_streams points(1, inputs.streams());
  const random::philox stream(1);
  std::vector<double> x(rows * columns);
  measure::against(state, {rows * columns * some},
                   {"stream and quantile", {[&] {
                      for (std::size_t d = 0; d < some; d += 2) {
                        for (std::uint32_t c = 0; c < rows * columns; ++c) {
                          const auto [a, b] = stream.uniform(d, c);
                          x[c] = uncertainty::detail::normal_quantile(a) +
                                 uncertainty::detail::normal_quantile(b);
                        }
                        benchmark::DoNotOptimize(x.data());
                      }
                    }}},
                   [&] {
                     for (std::size_t d = 0; d < some; d += at_once) {
                       blocks.run(points, d, at_once, d, false, to);
                     }
                     benchmark::DoNotOptimize(to.score[0].data());
                   });
}

[[maybe_unused]] const bool registered = [] {
  measure::add("uncertainty/weights/scores", weighted_scores);
  const auto ranks = [](const char* name, double (*shape)(double)) {
    measure::add(std::string("uncertainty/weights/scores and ranks/") + name,
                 [shape](benchmark::State& state) { scores_and_ranks(state, shape); });
  };
  ranks("smooth", as_it_is);
  ranks("tied", tied);
  ranks("crowded", crowded);
  measure::add("uncertainty/evidence/normal", normal_evidence);
  return true;
}();

}  // namespace
