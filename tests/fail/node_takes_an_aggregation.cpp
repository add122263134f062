// SPDX-License-Identifier: BSL-1.0

// A type that is no scheme at all, where a node wants one.
// expect: not an aggregation

#include <ltorisk/ltorisk.hpp>

struct median {};

const ltorisk::node top{.id = "top", .aggregation = median{}};
