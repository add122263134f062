// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/scenario/andean_mining_map.hpp>
#include <ltorisk/scenario/loops.hpp>
#include <ltorisk/scenario/settle.hpp>
#include <ltorisk/scenario/validate_map.hpp>

#include <ltorisk/table.hpp>

#include "catch.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace ltorisk::scenario;
using ltorisk::diagnostic;
using ltorisk::input_error;

namespace {

std::vector<diagnostic> faults_of(const causal_map& m) {
  try {
    validate(m);
  } catch (const input_error& e) {
    return e.diagnostics();
  }
  return {};
}

}  // namespace

TEST_CASE("all faults of a map are listed") {
  causal_map m{.id = "bad", .concepts = {{"rain"}, {"harvest"}, {""}, {"rain"}}};
  m.edges = {
      {.from = "rain", .to = "harvest", .weight = 1.5},
      {.from = "rain", .to = "harvst", .weight = 0.5},
      {.from = "rain", .to = "harvest", .weight = 0.5},
      {.from = "harvest", .to = "rain", .weight = ltorisk::missing},
      {.from = "harvest", .to = "harvest", .weight = 0.5, .range = {{0.6, 0.9}}},
      {.from = "rain", .to = "rain", .weight = 1, .gated_by = {"harvest", "sun", "harvest"}}};
  m.levers = {"rian", "rain", "rain"};
  CHECK(faults_of(m) ==
        std::vector<diagnostic>{
            {"/concepts/2/id", "must not be empty"},
            {"/concepts/3/id", "'rain' is the id of /concepts/0 already"},
            {"/edges/0/weight", "must be from -1 to 1, got 1.5"},
            {"/edges/1/to", "'harvst' is not a concept; did you mean 'harvest'?"},
            {"/edges/2", "the edge from 'rain' to 'harvest' is there already: /edges/0"},
            {"/edges/3/weight", "must be from -1 to 1, got nan"},
            {"/edges/4/range", "must hold the weight 0.5 and lie in -1 to 1, got 0.6 to 0.9"},
            {"/edges/5/gated_by/1", "'sun' is not a concept"},
            {"/edges/5/gated_by/2", "'harvest' is given twice"},
            {"/levers/0", "'rian' is not a concept; did you mean 'rain'?"},
            {"/levers/2", "'rain' is given twice"}});
  CHECK_THROWS_AS(settle(m), input_error);
  CHECK_THROWS_AS(loops_of(m), input_error);
}

TEST_CASE("a map needs a concept, and may do without edges") {
  CHECK(faults_of({.id = "none"}) == std::vector<diagnostic>{{"/concepts", "must not be empty"}});
  const causal_map alone{.id = "alone", .concepts = {{"a"}}};
  CHECK(faults_of(alone).empty());
  CHECK(settle(alone).fixed_point()["a"] == 0);
  CHECK(loops_of(alone).loops.empty());
}

TEST_CASE("a concept may influence itself, and a lever may have causes that do nothing") {
  causal_map m{.id = "self", .concepts = {{"a"}, {"b"}}, .levers = {"b"}};
  m.edges = {{.from = "a", .to = "a", .weight = 0.5},
             {.from = "a", .to = "b", .weight = 1},
             {.from = "b", .to = "a", .weight = 1}};
  CHECK(faults_of(m).empty());
  const auto list = loops_of(m).loops;
  REQUIRE(list.size() == 1);
  CHECK(list[0].words() == "a > a");
  const auto x = settle(m, {.hold = {{"b", 0.3}}}).fixed_point();
  CHECK(x["b"] == 0.3);
  CHECK(x["a"] == Approx(std::tanh(0.5 * x["a"] + 0.3)).margin(1e-12));
}

TEST_CASE("a concept that is not there is named with the nearest one") {
  CHECK_THROWS_WITH(andean_mining_map().index_of("LTOO"), contains("did you mean 'LTO'?"));
}
