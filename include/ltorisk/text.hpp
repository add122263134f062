// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/version.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

/// Words for messages.
namespace ltorisk {

namespace detail {

/// The first byte from `first` on that is NUL or begins no UTF-8 character (RFC 3629: no overlong
/// forms, no surrogates, nothing beyond U+10FFFF); `last` where there is none.
[[nodiscard]] inline const char* find_bad_byte(const char* first, const char* last) {
  const auto byte = [](const char* p) { return static_cast<unsigned char>(*p); };
  constexpr std::uint64_t ones = 0x0101010101010101;
  while (first != last) {
    while (last - first >= 8) {
      std::uint64_t word;
      std::memcpy(&word, first, 8);
      if ((word | (word - ones)) & (ones << 7)) break;  // neither NUL nor beyond ASCII, eight times
      first += 8;
    }
    if (first == last) break;
    const unsigned lead = byte(first);
    if (lead != 0 && lead < 0x80) {
      ++first;
      continue;
    }
    const std::ptrdiff_t more = lead < 0xc2   ? 0
                                : lead < 0xe0 ? 1
                                : lead < 0xf0 ? 2
                                : lead < 0xf5 ? 3
                                              : 0;
    if (more == 0 || last - first <= more) return first;
    const unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (byte(first + 1) < low || byte(first + 1) > high) return first;
    for (std::ptrdiff_t i = 2; i <= more; ++i) {
      if ((byte(first + i) & 0xc0) != 0x80) return first;
    }
    first += more + 1;
  }
  return last;
}

}  // namespace detail

/// The shortest decimal text that reads back as the same double.
[[nodiscard]] inline std::string to_text(double x) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return {buffer, end};
}

/// A text in a message: quoted, at most 60 bytes of it, without control characters, always UTF-8.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  constexpr std::size_t most = 60;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  auto size = std::min<std::size_t>(text.size(), most);
  while (size < text.size() && size > 0 && continues(text[size])) --size;
  std::string shown(text.substr(0, size));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  const char* const last = shown.data() + shown.size();
  for (const char* p = shown.data(); (p = detail::find_bad_byte(p, last)) != last;) {
    shown[static_cast<std::size_t>(p - shown.data())] = '?';
  }
  return "'" + shown + (size < text.size() ? "...'" : "'");
}

/// "'a', 'b' or 'c'".
[[nodiscard]] inline std::string alternatives(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? " or " : ", ";
    list += in_quotes(names[i]);
  }
  return list;
}

namespace detail {

// Levenshtein distance: insertions, deletions and substitutions cost one, upper and lower case
// nothing.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min<std::size_t>({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace detail

/// "; did you mean 'poverty'?", or nothing where no known name is near.
[[nodiscard]] inline std::string suggestion(std::string_view name,
                                            const std::vector<std::string>& known) {
  // A pathological name must not make an error quadratic.
  constexpr std::size_t longest = 200;
  if (name.size() > longest) return "";
  const std::string* best = nullptr;
  // A name of which nothing would be left is not a near one.
  std::size_t least =
      std::min<std::size_t>(std::max<std::size_t>(2, name.size() / 3) + 1, name.size());
  for (const auto& candidate : known) {
    if (candidate.size() > longest) continue;
    const auto distance = detail::edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      best = &candidate;
    }
  }
  return best ? "; did you mean " + in_quotes(*best) + "?" : "";
}

}  // namespace ltorisk
