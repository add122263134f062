// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/json_printer.hpp>
#include <ltorisk/io/json_values.hpp>
#include <ltorisk/io/strict_json.hpp>
#include <ltorisk/io/summary_binary.hpp>
#include <ltorisk/statistics/portable.hpp>

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Summaries as JSON, for eyes and other languages:
///
///     {"format": "ltorisk summary", "version": 1, "kind": "moments",
///      "fields": {"columns": [{"count": 3, "mean": 0.5, ...}]}, "checksum": "9f0c..."}
///
/// Numbers read back as the same doubles; an unknown one is null, infinities are "inf" and "-inf".
/// The checksum is that of the binary form (`summary_binary.hpp`), so it does not depend on how the
/// text is laid out.
namespace ltorisk {

namespace detail {

class summary_json_writer {
 public:
  using json = nlohmann::ordered_json;
  json object = json::object();

  void operator()(const char* name, const auto& field) { object[name] = value(field); }
  void columns(std::size_t) {}
  void require(bool, const char*) {}

 private:
  static json value(double x) {
    if (x != x) return nullptr;
    if (x - x != 0) return x > 0 ? "inf" : "-inf";
    return x;
  }
  static json value(std::unsigned_integral auto x) { return static_cast<std::uint64_t>(x); }
  template <class T>
  static json value(const std::vector<T>& list) {
    auto array = json::array();
    for (const auto& item : list) array.push_back(value(item));
    return array;
  }
  template <statistics::lists_fields T>
  static json value(const T& t) {
    summary_json_writer inside;
    T::fields(inside, t);
    return std::move(inside.object);
  }
};

// One fault is enough here: nobody writes a summary by hand.
class summary_json_reader {
 public:
  summary_json_reader(const nlohmann::json& object, std::string where,
                      std::optional<std::size_t>& columns)
      : object_(&object), where_(std::move(where)), columns_(&columns) {
    if (!object.is_object()) refuse(where_, "must be an object, got " + kind_of(object));
  }

  void operator()(const char* name, auto& field) {
    const auto where = where_ + pointer_step(name);
    const auto found = object_->find(name);
    if (found == object_->end()) refuse(where, "is not there");
    ++read_;
    read(*found, where, field);
  }
  void columns(std::size_t n) {
    if (!*columns_) *columns_ = n;
    require(**columns_ == n, "has parts of different numbers of columns");
  }
  void require(bool holds, const char* what) const {
    if (!holds) refuse(where_, std::string("is no sound summary: it ") + what);
  }
  void done() const {
    if (read_ != object_->size()) refuse(where_, "has fields that are not of its kind");
  }

  [[noreturn]] static void refuse(const std::string& where, const std::string& what) {
    throw input_error({{where, what}});
  }

 private:
  void read(const nlohmann::json& j, const std::string& where, double& x) {
    if (j.is_number()) {
      x = j.get<double>();
    } else if (j.is_null()) {
      x = missing;
    } else if (j.is_string() && (j == "inf" || j == "-inf")) {
      x = j == "inf" ? std::numeric_limits<double>::infinity()
                     : -std::numeric_limits<double>::infinity();
    } else {
      refuse(where, "must be a number, null, 'inf' or '-inf', got " + kind_of(j));
    }
  }
  template <std::unsigned_integral I>
  void read(const nlohmann::json& j, const std::string& where, I& x) {
    if (!j.is_number_unsigned() || j.get<std::uint64_t>() > (std::numeric_limits<I>::max)()) {
      refuse(where, "must be a whole number from 0");
    }
    x = static_cast<I>(j.get<std::uint64_t>());
  }
  template <class T>
  void read(const nlohmann::json& j, const std::string& where, std::vector<T>& list) {
    if (!j.is_array()) refuse(where, "must be an array, got " + kind_of(j));
    list.clear();
    for (std::size_t i = 0; i < j.size(); ++i) {
      list.push_back(T());
      read(j[i], where + '/' + std::to_string(i), list.back());
    }
  }
  template <statistics::lists_fields T>
  void read(const nlohmann::json& j, const std::string& where, T& t) {
    summary_json_reader inside(j, where, *columns_);
    T::fields(inside, t);
    inside.done();
  }

  const nlohmann::json* object_;
  std::string where_;
  std::optional<std::size_t>* columns_;
  std::size_t read_ = 0;
};

}  // namespace detail

/// A summary or a `statistics::reduction` as JSON.
template <statistics::portable S>
[[nodiscard]] std::string write_summary_json(const S& s) {
  detail::summary_json_writer to;
  S::fields(to, s);
  const auto bytes = write_summary_binary(s);
  nlohmann::ordered_json document;
  document["format"] = "ltorisk summary";
  document["version"] = 1;
  document["kind"] = S::kind();
  document["fields"] = std::move(to.object);
  document["checksum"] = detail::hexadecimal(detail::fnv_1a(bytes));
  return detail::json_printer::print(document);
}

/// Reads what `write_summary_json` wrote, to the bit. Throws `input_error` that names the file and
/// the place for a text that is no summary, of another version or kind, cut off, changed, or that
/// no sample gives.
template <statistics::portable S>
[[nodiscard]] S read_summary_json(std::string_view text, std::string_view file = "summary") {
  using reader = detail::summary_json_reader;
  fault_list duplicates;
  const auto document = detail::parse_json(text, file, duplicates);
  duplicates.throw_if_any();
  const auto where = [&](const char* key) { return std::string(file) + ": /" + key; };
  const auto member = [&](const char* key) -> nlohmann::json {
    if (!document.is_object() || !document.contains(key))
      reader::refuse(where(key), "is not there");
    return document[key];
  };
  if (member("format") != "ltorisk summary") {
    reader::refuse(where("format"), "must be 'ltorisk summary'");
  }
  if (member("version") != 1) {
    reader::refuse(where("version"), "must be 1, the version this library reads");
  }
  if (const auto kind = member("kind"); kind != S::kind()) {
    reader::refuse(
        where("kind"),
        "must be " + in_quotes(S::kind()) + ", got " +
            (kind.is_string() ? in_quotes(detail::shown(kind.template get<std::string>()))
                              : detail::kind_of(kind)));
  }
  const auto fields = member("fields");
  std::optional<std::size_t> columns;
  reader from(fields, where("fields"), columns);
  auto s = detail::blank_summary<S>();
  S::fields(from, s);
  from.done();
  if (member("checksum") != detail::hexadecimal(detail::fnv_1a(write_summary_binary(s)))) {
    reader::refuse(where("checksum"), "does not fit: the text was changed");
  }
  if (document.size() != 5) reader::refuse(std::string(file), "has keys that are not of a summary");
  return s;
}

}  // namespace ltorisk
