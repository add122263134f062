// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/sound.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace ltorisk::statistics {

/// For every column the row with its smallest and the row with its largest value, the first of
/// several, among the rows that know every column. Small: 2 m rows of m columns; one pass.
class extreme_rows {
 public:
  explicit extreme_rows(const block& b) : least_(b.columns()), most_(b.columns()) {
    std::vector<double> row(b.columns());
    for (std::size_t i = 0; i < b.rows(); ++i) {
      bool complete = true;
      for (std::size_t j = 0; j < b.columns(); ++j) {
        row[j] = b[j][i];
        complete = complete && row[j] == row[j];
      }
      if (!complete) continue;
      ++rows_;
      for (std::size_t j = 0; j < row.size(); ++j) {
        if (rows_ == 1 || row[j] < least_[j][j]) least_[j] = row;
        if (rows_ == 1 || row[j] > most_[j][j]) most_[j] = row;
      }
    }
  }

  void merge(const extreme_rows& next) {
    for (std::size_t j = 0; next.rows_ > 0 && j < least_.size(); ++j) {
      if (rows_ == 0 || next.least_[j][j] < least_[j][j]) least_[j] = next.least_[j];
      if (rows_ == 0 || next.most_[j][j] > most_[j][j]) most_[j] = next.most_[j];
    }
    rows_ += next.rows_;
  }

  static std::string kind() { return "extreme_rows"; }
  static void fields(auto& list, auto& self) {
    list("rows", self.rows_);
    list("least", self.least_);
    list("most", self.most_);
    list.columns(self.least_.size());
    list.columns(self.most_.size());
    for (const auto* rows : {&self.least_, &self.most_}) {
      for (const auto& row : *rows) {
        list.require(row.size() == (self.rows_ > 0 ? rows->size() : 0),
                     "has a row of another length than its columns");
        for (const double x : row) list.require(std::isfinite(x), detail::wrong_figures);
      }
    }
    list.require(detail::is_count(self.rows_), detail::wrong_count);
    for (std::size_t j = 0; self.rows_ > 0 && j < self.least_.size(); ++j) {
      for (const auto* rows : {&self.least_, &self.most_}) {
        for (const auto& row : *rows) {
          list.require(self.least_[j][j] <= row[j] && row[j] <= self.most_[j][j],
                       detail::wrong_figures);
        }
      }
    }
  }

  /// Rows that know every column.
  [[nodiscard]] double rows() const { return rows_; }
  /// Where there is such a row.
  [[nodiscard]] const std::vector<double>& least(std::size_t column) const {
    return least_[column];
  }
  [[nodiscard]] const std::vector<double>& most(std::size_t column) const { return most_[column]; }

 private:
  double rows_ = 0;
  std::vector<std::vector<double>> least_;
  std::vector<std::vector<double>> most_;
};

}  // namespace ltorisk::statistics
