// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

namespace ltorisk::scales {

/// Goalposts at the smallest and largest value of the sample: `fit` learns them and freezes a
/// `linear` scale. A column that is constant, or has no known value, is an error that names it.
struct min_max {
  static constexpr const char* kind = "min_max";
  interval onto = {};
  bool capped = true;

  void validate() const { detail::require_goalposts(kind, 0, 1, onto); }
  friend bool operator==(const min_max&, const min_max&) = default;
};

}  // namespace ltorisk::scales
