// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>

/// JSON text out, stricter than the JSON library: it writes NaN as null.
namespace ltorisk::detail {

/// Prints with two spaces per level, keys in their order, numbers as the shortest text that reads
/// back as the same double. A list or object that fits on its line, and holds lists or objects of
/// plain values at most, is not broken. Throws `domain_error` for a number that is not finite,
/// which JSON does not have.
class json_printer {
 public:
  using json = nlohmann::ordered_json;

  [[nodiscard]] static std::string print(const json& value) {
    json_printer printer;
    printer.add(value, 0, 0);
    return printer.text_ + '\n';
  }

 private:
  static constexpr std::size_t columns = 100;

  static std::string number(double x) {
    if (!std::isfinite(x)) throw domain_error("JSON has no number " + to_text(x));
    if (x == 0 && std::signbit(x)) return "-0.0";
    if (x != std::trunc(x) || std::fabs(x) >= 1e15) return to_text(x);
    char buffer[32];  // 100000, not 1e+05
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::fixed).ptr;
    return {buffer, end};
  }

  static bool nests_at_most(const json& value, int levels) {
    if (!value.is_structured()) return true;
    if (levels == 0) return false;
    return std::ranges::all_of(value,
                               [&](const json& child) { return nests_at_most(child, levels - 1); });
  }

  static std::string on_one_line(const json& value) {
    if (value.is_number_float()) return number(value.get<double>());
    if (!value.is_structured()) return value.dump();
    std::string text = value.is_object() ? "{" : "[";
    for (const auto& [key, child] : value.items()) {
      if (text.size() > 1) text += ", ";
      if (value.is_object()) text += json(key).dump() + ": ";
      text += on_one_line(child);
    }
    return text + (value.is_object() ? '}' : ']');
  }

  // `used`: columns of the line taken already.
  void add(const json& value, std::size_t indent, std::size_t used) {
    if (nests_at_most(value, 2)) {
      const auto line = on_one_line(value);
      if (!value.is_structured() || value.empty() || used + line.size() < columns) {
        text_ += line;
        return;
      }
    }
    text_ += value.is_object() ? '{' : '[';
    const char* separator = "\n";
    for (const auto& [key, child] : value.items()) {
      text_ += separator + std::string(indent + 2, ' ');
      const auto label = value.is_object() ? json(key).dump() + ": " : "";
      text_ += label;
      add(child, indent + 2, indent + 2 + label.size());
      separator = ",\n";
    }
    text_ += '\n' + std::string(indent, ' ') + (value.is_object() ? '}' : ']');
  }

  std::string text_;
};

}  // namespace ltorisk::detail
