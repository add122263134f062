// SPDX-License-Identifier: BSL-1.0

#include "framework.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/power_mean.hpp>
#include <ltorisk/composite.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/equal.hpp>

#include <cstddef>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// Runs the case it is given by name, once, inside `measured`: instructions.sh counts only those.
// Without a name it lists the cases.

using namespace ltorisk;

namespace {

constexpr std::size_t rows = 2000;

using run = std::function<void()>;
using make = std::function<run()>;

template <class T>
void keep(const T& result) {
  asm volatile("" : : "r"(&result) : "memory");
}

template <class A>
make flat(const A& a, int percent_missing) {
  return [=]() -> run {
    const auto t = std::make_shared<data::columns>(data::uniform(12, rows, percent_missing));
    const auto index = composite{normalize::min_max{}, weight::equal{}, a}.fit(t->view());
    return [=] { keep(index.score(t->view())); };
  };
}

template <class W>
make weights(const W& w) {
  return [=]() -> run {
    const auto t = std::make_shared<data::columns>(data::uniform(12, rows, 0));
    const composite scheme{normalize::min_max{}, w, aggregate::arithmetic_mean{}};
    return [=] { keep(scheme.fit(t->view())); };
  };
}

make tree(const request& wanted, int percent_missing) {
  return [=]() -> run {
    const auto t = std::make_shared<data::columns>(data::communities(rows, percent_missing));
    const auto model = fit(frameworks::andean_mining());
    return [=] { keep(model.score(t->view(), wanted)); };
  };
}

make one_record() {
  return [=]() -> run {
    const auto t = data::communities(1, 0);
    record r;
    for (std::size_t j = 0; j < t.ids.size(); ++j) r.set(t.ids[j], t.cells[j][0]);
    const auto model = fit(frameworks::andean_mining());
    return [=] { keep(model.score(r)); };
  };
}

make one_row() {
  return []() -> run {
    const auto t = data::communities(1, 0);
    std::vector<double> figures;
    for (const auto& c : t.cells) figures.push_back(c[0]);
    const auto model = fit(frameworks::andean_mining());
    using scorer = row_scorer<simd::native_isa>;  // neither copied nor moved
    const std::shared_ptr<scorer> score(new scorer(model.row_scorer()));
    return [=] {
      double outcomes[3];
      (*score)(figures, outcomes);
      keep(outcomes);
    };
  };
}

const std::vector<std::pair<std::string, make>> cases{
    {"flat/arithmetic_mean/missing:0", flat(aggregate::arithmetic_mean{}, 0)},
    {"flat/arithmetic_mean/missing:5", flat(aggregate::arithmetic_mean{}, 5)},
    {"flat/geometric_mean/missing:0", flat(aggregate::geometric_mean(0.01), 0)},
    {"flat/geometric_mean/missing:5", flat(aggregate::geometric_mean(0.01), 5)},
    {"flat/power_mean/missing:0", flat(aggregate::power_mean(0.7), 0)},
    {"flat/power_mean/missing:5", flat(aggregate::power_mean(0.7), 5)},
    {"framework/values/missing:0", tree({.coverage = false, .bounds = false}, 0)},
    {"framework/values/missing:5", tree({.coverage = false, .bounds = false}, 5)},
    {"framework/coverage/missing:5", tree({.coverage = true, .bounds = false}, 5)},
    {"framework/bounds/missing:5", tree({.coverage = true, .bounds = true}, 5)},
    {"record/assessed", one_record()},
    {"record/values", one_row()},
    {"fit/equal", weights(weight::equal{})},
    {"fit/critic", weights(weight::critic{})},
    {"fit/entropy", weights(weight::entropy{})},
};

}  // namespace

extern "C" [[gnu::noinline]] void measured(const run& r) { r(); }

int main(int argc, char** argv) {
  for (const auto& [name, prepare] : cases) {
    if (argc < 2) std::puts(name.c_str());
    if (argc == 2 && name == argv[1]) {
      const auto r = prepare();
      r();  // what is done once only
      measured(r);
      return 0;
    }
  }
  return argc < 2 ? 0 : 1;
}
