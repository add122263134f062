// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/plan.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/sensitivity/main_effect.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity {

/// What an indicator was meant to count, beside what it does count.
struct indicator_importance {
  std::string indicator = {};
  /// Of all weight, 0..1; `missing` where no weights were given.
  double weight = missing;
  main_effect effect = {};
  /// Of the sum of all main effects, 0..1.
  double share = missing;
};

struct importance {
  std::vector<indicator_importance> indicators = {};
  /// The largest |weight - share|; `missing` without weights or shares.
  double largest_gap = missing;

  [[nodiscard]] const indicator_importance& operator[](std::string_view id) const {
    std::vector<std::string> names;
    for (const auto& i : indicators) {
      if (i.indicator == id) return i;
      names.push_back(i.indicator);
    }
    throw input_error(
        {{"importance", "has no indicator " + in_quotes(id) + suggestion(id, names)}});
  }
};

/// The weight each indicator has in a node by the weights alone: the product along each way from
/// the node down to it, summed over the ways; in the order of the framework's indicators, sum one.
/// Signs, limits and what an aggregation makes of weights do not enter. Throws `input_error` where
/// there is no such node.
[[nodiscard]] inline std::vector<double> nominal_weights(const model& m, std::string_view node) {
  const auto& f = m.framework();
  if (!f.find_node(node)) {
    std::vector<std::string> names;
    for (const auto& n : f.nodes) names.push_back(n.id);
    throw input_error({{"framework", "has no node " + in_quotes(node) + suggestion(node, names)}});
  }
  const engine::plan plan(f);
  std::vector<double> by_slot(plan.leaves().size() + plan.nodes().size());
  by_slot[plan.slot_of_node(plan.position(node))] = 1;
  for (auto n = plan.nodes().size(); n-- > 0;) {  // parents before their children
    for (const auto& e : plan.nodes()[n].children) {
      by_slot[e.slot] += by_slot[plan.slot_of_node(n)] * e.weight;
    }
  }
  std::vector<double> weights(f.indicators.size());
  for (std::size_t l = 0; l < plan.leaves().size(); ++l) {
    weights[plan.leaves()[l].column] += by_slot[l];
  }
  return weights;
}

/// The main effect of every column on a score, beside the weights, if given, in the columns' order.
/// Shares and weights are compared as they stand, as in the paper (`main_effect_of`), though even
/// independent indicators of one variance under a weighted mean have shares in proportion to the
/// squares of their weights. Throws `input_error` where the lengths do not fit or a figure is
/// infinite.
template <executor Executor = sequential>
[[nodiscard]] importance importance_of(const table_view& indicators, std::span<const double> score,
                                       std::span<const double> weights = {},
                                       const Executor& run = {}) {
  const auto columns = indicators.columns();
  if (!weights.empty() && weights.size() != columns.size()) {
    throw input_error(
        {{"importance", "there are " + std::to_string(weights.size()) + " weights for " +
                            std::to_string(columns.size()) + " columns"}});
  }
  if (score.size() != indicators.rows()) {
    throw input_error({{"importance", "the table has " + std::to_string(indicators.rows()) +
                                          " rows, the score " + std::to_string(score.size())}});
  }
  importance found;
  found.indicators.resize(columns.size());
  run(columns.size(), [&](std::size_t j) {
    auto& one = found.indicators[j];
    one.indicator = columns[j].id;
    if (!weights.empty()) one.weight = weights[j];
    std::vector<double> cells(indicators.rows());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = columns[j][i];
    one.effect = main_effect_of(cells, score);
  });
  double sum = 0, weight = 0;
  for (const auto& one : found.indicators) {
    if (is_known(one.effect.share)) sum += one.effect.share;
    if (is_known(one.weight)) weight += one.weight;
  }
  for (auto& one : found.indicators) {
    if (weight > 0) one.weight /= weight;
    if (sum > 0) one.share = one.effect.share / sum;
    if (const double gap = std::fabs(one.weight - one.share); !(gap <= found.largest_gap)) {
      if (is_known(gap)) found.largest_gap = gap;
    }
  }
  return found;
}

/// The importance of every indicator for a node's score in a table, which is scored for it.
/// Indicators without a column are known nowhere. Throws as `model::score` and `nominal_weights`.
template <executor Executor = sequential, unsigned Isa = simd::native_isa>
[[nodiscard]] importance importance_of(const model& m, const table_view& data,
                                       std::string_view node, const Executor& run = {}) {
  const auto weights = nominal_weights(m, node);
  const auto scores = m.score<Isa>(data, {.coverage = false, .bounds = false, .parts = true});
  const std::vector<double> unknown(data.rows(), missing);
  table_view indicators(data.rows());
  for (const auto& i : m.framework().indicators) {
    const auto* column = data.find(i.id);
    indicators.add(i.id, column ? column->first : unknown.data(),
                   column ? static_cast<std::size_t>(column->stride) : sizeof(double));
  }
  return importance_of(indicators, scores[node].value, weights, run);
}

}  // namespace ltorisk::sensitivity
