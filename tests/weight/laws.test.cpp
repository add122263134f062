// SPDX-License-Identifier: BSL-1.0
// What every weighting keeps. A new scheme is a new line in `schemes`.
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/coefficient_of_variation.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/equal.hpp>
#include <ltorisk/weight/equal_importance.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/idocriw.hpp>
#include <ltorisk/weight/lopcow.hpp>
#include <ltorisk/weight/merec.hpp>
#include <ltorisk/weight/pca.hpp>
#include <ltorisk/weight/standard_deviation.hpp>
#include <ltorisk/weight/statistical_variance.hpp>

#include "catch.hpp"
#include "weight/samples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

using namespace weight_samples;

namespace {

enum class constant_column { ignored, weighs_nothing, refused };
/// Changes of a column's unit that change no weight.
enum class unit { matters, may_scale, may_scale_and_shift };

template <class W>
struct promises {
  W scheme;
  constant_column constant;
  unit change;
  /// It needs figures above zero.
  bool positive = false;
};

template <class W>
promises(W, constant_column, unit, bool = false) -> promises<W>;

using enum constant_column;
using enum unit;

const std::tuple schemes{
    promises{weight::equal{}, ignored, may_scale_and_shift},
    promises{weight::angle{}, weighs_nothing, may_scale},
    promises{weight::angle{.costs = weight::cost_rule::reciprocal}, weighs_nothing, may_scale,
             true},
    promises{weight::cilos{}, weighs_nothing, may_scale, true},
    promises{weight::coefficient_of_variation{}, weighs_nothing, may_scale},
    promises{weight::critic{}, weighs_nothing, may_scale_and_shift},
    promises{weight::critic{.direction = weight::critic::directions::ignored}, weighs_nothing,
             may_scale_and_shift},
    promises{weight::entropy{}, weighs_nothing, may_scale},
    promises{weight::entropy{.costs = weight::cost_rule::reciprocal}, weighs_nothing, may_scale,
             true},
    promises{weight::equal_importance{}, refused, matters},
    promises{weight::gini{}, weighs_nothing, may_scale},
    promises{weight::idocriw{}, weighs_nothing, may_scale, true},
    promises{weight::lopcow{}, weighs_nothing, may_scale_and_shift},
    promises{weight::merec{}, weighs_nothing, may_scale, true},
    promises{weight::pca{}, weighs_nothing, may_scale_and_shift},
    promises{weight::pca{.method = weight::pca::methods::first_component}, weighs_nothing,
             may_scale_and_shift},
    promises{weight::standard_deviation{}, weighs_nothing, matters},
    promises{weight::statistical_variance{}, weighs_nothing, matters},
};

template <class Test>
void for_each_scheme(const Test& test) {
  std::apply(
      [&](const auto&... p) {
        const auto one = [&](const auto& line) {
          CAPTURE(line.scheme.name);
          test(line);
        };
        (one(p), ...);
      },
      schemes);
}

template <class W>
constexpr bool looks_at_data = !std::same_as<typename W::summary, statistics::nothing>;

/// Schemes that look at normalized values get benefits.
template <class W>
sample sample_for(const promises<W>&, std::uint64_t seed, std::size_t columns, std::size_t rows,
                  double missing_share = 0) {
  bool costs = true;
  if constexpr (requires(const W& w) { w.input(); }) costs = W{}.input() == weighting_input::raw;
  return drawn_sample(seed, columns, rows, 0.5, 9, costs, missing_share);
}

void near(const std::vector<double>& a, const std::vector<double>& b, double margin = 1e-10) {
  REQUIRE(a.size() == b.size());
  for (std::size_t j = 0; j < a.size(); ++j) CHECK(std::fabs(a[j] - b[j]) <= margin);
}

}  // namespace

TEST_CASE("weights are not negative, sum to one and are the same again") {
  for_each_scheme([](const auto& p) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(seed);
      const auto s = sample_for(p, seed, 2 + seed % 4, 300 + 10 * seed, seed % 2 == 0 ? 0.05 : 0);
      const auto w = weights(p.scheme, s);
      REQUIRE(w.size() == s.columns.size());
      for (const double x : w) CHECK((x >= 0 && x <= 1));
      CHECK(std::accumulate(w.begin(), w.end(), 0.0) == Approx(1).epsilon(1e-14));
      CHECK(weights(p.scheme, s) == w);
      CHECK(p.scheme == make_scheme<std::decay_t<decltype(p.scheme)>>(parameters_of(p.scheme)));
    }
  });
}

