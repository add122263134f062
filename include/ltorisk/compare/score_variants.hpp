// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/labels.hpp>
#include <ltorisk/compare/multiverse.hpp>
#include <ltorisk/compare/place.hpp>
#include <ltorisk/compare/score_methods.hpp>
#include <ltorisk/compare/variant.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::compare {

namespace detail {

/// The different schemes of one kind, in the order they were met.
template <class Any>
std::size_t position_of(std::vector<Any>& known, const Any& scheme) {
  const auto at = std::ranges::find(known, scheme);
  if (at != known.end()) return static_cast<std::size_t>(at - known.begin());
  known.push_back(scheme);
  return known.size() - 1;
}

inline void validate_schemes(const grid& g) {
  for (const auto& n : g.normalizations) n.validate();
  for (const auto& w : g.weightings) w.validate();
  for (const auto& a : g.aggregations) a.validate();
  for (const auto& m : g.missing) m.validate();
}

template <class Any>
factor factor_of(const char* name, const std::vector<Any>& schemes, fault_list& faults) {
  if (schemes.empty()) faults.add("grid", std::string("has no ") + name);
  for (std::size_t i = 0; i < schemes.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (!(schemes[i] == schemes[k])) continue;
      faults.add("grid", std::string(name) + " " + in_quotes(std::string(schemes[i].name())) +
                             " is there twice");
    }
  }
  return {name, labels_of(schemes)};
}

inline std::vector<std::string> row_ids(const table_view& data) {
  std::vector<std::string> ids;
  for (std::size_t row = 0; row < data.rows(); ++row) ids.emplace_back(data.row_id(row));
  return ids;
}

template <class Executor>
void place_all(multiverse& m, std::vector<method_scores> scores,
               const std::vector<std::size_t>& owner, const variants_options& o,
               const Executor& run) {
  const auto rows = m.communities.size();
  run(scores.size(), [&](std::size_t i) {
    auto& v = m.variants[owner[i]];
    v.refused = std::move(scores[i].refused);
    v.score = std::move(scores[i].value);
    if (!v.refused.empty()) v.score.assign(rows, missing);
    place(v, o.levels, o);
  });
}

template <unsigned Isa>
void score_framework(scored_variant& v, const outcome_of& what, const table_view& data,
                     const variants_options& o) {
  auto f = what.framework;
  if (!what.node.empty()) f.outcomes = {what.node};
  level_scheme levels;
  try {
    const auto model = fit<Isa>(std::move(f), data, {.extra_columns = true});
    auto scored = model.template score<Isa>(
        data, {.coverage = false, .bounds = false, .extra_columns = true});
    v.score = std::move(scored.columns[0].value);
    levels = model.framework().find_node(scored.columns[0].node)->levels;
  } catch (const input_error& e) {
    v.refused = in_one_line(e.diagnostics());
    v.score.assign(data.rows(), missing);
  }
  place(v, levels, o);
}

/// The label of every variant: the user's, or one made from its schemes. Throws `input_error` where
/// two have the same.
inline std::vector<std::string> labels_of(const std::vector<variant>& list, const grid& schemes,
                                          const std::vector<method_cell>& cells,
                                          const std::vector<std::size_t>& owner) {
  std::vector<std::string> labels;
  for (const auto& v : list) {
    labels.push_back(v.label);
    if (const auto* f = std::get_if<outcome_of>(&v.what); f && v.label.empty()) {
      const auto& outcomes = f->framework.outcomes;
      const auto node = f->node.empty() && !outcomes.empty() ? outcomes.front() : f->node;
      const auto& id = f->framework.id;
      labels.back() =
          (id.empty() ? "framework without id" : id) + ", " + (node.empty() ? "no outcome" : node);
    }
  }
  const auto normalizations = labels_of(schemes.normalizations);
  const auto weightings = labels_of(schemes.weightings);
  const auto aggregations = labels_of(schemes.aggregations);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto& label = labels[owner[i]];
    if (!label.empty()) continue;
    const auto& c = cells[i];
    label = normalizations[c.normalization] + ", " + weightings[c.weighting] + ", " +
            aggregations[c.aggregation];
    if (schemes.missing.size() > 1) label += ", " + schemes.missing[c.missing].name();
  }
  fault_list faults;
  std::unordered_map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto [at, fresh] = first.try_emplace(labels[i], i);
    if (fresh) continue;
    faults.add("variant " + std::to_string(i), in_quotes(labels[i]) + " is the label of variant " +
                                                   std::to_string(at->second) + " already");
  }
  faults.throw_if_any();
  return labels;
}

}  // namespace detail

