// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/scales/value_function.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/dynamics.hpp>
#include <ltorisk/scores.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// How one figure of a scored community says where a concept stands.
struct evidence_link {
  /// Of the map.
  std::string id = {};
  /// An indicator or a node of the framework.
  std::string evidence = {};
  /// What the concept is at the figure's value 0 and 1 (after its scale, before any sign).
  interval onto = {-1, 1};

  friend bool operator==(const evidence_link&, const evidence_link&) = default;
};

/// From `frameworks::andean_mining` to `andean_mining_map`. What can be absent runs from 0, absent,
/// to 1: the gate asks for presence. What has a middle runs from -1 to 1, the middle of its scale
/// being 0. Several links of one concept are averaged, as far as they are known. All judgement.
[[nodiscard]] inline std::vector<evidence_link> andean_mining_evidence() {
  constexpr interval present{0, 1}, centered{-1, 1}, reversed{1, -1};
  return {{"AL", "operator_license", centered},
          {"AL", "informal_license", centered},
          {"RC", "consultation", present},
          {"RF", "extension_years", present},
          {"AC", "adaptive_support", present},
          {"FP", "formalization_stage", centered},
          {"FP", "formal_share", centered},
          {"IM", "mined_area_growth", centered},
          {"ED", "exceedance", centered},
          {"AI", "farm_income_trend", centered},
          {"MD", "mining_dependence", centered},
          {"AV", "alternatives", present},
          {"CE", "enforcement", present},
          {"SC", "conflict_phase", centered},
          {"SC", "event_pressure", centered},
          {"TR", "internal_dissent", reversed},
          {"TR", "operator_commitments_met", centered},
          {"LTO", "lto_formal", centered},
          {"GP", "gold_price_ratio", centered}};
}

/// Where a community stands on a map.
struct standing {
  /// For `run_options::start`: the state at step 0, and what the levers are held at.
  std::vector<setting> start = {};
  /// Concepts of which nothing is known: 0, the middle, or for what can be absent, absence.
  std::vector<std::string> unknown = {};
};

namespace detail {

/// The value of an indicator (after its scale) or node, 0 to 1, where it has one.
[[nodiscard]] inline std::optional<double> unit_value(const assessment& a, const framework& f,
                                                      const std::string& id) {
  for (const auto& n : a.nodes) {
    if (n.node == id && n.state == state::scored) return f.to_unit(n.value);
    for (const auto& c : n.children) {
      if (c.child == id && c.state == state::scored) return f.to_unit(c.value);
    }
  }
  return {};
}

}  // namespace detail

/// Puts a scored community on a map. `a` must come from the framework `f`. The status quo is then
/// where the map goes from here with the levers as they are: a package is compared with that, and
/// the trajectory starts at the community's own state.
[[nodiscard]] inline standing standing_of(
    const causal_map& m, const assessment& a, const framework& f,
    const std::vector<evidence_link>& links = andean_mining_evidence()) {
  fault_list faults;
  std::vector<std::string> known;
  for (const auto& i : f.indicators) known.push_back(i.id);
  for (const auto& n : f.nodes) known.push_back(n.id);
  std::vector<std::pair<double, double>> sums(m.concepts.size());
  for (const auto& [id, evidence, onto] : links) {
    const auto i = m.index_of(id);
    if (!f.find_indicator(evidence) && !f.find_node(evidence)) {
      faults.add("evidence of " + in_quotes(id), in_quotes(evidence) +
                                                     " is not an indicator or a node of " +
                                                     in_quotes(f.id) + suggestion(evidence, known));
    } else if (const auto v = detail::unit_value(a, f, evidence)) {
      sums[i].first += onto.lower + *v * (onto.upper - onto.lower);
      sums[i].second += 1;
    }
  }
  faults.throw_if_any();
  standing s;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto& [sum, count] = sums[i];
    if (count > 0) {
      s.start.push_back({m.concepts[i].id, sum / count});
    } else {
      s.unknown.push_back(m.concepts[i].id);
    }
  }
  return s;
}

}  // namespace ltorisk::scenario
