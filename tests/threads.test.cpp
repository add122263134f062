// SPDX-License-Identifier: BSL-1.0
#include "catch.hpp"

#include <ltorisk/executor.hpp>
#include <ltorisk/threads.hpp>

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ltorisk;

TEST_CASE("every task runs once, whatever the executor") {
  const auto runs = [](const executor auto& e, std::size_t count) {
    std::vector<int> times(count);
    e(count, [&](std::size_t i) { ++times[i]; });
    return times == std::vector<int>(count, 1);
  };
  // A pool of the user's: one function.
  const auto backwards = [](std::size_t count, const std::function<void(std::size_t)>& task) {
    while (count > 0) task(--count);
  };
  for (const std::size_t count : {0U, 1U, 2U, 7U, 1000U}) {
    CHECK(runs(sequential{}, count));
    CHECK(runs(threads{}, count));
    for (const unsigned n : {1U, 2U, 7U}) CHECK(runs(threads{n}, count));
    CHECK(runs(backwards, count));
  }
}

TEST_CASE("what a task throws reaches the caller, once all threads are back") {
  for (const unsigned n : {1U, 2U, 7U}) {
    std::vector<int> times(100);
    CHECK_THROWS_WITH(threads{n}(100,
                                 [&](std::size_t i) {
                                   ++times[i];
                                   if (i % 2 == 1)
                                     throw std::runtime_error("task " + std::to_string(i));
                                 }),
                      contains("task "));
    CHECK(times[0] == 1);
    CHECK(times[1] == 1);
  }
  CHECK_THROWS_WITH(threads{1}(9, [](std::size_t) { throw std::runtime_error("first"); }), "first");
}
