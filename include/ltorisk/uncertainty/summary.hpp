// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/draw_block.hpp>
#include <ltorisk/uncertainty/row_sums.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
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

[[nodiscard]] inline std::size_t level_index(const level_scheme& levels, double score) {
  const bool closed = levels.boundary == level_scheme::boundary_rule::lower;
  const auto& list = levels.classes;
  for (std::size_t k = 0; k + 1 < list.size(); ++k) {
    if (score < list[k].upper || (closed && score == list[k].upper)) return k;
  }
  return list.size() - 1;
}

/// Rows `first` to `last - 1` of a table.
struct row_range {
  std::size_t first = 0;
  std::size_t last = 0;

  [[nodiscard]] std::size_t size() const { return last - first; }
};

/// One outcome of some rows of a table. What is summed goes by blocks of draws; what is counted,
/// and the scores themselves, in any order.
class outcome_summary {
 public:
  /// `draws`: the most that will be taken.
  outcome_summary(const framework& f, const node& n, std::size_t weights, std::size_t rows,
                  row_range part, std::size_t draws, const capacity& room)
      : node_(&n),
        range_(f.score_range),
        room_(room),
        weights_(weights),
        rows_(rows),
        part_(part),
        draws_(draws),
        bins_(part.size() * room.score_bins),
        levels_(part.size() * n.levels.classes.size()),
        rank_counts_(part.size() * room.rank_bins),
        better_(room.pairwise ? part.size() * rows : 0) {
    if (exact()) scores_.resize(part.size() * draws);
  }

  /// Takes `draws` draws, which follow `first` others, of rows `begin` to `end - 1`, in the order
  /// of the draws: a row's sums do not depend on who takes which rows, or how many draws come at
  /// once.
  void absorb(const draw_scores& from, std::size_t outcome, std::size_t first, std::size_t draws,
              std::size_t begin, std::size_t end) {
    for (std::size_t d = 0; d < draws; ++d) {
      const double* const x = from.scores_of(outcome, d);
      const std::uint32_t* const rank = from.ranks_of(outcome, d);
      for (std::size_t row = begin; row < end; ++row) {
        const auto at = row - part_.first;
        if (!exact()) {
          if (x[row] == x[row]) ++bins_[at * room_.score_bins + bin_of(x[row])];
        } else {
          scores_[at * draws_ + first + d] = x[row];
        }
        add_score(at, x[row]);
        if (room_.rank_bins > 0 && rank[row] > 0) add_rank(at, rank[row], from.weights_of(d));
        if (!better_.empty()) add_pairs(at, x[row], x);
      }
      if ((first + d + 1) % block_draws == 0) close_block({begin, end});
    }
  }
  /// Behind the last draw.
  void close_block(row_range rows) {
    for (auto at = rows.first - part_.first; at < rows.last - part_.first; ++at) {
      merge(at, block_[at], block_firsts_[at]);
      block_[at] = {};
    }
  }
  void close_block() { close_block(part_); }

  /// Writes the sums of some rows over all blocks that were taken, and begins them anew.
  template <class To>
  void send_sums(row_range rows, To& to) {
    for (auto at = rows.first - part_.first; at < rows.last - part_.first; ++at) {
      to.put(sums_[at]);
      if (sums_[at].firsts > 0) to.put(std::span<const double>(firsts_[at]));
      sums_[at] = {};
    }
  }
  /// Takes what another wrote of these rows, of the blocks that follow.
  template <class From>
  void take_sums(From& from) {
    row_sums next;
    std::vector<double> firsts(2 * weights_);
    for (std::size_t at = 0; at < part_.size(); ++at) {
      from.get(next);
      if (next.firsts > 0) from.get(std::span<double>(firsts));
      merge(at, next, firsts);
    }
  }

