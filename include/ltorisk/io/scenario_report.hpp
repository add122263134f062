// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/fingerprint.hpp>
#include <ltorisk/io/causal_map_json.hpp>
#include <ltorisk/io/csv_cell.hpp>
#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/scenario/report.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/version.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What was found about scenarios, as CSV and as JSON.
namespace ltorisk::scenario {

namespace detail {

using json = nlohmann::ordered_json;

inline json number_or_null(double x) { return is_known(x) ? json(x) : json(nullptr); }

inline const char* name_of(outcome o) {
  constexpr std::array names{"fixed_point", "limit_cycle", "no_convergence", "stopped"};
  return names[static_cast<std::size_t>(o)];
}
inline const char* name_of(update_rule r) {
  constexpr std::array names{"kosko", "modified", "rescaled"};
  return names[static_cast<std::size_t>(r)];
}

inline json to_json(const std::vector<setting>& list) {
  auto j = json::object();
  for (const auto& [id, value] : list) j[id] = value;
  return j;
}

inline json to_json(const settled& s) {
  json j{{"outcome", name_of(s.outcome)},
         {"unique", s.unique},
         {"stable", s.stable},
         {"distance", number_or_null(s.distance)},
         {"steps", s.steps}};
  for (const auto& state : s.states) {
    auto values = json::object();
    for (std::size_t i = 0; i < state.ids.size(); ++i) values[state.ids[i]] = state.values[i];
    j["states"].push_back(std::move(values));
  }
  return j;
}

inline constexpr std::array<double, 5> quantiles{0.05, 0.25, 0.5, 0.75, 0.95};

inline json to_json(const sampled_changes& s) {
  auto j = json::object();
  for (std::size_t k = 0; k < s.ids.size(); ++k) {
    auto& one = j[s.ids[k]];
    one["change"] = number_or_null(s.nominal[k]);
    one["sign_holds"] = number_or_null(s.sign_holds(s.ids[k]));
    for (const double p : quantiles) {
      one["quantiles"].push_back(number_or_null(s.quantile(s.ids[k], p)));
    }
  }
  return j;
}

}  // namespace detail

/// A row for each package and sampled concept: `package`, `outcome`, `concept`, `change` against
/// the status quo, `sign_holds` (share of draws), `q05` to `q95`, `note`. Empty where there is no
/// fixed point.
[[nodiscard]] inline std::string write_report_csv(const report& r) {
  std::string csv = "package,outcome,concept,change,sign_holds,q05,q25,q50,q75,q95,note\n";
  for (std::size_t p = 0; p < r.samples.size(); ++p) {
    const auto& s = r.samples[p];
    for (std::size_t k = 0; k < s.ids.size(); ++k) {
      csv += csv_field(s.package) + "," + detail::name_of(r.effects.packages[p].end.outcome) + "," +
             csv_field(s.ids[k]) + "," + csv_cell(s.nominal[k]) + "," +
             csv_cell(s.sign_holds(s.ids[k]));
      for (const double q : detail::quantiles) csv += "," + csv_cell(s.quantile(s.ids[k], q));
      csv += "," + csv_field(note) + "\n";
    }
  }
  return csv;
}

/// Everything, with what a replay needs: library version, fingerprint of the map, rule, seed.
/// Numbers that do not exist are null.
[[nodiscard]] inline std::string write_report(const report& r) {
  const auto& run = r.options.run;
  detail::json j{{"schema_version", 1},
                 {"note", note},
                 {"library", {{"name", "ltorisk"}, {"version", LTORISK_VERSION_STRING}}},
                 {"map",
                  {{"id", r.map.id},
                   {"version", r.map.version},
                   {"fingerprint", fingerprint().add(write_causal_map(r.map)).text()}}},
                 {"run",
                  {{"activation", run.how.f == activation::tanh ? "tanh" : "sigmoid"},
                   {"rule", detail::name_of(run.how.rule)},
                   {"lambda", run.how.lambda},
                   {"gates", run.how.gates},
                   {"tolerance", run.tolerance},
                   {"start", detail::to_json(run.start)}}},
                 {"sample",
                  {{"draws", r.options.draws},
                   {"seed", r.options.seed},
                   {"first", r.options.first},
                   {"factor", {r.options.factor.lower, r.options.factor.upper}},
                   {"quantiles", detail::quantiles}}},
                 {"status_quo", detail::to_json(r.effects.status_quo)},
                 {"packages", detail::json::array()},
                 {"loops", detail::json::array()}};
  for (std::size_t p = 0; p < r.samples.size(); ++p) {
    detail::json one{{"name", r.packages[p].name},
                     {"hold", detail::to_json(r.packages[p].hold)},
                     {"push", detail::to_json(r.packages[p].push)},
                     {"end", detail::to_json(r.effects.packages[p].end)},
                     {"changes", detail::to_json(r.samples[p])},
                     {"unsettled", r.samples[p].unsettled()}};
    j["packages"].push_back(std::move(one));
  }
  for (const auto& l : r.loops.loops) {
    j["loops"].push_back(
        {{"concepts", l.concepts}, {"gain", l.gain}, {"reinforcing", l.reinforcing()}});
  }
  j["loops_complete"] = r.loops.complete;
  return ltorisk::detail::json_printer::print(j);
}

}  // namespace ltorisk::scenario
