// SPDX-License-Identifier: BSL-1.0
// What is fitted and scored in chunks has the bits of what is done at once.
#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/composite.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/stream/adapters.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/merec.hpp>

#include "catch.hpp"
#include "stream/random_sample.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace random_sample;

namespace {

constexpr std::size_t rows = 2 * statistics::block_rows + 1500;

void append(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

TEST_CASE("a framework fitted and scored in chunks has the bits of all at once") {
  const sample s(rows);
  CHECK(passes_of(learned()) == 3);
  const auto whole = fit(learned(), s.view());
  const auto at_once = whole.score(s.view(), {.parts = true});
  for (const std::size_t size : {1u, 7u, 1000u, 4096u, 65536u}) {
    INFO("chunks of " << size);
    stream::slices chunks(s.view(), size);
    int passes = 0;
    stream::watched counted(chunks, [&](const stream::progress& p) { passes = p.pass; });
    const auto m = fit(learned(), counted);
    CHECK(passes == 3);
    CHECK(m.framework() == whole.framework());

    scores all = at_once;
    for (auto& c : all.columns) c = {.node = c.node};
    const auto done = stream::score(
        m, chunks,
        [&](const scores& part, const table_view& chunk) {
          for (std::size_t k = 0; k < part.columns.size(); ++k) {
            CHECK(part.columns[k].value.size() == chunk.rows());
            append(all.columns[k].value, part.columns[k].value);
            append(all.columns[k].coverage, part.columns[k].coverage);
            append(all.columns[k].lower, part.columns[k].lower);
            append(all.columns[k].upper, part.columns[k].upper);
          }
        },
        request{.parts = true});
    CHECK(done == rows);
    for (std::size_t k = 0; k < all.columns.size(); ++k) {
      CHECK(same_bits(all.columns[k].value, at_once.columns[k].value));
      CHECK(same_bits(all.columns[k].coverage, at_once.columns[k].coverage));
      CHECK(same_bits(all.columns[k].lower, at_once.columns[k].lower));
      CHECK(same_bits(all.columns[k].upper, at_once.columns[k].upper));
    }
  }
}

TEMPLATE_TEST_CASE("a composite fitted and scored in chunks has the bits of all at once", "",
                   weight::critic, weight::entropy, weight::gini, weight::merec) {
  const sample s(rows);
  const composite index(normalize::min_max{}, TestType{}, aggregate::arithmetic_mean{});
  for (const std::vector<criterion>& criteria :
       {std::vector<criterion>{}, {{"e", sign::minus}, {"b"}, {"c"}}}) {
    const auto whole = index.fit(s.view(), criteria);
    for (const std::size_t size : {1u, 1000u, 65536u}) {
      stream::slices chunks(s.view(), size);
      const auto fitted = index.fit(chunks, criteria);
      CHECK(fitted == whole);
      flat_scores all;
      stream::score(fitted, chunks, [&](const flat_scores& part, const table_view&) {
        append(all.value, part.value);
        append(all.coverage, part.coverage);
      });
      CHECK(same_bits(all.value, whole.score(s.view()).value));
      CHECK(same_bits(all.coverage, whole.score(s.view()).coverage));
    }
  }
}

TEST_CASE("a weighting of normalized values makes a second pass, one of figures none") {
  const sample s(rows);
  stream::slices chunks(s.view(), 3000);
  int passes = 0;
  stream::watched counted(chunks, [&](const stream::progress& p) { passes = p.pass; });
  const std::vector<criterion> criteria{{"a"}, {"b"}};
  auto raw = composite(normalize::min_max{}, weight::entropy{}, aggregate::arithmetic_mean{});
  static_cast<void>(raw.fit(counted, criteria));
  CHECK(passes == 1);
  auto normalized =
      composite(normalize::min_max{}, weight::gini{.looks_at = weighting_input::normalized},
                aggregate::arithmetic_mean{});
  static_cast<void>(normalized.fit(counted, criteria));
  CHECK(passes == 3);
}

TEST_CASE("faults in a stream name the row in the whole of it") {
  sample s(rows);
  s.columns[0][5000] = std::numeric_limits<double>::infinity();
  s.columns[3][9000] = -std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(fit(learned(), stream::slices(s.view(), 100)),
                    "row '5000', column 'a': inf must be finite");
  s.columns[0][5000] = 1;
  // A fixed scale is met in the pass that learns weights.
  CHECK_THROWS_WITH(fit(learned(), stream::slices(s.view(), 100)),
                    Catch::Matchers::Contains("row '9000', column 'd'"));
  const auto m = fit(learned(), sample(rows).view());
  CHECK_THROWS_WITH(
      stream::score(m, stream::slices(s.view(), 100), [](const scores&, const table_view&) {}),
      Catch::Matchers::Contains("row '9000', column 'd'"));
  const composite index(normalize::min_max{}, weight::critic{}, aggregate::arithmetic_mean{});
  CHECK_THROWS_WITH(index.fit(stream::slices(s.view(), 100)),
                    "row '9000', column 'd': -inf must be finite");
}

TEST_CASE("a source of unknown or absent columns is refused as a table is") {
  const sample s(rows);
  table_view odd(rows);
  odd.add("poverti", s.columns[0]);
  CHECK_THROWS_WITH(fit(learned(), stream::slices(odd, 10)),
                    Catch::Matchers::Contains("column 'poverti': is not an indicator"));
  table_view part(rows);
  part.add("a", s.columns[0]);
  CHECK_THROWS_WITH(fit(learned(), stream::slices(part, 10)),
                    Catch::Matchers::Contains("column 'f': is not in the sample"));
  std::vector<table_view> no_chunks;
  CHECK_THROWS_AS(fit(learned(), stream::chunks_of(no_chunks)), input_error);
  const composite index(normalize::min_max{}, weight::critic{}, aggregate::arithmetic_mean{});
  CHECK_THROWS_AS(index.fit(stream::chunks_of(no_chunks)), input_error);
  CHECK_THROWS_AS(index.fit(stream::chunks_of(no_chunks), {{"a"}, {"b"}}), input_error);
}

TEST_CASE("what a source throws leaves fit, and a cancelled fit can be begun again") {
  const sample s(rows);
  stream::slices chunks(s.view(), 1000);
  stream::watched tired(chunks, [](const stream::progress& p) { return p.pass < 2; });
  CHECK_THROWS_AS(fit(learned(), tired), stream::cancelled);
  CHECK(fit(learned(), chunks).framework() == fit(learned(), s.view()).framework());
}

TEST_CASE("a source that has other rows in another pass is refused, not fitted") {
  const sample s(rows);
  int pass = 0;
  std::size_t at = 0, last = 0;
  // 3 chunks in each pass but one.
  const auto other = [&](int odd, std::size_t chunks) {
    pass = 0;
    return stream::pulled(
        [&]() -> std::optional<table_view> {
          if (at == last) return std::nullopt;
          return s.view().slice(1000 * at++, 1000);
        },
        [&, odd, chunks] {
          at = 0;
          last = pass++ == odd ? chunks : 3;
        });
  };
  const composite index(normalize::min_max{}, weight::merec{}, aggregate::arithmetic_mean{});
  for (const std::size_t chunks : {2u, 4u}) {
    const auto words = "sample: had 3000 rows in one pass and " + std::to_string(chunks * 1000) +
                       " in another";
    auto last_pass = other(2, chunks);  // the first finds the columns
    CHECK_THROWS_WITH(index.fit(last_pass), Catch::Matchers::Contains(words));
    auto second_pass = other(1, chunks);
    CHECK_THROWS_WITH(fit(learned(), second_pass), Catch::Matchers::Contains(words));
  }
  auto steady = other(-1, 3);
  CHECK_NOTHROW(index.fit(steady));
}
