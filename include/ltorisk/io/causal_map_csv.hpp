// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/csv_cell.hpp>
#include <ltorisk/io/csv_records.hpp>
#include <ltorisk/io/text_file.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/validate_map.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

/// A causal map as the matrix that Mental Modeler and FCMpy users have: a row and a column for each
/// concept, the row is where an influence comes from:
///
///     ,rain,harvest,income
///     rain,,0.75,
///     harvest,0,0,0.5
///     income,,,
///
/// An empty cell or 0 is no edge. The first cell is free. Rows stand in the order of the columns.
/// Levers, gates, ranges and sources have no place in a matrix: set them on what was read.
namespace ltorisk::detail {

class causal_matrix_reader {
 public:
  causal_matrix_reader(std::string_view text, std::string_view file)
      : text_(text), file_(file), records_(text) {}

  [[nodiscard]] scenario::causal_map run() {
    if (text_.starts_with("\xff\xfe") || text_.starts_with("\xfe\xff")) {
      throw input_error({{file_ + ":1:1", "the file is UTF-16: save it as UTF-8"}});
    }
    if (!records_.next()) {
      throw input_error({{file_ + ":1:1", "is empty: its first line must name the concepts"}});
    }
    header();
    faults_.throw_if_any();
    while (!faults_.full() && records_.next()) row();
    const auto size = m_.concepts.size();
    if (rows_ < size) {
      faults_.add(file_, "the matrix is not square: " + std::to_string(rows_) + " rows, " +
                             std::to_string(size) + " columns");
    }
    faults_.throw_if_any();
    scenario::validate(m_);
    return std::move(m_);
  }

 private:
  void fault(const csv_token& t, std::size_t column, const std::string& what) {
    faults_.add(file_ + ":" + std::to_string(t.line) + ":" + std::to_string(column + 1), what);
  }

  static std::string plain(const csv_token& t) {
    std::string text;
    for (std::size_t i = 0; i < t.text.size(); ++i) {
      text += t.text[i];
      if (t.has_doubled_quotes && t.text[i] == '"') ++i;
    }
    return text;
  }

  void header() {
    const auto cells = records_.cells();
    if (cells.size() == 1) {
      fault(cells[0], 0, "names no concept: separate cells by commas, and keep the first one free");
    }
    for (std::size_t j = 1; j < cells.size() && !faults_.full(); ++j) {
      if (cells[j].fault) {
        fault(cells[j], j, std::string("the name of the concept ") + cells[j].fault);
        continue;
      }
      auto id = plain(cells[j]);
      if (id.empty()) fault(cells[j], j, "the concept has no name");
      for (std::size_t k = 0; k < m_.concepts.size() && !id.empty(); ++k) {
        if (m_.concepts[k].id != id) continue;
        fault(cells[j], j, in_quotes(id) + " is the name of another column already");
        break;
      }
      m_.concepts.push_back({.id = std::move(id)});
    }
  }

  void row() {
    const auto cells = records_.cells();
    const auto size = m_.concepts.size();
    if (rows_ == size) {
      if (++rows_ == size + 1) {
        fault(cells[0], 0,
              "the matrix is not square: a row beyond its " + std::to_string(size) + " columns");
      }
      return;
    }
    if (rows_ > size) return;
    const auto& id = m_.concepts[rows_++].id;
    bool sound = true;
    for (std::size_t j = 0; j < cells.size() && !faults_.full(); ++j) {
      if (!cells[j].fault) continue;
      fault(cells[j], j, "the cell " + std::string(cells[j].fault));
      sound = false;
    }
    if (!sound) return;
    if (const auto name = plain(cells[0]); name != id) {
      fault(cells[0], 0,
            "the row of " + in_quotes(id) + " is expected, as in the first line, got " +
                in_quotes(name));
    }
    if (cells.size() != size + 1) {
      const auto extra = std::min<std::size_t>(cells.size() - 1, size + 1);
      fault(cells[extra], extra,
            "the matrix is not square: row " + in_quotes(id) + " has " +
                std::to_string(cells.size() - 1) + " weights for " + std::to_string(size) +
                " concepts");
      return;
    }
    for (std::size_t j = 1; j < cells.size() && !faults_.full(); ++j) weight(cells[j], j, id);
  }

  void weight(const csv_token& t, std::size_t j, const std::string& from) {
    const auto text = plain(t);
    if (text.empty()) return;
    double w = 0;
    const auto& to = m_.concepts[j - 1].id;
    const auto words = [&] { return in_quotes(from) + " to " + in_quotes(to) + ": "; };
    if (csv_number(text, w) != std::errc{}) {
      fault(t, j, words() + in_quotes(text) + " is not a number");
    } else if (!(w >= -1 && w <= 1)) {
      fault(t, j, words() + "a weight must be from -1 to 1, got " + to_text(w));
    } else if (w != 0) {
      m_.edges.push_back({.from = from, .to = to, .weight = w});
    }
  }

  std::string_view text_;
  std::string file_;
  csv_records records_;
  fault_list faults_;
  scenario::causal_map m_;
  std::size_t rows_ = 0;
};

}  // namespace ltorisk::detail

namespace ltorisk::scenario {

/// Reads the matrix. Throws `input_error` with every fault, each at "file:line:column".
[[nodiscard]] inline causal_map read_causal_matrix(std::string_view text,
                                                   std::string_view file = "CSV") {
  return ltorisk::detail::causal_matrix_reader(text, file).run();
}

[[nodiscard]] inline causal_map read_causal_matrix_file(const std::filesystem::path& path) {
  return read_causal_matrix(ltorisk::detail::read_text_file(path), path.string());
}

/// Writes the weights as a matrix. The map must be valid.
[[nodiscard]] inline std::string write_causal_matrix(const causal_map& m) {
  validate(m);
  const auto n = m.concepts.size();
  std::vector<double> weights(n * n);
  for (const auto& e : m.edges) weights[m.index_of(e.from) * n + m.index_of(e.to)] = e.weight;
  std::string csv;
  for (const auto& c : m.concepts) csv += "," + csv_field(c.id);
  csv += '\n';
  for (std::size_t i = 0; i < n; ++i) {
    csv += csv_field(m.concepts[i].id);
    for (std::size_t j = 0; j < n; ++j) csv += "," + to_text(weights[i * n + j]);
    csv += '\n';
  }
  return csv;
}

}  // namespace ltorisk::scenario
