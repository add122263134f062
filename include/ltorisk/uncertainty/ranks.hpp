// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/value_sorter.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace ltorisk::uncertainty {

/// Ranks of many score vectors of one length, one after the other: 1 + the number of scores that
/// are better, so that the best is 1 and equal ones share the better rank (as SMAA has it). What
/// has no score has rank 0. Best is the highest, or the lowest where lower is better.
/// Keeps its scratch; not shared between threads.
class ranker {
 public:
  void operator()(std::span<const double> scores, bool lower_is_better,
                  std::span<std::uint32_t> ranks) {
    auto& items = sort_.items();
    items.clear();
    items.reserve(scores.size());
    const double sign = lower_is_better ? 1 : -1;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (scores[i] == scores[i]) {
        items.push_back({sign * scores[i], i});
      } else {
        ranks[i] = 0;
      }
    }
    sort_();
    std::uint32_t rank = 0;
    for (std::size_t k = 0; k < items.size(); ++k) {
      if (k == 0 || items[k].value != items[k - 1].value) rank = static_cast<std::uint32_t>(k + 1);
      ranks[items[k].place] = rank;
    }
  }

 private:
  statistics::value_sorter sort_;
};

}  // namespace ltorisk::uncertainty
