// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/executor.hpp>
#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/draw_block.hpp>
#include <ltorisk/uncertainty/input_map.hpp>
#include <ltorisk/uncertainty/options.hpp>
#include <ltorisk/uncertainty/stability.hpp>
#include <ltorisk/uncertainty/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty {

namespace detail {

/// One simulation. Waves of draws are scored, a task a block of draws, and then taken in, a task
/// some rows; a wave never reaches over a point where the tolerance is looked at.
template <unsigned Isa, class P, class E>
class simulator {
 public:
  simulator(const input_map& inputs, const P& points, const simulate_options& o, const E& run)
      : inputs_(inputs),
        points_(points),
        o_(o),
        run_(run),
        rows_(inputs.data().rows()),
        blocks_(inputs) {
    o.validate();
    check_points();
    if (o.draws < 2 && o.tolerance > 0) throw domain_error("simulate: a tolerance needs draws");
    const auto& model = inputs.nominal();
    const auto& f = model.framework();
    nominal_ = model.template score<Isa>(
        inputs.data(), {.coverage = false, .bounds = false, .extra_columns = true});
    const auto room = capacity_for(f);
    ranker rank;
    for (std::size_t k = 0; k < inputs.outcomes().size(); ++k) {
      summaries_.emplace_back(f, *f.find_node(inputs.outcomes()[k]), rows_, o.draws, room);
      std::vector<std::uint32_t> ranks(rows_);
      rank(nominal_.columns[k].value, blocks_.lower_is_better(k), ranks);
      stability_.emplace_back(std::move(ranks));
    }
    result_.exact = room.score_bins == 0;
  }

  [[nodiscard]] simulation run() {
    const auto outcomes = summaries_.size();
    const std::size_t chunk = chunk_draws(), wave = wave_draws(chunk);
    draw_scores drawn(outcomes, (wave + 7) / 8 * 8, blocks_.stride(), blocks_.weights());
    std::size_t done = 0;
    while (done < o_.draws) {
      const std::size_t next_look = (done / look + 1) * look;
      const auto draws = std::min<std::size_t>({wave, o_.draws - done, next_look - done});
      run_((draws + chunk - 1) / chunk, [&](std::size_t task) {
        const auto at = task * chunk;
        blocks_.run(points_, done + at, std::min<std::size_t>(chunk, draws - at), at, o_.ranks,
                    drawn);
      });
      run_((rows_ + rows_at_once - 1) / rows_at_once, [&](std::size_t task) {
        const auto begin = task * rows_at_once;
        const auto end = std::min<std::size_t>(begin + rows_at_once, rows_);
        for (std::size_t k = 0; k < outcomes; ++k) {
          summaries_[k].absorb(drawn, k, done, draws, begin, end);
        }
      });
      if (o_.ranks) {
        run_(outcomes, [&](std::size_t k) { stability_[k].absorb(drawn, k, draws, rows_); });
      }
      done += draws;
      if (done < o_.draws && o_.tolerance > 0 && done % look == 0 && precise()) {
        result_.tolerance_met = true;
        break;
      }
      if (o_.on_progress && !o_.on_progress({done, o_.draws}) && done < o_.draws) {
        result_.cancelled = true;
        break;
      }
    }
    if (done == o_.draws && o_.tolerance > 0) result_.tolerance_met = precise();
    return finish(done);
  }

 private:
  static constexpr std::size_t look = 512;
  static constexpr std::size_t rows_at_once = 64;

  // Streams are those of the map and no others; of other points the first coordinates are taken.
  void check_points() const {
    if constexpr (requires { points_.coordinates(); }) {
      constexpr bool whole = requires(double* x) { points_.fill_draws(0, 1, x); };
      const std::size_t has = points_.coordinates(), needs = inputs_.coordinates();
      if (whole ? has == needs : has >= needs) return;
      throw domain_error("simulate: the points have " + std::to_string(has) +
                         " coordinates, the map " + std::to_string(needs) +
                         "; make them from this map");
    }
  }

  [[nodiscard]] capacity capacity_for(const framework& f) const {
    const std::size_t cells = std::max<std::size_t>(rows_ * f.outcomes.size(), 1);
    const auto need = [&](const char* what, std::size_t bytes, std::size_t share) {
      if (bytes <= o_.memory / share) return;
      throw domain_error(std::string("simulate: ") + what + " of " + std::to_string(rows_) +
                         " communities need memory of " + std::to_string(bytes * share) +
                         " bytes, got " + std::to_string(o_.memory));
    };
    capacity room;
    if (o_.draws > o_.memory / 2 / sizeof(double) / cells) {
      constexpr std::size_t least = 64, most = 2048;
      need("quantiles", least * 4 * cells, 2);
      room.score_bins = std::min<std::size_t>(o_.memory / 2 / 4 / cells, most);
    }
    if (o_.ranks) {
      constexpr std::size_t least = 16;
      need("ranks", std::min<std::size_t>(rows_, least) * 4 * cells, 4);
      room.rank_bins = std::min<std::size_t>(rows_, o_.memory / 4 / 4 / cells);
    }
    if (o_.pairwise) {
      need("pairs", rows_ * 4 * cells, 4);
      room.pairwise = true;
    }
    return room;
  }

