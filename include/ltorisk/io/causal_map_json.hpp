// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/causal_map_keys.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/io/json_values.hpp>
#include <ltorisk/io/strict_json.hpp>
#include <ltorisk/io/text_file.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/validate_map.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// A causal map as JSON, described key by key in `schema/causal_map.schema.json`.
namespace ltorisk::detail {

/// Reads a causal map and lists the faults of its text and of the map together.
class causal_map_reader {
 public:
  using json = nlohmann::json;

  explicit causal_map_reader(std::string_view file) : faults_(file) {}

  [[nodiscard]] scenario::causal_map run(std::string_view text) {
    const auto document = parse_json(text, faults_.where(""), faults_.list);
    scenario::causal_map m;
    read(document, m);
    if (ids_are_read(document) && !faults_.list.full()) {
      try {
        scenario::validate(m);
      } catch (const input_error& e) {
        faults_.add_checked(e, document);
      }
    }
    faults_.list.throw_if_any();
    return m;
  }

  template <class T>
  void required(const char* key, T& value) {
    if (!read_member(key, value)) faults_.add_missing(key);
  }
  template <class T>
  void optional(const char* key, T& value) {
    read_member(key, value);
  }
  void schema_version() {
    double version = causal_map_schema_version;
    required("schema_version", version);
    if (version == causal_map_schema_version) return;
    throw input_error({{faults_.where("/schema_version"),
                        "this library reads schema_version " +
                            std::to_string(causal_map_schema_version) + ", got " +
                            to_text(version)}});
  }

 private:
  // Without the ids there is nothing to be said of the map.
  static bool ids_are_read(const json& document) {
    if (!document.is_object() || !document.contains("concepts")) return false;
    const auto& list = document.at("concepts");
    return list.is_array() && std::ranges::all_of(list, [](const json& c) {
             return c.is_object() && c.contains("id") && c.at("id").is_string();
           });
  }

  template <class T>
  bool read_member(const char* key, T& value) {
    known_.emplace_back(key);
    const auto member = object_->find(key);
    if (member == object_->end()) return false;
    const json_path::step inside(faults_.path, key);
    read(*member, value);
    return true;
  }

  template <class T>
  void read(const json& j, std::optional<T>& value) {
    read(j, value.emplace());
  }
  template <class T>
  void read(const json& j, std::vector<T>& list) {
    if (!expect(j.is_array(), j, "an array", faults_)) return;
    for (std::size_t i = 0; i < j.size() && !faults_.list.full(); ++i) {
      const json_path::step inside(faults_.path, i);
      read(j[i], list.emplace_back());
    }
  }
  template <class T>
  void read(const json& j, T& value) {
    if constexpr (requires { read_json(j, value, faults_); }) {
      read_json(j, value, faults_);
    } else {
      if (!expect(j.is_object(), j, "an object", faults_)) return;
      const auto* outer = std::exchange(object_, &j);
      auto outer_known = std::exchange(known_, {});
      json_keys<T>::list(*this, value);
      for (const auto& member : j.items()) {
        if (faults_.list.full()) break;
        if (std::ranges::find(known_, member.key()) != known_.end()) continue;
        const json_path::step inside(faults_.path, member.key());
        faults_.remark("unknown key" + nearest_of(member.key(), known_));
      }
      object_ = outer;
      known_ = std::move(outer_known);
    }
  }

  json_faults faults_;
  const json* object_ = nullptr;  // the object in work and the keys it may have
  std::vector<std::string> known_;
};

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

namespace ltorisk::scenario {

/// Reads a causal map: strict JSON (RFC 8259), every key known and given once.
///
///     {"schema_version": 1, "id": "demo", "concepts": [{"id": "A"}, {"id": "B", "name": "the other"}],
///      "edges": [{"from": "A", "to": "B", "weight": 0.5, "range": [0.2, 0.8]}], "levers": ["A"]}
///
/// Throws `input_error` with every fault of the text and of the map (`validate`), each with its
/// JSON pointer; `file` stands in the messages.
[[nodiscard]] inline causal_map read_causal_map(std::string_view text,
                                                std::string_view file = "causal map") {
  return ltorisk::detail::causal_map_reader(file).run(text);
}

[[nodiscard]] inline causal_map read_causal_map_file(const std::filesystem::path& path) {
  return read_causal_map(ltorisk::detail::read_text_file(path), path.string());
}

/// Writes a causal map so that reading it gives an equal one. Throws `input_error` with the JSON
/// pointer of each number that is not finite and each text that is not UTF-8; does not check the
/// map otherwise (`validate`).
[[nodiscard]] inline std::string write_causal_map(const causal_map& m) {
  return ltorisk::detail::causal_map_writer().run(m);
}

}  // namespace ltorisk::scenario
