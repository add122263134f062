// SPDX-License-Identifier: BSL-1.0

// A scheme for doubles alone, although the engine calls it with packs of rows.
// expect: a(xs, xs)

#include <ltorisk/ltorisk.hpp>

#include <span>

struct first {
  static constexpr const char* name = "first";
  double operator()(std::span<const double> x, std::span<const double>) const { return x[0]; }
  bool operator==(const first&) const = default;
};

static_assert(ltorisk::aggregation<first>);
