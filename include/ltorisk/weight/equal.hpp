// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

#include <span>
#include <vector>

namespace ltorisk::weight {

/// w = 1 / m for each of m criteria: the default of most indices, "not estimated" (OECD/JRC
/// Handbook 2008, doi:10.1787/9789264043466-en, step 6).
struct equal {
  static constexpr const char* name = "equal";
  using summary = statistics::nothing;

  [[nodiscard]] std::vector<double> operator()(const summary&,
                                               std::span<const criterion> criteria) const {
    return std::vector<double>(criteria.size(), 1 / static_cast<double>(criteria.size()));
  }
  friend bool operator==(const equal&, const equal&) = default;
};

}  // namespace ltorisk::weight
