// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/provenance_table.hpp>
#include <ltorisk/framework.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace ltorisk::detail {

/// A figure, a label or null.
[[nodiscard]] inline nlohmann::ordered_json evidence_value(double value, const std::string& label) {
  if (!label.empty()) return label;
  return is_known(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

[[nodiscard]] inline const char* evidence_state(double value, const std::string& label) {
  return !label.empty() || is_known(value) ? "known"
         : is_not_applicable(value)        ? "not_applicable"
                                           : "missing";
}

/// Of each indicator the framework has: what is known, who said so, how old and whether stale,
/// overridden or not.
[[nodiscard]] inline nlohmann::ordered_json evidence_json(const framework& f,
                                                          const std::vector<evidence::finding>& row,
                                                          evidence::date as_of) {
  using nlohmann::ordered_json;
  auto list = ordered_json::array();
  for (const auto& i : f.indicators) {
    for (const auto& found : row) {
      if (found.indicator != i.id) continue;
      ordered_json j;
      const auto text = [&](const char* key, const std::string& t) {
        if (!t.empty()) j[key] = t;
      };
      j["indicator"] = i.id;
      j["state"] = evidence_state(found.value, found.label);
      j["value"] = evidence_value(found.value, found.label);
      text("derivation", found.derivation);
      text("source", found.by.source);
      text("coder", found.by.coder);
      if (found.by.confidence != evidence::confidence::not_stated) {
        j["confidence"] = evidence::confidence_words[static_cast<std::size_t>(found.by.confidence)];
      }
      text("note", found.by.note);
      if (found.observed) j["observed"] = evidence::date_text(*found.observed);
      if (found.by.recorded) j["recorded"] = evidence::date_text(*found.by.recorded);
      if (const auto age = found.age_months(as_of)) {
        j["age_months"] = *age;
        j["stale"] = evidence::is_stale(found, i, as_of);
      }
      j["overridden"] = found.overruled.has_value();
      if (found.overruled) {
        auto& o = j["override"];
        o["reason"] = found.overruled->reason;
        if (!found.overruled->analyst.empty()) o["analyst"] = found.overruled->analyst;
        o["date"] = evidence::date_text(found.overruled->date);
        const auto& replaced = *found.overruled;
        o["replaced_state"] = evidence_state(replaced.replaced, replaced.replaced_label);
        o["replaced_value"] = evidence_value(replaced.replaced, replaced.replaced_label);
      }
      list.push_back(std::move(j));
    }
  }
  return list;
}

}  // namespace ltorisk::detail
