// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scales/value_function.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ltorisk::uncertainty {

/// A figure found by simulation and its standard error: how far it would move if the same number of
/// other draws were taken. `missing` where there is none.
struct estimate {
  double value = missing;
  double error = missing;

  friend bool operator==(const estimate&, const estimate&) = default;
};

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
  double least = missing;
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
  /// Weights of the mean draw in which it ranks first, as `simulation::weights` names them
  /// (SMAA's central weights); empty where it never does.
  std::vector<double> central_weights = {};
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
  /// Share of draws in which the nominal first is first.
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

  [[nodiscard]] const community_answer& operator[](std::string_view id) const {
    std::vector<std::string> ids;
    for (const auto& c : communities) {
      if (c.id == id) return c;
      ids.push_back(c.id);
    }
    throw input_error({{"simulation", "has no community " + in_quotes(id) + suggestion(id, ids)}});
  }
  [[nodiscard]] double acceptability_of(std::size_t community, std::size_t rank) const {
    return acceptability[community * communities.size() + rank - 1];
  }
  [[nodiscard]] double pairwise_of(std::size_t better, std::size_t worse) const {
    return pairwise[better * communities.size() + worse];
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
