// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/random/point_set.hpp>
#include <ltorisk/sensitivity/batch_function.hpp>
#include <ltorisk/sensitivity/bootstrap.hpp>
#include <ltorisk/sensitivity/factor.hpp>
#include <ltorisk/sensitivity/indices.hpp>
#include <ltorisk/sensitivity/saltelli_sample.hpp>
#include <ltorisk/sensitivity/sobol_estimator.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity {

struct sobol_options {
  /// N. A power of two where the points are Sobol's.
  std::size_t draws = 1024;
  /// Of the bootstrap; none give no intervals.
  std::size_t resamples = 1000;
  /// Of the intervals.
  double level = 0.95;
  /// Of the bootstrap. The points have their own.
  std::uint64_t seed = 1;
  /// Points a function is given at a time, at most: fewer where they have many coordinates.
  std::size_t batch = 256;
};

namespace detail {

inline void validate(const sobol_options& o) {
  constexpr std::size_t most = std::size_t{1} << 31;
  if (o.draws < 2 || o.draws > most) {
    throw domain_error("sobol_indices: draws must be in 2.." + std::to_string(most) + ", got " +
                       std::to_string(o.draws));
  }
  constexpr std::size_t most_resamples = 1'000'000;
  if (o.resamples > most_resamples) {
    throw domain_error("sobol_indices: resamples must be in 0.." + std::to_string(most_resamples) +
                       ", got " + std::to_string(o.resamples));
  }
  if (!(o.level > 0 && o.level < 1)) {
    throw domain_error("sobol_indices: level must be in (0, 1), got " + to_text(o.level));
  }
  if (o.batch == 0) throw domain_error("sobol_indices: batch must be at least 1, got 0");
}

inline void require_names(const std::vector<std::string>& scalars) {
  fault_list faults;
  if (scalars.empty()) faults.add("scalars", "there are none");
  for (auto name = scalars.begin(); name != scalars.end(); ++name) {
    if (std::find(scalars.begin(), name, *name) != name) {
      faults.add("scalar " + in_quotes(*name), "is there twice");
    }
  }
  faults.throw_if_any();
}

template <executor Executor>
void estimate_scalar(const evaluations& all, std::size_t scalar, const sobol_options& o,
                     const Executor& run, scalar_indices& out) {
  const estimator indices(all, scalar);
  const std::vector<double> once(all.draws(), 1);
  out.mean = indices.mean();
  out.variance = indices.variance(once);
  const auto k = indices.factors(), figures = 2 * k + 1;
  std::vector<double> values(figures);
  indices(once, values);
  std::vector<double> resampled(o.resamples * figures);
  constexpr std::size_t chunk = 16;
  run((o.resamples + chunk - 1) / chunk, [&](std::size_t c) {
    std::vector<double> counts(all.draws());
    for (auto r = c * chunk; r < std::min<std::size_t>(o.resamples, (c + 1) * chunk); ++r) {
      resample(o.seed, r, counts);
      indices(counts, {resampled.data() + r * figures, figures});
    }
  });
  const auto figure = [&](std::size_t at) {
    std::vector<double> one;
    for (std::size_t r = 0; r < o.resamples; ++r) one.push_back(resampled[r * figures + at]);
    return summarize(values[at], std::move(one), o.level);
  };
  for (std::size_t j = 0; j < k; ++j) {
    out.factors[j].first = figure(j);
    out.factors[j].total = figure(k + j);
    out.factors[j].note = note_on(out.factors[j], o.level);
  }
  out.additive = figure(2 * k);
}

}  // namespace detail

/// How much of each scalar's variance comes from which factor: Sobol' indices of first order,
///
///     S_j  = Var(E[y | x_j]) / Var(y),  estimated by  mean(f(B) (f(A_B^j) - f(A))) / V
///
/// (Saltelli, Annoni, Azzini, Campolongo, Ratto, Tarantola 2010, doi:10.1016/j.cpc.2009.09.018,
/// with f less its mean over A and B), and total ones,
///
///     ST_j = E[Var(y | all but x_j)] / Var(y),  estimated by  mean((f(A) - f(A_B^j))^2) / (2 V)
///
/// (Jansen 1999, doi:10.1016/S0010-4655(98)00154-4). A and B are two samples of N points; A_B^j is
/// A with factor j taken from B; V is the variance of A and B together, n - 1. Factors are
/// independent of each other; the coordinates within one may do anything. N (k + 2) points are
/// evaluated for k factors, 2 n coordinates of `points` are used for n, and all scalars are kept:
/// 8 N (k + 2) bytes each.
///
/// Intervals are percentiles of a bootstrap over draws. Low-discrepancy points err less than it
/// says. A first-order estimate may come out below zero; its note says what that means. A scalar
/// that is not finite everywhere, or constant, has no indices, and `undefined` says why.
///
///     const auto found = sobol_indices(random::sobol(2 * 5, 1), {run_of("weights", 0, 4),
///                                      run_of("evidence", 4, 1)}, {"score"}, f);
///
/// Bit for bit the same for any executor and any batch. Throws `input_error` where the factors do
/// not share out the coordinates or a scalar is there twice, `domain_error` where an option is
/// outside its domain, and what `f` throws.
template <random::point_set Points, batch_function F, executor Executor = sequential>
[[nodiscard]] analysis sobol_indices(const Points& points, const std::vector<factor>& factors,
                                     const std::vector<std::string>& scalars, const F& f,
                                     const sobol_options& o = {}, const Executor& run = {}) {
  detail::validate(o);
  const auto coordinates = coordinates_of(factors);
  detail::require_names(scalars);

  detail::evaluations all(scalars.size(), factors.size(), o.draws);
  // Both samples of a batch stay in the cache.
  constexpr std::size_t most = std::size_t{1} << 16;
  const auto batch = std::clamp<std::size_t>(most / coordinates, 1, o.batch);
  run((o.draws - 1) / batch + 1, [&](std::size_t c) {
    const auto first = c * batch;
    detail::evaluate_batch(points, factors, scalars.size(), f, first,
                           std::min<std::size_t>(batch, o.draws - first), all);
  });
  analysis result{.draws = o.draws,
                  .evaluations = o.draws * (factors.size() + 2),
                  .resamples = o.resamples,
                  .level = o.level};
  for (std::size_t s = 0; s < scalars.size(); ++s) {
    scalar_indices one{.scalar = scalars[s]};
    for (const auto& g : factors) one.factors.push_back({.factor = g.name});
    one.undefined = detail::undefined_because(all, s, factors);
    if (one.undefined.empty()) detail::estimate_scalar(all, s, o, run, one);
    result.scalars.push_back(std::move(one));
  }
  return result;
}

}  // namespace ltorisk::sensitivity
