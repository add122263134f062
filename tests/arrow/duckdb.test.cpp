// SPDX-License-Identifier: BSL-1.0

// The real engine behind the interface: built where DuckDB's library and header are found.

#include "../catch.hpp"

#include <ltorisk/arrow/score_stream.hpp>
#include <ltorisk/arrow/source.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/stream/source.hpp>

#include <bit>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../../examples/duckdb_streams.hpp"

using namespace ltorisk;
using Catch::Matchers::Contains;
namespace dk = duckdb_streams;

namespace {

/// Base structs that passed here, and how many of them were released.
struct ledger {
  int handed_out = 0, released = 0;
};

// Stands between producer and consumer and counts, on both interfaces.
template <class Struct>
arrow::owner<Struct> counted(arrow::owner<Struct> from, const std::shared_ptr<ledger>& count) {
  if (!from) return from;
  struct memory {
    arrow::owner<Struct> held;
    std::shared_ptr<ledger> count;
  };
  ++count->handed_out;
  Struct s = *from;
  s.private_data = new memory{std::move(from), count};
  s.release = [](Struct* released) {
    auto* const m = static_cast<memory*>(released->private_data);
    ++m->count->released;
    delete m;
    released->release = nullptr;
  };
  return arrow::owner<Struct>(&s);
}

struct counting {
  arrow::owner<ArrowArrayStream> from;
  std::shared_ptr<ledger> schemas, arrays;

  arrow::owner<ArrowSchema> schema() {
    arrow::owner<ArrowSchema> s;
    check(from->get_schema(from.get(), s.out()));
    return counted(std::move(s), schemas);
  }
  arrow::owner<ArrowArray> next() {
    arrow::owner<ArrowArray> a;
    check(from->get_next(from.get(), a.out()));
    return counted(std::move(a), arrays);
  }
  void check(int code) const {
    auto* const s = const_cast<ArrowArrayStream*>(&*from);
    if (!code) return;
    const char* const why = s->get_last_error(s);
    throw std::runtime_error(why ? why : "no words");
  }
};

struct ledgers {
  std::shared_ptr<ledger> schemas = std::make_shared<ledger>(), arrays = std::make_shared<ledger>();

  arrow::owner<ArrowArrayStream> operator()(arrow::owner<ArrowArrayStream> s) const {
    return arrow::export_stream(counting{std::move(s), schemas, arrays});
  }
  void check_settled() const {
    CHECK(schemas->handed_out > 0);
    CHECK(schemas->released == schemas->handed_out);
    CHECK(arrays->released == arrays->handed_out);
  }
};

framework water() {
  framework f{.id = "water"};
  f.indicators = {
      {.id = "poverty", .scale = scales::linear{0, 100}},
      {.id = "rank", .scale = scales::linear{0, 5000}},
      {.id = "phase",
       .scale = scales::categories{{{"none", 0, 0}, {"latent", 1, 0.3}, {"crisis", 2, 1}}}}};
  f.nodes = {{.id = "risk",
              .aggregation = aggregate::arithmetic_mean{},
              .children = {{.child = "poverty"}, {.child = "rank"}, {.child = "phase"}}}};
  f.outcomes = {"risk"};
  return f;
}

// 5000 rows with nulls, as SQL and, written down again, as a table.
constexpr const char* villages =
    "SELECT 'village ' || i AS id, "
    "CASE WHEN i % 7 = 0 THEN NULL ELSE (i * 7919 % 1000 / 10)::DOUBLE END AS poverty, "
    "CASE WHEN i % 11 = 0 THEN NULL ELSE i END AS rank, "
    "CASE i % 4 WHEN 0 THEN 'none' WHEN 1 THEN 'latent' WHEN 2 THEN 'crisis' END AS phase "
    "FROM range(5000) t(i)";

table villages_in_memory() {
  std::vector<std::string> ids;
  std::vector<double> poverty, rank, phase;
  for (int i = 0; i < 5000; ++i) {
    ids.push_back("village " + std::to_string(i));
    poverty.push_back(i % 7 == 0 ? missing : i * 7919 % 1000 / 10.0);
    rank.push_back(i % 11 == 0 ? missing : i);
    phase.push_back(i % 4 == 3 ? missing : i % 4);
  }
  table t(std::move(ids));
  t.add("poverty", poverty).add("rank", rank).add("phase", phase);
  return t;
}

void check_same(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(std::bit_cast<std::uint64_t>(a[i]) == std::bit_cast<std::uint64_t>(b[i]));
  }
}

}  // namespace

