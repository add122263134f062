// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/lanes.hpp>
#include <ltorisk/statistics/sound.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// For every column the row with its smallest and the row with its largest value, the first of
/// several, among the rows that know every column. Small: 2 m rows of m columns; one pass.
class extreme_rows {
 public:
  /// (The instruction set is that of the calling translation unit.)
  template <unsigned Isa = simd::native_isa>
  explicit extreme_rows(const block& b) : least_(b.columns()), most_(b.columns()) {
    std::vector<std::vector<double>> copies;
    const auto columns = complete_rows<Isa>(b, copies);
    if (b.columns() == 0 || rows_ == 0) return;
    using real = detail::lanes<Isa>;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      detail::tally<detail::no_more, real> all(0);
      all.add(columns[j]);
      const auto seen = all.seen();
      for (auto [rows, extreme] : {std::pair(&least_, seen.least), std::pair(&most_, seen.most)}) {
        const auto row = detail::place_of<real>(extreme, columns[j]);
        for (const auto& c : columns) (*rows)[j].push_back(c[row]);
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
  // The columns without the rows that do not know all of them.
  template <unsigned Isa>
  std::vector<std::span<const double>> complete_rows(const block& b,
                                                     std::vector<std::vector<double>>& copies) {
    std::vector<std::span<const double>> columns;
    bool whole = true;
    for (std::size_t j = 0; j < b.columns(); ++j) {
      columns.push_back(b[j]);
      whole = whole && !detail::any_unknown<detail::lanes<Isa>>(b[j]);
    }
    rows_ = b.columns() == 0 ? 0 : static_cast<double>(b.rows());
    if (whole) return columns;
    std::vector<unsigned char> incomplete(b.rows());
    for (const auto& c : columns) {
      for (std::size_t i = 0; i < c.size(); ++i) incomplete[i] |= c[i] != c[i];
    }
    for (auto& c : columns) {
      auto& copy = copies.emplace_back();
      for (std::size_t i = 0; i < c.size(); ++i) {
        if (incomplete[i] == 0) copy.push_back(c[i]);
      }
    }
    for (std::size_t j = 0; j < columns.size(); ++j) columns[j] = copies[j];
    rows_ = static_cast<double>(columns[0].size());
    return columns;
  }

  double rows_ = 0;
  std::vector<std::vector<double>> least_;
  std::vector<std::vector<double>> most_;
};

}  // namespace ltorisk::statistics
