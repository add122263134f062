// SPDX-License-Identifier: BSL-1.0

// A formula that branches on a value, although several rows are one: `math::select` does not.
// expect: a formula must not branch

#include <ltorisk/ltorisk.hpp>

struct stepped {
  static constexpr const char* name = "stepped";
  auto operator()(const auto& x, const auto&) const {
    if (x[0] > 0.5) return x[0];
    return x[0] * 0;
  }
  bool operator==(const stepped&) const = default;
};

const ltorisk::any_aggregation scheme = stepped{};
