// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/uncertainty/answers.hpp>
#include <ltorisk/uncertainty/scorer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty {

/// What a figure would be worth: by which share the variance of a score is expected to shrink once
/// it is known. An interval shrinks by about half of that.
struct narrowing {
  std::string indicator = {};
  estimate share = {};
};

struct narrowing_options {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
};

/// For each outcome the uncertain figures of one community, the one first that would narrow its
/// score most: Var(E[score | figure]) / Var(score), the correlation ratio, which is the first-order
/// Sobol' index. From one set of random draws in classes of equal size (given-data estimator;
/// Plischke, Borgonovo, Smith 2013, doi:10.1016/j.ejor.2012.11.047), less the share that chance
/// alone would show. Weights, scales and methods are not figures somebody could go and get.
///
/// Throws `input_error` where the table has no such row, `domain_error` for fewer than 32 draws.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] std::vector<std::vector<narrowing>> what_would_narrow(
    const input_map& inputs, std::size_t row, const narrowing_options& o = {}) {
  if (row >= inputs.data().rows()) {
    throw input_error(
        {{"row " + std::to_string(row),
          "is beyond the table's " + std::to_string(inputs.data().rows()) + " rows"}});
  }
  if (o.draws < 32) {
    throw domain_error("what_would_narrow: draws must be 32 or more, got " +
                       std::to_string(o.draws));
  }
  std::vector<const input_map::cell*> figures;
  for (const auto& c : inputs.cells()) {
    if (c.row == row) figures.push_back(&c);
  }
  const random_streams points(o.seed, inputs.streams());
  scorer<Isa> score(inputs);
  std::vector<double> u(inputs.coordinates());
  // By figure its uniform number, by outcome the score, in each draw.
  std::vector<std::vector<double>> place(figures.size()), scores(inputs.outcomes().size());
  for (std::size_t d = 0; d < o.draws; ++d) {
    points.fill(d, 0, u);
    score.run(u);
    for (std::size_t k = 0; k < figures.size(); ++k) place[k].push_back(u[figures[k]->coordinate]);
    for (std::size_t k = 0; k < scores.size(); ++k) scores[k].push_back(score.value(k, row));
  }
  const auto classes = std::clamp<std::size_t>(
      static_cast<std::size_t>(std::sqrt(static_cast<double>(o.draws)) / 2), 4, 32);
  const auto ratio = [&](const std::vector<double>& at, const std::vector<double>& x) -> estimate {
    std::vector<std::size_t> known;
    double mean = 0;
    for (std::size_t d = 0; d < x.size(); ++d) {
      if (!is_known(x[d])) continue;
      known.push_back(d);
      mean += x[d];
    }
    if (known.size() < 4 * classes) return {};
    const auto n = static_cast<double>(known.size());
    mean /= n;
    std::ranges::sort(known, {}, [&](std::size_t d) { return at[d]; });
    double all = 0, between = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      const std::size_t begin = c * known.size() / classes, end = (c + 1) * known.size() / classes;
      double sum = 0;
      for (std::size_t i = begin; i < end; ++i) {
        const double off = x[known[i]] - mean;
        sum += off;
        all += off * off;
      }
      between += sum * sum / static_cast<double>(end - begin);
    }
    if (!(all > 1e-18 * mean * mean * n)) return {0, 0};
    const double raw = between / all, groups = static_cast<double>(classes);
    const double adjusted = std::max<double>(1 - (1 - raw) * (n - 1) / (n - groups), 0);
    // Of a squared correlation, and what chance adds where there is none.
    const double error =
        std::sqrt(4 * adjusted * (1 - adjusted) * (1 - adjusted) / n + 2 * (groups - 1) / (n * n));
    return {adjusted, error};
  };
  std::vector<std::vector<narrowing>> result(scores.size());
  for (std::size_t k = 0; k < scores.size(); ++k) {
    for (std::size_t j = 0; j < figures.size(); ++j) {
      const auto& id = inputs.nominal().framework().indicators[figures[j]->column].id;
      result[k].push_back({id, ratio(place[j], scores[k])});
    }
    std::ranges::stable_sort(result[k], [](const narrowing& a, const narrowing& b) {
      return a.share.value > b.share.value;
    });
  }
  return result;
}

}  // namespace ltorisk::uncertainty
