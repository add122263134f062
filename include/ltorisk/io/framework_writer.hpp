// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/framework_keys.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/io/json_printer.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace ltorisk::detail {

/// Writes a framework; what JSON cannot hold are faults.
class framework_writer {
 public:
  using json = nlohmann::ordered_json;

  explicit framework_writer(const framework& f) : framework_(f) {}

  [[nodiscard]] std::string run() {
    const auto document = value(framework_);
    faults_.throw_if_any();
    return json_printer::print(document);
  }

 private:
  /// The keys of one object, see `json_keys`.
  class object_keys {
   public:
    explicit object_keys(framework_writer& writer) : writer_(writer) {}

    json object = json::object();

    template <class T>
    void required(const std::string& key, const T& value) {
      const json_path::step inside(writer_.path_, key);
      object[key] = writer_.value(value);
    }
    template <class T>
    void optional(const std::string& key, const T& value,
                  const std::type_identity_t<T>& otherwise = {}) {
      if (!(value == otherwise)) required(key, value);
    }
    template <std::size_t N, class T>
    void word(const std::string& key, const std::array<const char*, N>& words, const T& value) {
      if (value != T{}) object[key] = words[static_cast<std::size_t>(value)];
    }
    template <std::size_t N, class E, class T>
    void exactly_one(const std::array<const char*, N>& keys, const E& which, const T& value) {
      required(keys[static_cast<std::size_t>(which)], value);
    }
    void evidence(const std::string& id) {
      required(writer_.framework_.find_indicator(id) ? "indicator" : "node", id);
    }
    void schema_version() { object["schema_version"] = framework_schema_version; }

   private:
    framework_writer& writer_;
  };

  json value(double x) {
    if (!std::isfinite(x)) faults_.add(path_.text(), "must be finite, got " + to_text(x));
    return x;
  }
  json value(bool x) { return x; }
  json value(int x) { return x; }
  json value(const std::string& text) {
    json j = text;
    try {
      (void)j.dump();
    } catch (const json::exception&) {
      faults_.add(path_.text(), "must be UTF-8, got '" + shown(text) + "'");
    }
    return j;
  }
  json value(const std::variant<std::string, double>& level_or_score) {
    return std::visit([&](const auto& x) { return value(x); }, level_or_score);
  }
  json value(const interval& i) { return pair(i.lower, i.upper); }
  json value(const scales::piecewise::point& p) { return pair(p.x, p.y); }
  json pair(double first, double second) { return json::array({value(first), value(second)}); }

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
  // What `json_keys` describes.
  template <class T>
  json value(const T& x) {
    if constexpr (std::is_same_v<T, edge>) {
      if (x == edge{.child = x.child}) return value(x.child);
    }
    object_keys keys(*this);
    json_keys<T>::list(keys, x);
    return std::move(keys.object);
  }
  json value(const scale& s) {
    object_keys keys(*this);
    keys.object["kind"] = std::string(kind_of(s));
    std::visit(
        [&](const auto& chosen) {
          using kind = std::remove_cvref_t<decltype(chosen)>;
          if constexpr (requires { kind::kind; }) {
            json_keys<kind>::list(keys, chosen);
          } else {
            if constexpr (std::is_same_v<kind, any_normalization>) {
              keys.word("direction", std::array{"+", "-"}, chosen.direction());
            }
            write(keys, chosen.parameters());
          }
        },
        s);
    return std::move(keys.object);
  }
  json value(const any_aggregation& a) { return scheme(a); }
  json value(const any_weighting& w) { return scheme(w); }
  template <class Any>
  json scheme(const Any& any) {
    const auto parameters = any.parameters();
    if (parameters.empty()) return std::string(any.name());
    object_keys keys(*this);
    keys.required("scheme", std::string(any.name()));
    write(keys, parameters);
    return std::move(keys.object);
  }
  void write(object_keys& keys, const std::vector<parameter>& parameters) {
    for (const auto& p : parameters) {
      std::visit([&](const auto& x) { keys.required(p.name, x); }, p.value);
    }
  }

  const framework& framework_;
  json_path path_;
  fault_list faults_;
};

}  // namespace ltorisk::detail
