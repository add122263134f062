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
#include <vector>

namespace ltorisk::statistics {

/// Of the known values of one column: how unevenly their sum is shared out. `inequality` is the sum
/// of m phi(x / m) about their mean m, with phi(r) = r ln r - r + 1 and 0 ln 0 = 0: Theil's index
/// times the sum.
struct column_shares {
  double count = 0;
  double mean = 0;
  double inequality = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();

  [[nodiscard]] bool constant() const { return !(least < most); }
  /// 1 - E, E being Shannon's entropy of the shares x / sum over its highest value, ln count: in
  /// 0..1, zero where all values are the same. For at least two values, none of them negative.
  [[nodiscard]] double divergence() const {
    return constant() ? 0 : inequality / (count * mean * std::log(count));
  }

  static void fields(auto& list, auto& self) {
    list("count", self.count);
    list("mean", self.mean);
    list("inequality", self.inequality);
    list("least", self.least);
    list("most", self.most);
    list.require(detail::is_count(self.count), detail::wrong_count);
    // Where all are from 0 on, the sum has only positive terms.
    const bool shares = !(self.least >= 0) || self.most > 1e300 ||
                        self.inequality >= -1e-9 * self.count * self.most;
    list.require(detail::is_column(self.count, self.mean, self.least, self.most) &&
                     (self.count > 0 ? shares : self == column_shares()),
                 detail::wrong_figures);
  }
  friend bool operator==(const column_shares&, const column_shares&) = default;
};

/// How far every column is from an even distribution (Theil 1967, Economics and Information
/// Theory). Small; one pass. The sum of -p ln p loses all digits of what is wanted, its distance to
/// ln n, when the values differ little, and its shares change with every row. The sum of
/// m phi(x / m) has only positive terms, and moving it to another mean adds n m' phi(m / m').
/// Columns with a negative value have no such sum: `least` tells.
class theil {
 public:
  /// (The instruction set is that of the calling translation unit.)
  template <unsigned Isa = simd::native_isa>
  explicit theil(const block& b) {
    for (std::size_t j = 0; j < b.columns(); ++j) columns_.push_back(of<Isa>(b[j]));
  }

  void merge(const theil& next) {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      columns_[j] = joined(columns_[j], next.columns_[j]);
    }
  }

  static std::string kind() { return "theil"; }
  static void fields(auto& list, auto& self) {
    list("columns", self.columns_);
    list.columns(self.columns_.size());
  }

  [[nodiscard]] std::size_t size() const { return columns_.size(); }
  [[nodiscard]] const column_shares& operator[](std::size_t column) const {
    return columns_[column];
  }
  /// No value was infinite.
  [[nodiscard]] bool finite() const {
    return std::ranges::none_of(columns_, [](const column_shares& c) {
      return c.count > 0 && !(std::isfinite(c.least) && std::isfinite(c.most));
    });
  }

 private:
  template <unsigned Isa>
  static column_shares of(std::span<const double> cells) {
    using real = detail::lanes<Isa>;
    std::vector<double> copy;
    const auto seen = detail::tally_of<detail::no_more, real>(cells, copy).seen();
    column_shares c;
    if (seen.count == 0) return c;
    c.count = seen.count;
    c.least = seen.least;
    c.most = seen.most;
    c.mean = seen.mean();
    const double m = c.mean;
    if (!(m > 1e-300 && m < 1e300 && c.least >= 0)) {  // 1 / m is no number, or there are no shares
      for (const double x : cells) c.inequality += x == x ? about(x, m) : 0;
      return c;
    }
    // The longer formula only where it is needed. Elsewhere what values near the mean lose is
    // little of the whole: at most 1e-12, where all but one of a block lie there.
    const bool close = c.most - m < nearby * m && m - c.least < nearby * m;
    const bool known = cells.size() % real::width == 0;
    const auto sum = close ? known ? &sum_of<real, true, true> : &sum_of<real, true, false>
                     : known ? &sum_of<real, false, true> : &sum_of<real, false, false>;
    c.inequality = m * sum(cells, m);
    return c;
  }

  // Of phi(x / m).
  template <class Real, bool Close, bool Known>
  static double sum_of(std::span<const double> cells, double m) {
    const double inverse = 1 / m;
    Real sum = 0;
    const detail::in_lanes<Real> lanes(cells);
    for (std::size_t i = 0; i < cells.size(); i += Real::width) {
      Real x = lanes[i];
      if constexpr (!Known) x = math::select(x == x, x, m);  // phi(1) = 0
      if constexpr (Close) {
        const Real e = (x - m) * inverse;
        sum = math::fused(e * e, series(e), sum);
      } else {
        const Real ratio = x * inverse, rest = 1 - ratio;
        sum += math::select(ratio > 0, math::fused(ratio, math::log(ratio), rest), rest);
      }
    }
    return detail::total(sum);
  }

  static column_shares joined(const column_shares& a, const column_shares& b) {
    if (a.count == 0) return b;
    if (b.count == 0) return a;
    column_shares c;
    c.count = a.count + b.count;
    c.mean = a.mean + b.count / c.count * (b.mean - a.mean);
    c.inequality = a.inequality + b.inequality + a.count * about(a.mean, c.mean) +
                   b.count * about(b.mean, c.mean);
    c.least = std::min<double>(a.least, b.least);
    c.most = std::max<double>(a.most, b.most);
    return c;
  }

  // m phi(x / m).
  static double about(double x, double m) {
    if (m == 0) return 0;  // nothing but zeros
    const double e = (x - m) / m, ratio = 1 + e;
    if (std::fabs(e) < nearby) return m * (e * e * series(e));
    return m * ((ratio > 0 ? ratio * math::log(ratio) : 0) - e);
  }

  // Nearer to the mean than this share of it, r ln r and r - 1 cancel:
  // phi(1 + e) = e^2 (1 / 2 - e / 6 + e^2 / 12 - ...).
  static constexpr double nearby = 0.1;
  template <class Real>
  static Real series(Real e) {
    Real s = 0;
    for (int k = 17; k >= 2; --k) s = 1.0 / (k * (k - 1)) - e * s;
    return s;
  }

  std::vector<column_shares> columns_;
};

}  // namespace ltorisk::statistics
