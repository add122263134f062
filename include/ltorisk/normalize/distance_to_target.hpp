// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/scales/piecewise.hpp>

#include <cmath>

namespace ltorisk::normalize {

/// How near a figure comes to `target`, which is 1.
///
/// `from_worst` (default): the part of the way done, (x - least) / (target - least), for a cost
/// (most - x) / (most - target), as COINr's n_dist2targ. The target must be better than the worst
/// of the sample. Capped, as targets that are passed earn nothing more (Sustainable Development
/// Report); not capped, beyond the target is above 1.
///
/// `absolute`: 1 - |x - target| / max |x - target|, for figures that can be too low and too high
/// (Stanujkic, Magdalinovic, Jovanovic 2013); cost and benefit alike, since the target says what is
/// best. Capped, a figure outside the sample's range counts as the end it passed.
///
/// Zeros and negative values are fine. A column that is constant or has no known value is an error.
/// x / target is `distance_to_reference` with that reference. One pass.
struct distance_to_target {
  enum class form { from_worst, absolute };

  static constexpr const char* name = "distance_to_target";
  using summary = statistics::moments;
  double target = 1;
  form measure = form::from_worst;
  bool capped = true;

  [[nodiscard]] scales::piecewise fit(const summary& s, const criterion& c) const {
    const auto& column = s[0];
    detail::require_spread(column, c, name);
    const double least = column.least, most = column.most;
    if (!std::isfinite(target - least) || !std::isfinite(most - target)) {
      detail::refuse(c, "lies too far from the target " + to_text(target));
    }
    scales::piecewise found{.points = {}, .capped = capped};
    auto& points = found.points;
    if (measure == form::absolute) {
      const double reach = std::fmax(std::fabs(least - target), std::fabs(most - target));
      const auto at = [&](double x) { return 1 - std::fabs(x - target) / reach; };
      if (target <= least) {  // beyond it is too far again, though the sample does not go there
        points = {{target - reach, 0}, {target, 1}, {most, 0}};
      } else if (target >= most) {
        points = {{least, 0}, {target, 1}, {target + reach, 0}};
      } else {
        points = {{least, at(least)}, {target, 1}, {most, at(most)}};
      }
      return detail::checked(found, c);
    }
    const bool cost = c.direction == sign::minus;
    if (cost ? target >= most : target <= least) {
      detail::refuse(c, "has " + to_text(cost ? most : least) +
                            " as its worst value: the target must be better, got " +
                            to_text(target));
    }
    const auto at = [&](double x) {
      return cost ? (most - x) / (most - target) : (x - least) / (target - least);
    };
    if (!capped) {
      points = {{least, at(least)}, {most, at(most)}};
    } else if (cost) {
      if (least < target) points.push_back({least, 1});
      points.insert(points.end(), {{target, 1}, {most, 0}});
    } else {
      points = {{least, 0}, {target, 1}};
      if (target < most) points.push_back({most, 1});
    }
    return detail::checked(found, c);
  }

  static void parameters(auto& list, auto& self) {
    list("target", self.target);
    list("measure", self.measure, {"from_worst", "absolute"});
    list("capped", self.capped);
  }
  void validate() const {
    if (!std::isfinite(target)) {
      throw domain_error("distance_to_target: target must be finite, got " + to_text(target));
    }
  }
  friend bool operator==(const distance_to_target&, const distance_to_target&) = default;
};

}  // namespace ltorisk::normalize
