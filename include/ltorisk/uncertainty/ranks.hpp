// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty {

/// Ranks of many score vectors of one length, one after the other: 1 + the number of scores that
/// are better, so that the best is 1 and equal ones share the better rank (as SMAA has it). What
/// has no score has rank 0. Best is the highest, or the lowest where lower is better.
///
/// Equal-width buckets and an insertion sort, a fifth of the time of `std::sort` where scores are
/// spread out; a crowded bucket is cut into buckets again, and sorted where that does not help.
/// Keeps its scratch; not shared between threads.
class ranker {
 public:
  void operator()(std::span<const double> scores, bool lower_is_better,
                  std::span<std::uint32_t> ranks) {
    items_.clear();
    items_.reserve(scores.size());
    const double sign = lower_is_better ? 1 : -1;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (scores[i] == scores[i]) {
        items_.push_back({sign * scores[i], static_cast<std::uint32_t>(i)});
      } else {
        ranks[i] = 0;
      }
    }
    other_.resize(items_.size());
    sort(0, items_.size(), 0);
    std::uint32_t rank = 0;
    for (std::size_t k = 0; k < items_.size(); ++k) {
      if (k == 0 || items_[k].key != items_[k - 1].key) rank = static_cast<std::uint32_t>(k + 1);
      ranks[items_[k].row] = rank;
    }
  }

 private:
  struct item {
    double key;
    std::uint32_t row;
  };

  static constexpr std::size_t few = 16;  // as an insertion sort takes them
  static constexpr int deepest = 3;

  void insertion_sort(std::size_t first, std::size_t last) {
    for (std::size_t k = first + 1; k < last; ++k) {
      const item moving = items_[k];
      std::size_t to = k;
      for (; to > first && moving.key < items_[to - 1].key; --to) items_[to] = items_[to - 1];
      items_[to] = moving;
    }
  }

  void sort(std::size_t first, std::size_t last, int depth) {
    const std::size_t size = last - first;
    if (size <= few) return insertion_sort(first, last);
    double least = items_[first].key, most = least;
    for (std::size_t k = first; k < last; ++k) {
      least = items_[k].key < least ? items_[k].key : least;
      most = items_[k].key > most ? items_[k].key : most;
    }
    if (least == most) return;
    const std::size_t buckets = std::clamp<std::size_t>(std::bit_ceil(2 * size), 64, 1U << 16);
    const double scale = static_cast<double>(buckets) * (1 - 0x1p-50) / (most - least);
    // A width that vanishes or overflows tells nothing apart.
    if (depth == deepest || !(scale > 0 && scale < 1e300)) {
      std::sort(items_.begin() + static_cast<std::ptrdiff_t>(first),
                items_.begin() + static_cast<std::ptrdiff_t>(last),
                [](const item& a, const item& b) { return a.key < b.key; });
      return;
    }
    std::vector<std::uint32_t>& starts = starts_[static_cast<std::size_t>(depth)];
    starts.assign(buckets + 1, 0);
    const auto bucket = [&](double key) {
      return static_cast<std::size_t>(static_cast<std::int64_t>((key - least) * scale));
    };
    std::uint32_t fullest = 0;
    for (std::size_t k = first; k < last; ++k) {
      const auto count = ++starts[bucket(items_[k].key) + 1];
      fullest = count > fullest ? count : fullest;
    }
    for (std::size_t b = 1; b <= buckets; ++b) starts[b] += starts[b - 1];
    for (std::size_t k = first; k < last; ++k) {
      other_[starts[bucket(items_[k].key)]++] = items_[k];
    }
    if (depth == 0) {
      items_.swap(other_);
    } else {
      std::copy_n(other_.begin(), size, items_.begin() + static_cast<std::ptrdiff_t>(first));
    }
    if (fullest <= few) return insertion_sort(first, last);
    // Each start has moved to the end of its bucket.
    for (std::size_t b = 0, begin = 0; b < buckets; ++b) {
      const std::size_t end = starts[b];
      if (end - begin > 1) sort(first + begin, first + end, depth + 1);
      begin = end;
    }
  }

  std::vector<item> items_, other_;
  std::vector<std::uint32_t> starts_[deepest];
};

}  // namespace ltorisk::uncertainty
