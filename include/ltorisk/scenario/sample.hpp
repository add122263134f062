// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scenario/batch.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/compare.hpp>
#include <ltorisk/scenario/settle.hpp>
#include <ltorisk/scenario/weight_draws.hpp>
#include <ltorisk/scenario/wiring.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/threads.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

struct sample_options {
  run_options run = {.tolerance = 1e-10};
  std::size_t draws = 10000;
  std::uint64_t seed = 1;
  /// The number of the first draw: two samples of 500 are one of 1000.
  std::uint64_t first = 0;
  /// What a weight without a range of its own is multiplied by.
  interval factor = {0.5, 1.5};
  /// The concepts whose changes are kept; all where empty.
  std::vector<std::string> on = {};
  unsigned threads = 1;  ///< 0: as many as the machine runs at once
};

/// Changes against the status quo under weights as they might be: the same draws for every package.
struct sampled_changes {
  /// What does not move further than this has no sign.
  static constexpr double none = 1e-9;

  std::string package = {};
  std::vector<std::string> ids = {};
  /// Under the map's own weights.
  std::vector<double> nominal = {};
  /// By concept, then by draw; `missing` where package or status quo found no fixed point.
  std::vector<std::vector<double>> draws = {};

  [[nodiscard]] std::size_t index_of(std::string_view id) const {
    const auto found = std::ranges::find(ids, id);
    if (found != ids.end()) return static_cast<std::size_t>(found - ids.begin());
    throw input_error({{"sample", "has no " + in_quotes(id) + suggestion(id, ids)}});
  }
  [[nodiscard]] static int sign_of(double change) {
    return change > none ? 1 : change < -none ? -1 : 0;
  }
  /// Share of all draws in which the change has the sign it has under the map's own weights. A draw
  /// without a fixed point has no sign; without one under the map's own weights, `missing`.
  [[nodiscard]] double sign_holds(std::string_view id) const {
    const auto k = index_of(id);
    if (!is_known(nominal[k])) return missing;
    return share(k, [&](double x) { return is_known(x) && sign_of(x) == sign_of(nominal[k]); });
  }
  [[nodiscard]] double unsettled() const {
    return draws.empty() ? 0 : share(0, [](double x) { return !is_known(x); });
  }
  /// p in 0..1, linear between order statistics (Hyndman and Fan 1996, type 7) of the draws that
  /// settled; `missing` where none did.
  [[nodiscard]] double quantile(std::string_view id, double p) const {
    if (!(p >= 0 && p <= 1)) {
      throw domain_error("quantile: p must be in [0, 1], got " + to_text(p));
    }
    auto known = draws[index_of(id)];
    std::erase_if(known, [](double x) { return !is_known(x); });
    if (known.empty()) return missing;
    const double at = p * static_cast<double>(known.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(at);
    const auto low = known.begin() + below;
    std::ranges::nth_element(known, low);
    if (low + 1 == known.end()) return *low;
    return *low +
           (at - static_cast<double>(below)) * (*std::min_element(low + 1, known.end()) - *low);
  }

 private:
  template <class F>
  [[nodiscard]] double share(std::size_t k, F counts) const {
    return static_cast<double>(std::ranges::count_if(draws[k], counts)) /
           static_cast<double>(draws[k].size());
  }
};

namespace detail {

/// A chunk of draws at a time through all wirings; chunks are dealt to threads and write to places
/// of their own.
class sampler {
 public:
  sampler(const causal_map& m, const std::vector<package>& packages, const sample_options& o)
      : o_(o), ids_(m.ids()), weights_(m, o.seed, o.factor) {
    constexpr std::size_t most = 100'000'000;
    if (o.draws == 0 || o.draws > most) {
      throw domain_error("sample: draws must be in 1.." + std::to_string(most) + ", got " +
                         std::to_string(o.draws));
    }
    maps_.emplace_back(m, package{.name = "status quo"}, o.run);
    for (const auto& p : packages) maps_.emplace_back(m, p, o.run);
    const auto nominal = compare(m, packages, o.run);
    auto kept = o.on.empty() ? ids_ : o.on;
    for (const auto& id : kept) on_.push_back(m.index_of(id));
    for (const auto& p : nominal.packages) {
      sampled_changes s{.package = p.name, .ids = kept};
      for (const auto i : on_) s.nominal.push_back(p.change.values[i]);
      s.draws.assign(on_.size(), std::vector<double>(o.draws));
      results_.push_back(std::move(s));
    }
  }

  template <unsigned Isa>
  [[nodiscard]] std::vector<sampled_changes> run() {
    const std::size_t chunks = (o_.draws + chunk - 1) / chunk;
    threads{o_.threads}(chunks, [&](std::size_t c) { run_chunk<Isa>(c * chunk); });
    return std::move(results_);
  }

 private:
  static constexpr std::size_t chunk = 256;  // their weights stay in the cache

  template <unsigned Isa>
  void run_chunk(std::size_t first) {
    const std::size_t sets = std::min<std::size_t>(chunk, o_.draws - first);
    const std::size_t edges = weights_.edges(), kept = on_.size();
    std::vector<double> w(sets * edges), base(sets * kept);
    for (std::size_t d = 0; d < sets; ++d)
      weights_.draw(o_.first + first + d, w.data() + d * edges);
    for (std::size_t p = maps_[0].rests() ? 1 : 0; p < maps_.size(); ++p) {
      batch<Isa> lanes(maps_[p], o_.run.tolerance, max_steps);
      lanes.run(w.data(), sets, [&](std::size_t d, const double* x) {
        concept_values slow;
        if (!x) {
          slow.values = alone(maps_[p], w.data() + d * edges);
          x = slow.values.data();
        }
        for (std::size_t k = 0; k < kept; ++k) {
          if (p == 0)
            base[d * kept + k] = x[on_[k]];
          else
            results_[p - 1].draws[k][first + d] = x[on_[k]] - base[d * kept + k];
        }
      });
    }
  }

  // A set of weights that does not settle soon, with all that `settle` knows.
  [[nodiscard]] std::vector<double> alone(const wiring& map, const double* w) const {
    const auto other = map.with({w, w + weights_.edges()});
    auto s = settler(other, ids_, o_.run).run();
    if (s.outcome == outcome::fixed_point) return std::move(s.states.front().values);
    return std::vector<double>(ids_.size(), missing);
  }

  static constexpr std::size_t max_steps = 1024;

  const sample_options& o_;
  std::vector<std::string> ids_;
  weight_draws weights_;
  std::vector<wiring> maps_;
  std::vector<std::size_t> on_;
  std::vector<sampled_changes> results_;
};

}  // namespace detail

/// Weights are judgement: how do the changes look, and how often do their signs hold, if every
/// weight is somewhat different? Independent of threads and chunks, bit for bit in one build. The
/// fixed points are found to the tolerance by the rate at which steps shrink.
[[nodiscard]] inline std::vector<sampled_changes> sample(const causal_map& m,
                                                         const std::vector<package>& packages,
                                                         const sample_options& o = {}) {
  return detail::sampler(m, packages, o).run<simd::native_isa>();
}

}  // namespace ltorisk::scenario
