// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/model.hpp>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <vector>

using namespace ltorisk;
using random_world::dice;

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
// Sanitizers hold every form of new against its form of delete.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

TEST_CASE("a scorer of rows gives the bits of the table, and allocates nothing") {
  dice d(41);
  for (int world = 0; world < 300; ++world) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    auto score = m.row_scorer();
    for (int i = 0; i < 5; ++i) {
      const auto row = random_world::random_row(d, f, 0.2);
      table_view view(1);
      for (std::size_t j = 0; j < row.size(); ++j) {
        view.add(f.indicators[j].id, &row[j], sizeof(double));
      }
      const auto all = m.score(view);
      std::vector<double> outcomes(f.outcomes.size());
      const auto before = allocations;
      score(row, outcomes);
      REQUIRE(allocations == before);
      for (std::size_t k = 0; k < outcomes.size(); ++k) {
        REQUIRE(std::bit_cast<std::uint64_t>(outcomes[k]) ==
                std::bit_cast<std::uint64_t>(all.columns[k].value[0]));
      }
    }
  }
}

TEST_CASE("a scorer of rows names what is wrong") {
  framework f{.id = "one", .indicators = {{.id = "x"}}};
  f.nodes = {
      {.id = "top", .aggregation = aggregate::arithmetic_mean{}, .children = {{.child = "x"}}}};
  f.outcomes = {"top"};
  const auto m = fit(f);
  auto score = m.row_scorer();
  std::vector<double> outcome(1);
  score(std::vector<double>{0.25}, outcome);
  CHECK(outcome[0] == 25);
  CHECK_THROWS_WITH(score(std::vector<double>{}, outcome),
                    "record: needs 1 figures and room for 1 outcomes, got 0 and 1");
  CHECK_THROWS_WITH(score(std::vector<double>{std::numeric_limits<double>::infinity()}, outcome),
                    "row '0', column 'x': inf must be finite");
}

TEST_CASE("a table is assessed row by row with one engine, and faults come before the first row") {
  dice d(42);
  for (int world = 0; world < 20; ++world) {
    const auto f = random_world::random_framework(d);
    const auto m = fit(f);
    std::vector<std::vector<double>> columns(f.indicators.size());
    for (int r = 0; r < 40; ++r) {
      const auto row = random_world::random_row(d, f, 0.2);
      for (std::size_t j = 0; j < row.size(); ++j) columns[j].push_back(row[j]);
    }
    table_view view(40);
    for (std::size_t j = 0; j < columns.size(); ++j) view.add(f.indicators[j].id, columns[j]);
    std::size_t next = 0;
    m.assess_each(view, [&](std::size_t row, const assessment& a) {
      REQUIRE(row == next++);
      const auto alone = m.assess(view, row);
      for (std::size_t k = 0; k < a.nodes.size(); ++k) {
        REQUIRE(a.nodes[k].node == alone.nodes[k].node);
        REQUIRE(std::bit_cast<std::uint64_t>(a.nodes[k].value) ==
                std::bit_cast<std::uint64_t>(alone.nodes[k].value));
        REQUIRE(a.nodes[k].missing == alone.nodes[k].missing);
      }
    });
    CHECK(next == 40);
    columns[0][39] = std::numeric_limits<double>::infinity();
    bool called = false;
    CHECK_THROWS_AS(m.assess_each(view, [&](std::size_t, const assessment&) { called = true; }),
                    input_error);
    CHECK_FALSE(called);
  }
}
