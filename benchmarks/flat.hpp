// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data.hpp"
#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/composite.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/weight/equal.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace flat {

using namespace ltorisk;

struct size {
  std::size_t columns, rows;
  int percent_missing;
};

inline std::string name_of(const char* scheme, const size& s, const std::string& more = "") {
  return "flat/" + std::string(scheme) + "/columns:" + std::to_string(s.columns) +
         "/rows:" + std::to_string(s.rows) + "/missing:" + std::to_string(s.percent_missing) + more;
}

/// A flat index of equal weights: its value, and where cells are missing its coverage.
template <class A, class E = sequential>
void add(const A& a, const size& s, measure::limit (*limit)(const data::columns&),
         const E& executor = {}, const std::string& more = "") {
  measure::add(name_of(A::name, s, more), [=](benchmark::State& state) {
    const auto& t = data::cached(s.columns, s.rows, s.percent_missing);
    const auto index = composite{normalize::min_max{}, weight::equal{}, a}.fit(
        t.view(std::min<std::size_t>(4096, s.rows)));
    const auto view = t.view();
    std::vector<double> value(s.rows), coverage(s.percent_missing > 0 ? s.rows : 0);
    const auto clock = std::is_same_v<E, sequential> ? measure::clock::own : measure::clock::wall;
    measure::against(
        state, {t.values()}, limit(t), [&] { index.score(view, value, coverage, executor); },
        clock);
  });
}

}  // namespace flat
