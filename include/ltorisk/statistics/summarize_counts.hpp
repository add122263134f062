// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

namespace ltorisk::statistics {

/// The summary of f(x) of every value x of a list, each as often as it is counted, as of a column
/// of a table that has them in this order. Memory: a block of 4096 rows, and the summaries. Throws
/// `input_error` where an f(x) is infinite.
///
///     summarize<moments>(known[0], [](double x) { return std::log(x); })[0].mean
template <summary S, class F = std::identity>
[[nodiscard]] S summarize(const value_counts& list, const F& f = {}) {
  reduction<S> all(1);
  std::vector<double> part;
  part.reserve(block_rows);
  const auto add = [&] {
    const column_view column{.id = {}, .first = part.data()};
    all.add({&column, 1}, part.size());
    part.clear();
  };
  list.each([&](const counted& c) {
    const double y = f(c.value);
    for (double left = c.count; left > 0;) {
      const auto room = static_cast<double>(block_rows - part.size());
      const double take = std::min<double>(left, room);
      part.insert(part.end(), static_cast<std::size_t>(take), y);
      left -= take;
      if (part.size() == block_rows) add();
    }
  });
  add();
  return all.result();
}

/// The k-th smallest value of a list that rises, k from 1 to their number.
[[nodiscard]] inline double ranked(const value_counts& list, double k) {
  value_counts::reader items(list);
  double value = missing;
  while (const counted* item = items.next()) {
    value = item->value;
    k -= item->count;
    if (k <= 0) break;
  }
  return value;
}

}  // namespace ltorisk::statistics
