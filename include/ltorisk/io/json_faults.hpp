// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/strict_json.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ltorisk::detail {

/// A JSON pointer that follows a walk through a document.
class json_path {
 public:
  /// One step down, for as long as it lives.
  class step {
   public:
    step(json_path& path, std::string_view key) : text_(path.text_), size_(path.text_.size()) {
      text_ += pointer_step(key);
    }
    step(json_path& path, std::size_t i) : step(path, std::to_string(i)) {}
    step(const step&) = delete;
    step& operator=(const step&) = delete;
    ~step() { text_.resize(size_); }

   private:
    std::string& text_;
    std::size_t size_;
  };

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The faults of a framework's JSON text. What could not be read is left at its default, and what
/// the check of the framework then says about it would only confuse: it is not reported.
class json_faults {
 public:
  explicit json_faults(std::string_view file) : file_(file) {}

  json_path path;
  fault_list list;

  /// "FILE#/nodes/3".
  [[nodiscard]] std::string where(const std::string& pointer) const {
    return file_ + (pointer.empty() ? "" : "#" + pointer);
  }

  /// A fault that leaves nothing undefined.
  void remark(const std::string& what) { list.add(where(path.text()), what); }

  /// What stands here is not what its author meant.
  void add(const std::string& what) {
    remark(what);
    harm();
  }
  void add_missing(std::string_view key) {
    remark("missing key " + ltorisk::in_quotes(key));
    const json_path::step inside(path, key);
    harm();
  }

  /// How many faults left something undefined so far.
  [[nodiscard]] std::size_t harms() const { return harms_; }

  /// Are the ids and the score range read, without which nothing can be said of the framework?
  [[nodiscard]] bool can_be_checked() const { return can_be_checked_; }

  /// Takes over the faults of the framework that `document` was read as.
  void add_checked(const input_error& e, const nlohmann::json& document) {
    for (const auto& [pointer, what] : e.diagnostics()) {
      if (pointer.empty()) {
        list.add("", what);
        continue;
      }
      if (follows_from_harm(pointer)) continue;
      auto there = pointer;  // a child may be written as an id alone, without a "child" inside
      while (!document.contains(nlohmann::json::json_pointer(there))) {
        there.resize(there.rfind('/'));
      }
      list.add(where(there), what);
    }
  }

 private:
  void harm() {
    const auto& here = path.text();
    const auto depth = std::ranges::count(here, '/');
    const bool in_list = here.starts_with("/indicators") || here.starts_with("/nodes");
    const bool id_lost = in_list && (depth <= 2 || (depth == 3 && here.ends_with("/id")));
    if (id_lost || here.empty() || here.starts_with("/score_range")) can_be_checked_ = false;
    ++harms_;
    // Of a child as a whole: what it assumes depends on what it names.
    harmed_.push_back(first_steps(here, 4));
    if (first_steps(here, 3).ends_with("/levels")) {
      harmed_.push_back(first_steps(here, 2) + "/limits");  // they name levels
    }
  }

  bool follows_from_harm(const std::string& pointer) const {
    const auto holds = [](const std::string& whole, const std::string& part) {
      return part.starts_with(whole) && (part.size() == whole.size() || part[whole.size()] == '/');
    };
    const bool cycle = pointer.starts_with("/nodes/") && first_steps(pointer, 2) == pointer;
    return !cycle && std::ranges::any_of(harmed_, [&](const std::string& harmed) {
      return holds(harmed, pointer) || holds(pointer, harmed);
    });
  }

  // "/nodes/3" is the first two of "/nodes/3/children/0".
  static std::string first_steps(const std::string& pointer, int count) {
    std::size_t end = 0;
    for (int i = 0; i < count && end != pointer.npos; ++i) end = pointer.find('/', end + 1);
    return pointer.substr(0, end);
  }

  std::string file_;
  std::vector<std::string> harmed_;
  std::size_t harms_ = 0;
  bool can_be_checked_ = true;
};

}  // namespace ltorisk::detail
