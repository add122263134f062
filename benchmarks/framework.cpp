// SPDX-License-Identifier: BSL-1.0

#include "framework.hpp"

#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/threads.hpp>

#include <string>

using namespace ltorisk;

namespace {

/// The default framework: three outcomes of 25 indicators.
void add(const char* what, const request& wanted, std::size_t rows, int percent_missing,
         unsigned thread_count = 0) {
  const bool alone = thread_count == 0;
  const auto more = alone ? std::string() : "/threads:" + std::to_string(thread_count);
  measure::add("framework/" + std::string(what) + "/rows:" + std::to_string(rows) +
                   "/missing:" + std::to_string(percent_missing) + more,
               [=](benchmark::State& state) {
                 const auto t = data::communities(rows, percent_missing);
                 const auto model = fit(frameworks::andean_mining());
                 const auto view = t.view();
                 measure::against(
                     state, {t.values()}, limits::read(t),
                     [&] {
                       const threads executor{alone ? 1 : thread_count};
                       benchmark::DoNotOptimize(model.score(view, wanted, executor));
                     },
                     alone ? measure::clock::own : measure::clock::wall);
               });
}

const bool cases = [] {
  for (const std::size_t rows : {4096U, 1000000U}) {
    for (const int missing : {0, 5, 50}) {
      add("values", {.coverage = false, .bounds = false}, rows, missing);
      add("coverage", {.coverage = true, .bounds = false}, rows, missing);
      add("bounds", {.coverage = true, .bounds = true}, rows, missing);
    }
  }
  for (const unsigned count : {1U, 2U}) {
    add("coverage", {.coverage = true, .bounds = false}, 1000000, 5, count);
  }
  return true;
}();

}  // namespace
