// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/maximum.hpp>
#include <ltorisk/aggregate/median.hpp>
#include <ltorisk/aggregate/minimum.hpp>
#include <ltorisk/aggregate/power_mean.hpp>
#include <ltorisk/aggregate/product.hpp>
#include <ltorisk/flat_index.hpp>
#include <ltorisk/scales/linear.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace ltorisk;
using random_world::dice;

namespace {

constexpr std::size_t columns = 15;
constexpr std::size_t rows = 2500;

std::vector<std::string> ids() {
  std::vector<std::string> list;
  for (std::size_t j = 0; j < columns; ++j) list.push_back("c" + std::to_string(j));
  return list;
}

template <class A>
flat_index<scales::linear, A> index_of(const A& a) {
  std::vector<criterion> criteria;
  std::vector<scales::linear> functions;
  for (const auto& id : ids()) {
    const auto j = static_cast<double>(functions.size());
    criteria.push_back({id});
    functions.push_back({.lower = 0.1 + j / 100,
                         .upper = 0.9,
                         .onto = functions.size() % 3 == 0 ? interval{1, 0} : interval{0, 1}});
  }
  std::vector<double> weights;
  for (std::size_t j = 0; j < columns; ++j) {
    weights.push_back(static_cast<double>(j + 1) / (columns * (columns + 1) / 2));
  }
  return {criteria, functions, weights, a};
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Complete rows stand among such with gaps, and alone: in no neighborhood does a row change.
template <class A>
void knows_no_neighbors(const A& a) {
  INFO(A::name);
  const auto index = index_of(a);
  const auto names = ids();
  dice d(31);
  std::vector<std::vector<double>> cells(columns, std::vector<double>(rows));
  std::vector<double> interleaved;
  for (std::size_t r = 0; r < rows; ++r) {
    const double gaps = r % 64 < 32 ? 0 : d.chance(0.5) ? 0.1 : 0;  // whole tiles, and mixed ones
    for (std::size_t j = 0; j < columns; ++j) {
      cells[j][r] = d.chance(gaps) ? (d.chance(0.3) ? not_applicable : missing) : d.uniform();
      interleaved.push_back(cells[j][r]);
    }
  }
  table_view plain(rows), strided(rows);
  for (std::size_t j = 0; j < columns; ++j) {
    plain.add(names[j], cells[j]);
    strided.add(names[j], &interleaved[j], columns * sizeof(double));
  }
  const auto all = index.score(plain);
  const auto same = index.score(strided);
  for (std::size_t r = 0; r < rows; ++r) {
    table_view one(1);
    for (std::size_t j = 0; j < columns; ++j) one.add(names[j], &cells[j][r], sizeof(double));
    const auto alone = index.score(one);
    CAPTURE(r, all.value[r], alone.value[0]);
    REQUIRE(bits(all.value[r]) == bits(alone.value[0]));
    REQUIRE(bits(all.coverage[r]) == bits(alone.coverage[0]));
    REQUIRE(bits(all.value[r]) == bits(same.value[r]));
  }
}

}  // namespace

TEST_CASE("a row of a flat index has the same bits in any neighborhood") {
  knows_no_neighbors(aggregate::arithmetic_mean{});
  knows_no_neighbors(aggregate::geometric_mean(0.01));
  knows_no_neighbors(aggregate::power_mean(3));
  knows_no_neighbors(aggregate::product{});
}

TEST_CASE(
    "a cell that is no number is missing whatever its sign, and refused where it is infinite") {
  constexpr std::size_t some = 150;  // whole tiles and a part of one
  const auto index = index_of(aggregate::arithmetic_mean{});
  const auto names = ids();
  const auto other_nan = std::bit_cast<double>(std::uint64_t{0xfff8000000001234});
  dice d(37);
  std::vector<std::vector<double>> cells(columns, std::vector<double>(some)), signs = cells;
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t r = 0; r < some; ++r) {
      const bool gap = d.chance(0.1);
      cells[j][r] = gap ? missing : d.uniform();
      signs[j][r] = gap ? (d.chance(0.5) ? -missing : other_nan) : cells[j][r];
    }
  }
  const auto view = [&](const std::vector<std::vector<double>>& of) {
    table_view t(some);
    for (std::size_t j = 0; j < columns; ++j) t.add(names[j], of[j]);
    return t;
  };
  const auto plain = index.score(view(cells)), signed_ones = index.score(view(signs));
  for (std::size_t r = 0; r < some; ++r) {
    CAPTURE(r);
    REQUIRE(bits(plain.value[r]) == bits(signed_ones.value[r]));
    REQUIRE(bits(plain.coverage[r]) == bits(signed_ones.coverage[r]));
  }

  constexpr double inf = std::numeric_limits<double>::infinity();
  for (std::size_t r = 0; r < some; ++r) {  // in each place of a tile, beside gaps
    for (const double x : {inf, -inf}) {
      const double before = std::exchange(cells[r % columns][r], x);
      CAPTURE(r, x);
      REQUIRE_THROWS_WITH(index.score(view(cells)), contains(std::to_string(r) + "', column 'c" +
                                                             std::to_string(r % columns) + "'") &&
                                                        contains("must be finite"));
      cells[r % columns][r] = before;
    }
  }
}

