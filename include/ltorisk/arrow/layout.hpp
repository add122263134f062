// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace ltorisk::arrow {

enum class type {
  unsupported,
  null,
  boolean,
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64,
  decimal,
  text,        ///< UTF-8, offsets of 32 bits
  large_text,  ///< UTF-8, offsets of 64 bits
  text_view,   ///< UTF-8, views of 16 bytes
};

/// How the values of a column lie in memory.
struct layout {
  type is = type::unsupported;
  /// Of a number or a view, 0 where it has none of its own.
  std::size_t bytes = 0;
  /// Digits of a decimal after the point.
  int scale = 0;

  [[nodiscard]] bool is_text() const { return is >= type::text; }
  [[nodiscard]] bool is_index() const { return is >= type::int8 && is <= type::uint64; }
  [[nodiscard]] bool is_figure() const { return is >= type::null && is <= type::decimal; }
  [[nodiscard]] std::int64_t buffers() const {
    return is == type::null ? 0 : is == type::text || is == type::large_text ? 3 : 2;
  }

  friend bool operator==(const layout&, const layout&) = default;
};

namespace detail {

// "d:19,10" or "d:19,10,128": precision, scale, width in bits.
[[nodiscard]] inline layout decimal_layout(std::string_view format) {
  int numbers[3] = {0, 0, 128};
  const char* at = format.data() + 2;
  const char* const last = format.data() + format.size();
  for (std::size_t i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(at, last, numbers[i]);
    if (error != std::errc{}) return {};
    at = end;
    if (at == last) {
      const auto [precision, scale, bits] = numbers;
      const bool sound = i > 0 && precision > 0 && precision <= 38 && scale >= -38 && scale <= 38 &&
                         (bits == 32 || bits == 64 || bits == 128);
      return sound ? layout{type::decimal, static_cast<std::size_t>(bits) / 8, scale} : layout{};
    }
    if (*at++ != ',') return {};
  }
  return {};
}

}  // namespace detail

/// What a format string says; `unsupported` where it is none of the types above.
[[nodiscard]] inline layout layout_of(std::string_view format) {
  constexpr std::pair<std::string_view, layout> known[] = {
      {"n", {type::null}},      {"b", {type::boolean}},    {"c", {type::int8, 1}},
      {"C", {type::uint8, 1}},  {"s", {type::int16, 2}},   {"S", {type::uint16, 2}},
      {"i", {type::int32, 4}},  {"I", {type::uint32, 4}},  {"l", {type::int64, 8}},
      {"L", {type::uint64, 8}}, {"f", {type::float32, 4}}, {"g", {type::float64, 8}},
      {"u", {type::text}},      {"U", {type::large_text}}, {"vu", {type::text_view, 16}},
  };
  for (const auto& [text, what] : known) {
    if (text == format) return what;
  }
  return format.starts_with("d:") ? detail::decimal_layout(format) : layout{};
}

/// For messages: "date (format 'tdD')".
[[nodiscard]] inline std::string format_words(std::string_view format) {
  constexpr std::pair<std::string_view, std::string_view> families[] = {
      {"td", "date"},
      {"tt", "time"},
      {"ts", "timestamp"},
      {"tD", "duration"},
      {"ti", "interval"},
      {"+s", "struct"},
      {"+l", "list"},
      {"+L", "list"},
      {"+v", "list view"},
      {"+w", "list"},
      {"+m", "map"},
      {"+u", "union"},
      {"+r", "run-end encoded"},
      {"w:", "binary"},
      {"z", "binary"},
      {"Z", "binary"},
      {"vz", "binary"},
      {"e", "float16"},
      {"d:", "decimal"},
      {"u", "text"},
      {"U", "text"},
      {"vu", "text"},
  };
  std::string_view word = layout_of(format).is_figure() ? "number" : "unknown type";
  for (const auto& [start, name] : families) {
    if (format.starts_with(start)) {
      word = name;
      break;
    }
  }
  return std::string(word) + " (format " + in_quotes(format) + ")";
}

}  // namespace ltorisk::arrow
