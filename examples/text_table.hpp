// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A table for people: columns as wide as their widest cell, also where names have accents.
class text_table {
 public:
  enum class align { left, right };

  explicit text_table(std::vector<std::pair<std::string, align>> columns)
      : columns_(std::move(columns)) {}

  void add(std::vector<std::string> row) {
    for (auto& cell : row) cell = on_one_line(cell);
    rows_.push_back(std::move(row));
  }

  void print(std::ostream& out) const {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::size_t widest = width(columns_[c].first);
      for (const auto& row : rows_) widest = std::max<std::size_t>(widest, width(row[c]));
      widths.push_back(widest);
    }
    std::vector<std::string> titles, rules;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      titles.push_back(columns_[c].first);
      rules.push_back(std::string(widths[c], '-'));
    }
    print_row(out, titles, widths);
    print_row(out, rules, widths);
    for (const auto& row : rows_) print_row(out, row, widths);
  }

  /// Columns a text takes on a terminal: its code points, less the combining accents.
  static std::size_t width(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if ((byte & 0xc0) == 0x80) continue;
      const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
      const bool combining = byte == 0xcc || (byte == 0xcd && next < 0xb0);  // U+0300 to U+036F
      columns += combining ? 0 : 1;
    }
    return columns;
  }

  /// A name may hold anything; a line break or an escape sequence must not spoil the table.
  static std::string on_one_line(std::string text) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return text;
  }

 private:
  void print_row(std::ostream& out, const std::vector<std::string>& row,
                 const std::vector<std::size_t>& widths) const {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string space(widths[c] - width(row[c]), ' ');
      if (c > 0) line += "  ";
      line += columns_[c].second == align::right ? space + row[c] : row[c] + space;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }

  std::vector<std::pair<std::string, align>> columns_;
  std::vector<std::vector<std::string>> rows_;
};
