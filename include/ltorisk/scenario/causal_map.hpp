// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scales/value_function.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What happens if: a signed map of causes (a fuzzy cognitive map, Kosko 1986,
/// doi:10.1016/S0020-7373(86)80040-2) and what can be asked of it. Nothing here is a forecast: see
/// `note`.
namespace ltorisk::scenario {

/// Belongs to everything that is printed or written about a scenario.
inline constexpr const char* note =
    "Ordinal, relative to the status quo, no calendar time, not a forecast.";

/// Something that can rise or fall.
struct map_concept {
  std::string id = {};
  std::string name = {};

  friend bool operator==(const map_concept&, const map_concept&) = default;
};

/// A rise of `from` raises `to` (weight above 0) or lowers it (below 0).
///
/// `gated_by`: the weight counts in full while these concepts are absent and not at all when all
/// are at 1: it is multiplied by 1 - mean(max(0, x_k)).
struct causal_edge {
  std::string from = {};
  std::string to = {};
  /// -1 to 1.
  double weight = 0;
  /// Where the weight may lie; without it, sampling scales the weight.
  std::optional<interval> range = {};
  std::vector<std::string> gated_by = {};
  /// Why: a reason in words, a citation, or "judgement".
  std::string source = {};

  friend bool operator==(const causal_edge&, const causal_edge&) = default;
};

/// Concepts, what moves what, and the levers: concepts that somebody holds at a value, whatever
/// would move them. A concept may influence itself (memory).
struct causal_map {
  std::string id = {};
  std::string name = {};
  std::string version = {};
  std::string citation = {};
  std::string description = {};
  std::vector<map_concept> concepts = {};
  std::vector<causal_edge> edges = {};
  std::vector<std::string> levers = {};

  /// Throws `input_error` with the nearest name where there is none.
  [[nodiscard]] std::size_t index_of(std::string_view id_) const {
    const auto found = std::ranges::find(concepts, id_, &map_concept::id);
    if (found != concepts.end()) return static_cast<std::size_t>(found - concepts.begin());
    throw input_error(
        {{"map " + in_quotes(id), in_quotes(id_) + " is not a concept" + suggestion(id_, ids())}});
  }
  [[nodiscard]] std::vector<std::string> ids() const {
    std::vector<std::string> list;
    for (const auto& c : concepts) list.push_back(c.id);
    return list;
  }

  friend bool operator==(const causal_map&, const causal_map&) = default;
};

/// A number for each concept of a map.
struct concept_values {
  std::vector<std::string> ids = {};
  std::vector<double> values = {};

  [[nodiscard]] double operator[](std::string_view id) const {
    const auto found = std::ranges::find(ids, id);
    if (found != ids.end()) return values[static_cast<std::size_t>(found - ids.begin())];
    throw input_error({{"values", "have no " + in_quotes(id) + suggestion(id, ids)}});
  }
};

}  // namespace ltorisk::scenario
