// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/agreement.hpp>
#include <ltorisk/compare/divergence.hpp>
#include <ltorisk/compare/fragility.hpp>
#include <ltorisk/compare/multiverse.hpp>
#include <ltorisk/io/csv_cell.hpp>

#include <cstddef>
#include <string>

/// Comparisons of variants as CSV. Numbers are the shortest text that reads back as the same
/// double, cells without a number are empty.
namespace ltorisk::compare {

/// A row for each variant and community: `variant`, the level of each factor of a grid, `id`,
/// `score`, `rank`, `level`, `refused` (why the variant has no scores).
[[nodiscard]] inline std::string write_variants_csv(const multiverse& m) {
  std::string csv = "variant,";
  for (const auto& f : m.factors) csv += csv_field(f.name) + ",";
  csv += "id,score,rank,level,refused\n";
  for (const auto& v : m.variants) {
    std::string who = csv_field(v.label) + ",";
    for (std::size_t i = 0; i < v.choice.size(); ++i) {
      who += csv_field(m.factors[i].levels[v.choice[i]]) + ",";
    }
    for (std::size_t row = 0; row < m.communities.size(); ++row) {
      const auto level = v.level[row];
      csv += who + csv_field(m.communities[row]) + "," + csv_cell(v.score[row]) + "," +
             csv_cell(v.rank[row]) + "," +
             (level < 0 ? "" : csv_field(v.level_names[static_cast<std::size_t>(level)])) + "," +
             csv_field(v.refused) + "\n";
    }
  }
  return csv;
}

/// A row for each ordered pair of different variants; `ws` has the first as its reference.
[[nodiscard]] inline std::string write_agreement_csv(const multiverse& m,
                                                     const agreement_matrix& agreements) {
  std::string csv =
      "variant,other,common,spearman,kendall_tau_b,weighted_spearman,ws,mean_rank_shift,"
      "largest_rank_shift,top_overlap,level_changes\n";
  for (std::size_t a = 0; a < agreements.size(); ++a) {
    for (std::size_t b = 0; b < agreements.size(); ++b) {
      if (a == b) continue;
      const auto g = agreements(a, b);
      csv += csv_field(m.variants[a].label) + "," + csv_field(m.variants[b].label) + "," +
             std::to_string(g.common);
      for (const double x : {g.spearman, g.kendall, g.weighted_spearman, g.ws, g.mean_shift,
                             g.largest_shift, g.top_overlap, g.level_changes}) {
        csv += "," + csv_cell(x);
      }
      csv += "\n";
    }
  }
  return csv;
}

/// A row for each community: over how many variants it is `ranked`, its `best`, `median` and
/// `worst` rank, in how many `levels` it is put, and for a grid `share_FACTOR` of the variance of
/// its rank, `interaction`, the factor it is `moved_most` by and the combinations `analyzed`.
[[nodiscard]] inline std::string write_fragility_csv(const multiverse& m, const fragility& f) {
  std::string csv = "id,ranked,best,median,worst,levels";
  for (const auto& one : m.factors) csv += "," + csv_field("share_" + one.name);
  if (!m.factors.empty()) csv += ",interaction,moved_most,analyzed";
  csv += "\n";
  for (std::size_t row = 0; row < f.communities.size(); ++row) {
    const auto& s = f.communities[row];
    csv += csv_field(m.communities[row]) + "," + std::to_string(s.ranked) + "," + csv_cell(s.best) +
           "," + csv_cell(s.median) + "," + csv_cell(s.worst) + "," + std::to_string(s.levels);
    for (std::size_t i = 0; i < m.factors.size(); ++i) {
      csv += "," + csv_cell(i < s.share.size() ? s.share[i] : missing);
    }
    if (!m.factors.empty()) {
      csv += "," + csv_cell(s.interaction) + "," +
             (s.moved_most ? csv_field(m.factors[*s.moved_most].name) : "") + "," +
             std::to_string(s.analyzed);
    }
    csv += "\n";
  }
  return csv;
}

/// A row for each community: `a`, `b`, their `difference` b - a and its parts.
[[nodiscard]] inline std::string write_divergence_csv(const divergence& d) {
  std::string csv = "id,a,b,difference,scope,measurement,weight\n";
  for (const auto& r : d.communities) {
    csv += csv_field(r.community) + "," + csv_cell(r.a) + "," + csv_cell(r.b) + ",";
    csv += csv_cell(is_known(r.difference()) ? r.difference() : missing);
    for (const auto part : detail::all_parts) csv += "," + csv_cell(r.parts.*part);
    csv += "\n";
  }
  return csv;
}

}  // namespace ltorisk::compare
