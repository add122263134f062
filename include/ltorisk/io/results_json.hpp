// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/fingerprint.hpp>
#include <ltorisk/io/framework_json.hpp>
#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/io/provenance_json.hpp>
#include <ltorisk/model.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk {

/// Which nodes a result file holds.
struct results_options {
  /// Outcomes or inner nodes; all outcomes where empty.
  std::vector<std::string> nodes = {};
  /// The inner nodes below them too.
  bool parts = true;
  /// Columns the framework does not know are an error unless this is set.
  bool extra_columns = false;
  /// Who said what stands in the table: comes out beside each community where it is given.
  const evidence::provenance_table* provenance = nullptr;
};

namespace detail {

using ordered_json = nlohmann::ordered_json;

/// null where there is no number: `state` says why.
inline ordered_json number_or_null(double x) {
  return is_known(x) ? ordered_json(x) : ordered_json(nullptr);
}

inline const char* name_of(state s) {
  switch (s) {
    case state::scored: return "scored";
    case state::inapplicable: return "not_applicable";
    case state::refused: break;
  }
  return "refused";
}

inline ordered_json to_json(const node_result& n) {
  ordered_json j;
  j["node"] = n.node;
  j["state"] = name_of(n.state);
  j["value"] = number_or_null(n.value);
  if (!n.level.empty()) j["level"] = n.level;
  if (!n.reason.empty()) j["reason"] = n.reason;
  j["coverage"] = n.coverage;
  j["lower"] = number_or_null(n.lower);
  j["upper"] = number_or_null(n.upper);
  if (n.state != state::inapplicable) j["bounds"] = n.exact ? "exact" : "enclosing";
  if (!n.lower_level.empty()) j["lower_level"] = n.lower_level;
  if (!n.upper_level.empty()) j["upper_level"] = n.upper_level;
  if (n.before_limits != n.value && is_known(n.value)) j["before_limits"] = n.before_limits;
  if (n.moved_into_bounds) j["moved_into_bounds"] = true;
  for (const auto& a : n.assumed) {
    j["assumed"].push_back({{"node", a.node}, {"child", a.child}, {"value", a.value}});
  }
  if (!n.missing.empty()) j["missing"] = n.missing;
  if (!n.limits_bound.empty()) j["limits_bound"] = n.limits_bound;
  if (!n.limits_not_assessed.empty()) j["limits_not_assessed"] = n.limits_not_assessed;
  for (const auto& c : n.children) {
    j["children"].push_back({{"child", c.child},
                             {"state", name_of(c.state)},
                             {"value", number_or_null(c.value)},
                             {"weight", c.weight},
                             {"pull", c.pull}});
  }
  return j;
}

}  // namespace detail

/// What is needed to replay a score: library version, framework id, version and fingerprint, data
/// fingerprint. `model_framework` is the fitted framework.
[[nodiscard]] inline nlohmann::ordered_json replay_of(const framework& model_framework,
                                                      const table_view& data) {
  return {{"library", {{"name", "ltorisk"}, {"version", LTORISK_VERSION_STRING}}},
          {"framework",
           {{"id", model_framework.id},
            {"version", model_framework.version},
            {"fingerprint", fingerprint().add(write_framework(model_framework)).text()}}},
          {"data", {{"rows", data.rows()}, {"fingerprint", fingerprint_of(data)}}}};
}

/// Everything about every community as JSON, described key by key in `schema/result.schema.json`.
/// A value that is refused or not applicable is null, and `state` says which.
[[nodiscard]] inline std::string write_results(const model& m, const table_view& data,
                                               const results_options& options = {}) {
  const auto& f = m.framework();
  std::vector<std::string> wanted = options.nodes.empty() ? f.outcomes : options.nodes;
  if (options.parts) {
    // A node found below is searched in its turn.
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto* n = f.find_node(wanted[i]);
      if (!n) continue;
      for (const auto& e : n->children) {
        if (f.find_node(e.child) && std::ranges::find(wanted, e.child) == wanted.end()) {
          wanted.push_back(e.child);
        }
      }
    }
  }
  detail::ordered_json j;
  j["schema_version"] = 1;
  j.update(replay_of(f, data));
  j["score_range"] = {f.score_range.lower, f.score_range.upper};
  j["note"] = "A judgement aid, not a calibrated probability.";
  const auto* known = options.provenance;
  if (known) j["reference_date"] = evidence::date_text(known->as_of);
  // Community by community: as one JSON value a large table would take ten times its text.
  auto text = detail::json_printer::print(j);
  text.resize(text.rfind('\n', text.size() - 2));
  text += ",\n  \"communities\": [";
  const auto add = [&](std::size_t row, const assessment& a) {
    detail::ordered_json community;
    community["id"] = data.row_id(row);
    for (const auto& id : wanted) community["nodes"].push_back(detail::to_json(a[id]));
    if (const auto* findings = known ? known->find(data.row_id(row)) : nullptr) {
      community["evidence"] = detail::evidence_json(f, *findings, known->as_of);
    }
    text += row == 0 ? "\n" : ",\n";
    text += detail::json_printer::print(community);
    text.pop_back();
  };
  m.assess_each(data, add, options.extra_columns);
  return text + (data.rows() == 0 ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace ltorisk
