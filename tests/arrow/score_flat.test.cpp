// SPDX-License-Identifier: BSL-1.0
// A flat index scores record batches without looking ahead for NaN, and misses none.

#include "../catch.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/arrow/score_flat.hpp>
#include <ltorisk/scales/linear.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hand_made.hpp"

using namespace ltorisk;
namespace hm = hand_made;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t rows = 70000;  // beyond one stretch

const std::vector<double> weights{0.5, 0.3, 0.2, 0};

framework four() {
  framework f{.id = "four"};
  node top{.id = "top", .aggregation = aggregate::arithmetic_mean{}};
  for (const char* id : {"a", "b", "c", "d", "beside"}) {
    f.indicators.push_back({.id = id, .scale = scales::linear{0, 100}});
    top.children.push_back({.child = id});
  }
  f.nodes = {top};
  f.outcomes = {"top"};
  return f;
}

const flat_index four_columns({{"a"}, {"b"}, {"c"}, {"d"}},
                       std::vector<scales::linear>(4, scales::linear{0, 100}), weights,
                       aggregate::arithmetic_mean{});

// All complete: of four indicators, and one the index does not know.
std::vector<std::vector<double>> figures() {
  std::vector<std::vector<double>> all(5, std::vector<double>(rows));
  for (std::size_t j = 0; j < all.size(); ++j) {
    for (std::size_t i = 0; i < rows; ++i) {
      all[j][i] = static_cast<double>((i * 37 + j * 11) % 101);
    }
  }
  return all;
}

hm::column batch(const std::vector<std::vector<double>>& all) {
  std::vector<hm::column> columns;
  const char* const ids[] = {"a", "b", "c", "d", "beside"};
  for (std::size_t j = 0; j < all.size(); ++j) columns.push_back(hm::doubles(ids[j], all[j]));
  return hm::record(columns, static_cast<std::int64_t>(rows));
}

template <class F>
std::string message(const F& f) {
  try {
    f();
  } catch (const input_error& e) {
    return e.what();
  }
  return "";
}

// What it says, and what checking first says; every batch is released once.
std::pair<std::string, std::string> both(const hm::column& c, arrow::import_options options = {}) {
  const auto schema = hm::schema(c);
  const arrow::reader read(*schema, four(), options);
  const auto count = std::make_shared<hm::ledger>();
  auto said = message([&] { (void)arrow::flat_scorer(four_columns, read)(hm::array(c, count)); });
  auto first = message([&] { (void)four_columns.score(read(hm::array(c, count))); });
  CHECK(count->handed_out == 2);
  CHECK(count->released == 2);
  return {said, first};
}

}  // namespace

TEST_CASE("a complete batch has the scores of a table") {
  const auto all = figures();
  const auto c = batch(all);
  const auto schema = hm::schema(c);
  const arrow::flat_scorer score(four_columns, arrow::reader(*schema, four()));
  table_view t(rows);
  const std::string ids[] = {"a", "b", "c", "d"};
  for (std::size_t j = 0; j < 4; ++j) t.add(ids[j], all[j]);
  const auto expected = four_columns.score(t), found = score(hm::array(c));
  CHECK(found.value == expected.value);
  CHECK(found.coverage == expected.coverage);
  std::vector<double> coverage(rows);
  score(hm::array(c), 0, {}, coverage);
  CHECK(coverage == expected.coverage);
  CHECK(score(hm::array(hm::record(c.children, 0))).value.empty());
}

TEST_CASE("a NaN anywhere is refused, where it weighs nothing too") {
  for (std::size_t j = 0; j < 5; ++j) {
    for (const std::size_t row : {std::size_t{0}, std::size_t{4096}, std::size_t{65535}, rows - 1}) {
      CAPTURE(j, row);
      auto all = figures();
      all[j][row] = not_a_number;
      const auto [said, first] = both(batch(all));
      CHECK_THAT(said, contains("row '" + std::to_string(row) + "'"));
      CHECK_THAT(said, contains("is NaN and not null"));
      CHECK(said == first);
    }
  }
}

TEST_CASE("what else is wrong is said as where batches are checked first") {
  auto all = figures();
  all[1][66000] = infinity;
  auto [said, first] = both(batch(all));
  CHECK_THAT(said, contains("row '66000', column 'b'"));
  CHECK(said == first);
  all[2][5] = not_a_number;
  std::tie(said, first) = both(batch(all));
  CHECK_THAT(said, contains("row '5', column 'c'"));
  CHECK(said == first);
  auto with_ids = batch(figures());
  std::vector<std::string> names(rows, "here");
  names[7] = "";
  with_ids.children.push_back(hm::texts("id", names));
  std::tie(said, first) = both(with_ids);
  CHECK_THAT(said, contains("has no id"));
  CHECK(said == first);
}

TEST_CASE("nulls, and NaN that count as nulls, are missing") {
  auto all = figures();
  auto c = batch(all);
  std::vector<bool> valid(rows, true);
  valid[3] = valid[69000] = false;
  c.children[1] = hm::doubles("b", all[1], valid);
  all[1][3] = all[1][69000] = missing;
  const auto expect = [&](const hm::column& given, arrow::import_options options) {
    const auto schema = hm::schema(given);
    const arrow::reader read(*schema, four(), options);
    const auto found = arrow::flat_scorer(four_columns, read)(hm::array(given));
    const auto first = four_columns.score(read(hm::array(given)));
    CHECK(found.value == first.value);
    CHECK(found.coverage == first.coverage);
    CHECK(found.coverage[3] == Approx(0.7));
    CHECK(found.coverage[69000] == Approx(0.7));
    CHECK(found.coverage[4] == Approx(1));
  };
  expect(c, {});
  expect(batch(all), {.nan = arrow::nan_rule::counts_null});
  expect(batch(all), {.nan = arrow::nan_rule::unchecked});
}

TEST_CASE("the NaN that says not applicable is let through where the reader refuses it") {
  auto all = figures();
  all[0][5] = not_applicable;
  const auto c = batch(all);
  const auto schema = hm::schema(c);
  const arrow::reader read(*schema, four());
  const auto found = arrow::flat_scorer(four_columns, read)(hm::array(c));
  table_view t(rows);
  const std::string ids[] = {"a", "b", "c", "d"};
  for (std::size_t j = 0; j < 4; ++j) t.add(ids[j], all[j]);
  CHECK(found.value == four_columns.score(t).value);
  CHECK_THROWS_WITH(read(hm::array(c)), contains("is NaN and not null"));
}
