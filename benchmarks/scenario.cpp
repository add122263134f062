// SPDX-License-Identifier: BSL-1.0

#include "data.hpp"
#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/scenario/andean_mining_map.hpp>
#include <ltorisk/scenario/sample.hpp>
#include <ltorisk/scenario/wiring.hpp>
#include <ltorisk/simd/tanh.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace {

using limits::pack;
namespace scenario = ltorisk::scenario;

std::vector<pack> random_packs(std::size_t size, double low, double high) {
  data::dice d(size);
  std::vector<pack> list(size);
  for (auto& p : list) {
    double lanes[pack::width];
    for (double& lane : lanes) lane = low + (high - low) * d.uniform();
    p = pack::load(lanes);
  }
  return list;
}

/// Steps of the map that the sampler takes, a draw a lane, against the products and tanh they are
/// made of.
void steps(benchmark::State& state) {
  const auto m = scenario::andean_mining_map();
  const scenario::wiring map(m, scenario::andean_mining_packages().front(), {});
  const auto w = random_packs(m.edges.size(), -0.5, 0.5);
  auto x = random_packs(map.size(), -1, 1), y = x, outside = x;
  map.inputs(w.data(), outside.data());
  constexpr int times = 1000;
  double links = 0;
  for (const auto& p : map.places()) links += static_cast<double>(p.live.size());
  measure::against(state, {links * times * static_cast<double>(pack::width)},
                   {"products and tanh", {[&] {
                      for (int i = 0; i < times; ++i) {
                        for (std::size_t k = 0; k < map.size(); ++k) {
                          const auto& p = map.places()[k];
                          pack sum = outside[k];
                          if (!p.constant) {
                            for (const auto& l : p.live) sum += w[l.edge] * x[l.from];
                            sum = ltorisk::math::tanh(sum);
                          }
                          y[k] = sum;
                        }
                        x.swap(y);
                      }
                      benchmark::DoNotOptimize(x.data());
                    }}},
                   [&] {
                     for (int i = 0; i < times; ++i) {
                       map.step(w.data(), outside.data(), x.data(), y.data());
                       x.swap(y);
                     }
                     benchmark::DoNotOptimize(x.data());
                   });
}

/// All packages of the map under 1000 draws of weights, by one thread and by two: values are draws
/// of packages.
void sample(benchmark::State& state, unsigned threads) {
  const auto m = scenario::andean_mining_map();
  const auto packages = scenario::andean_mining_packages();
  const auto run = [&](unsigned count) {
    return [&, count] {
      benchmark::DoNotOptimize(scenario::sample(m, packages, {.draws = 1000, .threads = count}));
    };
  };
  measure::against(state, {1000.0 * static_cast<double>(packages.size())}, {"one thread", {run(1)}},
                   run(threads), threads == 1 ? measure::clock::own : measure::clock::wall);
}

const bool cases = [] {
  measure::add("scenario/step", steps);
  for (const unsigned count : {1U, 2U}) {
    measure::add("scenario/sample/threads:" + std::to_string(count),
                 [count](benchmark::State& state) { sample(state, count); });
  }
  return true;
}();

}  // namespace
