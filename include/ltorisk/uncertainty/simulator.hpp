// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/draw_block.hpp>
#include <ltorisk/uncertainty/input_map.hpp>
#include <ltorisk/uncertainty/options.hpp>
#include <ltorisk/uncertainty/stability.hpp>
#include <ltorisk/uncertainty/streams.hpp>
#include <ltorisk/uncertainty/summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty::detail {

/// What a simulation is made of: draws are taken into summaries, and a row's answer is read from
/// its summary. Who draws what, and when to stop, is for others. Internal.
template <unsigned Isa, class P, class E>
class simulator {
 public:
  /// Whether a tolerance is met is looked at every so many draws.
  static constexpr std::size_t look = 4 * block_draws;

  /// All must outlive it.
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
    room_ = capacity_for(model.framework());
    nominal_ = model.template score<Isa>(
        inputs.data(), {.coverage = false, .bounds = false, .extra_columns = true});
    ranker rank;
    for (std::size_t k = 0; k < outcomes(); ++k) {
      std::vector<std::uint32_t> ranks(rows_);
      rank(nominal_.columns[k].value, blocks_.lower_is_better(k), ranks);
      stability_.emplace_back(std::move(ranks));
    }
  }

  [[nodiscard]] const input_map& inputs() const { return inputs_; }
  [[nodiscard]] const simulate_options& options() const { return o_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t outcomes() const { return inputs_.outcomes().size(); }
  [[nodiscard]] std::vector<stability_summary>& stability() { return stability_; }

  /// For each outcome one of some rows, and so many draws.
  [[nodiscard]] std::vector<outcome_summary> summaries(row_range part, std::size_t draws) const {
    const auto& f = inputs_.nominal().framework();
    std::vector<outcome_summary> all;
    for (const auto& id : inputs_.outcomes()) {
      all.emplace_back(f, *f.find_node(id), blocks_.weights(), rows_, part, draws, room_);
    }
    return all;
  }

  /// The most draws to score at once.
  [[nodiscard]] std::size_t wave() const {
    const auto bytes =
        std::max<std::size_t>(blocks_.stride() * outcomes() * 12 + blocks_.weights() * 8, 1);
    const auto chunk = chunk_draws();
    const auto fit = std::clamp<std::size_t>(o_.memory / 4 / bytes, chunk, look);
    return fit / chunk * chunk;
  }

  /// Scores draws `first` to `first + draws - 1`, no more than a wave: a task a chunk of draws.
  /// Then summaries of all rows, which took `taken` draws before, take them in: a task some rows.
  void draw(std::uint64_t first, std::size_t draws, std::size_t taken,
            std::vector<outcome_summary>& to) {
    auto& drawn = scores_for(draws);
    const auto chunk = chunk_draws();
    run_((draws + chunk - 1) / chunk, [&](std::size_t task) {
      const auto at = task * chunk;
      blocks_.run(points_, first + at, std::min<std::size_t>(chunk, draws - at), at, o_.ranks,
                  drawn);
    });
    run_((rows_ + rows_at_once - 1) / rows_at_once, [&](std::size_t task) {
      const auto begin = task * rows_at_once;
      const auto end = std::min<std::size_t>(begin + rows_at_once, rows_);
      for (std::size_t k = 0; k < to.size(); ++k) {
        to[k].absorb(drawn, k, taken, draws, begin, end);
      }
    });
    if (!o_.ranks) return;
    run_(outcomes(), [&](std::size_t k) { stability_[k].absorb(drawn, k, taken, draws); });
  }
  /// Behind the last draw.
  void close_block(std::vector<outcome_summary>& all) {
    for (auto& s : all) s.close_block();
    for (auto& s : stability_) s.close_block();
  }

  /// Everything but the answers of communities.
  [[nodiscard]] simulation frame(std::size_t draws) const {
    simulation s;
    s.seed = o_.seed;
    s.draws = draws;
    s.requested = o_.draws;
    s.exact = room_.score_bins == 0;
    s.independent = std::is_same_v<P, random_streams>;
    s.probabilities = o_.probabilities;
    for (const auto& w : inputs_.weights()) {
      for (const auto& child : w.children) s.weights.push_back(child + " of " + w.id);
    }
    for (std::size_t k = 0; k < outcomes(); ++k) {
      outcome_answer a{.node = inputs_.outcomes()[k]};
      const auto& f = inputs_.nominal().framework();
      for (const auto& c : f.find_node(a.node)->levels.classes) a.level_names.push_back(c.name);
      if (o_.ranks) a.stability = stability_[k].answer();
      a.draws = draws;
      s.outcomes.push_back(std::move(a));
    }
    return s;
  }

  /// The answers of the rows of a part: communities, rank acceptability and pairs.
  void answer(const outcome_summary& s, std::size_t k, row_range part, std::size_t draws,
              outcome_answer& to) {
    to.communities.resize(part.size());
    run_(part.size(), [&](std::size_t at) {
      to.communities[at] = community(s, k, part.first + at, draws);
    });
    if (!o_.ranks) return;
    to.acceptability = s.acceptability(draws);
    to.pairwise = s.pairwise(draws);
  }

 private:
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
        {inputs_.coordinates(), blocks_.stride() * outcomes(), std::size_t{1}});
    const auto chosen = std::clamp<std::size_t>(doubles / widest, 8, 64);
    const auto wanted = std::clamp<std::size_t>(o_.chunk == 0 ? chosen : o_.chunk, 1, look);
    return (wanted + 7) / 8 * 8;
  }
  [[nodiscard]] draw_scores& scores_for(std::size_t draws) {
    if (drawn_ && draws <= room_for_draws_) return *drawn_;
    drawn_.reset();
    room_for_draws_ = (draws + 7) / 8 * 8;
    return drawn_.emplace(outcomes(), room_for_draws_, blocks_.stride(), blocks_.weights());
  }

  [[nodiscard]] community_answer community(const outcome_summary& s, std::size_t k,
                                           std::size_t row, std::size_t draws) {
    auto c = s.answer(row, draws, o_.probabilities);
    c.id = inputs_.data().row_id(row);
    c.nominal = nominal_.columns[k].value[row];
    if (!o_.ranks) return c;
    if (const auto rank = stability_[k].nominal(row)) c.nominal_rank = rank;
    if (o_.confidence_draws > 0 && !c.central_weights.empty()) {
      c.confidence = confidence(k, row, c.central_weights);
    }
    return c;
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
  capacity room_;
  scores nominal_;
  std::vector<stability_summary> stability_;
  std::optional<draw_scores> drawn_;
  std::size_t room_for_draws_ = 0;
};

}  // namespace ltorisk::uncertainty::detail
