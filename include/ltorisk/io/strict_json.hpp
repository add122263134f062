// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// JSON text in, stricter than the JSON library: it silently keeps the last of two equal keys and
/// ends at a NUL byte.
namespace ltorisk::detail {

/// Text of unknown origin, fit for one line of a message: short, valid UTF-8, no control
/// characters.
[[nodiscard]] inline std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  const auto escaped = nlohmann::json(std::string(text.substr(0, longest)))
                           .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string line;
  for (std::size_t i = 1; i + 1 < escaped.size(); ++i) {
    if (escaped[i] == '\\' && (escaped[i + 1] == '"' || escaped[i + 1] == '\\')) ++i;
    line += escaped[i];
  }
  return line + (text.size() > longest ? "..." : "");
}

/// "/key" or "/3" as a step of a JSON pointer (RFC 6901).
[[nodiscard]] inline std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char c : shown(key)) {
    if (c == '~' || c == '/') {
      step += c == '~' ? "~0" : "~1";
    } else {
      step += c;
    }
  }
  return step;
}

/// "FILE:line:column" of a byte; columns count characters, not bytes.
[[nodiscard]] inline std::string text_position(std::string_view file, std::string_view text,
                                               std::size_t byte) {
  std::size_t line = 1, column = 1;
  for (const char c : text.substr(0, byte)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++column;
    }
  }
  return std::string(file) + ":" + std::to_string(line) + ":" + std::to_string(column);
}

/// Builds a JSON value from parser events. Equal keys are faults, listed by the pointer of the
/// second.
class strict_json_builder {
 public:
  using json = nlohmann::json;

  /// Deeper than any document of ours, and far from any stack's end.
  static constexpr std::size_t deepest = 64;

  explicit strict_json_builder(std::string_view file) : file_(file) {}

  bool null() { return put(nullptr); }
  bool boolean(bool x) { return put(x); }
  bool number_integer(json::number_integer_t x) { return put(x); }
  bool number_unsigned(json::number_unsigned_t x) { return put(x); }
  bool number_float(json::number_float_t x, const std::string&) { return put(x); }
  bool string(std::string& x) { return put(std::move(x)); }
  bool binary(json::binary_t&) { return false; }  // no such thing in text
  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    const auto [slot, fresh] = open_.back().value->emplace(name, nullptr);
    open_.back().member = &*slot;
    open_.back().key = name;
    if (!fresh && !duplicates.full()) {
      duplicates.add(std::string(file_) + "#" + pointer(), "key is given twice");
    }
    return true;
  }

  bool parse_error(std::size_t byte, const std::string& read, const std::exception& e) {
    std::string_view what =
        e.what();  // "[json.exception.x.101] parse error at ...: syntax error ..."
    const auto begin = what.find("syntax error");
    if (begin == what.npos) {
      error = "number is too large: " + ltorisk::in_quotes(shown(read));
      error_byte = byte - read.size();
    } else {
      error_byte = byte > 0 ? byte - 1 : 0;
      what.remove_prefix(begin);
      const auto quote = what.find("; last read: '");  // as long as the file wants it
      error = std::string(what.substr(0, quote));
      if (quote != what.npos) {
        if (const auto expected = what.rfind("; expected ");
            expected > quote && expected != what.npos) {
          error += what.substr(expected);
        }
        error += "; last read: " + ltorisk::in_quotes(shown(read));
      }
    }
    return false;
  }

  json root;
  fault_list duplicates;
  std::string error;
  std::optional<std::size_t> error_byte = {};

 private:
  struct level {
    json* value;
    json* member = nullptr;
    std::string key = {};
  };

  template <class T>
  json* place(T&& x) {
    if (open_.empty()) return &(root = std::forward<T>(x));
    auto& [parent, member, _] = open_.back();
    if (parent->is_object()) return &(*member = std::forward<T>(x));
    parent->push_back(std::forward<T>(x));
    return &parent->back();
  }
  template <class T>
  bool put(T&& x) {
    place(std::forward<T>(x));
    return true;
  }
  bool open(json empty) {
    if (open_.size() == deepest) {
      error = "is nested deeper than " + std::to_string(deepest) + " levels";
      return false;
    }
    open_.push_back({place(std::move(empty))});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  // Of the key in work: all lists on the way have an element open.
  std::string pointer() const {
    std::string path;
    for (const auto& [value, member, key] : open_) {
      path += value->is_object() ? pointer_step(key) : "/" + std::to_string(value->size() - 1);
    }
    return path;
  }

  std::string_view file_;
  std::vector<level> open_;
};

/// Reads one JSON value. Throws `input_error` where the text is not JSON (RFC 8259, UTF-8, a
/// leading BOM is skipped), holds a number beyond the range of double or nests deeper than 64
/// levels. Keys given twice go to `duplicates`. Time and memory grow linearly with the text.
[[nodiscard]] inline nlohmann::json parse_json(std::string_view text, std::string_view file,
                                               fault_list& duplicates) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (text.find_first_not_of(" \t\r\n") == text.npos) {
    throw input_error({{std::string(file), "is empty; expected a JSON object"}});
  }
  strict_json_builder builder(file);
  bool sound = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  if (const auto nul = text.find('\0'); sound && nul != text.npos) {
    builder.error = "NUL byte after the end of the JSON value";
    builder.error_byte = nul;
    sound = false;
  }
  if (!sound) {
    throw input_error(
        {{builder.error_byte ? text_position(file, text, *builder.error_byte) : std::string(file),
          builder.error}});
  }
  duplicates = std::move(builder.duplicates);
  return std::move(builder.root);
}

}  // namespace ltorisk::detail
