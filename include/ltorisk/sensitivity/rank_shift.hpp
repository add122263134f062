// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/uncertainty/ranks.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::sensitivity {

/// The score a ranking begins with.
enum class best { highest, lowest };

/// The rank of each score, as tables show it: one more than the number of better ones, so that
/// equal scores share the better rank (1 2 2 4). `missing` where the score is not known.
[[nodiscard]] inline std::vector<double> ranks_of(std::span<const double> scores,
                                                  best first = best::highest) {
  std::vector<std::uint32_t> places(scores.size());
  uncertainty::ranker{}(scores, first == best::lowest, places);
  std::vector<double> ranks;
  ranks.reserve(places.size());
  for (const auto place : places) {
    ranks.push_back(place > 0 ? static_cast<double>(place) : missing);
  }
  return ranks;
}

/// The rank of one score among all, as `ranks_of` has it.
[[nodiscard]] inline double rank_of(std::span<const double> scores, std::size_t at,
                                    best first = best::highest) {
  const double score = scores[at];
  if (!is_known(score)) return missing;
  double rank = 1;
  for (const double x : scores) rank += (first == best::highest ? x > score : x < score) ? 1 : 0;
  return rank;
}

/// How many places a community moves on average when other scores take the place of the reference:
/// the mean of |rank - reference rank| (Saisana, Saltelli, Tarantola 2005,
/// doi:10.1111/j.1467-985X.2005.00350.x) over those that have both; `missing` where none has.
class rank_shift {
 public:
  explicit rank_shift(std::span<const double> reference, best first = best::highest)
      : first_(first), reference_(ranks_of(reference, first)) {}

  /// Throws `input_error` where the scores are not as many as those of the reference.
  [[nodiscard]] double operator()(std::span<const double> scores) const {
    if (reference_.size() != scores.size()) {
      throw input_error(
          {{"rank_shift", "the reference has " + std::to_string(reference_.size()) +
                              " scores, the other list " + std::to_string(scores.size())}});
    }
    const auto ranks = ranks_of(scores, first_);
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      if (!is_known(reference_[i]) || !is_known(ranks[i])) continue;
      sum += std::fabs(ranks[i] - reference_[i]);
      ++count;
    }
    return count > 0 ? sum / count : missing;
  }

 private:
  best first_;
  std::vector<double> reference_;
};

/// `rank_shift` of two lists.
[[nodiscard]] inline double average_rank_shift(std::span<const double> reference,
                                               std::span<const double> scores,
                                               best first = best::highest) {
  return rank_shift(reference, first)(scores);
}

}  // namespace ltorisk::sensitivity
