// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/plan.hpp>
#include <ltorisk/explain/batch.hpp>
#include <ltorisk/explain/dependencies.hpp>
#include <ltorisk/explain/goal.hpp>
#include <ltorisk/explain/limit_words.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// One community with some figures changed, scored. Internal.
namespace ltorisk::explain::detail {

/// The position of an indicator. Throws `input_error` where the framework has none of that id.
[[nodiscard]] inline std::size_t indicator_position(const framework& f, std::string_view id) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < f.indicators.size(); ++i) {
    if (f.indicators[i].id == id) return i;
    names.push_back(f.indicators[i].id);
  }
  throw input_error({{"framework " + in_quotes(f.id),
                      "has no indicator " + in_quotes(id) + suggestion(id, names)}});
}

/// Throws `input_error` where no figure of the indicator could move the node.
inline void require_dependence(const framework& f, std::string_view node, std::size_t indicator) {
  const dependencies d(f, node, dependencies::through::limits);
  if (d.reaches(d.of_indicator(indicator))) return;
  throw input_error({{"indicator " + in_quotes(f.indicators[indicator].id),
                      "node " + in_quotes(node) +
                          " does not depend on it: it is not below it, or weighs nothing"}});
}

class what_if {
 public:
  what_if(const model& m, std::vector<double> cells, std::string_view node, quantity of,
          part_of_method part = {})
      : model_(model_of(m.framework(), node, part)), cells_(std::move(cells)), of_(of) {}

  [[nodiscard]] const ltorisk::framework& framework() const { return model_.framework(); }
  [[nodiscard]] const std::vector<double>& cells() const { return cells_; }

  /// Scores with these columns in the place of the community's own cells.
  template <unsigned Isa>
  [[nodiscard]] std::vector<double> scores(const std::vector<std::size_t>& columns,
                                           const std::vector<std::vector<double>>& figures) const {
    const auto& indicators = framework().indicators;
    table_view data(figures.empty() ? 1 : figures[0].size());
    for (std::size_t i = 0; i < indicators.size(); ++i) {
      const auto changed = std::ranges::find(columns, i);
      if (changed == columns.end()) {
        data.add(indicators[i].id, &cells_[i], 0);
      } else {
        data.add(indicators[i].id, figures[static_cast<std::size_t>(changed - columns.begin())]);
      }
    }
    return figures_of<Isa>(data);
  }
  template <unsigned Isa>
  [[nodiscard]] double score(const std::vector<std::size_t>& columns,
                             const std::vector<double>& at) const {
    std::vector<std::vector<double>> figures;
    for (const double x : at) figures.push_back({x});
    return scores<Isa>(columns, figures)[0];
  }

  /// Everything about the node with these figures.
  template <unsigned Isa>
  [[nodiscard]] node_result assess(const std::vector<std::size_t>& columns,
                                   const std::vector<double>& at) const {
    auto row = cells_;
    for (std::size_t k = 0; k < columns.size(); ++k) row[columns[k]] = at[k];
    table_view data(1);
    for (std::size_t i = 0; i < row.size(); ++i) {
      data.add(framework().indicators[i].id, &row[i], sizeof(double));
    }
    return model_.assess<Isa>(data, 0).nodes[0];
  }

 private:
  template <unsigned Isa>
  [[nodiscard]] std::vector<double> figures_of(const table_view& data) const {
    return figures(model_.score<Isa>(data, request_for(of_)).columns[0], of_);
  }

  ltorisk::model model_;
  std::vector<double> cells_;
  quantity of_;
};

/// How the score of a node moves when one figure alone rises, as far as the directions and laws of
/// the framework prove it; `none` where they do not.
[[nodiscard]] inline trend proven_direction(const framework& f, std::string_view node,
                                            std::size_t indicator, quantity of,
                                            const std::vector<double>& cells) {
  const dependencies d(f, node, dependencies::through::limits);
  const auto& id = f.indicators[indicator].id;
  for (const auto v : d.order()) {
    if (d.is_indicator(v)) {
      // Whether there is a value may depend on a figure where others are missing: a product is zero
      // by one of its factors, and has none without it.
      const auto i = d.indicator(v);
      if (of == quantity::value && i != indicator && is_missing(cells[i])) return trend::none;
      continue;
    }
    for (const auto& e : f.nodes[v].children) {
      if (e.weight == 0 || !e.applies_if) continue;
      const auto& evidence = e.applies_if->evidence;
      if (evidence == id) return trend::none;
      if (f.find_node(evidence) &&
          dependencies(f, evidence, dependencies::through::limits).reaches(d.number(id))) {
        return trend::none;
      }
    }
  }
  const engine::plan plan(f);
  return plan.moves(plan.position(node)).way(indicator);
}

/// Why a goal is not reached: the limits that stand in the way, each of which alone would, or how
/// far the score comes.
template <unsigned Isa>
[[nodiscard]] std::string why_not(const model& m, const what_if& full, const target& t,
                                  const goal& g, const std::vector<std::size_t>& columns,
                                  const std::vector<double>& best) {
  const double score = full.score<Isa>(columns, best);
  if (!is_known(score)) {
    const auto n = full.assess<Isa>(columns, best);
    return n.state == state::inapplicable ? "it is not applicable" : "no value: " + n.reason;
  }
  const auto with_limits = [&](std::size_t first, std::size_t last) {
    const what_if variant(m, full.cells(), g.node, g.of,
                          {.first_limit = first, .last_limit = last});
    return t.reached(variant.score<Isa>(columns, best));
  };
  if (with_limits(0, 0)) {
    std::string list;
    const auto lines = limits_of(full.framework());
    for (std::size_t l = 0; l < lines.size(); ++l) {
      if (!with_limits(l, l + 1)) list += (list.empty() ? "" : "; ") + lines[l].words;
    }
    // Several may hold it only together.
    if (!list.empty()) return list;
  }
  const char* what = g.of == quantity::value   ? "the score"
                     : g.of == quantity::upper ? "the upper bound"
                                               : "the lower bound";
  return std::string(what) + " comes to " + to_text(std::round(score * 100) / 100) +
         ", the goal is at " + to_text(t.boundary());
}

}  // namespace ltorisk::explain::detail
