// SPDX-License-Identifier: BSL-1.0

// A scheme without the name it has in JSON is none.
// expect: must be an aggregation, a weighting, a normalization

#include <ltorisk/io/json.hpp>

struct nameless {
  auto operator()(const auto& x, const auto&) const { return x[0]; }
  bool operator==(const nameless&) const = default;
};

void add(ltorisk::schemes& known) { known.add<nameless>(); }
