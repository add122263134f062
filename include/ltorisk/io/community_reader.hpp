// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/validate_portfolio.hpp>
#include <ltorisk/io/community_keys.hpp>
#include <ltorisk/io/json_faults.hpp>
#include <ltorisk/io/json_values.hpp>
#include <ltorisk/io/strict_json.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::detail {

/// Reads a community or a portfolio and lists the faults of its text and of what it says together.
class community_reader {
 public:
  using json = nlohmann::json;

  explicit community_reader(std::string_view file) : faults_(file) {}

  [[nodiscard]] evidence::portfolio run(std::string_view text) {
    const auto document = parse_json(text, faults_.where(""), faults_.list);
    evidence::portfolio p;
    const bool single =
        document.is_object() && document.contains("id") && !document.contains("communities");
    if (single) {
      read_single(document, p.communities.emplace_back());
    } else {
      read(document, p);
    }
    if (!faults_.list.full()) {
      try {
        single ? evidence::validate(p.communities.front()) : evidence::validate(p);
      } catch (const input_error& e) {
        faults_.add_checked(e, document);
      }
    }
    faults_.list.throw_if_any();
    return p;
  }

  template <class T>
  void required(const char* key, T& value) {
    if (!read_member(key, value)) faults_.add_missing(key);
  }
  template <class T>
  void optional(const char* key, T& value) {
    read_member(key, value);
  }
  template <std::size_t N, class T>
  void required_word(const char* key, const std::array<const char*, N>& words, T& value) {
    if (!read_word(key, words, value)) faults_.add_missing(key);
  }
  template <std::size_t N, class T>
  void optional_word(const char* key, const std::array<const char*, N>& words, T& value) {
    (void)read_word(key, words, value);
  }
  void schema_version() {
    double version = community_schema_version;
    required("schema_version", version);
    if (version == community_schema_version) return;
    // Whatever else there is to say would be about another format.
    throw input_error(
        {{faults_.where("/schema_version"), "this library reads schema_version " +
                                                std::to_string(community_schema_version) +
                                                ", got " + to_text(version)}});
  }

 private:
  // One community alone: its keys and the number of the format in one object.
  void read_single(const json& document, evidence::community& c) {
    object_ = &document;
    known_.clear();
    schema_version();
    json_keys<evidence::community>::list(*this, c);
    refuse_unknown(document);
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
  template <std::size_t N, class T>
  bool read_word(const char* key, const std::array<const char*, N>& words, T& value) {
    known_.emplace_back(key);
    const auto member = object_->find(key);
    if (member == object_->end()) return false;
    const json_path::step inside(faults_.path, key);
    if (!expect(member->is_string(), *member, "a string", faults_)) return true;
    const auto chosen = member->template get<std::string>();
    const auto found = std::ranges::find(words, chosen);
    if (found != words.end()) {
      value = static_cast<T>(found - words.begin());
    } else {
      const std::vector<std::string> known(words.begin(), words.end());
      faults_.add("must be " + alternatives(known) + ", got " + in_quotes(shown(chosen)) +
                  suggestion(chosen, known));
    }
    return true;
  }

  void read(const json& j, evidence::date& d) {
    if (!expect(j.is_string(), j, "a date 'YYYY-MM-DD'", faults_)) return;
    const auto text = j.get<std::string>();
    if (const auto day = evidence::parse_date(text)) {
      d = *day;
    } else {
      faults_.add("must be a date 'YYYY-MM-DD' that exists, got " + in_quotes(shown(text)));
    }
  }
  void read(const json& j, std::variant<std::string, double>& figure_or_word) {
    if (j.is_number()) {
      figure_or_word = j.get<double>();
    } else if (expect(j.is_string(), j, "a number or the label of a category", faults_)) {
      figure_or_word = j.get<std::string>();
    }
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
      refuse_unknown(j);
      object_ = outer;
      known_ = std::move(outer_known);
    }
  }

  void refuse_unknown(const json& object) {
    for (const auto& member : object.items()) {
      if (faults_.list.full()) break;
      if (std::ranges::find(known_, member.key()) != known_.end()) continue;
      const json_path::step inside(faults_.path, member.key());
      faults_.remark("unknown key" + nearest_of(member.key(), known_));
    }
  }

  json_faults faults_;
  const json* object_ = nullptr;  // the object in work and the keys it may have
  std::vector<std::string> known_;
};

}  // namespace ltorisk::detail
