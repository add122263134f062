// SPDX-License-Identifier: BSL-1.0

// A scheme whose call is not const, although threads share it.
// expect: a(x, x)

#include <ltorisk/ltorisk.hpp>

struct counting {
  static constexpr const char* name = "counting";
  auto operator()(const auto& value, const auto&) {
    ++calls;
    return value[0];
  }
  bool operator==(const counting&) const = default;
  int calls = 0;
};

static_assert(ltorisk::aggregation<counting>);
