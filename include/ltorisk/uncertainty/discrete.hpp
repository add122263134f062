// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scale.hpp>
#include <ltorisk/uncertainty/distribution.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace ltorisk::uncertainty {

/// One of a few figures, such as the codes of categories. Probabilities relative to their sum.
struct discrete {
  static constexpr const char* kind = "discrete";
  struct outcome {
    double value = 0;
    double probability = 1;
    friend bool operator==(const outcome&, const outcome&) = default;
  };
  /// Values in rising order.
  std::vector<outcome> outcomes = {};

  [[nodiscard]] double quantile(double p) const {
    const double wanted = p * total();
    double sum = 0;
    const outcome* last = &outcomes.front();
    for (const auto& o : outcomes) {
      if (o.probability == 0) continue;
      last = &o;
      sum += o.probability;
      if (sum >= wanted) break;
    }
    return last->value;
  }
  [[nodiscard]] double cdf(double x) const {
    double sum = 0;
    for (const auto& o : outcomes) sum += o.value <= x ? o.probability : 0;
    return sum / total();
  }
  [[nodiscard]] double mean() const {
    double sum = 0;
    for (const auto& o : outcomes) sum += o.value * o.probability;
    return sum / total();
  }
  [[nodiscard]] interval range() const { return {outcomes.front().value, outcomes.back().value}; }
  void validate() const {
    detail::require(!outcomes.empty(), kind, "needs an outcome");
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const auto& [value, probability] = outcomes[i];
      detail::require_finite(value, kind, "a value");
      detail::require(std::isfinite(probability) && probability >= 0, kind,
                      "a probability must not be negative, got " + to_text(probability));
      detail::require(i == 0 || outcomes[i - 1].value < value, kind,
                      "values must rise, got " + to_text(value) + " after " +
                          to_text(outcomes[i == 0 ? 0 : i - 1].value));
    }
    const double sum = total();
    detail::require(sum > 0 && std::isfinite(sum), kind, "some probability must be above 0");
  }
  friend bool operator==(const discrete&, const discrete&) = default;

 private:
  [[nodiscard]] double total() const {
    double sum = 0;
    for (const auto& o : outcomes) sum += o.probability;
    return sum;
  }
};

/// An ordinal category that may have been taken for a neighbor: with probability `sure` it is the
/// one of this code, else one of those next to it in order of their value, with equal chances (an
/// end has one neighbor). Throws `domain_error` where the code is none.
[[nodiscard]] inline discrete with_neighbors(const scales::categories& scale, double code,
                                             double sure = 0.8) {
  if (!(sure > 0 && sure <= 1)) {
    throw domain_error("with_neighbors: sure must be in (0, 1], got " + to_text(sure));
  }
  auto order = scale.list;
  std::ranges::stable_sort(order, {}, &scales::category::value);
  const auto at = std::ranges::find(order, code, &scales::category::code);
  if (at == order.end()) {
    throw domain_error("with_neighbors: " + to_text(code) + " must be " + label_words(scale));
  }
  std::vector<double> beside;
  if (at != order.begin()) beside.push_back((at - 1)->code);
  if (at + 1 != order.end()) beside.push_back((at + 1)->code);
  discrete d{{{code, beside.empty() ? 1 : sure}}};
  for (const double other : beside) {
    d.outcomes.push_back({other, (1 - sure) / static_cast<double>(beside.size())});
  }
  std::ranges::sort(d.outcomes, {}, &discrete::outcome::value);
  return d;
}

}  // namespace ltorisk::uncertainty
