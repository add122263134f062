// SPDX-License-Identifier: BSL-1.0
#pragma once

#ifndef NDEBUG
#error "benchmarks need an optimized build: -DCMAKE_BUILD_TYPE=Release"
#endif

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <functional>
#include <limits>
#include <string>
#include <vector>

/// A case against its limit, measured in turns, so that a machine that changes its speed changes
/// both.
namespace measure {

using pass = std::function<void()>;

/// One thread counts its own time, so that a neighbor on the core does not; several count the
/// clock on the wall.
enum class clock { own, wall };

inline double seconds(clock c) {
  std::timespec t{};
  clock_gettime(c == clock::own ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

inline double time_of(const pass& p, std::size_t times, clock c) {
  const double start = seconds(c);
  for (std::size_t i = 0; i < times; ++i) p();
  return (seconds(c) - start) / static_cast<double>(times);
}

inline double median(std::vector<double> x) {
  const auto middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
  std::nth_element(x.begin(), middle, x.end());
  return *middle;
}

/// What the work is: so many values of so many bytes.
struct work {
  double values = 0;
  double bytes_per_value = sizeof(double);
};

/// Several ways to the same end, of which the fastest is the limit.
struct limit {
  std::string name;
  std::vector<pass> ways;
  /// Where the limit times something else than the whole work: what its time is multiplied by.
  double times = 1;
};

/// Runs the case and its limit in turns. Counters: `values/s` and `bytes/s` of the case, `limit/s`
/// (values) of the limit, and `ratio`, the limit's median time over the case's.
inline void against(benchmark::State& state, const work& w, const limit& l, const pass& run,
                    clock c = clock::own) {
  run();
  const pass* best = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& way : l.ways) {
    way();
    for (int i = 0; i < 3; ++i) {
      const double t = time_of(way, 1, c);
      if (t < least) least = t, best = &way;
    }
  }
  // Long enough for the clock.
  const double one = std::max<double>(time_of(run, 1, c), 1e-9);
  const auto times = static_cast<std::size_t>(std::max<double>(1, 1e-4 / one));
  const auto limit_times = static_cast<std::size_t>(std::max<double>(1, 1e-4 / least));
  std::vector<double> of_limit, of_case;
  for (auto _ : state) {
    of_limit.push_back(l.times * time_of(*best, limit_times, c));
    of_case.push_back(time_of(run, times, c));
    state.SetIterationTime(of_case.back() * static_cast<double>(times));
  }
  const double t = median(of_case), t_limit = median(of_limit);
  state.counters["values/s"] = w.values / t;
  state.counters["bytes/s"] = w.values * w.bytes_per_value / t;
  state.counters["limit/s"] = w.values / t_limit;
  state.counters["ratio"] = t_limit / t;
  state.SetLabel(l.name);
}

/// Registers a case under its name, `scheme/what/columns:12/rows:4096/missing:5`: a filter finds it
/// by any part.
template <class F>
void add(const std::string& name, F f) {
  benchmark::RegisterBenchmark(name.c_str(), f)->UseManualTime()->Unit(benchmark::kMicrosecond);
}

}  // namespace measure
