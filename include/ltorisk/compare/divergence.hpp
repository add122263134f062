// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/hybrid.hpp>
#include <ltorisk/compare/rater.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/table.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::compare {

/// A difference in three parts.
struct divergence_parts {
  /// Indicators that only one of the two looks at.
  double scope = missing;
  /// The same indicators, measured otherwise: another scale or other figures.
  double measurement = missing;
  /// The same indicators, combined otherwise: tree, weights, aggregations, limits.
  double weight = missing;
};

/// Of one community.
struct divergence_row {
  std::string community = {};
  double a = missing;
  double b = missing;
  /// They add up to b - a; missing where one of the scores they rest on is.
  divergence_parts parts = {};

  [[nodiscard]] double difference() const { return b - a; }
};

struct divergence {
  /// What the scores are in: the score range of both frameworks, or 0..1 where theirs differ.
  interval range = {};
  /// Indicators by who looks at them.
  std::vector<std::string> common = {}, only_a = {}, only_b = {};
  std::vector<divergence_row> communities = {};
  /// Over the communities that have parts.
  std::size_t compared = 0;
  /// Means of the difference and of its parts, which add up to it.
  double mean_difference = missing;
  divergence_parts mean = {};
  /// Means of the sizes, whatever their sign.
  double mean_absolute_difference = missing;
  divergence_parts mean_absolute = {};
  /// How much of the variance of the difference goes with each part, Cov(part, b - a) / Var(b - a):
  /// they add up to one, and one may be negative. Missing where the difference is the same for all.
  divergence_parts share = {};
};

namespace detail {

inline constexpr std::array<double divergence_parts::*, 3> all_parts{
    &divergence_parts::scope, &divergence_parts::measurement, &divergence_parts::weight};

inline void sum_up(divergence& d) {
  std::vector<const divergence_row*> rows;
  for (const auto& r : d.communities) {
    if (is_known(r.parts.scope)) rows.push_back(&r);
  }
  d.compared = rows.size();
  if (rows.empty()) return;
  const auto n = static_cast<double>(rows.size());
  d.mean_difference = d.mean_absolute_difference = 0;
  for (const auto* r : rows) {
    d.mean_difference += r->difference() / n;
    d.mean_absolute_difference += std::fabs(r->difference()) / n;
  }
  double variance = 0;
  for (const auto* r : rows) variance += std::pow(r->difference() - d.mean_difference, 2);
  for (const auto part : all_parts) {
    double mean = 0, size = 0, covariance = 0;
    for (const auto* r : rows) {
      mean += r->parts.*part / n;
      size += std::fabs(r->parts.*part) / n;
    }
    for (const auto* r : rows) {
      covariance += (r->parts.*part - mean) * (r->difference() - d.mean_difference);
    }
    d.mean.*part = mean;
    d.mean_absolute.*part = size;
    // What rounding leaves of a difference that is the same for all is no variance.
    const double noise = 1e-12 * (d.range.upper - d.range.lower);
    if (variance > n * noise * noise) d.share.*part = covariance / variance;
  }
}

inline void check_pair(const rater& a, const rater& b) {
  fault_list faults;
  if (a.data.rows() != b.data.rows()) {
    faults.add("raters", "must score the same communities, got " + std::to_string(a.data.rows()) +
                             " and " + std::to_string(b.data.rows()) + " rows");
  } else {
    for (std::size_t row = 0; row < a.data.rows() && !faults.full(); ++row) {
      if (a.data.row_id(row) == b.data.row_id(row)) continue;
      faults.add("raters", "must score the same communities in the same order: row " +
                               std::to_string(row) + " is " + in_quotes(a.data.row_id(row)) +
                               " and " + in_quotes(b.data.row_id(row)));
      break;
    }
  }
  const auto &m = node_of(a, "rater a"), &n = node_of(b, "rater b");
  if (m.higher_is_worse != n.higher_is_worse) {
    faults.add("raters", "must agree on whether higher is worse: " + in_quotes(m.id) + " and " +
                             in_quotes(n.id) + " do not");
  }
  faults.throw_if_any();
}

}  // namespace detail

