// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/parameter.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ltorisk {

/// Tells whether two inputs are the same, to replay a score: 64-bit FNV-1a (Fowler, Noll, Vo),
/// shown as 16 hexadecimal digits. It detects accidents, not tampering.
class fingerprint {
 public:
  fingerprint& add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0xff);  // no byte of UTF-8: "ab", "c" differs from "a", "bc"
    return *this;
  }
  fingerprint& add(double x) {
    auto bits = std::bit_cast<std::uint64_t>(x);
    if (x == 0) bits = 0;
    if (is_missing(x)) bits = std::bit_cast<std::uint64_t>(missing);
    if (is_not_applicable(x)) bits = detail::not_applicable_bits;
    for (int shift = 0; shift < 64; shift += 8) add_byte((bits >> shift) & 0xff);
    return *this;
  }

  [[nodiscard]] std::string text() const {
    constexpr const char* digits = "0123456789abcdef";
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4) hex += digits[(hash_ >> shift) & 0xf];
    return hex;
  }

 private:
  void add_byte(std::uint64_t byte) { hash_ = (hash_ ^ byte) * 0x100000001b3; }

  std::uint64_t hash_ = 0xcbf29ce484222325;
};

/// Names and values of a scheme's parameters.
inline void add_parameters(fingerprint& print, const std::vector<parameter>& parameters) {
  const auto add_all = [&](const std::vector<double>& list) {
    print.add(static_cast<double>(list.size()));
    for (const double x : list) print.add(x);
  };
  for (const auto& p : parameters) {
    print.add(p.name);
    if (const auto* x = std::get_if<double>(&p.value)) print.add(*x);
    if (const auto* flag = std::get_if<bool>(&p.value)) print.add(*flag ? "true" : "false");
    if (const auto* word = std::get_if<std::string>(&p.value)) print.add(*word);
    if (const auto* list = std::get_if<std::vector<double>>(&p.value)) add_all(*list);
    if (const auto* rows = std::get_if<std::vector<std::vector<double>>>(&p.value)) {
      print.add(static_cast<double>(rows->size()));
      for (const auto& row : *rows) add_all(row);
    }
  }
}

/// Of a table: row ids and cells by column id, whatever the order of the columns. All missing
/// values count as one, and -0 as 0.
[[nodiscard]] inline std::string fingerprint_of(const table_view& data) {
  std::vector<const column_view*> columns;
  for (const auto& c : data.columns()) columns.push_back(&c);
  std::sort(columns.begin(), columns.end(),
            [](const column_view* a, const column_view* b) { return a->id < b->id; });
  fingerprint print;
  for (std::size_t row = 0; row < data.rows(); ++row) print.add(data.row_id(row));
  for (const auto* c : columns) {
    print.add(c->id);
    for (std::size_t row = 0; row < data.rows(); ++row) print.add((*c)[row]);
  }
  return print.text();
}

}  // namespace ltorisk
