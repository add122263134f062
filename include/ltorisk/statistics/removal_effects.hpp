// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/sound.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace ltorisk::statistics {

/// How much rows of figures l >= 0 lose with each column: the sum, over the rows that know every
/// column, of ln(1 + sum_k l_k) - ln(1 + sum_k l_k - l_j). Small: one figure a column; one pass.
class removal_effects {
 public:
  explicit removal_effects(const block& b) : effects_(b.columns()) {
    std::vector<double> row(b.columns());
    for (std::size_t i = 0; i < b.rows(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < row.size(); ++j) sum += row[j] = b[j][i];
      if (sum != sum) continue;  // one is unknown
      ++rows_;
      // Both logarithms in one, which keeps small effects.
      for (std::size_t j = 0; j < row.size(); ++j) {
        effects_[j] += std::log1p(row[j] / (1 + std::max<double>(0, sum - row[j])));
      }
    }
  }

  void merge(const removal_effects& next) {
    rows_ += next.rows_;
    for (std::size_t j = 0; j < effects_.size(); ++j) effects_[j] += next.effects_[j];
  }

  static std::string kind() { return "removal_effects"; }
  static void fields(auto& list, auto& self) {
    list("rows", self.rows_);
    list("effects", self.effects_);
    list.columns(self.effects_.size());
    list.require(detail::is_count(self.rows_), detail::wrong_count);
    for (const double e : self.effects_) {
      list.require(e >= 0 && std::isfinite(e) && (e == 0 || self.rows_ > 0), detail::wrong_figures);
    }
  }

  /// Rows that know every column.
  [[nodiscard]] double rows() const { return rows_; }
  [[nodiscard]] const std::vector<double>& effects() const { return effects_; }

 private:
  double rows_ = 0;
  std::vector<double> effects_;
};

}  // namespace ltorisk::statistics