TEST_CASE("scores go into memory that is there already") {
  const auto index = index_of(aggregate::arithmetic_mean{});
  const auto names = ids();
  std::vector<std::vector<double>> cells(columns, std::vector<double>(70, 0.5));
  table_view t(70);
  for (std::size_t j = 0; j < columns; ++j) t.add(names[j], cells[j]);
  std::vector<double> value(70), coverage(70);
  index.score(t, value, {});
  CHECK(value == index.score(t).value);
  index.score(t, {}, coverage);
  CHECK(coverage == index.score(t).coverage);
  std::vector<double> few(69);
  CHECK_THROWS_WITH(index.score(t, few, {}), "value: has room for 69 rows, the table has 70");
  CHECK_THROWS_WITH(index.score(t, value, few), "coverage: has room for 69 rows, the table has 70");
}

TEST_CASE("scores of a large table, which go past the caches, are those of its parts") {
  // Memory that begins at a multiple of 16 bytes, and memory that does not.
  constexpr std::size_t many = 150001;
  static_assert(many * columns > engine::most_cached);
  const auto index = index_of(aggregate::arithmetic_mean{});
  const auto names = ids();
  dice d(33);
  std::vector<std::vector<double>> cells(columns, std::vector<double>(many));
  for (auto& column : cells) {
    for (double& x : column) x = d.chance(0.02) ? missing : d.uniform();
  }
  table_view t(many);
  for (std::size_t j = 0; j < columns; ++j) t.add(names[j], cells[j]);
  std::vector<double> value(many + 1, -1), coverage(many + 1, -1);
  for (const std::size_t offset : {0U, 1U}) {
    index.score(t, std::span(value).subspan(offset, many),
                std::span(coverage).subspan(offset, many));
    std::size_t different = 0;
    for (std::size_t first = 0; first < many; first += 30000) {
      const auto size = std::min<std::size_t>(30000, many - first);
      const auto part = index.score(t.slice(first, size));
      for (std::size_t r = 0; r < size; ++r) {
        different += bits(value[offset + first + r]) != bits(part.value[r]);
        different += bits(coverage[offset + first + r]) != bits(part.coverage[r]);
      }
    }
    CAPTURE(offset);
    CHECK(different == 0);
  }
}

