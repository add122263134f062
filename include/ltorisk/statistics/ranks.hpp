// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// The rank, from the lowest up, of values that are the same. With `below` values under them and
/// `equal` of them: below + (equal + 1) / 2 (R's default, in which rising and falling ranks mirror
/// each other), below + 1 (COINr, sports), below + equal, or 1 + the number of different values
/// below.
enum class ties { average, min, max, dense };

namespace detail {

/// A value and where it stood.
struct placed {
  double value = 0;
  std::size_t place = 0;
};

/// Sorts by value; which of equal values comes first is not said. Buckets of equal width, then
/// what is left inside them: scores that lie spread out take a quarter of the time of a sort.
inline void sort_by_value(std::vector<placed>& list) {
  const auto by_value = [](const placed& a, const placed& b) { return a.value < b.value; };
  const auto n = list.size();
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& p : list) {
    low = std::min<double>(low, p.value);
    high = std::max<double>(high, p.value);
  }
  const double scale = static_cast<double>(2 * n) / (high - low);
  constexpr std::size_t few = 64, most = std::size_t{1} << 31;
  if (n < few || n > most || !(scale > 0 && scale < 1e300) || !std::isfinite(high - low)) {
    std::ranges::sort(list, by_value);
    return;
  }
  std::vector<std::uint32_t> first(2 * n + 2), bucket(n);
  for (std::size_t i = 0; i < n; ++i) {
    bucket[i] = static_cast<std::uint32_t>((list[i].value - low) * scale);
    ++first[bucket[i] + 1];
  }
  for (std::size_t b = 1; b < first.size(); ++b) first[b] += first[b - 1];
  std::vector<placed> sorted(n);
  auto next = first;
  for (std::size_t i = 0; i < n; ++i) sorted[next[bucket[i]]++] = list[i];
  for (std::size_t b = 0; b + 1 < first.size(); ++b) {
    const std::size_t begin = first[b], end = first[b + 1];
    if (end - begin > 16) {
      const auto at = sorted.begin();
      std::sort(at + static_cast<std::ptrdiff_t>(begin), at + static_cast<std::ptrdiff_t>(end),
                by_value);
      continue;
    }
    for (auto i = begin + 1; i < end; ++i) {
      const auto p = sorted[i];
      auto k = i;
      for (; k > begin && p.value < sorted[k - 1].value; --k) sorted[k] = sorted[k - 1];
      sorted[k] = p;
    }
  }
  list = std::move(sorted);
}

}  // namespace detail

/// The ranks of values, 1 for the lowest, in their order; NaN where the value is. Values that are
/// no more than `tolerance` above the lowest of their group count as the same. O(n log n).
[[nodiscard]] inline std::vector<double> ranks(std::span<const double> values,
                                               ties rule = ties::average, double tolerance = 0) {
  std::vector<detail::placed> order;
  order.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == values[i]) order.push_back({values[i], i});
  }
  detail::sort_by_value(order);
  std::vector<double> result(values.size(), std::numeric_limits<double>::quiet_NaN());
  double distinct = 0;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    const auto same = [&](double x, double lowest) {
      return x == lowest || x - lowest <= tolerance;
    };
    for (last = first + 1; last < order.size() && same(order[last].value, order[first].value);) {
      ++last;
    }
    ++distinct;
    const auto below = static_cast<double>(first), upto = static_cast<double>(last);
    const double rank = rule == ties::average ? (below + 1 + upto) / 2
                        : rule == ties::min   ? below + 1
                        : rule == ties::max   ? upto
                                              : distinct;
    for (auto k = first; k < last; ++k) result[order[k].place] = rank;
  }
  return result;
}

/// The rows of two columns that both know, as two columns.
[[nodiscard]] inline std::pair<std::vector<double>, std::vector<double>> known_to_both(
    std::span<const double> x, std::span<const double> y) {
  std::pair<std::vector<double>, std::vector<double>> both;
  for (std::size_t i = 0; i < std::min<std::size_t>(x.size(), y.size()); ++i) {
    if (x[i] != x[i] || y[i] != y[i]) continue;
    both.first.push_back(x[i]);
    both.second.push_back(y[i]);
  }
  return both;
}

}  // namespace ltorisk::statistics
