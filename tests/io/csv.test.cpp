// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/csv.hpp>
#include <ltorisk/normalize/min_max.hpp>

#include "catch.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <locale>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using ltorisk::csv_cell;
using ltorisk::csv_field;
using ltorisk::csv_options;
using ltorisk::diagnostic;
using ltorisk::framework;
using ltorisk::input_error;
using ltorisk::is_missing;
using ltorisk::is_not_applicable;
using ltorisk::read_csv;
using ltorisk::read_csv_file;
using ltorisk::table;
using ltorisk::table_view;
using ltorisk::write_csv;
namespace scales = ltorisk::scales;
using namespace std::string_literals;

constexpr double infinity = std::numeric_limits<double>::infinity();
const csv_options extra{.allow_extra_columns = true};

framework make_framework() {
  framework f;
  f.id = "test";
  f.indicators = {
      {.id = "poverty", .scale = scales::linear{0, 100}},
      {.id = "income", .scale = scales::logarithmic{.lower = 100, .upper = 1000, .capped = false}},
      {.id = "phase", .scale = scales::categories{{{"none", 0}, {"latent", 0.3}, {"crisis", 1}}}},
      {.id = "stage",
       .scale = scales::categories{{{"first, or \"zero\"", 0, 0.0},
                                    {" two\nlines ", 1, 0.5},
                                    {"1", 2, 0.7},  // a label that looks like another's code
                                    {"=sum", 3, 1.0}}}},
      {.id = "growth", .scale = ltorisk::normalize::min_max{}},
  };
  f.nodes = {{.id = "risk", .children = {{.child = "poverty"}}}};
  f.outcomes = {"risk"};
  return f;
}

const framework example = make_framework();

double cell(const table& t, std::string_view column, std::size_t row = 0) {
  const auto view = t.view();
  const auto* found = view.find(column);
  REQUIRE(found);
  REQUIRE(row < view.rows());
  return (*found)[row];
}

// The one cell of a table with one row.
double figure(const std::string& column, const std::string& text) {
  return cell(read_csv("id," + column + "\nA," + text + "\n", example), column);
}

std::vector<std::string> ids(const table& t) { return {t.row_ids().begin(), t.row_ids().end()}; }

std::vector<diagnostic> faults(std::string_view text, const csv_options& options = {}) {
  try {
    (void)read_csv(text, example, options, "f.csv");
  } catch (const input_error& e) {
    return e.diagnostics();
  }
  return {};
}

std::string fault_of(const std::string& column, const std::string& text) {
  const auto found = faults("id," + column + "\nA," + text + "\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].where == "f.csv:2:2");
  return found[0].what;
}

bool same(double a, double b) {
  return ltorisk::is_known(a)
             ? std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b)
             : is_missing(a) == is_missing(b) && is_not_applicable(a) == is_not_applicable(b);
}