/// Why two raters differ: for every community b - a in parts that add up, after Berg, Koelbel,
/// Rigobon 2022, doi:10.1093/rof/rfac033.
///
/// Let F_t(m) be the score by rater t's tree with the common indicators (same id) measured as rater
/// m does, and C_t(m) the same with the indicators that only t looks at dropped
/// (`compare/hybrid.hpp` says how). A rater of scope s, measurement m and weight w scores
///
///     h(s, m, w) = C_w(m) + F_s(m) - C_s(m):
///
/// the common indicators by the tree of w, and what its own indicators add by the tree of s, since
/// nobody else says what they weigh. h is a's score where all three are a, and b's where all are b.
/// Each part is the mean of what replacing it changes over the 3! orders of replacement (its
/// Shapley value), so it does not matter which rater comes first: swapped raters give the negative
/// parts. It comes to
///
///     scope       = mean over m of (F_b(m) - C_b(m)) - (F_a(m) - C_a(m))
///     measurement = mean over t of F_t(b) - F_t(a)
///     weight      = mean over m of C_b(m) - C_a(m).
///
/// Unlike the paper's linear form it works for any tree, and dropping an indicator gives its weight
/// to its siblings, as a missing one does. Limits: what one rater measures with two indicators is
/// not matched with one of the other; where a dropped indicator is a node's required or gated child
/// there is nothing to compare; a rater's `assume` belongs to its tree. Where one of the eight
/// scores is missing, so are the parts.
///
/// Throws `input_error` where the raters do not score the same communities, have no indicator in
/// common, disagree on whether higher is worse, or one's scales give values that the other's
/// aggregations do not take. The same bits for any executor.
template <unsigned Isa = simd::native_isa, executor E = sequential>
[[nodiscard]] divergence divergence_between(const rater& a, const rater& b, const E& run = {}) {
  detail::check_pair(a, b);
  const std::array<const rater*, 2> raters{&a, &b};
  const auto &f = a.model.framework(), &g = b.model.framework();
  const auto in_a = detail::looks_at(f, detail::node_of(a, "rater a"));
  const auto in_b = detail::looks_at(g, detail::node_of(b, "rater b"));
  divergence d;
  d.only_a = detail::without(in_a, in_b);
  d.only_b = detail::without(in_b, in_a);
  d.common = detail::without(in_a, d.only_a);
  if (d.common.empty()) throw input_error({diagnostic{"raters", "have no indicator in common"}});
  const bool same_range = f.score_range == g.score_range;
  d.range = same_range ? f.score_range : interval{0, 1};

  // scores[tree][gauge][dropped]
  std::array<std::array<std::array<std::vector<double>, 2>, 2>, 2> scores;
  run(8, [&](std::size_t task) {
    const auto t = task / 4, m = task / 2 % 2, dropped = task % 2;
    const auto& own = t == 0 ? d.only_a : d.only_b;
    if (dropped && own.empty()) return;
    auto& column = scores[t][m][dropped];
    try {
      column = detail::hybrid(*raters[t], *raters[m], d.common,
                              dropped ? own : std::vector<std::string>{})
                   .template score<Isa>();
    } catch (const input_error& e) {
      auto faults = e.diagnostics();
      const std::string who = std::string("the tree of rater ") + (t == 0 ? "a" : "b") +
                              ", measured by rater " + (m == 0 ? "a" : "b") + ", ";
      for (auto& [where, what] : faults) where = who + where;
      throw input_error(std::move(faults));
    }
    if (same_range) return;
    for (double& x : column) {
      if (is_known(x)) x = raters[t]->model.framework().to_unit(x);
    }
  });
  for (std::size_t t = 0; t < 2; ++t) {
    if (!(t == 0 ? d.only_a : d.only_b).empty()) continue;
    for (auto& m : scores[t]) m[1] = m[0];
  }
  for (std::size_t row = 0; row < a.data.rows(); ++row) {
    const auto full = [&](std::size_t t, std::size_t m) { return scores[t][m][0][row]; };
    const auto cut = [&](std::size_t t, std::size_t m) { return scores[t][m][1][row]; };
    divergence_row r{
        .community = std::string(a.data.row_id(row)), .a = full(0, 0), .b = full(1, 1)};
    bool known = true;
    for (std::size_t t = 0; t < 2; ++t) {
      for (std::size_t m = 0; m < 2; ++m) {
        known = known && is_known(full(t, m)) && is_known(cut(t, m));
      }
    }
    if (known) {
      const auto own = [&](std::size_t t, std::size_t m) { return full(t, m) - cut(t, m); };
      r.parts.scope = ((own(1, 0) - own(0, 0)) + (own(1, 1) - own(0, 1))) / 2;
      r.parts.measurement = ((full(0, 1) - full(0, 0)) + (full(1, 1) - full(1, 0))) / 2;
      r.parts.weight = ((cut(1, 0) - cut(0, 0)) + (cut(1, 1) - cut(0, 1))) / 2;
    }
    d.communities.push_back(std::move(r));
  }
  detail::sum_up(d);
  return d;
}

}  // namespace ltorisk::compare
