// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/draw_block.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What is kept of the draws of one outcome. Internal.
namespace ltorisk::uncertainty::detail {

/// What fits: bins for scores (none where all scores are kept), bins for ranks.
struct capacity {
  std::size_t score_bins = 0;
  std::size_t rank_bins = 0;
  bool pairwise = false;
};

/// A mean from sums of x and x^2 about some point near.
[[nodiscard]] inline estimate mean_of(double n, double about, double sum, double squares) {
  if (n == 0) return {};
  const double mean = sum / n;
  const double variance = n > 1 ? (squares - sum * mean) / (n - 1) : missing;
  return {about + mean, std::sqrt(std::max<double>(variance, 0) / n)};
}

[[nodiscard]] inline std::size_t level_index(const level_scheme& levels, double score) {
  const bool closed = levels.boundary == level_scheme::boundary_rule::lower;
  const auto& list = levels.classes;
  for (std::size_t k = 0; k + 1 < list.size(); ++k) {
    if (score < list[k].upper || (closed && score == list[k].upper)) return k;
  }
  return list.size() - 1;
}

/// One row of one outcome.
struct row_summary {
  double scored = 0, about = 0, sum = 0, squares = 0, cubes = 0, fourths = 0;
  double least = missing, most = missing;
  double ranked = 0, ranks = 0, rank_squares = 0, firsts = 0;
  std::vector<double> first_weights = {};  // summed
  std::vector<double> first_weight_squares = {};
};

class outcome_summary {
 public:
  outcome_summary(const framework& f, const node& n, std::size_t rows, std::size_t draws,
                  const capacity& room)
      : node_(&n),
        range_(f.score_range),
        room_(room),
        draws_(draws),
        rows_(rows),
        levels_(rows * n.levels.classes.size()),
        rank_counts_(rows * room.rank_bins),
        better_(room.pairwise ? rows * rows : 0) {
    if (room.score_bins == 0) {
      scores_.resize(rows * draws);
    } else {
      bins_.resize(rows * room.score_bins);
    }
  }

  /// Takes draws `first` on of rows `begin` to `end - 1`, in the order of the draws: a row's sums
  /// do not depend on who takes which rows, or how many draws come at once.
  void absorb(const draw_scores& from, std::size_t outcome, std::size_t first, std::size_t draws,
              std::size_t begin, std::size_t end) {
    for (std::size_t d = 0; d < draws; ++d) {
      const double* const x = from.scores_of(outcome, d);
      const std::uint32_t* const rank = from.ranks_of(outcome, d);
      for (std::size_t row = begin; row < end; ++row) {
        if (scores_.empty()) {
          if (x[row] == x[row]) ++bins_[row * room_.score_bins + bin_of(x[row])];
        } else {
          scores_[row * draws_ + first + d] = x[row];
        }
        add_score(row, x[row]);
        if (room_.rank_bins > 0 && rank[row] > 0) {
          add_rank(row, rank[row], {from.weights_of(d), from.weight_count});
        }
        if (!better_.empty()) add_pairs(row, x);
      }
    }
  }

  /// The largest standard error of a mean score; infinite where nothing has a score.
  [[nodiscard]] double largest_error() const {
    double largest = 0;
    bool scored = false;
    for (const auto& r : row_) {
      scored = scored || r.scored > 0;
      const double error = mean_of(r.scored, r.about, r.sum, r.squares).error;
      if (r.scored > 0 && !(error <= largest)) largest = error;  // an unknown one is the largest
      if (largest != largest) return HUGE_VAL;
    }
    return scored ? largest : HUGE_VAL;
  }

