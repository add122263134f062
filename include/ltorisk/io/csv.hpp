// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/io/csv_cell.hpp>
#include <ltorisk/io/csv_reader.hpp>
#include <ltorisk/io/csv_records.hpp>
#include <ltorisk/io/text_file.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

/// Tables as CSV: the first line names the columns by indicator id, and one more column, anywhere,
/// holds the row ids:
///
///     id,poverty,conflict_phase,agreement_age
///     Cotabambas,43.8,dialogue,not_applicable
///     "Santo Tomás, Chumbivilcas",NA,none,1.5
///
/// `csv_records.hpp` says how a text is cut into cells, `csv_cell.hpp` what a cell says. Row ids
/// are text and taken as they are: `NA` is an id.
namespace ltorisk {

struct csv_options {
  std::string id_column = "id";
  /// Columns that are not indicators are left out instead of refused.
  bool allow_extra_columns = false;
};

namespace detail {

inline void check_id_column(const framework& f, const csv_options& options) {
  if (!f.find_indicator(options.id_column)) return;
  throw input_error({{"id_column", in_quotes(options.id_column) +
                                       " is an indicator of the framework: choose another name"}});
}

}  // namespace detail

/// Reads a table from the text of a CSV file, in linear time. Throws `input_error` with every fault
/// up to the limit, in the order of the file, each at "file:line:column": the physical line on
/// which the cell begins and the number of its column, both from 1. An indicator without a column
/// is not in the table. The framework must be valid.
[[nodiscard]] inline table read_csv(std::string_view text, const framework& f,
                                    const csv_options& options = {},
                                    std::string_view file = "CSV") {
  detail::check_id_column(f, options);
  return detail::csv_reader<detail::csv_records>(f, options.id_column, options.allow_extra_columns,
                                                 file, text)
      .run();
}

[[nodiscard]] inline table read_csv_file(const std::filesystem::path& path, const framework& f,
                                         const csv_options& options = {}) {
  return read_csv(detail::read_text_file(path), f, options, path.string());
}

/// Writes a table so that `read_csv` reads the same. Throws `input_error` with every fault where it
/// could not: a column that is not an indicator (left out where the options allow extra columns), a
/// row id that is empty or there twice, a figure its scale does not accept, text that is not UTF-8,
/// a category named like a missing cell.
[[nodiscard]] inline std::string write_csv(const table_view& t, const framework& f,
                                           const csv_options& options = {}) {
  detail::check_id_column(f, options);
  fault_list faults;
  const char* const unsound = "must not be empty, and UTF-8 without NUL bytes";
  const auto is_sound = [](std::string_view text) {
    const char* const last = text.data() + text.size();
    return !text.empty() && detail::find_bad_byte(text.data(), last) == last;
  };

  if (!is_sound(options.id_column)) faults.add("id_column", unsound);
  std::string csv = csv_field(options.id_column);
  std::vector<std::pair<const column_view*, const scale*>> columns;
  for (const auto& column : t.columns()) {
    const auto where = "column " + in_quotes(column.id);
    if (const auto* i = f.find_indicator(column.id)) {
      if (!is_sound(column.id)) faults.add(where, unsound);
      if (const auto* c = std::get_if<scales::categories>(&i->scale)) {
        for (const auto& [label, code, value] : c->list) {
          if (is_sound(label) && !detail::csv_is_token(label)) continue;
          faults.add(where, "category " + in_quotes(label) + " would not be read as one");
        }
      }
      columns.emplace_back(&column, &i->scale);
      csv += ',' + csv_field(column.id);
    } else if (!options.allow_extra_columns) {
      faults.add(where, "is not an indicator of the framework");
    }
  }
  csv += '\n';

  std::unordered_set<std::string> seen;
  for (std::size_t r = 0; r < t.rows() && !faults.full(); ++r) {
    const auto id = t.row_id(r);
    const auto where = [&] { return "row " + in_quotes(id); };
    if (!is_sound(id)) faults.add(where(), unsound);
    if (!seen.insert(id).second) faults.add(where(), "is there twice");
    csv += csv_field(id);
    for (const auto& [column, s] : columns) {
      const double x = (*column)[r];
      if (is_known(x) && !detail::csv_is_valid(*s, x)) {
        faults.add(where() + ", column " + in_quotes(column->id),
                   to_text(x) + ' ' + domain_words(*s));
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
