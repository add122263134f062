// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/json.hpp>

#include "catch.hpp"
#include "evidence/random_communities.hpp"
#include "support/json_schema.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::filesystem::path root = LTORISK_SOURCE_DIR;

const json& schema_text() {
  static const json text =
      json::parse(ltorisk::detail::read_text_file(root / "schema/community.schema.json"));
  return text;
}

bool fits(const std::string& text) {
  static const json_schema schema(root / "schema/community.schema.json");
  return schema(text).empty();
}

/// Notes the keys of an object as reader and writer have them.
struct key_list {
  std::set<std::string> all, needed;
  std::map<std::string, std::vector<std::string>> words;

  void required(const char* key, const auto&) {
    all.insert(key);
    needed.insert(key);
  }
  void optional(const char* key, const auto&) { all.insert(key); }
  void required_word(const char* key, const auto& choice, const auto& x) {
    required(key, x);
    words[key] = {choice.begin(), choice.end()};
  }
  void optional_word(const char* key, const auto& choice, const auto&) {
    all.insert(key);
    words[key] = {choice.begin(), choice.end()};
  }
  void schema_version() { required("schema_version", 1); }
};

template <class T>
void check_keys(const char* definition) {
  CAPTURE(definition);
  const auto& definitions = schema_text().at("definitions");
  const auto& described = definitions.at(definition);
  key_list keys;
  const T object{};
  ltorisk::detail::json_keys<T>::list(keys, object);
  std::set<std::string> all;
  for (const auto& [key, member] : described.at("properties").items()) {
    all.insert(key);
    const auto* words = &member;
    if (member.contains("$ref")) {
      words = &definitions.at(member.at("$ref").template get<std::string>().substr(14));
    }
    if (words->contains("enum")) {
      CHECK(json(keys.words[key]) == words->at("enum"));
    } else {
      CHECK_FALSE(keys.words.contains(key));
    }
  }
  CHECK(keys.all == all);
  CHECK(keys.needed == described.at("required").get<std::set<std::string>>());
  CHECK(described.at("additionalProperties") == json(false));
}

}  // namespace

TEST_CASE("reader, writer and schema of communities know the same keys") {
  check_keys<legal_majority>("legal_majority");
  check_keys<commitment_review>("commitment_review");
  check_keys<assembly_act>("assembly_act");
  check_keys<dissent>("dissent");
  check_keys<stage_step>("stage_step");
  check_keys<deadline_extension>("deadline_extension");
  check_keys<operations_count>("operations_count");
  check_keys<formalization>("formalization");
  check_keys<consultation_step>("consultation_step");
  check_keys<conflict_event>("conflict_event");
  check_keys<watch>("watch");
  check_keys<phase_report>("phase_report");
  check_keys<neighbor_report>("neighbor_report");
  check_keys<sampling>("sampling");
  check_keys<livelihood_survey>("livelihood_survey");
  check_keys<enforcement_period>("enforcement_period");
  check_keys<support_period>("support_period");
  check_keys<series_point>("series_point");
  check_keys<analyst_override>("analyst_override");
  check_keys<open_question>("open_question");
  check_keys<community>("community");
  check_keys<portfolio>("portfolio");
  // One community alone has the number of the format beside its own keys.
  auto keys = schema_text().at("definitions").at("community").at("properties");
  keys["schema_version"] = {{"const", 1}};
  CHECK(schema_text().at("definitions").at("single").at("properties") == keys);
}

TEST_CASE("communities that are written fit the schema, and so do the documented cases") {
  random_world::dice d(5);
  for (int i = 0; i < 40; ++i) {
    CHECK(fits(write_portfolio(random_world::random_portfolio(d))));
    CHECK(fits(write_community(random_world::random_community(d, "x"))));
  }
  CHECK(fits(ltorisk::detail::read_text_file(root / "examples/data/cases.json")));
}

TEST_CASE("the schema of communities refuses what it can see") {
  const auto with = [](const std::string& member) {
    return R"({"schema_version": 1, "id": "x", )" + member + "}";
  };
  CHECK(fits(with(R"("events": [{"date": "2024-05-12", "kind": "march"}])")));
  CHECK_FALSE(fits(with(R"("events": [{"date": "2024-5-12", "kind": "march"}])")));
  CHECK_FALSE(fits(with(R"("events": [{"date": "2024-13-12", "kind": "march"}])")));
  CHECK_FALSE(fits(with(R"("events": [{"date": "2024-05-12", "kind": "murder"}])")));
  CHECK_FALSE(fits(with(R"("events": [{"date": "2024-05-12", "kind": "march", "deaths": -1}])")));
  CHECK_FALSE(fits(with(R"("events": [{"date": "2024-05-12", "kind": "march", "who": ""}])")));
  CHECK_FALSE(fits(with(R"("evnts": [])")));
  CHECK_FALSE(fits(R"({"schema_version": 2, "id": "x"})"));
  CHECK_FALSE(fits(R"({"id": "x"})"));
  CHECK_FALSE(fits("[]"));
}

TEST_CASE("results with provenance fit the schema of results, and those without still do") {
  const json_schema results(root / "schema/result.schema.json");
  const auto f = ltorisk::frameworks::andean_mining();
  const auto m = ltorisk::fit(f);
  random_world::dice d(6);
  for (int i = 0; i < 10; ++i) {
    const auto p = random_world::random_portfolio(d);
    const auto seen = observe(p, 2026y / 1 / 1, f);
    CHECK(results(write_results(m, seen.figures, {.provenance = &seen.provenance})).empty());
    CHECK(results(write_results(m, seen.figures)).empty());
  }
}
