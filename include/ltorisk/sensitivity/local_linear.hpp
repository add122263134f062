// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

/// Scatterplot smoothing. Internal; `main_effect.hpp` says what it is used for.
namespace ltorisk::sensitivity::detail {

/// Rows with the same x, or with neighboring ones, as one.
struct cluster {
  double x = 0;
  double y = 0;  ///< mean of their y
  double rows = 0;
};

/// In rising order of x, equal x together; neighbors together where there are more than `most`.
[[nodiscard]] inline std::vector<cluster> clusters_of(std::vector<std::pair<double, double>> xy,
                                                      std::size_t most) {
  std::ranges::sort(xy);
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < xy.size(); ++i) distinct += i == 0 || xy[i].first != xy[i - 1].first;
  const std::size_t least = distinct > most ? (xy.size() - 1) / most + 1 : 1;
  std::vector<cluster> list;
  for (std::size_t first = 0, last; first < xy.size(); first = last) {
    last = first + 1;
    while (last < xy.size() && (last - first < least || xy[last].first == xy[last - 1].first)) {
      ++last;
    }
    cluster c{.rows = static_cast<double>(last - first)};
    for (auto i = first; i < last; ++i) {
      c.x += (xy[i].first - xy[first].first) / c.rows;
      c.y += xy[i].second / c.rows;
    }
    c.x += xy[first].first;
    list.push_back(c);
  }
  return list;
}

/// Local linear regression with tricube weights over the nearest `span` of the rows (Cleveland
/// 1979, doi:10.1080/01621459.1979.10481038, one pass). A span above one is the straight line.
class local_linear {
 public:
  explicit local_linear(std::span<const cluster> c) : c_(c) {
    for (const auto& one : c_) rows_ += one.rows;
  }

  /// The curve at each cluster's x.
  [[nodiscard]] std::vector<double> curve(double span) const {
    return at_each(span, [](std::size_t) { return none; });
  }

  /// The mean square by which a cluster is missed when it is left out of the fit. Not the first and
  /// the last: how far a curve may be extended is another question.
  [[nodiscard]] double left_out_error(double span) const {
    const auto without = at_each(span, [](std::size_t g) { return g; });
    double sum = 0, rows = 0;
    for (std::size_t g = 1; g + 1 < c_.size(); ++g) {
      sum += c_[g].rows * (c_[g].y - without[g]) * (c_[g].y - without[g]);
      rows += c_[g].rows;
    }
    return sum / rows;
  }

 private:
  static constexpr std::size_t none = (std::numeric_limits<std::size_t>::max)();

  template <class F>
  [[nodiscard]] std::vector<double> at_each(double span, F left_out) const {
    std::vector<double> fits;
    for (std::size_t g = 0; g < c_.size(); ++g) {
      if (span > 1) {
        fits.push_back(fit(g, 0, c_.size(), std::numeric_limits<double>::infinity(), left_out(g)));
        continue;
      }
      // The nearest clusters, one after the other: enough rows, and four places at least.
      std::size_t first = g, last = g + 1;
      double rows = c_[g].rows, reach = 0;
      while ((rows < span * rows_ || last - first < 4) && (first > 0 || last < c_.size())) {
        const double left =
            first > 0 ? c_[g].x - c_[first - 1].x : std::numeric_limits<double>::infinity();
        const double right =
            last < c_.size() ? c_[last].x - c_[g].x : std::numeric_limits<double>::infinity();
        reach = std::min<double>(left, right);
        rows += left <= right ? c_[--first].rows : c_[last++].rows;
      }
      fits.push_back(fit(g, first, last, reach, left_out(g)));
    }
    return fits;
  }

  [[nodiscard]] double fit(std::size_t g, std::size_t first, std::size_t last, double reach,
                           std::size_t left_out) const {
    double s = 0, sx = 0, sy = 0;
    const auto each = [&](auto&& f) {
      for (auto i = first; i < last; ++i) {
        if (i == left_out) continue;
        const double d = c_[i].x - c_[g].x, u = std::fabs(d) / reach, v = 1 - u * u * u;
        f(c_[i].rows * v * v * v, d, c_[i].y - c_[g].y);
      }
    };
    each([&](double w, double d, double y) {
      s += w;
      sx += w * d;
      sy += w * y;
    });
    if (!(s > 0)) return c_[g].y;
    const double mean_x = sx / s, mean_y = sy / s;
    double xx = 0, xy = 0;
    each([&](double w, double d, double y) {
      xx += w * (d - mean_x) * (d - mean_x);
      xy += w * (d - mean_x) * (y - mean_y);
    });
    return c_[g].y + mean_y - (xx > 0 ? xy / xx * mean_x : 0);
  }

  std::span<const cluster> c_;
  double rows_ = 0;
};

}  // namespace ltorisk::sensitivity::detail
