// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/community_keys.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/io/json_printer.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::detail {

/// Writes a community or a portfolio; what JSON cannot hold are faults.
class community_writer {
 public:
  using json = nlohmann::ordered_json;

  [[nodiscard]] std::string run(const evidence::portfolio& p) { return print(value(p)); }
  [[nodiscard]] std::string run(const evidence::community& c) {
    json document;
    document["schema_version"] = community_schema_version;
    document.update(value(c));
    return print(document);
  }

  template <class T>
  void required(const char* key, const T& x) {
    const json_path::step inside(path_, key);
    auto written = value(x);
    (*object_)[key] = std::move(written);
  }
  template <class T>
  void optional(const char* key, const T& x) {
    if (!(x == T{})) required(key, x);
  }
  template <std::size_t N, class T>
  void required_word(const char* key, const std::array<const char*, N>& words, const T& x) {
    const auto number = static_cast<std::size_t>(x);
    if (number < N) {
      (*object_)[key] = words[number];
    } else {
      const json_path::step inside(path_, key);
      faults_.add(path_.text(), "must be one of its words, got the number " +
                                    std::to_string(static_cast<int>(x)));
    }
  }
  template <std::size_t N, class T>
  void optional_word(const char* key, const std::array<const char*, N>& words, const T& x) {
    if (x != T{}) required_word(key, words, x);
  }
  void schema_version() { (*object_)["schema_version"] = community_schema_version; }

 private:
  std::string print(const json& document) {
    faults_.throw_if_any();
    return json_printer::print(document);
  }

  json value(int x) { return x; }
  json value(double x) {
    if (!std::isfinite(x)) faults_.add(path_.text(), "must be finite, got " + to_text(x));
    return x;
  }
  json value(const std::string& text) {
    json j = text;
    try {
      (void)j.dump();
    } catch (const json::exception&) {
      faults_.add(path_.text(), "must be UTF-8, got " + in_quotes(shown(text)));
    }
    return j;
  }
  json value(const std::variant<std::string, double>& figure_or_word) {
    return std::visit([&](const auto& x) { return value(x); }, figure_or_word);
  }
  json value(const evidence::date& d) {
    if (!evidence::is_day(d)) faults_.add(path_.text(), "must be a day of the years 1000 to 9999");
    return evidence::date_text(d);
  }
  template <class T>
  json value(const std::optional<T>& x) {
    return value(*x);  // written only where it differs from nothing
  }
  template <class T>
  json value(const std::vector<T>& list) {
    auto j = json::array();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const json_path::step inside(path_, i);
      j.push_back(value(list[i]));
    }
    return j;
  }
  template <class T>
  json value(const T& x) {
    json object = json::object();
    auto* outer = std::exchange(object_, &object);
    json_keys<T>::list(*this, x);
    object_ = outer;
    return object;
  }

  json_path path_;
  fault_list faults_;
  json* object_ = nullptr;
};

}  // namespace ltorisk::detail
