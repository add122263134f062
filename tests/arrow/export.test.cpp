// SPDX-License-Identifier: BSL-1.0

#include "../catch.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/arrow/export_scores.hpp>
#include <ltorisk/arrow/export_table.hpp>
#include <ltorisk/arrow/reader.hpp>
#include <ltorisk/model.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "../support/random.hpp"

using namespace ltorisk;
using Catch::Matchers::Contains;

namespace {

framework two_figures() {
  framework f{.id = "water"};
  f.indicators = {
      {.id = "poverty", .scale = scales::linear{0, 100}},
      {.id = "phase",
       .scale = scales::categories{{{"none", 0, 0}, {"latent", 1, 0.3}, {"crisis", 2, 1}}}}};
  f.nodes = {{.id = "risk",
              .aggregation = aggregate::arithmetic_mean{},
              .children = {{.child = "poverty", .required = true}, {.child = "phase"}},
              .levels = {.classes = {{"low", 50}, {"high", 100}}}}};
  f.outcomes = {"risk"};
  return f;
}

// A plain reading of what was exported, by the letter of the specification.
const ArrowArray& child(const arrow::record_batch& b, const std::string& name) {
  for (std::int64_t i = 0; i < b.schema->n_children; ++i) {
    if (b.schema->children[i]->name == name) return *b.array->children[i];
  }
  FAIL("no column " << name);
  return *b.array->children[0];
}
bool is_null(const ArrowArray& a, std::size_t row) {
  const auto* bits = static_cast<const unsigned char*>(a.buffers[0]);
  return bits && !(bits[row / 8] >> (row % 8) & 1);
}
double number(const ArrowArray& a, std::size_t row) {
  return static_cast<const double*>(a.buffers[1])[row];
}
std::string text(const ArrowArray& a, std::size_t row) {
  if (is_null(a, row)) return "NULL";
  const auto* places = static_cast<const std::int32_t*>(a.buffers[1]);
  if (a.dictionary) return text(*a.dictionary, static_cast<std::size_t>(places[row]));
  const auto* characters = static_cast<const char*>(a.buffers[2]);
  return {characters + places[row], characters + places[row + 1]};
}

}  // namespace

TEST_CASE("scores go out as an Arrow batch, null where there is no value") {
  const auto model = fit(two_figures());
  table t({"Alto", "Bajo", "Centro"});
  t.add("poverty", {80, missing, not_applicable}).add("phase", {2, 1, not_applicable});
  const auto b = arrow::export_scores(model.score(t), t, model.framework());
  std::string names;
  for (std::int64_t i = 0; i < b.schema->n_children; ++i) {
    names += std::string(b.schema->children[i]->name) + ":" + b.schema->children[i]->format + " ";
    CHECK(b.array->children[i]->length == 3);
    CHECK(b.schema->children[i]->flags == ARROW_FLAG_NULLABLE);
  }
  CHECK(names ==
        "id:u risk:g risk_state:i risk_level:i risk_lower:g risk_upper:g risk_bounds:i "
        "risk_coverage:g risk_before_limits:g ");
  CHECK(std::string(b.schema->format) == "+s");
  CHECK(b.array->length == 3);
  CHECK(b.array->n_buffers == 1);
  CHECK(text(child(b, "id"), 2) == "Centro");
  const auto& risk = child(b, "risk");
  CHECK(risk.null_count == 2);
  CHECK(number(risk, 0) == 90);
  CHECK((is_null(risk, 1) && is_null(risk, 2)));
  const auto words = [&](const char* name) {
    std::string all;
    for (std::size_t row = 0; row < 3; ++row) all += text(child(b, name), row) + " ";
    return all;
  };
  CHECK(words("risk_state") == "scored refused not_applicable ");
  CHECK(words("risk_level") == "high NULL NULL ");
  CHECK(words("risk_bounds") == "exact exact exact ");
  const auto& lower = child(b, "risk_lower");
  CHECK(number(lower, 1) == 15);
  CHECK(is_null(lower, 2));
  CHECK(child(b, "risk_coverage").null_count == 0);
  CHECK(child(b, "risk_coverage").buffers[0] == nullptr);
}

