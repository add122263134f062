// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/framework_keys.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/io/json_values.hpp>
#include <ltorisk/io/schemes.hpp>
#include <ltorisk/io/strict_json.hpp>
#include <ltorisk/validate.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::detail {

/// Reads a framework and lists the faults of its text and of the framework together.
class framework_reader {
 public:
  using json = nlohmann::json;

  framework_reader(const schemes& known, std::string_view file) : schemes_(known), faults_(file) {}

  [[nodiscard]] framework run(std::string_view text) {
    const auto document = parse_json(text, faults_.where(""), faults_.list);
    framework f;
    read(document, f);
    if (faults_.can_be_checked() && !faults_.list.full()) {
      check_evidence(f);
      try {
        validate(f);
      } catch (const input_error& e) {
        faults_.add_checked(e, document);
      }
    }
    faults_.list.throw_if_any();
    return f;
  }

 private:
  enum class evidence_kind { indicator, node };
  struct evidence_use {
    std::string pointer;
    std::string id;
    evidence_kind kind;
  };

  /// The keys of one object, see `json_keys`.
  class object_keys {
   public:
    object_keys(framework_reader& reader, const json& object) : reader_(reader), object_(object) {}

    template <class T>
    void required(std::string_view key, T& value) {
      if (!read(key, value)) faults().add_missing(key);
    }
    template <class T>
    void optional(std::string_view key, T& value, const std::type_identity_t<T>& otherwise = {}) {
      if (!read(key, value)) value = otherwise;
    }
    template <std::size_t N, class T>
    void word(std::string_view key, const std::array<const char*, N>& words, T& value) {
      std::string chosen = words[0];
      optional(key, chosen, chosen);
      const auto found = std::ranges::find(words, chosen);
      if (found != words.end()) {
        value = static_cast<T>(found - words.begin());
        return;
      }
      const json_path::step inside(faults().path, key);
      faults().add("must be " + alternatives({words.begin(), words.end()}) + ", got " +
                   ltorisk::in_quotes(shown(chosen)));
    }
    template <std::size_t N, class E, class T>
    bool exactly_one(const std::array<const char*, N>& keys, E& which, T& value) {
      std::vector<std::string> given;
      for (std::size_t i = 0; i < N; ++i) {
        known_.emplace_back(keys[i]);
        if (!object_.contains(keys[i])) continue;
        given.emplace_back(keys[i]);
        which = static_cast<E>(i);
      }
      if (given.size() == 1) return read(given[0], value);
      faults().add(given.empty() ? "needs one of " + alternatives({keys.begin(), keys.end()})
                                 : "must have only one of " + alternatives(given));
      return false;
    }
    void evidence(std::string& id) {
      evidence_kind kind{};
      if (exactly_one(std::array{"indicator", "node"}, kind, id)) {
        reader_.evidence_.push_back({faults().path.text(), id, kind});
      }
    }
    void schema_version() {
      double version = framework_schema_version;
      required("schema_version", version);
      if (version == framework_schema_version) return;
      // Whatever else there is to say would be about another format.
      throw input_error(
          {{faults().where("/schema_version"), "this library reads schema_version " +
                                                   std::to_string(framework_schema_version) +
                                                   ", got " + to_text(version)}});
    }

    template <class T>
    bool read(std::string_view key, T& value) {
      known_.emplace_back(key);
      const auto member = object_.find(key);
      if (member == object_.end()) return false;
      const json_path::step inside(faults().path, key);
      reader_.read(*member, value);
      return true;
    }
    void refuse_unknown() {
      for (const auto& member : object_.items()) {
        if (faults().list.full()) return;
        if (std::ranges::find(known_, member.key()) != known_.end()) continue;
        const json_path::step inside(faults().path, member.key());
        faults().remark("unknown key" + nearest_of(member.key(), known_));
      }
    }

   private:
    json_faults& faults() { return reader_.faults_; }

    framework_reader& reader_;
    const json& object_;
    std::vector<std::string> known_;
  };

  template <class T>
  void read(const json& j, std::optional<T>& value) {
    read(j, value.emplace());
  }
  template <class T>
  void read(const json& j, std::vector<T>& list) {
    if (!expect(j.is_array(), j, "an array", faults_)) return;
    for (std::size_t i = 0; i < j.size() && !faults_.list.full(); ++i) {
      if constexpr (std::is_same_v<T, scales::category>) {
        list.emplace_back("", 0);
      } else {
        list.emplace_back();
      }
      const json_path::step inside(faults_.path, i);
      read(j[i], list.back());
    }
  }
  template <class T>
  void read(const json& j, T& value) {
    if constexpr (requires { read_json(j, value, faults_); }) {
      read_json(j, value, faults_);
    } else {
      read_described(j, value);
    }
  }
  template <class T>
  void read_described(const json& j, T& value) {
    constexpr bool is_edge = std::is_same_v<T, edge>;
    if constexpr (is_edge) {
      if (j.is_string()) return read(j, value.child);  // short for {"child": "id"}
    }
    if (!expect(j.is_object(), j, is_edge ? "a string or an object" : "an object", faults_)) return;
    object_keys keys(*this, j);
    json_keys<T>::list(keys, value);
    keys.refuse_unknown();
  }

