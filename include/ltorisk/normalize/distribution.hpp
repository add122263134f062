// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/scales/empirical.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/ranks.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace ltorisk::normalize {

/// Ranks here go from the worst up.
using statistics::ties;

namespace detail {

/// Freezes value(rank, n) of every figure's rank among the n known values, n the number of
/// different ones where ties are dense. A figure never seen has the rank the formula gives it with
/// none equal.
template <class Value>
[[nodiscard]] scales::empirical distribution(const statistics::counts& known, const criterion& c,
                                             const char* scheme, ties t, Value value) {
  if (known.distinct(0) == 0) {
    refuse(c, std::string("has no known value: ") + scheme + " needs one");
  }
  const bool cost = c.direction == sign::minus;
  scales::empirical found;
  std::vector<double> upto;  // how many values are this or smaller
  known.each(0, [&](double x, double count) {
    found.values.push_back(x);
    upto.push_back((upto.empty() ? 0 : upto.back()) + count);
  });
  const auto n = upto.back(), distinct = static_cast<double>(upto.size());
  const auto of = [&](double worse, double equal, double worse_distinct) {
    const double rank = t == ties::average ? worse + (equal + 1) / 2
                        : t == ties::min   ? worse + 1
                        : t == ties::max   ? worse + equal
                                           : worse_distinct + 1;
    return value(rank, t == ties::dense ? distinct : n);
  };
  for (std::size_t i = 0; i < upto.size(); ++i) {
    const double below = i > 0 ? upto[i - 1] : 0, place = static_cast<double>(i);
    const double equal = upto[i] - below, above = n - upto[i];
    found.at.push_back(of(cost ? above : below, equal, cost ? distinct - place - 1 : place));
    if (i + 1 == upto.size()) break;
    found.between.push_back(of(cost ? above : upto[i], 0, cost ? distinct - place - 1 : place + 1));
  }
  return found;
}

}  // namespace detail

}  // namespace ltorisk::normalize
