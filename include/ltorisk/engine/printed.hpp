// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/rounding.hpp>
#include <ltorisk/math.hpp>

#include <utility>
#include <vector>

namespace ltorisk::engine {

/// 0..1 to the score range. A value at the boundary of a level, or so near that only rounding
/// errors lie between, gives the boundary's own number: a mean of 40 is 40, not 39.99999999999999.
/// Internal.
template <unsigned Isa>
class printed {
 public:
  printed(const framework& f, const node& n)
      : lower_(f.score_range.lower),
        span_(f.score_range.upper - f.score_range.lower),
        decimals_(n.decimals) {
    for (const auto& c : n.levels.classes) boundaries_.emplace_back(f.to_unit(c.upper), c.upper);
  }

  template <class Real>
  [[nodiscard]] Real operator()(Real value) const {
    Real score = value * span_ + lower_;
    if (decimals_) {
      // Back to the number that was rounded; a limit may hold the value between two such.
      const Real rounded = round_half_away(score, *decimals_, lower_);
      score = math::select(size(rounded - score) <= 1e-9 * size(score), rounded, score);
    }
    Real nearest = 1;
    for (const auto& b : boundaries_) nearest = math::smaller(nearest, size(value - b.first));
    if (!math::any(nearest <= Real(boundary_slack))) return score;
    for (auto k = boundaries_.size(); k-- > 0;) {  // the first has its say
      const auto& [unit, boundary] = boundaries_[k];
      score = math::select(size(value - unit) <= Real(boundary_slack), boundary, score);
    }
    return score;
  }
  // The same way round: one result for one row and for many.
  [[nodiscard]] double operator()(double value) const {
    using pack = simd::pack<Isa>;
    double lanes[pack::width];
    (*this)(pack(value)).store(lanes);
    return lanes[0];
  }

 private:
  template <class Real>
  static Real size(Real x) { return math::larger(x, -x); }

  double lower_, span_;
  std::optional<int> decimals_;
  std::vector<std::pair<double, double>> boundaries_;  // in 0..1, in the score range
};

}  // namespace ltorisk::engine
