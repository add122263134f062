// SPDX-License-Identifier: BSL-1.0
// Whoever runs the blocks, in whatever order: the same bits, and the same faults.

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/composite.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>

#include <bit>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

using namespace ltorisk;
using random_world::dice;

namespace {

constexpr std::size_t rows = 3 * statistics::block_rows + 777;

/// Somebody's pool: one function, tasks from the last to the first, some by another thread.
const auto pool = [](std::size_t count, const auto& task) {
  std::thread other([&] {
    for (std::size_t i = count; i-- > 0;) {
      if (i % 3 == 0) task(i);
    }
  });
  for (std::size_t i = count; i-- > 0;) {
    if (i % 3 != 0) task(i);
  }
  other.join();
};

template <class F>
void with_each_executor(const F& f) {
  f(threads{1});
  f(threads{2});
  f(threads{7});
  f(pool);
}

struct sample {
  std::vector<std::vector<double>> columns;
  table_view view{rows};

  sample(const std::vector<std::string>& ids, dice& d, double gaps) : columns(ids.size()) {
    for (std::size_t j = 0; j < ids.size(); ++j) {
      for (std::size_t r = 0; r < rows; ++r) {
        const double x = d.uniform(0, 1) * static_cast<double>(j + 1);
        columns[j].push_back(d.chance(gaps) ? (d.chance(0.2) ? not_applicable : missing) : x);
      }
      view.add(ids[j], columns[j]);
    }
  }
};

const std::vector<std::string> ids{"a", "b", "c", "d"};

std::vector<std::uint64_t> bits(const std::vector<double>& list) {
  std::vector<std::uint64_t> all;
  for (const double x : list) all.push_back(std::bit_cast<std::uint64_t>(x));
  return all;
}

framework learned() {
  framework f{.id = "learned", .score_range = {0, 1}};
  for (const auto& id : ids) f.indicators.push_back({.id = id, .scale = normalize::min_max{}});
  node low{
      .id = "low", .aggregation = aggregate::geometric_mean(0.01), .weighting = weight::critic{}};
  for (const auto* id : {"a", "b", "c"}) low.children.push_back({.child = id});
  node top{.id = "top", .aggregation = aggregate::arithmetic_mean{}};
  top.children = {{.child = "low"}, {.child = "d", .sign = sign::minus}};
  f.nodes = {top, low};
  f.outcomes = {"top"};
  return f;
}

std::string refusal(const std::function<void()>& f) {
  try {
    f();
  } catch (const input_error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a composite is fitted and scores alike by any executor") {
  dice d(21);
  const sample s(ids, d, 0.02);
  const composite index{normalize::z_score{},
                        weight::critic{.looks_at = weighting_input::normalized},
                        aggregate::arithmetic_mean{}};
  const auto whole = index.fit(s.view);
  const auto expected = whole.score(s.view);
  with_each_executor([&](const auto& run) {
    const auto fitted = index.fit(s.view, {}, 0, run);
    CHECK(fitted == whole);
    const auto scores = fitted.score(s.view, run);
    CHECK(bits(scores.value) == bits(expected.value));
    CHECK(bits(scores.coverage) == bits(expected.coverage));
  });
}

TEST_CASE("a model is fitted and scores alike by any executor") {
  dice d(22);
  const sample s(ids, d, 0.05);
  const auto whole = fit(learned(), s.view);
  const auto expected = whole.score(s.view, {.parts = true});
  with_each_executor([&](const auto& run) {
    const auto m = fit(learned(), s.view, {}, run);
    CHECK(m.framework() == whole.framework());
    const auto scores = m.score(s.view, {.parts = true}, run);
    for (std::size_t k = 0; k < expected.columns.size(); ++k) {
      CHECK(bits(scores.columns[k].value) == bits(expected.columns[k].value));
      CHECK(bits(scores.columns[k].coverage) == bits(expected.columns[k].coverage));
      CHECK(bits(scores.columns[k].lower) == bits(expected.columns[k].lower));
      CHECK(bits(scores.columns[k].upper) == bits(expected.columns[k].upper));
      CHECK(scores.columns[k].exact == expected.columns[k].exact);
    }
  });
}

TEST_CASE("invalid cells are named alike and in order by any executor") {
  dice d(23);
  sample s(ids, d, 0);
  const composite index{normalize::min_max{}, weight::equal{}, aggregate::arithmetic_mean{}};
  const auto whole = index.fit(s.view);
  const auto m = fit(learned(), s.view);
  for (const std::size_t row : {rows - 1, 2 * statistics::block_rows + 5, std::size_t{4000}}) {
    s.columns[row % 4][row] = std::numeric_limits<double>::infinity();
  }
  const auto flat = refusal([&] { (void)whole.score(s.view); });
  const auto tree = refusal([&] { (void)m.score(s.view); });
  const auto refit = refusal([&] { (void)index.fit(s.view); });
  CHECK_THAT(flat, contains("row '4000', column 'a': inf"));
  CHECK_THAT(tree, contains("row '4000', column 'a': inf"));
  CHECK_THAT(refit, contains("row '4000', column 'a': inf"));
  with_each_executor([&](const auto& run) {
    CHECK(refusal([&] { (void)whole.score(s.view, run); }) == flat);
    CHECK(refusal([&] { (void)m.score(s.view, {}, run); }) == tree);
    CHECK(refusal([&] { (void)index.fit(s.view, {}, 0, run); }) == refit);
    CHECK(refusal([&] { (void)weights_of(weight::entropy{}, s.view, {}, run); }) == refit);
  });
}
