// SPDX-License-Identifier: BSL-1.0

// Published indices as frameworks in JSON: the figures go in, the published values must come out.

#include "catch.hpp"

#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <locale>
#include <sstream>
#include <string>
#include <vector>

using namespace ltorisk;

namespace {

using cells = std::vector<std::string>;

std::filesystem::path data(const std::string& name) {
  return std::filesystem::path(LTORISK_TEST_DATA) / name;
}

/// The lines of a file cut at commas outside quotes: not read by the library that is tested.
std::vector<cells> expected_lines(const std::string& name) {
  std::ifstream in(data(name));
  REQUIRE(in.is_open());
  std::vector<cells> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back({""});
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        lines.back().emplace_back();
      } else {
        lines.back().back() += c;
      }
    }
  }
  return lines;
}

struct index_files {
  const char* framework;
  const char* figures;
  const char* expected;
  std::size_t rows;
  std::size_t nodes;
  /// As its framework says it.
  const char* tolerance;
};

double value_of(const std::string& text) {
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  double x = missing;
  in >> x;
  REQUIRE(is_known(x));
  return x;
}

/// Scores the figures and compares every node that the expected values name.
void reproduce(const index_files& files) {
  INFO("framework: " << files.framework);
  const auto f = read_framework_file(data(files.framework));
  CHECK_THAT(f.description, contains(std::string("within ") + files.tolerance));
  const auto figures = read_csv_file(data(files.figures), f);
  const auto expected = expected_lines(files.expected);
  REQUIRE(figures.rows() == files.rows);
  REQUIRE(expected.size() == files.rows + 1);
  REQUIRE(expected[0].size() == files.nodes + 1);

  const auto all = fit(f).score(figures, {.parts = true});
  const double tolerance = value_of(files.tolerance);
  for (std::size_t r = 0; r < files.rows; ++r) {
    REQUIRE(expected[r + 1].size() == files.nodes + 1);
    REQUIRE(expected[r + 1][0] == figures.row_ids()[r]);
    for (std::size_t j = 1; j <= files.nodes; ++j) {
      const auto& column = all[expected[0][j]];
      const double published = value_of(expected[r + 1][j]), computed = column.value[r];
      CAPTURE(expected[r + 1][0], column.node, published, computed);
      CHECK(std::fabs(computed - published) <= tolerance);
      // Bounds leave room for what is missing, and none where nothing is.
      CHECK(column.lower[r] <= computed);
      CHECK(column.upper[r] >= computed);
      if (column.coverage[r] == 1) CHECK(column.lower[r] == column.upper[r]);
    }
  }
}

}  // namespace

TEST_CASE("the Human Development Index of 2021 is reproduced") {
  reproduce({"hdi.json", "hdi_2021.csv", "hdi_2021_expected.csv", 20, 1, "0.0005"});
}

TEST_CASE("a branch in the manner of INFORM is reproduced to the last digit, ties included") {
  reproduce(
      {"inform_branch.json", "inform_branch.csv", "inform_branch_expected.csv", 14, 5, "1e-9"});
}

TEST_CASE("every node of the INFORM Risk Index of 2016 is reproduced") {
  reproduce({"inform_2016.json", "inform_2016.csv", "inform_2016_expected.csv", 24, 11, "0.1"});
}

TEST_CASE("an additive index is reproduced") {
  reproduce({"additive.json", "additive.csv", "additive_expected.csv", 15, 1, "1e-9"});
}

TEST_CASE("a golden framework is the same after writing and reading") {
  for (const char* name : {"hdi.json", "inform_branch.json", "inform_2016.json", "additive.json"}) {
    CAPTURE(name);
    const auto f = read_framework_file(data(name));
    CHECK(read_framework(write_framework(f)) == f);
  }
}
