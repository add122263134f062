// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/io/csv_records.hpp>
#include <ltorisk/scale.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

/// Tables as CSV: the first line names the columns by indicator id, one more column holds the row
/// ids. A cell is, in this order,
///
/// - empty or `NA`: missing;
/// - `not_applicable`;
/// - for an indicator on categories: a label, or a number that is one of the codes;
/// - otherwise a number that the indicator's scale accepts: decimal point, exponent and leading `+`
///   allowed, never by locale; no infinity, no NaN, nothing that overflows or underflows a double.
///
/// Quotes change nothing in this but for keeping spaces. Row ids are text and taken as they are
/// (`NA` is an id), in both directions: one that begins with `=`, `+`, `-` or `@` is written as it
/// stands, and a spreadsheet may take it for a formula.
namespace ltorisk {

struct csv_options {
  std::string id_column = "id";
  /// Columns that are no indicators are left out instead of refused.
  bool allow_extra_columns = false;
};

namespace detail {

inline void csv_check_id_column(const framework& f, const csv_options& options) {
  if (f.find_indicator(options.id_column)) {
    throw input_error(
        {{"id_column",
          quoted(options.id_column) + " is an indicator of the framework: choose another name"}});
  }
}

class csv_table_reader {
 public:
  csv_table_reader(std::string_view text, const framework& f, const csv_options& options,
                   std::string_view file)
      : text_(text), f_(f), options_(options), file_(file), records_(text) {}

  table run() {
    csv_check_id_column(f_, options_);
    if (text_.starts_with("\xff\xfe") || text_.starts_with("\xfe\xff")) {
      give_up("is UTF-16: save the file as UTF-8");
    }
    if (!records_.next()) give_up("is empty: the first line must name the columns");
    header();
    while (!faults_.full() && records_.next()) row();
    faults_.throw_if_any();

    table t(std::move(ids_));
    for (auto& c : columns_) {
      if (c.figure) t.add(c.figure->id, std::move(c.cells));
    }
    return t;
  }

 private:
  struct column {
    std::string_view name;
    const indicator* figure = nullptr;  // null: the id column, or one that is not read
    std::vector<double> cells = {};
  };

  [[noreturn]] void give_up(const std::string& what) {
    throw input_error({{std::string(file_) + ":1:1", what}});
  }

  void fault(std::size_t line, std::size_t j, std::string what) {
    faults_.add(std::string(file_) + ':' + std::to_string(line) + ':' + std::to_string(j + 1),
                std::move(what));
  }

  // A fault of cell `j` of the current row.
  void cell_fault(std::size_t j, const std::string& what) {
    const auto cells = records_.cells();
    std::string where = j < columns_.size() && !columns_[j].name.empty()
                            ? "column " + csv_shown(columns_[j].name)
                            : "column " + std::to_string(j + 1);
    if (j != id_ && id_ < cells.size() && !cells[id_].fault) {
      where += ", row " + csv_shown(value(cells[id_]));
    }
    fault(cells[j].line, j, where + ": " + what);
  }

  std::string_view value(const csv_token& t) {
    if (!t.has_doubled_quotes || t.fault) return t.text;
    auto& plain = unescaped_.emplace_back();
    for (std::size_t i = 0; i < t.text.size(); ++i) {
      plain += t.text[i];
      if (t.text[i] == '"') ++i;
    }
    return plain;
  }

  static const char* wrong_separator(const csv_token& t) {
    if (t.quoted && !t.fault) return nullptr;
    const auto line = t.text.substr(0, t.text.find_first_of("\r\n"));
    return line.find(';') != line.npos    ? "semicolons"
           : line.find('\t') != line.npos ? "tabs"
                                          : nullptr;
  }