/// Scores every combination of a grid over one table, from which scales and weights are learned.
/// `criteria` names the columns and their direction; by default all of them, more being better.
///
/// Each column is normalized once for each normalization, and weights are learned once for each
/// weighting, or once for each of its normalizations where it looks at normalized values. The
/// scores are those of a `composite` of the same schemes, to rounding; where a figure is missing
/// the value is kept inside its bounds, as at a node of a framework.
///
/// A combination that cannot be scored (a geometric mean of z-scores, a constant column under
/// min_max) is there with the reason, ranks nobody, and stops no other. Throws `input_error` where
/// a column is not there or a cell is infinite, a factor is empty or holds a scheme twice;
/// `domain_error` where a parameter is wrong. The same bits for any executor. Labels name the
/// choice of every factor that has several.
template <unsigned Isa = simd::native_isa, executor E = sequential>
[[nodiscard]] multiverse score_variants(const grid& g, const table_view& data,
                                        const std::vector<criterion>& criteria = {},
                                        const variants_options& o = {}, const E& run = {}) {
  detail::validate_schemes(g);
  fault_list faults;
  detail::check(o, faults);
  multiverse m{.communities = detail::row_ids(data)};
  m.factors = {detail::factor_of("normalization", g.normalizations, faults),
               detail::factor_of("weighting", g.weightings, faults),
               detail::factor_of("aggregation", g.aggregations, faults),
               detail::factor_of("missing", g.missing, faults)};
  faults.throw_if_any();
  std::vector<detail::method_cell> cells;
  std::vector<std::size_t> owner;
  for (std::size_t n = 0; n < g.normalizations.size(); ++n) {
    for (std::size_t w = 0; w < g.weightings.size(); ++w) {
      for (std::size_t a = 0; a < g.aggregations.size(); ++a) {
        for (std::size_t h = 0; h < g.missing.size(); ++h) {
          owner.push_back(cells.size());
          cells.push_back({n, w, a, h});
          scored_variant v{.choice = {n, w, a, h}};
          for (std::size_t i = 0; i < m.factors.size(); ++i) {
            if (m.factors[i].levels.size() < 2 && g.size() > 1) continue;
            v.label += (v.label.empty() ? "" : ", ") + m.factors[i].levels[v.choice[i]];
          }
          m.variants.push_back(std::move(v));
        }
      }
    }
  }
  detail::place_all(m, detail::method_scorer<Isa>(g, std::move(cells), data, criteria).run(run),
                    owner, o, run);
  return m;
}

/// Scores a list of variants, flat ones and outcomes of whole frameworks, over one table. Columns a
/// framework does not know are not looked at. What is said of a grid holds here too; there are no
/// factors. Throws `input_error` too where the list is empty, two labels are the same, or a
/// framework has no such node.
template <unsigned Isa = simd::native_isa, executor E = sequential>
[[nodiscard]] multiverse score_variants(const std::vector<variant>& list, const table_view& data,
                                        const std::vector<criterion>& criteria = {},
                                        const variants_options& o = {}, const E& run = {}) {
  fault_list faults;
  if (list.empty()) faults.add("variants", "there is none");
  detail::check(o, faults);
  grid schemes{{}, {}, {}, {}};
  std::vector<detail::method_cell> cells;
  std::vector<std::size_t> owner, frameworks;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (const auto* w = std::get_if<outcome_of>(&list[i].what)) {
      frameworks.push_back(i);
      if (w->node.empty() || w->framework.find_node(w->node)) continue;
      std::vector<std::string> nodes;
      for (const auto& n : w->framework.nodes) nodes.push_back(n.id);
      faults.add("variant " + std::to_string(i), in_quotes(w->node) + " is not a node of " +
                                                     in_quotes(w->framework.id) +
                                                     suggestion(w->node, nodes));
      continue;
    }
    const auto& how = std::get<method>(list[i].what);
    owner.push_back(i);
    cells.push_back({detail::position_of(schemes.normalizations, how.normalization),
                     detail::position_of(schemes.weightings, how.weighting),
                     detail::position_of(schemes.aggregations, how.aggregation),
                     detail::position_of(schemes.missing, how.missing)});
  }
  faults.throw_if_any();
  detail::validate_schemes(schemes);
  multiverse m{.communities = detail::row_ids(data)};
  for (const auto& label : detail::labels_of(list, schemes, cells, owner)) {
    m.variants.push_back({.label = label});
  }
  if (!cells.empty()) {
    detail::place_all(
        m, detail::method_scorer<Isa>(schemes, std::move(cells), data, criteria).run(run), owner, o,
        run);
  }
  run(frameworks.size(), [&](std::size_t k) {
    const auto i = frameworks[k];
    detail::score_framework<Isa>(m.variants[i], std::get<outcome_of>(list[i].what), data, o);
  });
  return m;
}

}  // namespace ltorisk::compare
