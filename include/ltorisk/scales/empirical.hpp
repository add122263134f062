// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace ltorisk::scales {

/// v = at[i] where x is values[i], between[i] where it lies between values[i] and values[i + 1]: an
/// empirical distribution function, of whichever convention the numbers follow. `values` rise
/// without duplicates; read as at[0], between[0], at[1], ... v rises or falls throughout, steps of
/// no height allowed. A figure outside the values counts as the end it passed.
///
/// One value is enough: v is then the same for every figure. O(log n) a figure.
struct empirical {
  static constexpr const char* kind = "empirical";
  std::vector<double> values;
  std::vector<double> at;
  std::vector<double> between;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    return math::each(x, [this](double figure) { return look_up(figure); });
  }
  [[nodiscard]] interval declared() const { return {values.front(), values.back()}; }
  [[nodiscard]] trend direction() const {
    return at.front() <= at.back() ? trend::rising : trend::falling;
  }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x);
  }
  void validate() const {
    detail::require(!values.empty(), kind, "needs one value or more");
    detail::require(at.size() == values.size() && between.size() + 1 == values.size(), kind,
                    "at must have as many numbers as values and between one less, got " +
                        std::to_string(values.size()) + " values, " + std::to_string(at.size()) +
                        " at and " + std::to_string(between.size()) + " between");
    const bool rises = at.front() <= at.back();
    bool finite = true;
    for (const auto* numbers : {&values, &at, &between}) {
      for (const double v : *numbers) finite = finite && std::isfinite(v);
    }
    detail::require(finite, kind, "values, at and between must be finite");
    for (std::size_t i = 0; i < between.size(); ++i) {
      detail::require(
          values[i] < values[i + 1], kind,
          "values must rise, got " + to_text(values[i]) + " before " + to_text(values[i + 1]));
      const bool onward = rises ? at[i] <= between[i] && between[i] <= at[i + 1]
                                : at[i] >= between[i] && between[i] >= at[i + 1];
      detail::require(onward, kind,
                      "at and between must rise or fall together, got " + to_text(at[i]) + ", " +
                          to_text(between[i]) + " and " + to_text(at[i + 1]));
    }
  }
  friend bool operator==(const empirical&, const empirical&) = default;

 private:
  [[nodiscard]] double look_up(double x) const {
    if (x != x) return x;
    const auto next = std::upper_bound(values.begin(), values.end(), x);  // the first beyond x
    if (next == values.begin()) return at.front();
    const auto i = static_cast<std::size_t>(next - values.begin()) - 1;
    return next == values.end() || values[i] == x ? at[i] : between[i];
  }
};

}  // namespace ltorisk::scales