TEST_CASE("weights follow their criteria where these are reordered") {
  for_each_scheme([](const auto& p) {
    const auto s = sample_for(p, 3, 5, 80, 0.02);
    const auto w = weights(p.scheme, s);
    std::vector<std::size_t> order{3, 0, 4, 2, 1};
    sample other;
    std::vector<double> expected;
    for (const auto j : order) {
      other.columns.push_back(s.columns[j]);
      other.criteria.push_back(s.criteria[j]);
      expected.push_back(w[j]);
    }
    near(weights(p.scheme, other), expected);
  });
}

TEST_CASE("weights do not depend on the order of the rows") {
  for_each_scheme([](const auto& p) {
    auto s = sample_for(p, 5, 4, 6000, 0.02);
    const auto w = weights(p.scheme, s);
    for (auto& column : s.columns) std::ranges::reverse(column);
    near(weights(p.scheme, s), w);
  });
}

TEST_CASE("a constant column has the weight its scheme documents") {
  for_each_scheme([](const auto& p) {
    using W = std::decay_t<decltype(p.scheme)>;
    if (p.constant == ignored) return;
    auto s = sample_for(p, 9, 4, 50);
    const auto without = [&] {
      auto others = s;
      others.columns.erase(others.columns.begin() + 2);
      others.criteria.erase(others.criteria.begin() + 2);
      return weights(p.scheme, others);
    };
    s.columns[2].assign(s.rows(), 0.1);
    if (p.constant == refused) {
      CHECK_THROWS_WITH(weights(p.scheme, s), contains("column 'c2'") && contains("constant"));
      return;
    }
    const auto w = weights(p.scheme, s);
    CHECK(w[2] == 0);
    // The others as if it were not there. The effects of MEREC are over the number of criteria.
    if (!std::same_as<W, weight::merec>) near({w[0], w[1], w[3]}, without());
    for (auto& column : s.columns) column.assign(s.rows(), 0.1);
    CHECK_THROWS_WITH(weights(p.scheme, s), contains("every column is constant"));
  });
}

TEST_CASE("another unit of a column changes no weight where the scheme says so") {
  for_each_scheme([](const auto& p) {
    if (p.change == matters) return;
    for (const double factor : {1e-150, 1e-6, 1000.0, 1e150}) {
      CAPTURE(factor);
      auto s = sample_for(p, 13, 4, 50);
      const auto w = weights(p.scheme, s);
      for (double& x : s.columns[1]) x *= factor;
      near(weights(p.scheme, s), w);
      if (p.change != may_scale_and_shift) continue;
      for (double& x : s.columns[1]) x += 3 * factor;
      near(weights(p.scheme, s), w);
    }
  });
}

TEST_CASE("too few rows are refused, and the column that lacks them is named") {
  for_each_scheme([](const auto& p) {
    using W = std::decay_t<decltype(p.scheme)>;
    if constexpr (looks_at_data<W>) {
      CHECK_THROWS_WITH(weights(p.scheme, sample_for(p, 1, 3, 1)), contains("needs at least two"));
      CHECK_THROWS_WITH(weights(p.scheme, sample_for(p, 1, 3, 0)), contains("needs at least two"));
      auto s = sample_for(p, 1, 3, 20);
      s.columns[1].assign(s.rows(), missing);
      const bool by_rows = std::same_as<W, weight::merec> || std::same_as<W, weight::cilos>;
      CHECK_THROWS_WITH(weights(p.scheme, s), contains(by_rows ? "sample" : "column 'c1'"));
      s.columns[1][4] = 3;
      CHECK_THROWS_WITH(weights(p.scheme, s), contains(by_rows ? "sample" : "column 'c1'"));
    }
  });
}

TEST_CASE("a scheme of ratios refuses what is not positive, and names the column") {
  for_each_scheme([](const auto& p) {
    if (!p.positive) return;
    auto s = sample_for(p, 1, 4, 30);
    s.columns[1][7] = 0;  // of a cost
    CHECK_THROWS_WITH(weights(p.scheme, s), contains("column 'c1': has the value 0"));
    s.columns[1][7] = -2;
    CHECK_THROWS_WITH(weights(p.scheme, s), contains("column 'c1': has the value -2"));
  });
}

TEST_CASE("one criterion has all the weight") {
  for_each_scheme([](const auto& p) {
    CHECK(weights(p.scheme, sample_for(p, 1, 1, 30)) == std::vector<double>{1});
  });
}

TEST_CASE("columns that say the same weigh the same") {
  for_each_scheme([](const auto& p) {
    auto s = sample_for(p, 21, 4, 60);
    s.columns[2] = s.columns[0];
    s.criteria[2].direction = s.criteria[0].direction;
    const auto w = weights(p.scheme, s);
    CHECK(std::fabs(w[0] - w[2]) <= 1e-9);
  });
}
