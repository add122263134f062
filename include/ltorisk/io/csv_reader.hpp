// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/io/csv_cell.hpp>
#include <ltorisk/io/csv_records.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::detail {

/// Reads one table and finds every fault on the way: records become rows, cells become figures.
/// From a text that stays (`csv_records`) all at once, and row ids must differ; or from a file a
/// window is moved over (`csv_window`), some rows at a time, and ids are not compared: that would
/// need them all.
template <class Records>
class csv_reader {
  static constexpr bool text_stays = std::same_as<Records, csv_records>;

 public:
  template <class... Where>
  csv_reader(const framework& f, std::string_view id_column, bool allow_extra_columns,
             std::string_view file, const Where&... where)
      : f_(f),
        id_column_(id_column),
        allow_extra_columns_(allow_extra_columns),
        file_(file),
        records_(where...) {}

  table run() {
    begin();
    while (!faults_.full() && records_.next()) row();
    faults_.throw_if_any();

    table t(std::move(ids_));
    for (auto& c : columns_) {
      if (c.figure) t.add(c.figure->id, std::move(c.cells));
    }
    return t;
  }

  /// Reads the names of the columns.
  void begin() {
    const auto head = records_.rest();
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) {
      give_up("the file is UTF-16: save it as UTF-8");
    }
    if (!records_.next()) give_up("the file is empty: its first line must name the columns");
    header();
  }

  /// The next rows, so many as long as there are; they stay until the next call. After a fault it
  /// goes on, to throw with all the file has.
  table_view some(std::size_t rows) {
    const auto forget = [&] {
      ids_.clear();
      for (auto& c : columns_) c.cells.clear();
    };
    forget();
    while ((ids_.size() < rows || !faults_.empty()) && !faults_.full() && records_.next()) {
      plain_.clear();
      if (!faults_.empty()) forget();
      row();
    }
    faults_.throw_if_any();

    table_view v(ids_.size(), ids_);
    for (const auto& c : columns_) {
      if (c.figure) v.add(c.figure->id, c.cells);
    }
    return v;
  }

 private:
  struct column {
    std::string name = {};
    const indicator* figure = nullptr;  // null: the row ids, or nothing that is read
    std::vector<double> cells = {};
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  [[noreturn]] void give_up(const std::string& what) const {
    throw input_error({{std::string(file_) + ":1:1", what}});
  }

  void fault(std::size_t line, std::size_t j, std::string what) {
    faults_.add(std::string(file_) + ':' + std::to_string(line) + ':' + std::to_string(j + 1),
                std::move(what));
  }

  // A fault of a cell of the current row.
  void cell_fault(std::size_t j, const std::string& what) {
    const auto cells = records_.cells();
    const bool named = j < columns_.size() && !columns_[j].name.empty();
    std::string cell = "column " + (named ? in_quotes(columns_[j].name) : std::to_string(j + 1));
    if (j != id_ && id_ < cells.size() && !cells[id_].fault) {
      cell += ", row " + in_quotes(plain(cells[id_]));
    }
    fault(cells[j].line, j, cell + ": " + what);
  }

  // What the cell says, without quotes.
  std::string_view plain(const csv_token& t) {
    if (!t.has_doubled_quotes || t.fault) return t.text;
    auto& text = plain_.emplace_back();
    for (std::size_t i = 0; i < t.text.size(); ++i) {
      text += t.text[i];
      if (t.text[i] == '"') ++i;
    }
    return text;
  }

  // What a line of one cell may be separated by instead of commas.
  static const char* other_separator(const csv_token& t) {
    if (t.quoted && !t.fault) return nullptr;
    const auto line = t.text.substr(0, t.text.find_first_of("\r\n"));
    if (line.find(';') != line.npos) return "semicolons";
    return line.find('\t') != line.npos ? "tabs" : nullptr;
  }

  void header() {
    const auto cells = records_.cells();
    if (cells[0].text.starts_with("sep=") && (cells.size() == 1 || cells[1].text.empty())) {
      give_up("a line 'sep=' is for spreadsheets: remove it");
    }
    if (const char* found = other_separator(cells[0]); found && cells.size() == 1) {
      give_up(std::string("the columns are separated by ") + found +
              ": save the file with commas between cells and points in numbers");
    }
    std::vector<std::string> known{std::string(id_column_)};
    for (const auto& i : f_.indicators) known.push_back(i.id);

    const auto is_id = [&](const csv_token& t) { return !t.fault && plain(t) == id_column_; };
    if (std::ranges::none_of(cells, is_id)) {
      if (cells[0].text.starts_with('#')) give_up("a line of comment stands before the names");
      fault(cells[0].line, 0, "there is no column " + in_quotes(id_column_) + " for the row ids");
    }
    std::unordered_map<std::string, std::size_t> seen;
    columns_.resize(cells.size());
    for (std::size_t j = 0; j < cells.size() && !faults_.full(); ++j) {
      const auto line = cells[j].line;
      if (cells[j].fault) {
        fault(line, j, std::string("the name of the column ") + cells[j].fault);
        continue;
      }
      const std::string name(plain(cells[j]));
      columns_[j].name = name;
      if (name.empty()) {
        fault(line, j, "the column has no name");
      } else if (const auto [first, fresh] = seen.try_emplace(name, j); !fresh) {
        fault(line, j,
              in_quotes(name) + " is the name of column " + std::to_string(first->second + 1) +
                  " already");
      } else if (name == id_column_) {
        id_ = j;
      } else if (columns_[j].figure = f_.find_indicator(name);
                 !columns_[j].figure && !allow_extra_columns_) {
        fault(line, j,
              in_quotes(name) + (f_.find_node(name) ? " is computed by the framework, not read"
                                                    : " is not an indicator of the framework" +
                                                          suggestion(name, known)));
      }
    }
    if (id_ == none) faults_.throw_if_any();  // the rows of something else
  }

  void row() {
    const auto cells = records_.cells();
    bool sound = true;
    for (std::size_t j = 0; j < cells.size() && !faults_.full(); ++j) {
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

  // Stands at the first cell too many, or at the last there is.
  void wrong_size() {
    const auto cells = records_.cells();
    const auto size = cells.size();
    std::string what = "the row has ";
    if (id_ < size) what = "row " + in_quotes(plain(cells[id_])) + " has ";
    what += std::to_string(size) + (size == 1 ? " cell" : " cells") + ", the header " +
            std::to_string(columns_.size());
    if (size > columns_.size()) {
      what += ": put a text with a comma in quotes, and write numbers with a decimal point";
    } else if (const char* found = other_separator(cells[0]); found && size == 1) {
      what += std::string(": separate cells by commas, not by ") + found;
    }
    const auto j = std::min<std::size_t>(size - 1, columns_.size());
    fault(cells[j].line, j, what);
  }

  void take_id(const csv_token& t) {
    const auto id = plain(t);
    if (id.empty()) {
      cell_fault(id_, "the row has no id");
      return;
    }
    if constexpr (text_stays) {
      if (const auto [first, fresh] = line_of_.try_emplace(id, t.line); !fresh) {
        cell_fault(id_, in_quotes(id) + " is the id of the row on line " +
                            std::to_string(first->second) + " already");
        return;
      }
    }
    ids_.emplace_back(id);
  }

  double figure(std::size_t j) {
    const auto text = plain(records_.cells()[j]);
    if (text.empty() || text == "NA") return missing;
    if (text == "not_applicable") return not_applicable;

    const auto& s = columns_[j].figure->scale;
    if (const auto* c = std::get_if<scales::categories>(&s)) {
      if (const auto* found = csv_category(*c, text)) return found->code;
      std::vector<std::string> known{"not_applicable"};
      for (const auto& category : c->list) known.push_back(category.label);
      cell_fault(j, in_quotes(text) + " is not a category: use " + label_words(*c) +
                        suggestion(text, known) + "; NA or nothing is missing");
      return missing;
    }
    double x = missing;
    const auto error = csv_number(text, x);
    if (error == std::errc::result_out_of_range) {
      cell_fault(j, in_quotes(text) + " is out of the range of a double");
    } else if (error != std::errc{}) {
      cell_fault(j, in_quotes(text) + " is not a number: " + instead(text));
    } else if (!csv_is_valid(s, x)) {
      cell_fault(j, in_quotes(text) + ' ' + domain_words(s));
    }
    return x;
  }

  static std::string instead(std::string_view text) {
    if (text.find(',') != text.npos && text.find_first_not_of("+-0123456789.,eE") == text.npos) {
      return "use a decimal point, and nothing between thousands";
    }
    return "write one, or NA or nothing where it is missing, or not_applicable" +
           suggestion(text, {"not_applicable"});
  }

  const framework& f_;
  std::string id_column_;
  bool allow_extra_columns_;
  std::string file_;
  Records records_;
  fault_list faults_;
  std::size_t id_ = none;
  std::vector<column> columns_;
  std::vector<std::string> ids_;
  std::unordered_map<std::string_view, std::size_t> line_of_;  // of each id
  std::deque<std::string> plain_;                              // texts that held doubled quotes
};

}  // namespace ltorisk::detail
