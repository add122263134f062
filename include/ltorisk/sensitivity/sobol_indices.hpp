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
#include <ltorisk/sensitivity/sobol_options.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity {

namespace detail {

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
    std::vector<double> above;
    for (std::size_t r = 0; r < o.resamples; ++r) {
      above.push_back(resampled[r * figures + j] - resampled[r * figures + k + j]);
    }
    const auto excess = summarize(values[j] - values[k + j], std::move(above), o.level);
    out.factors[j].note = note_on(out.factors[j], excess, o.level);
  }
  out.additive = figure(2 * k);
}

template <executor Executor>
[[nodiscard]] std::vector<scalar_indices> estimate_all(const evaluations& all,
                                                       const std::vector<factor>& factors,
                                                       const std::vector<std::string>& scalars,
                                                       const sobol_options& o,
                                                       const Executor& run) {
  std::vector<scalar_indices> list;
  for (std::size_t s = 0; s < scalars.size(); ++s) {
    scalar_indices one{.scalar = scalars[s]};
    for (const auto& g : factors) one.factors.push_back({.factor = g.name});
    one.undefined = undefined_because(all, s, factors);
    if (one.undefined.empty()) estimate_scalar(all, s, o, run, one);
    list.push_back(std::move(one));
  }
  return list;
}

/// What has no indices is not waited for.
[[nodiscard]] inline bool within(double tolerance, const std::vector<scalar_indices>& scalars) {
  for (const auto& s : scalars) {
    for (const auto& f : s.factors) {
      if (f.first.error > tolerance || f.total.error > tolerance) return false;
    }
  }
  return true;
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
/// 8 N (k + 2) bytes each for the draws done, and as much again while one is estimated.
///
/// Intervals are percentiles of a bootstrap over draws. Low-discrepancy points err less than it
/// says. A first-order estimate may come out below zero; its note says what that means. A scalar
/// that is not finite everywhere, or constant, has no indices, and `undefined` says why.
///
///     const auto found = sobol_indices(random::sobol(2 * 5, 1), {run_of("weights", 0, 4),
///                                      run_of("evidence", 4, 1)}, {"score"}, f);
///
/// Bit for bit the same for any executor and any batch; fewer draws are the first of more. Throws
/// `input_error` where the factors do not share out the coordinates or a scalar is there twice,
/// `domain_error` where an option is outside its domain or there is no memory, and what `f` throws.
template <random::point_set Points, batch_function F, executor Executor = sequential>
[[nodiscard]] analysis sobol_indices(const Points& points, const std::vector<factor>& factors,
                                     const std::vector<std::string>& scalars, const F& f,
                                     const sobol_options& o = {}, const Executor& run = {}) {
  detail::validate(o);
  const auto coordinates = coordinates_of(factors);
  detail::require_names(scalars);

  detail::evaluations all(scalars.size(), factors.size());
  analysis result{.requested = o.draws, .resamples = o.resamples, .level = o.level};
  // Both samples of a batch stay in the cache.
  constexpr std::size_t most = std::size_t{1} << 16, first_look = 256;
  const auto batch = std::clamp<std::size_t>(most / coordinates, 1, o.batch);
  while (all.draws() < o.draws && !result.cancelled) {
    const auto from = all.draws();
    const auto to = std::min<std::size_t>(o.draws, std::max<std::size_t>(first_look, 2 * from));
    all.reserve(to);
    run((to - from - 1) / batch + 1, [&](std::size_t c) {
      const auto first = from + c * batch;
      detail::evaluate_batch(points, factors, scalars.size(), f, first,
                             std::min<std::size_t>(batch, to - first), all);
    });
    all.done(to);
    result.cancelled = o.on_progress && !o.on_progress({to, o.draws});
    const bool last = to == o.draws || result.cancelled;
    if (!last && o.tolerance == 0) continue;
    result.scalars = detail::estimate_all(all, factors, scalars, o, run);
    if (last || detail::within(o.tolerance, result.scalars)) break;
  }
  result.draws = all.draws();
  result.evaluations = result.draws * (factors.size() + 2);
  return result;
}

}  // namespace ltorisk::sensitivity
