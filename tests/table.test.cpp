// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/table.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace ltorisk;

namespace {

table two_rows() {
  table t({"Cotabambas", "Espinar"});
  t.add("poverty", {43.5, 20}).add("conflict", {missing, 0.5});
  return t;
}

}  // namespace

TEST_CASE("a table gives back its columns and row ids") {
  const table t = two_rows();
  CHECK(t.rows() == 2);
  CHECK(t.row_ids()[1] == "Espinar");
  const auto view = t.view();
  CHECK(view.rows() == 2);
  CHECK(view.row_id(0) == "Cotabambas");
  CHECK(view.row_id(1) == "Espinar");
  REQUIRE(view.columns().size() == 2);
  CHECK(view.columns()[0].id == "poverty");
  REQUIRE(view.find("poverty") != nullptr);
  CHECK((*view.find("poverty"))[0] == 43.5);
  CHECK((*view.find("poverty"))[1] == 20);
  CHECK(is_missing((*view.find("conflict"))[0]));
  CHECK((*view.find("conflict"))[1] == 0.5);
  CHECK(view.find("wage_gap") == nullptr);
}

TEST_CASE("a table without rows or columns is a table") {
  CHECK(table().rows() == 0);
  CHECK(table().view().columns().empty());
  table empty;
  empty.add("poverty", {});
  CHECK(empty.view().find("poverty") != nullptr);
  table bare({"a", "b", "c"});
  CHECK(bare.view().rows() == 3);
  CHECK(bare.view().columns().empty());
  CHECK(table_view().rows() == 0);
}

TEST_CASE("a table is its own: copies do not share cells") {
  table t = two_rows();
  const table copy = t;
  t.add("extra", {1, 2});
  CHECK(copy.view().find("extra") == nullptr);
  CHECK(copy.view().find("poverty")->first != t.view().find("poverty")->first);
  CHECK((*copy.view().find("poverty"))[0] == 43.5);
}

TEST_CASE("a column of another length than the table is refused with both lengths") {
  table t({"a", "b", "c"});
  CHECK_THROWS_WITH(t.add("poverty", {1, 2}),
                    "column 'poverty': has 2 cells, the table has 3 rows");
  CHECK_THROWS_WITH(t.add("poverty", {}), "column 'poverty': has 0 cells, the table has 3 rows");
  CHECK(t.view().columns().empty());

  const std::vector<double> four{1, 2, 3, 4};
  table_view view(3);
  CHECK_THROWS_WITH(view.add("poverty", four),
                    "column 'poverty': has 4 cells, the table has 3 rows");
  CHECK(view.columns().empty());
}

TEST_CASE("a column that is there already is refused") {
  table t = two_rows();
  CHECK_THROWS_WITH(t.add("poverty", {1, 2}), "column 'poverty': is given twice");
  CHECK((*t.view().find("poverty"))[0] == 43.5);

  const std::vector<double> cells{1, 2};
  table_view view(2);
  view.add("poverty", cells);
  CHECK_THROWS_WITH(view.add("poverty", cells), "column 'poverty': is given twice");
  CHECK_THROWS_WITH(view.add("poverty", cells.data(), sizeof(double)),
                    "column 'poverty': is given twice");
  CHECK(view.columns().size() == 1);
}

TEST_CASE("all row ids that are there twice are listed") {
  CHECK_THROWS_WITH(table({"a", "b", "a", "c", "b"}),
                    "row 'a': is there twice\nrow 'b': is there twice");
  CHECK_THROWS_AS(table({"a", "a"}), input_error);
}

TEST_CASE("a view wants a row id for each row or none") {
  const std::vector<std::string> ids{"a", "b"};
  CHECK_THROWS_WITH(table_view(3, ids), "table: has 3 rows and 2 row ids");
  CHECK(table_view(2, ids).row_id(1) == "b");
  CHECK(table_view(3).row_id(0) == "0");
  CHECK(table_view(3).row_id(2) == "2");
}

TEST_CASE("a view reads the caller's own memory") {
  std::vector<double> poverty{1, 2, 3};
  table_view view(3);
  view.add("poverty", poverty);
  CHECK(view.find("poverty")->first == poverty.data());
  CHECK(view.find("poverty")->stride == sizeof(double));
  poverty[1] = 20;
  CHECK((*view.find("poverty"))[1] == 20);
}

