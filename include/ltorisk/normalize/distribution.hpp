// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/scales/empirical.hpp>
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
[[nodiscard]] scales::empirical distribution(std::vector<double> known, const criterion& c,
                                             const char* scheme, ties t, Value value) {
  if (known.empty()) refuse(c, std::string("has no known value: ") + scheme + " needs one");
  const bool cost = c.direction == sign::minus;
  std::ranges::sort(known);
  scales::empirical found;
  std::vector<double> upto;  // how many values are this or smaller
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (i == 0 || known[i] != known[i - 1]) {
      found.values.push_back(known[i] + 0.0);  // zero has one sign
      upto.push_back(0);
    }
    upto.back() = static_cast<double>(i + 1);
  }
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
