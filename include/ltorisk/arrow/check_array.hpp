// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/cells.hpp>
#include <ltorisk/arrow/layout.hpp>
#include <ltorisk/error.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// Columns that are given on unread: what a consumer would trip over is found before. Internal.
namespace ltorisk::arrow::detail {

/// What is wrong with the schema of a column, children and all, or nothing. A schema that passed
/// may be walked without another look.
[[nodiscard]] inline std::string wrong_schema(const ArrowSchema* s, int depth = 0) {
  if (!s) return "is not there";
  if (!s->release) return "was released or moved away";
  if (!s->format) return "has no format";
  if (s->n_children < 0 || (s->n_children > 0 && !s->children)) {
    return "has no list of its " + std::to_string(s->n_children) + " children";
  }
  if (depth > 64) return "is nested too deep";
  for (std::int64_t i = 0; i < s->n_children; ++i) {
    const auto wrong = wrong_schema(s->children[i], depth + 1);
    if (!wrong.empty()) return "has a child " + std::to_string(i) + " that " + wrong;
  }
  if (!s->dictionary) return "";
  const auto wrong = wrong_schema(s->dictionary, depth + 1);
  return wrong.empty() ? "" : "has a dictionary that " + wrong;
}

/// How many buffers an array of a type has (of views: at least); nothing for a type not heard of.
[[nodiscard]] inline std::optional<std::int64_t> buffers_of(std::string_view format) {
  constexpr std::pair<std::string_view, std::int64_t> families[] = {
      {"+s", 1}, {"+w", 1}, {"+us", 1}, {"+ud", 2}, {"+r", 0}, {"+l", 2}, {"+L", 2}, {"+m", 2},
      {"+v", 3}, {"z", 3},  {"Z", 3},   {"v", 3},   {"t", 2},  {"w:", 2}, {"d:", 2}, {"e", 2}};
  const auto known = layout_of(format);
  if (known.is != type::unsupported && !known.is_text()) return known.buffers();
  if (known.is_text()) return 3;
  for (const auto& [start, buffers] : families) {
    if (format.starts_with(start)) return buffers;
  }
  return {};
}

/// From where to where in the data of a list or a binary column `rows` rows from `first` on reach.
struct reach {
  std::int64_t begin = 0, end = 0;
  bool sound = true;
};

template <class Offset>
[[nodiscard]] reach reach_of(const ArrowArray& a, std::int64_t first, std::int64_t rows) {
  if (rows == 0) return {};
  reach r{read<Offset>(a.buffers[1], first), 0, true};
  r.end = r.begin;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t next = read<Offset>(a.buffers[1], first + row + 1);
    r.sound = r.sound && next >= r.end;
    r.end = next;
  }
  r.sound = r.sound && r.begin >= 0;
  return r;
}

[[nodiscard]] inline std::string wrong_array(const ArrowSchema& s, const ArrowArray* array,
                                             std::int64_t begin, std::int64_t rows);

/// Numbers and text: all that the reader would refuse, and offsets that fall beneath a null.
[[nodiscard]] inline std::string wrong_cells(const layout& as, const ArrowArray& a,
                                             std::int64_t begin, std::int64_t rows) {
  cells c;
  if (auto wrong = open(&a, as, begin, rows, c); !wrong.empty()) return wrong;
  for (std::int64_t row = 0; as.is_text() && row < rows; ++row) {
    std::string_view text;
    if (as.is == type::text_view && !c.known(row)) continue;
    if (const char* const wrong = read_text(c, row, text)) {
      return "in its cell " + std::to_string(row) + " " + wrong;
    }
  }
  if (!a.dictionary) return "";
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t place = 0;
    if (!c.known(row)) continue;
    if (!whole_number(c, row, place) || place < 0 || place >= a.dictionary->length) {
      return "in its cell " + std::to_string(row) + " has an index outside its dictionary";
    }
  }
  return "";
}

