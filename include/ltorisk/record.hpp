// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/table.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk {

/// What is known about one community. What is not named is missing. A category is given by its
/// label or its code:
///
///     record r{{"poverty", 45.2}, {"conflict_phase", "dialogue"}};
///     r.set("consultation", not_applicable).set("violence_24m", 0);
class record {
 public:
  /// A number or a label.
  class cell {
   public:
    template <class Number>
      requires std::is_arithmetic_v<Number> cell(Number x)
          : value_(static_cast<double>(x)) {}                  // NOLINT: read as a literal
      cell(std::string label) : value_(std::move(label)) {}    // NOLINT
      cell(const char* label) : value_(std::string(label)) {}  // NOLINT

      [[nodiscard]] const double* number() const noexcept { return std::get_if<double>(&value_); }
      [[nodiscard]] const std::string& label() const { return std::get<std::string>(value_); }

     private:
      std::variant<std::string, double> value_;
  };

  record() = default;
  record(std::initializer_list<std::pair<std::string, cell>> cells) {
    for (const auto& [id, value] : cells) set(id, value);
  }

  /// Replaces what was there.
  record& set(std::string_view id, cell value) {
    for (auto& [known, old] : cells_) {
      if (known == id) {
        old = std::move(value);
        return *this;
      }
    }
    cells_.emplace_back(id, std::move(value));
    return *this;
  }

  [[nodiscard]] const std::vector<std::pair<std::string, cell>>& cells() const noexcept {
    return cells_;
  }

 private:
  std::vector<std::pair<std::string, cell>> cells_;
};

}  // namespace ltorisk
