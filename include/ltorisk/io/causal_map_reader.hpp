// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/causal_map_keys.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/io/json_values.hpp>
#include <ltorisk/io/strict_json.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/validate_map.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
    throw input_error(
        {{faults_.where("/schema_version"), "this library reads schema_version " +
                                                std::to_string(causal_map_schema_version) +
                                                ", got " + to_text(version)}});
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

}  // namespace ltorisk::detail
