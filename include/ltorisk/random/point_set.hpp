// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/random/philox.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ltorisk::random {

/// Points of the unit cube, by number: where draws come from, whether they are random or spread
/// evenly.
///
/// | expression                | meaning                                                         |
/// |---------------------------|-----------------------------------------------------------------|
/// | `p(point, coordinate)`    | a number in [0, 1) that depends on these two alone              |
/// | `p.fill(point, first, x)` | writes coordinates `first`, `first + 1`, ... of a point to `x`, |
/// |                           | the same numbers, faster                                        |
///
/// Models: `independent`, `sobol`.
template <class P>
concept point_set = std::copy_constructible<P> && std::equality_comparable<P> &&
    requires(const P& p, std::uint64_t point, std::size_t coordinate, std::span<double> x) {
  { p(point, coordinate) } -> std::same_as<double>;
  p.fill(point, coordinate, x);
};

/// Independent uniform numbers, 53 bits each: plain Monte Carlo, whose error falls as 1/sqrt(n).
/// Two seeds are two independent sets.
struct independent {
  std::uint64_t seed = 1;

  [[nodiscard]] double operator()(std::uint64_t point, std::size_t coordinate) const {
    return pair(point, coordinate)[coordinate % 2];
  }

  void fill(std::uint64_t point, std::size_t first, std::span<double> x) const {
    for (std::size_t i = 0; i < x.size();) {
      const auto both = pair(point, first + i);
      for (auto lane = (first + i) % 2; lane < 2 && i < x.size(); ++lane) x[i++] = both[lane];
    }
  }

  friend bool operator==(const independent&, const independent&) = default;

 private:
  [[nodiscard]] std::array<double, 2> pair(std::uint64_t point, std::size_t coordinate) const {
    return philox(seed).uniform(point, static_cast<std::uint32_t>(coordinate / 2));
  }
};

}  // namespace ltorisk::random
