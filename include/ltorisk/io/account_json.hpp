// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/account.hpp>
#include <ltorisk/fingerprint.hpp>
#include <ltorisk/io/framework_json.hpp>
#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/io/results_json.hpp>
#include <ltorisk/version.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

/// Explanations as JSON. Needs Boost.Math, as `explain/account.hpp` does.
namespace ltorisk::explain {

namespace detail {

using json = nlohmann::ordered_json;
using ltorisk::detail::number_or_null;

[[nodiscard]] inline const char* name_of(quantity q) {
  constexpr std::array names{"value", "lower", "upper"};
  return names[static_cast<std::size_t>(q)];
}
[[nodiscard]] inline const char* name_of(search s) {
  constexpr std::array names{"proven", "listed", "scanned"};
  return names[static_cast<std::size_t>(s)];
}

/// A cell as in the other files: null where it is missing.
[[nodiscard]] inline json cell_json(double x) {
  return is_not_applicable(x) ? json("not_applicable") : number_or_null(x);
}

[[nodiscard]] inline json to_json(const explanation& e) {
  json j{{"of", name_of(e.of)},
         {"value", number_or_null(e.value)},
         {"reference", number_or_null(e.reference)},
         {"exact", e.exact},
         {"evaluations", e.evaluations}};
  if (!e.reason.empty()) j["reason"] = e.reason;
  j["parts"] = json::array();
  for (const auto& p : e.parts) {
    json part{{"id", p.id}, {"depth", p.depth}, {"amount", number_or_null(p.amount)}};
    if (!e.exact) part["standard_error"] = number_or_null(p.standard_error);
    if (p.is_indicator) {
      part["before"] = cell_json(p.before);
      part["after"] = cell_json(p.after);
    }
    j["parts"].push_back(std::move(part));
  }
  j["limits"] = json::array();
  for (const auto& l : e.limits) {
    j["limits"].push_back({{"node", l.node},
                           {"limit", l.words},
                           {"amount", l.amount},
                           {"of_reference", l.of_reference}});
  }
  j["rounding"] = number_or_null(e.rounding);
  return j;
}

[[nodiscard]] inline json to_json(const nearest_figure& x) {
  json j{{"indicator", x.indicator},
         {"reached", x.reached},
         {"found_by", name_of(x.found_by)},
         {"from", cell_json(x.from)},
         {x.reached ? "to" : "best", cell_json(x.to)},
         {"score", number_or_null(x.score)}};
  if (is_known(x.short_of)) {
    j["short_of"] = x.short_of;
    j["score_short_of"] = number_or_null(x.score_short_of);
  }
  if (!x.reason.empty()) j["reason"] = x.reason;
  return j;
}

[[nodiscard]] inline json to_json(const joint_figures& t) {
  json j{{"reached", t.reached},
         {"found_by", name_of(t.found_by)},
         {"share", number_or_null(t.share)},
         {"score", number_or_null(t.score)},
         {"figures", json::array()}};
  for (const auto& x : t.figures) {
    j["figures"].push_back(
        {{"indicator", x.indicator}, {"from", cell_json(x.from)}, {"to", cell_json(x.to)}});
  }
  if (!t.reason.empty()) j["reason"] = t.reason;
  return j;
}

[[nodiscard]] inline json to_json(const lever_effect& x) {
  return {{"indicator", x.indicator},
          {"from", cell_json(x.from)},
          {"step", cell_json(x.step)},
          {"best", cell_json(x.best)},
          {"step_effect", number_or_null(x.step_effect)},
          {"best_effect", number_or_null(x.best_effect)},
          {"effect_per_unit", number_or_null(x.effect_per_unit)}};
}

}  // namespace detail

/// All of an account, with what is needed to find the framework again. Amounts are points of the
/// score range; a number that is not there is null, a cell may be "not_applicable".
[[nodiscard]] inline std::string write_account(const framework& f, const account& a) {
  using detail::json;
  json j{{"schema_version", 1},
         {"library", {{"name", "ltorisk"}, {"version", LTORISK_VERSION_STRING}}},
         {"framework",
          {{"id", f.id},
           {"version", f.version},
           {"fingerprint", fingerprint().add(write_framework(f)).text()}}},
         {"score_range", {f.score_range.lower, f.score_range.upper}},
         {"note", "A judgement aid, not a calibrated probability."},
         {"result", ltorisk::detail::to_json(a.result)},
         {"limits_in_force", json::array()},
         {"reasons", json::array()}};
  for (const auto& l : a.limits) {
    j["limits_in_force"].push_back({{"evidence", l.evidence}, {"limit", l.words}});
  }
  if (!a.reference_name.empty()) j["reference"] = a.reference_name;
  for (const auto& e : a.reasons) j["reasons"].push_back(detail::to_json(e));
  if (a.next) {
    j["next"] = {{"level", std::get<std::string>(a.next->at)}, {"of", detail::name_of(a.next->of)}};
    j["nearest"] = json::array();
    for (const auto& x : a.nearest) j["nearest"].push_back(detail::to_json(x));
    if (a.together) j["together"] = detail::to_json(*a.together);
    for (const auto& x : a.together_rounded) {
      j["together"]["rounded"].push_back(
          {{"indicator", x.indicator}, {"to", detail::cell_json(x.to)}});
    }
  }
  j["levers"] = json::array();
  for (const auto& x : a.levers) j["levers"].push_back(detail::to_json(x));
  return ltorisk::detail::json_printer::print(j);
}

}  // namespace ltorisk::explain
