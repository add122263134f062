// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/statistics/values.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace ltorisk;
using statistics::block_rows;
using statistics::moments;
using statistics::reduction;

namespace {

using columns_of_doubles = std::vector<std::vector<double>>;

constexpr const char* ids[] = {"c0", "c1", "c2"};

// Remembers which rows were merged in which order, as a text: "(0 1)" for a whole of two blocks.
class trace {
 public:
  explicit trace(const statistics::block& b)
      : text(b.rows() == 0 ? "-" : std::to_string(static_cast<int>(b[0][0]))) {}
  void merge(const trace& next) { text = "(" + text + " " + next.text + ")"; }

  std::string text;
};

columns_of_doubles random_columns(std::size_t rows) {
  std::mt19937_64 bits(11);
  columns_of_doubles columns(3);
  for (auto& column : columns) {
    for (std::size_t i = 0; i < rows; ++i) {
      const double u = static_cast<double>(bits() >> 11) * 0x1p-53;
      column.push_back(u < 0.02 ? missing : u < 0.03 ? not_applicable : 1e9 + u);
    }
  }
  return columns;
}

// Rows from `first` to before `last`.
template <class Reduction>
void add(Reduction& r, const columns_of_doubles& columns, std::size_t first, std::size_t last) {
  table_view view(last - first);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    view.add(ids[j], std::span(columns[j]).subspan(first, last - first));
  }
  r.add(view);
}

template <class S>
reduction<S> part(const columns_of_doubles& columns, std::size_t first, std::size_t last) {
  reduction<S> r(columns.size(), first / block_rows);
  add(r, columns, first, last);
  return r;
}

bool same(const moments& a, const moments& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (!(a[j] == b[j])) return false;
  }
  return true;
}

