// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// Weights of places for `ordered_mean`, the largest child's first, and what they say.
namespace ltorisk::aggregate {

/// sum((n - i) v_i) / (n - 1): 1 where the largest child decides, 0 where the smallest does, 0.5
/// for equal weights (Yager 1988, doi:10.1109/21.87068). Weights are relative. Throws
/// `domain_error` for fewer than two.
[[nodiscard]] inline double orness(std::span<const double> weights) {
  if (weights.size() < 2) throw domain_error("orness: needs two or more weights");
  double sum = 0, high = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i];
    high += static_cast<double>(weights.size() - 1 - i) * weights[i];
  }
  return high / (static_cast<double>(weights.size() - 1) * sum);
}

/// -sum(v_i ln v_i): how evenly the places are used, from 0 (one alone) to ln n (all alike; Yager
/// 1988). Weights are relative; 0 ln 0 is 0.
[[nodiscard]] inline double dispersion(std::span<const double> weights) {
  double sum = 0, result = 0;
  for (const double v : weights) sum += v;
  for (const double v : weights) result -= v > 0 ? v / sum * std::log(v / sum) : 0;
  return result;
}

/// (i / n)^a - ((i - 1) / n)^a: the shares of n places under the quantifier Q(r) = r^a (Yager
/// 1988), which `ordered_mean{.exponent = a}` gives n children of equal importance.
[[nodiscard]] inline std::vector<double> quantifier_weights(std::size_t n, double exponent) {
  if (!(exponent > 0 && std::isfinite(exponent))) {
    throw domain_error("quantifier_weights: exponent must be above 0, got " + to_text(exponent));
  }
  std::vector<double> weights;
  double before = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    const double reached = std::pow(static_cast<double>(i) / static_cast<double>(n), exponent);
    weights.push_back(reached - before);
    before = reached;
  }
  return weights;
}

/// The weights of n places of orness `level` that use them most evenly (largest dispersion: O'Hagan
/// 1988, doi:10.1109/ACSSC.1988.754637). They fall or rise by a constant factor (Fuller and
/// Majlender 2001, doi:10.1016/S0165-0114(00)00007-0), found here by bisection of its logarithm
/// rather than as the root of their polynomial of degree n.
[[nodiscard]] inline std::vector<double> maximum_entropy_weights(std::size_t n, double level) {
  if (n < 2) throw domain_error("maximum_entropy_weights: needs two or more places");
  if (!(level >= 0 && level <= 1)) {
    throw domain_error("maximum_entropy_weights: orness must be in [0, 1], got " + to_text(level));
  }
  if (level < 0.5) {
    auto mirrored = maximum_entropy_weights(n, 1 - level);
    return {mirrored.rbegin(), mirrored.rend()};
  }
  const auto falling_by = [n](double rate) {
    std::vector<double> weights(n);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      sum += weights[i] = std::exp(-rate * static_cast<double>(i));
    }
    for (double& v : weights) v /= sum;
    return weights;
  };
  const auto too_even = [&](double rate) { return orness(falling_by(rate)) < level; };
  double low = 0, high = 1;
  while (high < 1024 && too_even(high)) high *= 2;
  for (int halving = 0; halving < 100; ++halving) {
    const double middle = low + (high - low) / 2;
    (too_even(middle) ? low : high) = middle;
  }
  return falling_by(level < 1 ? high : 1024);
}

}  // namespace ltorisk::aggregate
