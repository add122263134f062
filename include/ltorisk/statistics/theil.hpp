// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>

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
  explicit theil(const block& b) {
    for (std::size_t j = 0; j < b.columns(); ++j) columns_.push_back(of(b[j]));
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

 private:
  static column_shares of(std::span<const double> values) {
    column_shares c;
    double origin = 0, sum = 0;  // differences keep the digits of values that differ little
    for (const double x : values) {
      if (x != x) continue;
      if (c.count == 0) origin = x;
      ++c.count;
      sum += x - origin;
      c.least = std::min<double>(c.least, x);
      c.most = std::max<double>(c.most, x);
    }
    if (c.count == 0) return c;
    c.mean = origin + sum / c.count;
    for (const double x : values) {
      if (x == x) c.inequality += about(x, c.mean);
    }
    return c;
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
    const double e = (x - m) / m;
    if (e == -1) return m;
    if (std::fabs(e) >= 0.1) return m * ((1 + e) * std::log1p(e) - e);
    // The two would cancel. phi(1 + e) = e^2 / 2 - e^3 / 6 + e^4 / 12 - ...
    double series = 0;
    for (int k = 17; k >= 2; --k) series = 1.0 / (k * (k - 1)) - e * series;
    return m * e * e * series;
  }

  std::vector<column_shares> columns_;
};

}  // namespace ltorisk::statistics
