// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/agreement.hpp>
#include <ltorisk/compare/divergence.hpp>
#include <ltorisk/compare/fragility.hpp>
#include <ltorisk/compare/multiverse.hpp>
#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/version.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// Comparisons of variants as JSON. Numbers that do not exist are null.
namespace ltorisk::compare {

namespace detail {

using json = nlohmann::ordered_json;

inline json or_null(double x) { return is_known(x) ? json(x) : json(nullptr); }

inline json or_null(const std::vector<double>& list) {
  auto j = json::array();
  for (const double x : list) j.push_back(or_null(x));
  return j;
}

/// One measure of all pairs, a row for each variant.
template <class Measure>
json matrix_of(const agreement_matrix& agreements, Measure measure) {
  auto rows = json::array();
  for (std::size_t a = 0; a < agreements.size(); ++a) {
    auto row = json::array();
    for (std::size_t b = 0; b < agreements.size(); ++b) {
      row.push_back(or_null(agreements(a, b).*measure));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

inline json to_json(const divergence_parts& p) {
  return {{"scope", or_null(p.scope)},
          {"measurement", or_null(p.measurement)},
          {"weight", or_null(p.weight)}};
}

inline json head() {
  return {{"schema_version", 1},
          {"library", {{"name", "ltorisk"}, {"version", LTORISK_VERSION_STRING}}}};
}

}  // namespace detail

/// Factors, variants with their scores and ranks, or the reason why they have none, the agreement
/// of every two, and every community's spread.
[[nodiscard]] inline std::string write_variants(const multiverse& m,
                                                const agreement_matrix& agreements,
                                                const fragility& f) {
  using detail::json;
  auto j = detail::head();
  j["factors"] = json::array();
  for (const auto& one : m.factors) {
    j["factors"].push_back({{"name", one.name}, {"levels", one.levels}});
  }
  j["left_out_of_analysis"] = json::array();
  for (const auto& [factor, level] : f.left_out) {
    j["left_out_of_analysis"].push_back(
        {{"factor", m.factors[factor].name}, {"level", m.factors[factor].levels[level]}});
  }
  j["communities"] = m.communities;
  j["variants"] = json::array();
  for (const auto& v : m.variants) {
    json one{{"label", v.label}};
    for (std::size_t i = 0; i < v.choice.size(); ++i) {
      one[m.factors[i].name] = m.factors[i].levels[v.choice[i]];
    }
    if (!v.refused.empty()) {
      one["refused"] = v.refused;
    } else {
      one["scores"] = detail::or_null(v.score);
      one["ranks"] = detail::or_null(v.rank);
      auto levels = json::array();
      for (const int l : v.level) {
        levels.push_back(l < 0 ? json(nullptr) : json(v.level_names[static_cast<std::size_t>(l)]));
      }
      one["levels"] = std::move(levels);
    }
    j["variants"].push_back(std::move(one));
  }
  const auto measure = [&](double agreement::*what) { return detail::matrix_of(agreements, what); };
  j["agreement"] = {{"spearman", measure(&agreement::spearman)},
                    {"kendall_tau_b", measure(&agreement::kendall)},
                    {"weighted_spearman", measure(&agreement::weighted_spearman)},
                    {"ws", measure(&agreement::ws)},
                    {"mean_rank_shift", measure(&agreement::mean_shift)},
                    {"largest_rank_shift", measure(&agreement::largest_shift)},
                    {"top_overlap", measure(&agreement::top_overlap)},
                    {"level_changes", measure(&agreement::level_changes)}};
  j["spread"] = json::array();
  for (std::size_t row = 0; row < f.communities.size(); ++row) {
    const auto& s = f.communities[row];
    json one{{"community", m.communities[row]},   {"ranked", s.ranked},
             {"best", detail::or_null(s.best)},   {"median", detail::or_null(s.median)},
             {"worst", detail::or_null(s.worst)}, {"levels", s.levels}};
    if (!s.share.empty()) {
      for (std::size_t i = 0; i < s.share.size(); ++i) {
        one["share"][m.factors[i].name] = detail::or_null(s.share[i]);
      }
      one["share"]["interaction"] = detail::or_null(s.interaction);
      one["moved_most"] = s.moved_most ? json(m.factors[*s.moved_most].name) : json(nullptr);
      one["analyzed"] = s.analyzed;
    }
    j["spread"].push_back(std::move(one));
  }
  return ltorisk::detail::json_printer::print(j);
}

/// The divergence of two raters, in total and of every community.
[[nodiscard]] inline std::string write_divergence(const divergence& d) {
  using detail::json;
  auto j = detail::head();
  j["range"] = {d.range.lower, d.range.upper};
  j["common"] = d.common;
  j["only_a"] = d.only_a;
  j["only_b"] = d.only_b;
  j["compared"] = d.compared;
  j["mean_difference"] = detail::or_null(d.mean_difference);
  j["mean"] = detail::to_json(d.mean);
  j["mean_absolute_difference"] = detail::or_null(d.mean_absolute_difference);
  j["mean_absolute"] = detail::to_json(d.mean_absolute);
  j["share_of_variance"] = detail::to_json(d.share);
  j["communities"] = json::array();
  for (const auto& r : d.communities) {
    j["communities"].push_back({{"id", r.community},
                                {"a", detail::or_null(r.a)},
                                {"b", detail::or_null(r.b)},
                                {"difference", detail::or_null(r.difference())},
                                {"parts", detail::to_json(r.parts)}});
  }
  return ltorisk::detail::json_printer::print(j);
}

}  // namespace ltorisk::compare
