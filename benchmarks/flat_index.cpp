// SPDX-License-Identifier: BSL-1.0

#include "flat.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/power_mean.hpp>

namespace {

using namespace ltorisk;
using flat::add;

/// From the second-level cache to far outside the last.
const bool sizes = [] {
  for (const std::size_t rows : {1000U, 4096U, 10000U, 100000U, 1000000U, 4000000U}) {
    for (const int missing : {0, 5, 50}) {
      add(aggregate::arithmetic_mean{}, {12, rows, missing}, limits::read);
      add(aggregate::geometric_mean(0.01), {12, rows, missing}, limits::log);
      add(aggregate::power_mean(0.7), {12, rows, missing}, limits::log);
    }
  }
  for (const std::size_t columns : {23U, 48U}) {
    for (const int missing : {0, 5}) {
      add(aggregate::arithmetic_mean{}, {columns, 1000000, missing}, limits::read);
    }
  }
  return true;
}();

/// What explicit SIMD is worth: against the best plain loop this compiler makes. And what checks
/// and generic formulas cost: against the same mean written for packs.
const bool other_loops = [] {
  for (const std::size_t rows : {4096U, 4000000U}) {
    add(aggregate::arithmetic_mean{}, {12, rows, 0}, limits::plain<false>, 0, "/plain_loop");
    add(aggregate::arithmetic_mean{}, {12, rows, 5}, limits::plain<true>, 0, "/plain_loop");
    add(aggregate::arithmetic_mean{}, {12, rows, 0}, limits::packs<false>, 0, "/by_hand");
    add(aggregate::arithmetic_mean{}, {12, rows, 5}, limits::packs<true>, 0, "/by_hand");
  }
  return true;
}();

/// Two threads, by the clock on the wall: where memory binds against a read by two, where
/// arithmetic does against the logarithms of one.
const bool two_threads = [] {
  for (const int missing : {0, 5}) {
    const flat::size s{12, 4000000, missing};
    add(aggregate::arithmetic_mean{}, s, limits::read, 1);
    add(aggregate::arithmetic_mean{}, s, limits::read_by<2>, 2);
    add(aggregate::geometric_mean(0.01), s, limits::log, 1);
    add(aggregate::geometric_mean(0.01), s, limits::log, 2);
  }
  return true;
}();

}  // namespace
