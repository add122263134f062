// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/uncertainty/answers.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>

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

/// On how many draws it rests, and how it was made.
[[nodiscard]] inline nlohmann::ordered_json simulation_json(const uncertainty::simulation& s) {
  return {{"draws", s.draws},
          {"requested", s.requested},
          {"seed", s.seed},
          {"cancelled", s.cancelled},
          {"exact", s.exact},
          {"quantile_error", s.quantile_error},
          {"note",
           "Shares of draws under the stated distributions of what is uncertain; errors are "
           "standard errors of simulation. The score is not calibrated."}};
}

/// One community under every outcome: {"lto_formal": {"mean": {"value": …, "error": …}, …}, …}.
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
  }
  return j;
}

}  // namespace ltorisk