TEST_CASE("batches that DuckDB makes score as the same figures in memory, nulls and all") {
  const ledgers count;
  const dk::database db;
  const dk::connection c(db);
  const auto model = fit(water());
  const auto expected = model.score(villages_in_memory());
  scores got{{{}}};
  {
    arrow::source rows([&] { return count(dk::rows_of(c, villages)); }, water());
    std::vector<std::string> ids;
    stream::score(model, rows, [&](const scores& s, const table_view& chunk) {
      ids.insert(ids.end(), chunk.row_ids().begin(), chunk.row_ids().end());
      const auto append = [](auto& to, const auto& from) {
        to.insert(to.end(), from.begin(), from.end());
      };
      append(got.columns[0].value, s.columns[0].value);
      append(got.columns[0].lower, s.columns[0].lower);
      append(got.columns[0].coverage, s.columns[0].coverage);
    });
    REQUIRE(ids.size() == 5000);
    CHECK(ids[4999] == "village 4999");
  }
  check_same(got.columns[0].value, expected.columns[0].value);
  check_same(got.columns[0].lower, expected.columns[0].lower);
  check_same(got.columns[0].coverage, expected.columns[0].coverage);
  count.check_settled();
  CHECK(count.arrays->handed_out == 3);
}

TEST_CASE("scores go through DuckDB into a Parquet file and back, to the same bits") {
  const ledgers in, out;
  const auto model = fit(water());
  const auto expected = model.score(villages_in_memory()).columns[0].value;
  const auto file = std::filesystem::temp_directory_path() / "ltorisk_duckdb_test.parquet";
  std::vector<double> got;
  {
    const dk::database db;
    const dk::connection reading(db), writing(db);
    const dk::scan scan(writing, "scores",
                        out(arrow::score_stream(model, in(dk::rows_of(reading, villages)), {})));
    writing.run("COPY (SELECT * FROM scores()) TO " + dk::quoted(file.string()) +
                " (FORMAT parquet)");
    framework risk{.id = "risk", .indicators = {{.id = "risk"}}};
    arrow::source back([&] { return dk::rows_of(reading, "FROM " + dk::quoted(file.string())); },
                       risk, {.allow_extra_columns = true});
    stream::each_chunk(back, [&](const table_view& chunk) {
      for (std::size_t i = 0; i < chunk.rows(); ++i) {
        got.push_back((*chunk.find("risk"))[i]);
        if (got.size() == 5000) CHECK(chunk.row_id(i) == "village 4999");
      }
    });
    CHECK(writing.texts("SELECT DISTINCT risk_state FROM " + dk::quoted(file.string()) +
                        " ORDER BY 1") == std::vector<std::string>{"refused", "scored"});
    CHECK_THROWS_WITH(writing.run("SELECT * FROM nowhere"), Contains("nowhere"));
    CHECK_THROWS_WITH(dk::rows_of(reading, "SELEC"), Contains("syntax error"));
  }
  std::filesystem::remove(file);
  check_same(got, expected);
  in.check_settled();
  out.check_settled();
  CHECK(out.arrays->handed_out == 3);
}

TEST_CASE("every batch of DuckDB is released when scoring throws on the way") {
  const ledgers in, out;
  {
    const dk::database db;
    const dk::connection reading(db), writing(db);
    const std::string query =
        "SELECT id, phase, CASE WHEN rank = 3001 THEN 'inf'::DOUBLE ELSE "
        "poverty END AS poverty FROM (" +
        std::string(villages) + ")";
    const dk::scan scan(
        writing, "scores",
        out(arrow::score_stream(fit(water()), in(dk::rows_of(reading, query)), {})));
    CHECK_THROWS_WITH(writing.run("CREATE TABLE result AS SELECT * FROM scores()"),
                      Contains("row 'village 3001', column 'poverty': inf must be finite"));
    CHECK_THROWS_WITH(writing.run("FROM result"), Contains("does not exist"));
  }
  in.check_settled();
  out.check_settled();
  CHECK(in.arrays->handed_out == 2);
}

TEST_CASE("a framework learns from a query of DuckDB, run once for each pass") {
  const auto sample = villages_in_memory();
  auto f = water();
  f.indicators[0].scale = normalize::min_max{};
  f.indicators[1].scale = normalize::min_max{};
  const dk::database db;
  const dk::connection c(db);
  int runs = 0;
  const auto learned = fit(f, arrow::source(
                                  [&] {
                                    ++runs;
                                    return dk::rows_of(c, villages);
                                  },
                                  f));
  CHECK(learned.framework() == fit(f, sample).framework());
  CHECK(runs == passes_of(f));
}