TEST_CASE("a column may be an array, a vector or a part of one") {
  const std::array<double, 2> array{1, 2};
  const double plain[] = {3, 4};
  const std::vector<double> longer{0, 5, 6, 0};
  table_view view(2);
  view.add("array", array).add("plain", plain).add("part", std::span(longer).subspan(1, 2));
  CHECK((*view.find("array"))[1] == 2);
  CHECK((*view.find("plain"))[1] == 4);
  CHECK((*view.find("part"))[0] == 5);
  CHECK((*view.find("part"))[1] == 6);
}

TEST_CASE("a column may be a member of an array of structs") {
  struct community {
    char tag;
    double poverty;
    float unrelated;
    double wage_gap;
  };
  const std::vector<community> list{{'a', 40, 0, 1.5}, {'b', 20, 0, 2.5}, {'c', missing, 0, 3.5}};
  table_view view(list.size());
  view.add("poverty", &list[0].poverty, sizeof list[0])
      .add("wage_gap", &list[0].wage_gap, sizeof list[0]);
  CHECK((*view.find("poverty"))[0] == 40);
  CHECK((*view.find("poverty"))[1] == 20);
  CHECK(is_missing((*view.find("poverty"))[2]));
  CHECK((*view.find("wage_gap"))[0] == 1.5);
  CHECK((*view.find("wage_gap"))[2] == 3.5);
}

TEST_CASE("a column may be one of a matrix, column-major or row-major") {
  // 3 communities, 2 indicators: (1, 10), (2, 20), (3, 30).
  const std::vector<double> by_column{1, 2, 3, 10, 20, 30};
  const std::vector<double> by_row{1, 10, 2, 20, 3, 30};
  table_view columns(3), rows(3);
  for (std::size_t j = 0; j < 2; ++j) {
    columns.add(j == 0 ? "a" : "b", &by_column[3 * j], sizeof(double));
    rows.add(j == 0 ? "a" : "b", &by_row[j], 2 * sizeof(double));
  }
  for (std::size_t r = 0; r < 3; ++r) {
    const auto expected = static_cast<double>(r + 1);
    CHECK((*columns.find("a"))[r] == expected);
    CHECK((*columns.find("b"))[r] == 10 * expected);
    CHECK((*rows.find("a"))[r] == expected);
    CHECK((*rows.find("b"))[r] == 10 * expected);
  }
}

TEST_CASE("one figure may stand for every row") {
  const double same = 7;
  table_view view(1000);
  view.add("price", &same, 0);
  CHECK((*view.find("price"))[0] == 7);
  CHECK((*view.find("price"))[999] == 7);
}

TEST_CASE("missing and not applicable are NaNs of two kinds") {
  CHECK(std::isnan(missing));
  CHECK(std::isnan(not_applicable));
  CHECK(is_missing(missing));
  CHECK_FALSE(is_missing(not_applicable));
  CHECK(is_not_applicable(not_applicable));
  CHECK_FALSE(is_not_applicable(missing));
  CHECK_FALSE(is_known(missing));
  CHECK_FALSE(is_known(not_applicable));
}

TEST_CASE("numbers are known, infinities too") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {0.0, -0.0, 1.5, 1e-320, infinity, -infinity}) {
    CAPTURE(x);
    CHECK(is_known(x));
    CHECK_FALSE(is_missing(x));
    CHECK_FALSE(is_not_applicable(x));
  }
}

TEST_CASE("any other NaN is missing") {
  for (const std::uint64_t bits : {0x7ff8000000000000U, 0xfff8000000000000U, 0x7ff8000000000001U,
                                   0x7fffffffffffffffU, 0x7ff8000000004e42U, 0x7ffc000000004e41U}) {
    const auto x = std::bit_cast<double>(std::uint64_t{bits});
    CAPTURE(bits);
    CHECK(is_missing(x));
    CHECK_FALSE(is_not_applicable(x));
  }
}

TEST_CASE("the kind of NaN survives copies, containers and a change of sign") {
  const std::vector<double> cells{not_applicable, missing, 1};
  std::vector<double> copy = cells;
  std::rotate(copy.begin(), copy.begin() + 1, copy.end());
  CHECK(is_missing(copy[0]));
  CHECK(is_not_applicable(copy[2]));
  const std::pair<double, double> pair{not_applicable, missing};
  const auto other = pair;
  CHECK(is_not_applicable(other.first));
  CHECK(is_missing(other.second));
  CHECK(is_not_applicable(-not_applicable));
  CHECK(is_missing(-missing));

  const table t = [&] {
    table made({"a", "b", "c"});
    made.add("age", cells);
    return made;
  }();
  const table again = t;
  CHECK(is_not_applicable((*again.view().find("age"))[0]));
  CHECK(is_missing((*again.view().find("age"))[1]));
}
