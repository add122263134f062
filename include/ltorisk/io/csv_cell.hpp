// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/csv_records.hpp>
#include <ltorisk/scale.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

/// What one cell of a CSV file says. In this order it is
///
/// - empty or `NA`: missing;
/// - `not_applicable`;
/// - for an indicator on categories: a label, or a number that is one of the codes;
/// - otherwise a number that the indicator's scale accepts: decimal point, exponent and leading `+`
///   allowed, never by locale; no infinity, no NaN, nothing that overflows or underflows a double.
namespace ltorisk {

/// The text as one cell: in quotes where it needs them. A text that begins with `=`, `+`, `-` or
/// `@` stays as it is, so that it reads back the same; a spreadsheet may take it for a formula.
[[nodiscard]] inline std::string csv_field(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  const bool plain = text.find_first_of(",;\t\r\n\"") == text.npos &&
                     (text.empty() || (!is_blank(text.front()) && !is_blank(text.back()))) &&
                     !text.starts_with("\xef\xbb\xbf");  // a byte order mark
  if (plain) return std::string(text);
  std::string field = "\"";
  for (const char c : text) field.append(c == '"' ? 2 : 1, c);
  return field + '"';
}

/// A figure as one cell: the shortest number that reads back the same, nothing where it is missing.
/// With the indicator's scale a category is written by its label.
[[nodiscard]] inline std::string csv_cell(double x, const scale* s = nullptr) {
  if (is_not_applicable(x)) return "not_applicable";
  if (is_missing(x)) return "";
  if (const auto* c = s ? std::get_if<scales::categories>(s) : nullptr) {
    const auto found = std::ranges::find(c->list, x, &scales::category::code);
    if (found != c->list.end()) return csv_field(found->label);
  }
  return to_text(x);
}

namespace detail {

inline bool csv_is_token(std::string_view text) {
  return text.empty() || text == "NA" || text == "not_applicable";
}

// Takes the whole text or nothing. Neither "inf" nor "nan" is a number here.
inline std::errc csv_number(std::string_view text, double& x) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto lead = text.substr(text.starts_with('-') ? 1 : 0, 1);
  if (lead.find_first_of("0123456789.") != 0) return std::errc::invalid_argument;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, x);
  return end == last ? error : std::errc::invalid_argument;
}

inline const scales::category* csv_category(const scales::categories& c, std::string_view text) {
  for (const auto& category : c.list) {
    if (category.label == text) return &category;
  }
  double x;
  if (csv_number(text, x) != std::errc{}) return nullptr;
  const auto found = std::ranges::find(c.list, x, &scales::category::code);
  return found == c.list.end() ? nullptr : &*found;
}

inline bool csv_is_valid(const scale& s, double x) {
  return std::visit(
      [x](const auto& any) -> bool {
        if constexpr (requires { any.valid(x); }) {
          return any.valid(x);
        } else {
          return std::isfinite(x);
        }
      },
      s);
}

}  // namespace detail
}  // namespace ltorisk
