// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/missing_handling.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/parameter.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

/// Names of schemes for people. Internal.
namespace ltorisk::compare::detail {

[[nodiscard]] inline std::string words(const parameter_value& value) {
  const auto list = [](const std::vector<double>& numbers) {
    std::string text;
    for (const double x : numbers) text += (text.empty() ? "[" : " ") + to_text(x);
    return (text.empty() ? "[" : text) + "]";
  };
  return std::visit(
      [&](const auto& v) -> std::string {
        using type = std::remove_cvref_t<decltype(v)>;
        if constexpr (std::is_same_v<type, double>) {
          return to_text(v);
        } else if constexpr (std::is_same_v<type, bool>) {
          return v ? "yes" : "no";
        } else if constexpr (std::is_same_v<type, std::string>) {
          return v;
        } else if constexpr (std::is_same_v<type, std::vector<double>>) {
          return list(v);
        } else {
          std::string text;
          for (const auto& row : v) text += (text.empty() ? "" : " ") + list(row);
          return "[" + text + "]";
        }
      },
      value);
}

/// The names of different schemes: where several have one name, with the parameters in which they
/// differ, "geometric_mean(floor 0.01)". Users' schemes that list none, and any that differ in
/// nothing they list, get their number.
template <class Any>
[[nodiscard]] std::vector<std::string> labels_of(const std::vector<Any>& schemes) {
  std::unordered_map<std::string, std::vector<std::size_t>> same;
  for (std::size_t i = 0; i < schemes.size(); ++i) {
    same[std::string(schemes[i].name())].push_back(i);
  }
  std::vector<std::string> labels;
  for (const auto& s : schemes) labels.emplace_back(s.name());
  for (const auto& [name, members] : same) {
    if (members.size() < 2) continue;
    std::vector<std::vector<parameter>> parameters;
    for (const auto i : members) parameters.push_back(schemes[i].parameters());
    for (std::size_t p = 0; p < parameters[0].size(); ++p) {
      bool differ = false;
      for (const auto& list : parameters) {
        differ = differ || (p < list.size() && !(list[p] == parameters[0][p]));
      }
      if (!differ) continue;
      for (std::size_t m = 0; m < members.size(); ++m) {
        auto& label = labels[members[m]];
        label += (label.size() == name.size() ? "(" : ", ") + parameters[m][p].name + " " +
                 words(parameters[m][p].value);
      }
    }
    for (const auto i : members) {
      if (labels[i].size() > name.size()) labels[i] += ")";
    }
  }
  std::unordered_map<std::string, std::size_t> seen;
  for (const auto& l : labels) ++seen[l];
  std::unordered_map<std::string, std::size_t> number;
  for (auto& l : labels) {
    if (seen[l] > 1) l += " #" + std::to_string(++number[l]);
  }
  return labels;
}

[[nodiscard]] inline std::vector<std::string> labels_of(
    const std::vector<missing_handling>& schemes) {
  std::vector<std::string> labels;
  for (const auto& s : schemes) labels.push_back(s.name());
  return labels;
}

}  // namespace ltorisk::compare::detail