TEST_CASE("DuckDB's types arrive as figures and labels, or are refused with their name") {
  const dk::database db;
  const dk::connection c(db);
  const auto cells = [&](const std::string& figure) {
    framework f{.id = "x", .indicators = {{.id = "x"}}};
    arrow::source rows([&] { return dk::rows_of(c, "SELECT " + figure + " AS x"); }, f);
    const auto* chunk = rows.next();
    return (*chunk->find("x"))[0];
  };
  CHECK(cells("45.2") == 45.2);                               // a decimal
  CHECK(cells("(SELECT sum(i) FROM range(10) t(i))") == 45);  // 128 bits
  CHECK(cells("true") == 1);
  CHECK(cells("7::UTINYINT") == 7);
  CHECK(cells("0.5::FLOAT") == 0.5);
  CHECK(is_missing(cells("NULL")));
  CHECK_THROWS_WITH(cells("DATE '2024-01-01'"), Contains("must be numbers, got date"));
  CHECK_THROWS_WITH(cells("'nan'::DOUBLE"), Contains("is NaN and not null"));
  CHECK_THROWS_WITH(cells("[1]"), Contains("must be numbers, got list"));
  arrow::source rows(
      [&] {
        return dk::rows_of(c, "SELECT unnest(['none','crisis'])::ENUM('crisis','none') AS phase");
      },
      water());
  const auto* chunk = rows.next();
  CHECK((*chunk->find("phase"))[1] == 2);
}

TEST_CASE("a query without rows gives a table without rows, with the types it would have had") {
  const dk::database db;
  const dk::connection reading(db), writing(db);
  const std::string none =
      "SELECT DATE '2024-01-01' + i::INTEGER AS day, [i] AS list, 1.5 AS poverty "
      "FROM range(0) t(i)";
  const dk::scan scan(
      writing, "scores",
      arrow::score_stream(fit(water()), dk::rows_of(reading, none),
                          {.in = {.allow_extra_columns = true}, .keep = {"day", "list"}}));
  writing.run("CREATE TABLE result AS SELECT * FROM scores()");
  CHECK(
      writing.texts("SELECT data_type FROM information_schema.columns WHERE table_name = 'result' "
                    "ORDER BY ordinal_position LIMIT 4") ==
      std::vector<std::string>{"DATE", "BIGINT[]", "DOUBLE", "VARCHAR"});
}

TEST_CASE("a query without rows has nothing to learn from, and says so") {
  auto f = water();
  f.indicators[0].scale = normalize::min_max{};
  const dk::database db;
  const dk::connection c(db);
  const std::string none = "FROM (" + std::string(villages) + ") WHERE rank < 0";
  CHECK_THROWS_WITH(fit(f, arrow::source([&] { return dk::rows_of(c, none); }, f)),
                    Contains("'poverty'") && Contains("has no known value"));
  arrow::imported_stream rows(dk::rows_of(c, none));
  for (int asked = 0; asked < 3; ++asked) CHECK_FALSE(rows.next());
  auto raw = dk::rows_of(c, none);
  for (int asked = 0; asked < 3; ++asked) {
    arrow::owner<ArrowArray> batch;
    CHECK(raw->get_next(raw.get(), batch.out()) == 0);
    CHECK_FALSE(batch);
  }
}

TEST_CASE("what a stream says of its error comes out of DuckDB in its own words") {
  struct silent {  // fails without a word
    [[nodiscard]] arrow::owner<ArrowSchema> schema() const {
      if (fails_at_once) throw 17;
      return arrow::side_by_side({}, 0).schema;
    }
    [[nodiscard]] arrow::owner<ArrowArray> next() const { throw 17; }
    bool fails_at_once;
  };
  const dk::database db;
  const dk::connection reading(db), writing(db);
  CHECK_THROWS_WITH(dk::scan(writing, "silent", arrow::export_stream(silent{true})),
                    "the stream failed");
  for (const int row : {0, 2999}) {  // when DuckDB asks for the types, and while it reads
    const std::string query = "SELECT CASE WHEN i = " + std::to_string(row) +
                              " THEN 'inf'::DOUBLE ELSE 1 END AS poverty FROM range(3000) t(i)";
    const dk::scan scan(writing, "scores" + std::to_string(row),
                        arrow::score_stream(fit(water()), dk::rows_of(reading, query)));
    CHECK_THROWS_WITH(scan.run("CREATE TABLE t AS FROM scores" + std::to_string(row) + "()"),
                      "row '" + std::to_string(row) + "', column 'poverty': inf must be finite");
    // Not those of other errors.
    CHECK_THROWS_WITH(writing.run("FROM nowhere"), Contains("nowhere"));
  }
}
