// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/executor.hpp>
#include <ltorisk/random/point_set.hpp>
#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/input_map.hpp>
#include <ltorisk/uncertainty/options.hpp>
#include <ltorisk/uncertainty/simulator.hpp>
#include <ltorisk/uncertainty/streams.hpp>

#include <algorithm>
#include <cstddef>

namespace ltorisk::uncertainty {

namespace detail {

/// All draws and all rows, here.
template <unsigned Isa, class P, class E>
[[nodiscard]] simulation simulate_here(const input_map& inputs, const P& points,
                                       const simulate_options& o, const E& run) {
  simulator<Isa, P, E> sim(inputs, points, o, run);
  const row_range all{0, sim.rows()};
  auto summaries = sim.summaries(all, o.draws);
  const auto precise = [&] {
    return std::ranges::all_of(summaries,
                               [&](const auto& s) { return s.largest_error() <= o.tolerance; });
  };
  bool sure = false, cancelled = false;
  const std::size_t wave = sim.wave(), look = sim.look;
  std::size_t done = 0;
  // A wave never reaches over a point where the tolerance is looked at.
  while (done < o.draws && !sure && !cancelled) {
    const auto draws = std::min<std::size_t>({wave, o.draws - done, look - done % look});
    sim.draw(done, draws, done, summaries);
    done += draws;
    if (done == o.draws) sim.close_block(summaries);
    if (o.tolerance > 0 && (done % look == 0 || done == o.draws)) sure = precise();
    if (sure && done < o.draws) break;
    if (o.on_progress) cancelled = !o.on_progress({done, o.draws}) && done < o.draws;
  }
  if (done < o.draws) sim.close_block(summaries);
  auto result = sim.frame(done);
  result.tolerance_met = sure;
  result.cancelled = cancelled;
  for (std::size_t k = 0; k < summaries.size(); ++k) {
    sim.answer(summaries[k], k, all, done, result.outcomes[k]);
    result.quantile_error =
        std::max<double>(result.quantile_error, summaries[k].quantile_error());
  }
  return result;
}

}  // namespace detail

/// Draws what is uncertain and scores the whole table under each draw, through the engine that
/// scores it otherwise. Independent of executor and chunks, bit for bit in one build, and draw d of
/// a community is the same whichever others are in the table.
///
///     const input_map inputs(framework, data, {.weights = all_weights(framework, dirichlet{50}),
///                                              .evidence = missing_anywhere(framework, data)});
///     const auto answers = simulate(inputs, {.draws = 10'000, .seed = 7}, threads{});
///     answers["lto_formal"]["Alto"].quantiles
///
/// Throws `domain_error` where an option is wrong or memory is short of what is asked, and
/// `input_error` where a drawn figure is none its scale takes.
template <unsigned Isa = simd::native_isa, executor E = sequential>
[[nodiscard]] simulation simulate(const input_map& inputs, const simulate_options& o = {},
                                  const E& run = {}) {
  const random_streams points(o.seed, inputs.streams());
  return detail::simulate_here<Isa>(inputs, points, o, run);
}

/// With other points than independent random ones, such as
/// `random::sobol(inputs.coordinates(), seed)`, whose error falls faster where scores are smooth.
/// The seed of the options is reported only. Throws `domain_error` where the points have too few
/// coordinates for the map, or random streams another number of them.
template <unsigned Isa = simd::native_isa, random::point_set P, executor E = sequential>
[[nodiscard]] simulation simulate(const input_map& inputs, const P& points,
                                  const simulate_options& o, const E& run = {}) {
  return detail::simulate_here<Isa>(inputs, points, o, run);
}

}  // namespace ltorisk::uncertainty