bool same(const table_view& a, const table_view& b) {
  if (a.rows() != b.rows() || a.columns().size() != b.columns().size()) return false;
  for (std::size_t r = 0; r < a.rows(); ++r) {
    if (a.row_id(r) != b.row_id(r)) return false;
    for (std::size_t j = 0; j < a.columns().size(); ++j) {
      if (a.columns()[j].id != b.columns()[j].id) return false;
      if (!same(a.columns()[j][r], b.columns()[j][r])) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("a table is read by the names of its columns, in any order") {
  const auto t = read_csv("phase,id,poverty\nlatent,Ayacucho,12.5\nnone,Cusco,7\n", example);
  CHECK(ids(t) == std::vector<std::string>{"Ayacucho", "Cusco"});
  CHECK(cell(t, "poverty", 0) == 12.5);
  CHECK(cell(t, "poverty", 1) == 7);
  CHECK(cell(t, "phase", 0) == 0.3);
  CHECK(cell(t, "phase", 1) == 0);
  CHECK_FALSE(t.view().find("income"));
}

TEST_CASE("a header alone is a table without rows") {
  const auto t = read_csv("id,poverty", example);
  CHECK(t.rows() == 0);
  CHECK(t.view().columns().size() == 1);
  CHECK(read_csv("id", example).view().columns().empty());
}

TEST_CASE("lines end with CRLF, LF, a lone CR or the file") {
  for (const char* text : {"id,poverty\nA,1\nB,2\n", "id,poverty\r\nA,1\r\nB,2\r\n",
                           "id,poverty\rA,1\rB,2\r", "id,poverty\nA,1\r\nB,2"}) {
    const auto t = read_csv(text, example);
    CHECK(ids(t) == std::vector<std::string>{"A", "B"});
    CHECK(cell(t, "poverty", 1) == 2);
  }
}

TEST_CASE("empty and blank lines are skipped, and counted") {
  const auto text = "\n \t\r\nid,poverty\n\n\nA,1\n   \n"s;
  CHECK(ids(read_csv(text, example)) == std::vector<std::string>{"A"});
  CHECK(faults(text + "B,x\n").at(0).where == "f.csv:8:2");
}

TEST_CASE("a UTF-8 byte order mark is skipped") {
  CHECK(ids(read_csv("\xef\xbb\xbfid,poverty\nA,1", example)) == std::vector<std::string>{"A"});
  CHECK(ids(read_csv("\xef\xbb\xbf\"id\",poverty\nA,1", example)) == std::vector<std::string>{"A"});
}

TEST_CASE("quotes keep commas, line ends, quotes and spaces") {
  const auto t = read_csv(
      "\"id\",\"poverty\"\n\"a, b\",\"1\"\n\"two\r\nlines\",2\n\"say \"\"no\"\"\",3\n"
      "\" spaced \",4\n\"\"\"\",5\n",
      example);
  CHECK(ids(t) == std::vector<std::string>{"a, b", "two\r\nlines", "say \"no\"", " spaced ", "\""});
  CHECK(cell(t, "poverty", 4) == 5);
}

TEST_CASE("spaces and tabs around a cell or around its quotes are no part of it") {
  const auto t = read_csv(" id ,\tpoverty\n A b ,  1.5\t\n \"C\" , \"2\"\n", example);
  CHECK(ids(t) == std::vector<std::string>{"A b", "C"});
  CHECK(cell(t, "poverty", 0) == 1.5);
  CHECK(cell(t, "poverty", 1) == 2);
}

TEST_CASE("line ends inside quotes count as lines of the file") {
  const auto found = faults("id,poverty\n\"a\nb\r\nc\rd\",x\nE,\"\n\ny\"\nF,z\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].where == "f.csv:5:2");  // on the line where the cell begins, not the row
  CHECK(found[1].where == "f.csv:6:2");
  CHECK(found[2].where == "f.csv:9:2");
}

TEST_CASE("names in any script are ids") {
  const auto t = read_csv("id\nSan Martín\nÑuñoa\n\"京, 都\"\n\xF0\x9F\x8F\x94\n", example);
  CHECK(ids(t) == std::vector<std::string>{"San Martín", "Ñuñoa", "京, 都", "\xF0\x9F\x8F\x94"});
}

TEST_CASE("ids are text and taken as they are") {
  const auto t = read_csv("id\nNA\nnot_applicable\n007\n7\n=1+1\n-x\n@y\n+z\n", example);
  CHECK(ids(t) ==
        std::vector<std::string>{"NA", "not_applicable", "007", "7", "=1+1", "-x", "@y", "+z"});
  CHECK(same(read_csv(write_csv(t, example), example), t));
}

TEST_CASE("an empty cell and NA are missing, not_applicable is not") {
  for (const char* text : {"", "NA", "\"\"", "\"NA\"", "  ", " NA "}) {
    CHECK(is_missing(figure("poverty", text)));
    CHECK(is_missing(figure("phase", text)));
  }
  for (const char* text : {"not_applicable", "\"not_applicable\"", " not_applicable "}) {
    CHECK(is_not_applicable(figure("poverty", text)));
    CHECK(is_not_applicable(figure("phase", text)));
  }
}

TEST_CASE("numbers are read to the last bit") {
  CHECK(figure("poverty", "12.5") == 12.5);
  CHECK(figure("poverty", "+12.5") == 12.5);
  CHECK(figure("poverty", "-12.5") == -12.5);
  CHECK(figure("poverty", ".5") == 0.5);
  CHECK(figure("poverty", "5.") == 5);
  CHECK(figure("poverty", "007") == 7);
  CHECK(figure("poverty", "1e2") == 100);
  CHECK(figure("poverty", "1E-2") == 0.01);
  CHECK(figure("poverty", "\"3\"") == 3);
  CHECK(figure("poverty", "0.1") == 0.1);
  CHECK(figure("poverty", "1.7976931348623157e308") == (std::numeric_limits<double>::max)());
  CHECK(figure("poverty", "5e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(std::signbit(figure("poverty", "-0")));
  CHECK(figure("growth", "-3") == -3);
}

TEST_CASE("the locale changes neither reading nor writing") {
  struct decimal_comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const auto before = std::locale::global(std::locale(std::locale(), new decimal_comma));
  const auto t = read_csv("id,poverty\nA,1234.5\n", example);
  const auto text = write_csv(t, example);
  std::locale::global(before);
  CHECK(cell(t, "poverty") == 1234.5);
  CHECK(text == "id,poverty\nA,1234.5\n");
}

TEST_CASE("a category is read by its label or its code, the label first") {
  CHECK(figure("phase", "crisis") == 1);
  CHECK(figure("phase", "0.3") == 0.3);
  CHECK(figure("phase", "0.30") == 0.3);
  CHECK(figure("phase", "3e-1") == 0.3);
  CHECK(figure("stage", "\"first, or \"\"zero\"\"\"") == 0);
  CHECK(figure("stage", "\" two\nlines \"") == 1);
  CHECK(figure("stage", "1") == 2);
  CHECK(figure("stage", "=sum") == 3);
  CHECK(figure("stage", "3") == 3);
}

TEST_CASE("columns that are not indicators are left out where the caller allows it") {
  const auto t = read_csv("name,id,poverty,risk\n\"x \"\"y\",A,1,inf\n", example, extra);
  CHECK(t.view().columns().size() == 1);
  CHECK(cell(t, "poverty") == 1);
}

TEST_CASE("the id column may have another name") {
  const csv_options named{.id_column = "name, of place"};
  const auto t = read_csv("\"name, of place\",poverty\nA,1\n", example, named);
  CHECK(ids(t) == std::vector<std::string>{"A"});
  CHECK(write_csv(t, example, named) == "\"name, of place\",poverty\nA,1\n");
  const csv_options taken{.id_column = "poverty"};
  CHECK_THROWS_WITH(read_csv("poverty\nA\n", example, taken), contains("choose another name"));
  CHECK_THROWS_WITH(write_csv(t, example, taken), contains("choose another name"));
}

TEST_CASE("every broken file is refused with its place and cause") {
  struct broken {
    std::string text;
    std::string where;
    std::string what;
  };
  const auto [text, where, what] = GENERATE(values<broken>({
      // the file
      {"", "f.csv:1:1", "the file is empty: its first line must name the columns"},
      {"\n\n  \n", "f.csv:1:1", "the file is empty"},
      {"\xef\xbb\xbf", "f.csv:1:1", "the file is empty"},
      {"\xff\xfei\0d\0"s, "f.csv:1:1", "the file is UTF-16: save it as UTF-8"},
      {"\xfe\xff\0i\0d"s, "f.csv:1:1", "UTF-16"},
      {"id;poverty\nA;1,5\n", "f.csv:1:1", "separated by semicolons: save the file with commas"},
      {"\"id\";\"poverty\"\n", "f.csv:1:1", "separated by semicolons"},
      {"id\tpoverty\nA\t1\n", "f.csv:1:1", "separated by tabs"},
      {"sep=;\nid;poverty\n", "f.csv:1:1", "'sep='"},
      {"sep=,\nid,poverty\n", "f.csv:1:1", "'sep='"},
      // the header
      {"id,povrety\nA,1\n", "f.csv:1:2",
       "'povrety' is not an indicator of the framework; did you mean 'poverty'?"},
      {"id,Poverty\n", "f.csv:1:2", "did you mean 'poverty'?"},
      {"id,poverty,risk\nA,1,2\n", "f.csv:1:3", "'risk' is computed by the framework, not read"},
      {"id,poverty,poverty\nA,1,2\n", "f.csv:1:3", "'poverty' is the name of column 2 already"},
      {"id,poverty,id\nA,1,B\n", "f.csv:1:3", "'id' is the name of column 1 already"},
      {"id,,poverty\nA,1,2\n", "f.csv:1:2", "the column has no name"},
      {"id,poverty,\nA,1,\n", "f.csv:1:3", "the column has no name"},
      {"# figures of 2021\nid,poverty\nA,1\n", "f.csv:1:1",
       "a line of comment stands before the names"},
      {"poverty\n1\n", "f.csv:1:1", "there is no column 'id' for the row ids"},
      {"id,po\"verty\nA,1\n", "f.csv:1:2", "the name of the column has a quote inside"},
      {"id,\"pov", "f.csv:1:2", "the name of the column begins with a quote that is never closed"},
      // the shape of rows
      {"id,poverty\nA\n", "f.csv:2:1", "row 'A' has 1 cell, the header 2"},
      {"id,poverty\nA;1\n", "f.csv:2:1", "separate cells by commas, not by semicolons"},
      {"id,poverty\nA,1,5\n", "f.csv:2:3",
       "row 'A' has 3 cells, the header 2: put a text with a comma in quotes, and write numbers "
       "with a decimal point"},
      {"id,poverty\nA,1\nB,2,\n", "f.csv:3:3", "row 'B' has 3 cells"},
      {"id,poverty\n,\n", "f.csv:2:1", "the row has no id"},
      {"id,poverty\n\"\",1\n", "f.csv:2:1", "column 'id': the row has no id"},
      {"id,poverty\nA,1\n\nA,2\n", "f.csv:4:1", "'A' is the id of the row on line 2 already"},
      {"id,poverty\n\"\"\"A\",1\n\"\"\"A\",2\n", "f.csv:3:1",
       "'\"A' is the id of the row on line 2"},
      // the syntax of cells
      {"id,poverty\nA,\"1\n", "f.csv:2:2",
       "column 'poverty', row 'A': begins with a quote that is never closed"},
      {"id,poverty\nA,\"1\"2\n", "f.csv:2:2", "has text after its closing quote"},
      {"id,poverty\nA,\"1\" \"2\"\n", "f.csv:2:2", "has text after its closing quote"},
      {"id,poverty\n5\" pipe,1\n", "f.csv:2:1", "has a quote inside: put the cell in quotes"},
      {"id,poverty\nA,\xff\n", "f.csv:2:2",
       "holds bytes that are not UTF-8: save the file as UTF-8"},
      {"id,poverty\nCa\xf1"
       "ete,1\n",
       "f.csv:2:1", "column 'id': holds bytes that are not UTF-8"},
      {"id\n\xc3\n", "f.csv:2:1", "not UTF-8"},
      {"id\n\xc3", "f.csv:2:1", "not UTF-8"},
      {"id\n\xc0\xaf\n", "f.csv:2:1", "not UTF-8"},
      {"id\n\xed\xa0\x80\n", "f.csv:2:1", "not UTF-8"},
      {"id\n\xf4\x90\x80\x80\n", "f.csv:2:1", "not UTF-8"},
      {"id\n\"long enough to be read by words of eight \x80\"\n", "f.csv:2:1", "not UTF-8"},
      {"id,poverty\nA,1\0\n"s, "f.csv:2:2", "holds a NUL byte"},
      {"id,poverty\nA,\"\0\"\n"s, "f.csv:2:2", "holds a NUL byte"},
  }));
  CAPTURE(text);
  const auto found = faults(text);
  REQUIRE(found.size() == 1);
  CHECK(found[0].where == where);
  CHECK_THAT(found[0].what, contains(what));
}

TEST_CASE("a cell that is not a number is refused with what to write instead") {
  CHECK(
      fault_of("poverty", "high") ==
      "column 'poverty', row 'A': 'high' is not a number: write one, or NA or nothing where it is "
      "missing, or not_applicable");
  for (const char* text : {"nan",
                           "NaN",
                           "-nan",
                           "inf",
                           "-inf",
                           "Infinity",
                           "+inf",
                           "nan(1)",
                           "N/A",
                           "na",
                           "null",
                           "-",
                           "+",
                           ".",
                           "1e",
                           "1e+",
                           "0x10",
                           "1 000",
                           "45%",
                           "1.2.3",
                           "1;2",
                           "+-1",
                           "-+1",
                           "++1",
                           "\" 1\"",
                           "1_000",
                           "\xe2\x88\x92"
                           "5"}) {
    CAPTURE(text);
    CHECK_THAT(fault_of("poverty", text), contains("is not a number: write one, or NA"));
  }
  CHECK_THAT(fault_of("poverty", "not applicable"), contains("did you mean 'not_applicable'?"));
}

TEST_CASE("a decimal comma is recognized") {
  for (const char* text : {"\"1,5\"", "\"-1.234,5\"", "\"1,234.5\""}) {
    CHECK_THAT(fault_of("poverty", text),
               contains("is not a number: use a decimal point, and nothing between thousands"));
  }
}

TEST_CASE("a number beyond the range of a double is refused") {
  for (const char* text : {"1e999", "-1e999", "1e-999", "1.8e308"}) {
    CHECK_THAT(fault_of("poverty", text), contains("is out of the range of a double"));
  }
}

TEST_CASE("an unknown category is refused with labels, codes and the nearest label") {
  CHECK(fault_of("phase", "latant") ==
        "column 'phase', row 'A': 'latant' is not a category: use 'none' (0), 'latent' (0.3) or "
        "'crisis' (1); did you mean 'latent'?; NA or nothing is missing");
  for (const char* text : {"0.5", "None", "nan", "inf", "1e999", "-1"}) {
    CHECK_THAT(fault_of("phase", text), contains("is not a category: use 'none' (0)"));
  }
}

TEST_CASE("a number the scale does not accept is refused") {
  CHECK(fault_of("income", "0") ==
        "column 'income', row 'A': '0' must be above 0: the scale is logarithmic");
  CHECK_THAT(fault_of("income", "-1"), contains("must be above 0"));
}

TEST_CASE("all faults are listed in the order of the file") {
  const auto found = faults(
      "poverty,id,phase,povrety\n"
      "x,A,none,1\n"
      "1,A,what,1\n"
      "\"2\"!,B,\xff,1\n"
      "3,C\n"
      "y,,0,1\n");
  std::vector<std::string> where;
  for (const auto& fault : found) where.push_back(fault.where);
  CHECK(where == std::vector<std::string>{"f.csv:1:4", "f.csv:2:1", "f.csv:3:2", "f.csv:3:3",
                                          "f.csv:4:1", "f.csv:4:3", "f.csv:5:2", "f.csv:6:1",
                                          "f.csv:6:2"});
}

TEST_CASE("without an id column only the header is judged") {
  const auto found = faults("ID,poverty,povrety\nx,y,z\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].what == "there is no column 'id' for the row ids");
  CHECK_THAT(found[1].what, contains("did you mean 'id'?"));
  CHECK(found[2].where == "f.csv:1:3");
}

TEST_CASE("the list of faults ends at its limit") {
  std::string text = "id,poverty\n";
  for (int i = 0; i < 1000; ++i) text += std::to_string(i) + ",x\n";
  CHECK(faults(text).size() == ltorisk::fault_list::limit + 1);
  std::string header = "id";
  for (int i = 0; i < 1000; ++i) header += ",unknown" + std::to_string(i);
  CHECK(faults(header).size() == ltorisk::fault_list::limit + 1);
}

TEST_CASE("a message shows a cell in bounded length, without control characters, in UTF-8") {
  const auto what =
      fault_of("poverty", "\"" + std::string(59, 'x') + "ññ" + std::string(9999, 'y') + "\"");
  CHECK_THAT(what, contains("'" + std::string(59, 'x') + "...'"));
  CHECK(what.size() < 250);
  CHECK_THAT(fault_of("poverty", "\"a\nb\x1b[2J\""), contains("'a b [2J'"));
}

TEST_CASE("a cell is written in quotes where it needs them") {
  CHECK(csv_field("plain") == "plain");
  CHECK(csv_field("") == "");
  CHECK(csv_field("two words") == "two words");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("a;b") == "\"a;b\"");
  CHECK(csv_field("a\"b") == "\"a\"\"b\"");
  CHECK(csv_field("a\nb") == "\"a\nb\"");
  CHECK(csv_field("a\rb") == "\"a\rb\"");
  CHECK(csv_field(" a") == "\" a\"");
  CHECK(csv_field("a\t") == "\"a\t\"");
  CHECK(csv_field("=1+1") == "=1+1");
  CHECK(csv_field("Ñ") == "Ñ");
}

TEST_CASE("a figure is written as the shortest number, a label or a token") {
  const ltorisk::scale phase = example.find_indicator("phase")->scale;
  CHECK(csv_cell(0.1) == "0.1");
  CHECK(csv_cell(-0.0) == "-0");
  CHECK(csv_cell(1e22) == "1e+22");
  CHECK(csv_cell(ltorisk::missing) == "");
  CHECK(csv_cell(ltorisk::not_applicable) == "not_applicable");
  CHECK(csv_cell(0.3, &phase) == "latent");
  CHECK(csv_cell(0.4, &phase) == "0.4");
  CHECK(csv_cell(ltorisk::missing, &phase) == "");
  CHECK(csv_cell(0, &example.find_indicator("stage")->scale) == "\"first, or \"\"zero\"\"\"");
}

TEST_CASE("a table is written as it is read") {
  table t({"A", "B, C", "D"});
  t.add("poverty", {1.5, ltorisk::missing, ltorisk::not_applicable});
  t.add("phase", {1, 0.3, ltorisk::missing});
  CHECK(write_csv(t, example) ==
        "id,poverty,phase\nA,1.5,crisis\n\"B, C\",,latent\nD,not_applicable,\n");
}

TEST_CASE("a view without row ids is written with row numbers") {
  const std::vector<double> poverty{1, 2};
  CHECK(write_csv(table_view(2).add("poverty", poverty), example) == "id,poverty\n0,1\n1,2\n");
}

TEST_CASE("a table that would not read back is not written") {
  const auto refused = [](const table_view& t, const framework& f = example) {
    try {
      (void)write_csv(t, f);
    } catch (const input_error& e) {
      return std::string(e.what());
    }
    return ""s;
  };
  table t({"A", ""});
  t.add("poverty", {1, infinity}).add("phase", {0.4, 0}).add("income", {0, 1}).add("other", {1, 1});
  CHECK(refused(t) ==
        "column 'other': is not an indicator of the framework\n"
        "row 'A', column 'phase': 0.4 must be 'none' (0), 'latent' (0.3) or 'crisis' (1)\n"
        "row 'A', column 'income': 0 must be above 0: the scale is logarithmic\n"
        "row '': must not be empty, and UTF-8 without NUL bytes\n"
        "row '', column 'poverty': inf must be finite");
  CHECK(refused(table({"\xff"
                       "a\0"s})) == "row '?a ': must not be empty, and UTF-8 without NUL bytes");
  const std::vector<std::string> twice{"A", "A"};
  CHECK(refused(table_view(2, twice)) == "row 'A': is there twice");

  auto f = example;
  f.indicators[2].scale = scales::categories{{{"NA", 0}, {"yes", 1}}};
  table u({"A"});
  u.add("phase", {1});
  CHECK(refused(u, f) == "column 'phase': category 'NA' would not be read as one");

  table v({"A"});
  v.add("poverty", {1}).add("other", {1});
  CHECK(write_csv(v, example, extra) == "id,poverty\nA,1\n");
}

TEST_CASE("what is written reads back the same, whatever the table") {
  std::mt19937_64 random(GENERATE(range(1u, 41u)));
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> pieces{
      "a",    "B", "ñ",  "京", ",", ";",  "\"", "\n",           "\r",
      "\r\n", " ", "\t", "=",  "-", "NA", "0",  "\xef\xbb\xbf", "\xF0\x9F\x8F\x94"};
  std::vector<std::string> rows;
  for (std::size_t r = below(40); r > 0; --r) {
    std::string id;
    for (std::size_t k = below(6); k > 0; --k) id += pieces[below(pieces.size())];
    rows.push_back(id + std::to_string(r) + (below(2) ? pieces[below(pieces.size())] : ""));
  }
  table t(rows);
  for (const auto& i : example.indicators) {
    if (below(4) == 0) continue;
    std::vector<double> cells;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      double x = ltorisk::missing;
      if (const auto kind = below(8); kind == 0) {
        x = ltorisk::not_applicable;
      } else if (const auto* c = std::get_if<scales::categories>(&i.scale); c && kind > 1) {
        x = c->list[below(c->list.size())].code;
      } else if (kind > 1) {
        while (!(x - x == 0)) x = std::bit_cast<double>(static_cast<std::uint64_t>(random()));
        if (i.id == "income") x = std::fabs(x);
      }
      cells.push_back(x);
    }
    t.add(i.id, cells);
  }
  const auto text = write_csv(t, example);
  CAPTURE(text);
  const auto again = read_csv(text, example);
  CHECK(same(again, t));
  CHECK(write_csv(again, example) == text);
}

TEST_CASE("every prefix of a file is read or refused, never worse") {
  const std::string text =
      "\xef\xbb\xbf"
      "id,poverty,\"phase\",stage\r\n"
      "\"Santo Tomás, \"\"Chumbivilcas\"\"\",43.8,latent,\" two\nlines \"\r\n"
      "\n"
      "Ñ,+1e-3,0.3,not_applicable\r"
      "\"a\r\nb\",NA,,3\n";
  CHECK(read_csv(text, example).rows() == 3);
  std::size_t read = 0;
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::vector<char> prefix(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    try {
      const auto t = read_csv({prefix.data(), size}, example);
      ++read;
      CHECK(t.rows() <= 3);
    } catch (const input_error& e) {
      CHECK_FALSE(e.diagnostics().empty());
      for (const auto& fault : e.diagnostics()) CHECK(fault.where.starts_with("CSV:"));
    }
  }
  CHECK(read > 0);
}

TEST_CASE("a large file has every row") {
  std::string text = "id,poverty\n";
  for (int i = 0; i < 20000; ++i)
    text += "community " + std::to_string(i) + "," + std::to_string(i) + "\n";
  const auto t = read_csv(text, example);
  REQUIRE(t.rows() == 20000);
  CHECK(t.row_ids()[19999] == "community 19999");
  CHECK(cell(t, "poverty", 19999) == 19999);
  CHECK(faults(text + "community 123,1\n").at(0).what ==
        "column 'id': 'community 123' is the id of the row on line 125 already");
}

TEST_CASE("a file is read whole, and its path stands in every place") {
  const auto folder = std::filesystem::temp_directory_path() / "ltorisk.csv.test";
  create_directories(folder);
  const auto path = folder / "data.csv";
  const auto content = [&](const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
    return read_csv_file(path, example);
  };
  CHECK(cell(content("id,poverty\r\nA,1\r\n"), "poverty") == 1);
  CHECK(content("id\n" + std::string(3000000, 'x')).row_ids()[0].size() == 3000000);
  CHECK_THROWS_WITH(content("id,poverty\nA,x\n"),
                    contains(path.string() + ":2:2: column 'poverty'"));
  CHECK_THROWS_WITH(content(""), contains(path.string() + ":1:1: the file is empty"));
  CHECK_THROWS_WITH(read_csv_file(folder, example),
                    folder.string() + ": is a directory, not a file");
  CHECK_THROWS_WITH(read_csv_file(folder / "none.csv", example),
                    (folder / "none.csv").string() + ": there is no such file");
  CHECK_THROWS_WITH(read_csv_file(path / "beyond", example), contains("beyond: "));
  remove_all(folder);
}
