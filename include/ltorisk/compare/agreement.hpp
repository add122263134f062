// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/multiverse.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/statistics/kendall.hpp>
#include <ltorisk/statistics/ranking_similarity.hpp>
#include <ltorisk/statistics/ranks.hpp>
#include <ltorisk/statistics/spearman.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ltorisk::compare {

/// How far two variants agree on the communities that both score. What cannot be said is missing:
/// everything below two such communities, the first two where a variant ranks all of them alike.
struct agreement {
  std::size_t common = 0;
  /// Spearman's and Kendall's (tau-b) rank correlation, -1 to 1.
  double spearman = missing;
  double kendall = missing;
  /// The same question where the top counts most: weighted Spearman correlation, and the WS
  /// coefficient with the first variant as the reference, and with the second.
  double weighted_spearman = missing;
  double ws = missing;
  double ws_reversed = missing;
  /// Mean and largest difference of a community's two ranks.
  double mean_shift = missing;
  double largest_shift = missing;
  /// Share of the top k that is in the other's top k; what is tied at place k belongs to it.
  double top_overlap = missing;
  /// Share of communities that stand in another level; missing where levels are not the same.
  double level_changes = missing;

  [[nodiscard]] agreement reversed() const {
    auto other = *this;
    std::swap(other.ws, other.ws_reversed);
    return other;
  }
};

/// The agreement of each variant with each.
class agreement_matrix {
 public:
  agreement_matrix(std::size_t size, std::vector<agreement> pairs)
      : size_(size), pairs_(std::move(pairs)) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  /// `a` is the reference of `ws`.
  [[nodiscard]] agreement operator()(std::size_t a, std::size_t b) const {
    return a <= b ? pairs_[b * (b + 1) / 2 + a] : pairs_[a * (a + 1) / 2 + b].reversed();
  }

 private:
  std::size_t size_;
  std::vector<agreement> pairs_;  // of a <= b
};

namespace detail {

/// One variant's ranking of the communities that count, 1 the first; ties share the average.
struct ranking {
  std::vector<double> ranks = {};
  std::vector<std::size_t> order = {};
};

[[nodiscard]] inline ranking ranking_of(std::vector<double> ranks) {
  ranking r{std::move(ranks), {}};
  for (std::size_t i = 0; i < r.ranks.size(); ++i) r.order.push_back(i);
  std::ranges::stable_sort(r.order, {}, [&](std::size_t i) { return r.ranks[i]; });
  return r;
}

/// Which communities stand at place k or before, those tied with it included.
[[nodiscard]] inline std::vector<bool> top_of(const ranking& r, std::size_t k) {
  std::vector<bool> top(r.ranks.size());
  if (k == 0) return top;
  for (std::size_t i = 0; i < r.order.size(); ++i) {
    if (i >= k && r.ranks[r.order[i]] != r.ranks[r.order[i - 1]]) break;
    top[r.order[i]] = true;
  }
  return top;
}

[[nodiscard]] inline agreement agreement_of(const ranking& a, const ranking& b, std::size_t top) {
  const auto n = a.ranks.size();
  agreement g{.common = n};
  if (n < 2) return g;
  g.spearman = statistics::detail::correlation_of_ranks(a.ranks, b.ranks);
  std::vector<std::pair<double, double>> rows(n);
  for (std::size_t i = 0; i < n; ++i) rows[i] = {a.ranks[a.order[i]], b.ranks[a.order[i]]};
  for (std::size_t first = 0, last; first < n; first = last) {
    for (last = first + 1; last < n && rows[last].first == rows[first].first;) ++last;
    const auto at = rows.begin();
    std::sort(at + static_cast<std::ptrdiff_t>(first), at + static_cast<std::ptrdiff_t>(last));
  }
  g.kendall = statistics::detail::kendall_of_sorted(rows);
  g.weighted_spearman = statistics::weighted_spearman(a.ranks, b.ranks);
  g.ws = statistics::ranking_similarity(a.ranks, b.ranks);
  g.ws_reversed = statistics::ranking_similarity(b.ranks, a.ranks);
  double sum = 0, most = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double shift = std::fabs(a.ranks[i] - b.ranks[i]);
    sum += shift;
    most = std::max<double>(most, shift);
  }
  g.mean_shift = sum / static_cast<double>(n);
  g.largest_shift = most;
  const auto top_a = top_of(a, top), top_b = top_of(b, top);
  std::size_t in_a = 0, in_b = 0, in_both = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (top_a[i]) ++in_a;
    if (top_b[i]) ++in_b;
    if (top_a[i] && top_b[i]) ++in_both;
  }
  if (in_a > 0) {
    g.top_overlap =
        static_cast<double>(in_both) / static_cast<double>(std::max<std::size_t>(in_a, in_b));
  }
  return g;
}

[[nodiscard]] inline double level_changes(const scored_variant& a, const scored_variant& b) {
  if (a.level_names != b.level_names) return missing;
  double both = 0, differ = 0;
  for (std::size_t row = 0; row < a.level.size(); ++row) {
    if (a.level[row] < 0 || b.level[row] < 0) continue;
    ++both;
    if (a.level[row] != b.level[row]) ++differ;
  }
  return both > 0 ? differ / both : missing;
}

