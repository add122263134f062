// SPDX-License-Identifier: BSL-1.0

#include "data.hpp"
#include "limits.hpp"
#include "measure.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/any_weighting.hpp>
#include <ltorisk/composite.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/coefficient_of_variation.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/equal.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/idocriw.hpp>
#include <ltorisk/weight/lopcow.hpp>
#include <ltorisk/weight/merec.hpp>
#include <ltorisk/weight/standard_deviation.hpp>
#include <ltorisk/weight/statistical_variance.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace {

using namespace ltorisk;

using limit_of = measure::limit (*)(const data::columns&);

std::string suffix(std::size_t rows, int missing) {
  return "/columns:12/rows:" + std::to_string(rows) + "/missing:" + std::to_string(missing);
}

/// What a scheme makes of a sample of 12 columns, summaries included.
template <class W>
void add_weights(const W& w, std::size_t rows, limit_of limit, int missing = 0) {
  measure::add("weights/" + std::string(W::name) + suffix(rows, missing),
               [=](benchmark::State& state) {
                 const auto& t = data::cached(12, rows, missing);
                 std::vector<criterion> criteria;
                 const auto view = t.view();
                 const auto columns = detail::columns_of(view, criteria);
                 measure::against(state, {t.values()}, limit(t), [&] {
                   benchmark::DoNotOptimize(any_weighting(w)(columns, rows, criteria));
                 });
               });
}

/// A whole `fit`: scales, then weights.
template <class N, class W>
void add_fit(const N& n, const W& w, std::size_t rows, limit_of limit) {
  measure::add("fit/" + std::string(N::name) + "/" + W::name + suffix(rows, 0),
               [=](benchmark::State& state) {
                 const auto& t = data::cached(12, rows, 0);
                 const composite scheme{n, w, aggregate::arithmetic_mean{}};
                 const auto view = t.view();
                 measure::against(state, {t.values()}, limit(t),
                                  [&] { benchmark::DoNotOptimize(scheme.fit(view)); });
               });
}

/// The products of every pair of 12 columns and their sums, or reading them where that is slower.
measure::limit correlations(const data::columns& t) {
  const auto pairs = static_cast<double>(t.cells.size() * (t.cells.size() + 1) / 2);
  auto products = limits::multiply_add(static_cast<double>(t.rows()) * pairs);
  auto read = limits::read(t);
  const auto way = [&](const measure::limit& l) {
    double least = 1e9;
    for (const auto& w : l.ways) {
      for (int i = 0; i < 3; ++i) {
        least = std::min<double>(least, measure::time_of(w, 1, measure::clock::own));
      }
    }
    return least;
  };
  return way(products) > way(read) ? products : read;
}

/// The logarithm of every value that is known; of one that is not it would take longer.
measure::limit log_of_known(const data::columns& t) {
  return {"vector log", {[&t] {
            limits::pack sum;
            for (const auto& c : t.cells) {
              sum += limits::over(c.data(), 0, t.rows(), [](limits::pack x, limits::pack s) {
                return s + math::log(math::select(x == x, x, 1));
              });
            }
            benchmark::DoNotOptimize(sum);
          }}};
}

const bool cases = [] {
  using namespace weight;
  constexpr std::size_t many = 1000000, some = 20000;
  for (const int missing : {0, 5}) {
    add_weights(critic{}, many, correlations, missing);
    add_weights(entropy{}, many, log_of_known, missing);
  }
  const auto reading = [](const auto&... w) { (add_weights(w, some, limits::read), ...); };
  reading(coefficient_of_variation{}, standard_deviation{}, statistical_variance{}, angle{},
          cilos{}, lopcow{});
  add_weights(critic{}, some, correlations);
  const auto with_logarithms = [](const auto&... w) { (add_weights(w, some, limits::log), ...); };
  with_logarithms(entropy{}, idocriw{}, merec{});
  add_weights(gini{}, some, limits::sort);

  add_fit(normalize::min_max{}, equal{}, many, limits::read);
  add_fit(normalize::min_max{}, critic{}, many, correlations);
  add_fit(normalize::z_score{}, equal{}, some, limits::read);
  add_fit(normalize::percentile_rank{}, equal{}, some, limits::sort);
  return true;
}();

}  // namespace
