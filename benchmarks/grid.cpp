// SPDX-License-Identifier: BSL-1.0

#include "measure.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/harmonic_mean.hpp>
#include <ltorisk/aggregate/maximum.hpp>
#include <ltorisk/aggregate/median.hpp>
#include <ltorisk/aggregate/minimum.hpp>
#include <ltorisk/aggregate/ordered_mean.hpp>
#include <ltorisk/aggregate/power_mean.hpp>
#include <ltorisk/compare/agreement.hpp>
#include <ltorisk/compare/fragility.hpp>
#include <ltorisk/compare/score_variants.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/distance_to_reference.hpp>
#include <ltorisk/normalize/goalposts.hpp>
#include <ltorisk/normalize/log_transformed.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/quantile_winsorized.hpp>
#include <ltorisk/normalize/share_of_sum.hpp>
#include <ltorisk/normalize/vector.hpp>
#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/coefficient_of_variation.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/idocriw.hpp>
#include <ltorisk/weight/lopcow.hpp>
#include <ltorisk/weight/merec.hpp>
#include <ltorisk/weight/rank_order_centroid.hpp>
#include <ltorisk/weight/standard_deviation.hpp>
#include <ltorisk/weight/statistical_variance.hpp>

#include <exception>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace ltorisk;

compare::grid nine_twelve_eight() {
  return {.normalizations = {normalize::min_max{}, normalize::percentile_rank{},
                             normalize::goalposts{.lower = 0, .upper = 20}, normalize::vector{},
                             normalize::share_of_sum{}, normalize::distance_to_reference{},
                             normalize::quantile_winsorized<normalize::min_max>{},
                             normalize::log_transformed<normalize::min_max>{},
                             normalize::winsorized<normalize::min_max>{}},
          .weightings = {weight::equal{}, weight::entropy{}, weight::critic{},
                         weight::standard_deviation{}, weight::coefficient_of_variation{},
                         weight::statistical_variance{}, weight::gini{}, weight::angle{},
                         weight::merec{}, weight::idocriw{}, weight::lopcow{},
                         weight::rank_order_centroid{}},
          .aggregations = {aggregate::arithmetic_mean{}, aggregate::geometric_mean{0.01},
                           aggregate::harmonic_mean{0.01}, aggregate::power_mean{2},
                           aggregate::minimum{}, aggregate::maximum{}, aggregate::median{},
                           aggregate::ordered_mean{}}};
}

struct sample {
  std::vector<std::string> ids;
  std::vector<std::vector<double>> columns;
  std::vector<criterion> criteria;
  table_view view;
};

std::shared_ptr<sample> random_sample(std::size_t rows, std::size_t columns) {
  auto s = std::make_shared<sample>();
  std::mt19937_64 bits(1);
  const auto uniform = [&] { return static_cast<double>(bits() >> 11) * 0x1p-53; };
  s->columns.resize(columns);
  s->view = table_view(rows);
  for (std::size_t j = 0; j < columns; ++j) s->ids.push_back("x" + std::to_string(j));
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t r = 0; r < rows; ++r) s->columns[j].push_back(1 + 9 * uniform() * uniform());
    s->view.add(s->ids[j], s->columns[j]);
    s->criteria.push_back({s->ids[j], j % 3 == 0 ? sign::minus : sign::plus});
  }
  return s;
}

/// As many models as the grid has combinations, over the columns of their normalization.
struct plain_scores {
  std::vector<std::vector<compare::detail::prepared_column>> columns;
  std::vector<table_view> views;
  std::vector<std::pair<model, std::size_t>> models;

  plain_scores(const compare::grid& g, const sample& s) : columns(g.normalizations.size()) {
    for (std::size_t n = 0; n < columns.size(); ++n) {
      views.emplace_back(s.view.rows());
      framework f{.id = "prepared", .score_range = {0, 1}};
      node top{.id = "top"};
      for (std::size_t j = 0; j < s.ids.size(); ++j) {
        columns[n].push_back(compare::detail::prepare(g.normalizations[n], s.criteria[j],
                                                      s.view.columns()[j], s.view));
      }
      for (std::size_t j = 0; j < s.ids.size(); ++j) {
        const auto& column = columns[n][j];
        views[n].add(s.ids[j], column.values);
        f.indicators.push_back({.id = s.ids[j], .scale = compare::detail::as_it_is(column.range)});
        top.children.push_back({.child = s.ids[j], .weight = 1.0 + static_cast<double>(j)});
      }
      f.outcomes = {"top"};
      for (const auto& a : g.aggregations) {
        top.aggregation = a;
        f.nodes = {top};
        const auto one = fit(f);
        models.insert(models.end(), g.weightings.size(), {one, n});
      }
    }
  }
  void operator()() const {
    for (const auto& [m, n] : models) {
      benchmark::DoNotOptimize(m.score(views[n], {.coverage = false, .bounds = false}));
    }
  }
};

/// The whole of a grid, ranks included, against the scoring alone.
const bool grids = [] {
  measure::add("grid/9x12x8/columns:23/rows:1000", [](benchmark::State& state) {
    const auto g = nine_twelve_eight();
    const auto s = random_sample(1000, 23);
    const plain_scores plain(g, *s);
    measure::against(state, {static_cast<double>(g.size() * 1000 * 23)},
                     {"as many scores of prepared columns", {[&] { plain(); }}}, [&] {
                       benchmark::DoNotOptimize(compare::score_variants(g, s->view, s->criteria));
                     });
  });
  return true;
}();

/// The provinces of the example, and what is asked of their grid; run where the examples lie.
const bool provinces = [] {
  measure::add("grid/provinces", [](benchmark::State& state) {
    try {
      const auto f = read_framework_file("examples/data/public_data.json");
      const auto data = read_csv_file("examples/data/provinces.csv", f);
      const std::vector<criterion> criteria{{"conflict_phase"}, {"mined_area_growth"}, {"poverty"}};
      const compare::grid g{
          .normalizations = {normalize::min_max{}, normalize::percentile_rank{}},
          .weightings = {weight::equal{}, weight::critic{}, weight::standard_deviation{}},
          .aggregations = {aggregate::arithmetic_mean{}, aggregate::geometric_mean{0.01},
                           aggregate::maximum{}}};
      const auto m = compare::score_variants(g, data, criteria);
      measure::against(state, {static_cast<double>(g.size() * data.rows() * criteria.size())},
                       {"the grid without agreement and spread", {[&] {
                          benchmark::DoNotOptimize(compare::score_variants(g, data, criteria));
                        }}},
                       [&] {
                         const auto all = compare::score_variants(g, data, criteria);
                         benchmark::DoNotOptimize(compare::agreement_of(all)(0, 1));
                         benchmark::DoNotOptimize(compare::fragility_of(all).communities.size());
                       });
    } catch (const std::exception& e) {
      state.SkipWithError(e.what());
    }
  });
  return true;
}();

}  // namespace