template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const input_error& e) {
    return e.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("chunks of any size give the bits of all rows at once") {
  for (const auto rows : std::vector<std::size_t>{1, 4095, 4096, 4097, 3 * block_rows + 5}) {
    const auto columns = random_columns(rows);
    const auto whole = part<moments>(columns, 0, rows).result();
    for (const auto chunk : std::vector<std::size_t>{1, 7, 1000, 4095, 4096, 4097, 9000}) {
      reduction<moments> r(3);
      for (std::size_t i = 0; i < rows; i += chunk) {
        add(r, columns, i, std::min<std::size_t>(i + chunk, rows));
        add(r, columns, i, i);  // no rows
      }
      CHECK(same(r.result(), whole));
      CHECK(same(r.result(), whole));  // asking changes nothing
    }
  }
}

TEST_CASE("shards merged in any order give the bits of all rows at once") {
  const std::size_t rows = 9 * block_rows + 100;
  const auto columns = random_columns(rows);
  const auto whole = part<moments>(columns, 0, rows).result();
  const std::vector<std::size_t> ends{0, block_rows, 4 * block_rows, 7 * block_rows, rows};
  std::vector<std::size_t> order{0, 1, 2, 3};
  do {
    const auto shard = [&](std::size_t k) {
      return part<moments>(columns, ends[order[k]], ends[order[k] + 1]);
    };
    auto onto_first = shard(0);
    reduction<moments> onto_nothing(3);
    onto_nothing.merge(shard(0));
    for (std::size_t k = 1; k < 4; ++k) {
      onto_first.merge(shard(k));
      onto_nothing.merge(shard(k));
    }
    CHECK(same(onto_first.result(), whole));
    CHECK(same(onto_nothing.result(), whole));
    // As a tree.
    auto left = shard(2), right = shard(0);
    left.merge(shard(1));
    right.merge(shard(3));
    left.merge(right);
    CHECK(same(left.result(), whole));
  } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("blocks are merged in a binary tree keyed by their numbers") {
  columns_of_doubles columns(1);
  for (std::size_t b = 0; b < 7; ++b) {
    columns[0].insert(columns[0].end(), block_rows, static_cast<double>(b));
  }
  CHECK(part<trace>(columns, 0, 0).result().text == "-");
  CHECK(part<trace>(columns, 0, 5).result().text == "0");
  CHECK(part<trace>(columns, 0, block_rows + 1).result().text == "(0 1)");
  const auto all = part<trace>(columns, 0, 7 * block_rows).result().text;
  CHECK(all == "((((0 1) (2 3)) (4 5)) 6)");
  auto late = part<trace>(columns, 3 * block_rows, 7 * block_rows);
  CHECK(late.result().text == "((3 (4 5)) 6)");
  late.merge(part<trace>(columns, 0, 3 * block_rows));
  CHECK(late.result().text == all);
}

TEST_CASE("a shard that ends inside a block can go on after a merge") {
  const std::size_t rows = 3 * block_rows + 100;
  const auto columns = random_columns(rows);
  auto last = part<moments>(columns, 2 * block_rows, 2 * block_rows + 50);
  last.merge(part<moments>(columns, 0, 2 * block_rows));
  add(last, columns, 2 * block_rows + 50, rows);
  CHECK(same(last.result(), part<moments>(columns, 0, rows).result()));

  auto first = part<moments>(columns, 0, 2 * block_rows);
  first.merge(part<moments>(columns, 2 * block_rows, 2 * block_rows + 50));
  add(first, columns, 2 * block_rows + 50, rows);
  CHECK(same(first.result(), last.result()));
}

TEST_CASE("a shard of no rows changes nothing") {
  const auto columns = random_columns(block_rows + 10);
  auto all = part<moments>(columns, 0, block_rows + 5);
  all.merge(reduction<moments>(3));
  all.merge(reduction<moments>(3, 9));
  add(all, columns, block_rows + 5, block_rows + 10);
  CHECK(same(all.result(), part<moments>(columns, 0, block_rows + 10).result()));
  reduction<moments> nothing(3, 9);
  nothing.merge(reduction<moments>(3, 2));
  CHECK(nothing.result()[0].count == 0);
}

TEST_CASE("values keep the order of their rows, whatever the order of the shards") {
  const std::size_t rows = 3 * block_rows + 10;
  columns_of_doubles columns(1);
  for (std::size_t i = 0; i < rows; ++i) columns[0].push_back(static_cast<double>(i));
  auto r = part<statistics::values>(columns, 2 * block_rows, rows);
  r.merge(part<statistics::values>(columns, 0, block_rows));
  r.merge(part<statistics::values>(columns, block_rows, 2 * block_rows));
  const auto all = r.result();
  REQUIRE(all.rows() == rows);
  CHECK(std::ranges::equal(all[0], columns[0]));
}

TEST_CASE("missing and not applicable cells are both unknown") {
  const std::vector<double> x{1, missing, not_applicable, 4};
  const column_view column{"x", x.data()};
  const auto v = statistics::summarize<statistics::values>({&column, 1}, 4);
  CHECK(v.known(0) == std::vector<double>{1, 4});
  CHECK(is_missing(v[0][1]));
  CHECK(is_missing(v[0][2]));
}

TEST_CASE("strided columns are read where they are") {
  struct community {
    double wage, age;
  };
  const std::vector<community> rows{{1, 10}, {2, 20}, {3, 30}};
  table_view view(3);
  view.add("age", &rows[0].age, sizeof rows[0]).add("wage", &rows[0].wage, sizeof rows[0]);
  const auto m = statistics::summarize<moments>(view.columns(), 3);
  CHECK(m[0].mean == 20);
  CHECK(m[1].mean == 2);
}

TEST_CASE("infinite cells are named by row of the sample and column, and nothing is added") {
  const double infinity = std::numeric_limits<double>::infinity();
  columns_of_doubles columns(2, std::vector<double>(block_rows + 10, 1));
  reduction<moments> r(2, 3);
  add(r, columns, 0, block_rows + 4);
  auto wrong = columns;
  wrong[1][6] = infinity;
  wrong[0][7] = -infinity;
  const auto before = r.result();
  // The chunk begins at row 4 x 4096 + 4.
  CHECK(message([&] { add(r, wrong, 5, 10); }) ==
        "row 16390 of the sample, column 'c0': -inf must be finite\n"
        "row 16389 of the sample, column 'c1': inf must be finite");
  CHECK(same(r.result(), before));
  add(r, columns, 5, 10);
  CHECK(r.result()[0].count == static_cast<double>(block_rows + 9));
}

TEST_CASE("chunks and shards of other columns are refused") {
  const auto columns = random_columns(10);
  const columns_of_doubles two(columns.begin(), columns.begin() + 2);
  reduction<moments> r(3);
  CHECK(message([&] { add(r, two, 0, 10); }) == "sample: has 3 columns, the chunk has 2");
  CHECK(message([&] { r.merge(reduction<moments>(2)); }) ==
        "shards: have different numbers of columns");
  CHECK(r.result()[0].count == 0);
}

TEST_CASE("shards that overlap or meet inside a block are refused in either order") {
  const auto columns = random_columns(10 * block_rows);
  const auto of = [&](std::size_t first_block, std::size_t blocks, std::size_t more) {
    const auto first = first_block * block_rows;
    return part<moments>(columns, first, first + blocks * block_rows + more);
  };
  const auto refused = [&](const reduction<moments>& a, const reduction<moments>& b,
                           const char* what) {
    for (const auto& pair : {std::pair(&a, &b), std::pair(&b, &a)}) {
      auto r = *pair.first;
      CHECK_THAT(message([&] { r.merge(*pair.second); }), contains(what));
      CHECK(same(r.result(), pair.first->result()));
    }
  };
  refused(of(0, 4, 0), of(3, 2, 0), "overlap");
  refused(of(0, 4, 0), of(1, 1, 0), "overlap");
  refused(of(0, 4, 0), of(0, 4, 0), "overlap");
  refused(of(0, 2, 5), of(1, 3, 0), "overlap");
  refused(of(5, 0, 9), of(0, 6, 0), "overlap");  // within the block that has begun
  refused(of(5, 0, 9), of(5, 1, 0), "meet inside");
  refused(of(0, 2, 5), of(3, 1, 0), "meet inside");  // rows would be lost between them
  refused(of(0, 2, 5), of(3, 1, 5), "both end inside");
  refused(of(0, 0, 5), of(0, 0, 5), "both end inside");
}

TEST_CASE("a gap between merged shards is named by its rows, and one at the begin is") {
  const auto columns = random_columns(6 * block_rows);
  const auto of = [&](std::size_t first, std::size_t last) {
    return part<moments>(columns, first, last);
  };
  auto r = of(0, block_rows);
  CHECK_NOTHROW(r.require_whole());
  r.merge(of(3 * block_rows, 4 * block_rows + 9));
  CHECK(message([&] { r.require_whole(); }) ==
        "shards: rows 4096 to 12287 of the sample are in none of them");
  CHECK(message([&] { statistics::reduction<moments>(r).require_whole("years"); }) ==
        "years: rows 4096 to 12287 of the sample are in none of them");
  r.merge(of(block_rows, 3 * block_rows));
  CHECK_NOTHROW(r.require_whole());
  auto tail = of(2 * block_rows, 2 * block_rows + 9);
  CHECK(message([&] { tail.require_whole(); }) ==
        "shards: rows 0 to 8191 of the sample are in none of them");
  CHECK(tail.result()[0].count > 0);
  tail.merge(of(0, block_rows));
  CHECK(message([&] { tail.require_whole(); }) ==
        "shards: rows 4096 to 8191 of the sample are in none of them");
  CHECK_NOTHROW(reduction<moments>(3, 7).require_whole());
}

TEST_CASE("what looks at no figures reads none") {
  const std::vector<double> x{std::numeric_limits<double>::infinity()};
  const column_view column{"x", x.data()};
  CHECK_NOTHROW(statistics::summarize<statistics::nothing>({&column, 1}, 1));
}

TEST_CASE("an empty part takes over where another begins, wherever it was to begin itself") {
  const auto columns = random_columns(3 * block_rows + 5);
  const auto later = part<moments>(columns, block_rows, 3 * block_rows + 5);
  reduction<moments> empty(3, 9);
  CHECK(empty.empty());
  empty.merge(later);
  CHECK(!empty.empty());
  empty.merge(part<moments>(columns, 0, block_rows));
  CHECK(same(empty.result(), part<moments>(columns, 0, 3 * block_rows + 5).result()));
  // It goes on where the other ended.
  auto begun = reduction<moments>(3, 7);
  begun.merge(part<moments>(columns, 0, block_rows + 5));
  add(begun, columns, block_rows + 5, 3 * block_rows + 5);
  CHECK(same(begun.result(), part<moments>(columns, 0, 3 * block_rows + 5).result()));
}
