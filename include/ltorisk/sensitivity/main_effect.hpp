// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/sensitivity/local_linear.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity {

/// How much of a score goes with one indicator, other indicators moving as they do in the sample.
struct main_effect {
  /// Pearson's correlation ratio, Var(E[y | x]) / Var(y), 0..1.
  double share = missing;
  /// What a straight line makes of it: R^2.
  double linear = missing;
  /// How many rows know both.
  std::size_t rows = 0;
  /// How E[y | x] was found: "straight line", "local linear, span 0.3", "mean of each of 4 values".
  std::string curve = {};
  /// Why a figure is missing, or zero without a fit; else empty.
  std::string note = {};
};

/// The importance of an indicator in a composite by Paruolo, Saisana and Saltelli (2013,
/// doi:10.1111/j.1467-985X.2012.01059.x): the share of the score's variance that would go if the
/// indicator were fixed. It counts what the indicator does through its correlation with others, so
/// the shares of all indicators may sum to more than one.
///
/// E[y | x] is the mean of y at each value of x where there are ten rows to a value or more, else
/// local linear regression over the nearest 5 to 100 % of the rows, or a straight line: whichever
/// misses least the rows it is fitted without (cross-validation), the smoother one where several
/// do. Below 8 distinct values it is the straight line. Beyond 512 distinct values neighbors are
/// taken together. Noise fits a little, too: with no relation at all, expect about 3 / n.
///
/// Rows that do not know both are left out. An indicator that does not vary has a share of 0, a
/// score that does not vary has no shares: the note says so. Throws `input_error` where the columns
/// are not of one length or a figure is infinite.
[[nodiscard]] inline main_effect main_effect_of(std::span<const double> x,
                                                std::span<const double> y) {
  if (x.size() != y.size()) {
    throw input_error({{"main_effect", "the indicator has " + std::to_string(x.size()) +
                                           " rows, the score " + std::to_string(y.size())}});
  }
  std::vector<std::pair<double, double>> xy;
  double largest_x = 0, largest_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!is_known(x[i]) || !is_known(y[i])) continue;
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
      throw input_error({{"main_effect, row " + std::to_string(i), "is infinite"}});
    }
    xy.emplace_back(x[i], y[i]);
    largest_x = std::max<double>(largest_x, std::fabs(x[i]));
    largest_y = std::max<double>(largest_y, std::fabs(y[i]));
  }
  main_effect found{.rows = xy.size()};
  if (xy.size() < 3) {
    found.note = "fewer than three rows know both";
    return found;
  }
  // Neither share depends on the units; squares must not overflow.
  for (auto& [a, b] : xy) {
    if (largest_x > 0) a /= largest_x;
    if (largest_y > 0) b /= largest_y;
  }
  const auto n = static_cast<double>(xy.size());
  double mean_x = 0, mean = 0, xx = 0, products = 0, squares = 0;
  for (const auto& [a, b] : xy) {
    mean_x += (a - xy[0].first) / n;
    mean += (b - xy[0].second) / n;
  }
  mean_x += xy[0].first;
  mean += xy[0].second;
  for (const auto& [a, b] : xy) {
    xx += (a - mean_x) * (a - mean_x);
    products += (a - mean_x) * (b - mean);
    squares += (b - mean) * (b - mean);
  }
  constexpr double rounding = 16 * std::numeric_limits<double>::epsilon();
  if (squares <= n * rounding * rounding) {
    found.note = "the score does not vary: no variance, so no shares of it";
    return found;
  }

  const auto all = detail::clusters_of(xy, xy.size());
  const auto share_of = [&](std::span<const detail::cluster> at, std::span<const double> curve) {
    double explained = 0;
    for (std::size_t g = 0; g < at.size(); ++g) {
      explained += at[g].rows * (curve[g] - mean) * (curve[g] - mean);
    }
    return std::min<double>(1, explained / squares);
  };
  if (all.size() == 1) {
    found.share = found.linear = 0;
    found.note = "the indicator does not vary";
    return found;
  }
  found.linear = xx > 0 ? std::min<double>(1, products / xx * (products / squares)) : 0;
  if (xy.size() >= 10 * all.size()) {
    std::vector<double> means;
    for (const auto& c : all) means.push_back(c.y);
    found.share = share_of(all, means);
    found.curve = "mean of each of " + std::to_string(all.size()) + " values";
    return found;
  }
  constexpr std::size_t most = 512;
  const auto clusters = detail::clusters_of(std::move(xy), most);
  const detail::local_linear smoother(clusters);
  constexpr double line = 2;
  double best = line;
  if (clusters.size() >= 8) {
    double least = smoother.left_out_error(line);
    for (const double span : {1.0, 0.8, 0.65, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05}) {
      // Less smooth only where it is better by more than rounding.
      if (const double error = smoother.left_out_error(span);
          error < least - rounding * (least + squares / n)) {
        least = error;
        best = span;
      }
    }
  }
  found.curve = best == line ? "straight line" : "local linear, span " + to_text(best);
  found.share = best == line ? found.linear : share_of(clusters, smoother.curve(best));
  return found;
}

}  // namespace ltorisk::sensitivity
