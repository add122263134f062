// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/sound.hpp>
#include <ltorisk/statistics/spilled.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// A value and how many times it is there.
struct counted {
  double value = 0;
  double count = 0;

  static void fields(auto& list, auto& self) {
    list("value", self.value);
    list("count", self.count);
  }
  friend bool operator==(const counted&, const counted&) = default;
};

/// Values with their counts, however many: `list.each([](const counted& c) { ... })`.
using value_counts = spilled<counted>;

/// The different known values among some cells, in rising order. -0 counts as 0.
[[nodiscard]] inline value_counts counted_values(std::span<const double> cells) {
  std::vector<double> sorted;
  for (const double x : cells) {
    if (x == x) sorted.push_back(x + 0.0);
  }
  std::ranges::sort(sorted);
  value_counts list;
  for (std::size_t i = 0; i < sorted.size();) {
    auto end = i + 1;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    list.push_back({sorted[i], static_cast<double>(end - i)});
    i = end;
  }
  list.close();
  return list;
}

/// The different known values of every column in rising order, each with its count: all that ranks,
/// percentiles and quantiles need. Exact, one pass, and in bounded memory whatever the number of
/// rows: a list of more than 2^17 different values lies in a temporary file, and as summaries are
/// merged in a binary tree, this is an external merge sort. In memory are at most 4 MiB a column;
/// on disk 32 bytes for each different value while two lists become one. -0 counts as 0.
class counts {
 public:
  explicit counts(const block& b) {
    for (std::size_t j = 0; j < b.columns(); ++j) {
      columns_.push_back(std::make_shared<const value_counts>(counted_values(b[j])));
    }
  }

  void merge(const counts& next) {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (next.columns_[j]->size() == 0) continue;
      columns_[j] =
          columns_[j]->size() == 0 ? next.columns_[j] : joined(*columns_[j], *next.columns_[j]);
    }
  }

  [[nodiscard]] std::size_t size() const { return columns_.size(); }
  /// The values of a column in rising order.
  [[nodiscard]] const value_counts& operator[](std::size_t column) const {
    return *columns_[column];
  }
  /// How many different values.
  [[nodiscard]] std::uint64_t distinct(std::size_t column) const {
    return columns_[column]->size();
  }
  /// Calls `f(value, count)` for each, in rising order.
  template <class F>
  void each(std::size_t column, const F& f) const {
    columns_[column]->each([&](const counted& c) { f(c.value, c.count); });
  }
  /// How many known values.
  [[nodiscard]] double known(std::size_t column) const {
    double n = 0;
    each(column, [&](double, double count) { n += count; });
    return n;
  }

  static std::string kind() { return "counts"; }
  /// Carried as whole lists: who writes or reads them in this form has them in memory once.
  static void fields(auto& to, auto& self) {
    constexpr bool writes = std::is_const_v<std::remove_reference_t<decltype(self)>>;
    std::vector<std::vector<counted>> all;
    if constexpr (writes) {
      for (std::size_t j = 0; j < self.size(); ++j) {
        all.emplace_back();
        self.each(j, [&](double value, double count) { all.back().push_back({value, count}); });
      }
    }
    to("columns", all);
    to.columns(all.size());
    if constexpr (!writes) self.take(to, all);
  }

 private:
  static std::shared_ptr<const value_counts> closed(value_counts list) {
    list.close();
    return std::make_shared<const value_counts>(std::move(list));
  }

  static std::shared_ptr<const value_counts> joined(const value_counts& a, const value_counts& b) {
    value_counts both;
    value_counts::reader left(a), right(b);
    const counted *x = left.next(), *y = right.next();
    while (x || y) {
      if (!y || (x && x->value < y->value)) {
        both.push_back(*x);
        x = left.next();
      } else if (!x || y->value < x->value) {
        both.push_back(*y);
        y = right.next();
      } else {
        both.push_back({x->value, x->count + y->count});
        x = left.next();
        y = right.next();
      }
    }
    return closed(std::move(both));
  }

  void take(auto& from, const std::vector<std::vector<counted>>& all) {
    columns_.clear();
    for (const auto& column : all) {
      value_counts fresh;
      for (std::size_t i = 0; i < column.size(); ++i) {
        const auto& [value, count] = column[i];
        from.require(std::isfinite(value) && count >= 1 && detail::is_count(count) &&
                         (i == 0 || column[i - 1].value < value),
                     "has values that do not rise, or counts that are none");
        fresh.push_back(column[i]);
      }
      columns_.push_back(closed(std::move(fresh)));
    }
  }

  std::vector<std::shared_ptr<const value_counts>> columns_;  // never change: copies share them
};

}  // namespace ltorisk::statistics