  [[nodiscard]] community_answer answer(std::size_t row, std::size_t draws,
                                        const std::vector<double>& probabilities) const {
    const auto& r = row_[row];
    const auto n = static_cast<double>(draws);
    community_answer a;
    a.scored = share_of(r.scored, n);
    a.mean = mean_of(r.scored, r.about, r.sum, r.squares);
    a.deviation = deviation(r);
    a.least = r.least;
    a.most = r.most;
    add_quantiles(row, draws, probabilities, a);
    const auto levels = node_->levels.classes.size();
    for (std::size_t k = 0; k < levels; ++k) {
      a.levels.push_back(share_of(levels_[row * levels + k], n));
    }
    if (room_.rank_bins == 0 || r.ranked == 0) return a;
    a.mean_rank = mean_of(r.ranked, 0, r.ranks, r.rank_squares);
    a.ranks = {rank_at(row, 0.05).lower, rank_at(row, 0.95).upper};
    if (r.ranked > 1) {
      // As for quantiles.
      const double aside = std::sqrt(0.05 * 0.95 / r.ranked);
      const auto at = [&](double p) { return rank_at(row, std::clamp<double>(p, 0, 1)); };
      a.rank_errors = {(at(0.05 + aside).lower - at(0.05 - aside).lower) / 2,
                       (at(0.95 + aside).upper - at(0.95 - aside).upper) / 2};
    }
    if (r.firsts > 0) {
      for (std::size_t j = 0; j < r.first_weights.size(); ++j) {
        const auto w = mean_of(r.firsts, 0, r.first_weights[j], r.first_weight_squares[j]);
        a.central_weights.push_back(w.value);
        a.central_weight_errors.push_back(w.error);
      }
    }
    return a;
  }

  [[nodiscard]] std::vector<double> acceptability(std::size_t draws) const {
    std::vector<double> shares;
    if (room_.rank_bins != rows_) return shares;
    for (const auto count : rank_counts_) {
      shares.push_back(static_cast<double>(count) / static_cast<double>(draws));
    }
    return shares;
  }
  [[nodiscard]] std::vector<double> pairwise(std::size_t draws) const {
    std::vector<double> shares;
    for (const auto count : better_) {
      shares.push_back(static_cast<double>(count) / static_cast<double>(draws));
    }
    return shares;
  }

  /// How far a quantile may be off.
  [[nodiscard]] double quantile_error() const {
    if (room_.score_bins == 0) return 0;
    double error = (range_.upper - range_.lower) / static_cast<double>(room_.score_bins);
    for (const auto& r : row_) {
      if (r.scored == 0) continue;
      error = std::max<double>({error, range_.lower - r.least, r.most - range_.upper});
    }
    return error;
  }

 private:
  [[nodiscard]] std::size_t bin_of(double x) const {
    const double t = (x - range_.lower) / (range_.upper - range_.lower);
    const auto bins = static_cast<double>(room_.score_bins);
    return static_cast<std::size_t>(std::clamp<double>(t * bins, 0, bins - 1));
  }

  void add_score(std::size_t row, double x) {
    if (x != x) return;
    auto& r = row_[row];
    if (r.scored == 0) r.about = r.least = r.most = x;
    const double off = x - r.about;
    ++r.scored;
    r.sum += off;
    r.squares += off * off;
    r.cubes += off * off * off;
    r.fourths += off * off * off * off;
    r.least = x < r.least ? x : r.least;
    r.most = x > r.most ? x : r.most;
    const auto levels = node_->levels.classes.size();
    if (levels > 0) ++levels_[row * levels + level_index(node_->levels, x)];
  }

  void add_rank(std::size_t row, std::uint32_t rank, std::span<const double> weights) {
    auto& r = row_[row];
    ++r.ranked;
    r.ranks += rank;
    r.rank_squares += static_cast<double>(rank) * rank;
    ++rank_counts_[row * room_.rank_bins + (rank - 1) * room_.rank_bins / rows_];
    if (rank != 1) return;
    if (r.firsts == 0) {
      r.first_weights.assign(weights.size(), 0);
      r.first_weight_squares.assign(weights.size(), 0);
    }
    ++r.firsts;
    for (std::size_t j = 0; j < weights.size(); ++j) {
      r.first_weights[j] += weights[j];
      r.first_weight_squares[j] += weights[j] * weights[j];
    }
  }

  void add_pairs(std::size_t row, const double* x) {
    std::uint32_t* const counts = better_.data() + row * rows_;
    const double own = x[row];
    if (node_->higher_is_worse) {
      for (std::size_t j = 0; j < rows_; ++j) counts[j] += own < x[j] ? 1 : 0;
    } else {
      for (std::size_t j = 0; j < rows_; ++j) counts[j] += own > x[j] ? 1 : 0;
    }
  }