  void read(const json& j, scale& s) {
    const auto before = faults_.harms();
    read_scale(j, s);
    // An assumed value must not be held against a scale that is not what its author meant.
    if (faults_.harms() != before) s = scales::linear{std::numeric_limits<double>::quiet_NaN()};
  }
  void read_scale(const json& j, scale& s) {
    if (!expect(j.is_object(), j, "an object", faults_)) return;
    object_keys keys(*this, j);
    const auto before = faults_.harms();
    std::string kind;
    keys.required("kind", kind);
    if (faults_.harms() != before) return;
    std::vector<std::string> kinds;
    if (make_scale(kind, s, kinds)) {
      std::visit(
          [&](auto& chosen) {
            using chosen_type = std::remove_reference_t<decltype(chosen)>;
            if constexpr (requires { chosen_type::kind; }) {
              json_keys<chosen_type>::list(keys, chosen);
            }
          },
          s);
      return keys.refuse_unknown();
    }
    if (const auto* learned = schemes_.normalizations().find(kind)) {
      sign direction = sign::plus;
      keys.word("direction", std::array{"+", "-"}, direction);
      std::optional<any_normalization> n;
      make(keys, *learned, n);
      if (n) s = n->toward(direction);
      return;
    }
    if (const auto* own = schemes_.functions().find(kind)) {
      std::optional<any_value_function> f;
      make(keys, *own, f);
      if (f) s = *f;
      return;
    }
    for (const auto& names : {schemes_.normalizations().names(), schemes_.functions().names()}) {
      kinds.insert(kinds.end(), names.begin(), names.end());
    }
    const json_path::step inside(faults_.path, "kind");
    faults_.add(ltorisk::in_quotes(shown(kind)) + " is not a kind of scale" +
                nearest_of(kind, kinds));
  }
  void read(const json& j, any_aggregation& a) {
    std::optional<any_aggregation> chosen;
    read_scheme(j, schemes_.aggregations(), "an aggregation", chosen);
    if (chosen) a = *chosen;
  }
  void read(const json& j, std::optional<any_weighting>& w) {
    read_scheme(j, schemes_.weightings(), "a weighting", w);
  }
  template <class Any>
  void read_scheme(const json& j, const scheme_list<Any>& known, const char* family,
                   std::optional<Any>& chosen) {
    if (!expect(j.is_string() || j.is_object(), j, "a string or an object", faults_)) return;
    const json short_for = j.is_string() ? json{{"scheme", j}} : json();
    object_keys keys(*this, j.is_string() ? short_for : j);
    const auto before = faults_.harms();
    std::string name;
    keys.required("scheme", name);
    if (faults_.harms() != before) return;
    if (const auto* scheme = known.find(name)) return make(keys, *scheme, chosen);
    const auto what = ltorisk::in_quotes(shown(name)) + " is not " + family;
    if (j.is_string()) return faults_.add(what + nearest_of(name, known.names()));
    const json_path::step inside(faults_.path, "scheme");
    faults_.add(what + nearest_of(name, known.names()));
  }
  // The scheme with the parameters that are given, if they are sound.
  template <class Entry, class Any>
  void make(object_keys& keys, const Entry& scheme, std::optional<Any>& chosen) {
    const auto before = faults_.harms();
    auto parameters = scheme.defaults;
    for (auto& p : parameters) {
      std::visit(
          [&](auto& value) {
            std::remove_reference_t<decltype(value)> given{};
            if (keys.read(p.name, given)) value = std::move(given);
          },
          p.value);
      const auto* word = std::get_if<std::string>(&p.value);
      if (!word || p.words.empty() || std::ranges::find(p.words, *word) != p.words.end()) continue;
      const json_path::step inside(faults_.path, p.name);
      faults_.add("must be " + alternatives(p.words) + ", got " + ltorisk::in_quotes(shown(*word)));
    }
    keys.refuse_unknown();
    if (faults_.harms() != before) return;
    try {
      chosen = scheme.make(parameters);
    } catch (const std::logic_error& e) {  // domain_error of ours; a user's scheme may throw others
      faults_.add(e.what());
    }
  }

  // "indicator" must name an indicator and "node" a node; `validate` finds what is neither.
  void check_evidence(const framework& f) {
    std::unordered_set<std::string_view> indicators, nodes;
    for (const auto& i : f.indicators) indicators.insert(i.id);
    for (const auto& n : f.nodes) nodes.insert(n.id);
    for (const auto& [pointer, id, kind] : evidence_) {
      const bool as_node = kind == evidence_kind::node;
      if ((as_node ? nodes : indicators).contains(id)) continue;
      if (!(as_node ? indicators : nodes).contains(id)) continue;
      if (!as_node && pointer.ends_with("/applies_if")) continue;  // takes indicators only
      faults_.list.add(
          faults_.where(pointer + (as_node ? "/node" : "/indicator")),
          ltorisk::in_quotes(shown(id)) +
              (as_node ? " is an indicator; use 'indicator'" : " is a node; use 'node'"));
    }
  }

  const schemes& schemes_;
  json_faults faults_;
  std::vector<evidence_use> evidence_;
};

}  // namespace ltorisk::detail