  [[nodiscard]] std::size_t chunk_draws() const {
    constexpr std::size_t doubles = std::size_t{1} << 17;  // of a megabyte of cache
    const auto widest = std::max<std::size_t>(
        {inputs_.coordinates(), blocks_.stride() * summaries_.size(), std::size_t{1}});
    const auto chosen = std::clamp<std::size_t>(doubles / widest, 8, 64);
    const auto wanted = std::clamp<std::size_t>(o_.chunk == 0 ? chosen : o_.chunk, 1, look);
    return (wanted + 7) / 8 * 8;
  }
  [[nodiscard]] std::size_t wave_draws(std::size_t chunk) const {
    const auto bytes =
        std::max<std::size_t>(blocks_.stride() * summaries_.size() * 12 + blocks_.weights() * 8, 1);
    const auto fit = std::clamp<std::size_t>(o_.memory / 4 / bytes, chunk, look);
    return fit / chunk * chunk;
  }

  [[nodiscard]] bool precise() const {
    return std::ranges::all_of(summaries_,
                               [&](const auto& s) { return s.largest_error() <= o_.tolerance; });
  }

  [[nodiscard]] simulation finish(std::size_t draws) {
    result_.seed = o_.seed;
    result_.draws = draws;
    result_.requested = o_.draws;
    result_.independent = std::is_same_v<P, random_streams>;
    result_.probabilities = o_.probabilities;
    for (const auto& w : inputs_.weights()) {
      for (const auto& child : w.children) result_.weights.push_back(child + " of " + w.id);
    }
    for (std::size_t k = 0; k < summaries_.size(); ++k)
      result_.outcomes.push_back(answer(k, draws));
    return std::move(result_);
  }

  [[nodiscard]] outcome_answer answer(std::size_t k, std::size_t draws) {
    const auto& s = summaries_[k];
    outcome_answer a{.node = inputs_.outcomes()[k]};
    for (const auto& c : inputs_.nominal().framework().find_node(a.node)->levels.classes) {
      a.level_names.push_back(c.name);
    }
    a.communities.resize(rows_);
    run_(rows_, [&](std::size_t row) {
      auto c = s.answer(row, draws, o_.probabilities);
      c.id = inputs_.data().row_id(row);
      c.nominal = nominal_.columns[k].value[row];
      if (o_.ranks) {
        if (const auto rank = stability_[k].nominal(row)) c.nominal_rank = rank;
        if (o_.confidence_draws > 0 && !c.central_weights.empty()) {
          c.confidence = confidence(k, row, c.central_weights);
        }
      }
      a.communities[row] = std::move(c);
    });
    result_.quantile_error = std::max<double>(result_.quantile_error, s.quantile_error());
    a.draws = draws;
    if (!o_.ranks) return a;
    a.stability = stability_[k].answer();
    a.acceptability = s.acceptability(draws);
    a.pairwise = s.pairwise(draws);
    return a;
  }

  // How often a row ranks first under its central weights, everything else drawn.
  [[nodiscard]] estimate confidence(std::size_t outcome, std::size_t row,
                                    std::span<const double> weights) {
    double firsts = 0;
    blocks_.with_worker([&](auto& w) {
      const double sign = blocks_.lower_is_better(outcome) ? -1 : 1;
      for (std::size_t d = 0; d < o_.confidence_draws; ++d) {
        fill_draws(points_, inputs_.coordinates(), d / 2 * 2, d % 2 + 1, w.u);
        const auto size = inputs_.coordinates();
        w.score.run(std::span<const double>(w.u).subspan(d % 2 * size, size), weights);
        const auto x = w.score.values(outcome);
        const bool first = x[row] == x[row] && std::ranges::none_of(x, [&](double other) {
                             return sign * other > sign * x[row];
                           });
        firsts += first ? 1 : 0;
      }
    });
    return share_of(firsts, static_cast<double>(o_.confidence_draws));
  }

  const input_map& inputs_;
  const P& points_;
  const simulate_options& o_;
  const E& run_;
  std::size_t rows_;
  block_scorer<Isa> blocks_;
  scores nominal_;
  std::vector<outcome_summary> summaries_;
  std::vector<stability_summary> stability_;
  simulation result_;
};

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
  return detail::simulator<Isa, random_streams, E>(inputs, points, o, run).run();
}

/// With other points than independent random ones, such as
/// `random::sobol(inputs.coordinates(), seed)`, whose error falls faster where scores are smooth.
/// The seed of the options is reported only. Throws `domain_error` where the points have too few
/// coordinates for the map, or random streams another number of them.
template <unsigned Isa = simd::native_isa, random::point_set P, executor E = sequential>
[[nodiscard]] simulation simulate(const input_map& inputs, const P& points,
                                  const simulate_options& o, const E& run = {}) {
  return detail::simulator<Isa, P, E>(inputs, points, o, run).run();
}

}  // namespace ltorisk::uncertainty
