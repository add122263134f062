// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scales/value_function.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ltorisk::scales {

/// One answer of a closed list: what people write, what a table of numbers holds, what it is worth.
struct category {
  std::string label;
  double code = 0;
  double value = 0;

  /// A category whose code is its value.
  category(std::string name, double worth) : category(std::move(name), worth, worth) {}
  category(std::string name, double number, double worth)
      : label(std::move(name)), code(number), value(worth) {}

  friend bool operator==(const category&, const category&) = default;
};

/// v = the value of the category whose code the cell holds. Any other number is invalid.
struct categories {
  static constexpr const char* kind = "categories";
  std::vector<category> list;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    Real v = x * 0;
    for (const auto& c : list) v = math::select(x == c.code, c.value, v);
    return v;
  }
  struct ready_form {
    const categories& scale;
    bool codes_are_values;

    template <class Real>
    [[nodiscard]] Real operator()(Real x) const {
      return codes_are_values ? x : scale(x);
    }
  };
  /// The scale must outlive it.
  [[nodiscard]] ready_form ready() const {
    return {*this,
            std::ranges::all_of(list, [](const category& c) { return c.code == c.value; })};
  }
  [[nodiscard]] interval declared() const {
    interval codes{list[0].code, list[0].code};
    for (const auto& c : list) {
      codes = {std::min<double>(codes.lower, c.code), std::max<double>(codes.upper, c.code)};
    }
    return codes;
  }
  [[nodiscard]] trend direction() const {
    std::vector<double> values;
    for (const auto* c : by_code()) values.push_back(c->value);
    return detail::trend_of(values);
  }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    auto known = x == Real(list[0].code);
    for (std::size_t i = 1; i < list.size(); ++i) known = known || x == Real(list[i].code);
    return known;
  }
  void validate() const {
    detail::require(list.size() >= 2, kind, "needs two categories or more");
    std::unordered_set<std::string_view> labels;
    for (const auto& c : list) {
      if (c.label.empty()) throw domain_error("categories: a label must not be empty");
      if (c.label == "NA" || c.label == "not_applicable") {
        throw domain_error(
            "categories: a label must not be 'NA' or 'not_applicable': in files they have a "
            "meaning");
      }
      double read = c.code;
      const char* const end = c.label.data() + c.label.size();
      if (std::from_chars(c.label.data(), end, read).ptr == end && read != c.code) {
        throw domain_error("categories: label " + in_quotes(c.label) +
                           " reads as another code than " + to_text(c.code));
      }
      if (!std::isfinite(c.code) || !std::isfinite(c.value)) {
        throw domain_error("categories: code and value of " + in_quotes(c.label) +
                           " must be finite");
      }
      if (!labels.insert(c.label).second) {
        throw domain_error("categories: " + in_quotes(c.label) + " is listed twice");
      }
    }
    const auto sorted = by_code();
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      if (sorted[i - 1]->code != sorted[i]->code) continue;
      throw domain_error("categories: " + in_quotes(sorted[i - 1]->label) + " and " +
                         in_quotes(sorted[i]->label) + " have the same code");
    }
  }
  friend bool operator==(const categories&, const categories&) = default;

 private:
  // Those of one code in the order they are listed.
  [[nodiscard]] std::vector<const category*> by_code() const {
    std::vector<const category*> sorted;
    for (const auto& c : list) sorted.push_back(&c);
    std::sort(sorted.begin(), sorted.end(), [](const category* a, const category* b) {
      return a->code != b->code ? a->code < b->code : a < b;
    });
    return sorted;
  }
};

}  // namespace ltorisk::scales