  /// Writes the counts of some rows, and the scores of `draws` draws.
  template <class To>
  void send_counts(row_range rows, std::size_t draws, To& to) {
    const auto first = rows.first - part_.first;
    each_count([&](std::vector<std::uint32_t>& counts, std::size_t width) {
      to.put(std::span<const std::uint32_t>(counts).subspan(first * width, rows.size() * width));
    });
    if (!exact()) return;
    to.put(draws);
    for (auto at = first; at < first + rows.size(); ++at) {
      to.put(std::span<const double>(scores_).subspan(at * draws_, draws));
    }
  }
  /// Takes what another wrote of these rows.
  template <class From>
  void take_counts(From& from) {
    std::vector<std::uint32_t> more;
    each_count([&](std::vector<std::uint32_t>& counts, std::size_t) {
      more.resize(counts.size());
      from.get(std::span<std::uint32_t>(more));
      for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += more[i];
    });
    if (!exact()) return;
    std::size_t draws = 0;
    from.get(draws);
    for (std::size_t at = 0; at < part_.size(); ++at) {
      from.get(std::span<double>(scores_).subspan(at * draws_ + taken_, draws));
    }
    taken_ += draws;
  }

  /// The largest standard error of a mean score: infinite where one is not known, `missing` where
  /// nothing has a score.
  [[nodiscard]] double largest_error() const {
    double largest = missing;
    for (const auto& r : sums_) {
      if (r.scored == 0) continue;
      const double error = r.mean().error;
      if (error != error) return HUGE_VAL;
      if (!(error <= largest)) largest = error;
    }
    return largest;
  }

  [[nodiscard]] community_answer answer(std::size_t row, std::size_t draws,
                                        const std::vector<double>& probabilities) const {
    const auto at = row - part_.first;
    const auto& r = sums_[at];
    const auto n = static_cast<double>(draws);
    community_answer a;
    a.scored = share_of(r.scored, n);
    a.mean = r.mean();
    a.deviation = r.deviation();
    a.least = r.least;
    a.most = r.most;
    add_quantiles(at, draws, probabilities, a);
    const auto levels = node_->levels.classes.size();
    for (std::size_t k = 0; k < levels; ++k) {
      a.levels.push_back(share_of(levels_[at * levels + k], n));
    }
    if (room_.rank_bins == 0 || r.ranked == 0) return a;
    a.mean_rank = r.mean_rank();
    a.ranks = {rank_at(at, 0.05).lower, rank_at(at, 0.95).upper};
    if (r.ranked > 1) {
      // As for quantiles.
      const double aside = std::sqrt(0.05 * 0.95 / r.ranked);
      const auto beside = [&](double p) { return rank_at(at, std::clamp<double>(p, 0, 1)); };
      a.rank_errors = {(beside(0.05 + aside).lower - beside(0.05 - aside).lower) / 2,
                       (beside(0.95 + aside).upper - beside(0.95 - aside).upper) / 2};
    }
    if (r.firsts > 0) {
      for (std::size_t j = 0; j < weights_; ++j) {
        const auto w = mean_of(r.firsts, 0, firsts_[at][j], firsts_[at][weights_ + j]);
        a.central_weights.push_back(w.value);
        a.central_weight_errors.push_back(w.error);
      }
    }
    return a;
  }

  [[nodiscard]] std::vector<double> acceptability(std::size_t draws) const {
    if (room_.rank_bins != rows_) return {};
    return shares(rank_counts_, draws);
  }
  [[nodiscard]] std::vector<double> pairwise(std::size_t draws) const {
    return shares(better_, draws);
  }

  /// How far a quantile may be off.
  [[nodiscard]] double quantile_error() const {
    if (exact()) return 0;
    double error = (range_.upper - range_.lower) / static_cast<double>(room_.score_bins);
    for (const auto& r : sums_) {
      if (r.scored == 0) continue;
      error = std::max<double>({error, range_.lower - r.least, r.most - range_.upper});
    }
    return error;
  }

 private:
  [[nodiscard]] bool exact() const { return room_.score_bins == 0; }

  [[nodiscard]] std::size_t bin_of(double x) const {
    const double t = (x - range_.lower) / (range_.upper - range_.lower);
    const auto bins = static_cast<double>(room_.score_bins);
    return static_cast<std::size_t>(std::clamp<double>(t * bins, 0, bins - 1));
  }

  void add_score(std::size_t at, double x) {
    if (x != x) return;
    block_[at].add_score(x);
    const auto levels = node_->levels.classes.size();
    if (levels > 0) ++levels_[at * levels + level_index(node_->levels, x)];
  }

  void add_rank(std::size_t at, std::uint32_t rank, const double* weights) {
    ++rank_counts_[at * room_.rank_bins + (rank - 1) * room_.rank_bins / rows_];
    auto& r = block_[at];
    r.add_rank(rank);
    if (rank != 1) return;
    auto& sums = block_firsts_[at];
    if (r.firsts == 1) sums.assign(2 * weights_, 0);
    for (std::size_t j = 0; j < weights_; ++j) {
      sums[j] += weights[j];
      sums[weights_ + j] += weights[j] * weights[j];
    }
  }