  void header() {
    const auto cells = records_.cells();
    if (cells[0].text.starts_with("sep=") && (cells.size() == 1 || cells[1].text.empty())) {
      give_up("begins with a line for spreadsheets, 'sep=': remove it");
    }
    if (const char* found = wrong_separator(cells[0]); found && cells.size() == 1) {
      give_up(std::string("the columns are separated by ") + found +
              ": save the file with commas between cells and points in numbers");
    }
    std::vector<std::string> known{options_.id_column};
    for (const auto& i : f_.indicators) known.push_back(i.id);

    std::unordered_map<std::string_view, std::size_t> seen;
    columns_.resize(cells.size());
    for (std::size_t j = 0; j < cells.size() && !faults_.full(); ++j) {
      const auto line = cells[j].line;
      if (cells[j].fault) {
        fault(line, j, std::string("the column's name ") + cells[j].fault);
        continue;
      }
      const auto name = columns_[j].name = value(cells[j]);
      if (name.empty()) {
        fault(line, j, "the column has no name");
      } else if (const auto [first, fresh] = seen.try_emplace(name, j); !fresh) {
        fault(line, j,
              csv_shown(name) + " is the name of column " + std::to_string(first->second + 1) +
                  " already");
      } else if (name == options_.id_column) {
        id_ = j;
      } else if (columns_[j].figure = f_.find_indicator(name);
                 !columns_[j].figure && !options_.allow_extra_columns) {
        fault(line, j,
              csv_shown(name) + (f_.find_node(name) ? " is computed by the framework, not read"
                                                    : " is not an indicator of the framework" +
                                                          suggestion(name, known)));
      }
    }
    if (id_ == none) {
      fault(cells[0].line, 0,
            "there is no column " + quoted(options_.id_column) + " for the row ids");
    }
  }

  void row() {
    const auto cells = records_.cells();
    bool sound = true;
    for (std::size_t j = 0; j < cells.size(); ++j) {
      if (!cells[j].fault) continue;
      cell_fault(j, cells[j].fault);
      sound = false;
    }
    if (!sound) return;
    if (cells.size() != columns_.size()) return wrong_size();
    for (std::size_t j = 0; j < cells.size(); ++j) {
      if (j == id_) {
        take_id(cells[j]);
      } else if (columns_[j].figure) {
        columns_[j].cells.push_back(figure(j));
      }
    }
  }

  void wrong_size() {
    const auto cells = records_.cells();
    const auto have = cells.size();
    const auto wanted = columns_.size();
    const auto j = std::min<std::size_t>(have, wanted);
    std::string what = "row";
    if (id_ < have) what += " " + csv_shown(value(cells[id_]));
    what += " has " + std::to_string(have) + (have == 1 ? " cell" : " cells") +
            ", the header has " + std::to_string(wanted);
    if (have > wanted) {
      what += "; put a text with a comma in quotes, and write a decimal point in numbers";
    } else if (const char* found = wrong_separator(cells[0]); found && have == 1) {
      what += std::string("; separate cells by commas, not by ") + found;
    }
    fault(cells[std::min<std::size_t>(j, have - 1)].line, j, what);
  }

  void take_id(const csv_token& t) {
    const auto id = value(t);
    if (id.empty()) {
      cell_fault(id_, "the row has no id");
    } else if (const auto [first, fresh] = line_of_.try_emplace(id, t.line); !fresh) {
      cell_fault(id_, csv_shown(id) + " is the id of the row on line " +
                          std::to_string(first->second) + " already");
    } else {
      ids_.emplace_back(id);
    }
  }

  double figure(std::size_t j) {
    const auto text = value(records_.cells()[j]);
    if (text.empty() || text == csv_missing) return missing;
    if (text == csv_not_applicable) return not_applicable;

    const auto& s = columns_[j].figure->scale;
    if (const auto* c = std::get_if<scales::categories>(&s)) {
      if (const auto* found = csv_category(*c, text)) return found->code;
      std::vector<std::string> known{std::string(csv_not_applicable)};
      for (const auto& category : c->list) known.push_back(category.label);
      cell_fault(j, csv_shown(text) + " is not a category: use " + csv_labels(*c) +
                        suggestion(text, known));
      return missing;
    }
    double x = missing;
    const auto error = csv_number(text, x);
    if (error == std::errc::result_out_of_range) {
      cell_fault(j, csv_shown(text) + " is out of the range of a double");
    } else if (error != std::errc{}) {
      cell_fault(j, csv_shown(text) + not_a_number(text));
    } else if (!csv_is_valid(s, x)) {
      cell_fault(j, csv_shown(text) + ' ' + csv_invalid(s));
    }
    return x;
  }

