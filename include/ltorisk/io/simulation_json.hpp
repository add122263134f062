// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/uncertainty/answers.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <utility>

/// What a simulation found, as JSON.
namespace ltorisk {

namespace detail {

inline nlohmann::ordered_json number_json(double x) {
  return is_known(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr);
}
inline nlohmann::ordered_json estimate_json(const uncertainty::estimate& e) {
  return {{"value", number_json(e.value)}, {"error", number_json(e.error)}};
}

}  // namespace detail

/// On how many draws it rests, how it was made, and how far each ranking moves.
[[nodiscard]] inline nlohmann::ordered_json simulation_json(const uncertainty::simulation& s) {
  nlohmann::ordered_json j{{"draws", s.draws},
                           {"requested", s.requested},
                           {"seed", s.seed},
                           {"cancelled", s.cancelled},
                           {"tolerance_met", s.tolerance_met},
                           {"independent", s.independent},
                           {"exact", s.exact},
                           {"quantile_error", s.quantile_error}};
  for (const auto& o : s.outcomes) {
    if (!is_known(o.stability.shift.value)) continue;
    j["stability"][o.node] = {{"shift", detail::estimate_json(o.stability.shift)},
                              {"correlation", detail::estimate_json(o.stability.correlation)},
                              {"first_stays", detail::estimate_json(o.stability.first_stays)}};
  }
  j["note"] =
      "Shares of draws under the stated distributions of what is uncertain; errors are standard "
      "errors of simulation. The score is not calibrated.";
  return j;
}

/// One community under every outcome: {"lto_formal": {"mean": {"value": …, "error": …}, …}, …}. Of
/// rank acceptability, where it was kept, the ranks it ever has.
[[nodiscard]] inline nlohmann::ordered_json simulation_json(const uncertainty::simulation& s,
                                                            std::size_t community) {
  auto j = nlohmann::ordered_json::object();
  for (const auto& o : s.outcomes) {
    const auto& c = o.communities[community];
    auto& one = j[o.node];
    one["scored"] = detail::estimate_json(c.scored);
    one["mean"] = detail::estimate_json(c.mean);
    one["deviation"] = detail::estimate_json(c.deviation);
    one["quantiles"] = nlohmann::ordered_json::array();
    for (std::size_t k = 0; k < c.quantiles.size(); ++k) {
      auto q = detail::estimate_json(c.quantiles[k]);
      q["probability"] = s.probabilities[k];
      one["quantiles"].push_back(std::move(q));
    }
    if (!c.levels.empty()) one["levels"] = nlohmann::ordered_json::object();
    for (std::size_t k = 0; k < c.levels.size(); ++k) {
      one["levels"][o.level_names[k]] = detail::estimate_json(c.levels[k]);
    }
    if (!is_known(c.mean_rank.value)) continue;
    one["mean_rank"] = detail::estimate_json(c.mean_rank);
    one["ranks"] = {c.ranks.lower, c.ranks.upper};
    one["rank_errors"] = {detail::number_json(c.rank_errors.lower),
                          detail::number_json(c.rank_errors.upper)};
    for (std::size_t rank = 1; !o.acceptability.empty() && rank <= o.communities.size(); ++rank) {
      const auto share = o.acceptability_of(community, rank);
      if (share.value == 0) continue;
      auto had = detail::estimate_json(share);
      had["rank"] = rank;
      one["acceptability"].push_back(std::move(had));
    }
    for (std::size_t k = 0; k < c.central_weights.size(); ++k) {
      one["central_weights"][s.weights[k]] =
          detail::estimate_json({c.central_weights[k], c.central_weight_errors[k]});
    }
    if (is_known(c.confidence.value)) one["confidence"] = detail::estimate_json(c.confidence);
  }
  return j;
}

}  // namespace ltorisk