/// Lists, structs, unions: that the children hold the rows.
[[nodiscard]] inline std::string wrong_children(const ArrowSchema& s, const ArrowArray& a,
                                                std::int64_t first, std::int64_t rows) {
  const std::string_view format = s.format;
  // Of a type not heard of children are checked by themselves.
  const bool side_by_side = format == "+s" || format.starts_with("+us");
  std::optional<reach> part;
  if (format == "+l" || format == "+m") part = reach_of<std::int32_t>(a, first, rows);
  if (format == "+L") part = reach_of<std::int64_t>(a, first, rows);
  if (part && !part->sound) return "has offsets that fall or are negative";
  std::int64_t size = 0;
  if (format.starts_with("+w:")) {
    const char* const last = format.data() + format.size();
    const auto [end, error] = std::from_chars(format.data() + 3, last, size);
    if (error != std::errc{} || end != last || size < 0) return "has lists of no size";
    if (size > 0 && first + rows > farthest / size) return "is longer than memory";
    part = reach{first * size, (first + rows) * size, true};
  }
  for (std::int64_t i = 0; i < s.n_children; ++i) {
    const ArrowArray* const child = a.children[i];
    const auto own = child ? std::max<std::int64_t>(child->length, 0) : 0;
    const auto wrong = wrong_array(*s.children[i], child,
                                   side_by_side ? first
                                   : part       ? part->begin
                                                : 0,
                                   side_by_side ? rows
                                   : part       ? part->end - part->begin
                                                : own);
    if (!wrong.empty()) return "has a child " + std::to_string(i) + " that " + wrong;
  }
  return "";
}

/// What is wrong with `rows` rows from `begin` on of an array of a type that `wrong_schema` passed,
/// children and all, or nothing. As for `open`, how long a buffer is cannot be found out.
[[nodiscard]] inline std::string wrong_array(const ArrowSchema& s, const ArrowArray* array,
                                             std::int64_t begin, std::int64_t rows) {
  if (!array) return "is not there";
  const ArrowArray& a = *array;
  const std::string_view format = s.format;
  if (auto wrong = wrong_counters(a); !wrong.empty()) return wrong;
  if (a.length - rows < begin) {
    return "has " + std::to_string(a.length) + " cells, " + std::to_string(begin + rows) +
           " are needed";
  }
  if ((a.dictionary != nullptr) != (s.dictionary != nullptr)) {
    return s.dictionary ? "has no dictionary, its schema has one"
                        : "has a dictionary, its schema has none";
  }
  if (a.n_children != s.n_children) {
    return "has " + std::to_string(a.n_children) + " children, its schema " +
           std::to_string(s.n_children);
  }
  if (a.dictionary) {
    const auto size = std::max<std::int64_t>(a.dictionary->length, 0);
    const auto wrong = wrong_array(*s.dictionary, a.dictionary, 0, size);
    if (!wrong.empty()) return "has a dictionary that " + wrong;
    if (!layout_of(format).is_index()) return "has a dictionary without whole numbers as indices";
  }
  if (const auto as = layout_of(format); as.is != type::unsupported) {
    return wrong_cells(as, a, begin, rows);
  }
  const auto buffers = buffers_of(format);
  const bool views = format == "vz";
  if (buffers && (views ? a.n_buffers < *buffers : a.n_buffers != *buffers)) {
    return "has " + std::to_string(a.n_buffers) + " buffers, its type has " +
           std::to_string(*buffers) + (views ? " or more" : "");
  }
  const auto first = a.offset + begin;
  if (buffers && rows > 0) {
    const bool is_union = format.starts_with("+u");
    if (is_union && !a.buffers[0]) return "has no buffer of types";
    if (*buffers > 1 && !a.buffers[1] && format != "w:0") return "has no buffer of values";
    if (!is_union && *buffers > 0 && a.null_count > 0 && !a.buffers[0]) {
      return "says that " + std::to_string(a.null_count) +
             " cells are null and has no validity bitmap";
    }
    if (format == "z" || format == "Z") {
      const auto r = format == "z" ? reach_of<std::int32_t>(a, first, rows)
                                   : reach_of<std::int64_t>(a, first, rows);
      if (!r.sound) return "has offsets that fall or are negative";
      if (r.end > r.begin && !a.buffers[2]) return "has no buffer of characters";
    }
  }
  return wrong_children(s, a, first, rows);
}

}  // namespace ltorisk::arrow::detail
