// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/text.hpp>

#include <ltorisk/version.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace ltorisk::detail {

/// A cell as it stands in the file.
struct csv_token {
  /// Without the enclosing quotes; doubled quotes are still doubled. A cell that cannot be read is
  /// here with everything.
  std::string_view text;
  /// Physical line on which the cell begins, from 1.
  std::size_t line = 0;
  bool quoted = false;
  bool has_doubled_quotes = false;
  /// Why the cell cannot be read, or nullptr.
  const char* fault = nullptr;
};

/// Cuts a text into records of cells as RFC 4180 says, and further:
///
/// - a line ends with CRLF, LF or a lone CR; the last may end with the file;
/// - lines that are empty or hold only spaces and tabs are skipped;
/// - spaces and tabs around an unquoted cell, or around the quotes, are not part of it; inside the
///   quotes they are;
/// - a UTF-8 byte order mark is skipped.
///
/// A cell that cannot be read carries its fault, and cutting goes on behind it. Linear in the size
/// of the text; cells are views into it.
class csv_records {
 public:
  explicit csv_records(std::string_view text) : csv_records(text, 1) {
    if (text.starts_with("\xef\xbb\xbf")) at_ += 3;
    bad_ = find_bad_byte(at_, end_);
  }
  /// Goes on from a line inside a text.
  csv_records(std::string_view text, std::size_t line)
      : at_(text.data()),
        end_(text.data() + text.size()),
        bad_(find_bad_byte(at_, end_)),
        line_(line) {}

  /// Goes to the next record, if there is one.
  bool next() {
    while (at_ != end_) {
      cells_.clear();
      while (cell()) {
      }
      const auto& c = cells_.front();
      const bool blank = cells_.size() == 1 && c.text.empty() && !c.quoted && !c.fault;
      if (!blank) return true;
    }
    return false;
  }

  [[nodiscard]] std::span<const csv_token> cells() const noexcept { return cells_; }

  /// Where the next record begins, or blank lines before it.
  [[nodiscard]] std::string_view rest() const noexcept {
    return {at_, static_cast<std::size_t>(end_ - at_)};
  }
  [[nodiscard]] std::size_t line() const noexcept { return line_; }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t'; }
  static bool ends_cell(char c) { return c == ',' || c == '\n' || c == '\r'; }

  // Reads one cell and what ends it; true where another cell of the record follows.
  bool cell() {
    csv_token t;
    t.line = line_;
    const char* const first = at_;
    while (at_ != end_ && is_blank(*at_)) ++at_;
    if (at_ != end_ && *at_ == '"') {
      in_quotes(t);
    } else {
      unquoted(t);
    }
    if (bad_ < at_) {
      if (!t.fault) {
        t.fault = *bad_ == '\0' ? "holds a NUL byte"
                                : "holds bytes that are not UTF-8: save the file as UTF-8";
      }
      bad_ = find_bad_byte(at_, end_);
    }
    if (t.fault) t.text = {first, static_cast<std::size_t>(at_ - first)};
    cells_.push_back(t);

    if (at_ == end_) return false;
    const char stop = *at_++;
    if (stop == ',') return true;
    if (stop == '\r' && at_ != end_ && *at_ == '\n') ++at_;
    ++line_;
    return false;
  }

  void unquoted(csv_token& t) {
    const char* const first = at_;
    // No character above the comma ends a cell: nearly all take the short way.
    while (at_ != end_ &&
           (static_cast<unsigned char>(*at_) > ',' || !(ends_cell(*at_) || *at_ == '"'))) {
      ++at_;
    }
    if (at_ != end_ && *at_ == '"') {
      t.fault = "has a quote inside: put the cell in quotes and double the quote";
      skip_cell();
    }
    const char* last = at_;
    while (last != first && is_blank(last[-1])) --last;
    t.text = {first, static_cast<std::size_t>(last - first)};
  }

  void in_quotes(csv_token& t) {
    t.quoted = true;
    const char* const first = ++at_;
    while (true) {
      at_ = std::find(at_, end_, '"');
      if (at_ == end_) {
        t.fault = "begins with a quote that is never closed";
        return;
      }
      if (at_ + 1 == end_ || at_[1] != '"') break;
      t.has_doubled_quotes = true;
      at_ += 2;
    }
    t.text = {first, static_cast<std::size_t>(at_ - first)};
    for (const char* p = first; p != at_; ++p) {
      if (*p == '\n' || (*p == '\r' && p[1] != '\n')) ++line_;
    }
    ++at_;
    while (at_ != end_ && is_blank(*at_)) ++at_;
    if (at_ != end_ && !ends_cell(*at_)) {
      t.fault = "has text after its closing quote";
      skip_cell();
    }
  }

  void skip_cell() {
    while (at_ != end_ && !ends_cell(*at_)) ++at_;
  }

  const char* at_;
  const char* end_;
  const char* bad_;
  std::size_t line_;
  std::vector<csv_token> cells_;
};

}  // namespace ltorisk::detail
