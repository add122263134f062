// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/sensitivity/importance.hpp>
#include <ltorisk/sensitivity/indices.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/version.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

/// What was found about sensitivity, as JSON. Numbers that do not exist are null.
namespace ltorisk::sensitivity {

namespace detail {

using json = nlohmann::ordered_json;

inline json number_or_null(double x) { return is_known(x) ? json(x) : json(nullptr); }

inline json to_json(const estimate& e) {
  return {{"value", number_or_null(e.value)},
          {"error", number_or_null(e.error)},
          {"lower", number_or_null(e.lower)},
          {"upper", number_or_null(e.upper)}};
}

inline json library() { return {{"name", "ltorisk"}, {"version", LTORISK_VERSION_STRING}}; }

}  // namespace detail

/// Every scalar with its indices; `note` and `undefined` where there is something to say.
[[nodiscard]] inline std::string write_analysis(const analysis& a) {
  detail::json j{{"schema_version", 1},
                 {"library", detail::library()},
                 {"draws", a.draws},
                 {"requested", a.requested},
                 {"cancelled", a.cancelled},
                 {"evaluations", a.evaluations},
                 {"resamples", a.resamples},
                 {"level", a.level},
                 {"scalars", detail::json::array()}};
  for (const auto& s : a.scalars) {
    detail::json one{{"scalar", s.scalar},
                     {"mean", detail::number_or_null(s.mean)},
                     {"variance", detail::number_or_null(s.variance)}};
    if (!s.undefined.empty()) one["undefined"] = s.undefined;
    one["additive"] = detail::to_json(s.additive);
    one["factors"] = detail::json::array();
    for (const auto& f : s.factors) {
      detail::json g{{"factor", f.factor},
                     {"first", detail::to_json(f.first)},
                     {"total", detail::to_json(f.total)}};
      if (!f.note.empty()) g["note"] = f.note;
      one["factors"].push_back(std::move(g));
    }
    j["scalars"].push_back(std::move(one));
  }
  return ltorisk::detail::json_printer::print(j);
}

/// Every indicator with its weight, main effect and share.
[[nodiscard]] inline std::string write_importance(const importance& found) {
  detail::json j{{"schema_version", 1},
                 {"library", detail::library()},
                 {"largest_gap", detail::number_or_null(found.largest_gap)},
                 {"indicators", detail::json::array()}};
  for (const auto& i : found.indicators) {
    detail::json one{{"indicator", i.indicator},
                     {"weight", detail::number_or_null(i.weight)},
                     {"main_effect", detail::number_or_null(i.effect.share)},
                     {"linear", detail::number_or_null(i.effect.linear)},
                     {"share", detail::number_or_null(i.share)},
                     {"rows", i.effect.rows},
                     {"curve", i.effect.curve}};
    if (!i.effect.note.empty()) one["note"] = i.effect.note;
    j["indicators"].push_back(std::move(one));
  }
  return ltorisk::detail::json_printer::print(j);
}

}  // namespace ltorisk::sensitivity