  static std::string not_a_number(std::string_view text) {
    if (text.find_first_not_of("+-0123456789.,eE") == text.npos && text.find(',') != text.npos) {
      return " is not a number: use a decimal point, and no separator of thousands";
    }
    return " is not a number: use a number, an empty cell or NA where it is missing, or "
           "not_applicable" +
           suggestion(text, {std::string(csv_not_applicable)});
  }

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::string_view text_;
  const framework& f_;
  const csv_options& options_;
  std::string_view file_;
  csv_records records_;
  fault_list faults_;
  std::size_t id_ = none;
  std::vector<column> columns_;
  std::vector<std::string> ids_;
  std::unordered_map<std::string_view, std::size_t> line_of_;
  std::deque<std::string> unescaped_;  // what cells with doubled quotes read as
};

}  // namespace detail

/// Reads a table from the text of a CSV file. Throws `input_error` with every fault up to the
/// limit, in the order of the file, each at "file:line:column": the physical line on which the cell
/// begins and the number of its column, both from 1. Indicators without a column are not in the
/// table. `io/csv_records.hpp` says how the text is cut into cells. The framework must be valid.
[[nodiscard]] inline table read_csv(std::string_view text, const framework& f,
                                    const csv_options& options = {},
                                    std::string_view file = "CSV") {
  return detail::csv_table_reader(text, f, options, file).run();
}

[[nodiscard]] inline table read_csv_file(const std::filesystem::path& path, const framework& f,
                                         const csv_options& options = {}) {
  const auto name = path.string();
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw input_error({{name, "there is no such file"}});
  }
  if (is_directory(status)) throw input_error({{name, "is a directory, not a file"}});
  std::ifstream in(path, std::ios::binary);
  if (!in) throw input_error({{name, "cannot be opened"}});
  std::string text;
  while (in) {
    constexpr std::size_t chunk = 1 << 20;
    const auto size = text.size();
    text.resize(size + chunk);
    in.read(text.data() + size, static_cast<std::streamsize>(chunk));
    text.resize(size + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) throw input_error({{name, "cannot be read"}});
  return read_csv(text, f, options, name);
}

/// Writes a table that `read_csv` reads back the same. Throws `input_error` with every fault where
/// it would not: a column that is no indicator (left out where the options allow extra columns), a
/// row id that is empty or there twice, text that is not UTF-8, a figure its scale does not accept.
[[nodiscard]] inline std::string write_csv(const table_view& t, const framework& f,
                                           const csv_options& options = {}) {
  detail::csv_check_id_column(f, options);
  fault_list faults;
  const auto write_text = [&](const std::string& where, std::string_view text) {
    const char* const last = text.data() + text.size();
    if (text.empty()) faults.add(where, "the id is empty");
    if (detail::find_bad_byte(text.data(), last) != last) {
      faults.add(where, "the id is not UTF-8 or holds a NUL byte");
    }
    return csv_field(text);
  };
  std::string csv = write_text("id_column", options.id_column);
  std::vector<std::pair<const column_view*, const scale*>> columns;
  for (const auto& column : t.columns()) {
    if (const auto* i = f.find_indicator(column.id)) {
      columns.emplace_back(&column, &i->scale);
      csv += ',' + write_text("column " + quoted(column.id), column.id);
    } else if (!options.allow_extra_columns) {
      faults.add("column " + quoted(column.id), "is not an indicator of the framework");
    }
  }
  csv += '\n';
  std::unordered_set<std::string> seen;
  for (std::size_t r = 0; r < t.rows() && !faults.full(); ++r) {
    const auto id = t.row_id(r);
    const auto where = "row " + quoted(id);
    csv += write_text(where, id);
    if (!seen.insert(id).second) faults.add(where, "is there twice");
    for (const auto& [column, s] : columns) {
      const double x = (*column)[r];
      if (is_known(x) && !detail::csv_is_valid(*s, x)) {
        faults.add(where + ", column " + quoted(column->id),
                   to_text(x) + ' ' + detail::csv_invalid(*s));
      }
      csv += ',';
      csv += csv_cell(x, s);
    }
    csv += '\n';
  }
  faults.throw_if_any();
  return csv;
}

}  // namespace ltorisk
