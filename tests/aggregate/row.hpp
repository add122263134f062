// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <vector>

namespace aggregate_row {

/// What an aggregation makes of one row; of equal weights where none are given.
template <class A>
double value(const A& a, const std::vector<double>& x, std::vector<double> w = {}) {
  if (w.empty()) w.assign(x.size(), 1.0);
  return a(std::span<const double>(x), std::span<const double>(w));
}

}  // namespace aggregate_row
