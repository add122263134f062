// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/causal_map_keys.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/scenario/causal_map.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::detail {

/// Writes a causal map; what JSON cannot hold are faults.
class causal_map_writer {
 public:
  using json = nlohmann::ordered_json;

  [[nodiscard]] std::string run(const scenario::causal_map& m) {
    const auto document = value(m);
    faults_.throw_if_any();
    return json_printer::print(document);
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
  void schema_version() { (*object_)["schema_version"] = causal_map_schema_version; }

 private:
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
  json value(const interval& i) { return json::array({value(i.lower), value(i.upper)}); }
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