/// Throws `input_error` where a variant is not of as many communities as its multiverse.
inline void require_rows(const multiverse& m, const scored_variant& v) {
  const auto rows = m.communities.size();
  if (v.rank.size() == rows && v.level.size() == rows) return;
  throw input_error({{"variant " + in_quotes(v.label),
                      "must have a rank and a level of each of the " + std::to_string(rows) +
                          " communities, got " + std::to_string(v.rank.size()) + " and " +
                          std::to_string(v.level.size())}});
}

/// Of two variants over the same communities in the same order.
[[nodiscard]] inline agreement agreement_of(const scored_variant& a, const scored_variant& b,
                                            std::size_t top) {
  const auto [x, y] = statistics::known_to_both(a.rank, b.rank);
  auto g = agreement_of(ranking_of(statistics::ranks(x)), ranking_of(statistics::ranks(y)), top);
  g.level_changes = level_changes(a, b);
  return g;
}

/// Where each community stands. Throws `input_error` where one is there twice.
[[nodiscard]] inline std::unordered_map<std::string_view, std::size_t> rows_of(
    const multiverse& m) {
  fault_list faults;
  std::unordered_map<std::string_view, std::size_t> rows;
  for (std::size_t row = 0; row < m.communities.size(); ++row) {
    if (rows.try_emplace(m.communities[row], row).second) continue;
    faults.add("community " + in_quotes(m.communities[row]),
               "is there twice: it cannot be matched by its id");
  }
  faults.throw_if_any();
  return rows;
}

}  // namespace detail

/// How far two variants of one multiverse agree, by their labels. Communities that one of them does
/// not score are left out, and the rest is ranked anew in each; ties have the average rank here,
/// whatever `variants_options` says. `top`: the k of the top-k overlap, 10 by default. Throws
/// `input_error` where there is no such variant.
[[nodiscard]] inline agreement agreement_between(const multiverse& m, std::string_view a,
                                                 std::string_view b, std::size_t top = 10) {
  const auto &x = m[a], &y = m[b];
  detail::require_rows(m, x);
  detail::require_rows(m, y);
  return detail::agreement_of(x, y, top);
}

/// The same for variants of two multiverses, such as those of last year and of this year: the same
/// communities are told by their ids, whatever row they stand in, and those that only one of the
/// two has are left out. Levels are those each has in its own multiverse. Throws `input_error` too
/// where an id is there twice, or the two have no community in common.
///
///     agreement_between(last_year, "equal", this_year, "equal").kendall
[[nodiscard]] inline agreement agreement_between(const multiverse& first, std::string_view a,
                                                 const multiverse& second, std::string_view b,
                                                 std::size_t top = 10) {
  const auto &x = first[a], &y = second[b];
  detail::require_rows(first, x);
  detail::require_rows(second, y);
  const auto rows = detail::rows_of(first), others = detail::rows_of(second);
  scored_variant left{.label = x.label, .level_names = x.level_names};
  scored_variant right{.label = y.label, .level_names = y.level_names};
  for (std::size_t row = 0; row < first.communities.size(); ++row) {
    const auto other = others.find(first.communities[row]);
    if (other == others.end()) continue;
    left.rank.push_back(x.rank[row]);
    left.level.push_back(x.level[row]);
    right.rank.push_back(y.rank[other->second]);
    right.level.push_back(y.level[other->second]);
  }
  if (left.rank.empty() && !rows.empty() && !others.empty()) {
    throw input_error(
        {{"communities", "of the two multiverses have no id in common: the first has " +
                             in_quotes(first.communities[0]) + ", the second " +
                             in_quotes(second.communities[0])}});
  }
  return detail::agreement_of(left, right, top);
}

/// The agreement of all pairs of variants: v (v + 1) / 2 comparisons of n communities, O(n log n)
/// each. The same bits for any executor. Throws `input_error` where variants are not of the same
/// number of communities, which none of `score_variants` is.
template <executor E = sequential>
[[nodiscard]] agreement_matrix agreement_of(const multiverse& m, std::size_t top = 10,
                                            const E& run = {}) {
  const auto size = m.variants.size();
  for (const auto& v : m.variants) detail::require_rows(m, v);
  // Where all communities are scored, a variant's ranking is the same in every comparison.
  std::vector<detail::ranking> rankings(size);
  std::vector<unsigned char> complete(size);
  run(size, [&](std::size_t i) {
    const auto& rank = m.variants[i].rank;
    complete[i] = std::ranges::none_of(rank, [](double r) { return r != r; });
    if (complete[i]) rankings[i] = detail::ranking_of(statistics::ranks(rank));
  });
  std::vector<agreement> pairs(size * (size + 1) / 2);
  run(size, [&](std::size_t b) {
    for (std::size_t a = 0; a <= b; ++a) {
      auto& pair = pairs[b * (b + 1) / 2 + a];
      if (complete[a] && complete[b]) {
        pair = detail::agreement_of(rankings[a], rankings[b], top);
        pair.level_changes = detail::level_changes(m.variants[a], m.variants[b]);
      } else {
        pair = detail::agreement_of(m.variants[a], m.variants[b], top);
      }
    }
  });
  return {size, std::move(pairs)};
}

}  // namespace ltorisk::compare
