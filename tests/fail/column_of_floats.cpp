// SPDX-License-Identifier: BSL-1.0

// A column of floats, although a view converts nothing.
// expect: std::span<const double>

#include <ltorisk/table.hpp>

#include <vector>

void view(ltorisk::table_view& v, const std::vector<float>& cells) { v.add("poverty", cells); }
