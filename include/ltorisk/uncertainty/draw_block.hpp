// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/output.hpp>
#include <ltorisk/random/point_set.hpp>
#include <ltorisk/uncertainty/input_map.hpp>
#include <ltorisk/uncertainty/linear_index.hpp>
#include <ltorisk/uncertainty/linear_scores.hpp>
#include <ltorisk/uncertainty/ranks.hpp>
#include <ltorisk/uncertainty/scorer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

/// Blocks of draws, scored. Internal.
namespace ltorisk::uncertainty::detail {

/// Draws from `first` on, a row of `coordinates` numbers for each.
template <random::point_set P>
void fill_draws(const P& points, std::size_t coordinates, std::uint64_t first, std::size_t draws,
                std::vector<double>& u) {
  u.resize(coordinates * draws);
  if constexpr (requires { points.fill_draws(first, draws, u.data()); }) {
    points.fill_draws(first, draws, u.data());
  } else {
    for (std::size_t d = 0; d < draws; ++d) {
      points.fill(first + d, 0, std::span<double>(u).subspan(d * coordinates, coordinates));
    }
  }
}

/// The scores, ranks and weights of some draws: `scores[outcome][draw][row]`, rows `stride` apart.
struct draw_scores {
  draw_scores(std::size_t outcomes, std::size_t draws, std::size_t row_stride, std::size_t weights)
      : stride(row_stride),
        weight_count(weights),
        score(outcomes, std::vector<double>(draws * row_stride)),
        rank(outcomes, std::vector<std::uint32_t>(draws * row_stride)),
        weight(draws * weights) {}

  [[nodiscard]] double* scores_of(std::size_t outcome, std::size_t draw) {
    return score[outcome].data() + draw * stride;
  }
  [[nodiscard]] const double* scores_of(std::size_t outcome, std::size_t draw) const {
    return score[outcome].data() + draw * stride;
  }
  [[nodiscard]] std::uint32_t* ranks_of(std::size_t outcome, std::size_t draw) {
    return rank[outcome].data() + draw * stride;
  }
  [[nodiscard]] const std::uint32_t* ranks_of(std::size_t outcome, std::size_t draw) const {
    return rank[outcome].data() + draw * stride;
  }
  [[nodiscard]] const double* weights_of(std::size_t draw) const {
    return weight.data() + draw * weight_count;
  }

  std::size_t stride, weight_count;
  std::vector<std::vector<double>> score;
  std::vector<std::vector<std::uint32_t>> rank;
  std::vector<double> weight;
};

/// Scores blocks of draws from any thread. Workers are lent out and kept.
template <unsigned Isa>
class block_scorer {
 public:
  explicit block_scorer(const input_map& inputs) : inputs_(inputs) {
    if (auto values = linear_index<Isa>(inputs)) linear_.emplace(*values);
    for (const auto& w : inputs.weights()) weights_ += w.children.size();
    for (const auto& id : inputs.outcomes()) {
      lower_is_better_.push_back(inputs.nominal().framework().find_node(id)->higher_is_worse);
    }
  }

  struct worker {
    explicit worker(const input_map& inputs) : score(inputs) {}
    scorer<Isa> score;
    ranker rank;
    std::vector<double> u;
  };

  [[nodiscard]] std::size_t stride() const {
    return linear_ ? linear_->stride() : inputs_.data().rows();
  }
  [[nodiscard]] std::size_t weights() const { return weights_; }
  [[nodiscard]] bool lower_is_better(std::size_t outcome) const {
    return lower_is_better_[outcome];
  }

  /// Draws `first` to `first + draws - 1` to places `at` on, both multiples of 8.
  template <random::point_set P>
  void run(const P& points, std::uint64_t first, std::size_t draws, std::size_t at, bool ranks,
           draw_scores& to) {
    with_worker([&](worker& w) {
      const auto k = inputs_.coordinates();
      fill_draws(points, k, first, draws, w.u);
      if (linear_) {
        run_linear(w.u.data(), draws, at, to);
      } else {
        for (std::size_t d = 0; d < draws; ++d) {
          w.score.run(std::span<const double>(w.u).subspan(d * k, k));
          for (std::size_t o = 0; o < to.score.size(); ++o) {
            std::ranges::copy(w.score.values(o), to.scores_of(o, at + d));
          }
          std::ranges::copy(w.score.weights(), to.weight.data() + (at + d) * weights_);
        }
      }
      if (!ranks) return;
      const auto rows = inputs_.data().rows();
      for (std::size_t o = 0; o < to.score.size(); ++o) {
        for (std::size_t d = at; d < at + draws; ++d) {
          w.rank({to.scores_of(o, d), rows}, lower_is_better_[o], {to.ranks_of(o, d), rows});
        }
      }
    });
  }

  template <class F>
  void with_worker(F f) {
    std::unique_ptr<worker> w;
    {
      const std::scoped_lock lock(guard_);
      if (!idle_.empty()) {
        w = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (!w) w = std::make_unique<worker>(inputs_);
    f(*w);
    const std::scoped_lock lock(guard_);
    idle_.push_back(std::move(w));
  }

 private:
  void run_linear(const double* u, std::size_t draws, std::size_t at, draw_scores& to) const {
    const auto& node = inputs_.weights()[0];
    const auto& f = inputs_.nominal().framework();
    const auto& n = *f.find_node(node.id);
    std::vector<double> given;
    double total = 0;
    for (const auto& e : n.children) total += e.weight;
    for (const auto& e : n.children) {
      if (e.weight > 0) given.push_back(e.weight / total);
    }
    double* const weights = to.weight.data() + at * weights_;
    for (std::size_t d = 0; d < draws; ++d) {
      node.rule(given, {u + d * inputs_.coordinates() + node.first, weights_},
                {weights + d * weights_, weights_});
    }
    (*linear_)(weights, draws, to.scores_of(0, at));
    // As `engine::printed`: what only rounding keeps off the boundary of a level is at it.
    using pack = simd::pack<Isa>;
    const double slack = engine::boundary_slack * (f.score_range.upper - f.score_range.lower);
    double* const scores = to.scores_of(0, at);
    for (const auto& c : n.levels.classes) {
      for (std::size_t i = 0; i < draws * to.stride; i += pack::width) {
        const pack s = pack::load(scores + i);
        const pack off = s - c.upper;
        const auto beside = off <= pack(slack) && off >= pack(-slack);
        if (beside.any()) math::select(beside, pack(c.upper), s).store(scores + i);
      }
    }
  }

  const input_map& inputs_;
  std::optional<linear_scores<Isa>> linear_;
  std::size_t weights_ = 0;
  std::vector<bool> lower_is_better_;
  std::mutex guard_;
  std::vector<std::unique_ptr<worker>> idle_;
};

}  // namespace ltorisk::uncertainty::detail
