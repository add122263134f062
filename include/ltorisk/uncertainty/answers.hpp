// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scales/value_function.hpp>
#include <ltorisk/table.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ltorisk::uncertainty {

/// A figure found by simulation and its standard error: how far it would move if the same number of
/// other draws were taken. `missing` where there is none; one draw tells no error.
struct estimate {
  double value = missing;
  double error = missing;

  friend bool operator==(const estimate&, const estimate&) = default;
};

namespace detail {

/// How often something happened in n draws. The error comes from (count + 1) / (n + 2), so that
/// what never happened is not certain.
[[nodiscard]] inline estimate share_of(double count, double n) {
  const double p = (count + 1) / (n + 2);
  return {count / n, n > 1 ? std::sqrt(p * (1 - p) / n) : missing};
}

}  // namespace detail

/// One community under one outcome. Everything is said of the stated distributions: a score that is
/// not calibrated does not become a probability by being drawn.
struct community_answer {
  std::string id = {};
  /// Without any uncertainty, as `model::score` gives it.
  double nominal = missing;
  /// Share of the draws in which it has a score. Moments and quantiles are of those.
  estimate scored = {};
  estimate mean = {};
  estimate deviation = {};
  double least = missing;  ///< of the draws made: more draws reach farther
  double most = missing;
  /// At the probabilities asked for.
  std::vector<estimate> quantiles = {};
  /// Probability of each level of the outcome under the stated distributions: the share of all
  /// draws. They sum to `scored`.
  std::vector<estimate> levels = {};
  /// Among the communities that have a score in the draw; 1 is best: the highest score, the lowest
  /// where higher is worse. Equal scores share the better rank.
  double nominal_rank = missing;
  estimate mean_rank = {};
  /// Ranks that 90 % of its draws lie within, 5 % left out at either end.
  interval ranks = {missing, missing};
  /// The standard errors of its two ends.
  interval rank_errors = {missing, missing};
  /// Weights of the mean draw in which it ranks first, as `simulation::weights` names them
  /// (SMAA's central weights); empty where it never does.
  std::vector<double> central_weights = {};
  std::vector<double> central_weight_errors = {};
  /// Share of draws in which it ranks first with its central weights (SMAA's confidence factor).
  estimate confidence = {};
};

/// How far the whole ranking moves.
struct ranking_stability {
  /// Mean over communities of |rank - nominal rank| (Saisana, Saltelli, Tarantola 2005,
  /// doi:10.1111/j.1467-985X.2005.00350.x), averaged over draws.
  estimate shift = {};
  /// Spearman's correlation of ranks with the nominal ones, averaged over draws.
  estimate correlation = {};
  /// Share of draws in which a nominal first is first: of those in which it has a score. Of several
  /// that are first together, one is enough.
  estimate first_stays = {};
};

struct outcome_answer {
  std::string node = {};
  std::vector<std::string> level_names = {};
  std::vector<community_answer> communities = {};
  ranking_stability stability = {};
  /// Row after row, a column for each rank from 1 on: the share of draws in which a community has
  /// the rank (SMAA's rank acceptability index, Lahdelma and Salminen 2001,
  /// doi:10.1287/opre.49.3.444.11220). Empty where the memory does not hold it.
  std::vector<double> acceptability = {};
  /// Row after row: the share of draws in which the community of the row is better than that of the
  /// column (Leskinen et al. 2006, doi:10.1016/j.foreco.2006.05.037). Only if asked for.
  std::vector<double> pairwise = {};
  /// On which they rest.
  std::size_t draws = 0;

  [[nodiscard]] const community_answer& operator[](std::string_view id) const {
    std::vector<std::string> ids;
    for (const auto& c : communities) {
      if (c.id == id) return c;
      ids.push_back(c.id);
    }
    throw input_error({{"simulation", "has no community " + in_quotes(id) + suggestion(id, ids)}});
  }
  /// With its error; by the position of the community, ranks from 1 on. Throws `domain_error` where
  /// there is none such, or the matrix was not kept.
  [[nodiscard]] estimate acceptability_of(std::size_t community, std::size_t rank) const {
    check(community, 0, "community");
    check(rank, 1, "rank");
    if (acceptability.empty()) {
      throw domain_error(
          "simulation: rank acceptability was not kept; it needs the options `ranks` and enough "
          "`memory` for communities squared");
    }
    return share_of_draws(acceptability[community * communities.size() + rank - 1]);
  }
  /// As `acceptability_of`.
  [[nodiscard]] estimate pairwise_of(std::size_t better, std::size_t worse) const {
    check(better, 0, "community");
    check(worse, 0, "community");
    if (pairwise.empty()) {
      throw domain_error(
          "simulation: who beats whom was not counted; it needs the option `pairwise`");
    }
    return share_of_draws(pairwise[better * communities.size() + worse]);
  }

 private:
  [[nodiscard]] estimate share_of_draws(double share) const {
    const auto n = static_cast<double>(draws);
    return {share, detail::share_of(share * n, n).error};
  }
  void check(std::size_t at, std::size_t first, const char* what) const {
    if (at >= first && at - first < communities.size()) return;
    throw domain_error(std::string("simulation: ") + what + " " + std::to_string(at) + " of " +
                       std::to_string(communities.size()) + ", counted from " +
                       std::to_string(first));
  }
};

/// What a simulation found, and how.
struct simulation {
  std::uint64_t seed = 0;
  std::size_t draws = 0;      ///< on which everything rests
  std::size_t requested = 0;  ///< more than `draws` where it was cancelled or the tolerance was met
  bool cancelled = false;
  bool tolerance_met = false;
  /// Quantiles are of all draws; else of counts in bins, off by no more than `quantile_error` in
  /// score units. Everything else is exact either way.
  bool exact = true;
  double quantile_error = 0;
  /// Standard errors are those of independent draws. With other points errors are smaller.
  bool independent = true;
  std::vector<double> probabilities = {};
  /// "child of node", in the order of `central_weights`.
  std::vector<std::string> weights = {};
  std::vector<outcome_answer> outcomes = {};

  [[nodiscard]] const outcome_answer& operator[](std::string_view node) const {
    std::vector<std::string> names;
    for (const auto& o : outcomes) {
      if (o.node == node) return o;
      names.push_back(o.node);
    }
    throw input_error({{"simulation", "has no " + in_quotes(node) + suggestion(node, names)}});
  }
};

}  // namespace ltorisk::uncertainty