TEST_CASE("the quick form of a line ends exactly where the line does") {
  dice d(32);
  for (int i = 0; i < 20000; ++i) {
    const double lower = d.uniform(-9, 9), from = d.uniform(-2, 2);
    const scales::linear f{.lower = lower,
                           .upper = lower + d.uniform(1e-9, 50),
                           .onto = {from, from + d.uniform(-3, 3)}};
    const auto quick = f.quick();
    REQUIRE(quick);
    REQUIRE((*quick)(f.lower) == f.onto.lower);
    REQUIRE((*quick)(f.upper) == f.onto.upper);
    const double x = d.uniform(f.lower, f.upper);
    REQUIRE((*quick)(x) == Approx(f(x)).margin(1e-14));
  }
  CHECK_FALSE(scales::linear{.capped = false}.quick());
}

TEST_CASE("a row of which all is known has a score, whatever its weights come to") {
  const scales::linear unit{.lower = 0, .upper = 1};
  for (const auto& weights : {std::vector{0.3333333333, 0.6666666666}, std::vector{0.3, 0.3}}) {
    const flat_index index({{"a"}, {"b"}}, std::vector{unit, unit}, weights,
                           aggregate::power_mean(1), 1);
    const std::vector<double> a(70, 0.5);
    std::vector<double> b(70, 0.25);
    b[66] = missing;
    table_view t(70);
    t.add("a", a).add("b", b);
    const auto all = index.score(t);
    for (std::size_t row = 0; row < 70; ++row) {
      CAPTURE(row);
      CHECK(is_known(all.value[row]) == (row != 66));
      const auto alone = index.score(t.slice(row, 1));
      CHECK(bits(alone.value[0]) == bits(all.value[row]));
      CHECK(bits(alone.coverage[0]) == bits(all.coverage[row]));
    }
  }
}

namespace {

template <class A>
void refuses_what_is_too_far(const A& a, double min_coverage) {
  const scales::linear open{.lower = 0, .upper = 0.001, .capped = false};
  const flat_index index({{"a"}, {"b"}}, std::vector{open, open}, {0.5, 0.5}, a, min_coverage);
  std::vector<double> x(150, 0.5), y(150, 0.25);
  y[45] = -missing;  // a tile with such is looked at closely
  for (const double far : {1e308, -1e308, 1e98}) {
    for (const double other : {0.25, -far, missing}) {
      for (const std::size_t row : {0U, 40U, 140U}) {
        x[row] = far;
        y[row] = other;
        table_view t(150);
        t.add("a", x).add("b", y);
        for (const auto& [first, size] : {std::pair(0U, 150U), {0U, 64U}, {40U, 1U}, {130U, 20U}}) {
          if (row < first || row >= first + size) continue;
          CAPTURE(A::name, min_coverage, far, other, row, first, size);
          CHECK_THROWS_WITH(index.score(t.slice(first, size)),
                            contains("row '" + std::to_string(row) + "', column 'a': ") &&
                                contains(" is too far outside its scale"));
        }
        x[row] = 1e96;
        y[row] = other == missing ? missing : 0.25;
        CHECK_NOTHROW(index.score(t));
        x[row] = 0.5;
        y[row] = 0.25;
      }
    }
  }
}

}  // namespace

TEST_CASE("a figure that its line carries too far is named, in any neighborhood") {
  for (const double min_coverage : {0.0, 0.9}) {
    refuses_what_is_too_far(aggregate::arithmetic_mean{}, min_coverage);
    refuses_what_is_too_far(aggregate::minimum{}, min_coverage);
    refuses_what_is_too_far(aggregate::maximum{}, min_coverage);
    refuses_what_is_too_far(aggregate::median{}, min_coverage);
  }
}

TEST_CASE("a flat index has as many functions and weights as criteria") {
  const scales::linear unit{.lower = 0, .upper = 1};
  CHECK_THROWS_WITH(
      (flat_index({{"a"}, {"b"}}, std::vector{unit, unit}, {1}, aggregate::arithmetic_mean())),
      contains("are 2, functions 2, weights 1"));
  for (const double wrong : {-0.5, 1.5, missing}) {
    CHECK_THROWS_WITH((flat_index({{"a"}}, std::vector{unit}, {wrong}, aggregate::power_mean(1))),
                      contains("column 'a': must have a weight in [0, 1], got "));
  }
}
