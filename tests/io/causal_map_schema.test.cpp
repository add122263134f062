// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/causal_map_json.hpp>
#include <ltorisk/scenario/andean_mining_map.hpp>

#include "catch.hpp"
#include "scenario/random_maps.hpp"
#include "support/json_schema.hpp"

#include <filesystem>
#include <set>
#include <string>

using namespace ltorisk::scenario;
using nlohmann::json;

namespace {

const std::filesystem::path file =
    std::filesystem::path(LTORISK_SOURCE_DIR) / "schema/causal_map.schema.json";

const json& schema_text() {
  static const json text = json::parse(ltorisk::detail::read_text_file(file));
  return text;
}

bool fits(const std::string& text) {
  static const json_schema schema(file);
  return schema(text).empty();
}

/// Notes the keys of an object as reader and writer have them.
struct key_list {
  std::set<std::string> all, needed;

  void required(const char* key, const auto&) {
    all.insert(key);
    needed.insert(key);
  }
  void optional(const char* key, const auto&) { all.insert(key); }
  void schema_version() { required("schema_version", 1); }
};

template <class T>
void check_keys(const json& described) {
  key_list keys;
  const T object;
  ltorisk::detail::json_keys<T>::list(keys, object);
  std::set<std::string> all;
  for (const auto& member : described.at("properties").items()) all.insert(member.key());
  CHECK(keys.all == all);
  CHECK(keys.needed == described.at("required").get<std::set<std::string>>());
  CHECK(described.at("additionalProperties") == json(false));
}

}  // namespace

TEST_CASE("reader, writer and schema of causal maps know the same keys") {
  check_keys<causal_map>(schema_text());
  check_keys<map_concept>(schema_text().at("definitions").at("concept"));
  check_keys<causal_edge>(schema_text().at("definitions").at("edge"));
}

TEST_CASE("causal maps that are written fit the schema") {
  CHECK(fits(write_causal_map(andean_mining_map())));
  random_world::dice d(5);
  for (int i = 0; i < 50; ++i) CHECK(fits(write_causal_map(random_world::random_map(d))));
}

TEST_CASE("the schema of causal maps refuses what it can see") {
  const auto with = [](const char* edge) {
    return std::string(
               R"({"schema_version": 1, "id": "x", "concepts": [{"id": "a"}], "edges": [)") +
           edge + "]}";
  };
  CHECK(fits(with(R"({"from": "a", "to": "a", "weight": 1})")));
  CHECK_FALSE(fits(with(R"({"from": "a", "to": "a", "weight": 1.1})")));
  CHECK_FALSE(fits(with(R"({"from": "a", "weight": 1})")));
  CHECK_FALSE(fits(with(R"({"from": "a", "to": "a", "weight": 1, "wieght": 1})")));
  CHECK_FALSE(fits(with(R"({"from": "a", "to": "a", "weight": 1, "gated_by": ["a", "a"]})")));
  CHECK_FALSE(fits("[]"));
}