TEST_CASE("an Arrow batch of scores has the columns that were requested, also without rows") {
  const auto model = fit(two_figures());
  const request little{.coverage = false, .bounds = false};
  for (const bool some : {false, true}) {
    std::vector<double> cells(some ? 2 : 0, 1.0);
    table_view t(cells.size());
    t.add("poverty", cells);
    const auto b = arrow::export_scores(model.score(t, little), t, model.framework(), little,
                                        {.states = false});
    REQUIRE(b.schema->n_children == 3);
    CHECK(std::string(b.schema->children[1]->name) == "risk_level");
    CHECK(b.array->length == (some ? 2 : 0));
  }
}

TEST_CASE("two Arrow columns never have one name") {
  auto f = two_figures();
  f.nodes.push_back({.id = "risk_lower",
                     .aggregation = aggregate::arithmetic_mean{},
                     .children = {{.child = "poverty"}}});
  f.outcomes.push_back("risk_lower");
  const auto model = fit(f);
  const table_view none(0);
  CHECK_THROWS_WITH(arrow::export_scores(model.score(none), none, f),
                    Contains("two columns would be named 'risk_lower'"));
  std::vector<arrow::column> columns;
  columns.push_back(arrow::figures("x", {1, 2}));
  CHECK_THROWS_WITH(arrow::side_by_side(std::move(columns), 3),
                    Contains("has 2 cells, the batch 3"));
}

TEST_CASE("a table that goes out as an Arrow batch comes back to the same bits") {
  random_world::dice d(7);
  const auto f = two_figures();
  for (int round = 0; round < 100; ++round) {
    const auto rows = d.below(50);
    std::vector<std::string> ids;
    std::vector<double> poverty, phase;
    const double some = d.uniform(), none = d.chance(0.3) ? 0 : 0.2;
    for (std::size_t i = 0; i < rows; ++i) {
      ids.push_back("village " + std::to_string(i));
      const auto cell = [&](double x) {
        return d.chance(none) ? not_applicable : d.chance(some) ? missing : x;
      };
      poverty.push_back(cell(d.uniform(0, 100)));
      phase.push_back(cell(static_cast<double>(d.below(3))));
    }
    table t(ids);
    t.add("poverty", poverty).add("phase", phase);
    auto out = arrow::export_table(t, f);
    const arrow::reader read(*out.schema, f);
    out.schema.reset();
    const auto b = read(std::move(out.array));
    REQUIRE(b.rows() == rows);
    CHECK(b.row_ids() == ids);
    const auto view = t.view();
    for (const auto& column : view.columns()) {
      for (std::size_t row = 0; row < rows; ++row) {
        REQUIRE(std::bit_cast<std::uint64_t>((*b.view().find(column.id))[row]) ==
                std::bit_cast<std::uint64_t>(column[row]));
      }
    }
  }
}

TEST_CASE("a table that is not the framework's does not go out as an Arrow batch") {
  std::vector<double> x{1, 7};
  table_view t(2);
  t.add("wages", x).add("phase", x);
  CHECK_THROWS_WITH(arrow::export_table(t, two_figures()),
                    "column 'wages': is not an indicator of 'water'\n"
                    "row '1', column 'phase': 7 must be 'none' (0), 'latent' (1) or 'crisis' (2)");
}

TEST_CASE("a column of an exported Arrow batch outlives it when it is moved out") {
  std::vector<arrow::column> columns;
  columns.push_back(arrow::figures("x", {1, missing, 3}));
  columns.push_back(arrow::figures("y", {4, 5, 6}));
  auto b = arrow::side_by_side(std::move(columns), 3);
  arrow::owner<ArrowArray> x(b.array->children[0]);
  b.array.reset();
  b.schema.reset();
  CHECK(x->null_count == 1);
  CHECK(number(*x, 2) == 3);
}
