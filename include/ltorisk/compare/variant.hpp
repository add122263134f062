// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/any_aggregation.hpp>
#include <ltorisk/any_normalization.hpp>
#include <ltorisk/any_weighting.hpp>
#include <ltorisk/compare/missing_handling.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/weight/equal.hpp>

#include <string>
#include <variant>
#include <vector>

/// Would another reasonable method say the same?
namespace ltorisk::compare {

/// A method for one flat index, chosen at run time: every criterion normalized alike in its own
/// direction, weighted, aggregated. The same schemes in a `composite` give the same scores.
struct method {
  any_normalization normalization = normalize::min_max{};
  any_weighting weighting = weight::equal{};
  any_aggregation aggregation = aggregate::arithmetic_mean{};
  missing_handling missing = {};

  friend bool operator==(const method&, const method&) = default;
};

/// One outcome of a whole framework, fitted to the table where it leaves something to learn.
struct outcome_of {
  ltorisk::framework framework = {};
  /// A node; the first outcome where empty.
  std::string node = {};

  friend bool operator==(const outcome_of&, const outcome_of&) = default;
};

struct variant {
  /// Must be unique. Empty: made from the names of the schemes, with the parameters in which
  /// schemes of one name differ, or from the framework's id and the node's.
  std::string label = {};
  std::variant<method, outcome_of> what = method{};

  friend bool operator==(const variant&, const variant&) = default;
};

/// Every combination of these choices.
struct grid {
  std::vector<any_normalization> normalizations = {normalize::min_max{}};
  std::vector<any_weighting> weightings = {weight::equal{}};
  std::vector<any_aggregation> aggregations = {aggregate::arithmetic_mean{}};
  std::vector<missing_handling> missing = {missing_handling{}};

  [[nodiscard]] std::size_t size() const {
    return normalizations.size() * weightings.size() * aggregations.size() * missing.size();
  }
  friend bool operator==(const grid&, const grid&) = default;
};

}  // namespace ltorisk::compare
