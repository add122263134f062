// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/scale.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <variant>
#include <vector>

/// The plain values of a framework's JSON. What is of the wrong type is a fault and stays as it
/// was.
namespace ltorisk::detail {

[[nodiscard]] inline std::string kind_of(const nlohmann::json& j) {
  if (j.is_number()) return "a number";
  if (j.is_string()) return "a string";
  if (j.is_boolean()) return j.get<bool>() ? "true" : "false";
  return j.is_null() ? "null" : j.is_array() ? "an array" : "an object";
}

/// "must be a number, got a string", unless it `holds`, which is returned.
inline bool expect(bool holds, const nlohmann::json& j, const char* expected, json_faults& faults) {
  if (!holds) faults.add(std::string("must be ") + expected + ", got " + kind_of(j));
  return holds;
}

/// The words after a name that is not known: the nearest one, or all.
[[nodiscard]] inline std::string nearest_of(const std::string& name,
                                            const std::vector<std::string>& known) {
  const auto nearest = suggestion(name, known);
  return nearest.empty() ? "; use " + alternatives(known) : nearest;
}

inline void read_json(const nlohmann::json& j, std::string& text, json_faults& faults) {
  if (expect(j.is_string(), j, "a string", faults)) text = j.get<std::string>();
}

inline void read_json(const nlohmann::json& j, double& x, json_faults& faults) {
  if (expect(j.is_number(), j, "a number", faults)) x = j.get<double>();
}

inline void read_json(const nlohmann::json& j, bool& x, json_faults& faults) {
  if (expect(j.is_boolean(), j, "true or false", faults)) x = j.get<bool>();
}

inline void read_json(const nlohmann::json& j, int& x, json_faults& faults) {
  if (!expect(j.is_number(), j, "a whole number", faults)) return;
  const auto number = j.get<double>();
  if (number != std::trunc(number) || std::fabs(number) > (std::numeric_limits<int>::max)()) {
    faults.add("must be a whole number, got " + to_text(number));
  } else {
    x = static_cast<int>(number);
  }
}

inline void read_json(const nlohmann::json& j, std::variant<std::string, double>& level_or_score,
                      json_faults& faults) {
  if (j.is_number()) {
    level_or_score = j.get<double>();
  } else if (expect(j.is_string(), j, "the name of a level or a number", faults)) {
    level_or_score = j.get<std::string>();
  }
}

inline void read_json_pair(const nlohmann::json& j, const char* expected, double& first,
                           double& second, json_faults& faults) {
  if (!expect(j.is_array(), j, expected, faults)) return;
  if (j.size() != 2) {
    faults.add(std::string("must be ") + expected + ", got an array of " +
               std::to_string(j.size()));
    return;
  }
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    const json_path::step inside(faults.path, i);
    read_json(j[i], i == 0 ? first : second, faults);
  }
}

inline void read_json(const nlohmann::json& j, interval& i, json_faults& faults) {
  read_json_pair(j, "two numbers [lower, upper]", i.lower, i.upper, faults);
}

inline void read_json(const nlohmann::json& j, scales::piecewise::point& p, json_faults& faults) {
  read_json_pair(j, "two numbers [x, y]", p.x, p.y, faults);
}

}  // namespace ltorisk::detail
