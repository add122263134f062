// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/json.hpp>

#include "framework_samples.hpp"
#include "support/json_schema.hpp"
#include "support/random.hpp"

#include "catch.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using nlohmann::json;

namespace {

json file(const std::filesystem::path& path) {
  return json::parse(ltorisk::detail::read_text_file(path));
}

const std::filesystem::path root = LTORISK_SOURCE_DIR;

const json& framework_schema() {
  static const json text = file(root / "schema/framework.schema.json");
  return text;
}

const json_schema& framework_document() {
  static const json_schema s(root / "schema/framework.schema.json");
  return s;
}

// Notes the keys of an object as reader and writer have them.
struct key_list {
  std::set<std::string> all;
  std::set<std::string> needed;
  std::map<std::string, std::vector<std::string>> words;

  void required(const char* key, const auto&) {
    all.insert(key);
    needed.insert(key);
  }
  void optional(const char* key, const auto&) { all.insert(key); }
  void optional(const char* key, const auto&, const auto&) { all.insert(key); }
  void word(const char* key, const auto& choice, const auto&) {
    all.insert(key);
    words[key] = {choice.begin(), choice.end()};
  }
  void exactly_one(const auto& keys, const auto&, const auto&) {
    all.insert(keys.begin(), keys.end());
  }
  void evidence(const std::string&) { all.insert({"indicator", "node"}); }
  void schema_version() { required("schema_version", 1); }
};

std::set<std::string> needed_by(const json& described) {
  if (!described.contains("required")) return {};
  return described.at("required").get<std::set<std::string>>();
}

template <class T>
void check_keys(const T& object, const json& described, key_list keys = {}) {
  ltorisk::detail::json_keys<T>::list(keys, object);
  std::set<std::string> all;
  for (const auto& [key, definition] : described.at("properties").items()) {
    all.insert(key);
    if (definition.contains("enum")) {
      CHECK(json(keys.words[key]) == definition.at("enum"));
    } else {
      CHECK_FALSE(keys.words.contains(key));
    }
  }
  CHECK(keys.all == all);
  CHECK(keys.needed == needed_by(described));
  CHECK(described.at("additionalProperties") == json(false));
}

template <class T>
void check_keys(const char* definition, const T& object = {}) {
  CAPTURE(definition);
  check_keys(object, framework_schema().at("definitions").at(definition));
}

template <std::size_t I = 0>
void check_scales(std::vector<std::string>& kinds) {
  if constexpr (I < std::variant_size_v<ltorisk::scale>) {
    using scale = std::variant_alternative_t<I, ltorisk::scale>;
    if constexpr (requires { scale::kind; }) {
      const std::string kind = scale::kind;
      kinds.push_back(kind);
      CAPTURE(kind);
      const auto& definitions = framework_schema().at("definitions");
      CHECK(definitions.at(kind).at("properties").at("kind") == json{{"const", kind}});
      key_list keys;
      keys.required("kind", kind);
      check_keys(scale{}, definitions.at(kind), keys);
    }
    check_scales<I + 1>(kinds);
  }
}

}  // namespace

TEST_CASE("reader, writer and schema know the same keys and words") {
  check_keys(ltorisk::framework{}, framework_schema());
  check_keys<ltorisk::indicator>("indicator");
  check_keys<ltorisk::node>("node");
  check_keys<ltorisk::edge>("edge");
  check_keys<ltorisk::condition>("condition");
  check_keys<ltorisk::limit>("limit");
  check_keys<ltorisk::level_scheme>("levels");
  check_keys<ltorisk::level_scheme::level>("level");
  check_keys<ltorisk::scales::category>("category", {"label", 0});
  std::vector<std::string> kinds;
  check_scales(kinds);
  const auto& definitions = framework_schema().at("definitions");
  auto list = json::array();
  for (const auto& kind : kinds) list.push_back({{"$ref", "#/definitions/" + kind}});
  list.push_back({{"$ref", "#/definitions/learned"}});
  CHECK(definitions.at("scale").at("oneOf") == list);
  CHECK(definitions.at("learned").at("properties").at("kind").at("not").at("enum") == json(kinds));
  CHECK(framework_schema().at("properties").at("schema_version").at("const") ==
        json(ltorisk::detail::framework_schema_version));
}

