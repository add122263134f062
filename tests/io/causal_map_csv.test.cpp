// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/causal_map_csv.hpp>
#include <ltorisk/scenario/andean_mining_map.hpp>

#include "catch.hpp"

#include <string>
#include <string_view>
#include <vector>

using namespace ltorisk::scenario;
using ltorisk::diagnostic;
using ltorisk::input_error;

namespace {

std::vector<diagnostic> faults_of(std::string_view text) {
  try {
    (void)read_causal_matrix(text, "m.csv");
  } catch (const input_error& e) {
    return e.diagnostics();
  }
  return {};
}

}  // namespace

TEST_CASE("a matrix is read by rows: the row is where an influence comes from") {
  const auto m = read_causal_matrix(
      "\"\",rain,\"harvest, good\",\"the \"\"price\"\"\"\r\n"
      "rain,,0.75,0\r\n"
      "\"harvest, good\",0,0.0,-1\r\n"
      "\"the \"\"price\"\"\",+.5,,1e-3\r\n");
  CHECK(m ==
        causal_map{.concepts = {{"rain", ""}, {"harvest, good", ""}, {"the \"price\"", ""}},
                   .edges = {{.from = "rain", .to = "harvest, good", .weight = 0.75},
                             {.from = "harvest, good", .to = "the \"price\"", .weight = -1},
                             {.from = "the \"price\"", .to = "rain", .weight = 0.5},
                             {.from = "the \"price\"", .to = "the \"price\"", .weight = 1e-3}}});
  CHECK(read_causal_matrix(write_causal_matrix(m)) == m);
}

TEST_CASE("the weights of the default map survive the matrix") {
  const auto m = andean_mining_map();
  const auto again = read_causal_matrix(write_causal_matrix(m));
  CHECK(again.ids() == m.ids());
  CHECK(again.edges.size() == m.edges.size());
  for (const auto& e : again.edges) {
    bool found = false;
    for (const auto& f : m.edges) {
      found = found || (f.from == e.from && f.to == e.to && f.weight == e.weight);
    }
    CHECK(found);
  }
}

TEST_CASE("all faults of a matrix are listed where they stand") {
  CHECK(faults_of(",a,b,c\na,0,1.5,x\nbb,0,0,0\nc,nan,1e999,\"1\n") ==
        std::vector<diagnostic>{
            {"m.csv:2:3", "'a' to 'b': a weight must be from -1 to 1, got 1.5"},
            {"m.csv:2:4", "'a' to 'c': 'x' is not a number"},
            {"m.csv:3:1", "the row of 'b' is expected, as in the first line, got 'bb'"},
            {"m.csv:4:4", "the cell begins with a quote that is never closed"}});
  CHECK(faults_of(",a\na,nan\n") ==
        std::vector<diagnostic>{{"m.csv:2:2", "'a' to 'a': 'nan' is not a number"}});
}

TEST_CASE("a matrix that is not square is refused") {
  CHECK(faults_of(",a,b\na,0,0\n") ==
        std::vector<diagnostic>{{"m.csv", "the matrix is not square: 1 rows, 2 columns"}});
  CHECK(faults_of(",a,b\na,0,0\nb,0,0\nc,0,0\nd,0,0\n") ==
        std::vector<diagnostic>{
            {"m.csv:4:1", "the matrix is not square: a row beyond its 2 columns"}});
  CHECK(faults_of(",a,b\na,0\nb,0,0,0\n") ==
        std::vector<diagnostic>{
            {"m.csv:2:2", "the matrix is not square: row 'a' has 1 weights for 2 concepts"},
            {"m.csv:3:4", "the matrix is not square: row 'b' has 3 weights for 2 concepts"}});
}

TEST_CASE("headers without names, with names twice or with no comma are refused") {
  CHECK(faults_of(",a,,a\n") ==
        std::vector<diagnostic>{{"m.csv:1:3", "the concept has no name"},
                                {"m.csv:1:4", "'a' is the name of another column already"}});
  CHECK_THROWS_WITH(read_causal_matrix(";a;b\n"), contains("separate cells by commas"));
  CHECK_THROWS_WITH(read_causal_matrix(""), contains("CSV:1:1: is empty"));
  CHECK_THROWS_WITH(read_causal_matrix("\xff\xfe"), contains("UTF-16"));
  CHECK_THROWS_WITH(read_causal_matrix_file("nowhere.csv"), contains("nowhere.csv"));
}
