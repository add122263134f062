// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/causal_map_json.hpp>
#include <ltorisk/scenario/andean_mining_map.hpp>

#include <ltorisk/table.hpp>

#include "catch.hpp"
#include "scenario/random_maps.hpp"

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

using namespace ltorisk::scenario;
using ltorisk::diagnostic;
using ltorisk::input_error;

namespace {

std::vector<diagnostic> faults_of(std::string_view text) {
  try {
    (void)read_causal_map(text, "m.json");
  } catch (const input_error& e) {
    return e.diagnostics();
  }
  return {};
}

}  // namespace

TEST_CASE("a causal map is read as it stands") {
  const auto m = read_causal_map(R"({
    "schema_version": 1, "id": "farm", "name": "A farm", "version": "2", "citation": "nobody",
    "description": "small",
    "concepts": [{"id": "rain", "name": "Rain"}, {"id": "harvest"}, {"id": "dam"}],
    "edges": [{"from": "rain", "to": "harvest", "weight": 0.75, "range": [0.5, 1],
               "gated_by": ["dam"], "source": "farmers"}],
    "levers": ["dam"]})");
  CHECK(m == causal_map{.id = "farm",
                        .name = "A farm",
                        .version = "2",
                        .citation = "nobody",
                        .description = "small",
                        .concepts = {{"rain", "Rain"}, {"harvest", ""}, {"dam", ""}},
                        .edges = {{.from = "rain",
                                   .to = "harvest",
                                   .weight = 0.75,
                                   .range = {{0.5, 1}},
                                   .gated_by = {"dam"},
                                   .source = "farmers"}},
                        .levers = {"dam"}});
}

TEST_CASE("a map that is written is read back the same") {
  random_world::dice d(3);
  std::vector<causal_map> maps{andean_mining_map()};
  for (int i = 0; i < 50; ++i) {
    maps.push_back(random_world::random_map(d));
    for (auto& e : maps.back().edges) {
      if (d.chance(0.3)) e.range = {e.weight - 0.0, 1};
    }
  }
  for (const auto& m : maps) {
    const auto text = write_causal_map(m);
    CHECK(read_causal_map(text) == m);
    CHECK(write_causal_map(read_causal_map(text)) == text);
  }
}

TEST_CASE("all faults of a causal map's text are listed with their pointers") {
  CHECK(faults_of(R"({"schema_version": 1, "id": "x", "levels": [],
    "concepts": [{"id": "a"}, {"id": "b"}, {"id": "a"}],
    "edges": [{"from": "a", "to": "bb", "weight": 2},
              {"from": "a", "to": "b", "wieght": 0.5},
              {"from": "a", "to": "b", "weight": "big"},
              {"from": "b", "to": "b", "weight": 0.5, "range": [0, 0.1]},
              {"from": "b", "to": "a", "weight": 0.1, "weight": 0.2},
              17],
    "levers": ["c"]})") ==
        std::vector<diagnostic>{
            {"m.json#/edges/4/weight", "key is given twice"},
            {"m.json#/edges/1", "missing key 'weight'"},
            {"m.json#/edges/1/wieght", "unknown key; did you mean 'weight'?"},
            {"m.json#/edges/2/weight", "must be a number, got a string"},
            {"m.json#/edges/5", "must be an object, got a number"},
            {"m.json#/levels", "unknown key; did you mean 'levers'?"},
            {"m.json#/concepts/2/id", "'a' is the id of /concepts/0 already"},
            {"m.json#/edges/0/to", "'bb' is not a concept; did you mean 'b'?"},
            {"m.json#/edges/0/weight", "must be from -1 to 1, got 2"},
            {"m.json#/edges/3/range", "must hold the weight 0.5 and lie in -1 to 1, got 0 to 0.1"},
            {"m.json#/levers/0", "'c' is not a concept"}});
}

TEST_CASE("what is no causal map is refused in words") {
  CHECK_THROWS_WITH(read_causal_map(""), contains("is empty"));
  CHECK_THROWS_WITH(read_causal_map("[]"), contains("must be an object, got an array"));
  CHECK_THROWS_WITH(read_causal_map("{"), contains("syntax error"));
  CHECK_THROWS_WITH(read_causal_map("{}"), contains("missing key 'concepts'"));
  CHECK_THROWS_WITH(read_causal_map(R"({"schema_version": 2})"),
                    contains("reads schema_version 1, got 2"));
  CHECK_THROWS_WITH(
      read_causal_map(R"({"schema_version": 1, "id": "x", "concepts": [{"id": 3}], "edges": []})"),
      contains("/concepts/0/id: must be a string"));
  CHECK_THROWS_WITH(
      read_causal_map(R"({"schema_version": 1, "id": "x", "concepts": [], "edges": []})"),
      contains("/concepts: must not be empty"));
  CHECK_THROWS_WITH(read_causal_map_file("nowhere.json"), contains("nowhere.json"));
}

TEST_CASE("what JSON cannot hold is not written of a map") {
  auto m = andean_mining_map();
  m.edges[2].weight = ltorisk::missing;
  m.concepts[1].name = "\xff";
  CHECK_THROWS_WITH(write_causal_map(m), contains("/edges/2/weight: must be finite, got nan") &&
                                             contains("/concepts/1/name: must be UTF-8"));
}
