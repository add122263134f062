// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/sound.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::statistics {

/// All values themselves, in the order of their rows, NaN where unknown: for a scheme of yours that
/// needs whole columns or rows. As large as the sample; one pass. Those of the library sort in
/// bounded memory (`counts`) or take another pass (`weight/merec.hpp`).
class values {
 public:
  explicit values(const block& b) {
    for (std::size_t j = 0; j < b.columns(); ++j) columns_.emplace_back(b[j].begin(), b[j].end());
    rows_ = b.rows();
  }

  void merge(const values& next) {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      columns_[j].insert(columns_[j].end(), next.columns_[j].begin(), next.columns_[j].end());
    }
    rows_ += next.rows_;
  }

  static std::string kind() { return "values"; }
  static void fields(auto& list, auto& self) {
    list("rows", self.rows_);
    list("columns", self.columns_);
    list.columns(self.columns_.size());
    for (const auto& column : self.columns_) {
      list.require(column.size() == self.rows_, "has a column of another length than its rows");
      for (const double x : column) list.require(!std::isinf(x), "has a cell that is infinite");
    }
  }

  [[nodiscard]] std::size_t size() const { return columns_.size(); }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::span<const double> operator[](std::size_t column) const {
    return columns_[column];
  }
  /// The known values of a column, in the order of their rows.
  [[nodiscard]] std::vector<double> known(std::size_t column) const {
    std::vector<double> list;
    for (const double x : columns_[column]) {
      if (x == x) list.push_back(x);
    }
    return list;
  }

 private:
  std::vector<std::vector<double>> columns_;
  std::size_t rows_ = 0;
};

}  // namespace ltorisk::statistics
