// SPDX-License-Identifier: BSL-1.0

#include "allocations.hpp"
#include "by_hand.hpp"
#include "framework.hpp"
#include "measure.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <vector>

using namespace ltorisk;

namespace {

by_hand::community<double> row_of(const data::columns& t, std::size_t row) {
  static_assert(sizeof(by_hand::community<double>) == 25 * sizeof(double));
  double figures[25];
  for (std::size_t j = 0; j < 25; ++j) figures[j] = t.cells[j][row];
  return std::bit_cast<by_hand::community<double>>(figures);
}

/// One community after another, all figures known: what `score` does for each against the same by
/// hand. `allocations` is how many one call makes.
template <class Score>
void add(const char* name, Score score) {
  measure::add("record/" + std::string(name), [=](benchmark::State& state) {
    const auto t = data::communities(1024, 0);
    const auto model = fit(frameworks::andean_mining());
    std::vector<by_hand::community<double>> rows;
    for (std::size_t r = 0; r < t.rows(); ++r) rows.push_back(row_of(t, r));
    const auto right = model.score(t.view(), {.coverage = false, .bounds = false});
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const auto o = by_hand::score(rows[r]);
      const double wanted[] = {o.lto_formal, o.lto_informal, o.conflict_risk};
      for (std::size_t k = 0; k < 3; ++k) {
        if (!(std::fabs(wanted[k] - right.columns[k].value[r]) < 1e-9)) {
          return state.SkipWithError("by hand it is another framework");
        }
      }
    }
    auto run = score.ready(model);
    std::vector<decltype(score.prepare(t, std::size_t{}))> inputs;
    for (std::size_t r = 0; r < t.rows(); ++r) inputs.push_back(score.prepare(t, r));
    run(inputs.front());
    const auto before = allocations();
    run(inputs.front());
    const auto made = allocations() - before;
    measure::against(state, {t.values()}, {"by hand", {[&] {
                                             for (const auto& c : rows)
                                               benchmark::DoNotOptimize(by_hand::score(c));
                                           }}},
                     [&] {
                       for (const auto& i : inputs) run(i);
                     });
    state.counters["allocations"] = static_cast<double>(made);
  });
}

/// With every reason.
struct assessed {
  [[nodiscard]] static record prepare(const data::columns& t, std::size_t row) {
    record r;
    for (std::size_t j = 0; j < t.ids.size(); ++j) r.set(t.ids[j], t.cells[j][row]);
    return r;
  }
  static auto ready(const model& m) {
    return [&m](const record& r) { benchmark::DoNotOptimize(m.score(r)); };
  }
};

/// The values alone, by what a model keeps ready for rows that come one after the other.
struct values {
  [[nodiscard]] static std::vector<double> prepare(const data::columns& t, std::size_t row) {
    std::vector<double> figures;
    for (const auto& c : t.cells) figures.push_back(c[row]);
    return figures;
  }
  struct scorer {
    row_scorer<simd::native_isa> score;
    double outcomes[3];
    void operator()(const std::vector<double>& figures) {
      score(figures, outcomes);
      benchmark::DoNotOptimize(outcomes);
    }
  };
  static scorer ready(const model& m) { return {m.row_scorer(), {}}; }
};

const bool cases = (add("assessed", assessed{}), add("values", values{}), true);

}  // namespace