  // The error of a standard deviation from the fourth moment (Rao 1973, 6h.1).
  static estimate deviation(const row_summary& r) {
    const double n = r.scored;
    if (n < 2) return {};
    const double mean = r.sum / n;
    const double second = std::max<double>(r.squares / n - mean * mean, 0);
    const double fourth = r.fourths / n - 4 * mean * r.cubes / n + 6 * mean * mean * r.squares / n -
                          3 * mean * mean * mean * mean;
    const double variance = second * n / (n - 1);
    const double error_of_variance = std::sqrt(std::max<double>(fourth - second * second, 0) / n);
    const double s = std::sqrt(variance);
    return {s, s > 0 ? error_of_variance / (2 * s) : 0};
  }

  void add_quantiles(std::size_t row, std::size_t draws, const std::vector<double>& probabilities,
                     community_answer& a) const {
    const double n = row_[row].scored;
    if (n == 0) {
      a.quantiles.resize(probabilities.size());
      return;
    }
    std::vector<double> sorted;
    if (!scores_.empty()) {
      const double* const own = scores_.data() + row * draws_;
      sorted.reserve(draws);
      std::copy_if(own, own + draws, std::back_inserter(sorted), [](double x) { return x == x; });
      std::ranges::sort(sorted);
    }
    const auto at = [&](double p) {
      return sorted.empty() ? binned_quantile(row, p) : sorted_quantile(sorted, p);
    };
    for (const double p : probabilities) {
      // The order statistics one standard error of their number away.
      const double aside = std::sqrt(p * (1 - p) / n);
      const double low = at(std::max<double>(p - aside, 0)),
                   high = at(std::min<double>(p + aside, 1));
      a.quantiles.push_back({at(p), n > 1 ? (high - low) / 2 : missing});
    }
  }

  // Linear between order statistics (Hyndman and Fan 1996, type 7).
  static double sorted_quantile(const std::vector<double>& x, double p) {
    const double place = p * static_cast<double>(x.size() - 1);
    const auto below = std::min<std::size_t>(static_cast<std::size_t>(place), x.size() - 1);
    const auto above = std::min<std::size_t>(below + 1, x.size() - 1);
    return x[below] + (place - static_cast<double>(below)) * (x[above] - x[below]);
  }

  double binned_quantile(std::size_t row, double p) const {
    const auto& r = row_[row];
    const auto* const counts = bins_.data() + row * room_.score_bins;
    const double wanted = p * r.scored;
    double sum = 0;
    const double width = (range_.upper - range_.lower) / static_cast<double>(room_.score_bins);
    for (std::size_t b = 0; b < room_.score_bins; ++b) {
      if (counts[b] == 0) continue;
      if (sum + counts[b] >= wanted) {
        const double inside = (wanted - sum) / counts[b];
        return std::clamp<double>(range_.lower + width * (static_cast<double>(b) + inside), r.least,
                                  r.most);
      }
      sum += counts[b];
    }
    return r.most;
  }

  // The ranks of the bin in which the share p of the draws is reached.
  interval rank_at(std::size_t row, double p) const {
    const auto bins = room_.rank_bins;
    const double wanted = p * row_[row].ranked;
    double sum = 0;
    for (std::size_t b = 0; b < bins; ++b) {
      sum += rank_counts_[row * bins + b];
      if (sum < wanted || sum == 0) continue;
      // Rank r goes to bin (r - 1) bins / rows.
      const auto first = (b * rows_ + bins - 1) / bins, last = ((b + 1) * rows_ + bins - 1) / bins;
      return {static_cast<double>(first + 1), static_cast<double>(last)};
    }
    return {missing, missing};
  }

  const node* node_;
  interval range_;
  capacity room_;
  std::size_t draws_, rows_;
  std::vector<row_summary> row_ = std::vector<row_summary>(rows_);
  std::vector<double> scores_;
  std::vector<std::uint32_t> bins_;
  std::vector<std::uint32_t> levels_;
  std::vector<std::uint32_t> rank_counts_;
  std::vector<std::uint32_t> better_;
};

}  // namespace ltorisk::uncertainty::detail
