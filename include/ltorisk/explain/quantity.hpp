// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scores.hpp>

#include <vector>

namespace ltorisk::explain {

/// Which number of a node is asked about. A bound is there where the value is refused too, so that
/// even a community of which little is known gets an answer: what keeps its score from being higher
/// (`upper`) or lower (`lower`).
enum class quantity { value, lower, upper };

namespace detail {

[[nodiscard]] inline request request_for(quantity q) {
  return {.coverage = false, .bounds = q != quantity::value};
}
[[nodiscard]] inline const std::vector<double>& figures(const score_column& c, quantity q) {
  return q == quantity::value ? c.value : q == quantity::lower ? c.lower : c.upper;
}
[[nodiscard]] inline double figure(const node_result& n, quantity q) {
  return q == quantity::value ? n.value : q == quantity::lower ? n.lower : n.upper;
}

}  // namespace detail

}  // namespace ltorisk::explain
