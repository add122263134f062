// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace ltorisk::statistics {

/// A summary of the columns and one of their reciprocals, for schemes that turn costs over before
/// they look at them. A value without a positive, finite reciprocal is unknown in the second: the
/// counts of the two tell. Who turns nothing over need not have them: then the second knows no
/// value at all.
template <summary S>
class with_reciprocals {
 public:
  explicit with_reciprocals(const block& b, bool wanted = true)
      : plain(b), reciprocal(wanted ? turned_over(b) : none(b)) {}
  void merge(const with_reciprocals& next) {
    plain.merge(next.plain);
    reciprocal.merge(next.reciprocal);
  }

  static std::string kind() requires requires { S::kind(); }
  { return S::kind() + " with those of reciprocals"; }
  static void fields(auto& list, auto& self) {
    list("plain", self.plain);
    list("reciprocal", self.reciprocal);
  }
  [[nodiscard]] bool finite() const requires requires(const S& s) { s.finite(); }
  { return plain.finite(); }

  S plain;
  S reciprocal;

 private:
  static S none(const block& b) {
    const std::vector<const double*> columns(b.columns(), nullptr);
    return S(block(columns, 0));
  }
  static S turned_over(const block& b) {
    std::vector<std::vector<double>> cells(b.columns());
    std::vector<const double*> columns;
    for (std::size_t j = 0; j < b.columns(); ++j) {
      cells[j].reserve(b.rows());
      for (const double x : b[j]) {
        const double r = 1 / x;
        cells[j].push_back(r > 0 && std::isfinite(r) ? r
                                                     : std::numeric_limits<double>::quiet_NaN());
      }
      columns.push_back(cells[j].data());
    }
    return S(block(columns, b.rows()));
  }
};

}  // namespace ltorisk::statistics
