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

/// Of the known values of one column. `m2` is the sum of squares of x - mean: as long as no
/// deviation is beyond 1e150 or within the inverse; outside it is infinite, or loses digits down to
/// zero.
struct column_spread {
  double count = 0;
  double mean = 0;
  double m2 = 0;
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
    list("least", self.least);
    list("most", self.most);
    list("mean_rest", self.mean_rest);
    require_sums(list, self);
  }
  static void require_sums(auto& list, const column_spread& self) {
    list.require(detail::is_count(self.count), detail::wrong_count);
    list.require(!(self.m2 < 0), "has a sum of squares below 0");
  }
  /// What a column of finite values can give.
  [[nodiscard]] bool sound() const {
    if (count == 0) return *this == column_spread();
    const double size = std::max<double>(std::abs(least), std::abs(most));
    return detail::is_column(count, mean, least, most) && m2 >= 0 &&
           (size > 1e300 || std::abs(mean_rest) <= size);
  }
  /// No value was infinite.
  [[nodiscard]] bool finite() const {
    return count == 0 || (std::isfinite(least) && std::isfinite(most));
  }
  friend bool operator==(const column_spread&, const column_spread&) = default;
};

/// The sums of the third and fourth powers of x - mean too, for deviations up to 1e100 and 1e75.
/// Beyond they are infinite or NaN.
struct column_moments : column_spread {
  double m3 = 0;
  double m4 = 0;

  static void fields(auto& list, auto& self) {
    list("count", self.count);
    list("mean", self.mean);
    list("m2", self.m2);
    list("m3", self.m3);
    list("m4", self.m4);
    list("least", self.least);
    list("most", self.most);
    list("mean_rest", self.mean_rest);
    require_sums(list, self);
  }
  [[nodiscard]] bool sound() const {
    return column_spread::sound() && (count > 0 || (m3 == 0 && m4 == 0));
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
[[nodiscard]] inline column_spread without_rounding(column_spread s) {
  if (s.constant()) {
    s.mean = s.least;
    s.m2 = s.mean_rest = 0;
  }
  return s;
}
[[nodiscard]] inline column_moments without_rounding(column_moments m) {
  static_cast<column_spread&>(m) = without_rounding(static_cast<const column_spread&>(m));
  if (m.constant()) m.m3 = m.m4 = 0;
  return m;
}

/// Of what was found about a pilot, `squares` of the differences among it, moved to the mean.
[[nodiscard]] inline column_spread spread_of(const extent& seen, double squares,
                                             std::span<const double> cells) {
  column_spread s;
  if (seen.count == 0) return s;
  s.count = seen.count;
  s.least = seen.least;
  s.most = seen.most;
  s.m2 = squares;
  const double r = seen.sum / s.count;
  if (std::isfinite(r)) {
    s.mean = with_rest(seen.pilot, r, s.mean_rest);
  } else {  // differences can overflow where the mean cannot
    for (const double x : cells) s.mean += x == x ? x / s.count : 0;
  }
  if (std::isfinite(squares)) s.m2 = std::max<double>(0, squares - s.count * (r * r));
  return without_rounding(s);
}
template <class Real>
[[nodiscard]] column_moments moments_of(const extent& seen, const powers<Real>& sums,
                                        std::span<const double> cells) {
  const double m2 = total(sums.m2);
  column_moments m;
  static_cast<column_spread&>(m) = spread_of(seen, m2, cells);
  if (seen.count == 0) return m;
  m.m3 = total(sums.m3);
  m.m4 = total(sums.m4);
  if (std::isfinite(m2)) {
    const double r = seen.sum / m.count, r2 = r * r;
    m.m4 += -4 * r * m.m3 + 6 * r2 * m2 - 3 * m.count * r2 * r2;
    m.m3 += -3 * r * m2 + 2 * m.count * r2 * r;
  }
  return without_rounding(m);
}

// The mean of b less that of a.
[[nodiscard]] inline double apart(const column_spread& a, const column_spread& b) {
  return (b.mean - a.mean) + (b.mean_rest - a.mean_rest);
}
/// Of the rows of a followed by those of b.
[[nodiscard]] inline column_spread joined(const column_spread& a, const column_spread& b) {
  if (a.count == 0) return b;
  if (b.count == 0) return a;
  column_spread s;
  s.count = a.count + b.count;
  const double d = apart(a, b), r = d / s.count;
  if (std::isfinite(d)) {
    s.mean = with_rest(a.mean, a.mean_rest + b.count * r, s.mean_rest);
  } else {
    s.mean = a.mean * (a.count / s.count) + b.mean * (b.count / s.count);
  }
  s.m2 = a.m2 + b.m2 + a.count * b.count * d * r;
  s.least = std::min<double>(a.least, b.least);
  s.most = std::max<double>(a.most, b.most);
  return without_rounding(s);
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
    return std::ranges::all_of(columns_, &column_moments::finite);
  }

 private:
  static column_moments joined(const column_moments& a, const column_moments& b) {
    if (a.count == 0) return b;
    if (b.count == 0) return a;
    column_moments m;
    static_cast<column_spread&>(m) = detail::joined(a, b);
    const double d = detail::apart(a, b), r = d / m.count, ab = a.count * b.count;
    m.m3 = a.m3 + b.m3 + ab * (a.count - b.count) * d * r * r +
           3 * (a.count * b.m2 - b.count * a.m2) * r;
    m.m4 = a.m4 + b.m4 + ab * (a.count * a.count - ab + b.count * b.count) * d * r * r * r +
           6 * (a.count * a.count * b.m2 + b.count * b.count * a.m2) * r * r +
           4 * (a.count * b.m3 - b.count * a.m3) * r;
    return detail::without_rounding(m);
  }

  std::vector<column_moments> columns_;
};

}  // namespace ltorisk::statistics
