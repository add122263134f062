// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/stream/adapters.hpp>
#include <ltorisk/stream/source.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

using namespace ltorisk;

namespace {

static_assert(stream::source<stream::slices>);
static_assert(!stream::source<table> && !stream::source<int>);

const std::vector<double> cells{0, 1, 2, 3, 4, 5, 6};

table_view seven() {
  table_view v(7);
  v.add("a", cells);
  return v;
}

struct seen {
  std::vector<double> cells;
  std::vector<std::string> ids;
  std::size_t chunks = 0;
};

template <stream::source S>
seen all_of(S&& s) {
  seen found;
  stream::each_chunk(s, [&](const table_view& chunk) {
    ++found.chunks;
    for (std::size_t r = 0; r < chunk.rows(); ++r) {
      found.cells.push_back(chunk.columns()[0][r]);
      found.ids.push_back(chunk.row_id(r));
    }
  });
  return found;
}

}  // namespace

TEST_CASE("slices of a table hold its rows in order, numbered through, in every pass") {
  for (const std::size_t size : {1u, 2u, 3u, 7u, 100u}) {
    stream::slices s(seven(), size);
    for (int pass = 0; pass < 2; ++pass) {
      const auto found = all_of(s);
      CHECK(found.cells == cells);
      CHECK(found.ids == std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6"});
      CHECK(found.chunks == (7 + size - 1) / size);
    }
  }
  CHECK_THROWS_AS(stream::slices(seven(), 0), domain_error);
}

TEST_CASE("slices keep the row ids and members of an array of structs") {
  struct two {
    double a, b;
  };
  const std::vector<two> rows{{1, 2}, {3, 4}, {5, 6}};
  const std::vector<std::string> ids{"x", "y", "z"};
  table_view v(3, ids);
  v.add("b", &rows[0].b, sizeof(two));
  const auto part = v.slice(1, 2);
  CHECK(part.columns()[0][0] == 4);
  CHECK(part.columns()[0][1] == 6);
  CHECK(part.row_id(1) == "z");
  CHECK(part.slice(1, 1).columns()[0][0] == 6);
  CHECK(v.slice(3, 0).rows() == 0);
  CHECK_THROWS_AS(v.slice(2, 2), input_error);
  CHECK_THROWS_AS(v.slice(4, 0), input_error);
}

TEST_CASE("a table of no rows is one chunk of no rows") {
  table_view none(0);
  none.add("a", std::span<const double>());
  CHECK(all_of(stream::slices(none)).chunks == 1);
}

TEST_CASE("ranges and functions are sources") {
  std::list<table> tables;
  for (int i = 0; i < 3; ++i) {
    tables.emplace_back(std::vector<std::string>{std::to_string(i)});
    tables.back().add("a", {double(i)});
  }
  stream::chunks_of range(tables);
  CHECK(all_of(range).cells == std::vector<double>{0, 1, 2});
  CHECK(all_of(range).cells == std::vector<double>{0, 1, 2});

  std::size_t at = 0;
  stream::pulled calls(
      [&]() -> std::optional<table_view> {
        if (at == 7) return std::nullopt;
        return seven().slice(at++, 1);
      },
      [&] { at = 0; });
  CHECK(all_of(calls).cells == cells);
  CHECK(all_of(calls).ids[6] == "6");
}

TEST_CASE(
    "joined sources may have their columns in another order, and name the part that lacks one") {
  const std::vector<double> a{1, 2}, b{3, 4};
  const std::vector<std::string> ids{"x", "y"};
  table_view one(2), two(2, ids), other(2);
  one.add("a", a).add("b", b);
  two.add("b", b).add("a", a);
  other.add("b", b).add("c", a);
  stream::joined both(std::vector{stream::slices(one), stream::slices(two, 1)});
  for (int pass = 0; pass < 2; ++pass) {
    const auto found = all_of(both);  // reads the first column
    CHECK(found.cells == std::vector<double>{1, 2, 1, 2});
    CHECK(found.ids == std::vector<std::string>{"0", "1", "x", "y"});
  }
  const auto wrong = std::vector{stream::slices(one), stream::slices(other)};
  CHECK_THROWS_WITH(all_of(stream::joined(wrong)),
                    "part 2 of 2: has the columns b, c, and part 1 of 2 has a, b");
  CHECK_THROWS_WITH(all_of(stream::joined(wrong, {"n.csv", "s.csv"})),
                    "s.csv: has the columns b, c, and n.csv has a, b");
}

TEST_CASE("sources follow each other, and a part of one has the rows asked for") {
  const auto two = [](std::size_t size) {
    return stream::joined(std::vector{stream::slices(seven().slice(0, 3), size),
                                      stream::slices(seven().slice(3, 0), size),
                                      stream::slices(seven().slice(3, 4), size)});
  };
  for (const std::size_t size : {1u, 2u, 3u, 9u}) {
    auto all = two(size);
    CHECK(all_of(all).cells == cells);
    CHECK(all_of(all).cells == cells);
    for (std::uint64_t first = 0; first <= 8; ++first) {
      for (std::uint64_t rows = 0; rows <= 8; ++rows) {
        stream::part some(two(size), first, rows);
        const auto begin =
            cells.begin() + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(first), 7);
        const auto end =
            cells.begin() + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(first + rows), 7);
        for (int pass = 0; pass < 2; ++pass) {
          const auto found = all_of(some);
          CHECK(found.cells == std::vector<double>(begin, end));
          CHECK(found.chunks > 0);
        }
      }
    }
  }
}

TEST_CASE("a chunk with other columns than the first is refused") {
  std::vector<table_view> chunks{seven(), table_view(7)};
  chunks[1].add("b", cells);
  CHECK_THROWS_WITH(all_of(stream::chunks_of(chunks)),
                    "chunk from row 7: has the columns b, the chunks before it a");
}

TEST_CASE("whoever watches a source is told the rows done, and can end the pass") {
  stream::slices s(seven(), 3);
  std::vector<std::uint64_t> rows;
  std::vector<int> passes;
  stream::watched told(s, [&](const stream::progress& p) {
    rows.push_back(p.rows);
    passes.push_back(p.pass);
  });
  all_of(told);
  all_of(told);
  CHECK(rows == std::vector<std::uint64_t>{3, 6, 7, 3, 6, 7});
  CHECK(passes == std::vector<int>{1, 1, 1, 2, 2, 2});

  std::size_t visited = 0;
  stream::watched impatient(s, [&](const stream::progress& p) { return p.rows < 6; });
  CHECK_THROWS_AS(stream::each_chunk(impatient, [&](const table_view&) { ++visited; }),
                  stream::cancelled);
  CHECK(visited == 2);
}
