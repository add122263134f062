// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/text.hpp>

#include <string>
#include <variant>
#include <vector>

namespace ltorisk::explain::detail {

struct limit_line {
  std::string node = {};
  std::string words = {};
};

/// "held at acceptance: violence within 24 months", "lifted to high: conflict in escalation". Where
/// a limit has no reason, its evidence speaks: "held at 50: poverty above 40".
[[nodiscard]] inline std::string words_of(const limit& l) {
  const auto* score = std::get_if<double>(&l.at);
  const std::string at = score ? to_text(*score) : std::get<std::string>(l.at);
  std::string why = l.reason;
  if (why.empty()) {
    const char* test = l.when.test == comparison::below     ? " below "
                       : l.when.test == comparison::at_most ? " at most "
                       : l.when.test == comparison::above   ? " above "
                                                            : " at least ";
    why = l.when.evidence + test + to_text(l.when.threshold);
  }
  return (l.clamp == limit::kind::cap ? "held at " : "lifted to ") + at + ": " + why;
}

/// Every limit of a framework, in the order of its nodes.
[[nodiscard]] inline std::vector<limit_line> limits_of(const framework& f) {
  std::vector<limit_line> list;
  for (const auto& n : f.nodes) {
    for (const auto& l : n.limits) list.push_back({n.id, words_of(l)});
  }
  return list;
}

}  // namespace ltorisk::explain::detail
