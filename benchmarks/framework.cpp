// SPDX-License-Identifier: BSL-1.0

#include "framework.hpp"

#include "by_hand.hpp"
#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/threads.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

using namespace ltorisk;

namespace {

/// The three outcomes of complete communities, a pack of them at a time, by hand: what is left when
/// nothing is read from a framework and every value stays in a register.
measure::limit packs_by_hand(const data::columns& t) {
  using by_hand::pack;
  const auto outcomes = std::make_shared<std::vector<double>>(3 * t.rows());
  return {"packs by hand", {[&t, outcomes] {
            const auto rows = t.rows();
            double* const to = outcomes->data();
            for (std::size_t r = 0; r + pack::width <= rows; r += pack::width) {
              std::array<pack, 25> figures;
              for (std::size_t j = 0; j < 25; ++j) figures[j] = pack::load(&t.cells[j][r]);
              const auto o = by_hand::score(std::bit_cast<by_hand::community<pack>>(figures));
              o.lto_formal.store(to + r);
              o.lto_informal.store(to + rows + r);
              o.conflict_risk.store(to + 2 * rows + r);
            }
            benchmark::DoNotOptimize(to);
          }}};
}

/// The default framework: three outcomes of 25 indicators.
void add(const char* what, const request& wanted, std::size_t rows, int percent_missing,
         measure::limit (*limit)(const data::columns&) = limits::read, unsigned thread_count = 0) {
  const bool alone = thread_count == 0;
  const std::string more = limit == packs_by_hand ? "/by_hand"
                           : alone                ? ""
                                                  : "/threads:" + std::to_string(thread_count);
  measure::add("framework/" + std::string(what) + "/rows:" + std::to_string(rows) +
                   "/missing:" + std::to_string(percent_missing) + more,
               [=](benchmark::State& state) {
                 const auto t = data::communities(rows, percent_missing);
                 const auto model = fit(frameworks::andean_mining());
                 const auto view = t.view();
                 scores result;
                 measure::against(
                     state, {t.values()}, limit(t),
                     [&] {
                       const threads executor{alone ? 1 : thread_count};
                       model.score(view, result, wanted, executor);
                     },
                     alone ? measure::clock::own : measure::clock::wall);
               });
}

const bool cases = [] {
  for (const std::size_t rows : {4096U, 1000000U}) {
    for (const int missing : {0, 5, 50}) {
      add("values", {.coverage = false, .bounds = false, .before_limits = false}, rows, missing);
      add("coverage", {.coverage = true, .bounds = false}, rows, missing);
      add("bounds", {.coverage = true, .bounds = true}, rows, missing);
    }
    add("values", {.coverage = false, .bounds = false, .before_limits = false}, rows, 0,
        packs_by_hand);
  }
  for (const unsigned count : {1U, 2U}) {
    add("coverage", {.coverage = true, .bounds = false}, 1000000, 5, limits::read, count);
  }
  return true;
}();

}  // namespace
