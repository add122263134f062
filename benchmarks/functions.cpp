// SPDX-License-Identifier: BSL-1.0

#include "data.hpp"
#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/math.hpp>
#include <ltorisk/simd/tanh.hpp>

#include <cmath>
#include <string>

namespace {

using limits::pack;
namespace math = ltorisk::math;

/// A function of packs against the C library's, value after value. (A ratio above one: faster.)
template <class F, class C>
void add(const char* name, F f, C c) {
  measure::add("function/" + std::string(name), [=](benchmark::State& state) {
    const auto& t = data::cached(4, 4096, 0);
    const auto all = [&t](auto g) {
      return [&t, g] {
        pack sum;
        for (const auto& column : t.cells) {
          sum += limits::over(column.data(), 0, t.rows(), [&](pack x, pack s) { return s + g(x); });
        }
        benchmark::DoNotOptimize(sum);
      };
    };
    measure::against(state, {t.values()}, {"C library", {all([&](pack x) { return x.each(c); })}},
                     all(f));
  });
}

const bool functions = [] {
  add(
      "log", [](pack x) { return math::log(x); }, [](double x) { return std::log(x); });
  add(
      "exp", [](pack x) { return math::exp(x); }, [](double x) { return std::exp(x); });
  add(
      "pow", [](pack x) { return math::pow(x, 0.7); }, [](double x) { return std::pow(x, 0.7); });
  add(
      "tanh", [](pack x) { return math::tanh(x); }, [](double x) { return std::tanh(x); });
  add(
      "sqrt", [](pack x) { return math::sqrt(x); }, [](double x) { return std::sqrt(x); });
  return true;
}();

}  // namespace
