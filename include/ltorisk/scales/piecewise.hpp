// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace ltorisk::scales {

/// v = straight lines between the given points (x rising, two or more). Capped: flat outside them;
/// not capped: the first and last line go on.
struct piecewise {
  static constexpr const char* kind = "piecewise";
  struct point {
    double x = 0;
    double y = 0;
    friend bool operator==(const point&, const point&) = default;
  };
  std::vector<point> points;
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::smaller(math::larger(x, points.front().x), points.back().x);
    Real v = on_line(0, x);
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
      v = math::select(x >= points[i].x, on_line(i, x), v);
    }
    return v;
  }
  [[nodiscard]] interval declared() const { return {points.front().x, points.back().x}; }
  [[nodiscard]] trend direction() const {
    std::vector<double> values;
    for (const auto& p : points) values.push_back(p.y);
    return detail::trend_of(values);
  }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x);
  }
  [[nodiscard]] bool total() const { return true; }
  void validate() const {
    detail::require(points.size() >= 2, kind, "needs two points or more");
    for (std::size_t i = 0; i < points.size(); ++i) {
      detail::require(std::isfinite(points[i].x) && std::isfinite(points[i].y), kind,
                      "points must be finite");
      detail::require(i == 0 || points[i - 1].x < points[i].x, kind,
                      "x must rise from point to point, got " +
                          to_text(points[i > 0 ? i - 1 : 0].x) + " before " + to_text(points[i].x));
    }
  }
  friend bool operator==(const piecewise&, const piecewise&) = default;

 private:
  template <class Real>
  [[nodiscard]] Real on_line(std::size_t i, Real x) const {
    const auto& [x0, y0] = points[i];
    const auto& [x1, y1] = points[i + 1];
    return detail::interpolate({y0, y1}, (x - x0) / (x1 - x0));
  }
};

}  // namespace ltorisk::scales
