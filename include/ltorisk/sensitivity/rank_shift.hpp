// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity {

/// The rank of each score: 1 for the largest; equal scores share the mean of the places they take,
/// so that ranks always sum to n (n + 1) / 2. `missing` where the score is not known.
[[nodiscard]] inline std::vector<double> ranks_of(std::span<const double> scores) {
  std::vector<std::pair<double, std::size_t>> order;
  order.reserve(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (is_known(scores[i])) order.emplace_back(scores[i], i);
  }
  std::sort(order.begin(), order.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<double> ranks(scores.size(), missing);
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    for (last = first; last < order.size() && order[last].first == order[first].first;) ++last;
    for (auto k = first; k < last; ++k) {
      ranks[order[k].second] = static_cast<double>(first + last + 1) / 2;
    }
  }
  return ranks;
}

/// The rank of one score among all, as `ranks_of` has it.
[[nodiscard]] inline double rank_of(std::span<const double> scores, std::size_t at) {
  if (!is_known(scores[at])) return missing;
  double above = 0, equal = 0;
  for (const double x : scores) {
    above += x > scores[at] ? 1 : 0;
    equal += x == scores[at] ? 1 : 0;
  }
  return above + (equal + 1) / 2;
}

/// How many places a community moves on average when one list of scores takes the place of another:
/// the mean of |rank - reference rank| (Saisana, Saltelli, Tarantola 2005,
/// doi:10.1111/j.1467-985X.2005.00350.x), 0 to n/2. Communities that either list does not know are
/// left out of both, before ranking; `missing` where none is left.
class rank_shift {
 public:
  explicit rank_shift(std::vector<double> reference)
      : reference_(std::move(reference)), ranks_(ranks_of(reference_)) {}

  /// Throws `input_error` where the lists are not of one length.
  [[nodiscard]] double operator()(std::span<const double> scores) const {
    if (reference_.size() != scores.size()) {
      throw input_error(
          {{"rank_shift", "the reference has " + std::to_string(reference_.size()) +
                              " scores, the other list " + std::to_string(scores.size())}});
    }
    std::vector<double> before, after;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (!is_known(reference_[i]) || !is_known(scores[i])) continue;
      before.push_back(reference_[i]);
      after.push_back(scores[i]);
    }
    if (before.size() == scores.size()) return distance(ranks_, ranks_of(scores));
    return distance(ranks_of(before), ranks_of(after));
  }

 private:
  [[nodiscard]] static double distance(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.empty()) return missing;
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::fabs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
  }

  std::vector<double> reference_, ranks_;
};

/// `rank_shift` of two lists.
[[nodiscard]] inline double average_rank_shift(std::span<const double> reference,
                                               std::span<const double> scores) {
  return rank_shift({reference.begin(), reference.end()})(scores);
}

}  // namespace ltorisk::sensitivity