  void add_pairs(std::size_t at, double own, const double* x) {
    std::uint32_t* const counts = better_.data() + at * rows_;
    if (node_->higher_is_worse) {
      for (std::size_t j = 0; j < rows_; ++j) counts[j] += own < x[j] ? 1 : 0;
    } else {
      for (std::size_t j = 0; j < rows_; ++j) counts[j] += own > x[j] ? 1 : 0;
    }
  }

  void merge(std::size_t at, const row_sums& next, const std::vector<double>& next_firsts) {
    if (next.firsts > 0) {
      auto& firsts = firsts_[at];
      if (sums_[at].firsts == 0) firsts.assign(2 * weights_, 0);
      for (std::size_t j = 0; j < firsts.size(); ++j) firsts[j] += next_firsts[j];
    }
    sums_[at].merge(next);
  }

  template <class F>
  void each_count(const F& f) {
    f(bins_, room_.score_bins);
    f(levels_, node_->levels.classes.size());
    f(rank_counts_, room_.rank_bins);
    f(better_, better_.empty() ? 0 : rows_);
  }

  static std::vector<double> shares(const std::vector<std::uint32_t>& counts, std::size_t draws) {
    std::vector<double> all;
    all.reserve(counts.size());
    for (const auto count : counts) {
      all.push_back(static_cast<double>(count) / static_cast<double>(draws));
    }
    return all;
  }

  void add_quantiles(std::size_t at, std::size_t draws, const std::vector<double>& probabilities,
                     community_answer& a) const {
    const double n = sums_[at].scored;
    if (n == 0) {
      a.quantiles.resize(probabilities.size());
      return;
    }
    std::vector<double> sorted;
    if (exact()) {
      const double* const own = scores_.data() + at * draws_;
      sorted.reserve(draws);
      std::copy_if(own, own + draws, std::back_inserter(sorted), [](double x) { return x == x; });
      std::ranges::sort(sorted);
    }
    const auto of = [&](double p) {
      return exact() ? sorted_quantile(sorted, p) : binned_quantile(at, p);
    };
    for (const double p : probabilities) {
      // The order statistics one standard error of their number away.
      const double aside = std::sqrt(p * (1 - p) / n);
      const double low = of(std::max<double>(p - aside, 0)),
                   high = of(std::min<double>(p + aside, 1));
      a.quantiles.push_back({of(p), n > 1 ? (high - low) / 2 : missing});
    }
  }

  // Linear between order statistics (Hyndman and Fan 1996, type 7).
  static double sorted_quantile(const std::vector<double>& x, double p) {
    const double place = p * static_cast<double>(x.size() - 1);
    const auto below = std::min<std::size_t>(static_cast<std::size_t>(place), x.size() - 1);
    const auto above = std::min<std::size_t>(below + 1, x.size() - 1);
    return x[below] + (place - static_cast<double>(below)) * (x[above] - x[below]);
  }

  double binned_quantile(std::size_t at, double p) const {
    const auto& r = sums_[at];
    const auto* const counts = bins_.data() + at * room_.score_bins;
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
  interval rank_at(std::size_t at, double p) const {
    const auto bins = room_.rank_bins;
    const double wanted = p * sums_[at].ranked;
    double sum = 0;
    for (std::size_t b = 0; b < bins; ++b) {
      sum += rank_counts_[at * bins + b];
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
  std::size_t weights_, rows_;
  row_range part_;
  std::size_t draws_, taken_ = 0;
  // Of the block under way, and of those before. Weights of the draws in which a row ranks first:
  // their sums, then those of their squares.
  std::vector<row_sums> block_ = std::vector<row_sums>(part_.size()), sums_ = block_;
  std::vector<std::vector<double>> block_firsts_ = std::vector<std::vector<double>>(part_.size()),
                                   firsts_ = block_firsts_;
  std::vector<double> scores_;
  std::vector<std::uint32_t> bins_;
  std::vector<std::uint32_t> levels_;
  std::vector<std::uint32_t> rank_counts_;
  std::vector<std::uint32_t> better_;
};

}  // namespace ltorisk::uncertainty::detail
