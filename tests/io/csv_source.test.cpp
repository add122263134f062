// SPDX-License-Identifier: BSL-1.0
// A file read through a window says what the whole text says, table and faults alike.
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/csv_source.hpp>
#include <ltorisk/io/scores_csv.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/stream/adapters.hpp>

#include "catch.hpp"

#include <unistd.h>
#include <bit>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace ltorisk;

namespace {

framework two() {
  framework f;
  f.id = "two";
  f.indicators = {{.id = "a", .scale = scales::linear{0, 100}},
                  {.id = "kind", .scale = scales::categories{{{"low", 1, 0}, {"high", 2, 1}}}}};
  f.nodes = {{.id = "top", .children = {{.child = "a"}, {.child = "kind"}}}};
  f.outcomes = {"top"};
  return f;
}

class file {
 public:
  explicit file(const std::string& text)
      : path((std::filesystem::temp_directory_path() /
              ("ltorisk_csv_source_" + std::to_string(::getpid()) + ".csv"))
                 .string()) {
    std::ofstream(path, std::ios::binary) << text;
  }
  file(const file&) = delete;
  file& operator=(const file&) = delete;
  ~file() { std::filesystem::remove(path); }

  std::string path;
};

// What there is to know of a table, or the faults.
std::string told(const table_view& t, std::string text = {}) {
  for (std::size_t r = 0; r < t.rows(); ++r) {
    text += t.row_id(r) + '|';
    for (const auto& c : t.columns()) {
      text += std::string(c.id) + '=' + std::to_string(std::bit_cast<std::uint64_t>(c[r])) + ' ';
    }
    text += '\n';
  }
  return text;
}

std::string at_once(const std::string& text, const std::string& path, const csv_options& o = {}) {
  try {
    return told(read_csv(text, two(), o, path));
  } catch (const input_error& e) {
    return e.what();
  }
}

std::string in_chunks(const std::string& path, std::size_t rows, std::size_t window,
                      const csv_options& o = {}) {
  std::string text;
  try {
    csv_source s(path, two(), o, rows, window);
    while (const auto* chunk = s.next()) text = told(*chunk, text);
  } catch (const input_error& e) {
    return e.what();
  }
  return text;
}

}  // namespace

TEST_CASE("a CSV file is read alike whole and through windows and chunks of any size") {
  const std::string texts[] = {
      "id,a,kind\nx,1,low\ny,2.5,high\nz,NA,not_applicable\n",
      "\xef\xbb\xbfkind,id,a\r\nlow,\"a, \"\"b\"\"\nc\",3\r\n\r\n  \r\n\"high\",y,4",
      "id,a,kind\rx,1,low\ry,2,2\r",
      "id,a,kind\n",
      "id,a,kind",
      "",
      "\n\n",
      "id,a,kind,more\nx,1,low,0\n",
      "id,a,kind\nx,1,low\ny,1000000000000000000000000000000000000000000,lo\n\nz,,\nw,1e999,2,3\n,"
      "1,1\n",
      "id,a,kind\nx,\"1,low\ny,2,high\n",
      "id,a,kind\nx,1\"2,low\ny,\"2\"3,high\nz,\xc3\xa9\xff,low\n",
      "id,\"Apurímac\",kind\nx,1,low\n",
      "\xff\xfei",
      "id;a;kind\nx;1;low\n",
      "sep=,\nid,a\n",
      "# remark\nid,a\n",
      "id,a,a,\nx,1,2,3\n"};
  for (const auto& text : texts) {
    const file f(text);
    INFO(text);
    const auto whole = at_once(text, f.path);
    for (const std::size_t window : {4u, 5u, 7u, 16u, 1u << 20}) {
      for (const std::size_t rows : {1u, 2u, 100u}) {
        INFO("window " << window << ", rows " << rows);
        CHECK(in_chunks(f.path, rows, window) == whole);
      }
    }
  }
}

TEST_CASE("faults all over a CSV file are listed as reading it whole lists them") {
  std::mt19937 bits(2);
  const std::string parts[] = {",", "\"", "\n",       "\r\n", "low", "1",   "7.5",
                               "x", " ",  "\xc3\xb1", "\"\"", "NA",  "\xff"};
  for (int i = 0; i < 300; ++i) {
    std::string text = "id,a,kind\n";
    for (int row = 0; row < 20; ++row) {
      text += "r" + std::to_string(row) + "," + std::to_string(row) + ",high\n";
      if (bits() % 8 == 0) {
        for (auto n = bits() % 6; n > 0; --n) text += parts[bits() % std::size(parts)];
      }
    }
    // Ids that are there twice are found only when all are kept.
    const file f(text);
    const auto whole = at_once(text, f.path);
    if (whole.find("is the id of the row on line") != whole.npos) continue;
    INFO(text);
    CHECK(in_chunks(f.path, 1 + bits() % 9, 4 + bits() % 60) == whole);
  }
}

TEST_CASE("ids are not compared along a CSV stream") {
  const file f("id,a,kind\nx,1,low\nx,2,low\n");
  CHECK_THROWS_AS(read_csv_file(f.path, two()), input_error);
  CHECK(in_chunks(f.path, 10, 100).find("x|a=") == 0);
}

TEST_CASE("a CSV source is rewound, and its extra columns left out on request") {
  const file f("id,more,a\nx,1,2\ny,3,4\nz,5,6\n");
  csv_source s(f.path, two(), {.allow_extra_columns = true}, 2);
  for (int pass = 0; pass < 2; ++pass) {
    std::vector<double> a;
    const auto rows = stream::each_chunk(s, [&](const table_view& chunk) {
      REQUIRE(chunk.columns().size() == 1);
      for (std::size_t r = 0; r < chunk.rows(); ++r) a.push_back(chunk.columns()[0][r]);
    });
    CHECK(rows == 3);
    CHECK(a == std::vector<double>{2, 4, 6});
  }
  CHECK_THROWS_WITH(csv_source("nowhere.csv", two()).next(), "nowhere.csv: there is no such file");
  CHECK_THROWS_WITH(csv_source(std::filesystem::temp_directory_path(), two()).next(),
                    Catch::Matchers::Contains("is a directory"));
  CHECK_THROWS_AS(csv_source(f.path, two(), {}, 0), domain_error);
  CHECK_THROWS_AS(csv_source(f.path, two(), {.id_column = "a"}), input_error);
}

TEST_CASE("scores go to CSV chunk by chunk as all at once, fitted on the file") {
  auto f = two();
  f.indicators[0].scale = normalize::min_max{};
  std::string text = "id,a,kind\n";
  for (int row = 0; row < 5000; ++row) {
    text +=
        "r" + std::to_string(row) + ',' + std::to_string(row % 97) + (row % 5 ? ",low\n" : ",\n");
  }
  const file csv(text);
  csv_source rows(csv.path, f, {}, 700);
  const auto m = fit(f, rows);
  CHECK(m.framework() == fit(f, read_csv(text, f)).framework());
  std::ostringstream out;
  stream::score(m, rows, scores_csv_sink(out, m.framework()), request{.parts = true});
  const auto whole = read_csv(text, f);
  CHECK(out.str() ==
        write_scores_csv(m.score(whole.view(), {.parts = true}), whole.view(), m.framework()));

  std::ostringstream full;
  full.setstate(std::ios::badbit);
  CHECK_THROWS_AS(stream::score(m, rows, scores_csv_sink(full, m.framework())),
                  std::ios_base::failure);
}