TEST_CASE("the schema names every scheme and its parameters") {
  const ltorisk::schemes known;
  const auto check = [](const auto& list, const char* definition) {
    const auto text =
        framework_schema().at("definitions").at(definition).at("description").get<std::string>();
    for (const auto& name : list.names()) {
      auto words = name;
      for (const auto& p : list.find(name)->defaults) {
        words += (words == name ? " (" : ", ") + p.name;
      }
      if (words != name) words += ")";
      CHECK_THAT(text, contains(words));
    }
  };
  check(known.aggregations(), "aggregation");
  check(known.weightings(), "weighting");
  check(known.normalizations(), "learned");
}

TEST_CASE("what is written fits the schema") {
  CHECK(framework_document()(std::string(samples::complete)).empty());
  CHECK(
      framework_document()(ltorisk::write_framework(ltorisk::frameworks::andean_mining())).empty());
  samples::generator random(21);
  for (int i = 0; i < 100; ++i) {
    const auto text = ltorisk::write_framework(random());
    CAPTURE(i, text);
    CHECK(framework_document()(text).empty());
  }
}

TEST_CASE("the frameworks that come with the library fit the schema") {
  for (const auto* folder : {"tests/data", "examples/data"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
      if (entry.path().extension() != ".json") continue;
      const auto text = ltorisk::detail::read_text_file(entry.path());
      if (!json::parse(text).contains("indicators")) continue;  // not a framework
      CAPTURE(entry.path());
      CHECK(framework_document()(text).empty());
    }
  }
}

TEST_CASE("the schema refuses what the reader refuses, as far as a schema can") {
  for (const auto& [from, to, where, what, schema_sees] : samples::faults) {
    const auto text = samples::changed(from, to);
    CAPTURE(from, to, where, what);
    CHECK_THROWS_AS(ltorisk::read_framework(text), ltorisk::input_error);
    CHECK(framework_document()(text).empty() != schema_sees);
  }
  CHECK_FALSE(framework_document()("[]").empty());
}

TEST_CASE("results fit their schema, whatever the framework and the gaps in the data") {
  const json_schema results(root / "schema/result.schema.json");
  random_world::dice d(21);
  std::set<std::string> keys;
  for (int world = 0; world < 60; ++world) {
    const auto f = random_world::random_framework(d);
    std::vector<std::vector<double>> columns(f.indicators.size());
    constexpr std::size_t rows = 6;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto row = random_world::random_row(d, f, 0.3);
      for (std::size_t i = 0; i < row.size(); ++i) columns[i].push_back(row[i]);
    }
    ltorisk::table_view view(rows);
    for (std::size_t i = 0; i < columns.size(); ++i) view.add(f.indicators[i].id, columns[i]);
    const auto text = ltorisk::write_results(ltorisk::fit(f), view);
    INFO(text);
    REQUIRE(results(text).empty());
    const auto document = json::parse(text);
    for (const auto& community : document.at("communities")) {
      for (const auto& n : community["nodes"]) {
        for (const auto& member : n.items()) keys.insert(member.key());
      }
    }
  }
  // Every key of the schema occurs.
  const auto written = file(root / "schema/result.schema.json");
  for (const auto& [key, value] : written["definitions"]["node"]["properties"].items()) {
    INFO(key);
    CHECK(keys.contains(key));
  }
}

TEST_CASE("a result with a key too many, or without one, does not fit its schema") {
  const json_schema results(root / "schema/result.schema.json");
  const auto f = ltorisk::frameworks::andean_mining();
  const double poverty = 40;
  ltorisk::table_view view(1);
  view.add("poverty", &poverty, sizeof poverty);
  const auto good = json::parse(ltorisk::write_results(ltorisk::fit(f), view));
  REQUIRE(results(good.dump()).empty());
  auto more = good;
  more["communities"][0]["nodes"][0]["probability"] = 0.5;
  CHECK_FALSE(results(more.dump()).empty());
  for (const char* key : {"library", "framework", "data", "note"}) {
    auto less = good;
    less.erase(key);
    INFO(key);
    CHECK_FALSE(results(less.dump()).empty());
  }
}
