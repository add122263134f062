// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/statistics/ranks.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ltorisk::compare {

struct variants_options {
  /// What communities of equal score have as their rank.
  statistics::ties ties = statistics::ties::average;
  /// Scores that differ by no more than this share of the largest (in size) are equal: what
  /// rounding leaves between 0.1 + 0.2 and 0.3 must not rank anybody.
  double tie_tolerance = 1e-12;
  /// Rank 1 is the highest score; set, the lowest.
  bool lowest_first = false;
  /// Classes for the scores of flat variants, in their own units: only where all normalizations
  /// share a range. Outcomes of frameworks have their own.
  level_scheme levels = {};
  /// Without classes a level is a group of ranks: quarters by default.
  std::size_t rank_groups = 4;
};

/// One thing that can be chosen, and the choices.
struct factor {
  std::string name = {};
  std::vector<std::string> levels = {};

  friend bool operator==(const factor&, const factor&) = default;
};

/// What one variant says of every community, in the order of the table.
struct scored_variant {
  std::string label = {};
  /// The level of each factor of the grid; empty for a list.
  std::vector<std::size_t> choice = {};
  /// Why it could not be scored; empty where it was.
  std::string refused = {};
  /// `missing` where there is none, `not_applicable` where it has no meaning.
  std::vector<double> score = {};
  /// `missing` where there is no score.
  std::vector<double> rank = {};
  /// Position in `level_names`, -1 where there is no score.
  std::vector<int> level = {};
  std::vector<std::string> level_names = {};
};

/// All variants over one table.
struct multiverse {
  std::vector<std::string> communities = {};
  /// In the order normalization, weighting, aggregation, missing, with all their levels, those of
  /// one level too; none for a list. The last factor changes fastest.
  std::vector<factor> factors = {};
  std::vector<scored_variant> variants = {};

  [[nodiscard]] const scored_variant& operator[](std::string_view label) const {
    std::vector<std::string> labels;
    for (const auto& v : variants) {
      if (v.label == label) return v;
      labels.push_back(v.label);
    }
    throw input_error({{"variants", "have no " + in_quotes(label) + suggestion(label, labels)}});
  }
  [[nodiscard]] std::size_t refused() const {
    std::size_t count = 0;
    for (const auto& v : variants) {
      if (!v.refused.empty()) ++count;
    }
    return count;
  }
};

}  // namespace ltorisk::compare
