// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/layout.hpp>
#include <ltorisk/framework.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::arrow {

/// What a NaN in a cell that is not null means. Missing is a null here; a NaN is somebody's 0/0.
enum class nan_rule {
  refuse,       ///< an error that names the cell (`flat_scorer` sees all but `not_applicable`)
  counts_null,  ///< missing, as where the producer knows no nulls
  unchecked,    ///< not looked for where columns are read in place, missing or `not_applicable` as
                ///< in a table; elsewhere as `counts_null`
};

struct import_options {
  /// The column of row ids: text, or whole numbers. Where there is none, or this is empty, rows are
  /// numbered from 0.
  std::string id_column = "id";
  /// Columns that are not indicators are left out instead of refused, whatever their type.
  bool allow_extra_columns = false;
  nan_rule nan = nan_rule::refuse;
};

namespace detail {

/// What the columns of a schema are to a framework, found once for all batches. Internal.
struct schema_plan {
  enum class role { left_out, figure, id, state };
  struct column {
    std::string name = {};
    std::string format = {};
    role is = role::left_out;
    layout as = {};
    std::optional<layout> dictionary = {};
    nan_rule nan = nan_rule::refuse;
    /// Of a figure: the column that tells missing from not applicable. Of a state: its figure.
    std::optional<std::size_t> other = {};
    /// Of an indicator on categories.
    std::vector<std::string> labels = {};
    std::unordered_map<std::string_view, double> codes = {};
    std::string label_words = {};

    [[nodiscard]] const layout& values() const { return dictionary ? *dictionary : as; }
  };

  schema_plan(const ArrowSchema& schema, const framework& f, import_options with)
      : options(std::move(with)) {
    const std::string_view format = schema.format ? schema.format : "";
    fault_list faults;
    if (!schema.release) faults.add("schema", "was released or moved away");
    faults.throw_if_any();
    if (format != "+s" || schema.dictionary) {
      faults.add("schema", "must be a record batch (format '+s'), got " + format_words(format));
    }
    if (schema.n_children < 0 || (schema.n_children > 0 && !schema.children)) {
      faults.add("schema", "has no list of its " + std::to_string(schema.n_children) + " columns");
    }
    faults.throw_if_any();
    if (f.find_indicator(options.id_column)) {
      faults.add("id_column", in_quotes(options.id_column) +
                                  " is an indicator of the framework: choose another name");
    }
    for (std::int64_t i = 0; i < schema.n_children; ++i) read_names(schema.children[i], faults);
    faults.throw_if_any();
    for (std::size_t i = 0; i < columns.size(); ++i) find_role(i, *schema.children[i], f, faults);
    faults.throw_if_any();
    for (auto& c : columns) {
      if (c.is == role::state) columns[*c.other].other = static_cast<std::size_t>(&c - &columns[0]);
    }
  }
  schema_plan(const schema_plan&) = delete;
  schema_plan& operator=(const schema_plan&) = delete;

  std::vector<column> columns = {};
  std::unordered_map<std::string_view, std::size_t> place = {};  // of each name
  import_options options;

 private:
  static constexpr std::string_view state_suffix = "_state";

  void read_names(const ArrowSchema* child, fault_list& faults) {
    const auto where = "column " + std::to_string(columns.size());
    column c;
    c.nan = options.nan;
    if (!child || !child->release) {
      faults.add(where, "of the schema is not there, or was moved away");
    } else if (!child->format) {
      faults.add(where, "has no format");
    } else {
      c.name = child->name ? child->name : "";
      c.format = child->format;
    }
    columns.push_back(std::move(c));
  }

  void find_role(std::size_t i, const ArrowSchema& child, const framework& f, fault_list& faults) {
    column& c = columns[i];
    const auto where = "column " + in_quotes(c.name);
    const auto* figure = f.find_indicator(c.name);
    const auto spoken_of = state_of(c.name, f);
    if (!c.name.empty() && c.name == options.id_column) {
      c.is = role::id;
    } else if (figure) {
      c.is = role::figure;
    } else if (spoken_of) {
      c.is = role::state;
      c.other = spoken_of;
    } else if (!options.allow_extra_columns) {
      faults.add(where, unknown(c.name, f));
    }
    if (c.is == role::left_out) return;
    for (std::size_t j = 0; j < i; ++j) {
      if (columns[j].name == c.name) return faults.add(where, "is there twice");
    }
    c.as = layout_of(c.format);
    std::string_view shown = c.format;
    if (child.dictionary) {
      const char* const format = child.dictionary->format;
      if (!c.as.is_index() || !format || child.dictionary->dictionary) {
        return faults.add(where, "is a dictionary without whole numbers as indices, or of another");
      }
      c.dictionary = layout_of(format);
      shown = format;
    }
    check_type(c, shown, figure, faults);
  }

  void check_type(column& c, std::string_view format, const indicator* figure,
                  fault_list& faults) const {
    const auto where = "column " + in_quotes(c.name);
    const auto& as = c.values();
    const auto refuse = [&](const std::string& takes) {
      faults.add(where, takes + ", got " + format_words(format) + ": cast it where it comes from");
    };
    if (c.is == role::id) {
      if (!as.is_text() && !as.is_index()) refuse("row ids must be text or whole numbers");
    } else if (c.is == role::state) {
      if (!as.is_text() && as.is != type::null) refuse("states must be text");
    } else if (const auto* list = std::get_if<scales::categories>(&figure->scale)) {
      if (!as.is_text() && !as.is_figure()) refuse("must be labels (text) or codes (numbers)");
      c.label_words = ltorisk::label_words(*list);
      for (const auto& category : list->list) c.labels.push_back(category.label);
      for (std::size_t k = 0; k < c.labels.size(); ++k) {
        c.codes.emplace(c.labels[k], list->list[k].code);
      }
    } else if (!as.is_figure()) {
      refuse("must be numbers");
    }
  }

  [[nodiscard]] std::optional<std::size_t> state_of(std::string_view name,
                                                    const framework& f) const {
    if (!name.ends_with(state_suffix)) return {};
    name.remove_suffix(state_suffix.size());
    if (!f.find_indicator(name)) return {};
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (columns[j].name == name) return j;
    }
    return {};
  }

  [[nodiscard]] std::string unknown(const std::string& name, const framework& f) const {
    if (name.empty()) return "has no name";
    if (f.find_node(name)) return "is computed by the framework, not read";
    std::vector<std::string> known{options.id_column};
    for (const auto& i : f.indicators) known.push_back(i.id);
    return "is not an indicator of " + in_quotes(f.id) + suggestion(name, known);
  }
};

}  // namespace detail
}  // namespace ltorisk::arrow
