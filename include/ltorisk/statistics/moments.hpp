// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/lanes.hpp>
#include <ltorisk/statistics/sound.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// Whether a deviation divides by n - 1 or by n.
enum class deviation { sample, population };

/// Of the known values of one column. `m2`, `m3`, `m4` are the sums of powers of x - mean: as long
/// as no deviation is beyond 1e150, 1e100, 1e75 or within the inverse; outside they are infinite
/// (or NaN for `m3` and `m4`), or lose digits down to zero.
struct column_moments {
  double count = 0;
  double mean = 0;
  double m2 = 0;
  double m3 = 0;
  double m4 = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  /// What rounding cut off `mean`. Far from zero it is more than the means of two blocks differ by.
  double mean_rest = 0;

  /// All known values are the same, or none is known.
  [[nodiscard]] bool constant() const { return !(least < most); }
  [[nodiscard]] double sum() const { return count * mean; }
  /// Sum of x^2.
  [[nodiscard]] double squares() const { return m2 + count * mean * mean; }
  /// NaN with one value and n - 1, or with none.
  [[nodiscard]] double variance(deviation d) const {
    return m2 / (d == deviation::sample ? count - 1 : count);
  }
  [[nodiscard]] double standard_deviation(deviation d) const { return std::sqrt(variance(d)); }

  static void fields(auto& list, auto& self) {
    list("count", self.count);
    list("mean", self.mean);
    list("m2", self.m2);
    list("m3", self.m3);
    list("m4", self.m4);
    list("least", self.least);
    list("most", self.most);
    list("mean_rest", self.mean_rest);
    list.require(detail::is_count(self.count), detail::wrong_count);
    list.require(!(self.m2 < 0), "has a sum of squares below 0");
  }
  /// What a column of finite values can give.
  [[nodiscard]] bool sound() const {
    if (count == 0) return *this == column_moments();
    const double size = std::max<double>(std::abs(least), std::abs(most));
    return detail::is_column(count, mean, least, most) && m2 >= 0 &&
           (size > 1e300 || std::abs(mean_rest) <= size);
  }
  friend bool operator==(const column_moments&, const column_moments&) = default;
};

namespace detail {

/// Sums of powers of differences.
template <class Real>
struct powers {
  Real m2 = 0, m3 = 0, m4 = 0;

  void add(Real d) {
    const Real d2 = d * d;
    m2 += d2;
    m3 = math::fused(d2, d, m3);
    m4 = math::fused(d2, d2, m4);
  }
};

// a + b, and what rounding leaves of it (Knuth, TAOCP 2, 4.2.2).
[[nodiscard]] inline double with_rest(double a, double b, double& rest) {
  const double sum = a + b, taken = sum - a;
  rest = (a - (sum - taken)) + (b - taken);
  return sum;
}

// A constant column has exactly its value as mean, and no deviation.
[[nodiscard]] inline column_moments without_rounding(column_moments m) {
  if (m.constant()) {
    m.mean = m.least;
    m.m2 = m.m3 = m.m4 = m.mean_rest = 0;
  }
  return m;
}

/// Of what was found about a pilot, moved to the mean.
template <class Real>
[[nodiscard]] column_moments moments_of(const extent& seen, const powers<Real>& sums,
                                        std::span<const double> cells) {
  column_moments m;
  if (seen.count == 0) return m;
  m.count = seen.count;
  m.least = seen.least;
  m.most = seen.most;
  m.m2 = total(sums.m2);
  m.m3 = total(sums.m3);
  m.m4 = total(sums.m4);
  const double r = seen.sum / m.count, r2 = r * r;
  if (std::isfinite(r)) {
    m.mean = with_rest(seen.pilot, r, m.mean_rest);
  } else {  // differences can overflow where the mean cannot
    for (const double x : cells) m.mean += x == x ? x / m.count : 0;
  }
  if (std::isfinite(m.m2)) {
    m.m4 += -4 * r * m.m3 + 6 * r2 * m.m2 - 3 * m.count * r2 * r2;
    m.m3 += -3 * r * m.m2 + 2 * m.count * r2 * r;
    m.m2 = std::max<double>(0, m.m2 - m.count * r2);
  }
  return without_rounding(m);
}

}  // namespace detail

/// Count, mean, central moments up to the fourth, extremes of every column. Small; one pass. Inside
/// a block sums of differences from a value near its mean, then pairwise updates (Chan, Golub,
/// LeVeque 1983, doi:10.1080/00031305.1983.10483115; Pebay 2008, SAND2008-6212), so that a column
/// at 1e9 with deviations of 1e-3 keeps them.
class moments {
 public:
  /// (The instruction set is that of the calling translation unit.)
  template <unsigned Isa = simd::native_isa>
  explicit moments(const block& b) {
    using real = detail::lanes<Isa>;
    std::vector<double> copy;
    for (std::size_t j = 0; j < b.columns(); ++j) {
      auto cells = b[j];
      const auto all = detail::tally_of<detail::powers<real>, real>(cells, copy);
      columns_.push_back(detail::moments_of(all.seen(), all.more(), cells));
    }
  }
  explicit moments(std::vector<column_moments> columns) : columns_(std::move(columns)) {}

  void merge(const moments& next) {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      columns_[j] = joined(columns_[j], next.columns_[j]);
    }
  }

  static std::string kind() { return "moments"; }
  static void fields(auto& list, auto& self) {
    image_fields(list, self);
    for (const auto& c : self.columns_) list.require(c.sound(), detail::wrong_figures);
  }
  /// As `fields`, for those of a function's values, which need not be finite.
  static void image_fields(auto& list, auto& self) {
    list("columns", self.columns_);
    list.columns(self.columns_.size());
  }

  [[nodiscard]] std::size_t size() const { return columns_.size(); }
  [[nodiscard]] const column_moments& operator[](std::size_t column) const {
    return columns_[column];
  }
  /// No value was infinite.
  [[nodiscard]] bool finite() const {
    return std::ranges::none_of(columns_, [](const column_moments& c) {
      return c.count > 0 && !(std::isfinite(c.least) && std::isfinite(c.most));
    });
  }

 private:
  static column_moments joined(const column_moments& a, const column_moments& b) {
    if (a.count == 0) return b;
    if (b.count == 0) return a;
    column_moments m;
    m.count = a.count + b.count;
    const double d = (b.mean - a.mean) + (b.mean_rest - a.mean_rest), r = d / m.count;
    const double ab = a.count * b.count;
    if (std::isfinite(d)) {
      m.mean = detail::with_rest(a.mean, a.mean_rest + b.count * r, m.mean_rest);
    } else {
      m.mean = a.mean * (a.count / m.count) + b.mean * (b.count / m.count);
    }
    m.m2 = a.m2 + b.m2 + ab * d * r;
    m.m3 = a.m3 + b.m3 + ab * (a.count - b.count) * d * r * r +
           3 * (a.count * b.m2 - b.count * a.m2) * r;
    m.m4 = a.m4 + b.m4 + ab * (a.count * a.count - ab + b.count * b.count) * d * r * r * r +
           6 * (a.count * a.count * b.m2 + b.count * b.count * a.m2) * r * r +
           4 * (a.count * b.m3 - b.count * a.m3) * r;
    m.least = std::min<double>(a.least, b.least);
    m.most = std::max<double>(a.most, b.most);
    return detail::without_rounding(m);
  }

  std::vector<column_moments> columns_;
};

}  // namespace ltorisk::statistics
