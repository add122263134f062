// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data.hpp"
#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/composite.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/weight/equal.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace flat {

using namespace ltorisk;

struct size {
  std::size_t columns, rows;
  int percent_missing;
};

inline std::string name_of(const char* scheme, const size& s, const std::string& more) {
  return "flat/" + std::string(scheme) + "/columns:" + std::to_string(s.columns) +
         "/rows:" + std::to_string(s.rows) + "/missing:" + std::to_string(s.percent_missing) + more;
}

/// A flat index of equal weights: its value, and where cells are missing its coverage. Where a
/// number of threads is given it is in the name, and the clock is the one on the wall. `more` goes
/// to the end of the name.
template <class A>
void add(const A& a, const size& s, measure::limit (*limit)(const data::columns&),
         unsigned thread_count = 0, std::string more = {}) {
  const bool alone = thread_count == 0;
  if (!alone) more += "/threads:" + std::to_string(thread_count);
  measure::add(name_of(A::name, s, more), [=](benchmark::State& state) {
    const auto& t = data::cached(s.columns, s.rows, s.percent_missing);
    const auto index = composite{normalize::min_max{}, weight::equal{}, a}.fit(
        t.view(std::min<std::size_t>(4096, s.rows)));
    const auto view = t.view();
    std::vector<double> value(s.rows), coverage(s.percent_missing > 0 ? s.rows : 0);
    measure::against(
        state, {t.values()}, limit(t),
        [&] { index.score(view, value, coverage, threads{alone ? 1 : thread_count}); },
        alone ? measure::clock::own : measure::clock::wall);
  });
}

}  // namespace flat
