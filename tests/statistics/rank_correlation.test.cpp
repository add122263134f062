// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/statistics/kendall.hpp>
#include <ltorisk/statistics/ranking_similarity.hpp>
#include <ltorisk/statistics/ranks.hpp>
#include <ltorisk/statistics/spearman.hpp>

#include <cmath>
#include <limits>
#include <vector>

using namespace ltorisk;
using random_world::dice;
using statistics::kendall_tau_b;
using statistics::ranking_similarity;
using statistics::spearman;
using statistics::weighted_spearman;
using column = std::vector<double>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The definition, pair by pair.
double tau_b_by_pairs(const column& x, const column& y) {
  double excess = 0, differ_x = 0, differ_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (x[i] != x[i] || y[i] != y[i] || x[k] != x[k] || y[k] != y[k]) continue;
      const int a = (x[i] > x[k]) - (x[i] < x[k]), b = (y[i] > y[k]) - (y[i] < y[k]);
      excess += a * b;
      differ_x += a != 0;
      differ_y += b != 0;
    }
  }
  return excess / std::sqrt(differ_x * differ_y);
}

/// Pearson's of ranks that are counted one by one.
double spearman_by_counting(const column& x, const column& y) {
  const auto rank = [&](const column& c, std::size_t i) {
    double below = 0, equal = 0;
    for (std::size_t k = 0; k < c.size(); ++k) {
      if (x[k] != x[k] || y[k] != y[k]) continue;
      below += c[k] < c[i];
      equal += c[k] == c[i];
    }
    return below + (equal + 1) / 2;
  };
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] != x[i] || y[i] != y[i]) continue;
    const double a = rank(x, i), b = rank(y, i);
    ++n;
    sx += a;
    sy += b;
    sxx += a * a;
    sxy += a * b;
    syy += b * b;
  }
  return (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
}

}  // namespace

TEST_CASE("ranks of ties follow the named rule") {
  const column x{5, missing, 1, 5, 7, 1, 5};
  using statistics::ranks;
  using statistics::ties;
  const auto known = [](column r) {
    CHECK(std::isnan(r[1]));
    r.erase(r.begin() + 1);
    return r;
  };
  CHECK(known(ranks(x)) == column{4, 1.5, 4, 6, 1.5, 4});
  CHECK(known(ranks(x, ties::min)) == column{3, 1, 3, 6, 1, 3});
  CHECK(known(ranks(x, ties::max)) == column{5, 2, 5, 6, 2, 5});
  CHECK(known(ranks(x, ties::dense)) == column{2, 1, 2, 3, 1, 2});
  CHECK(ranks(column{0.1 + 0.2, 0.3, 0.4}) == column{2, 1, 3});
  CHECK(ranks(column{0.1 + 0.2, 0.3, 0.4}, ties::average, 1e-12) == column{1.5, 1.5, 3});
  CHECK(ranks(column{0, 1, 2, 3, infinity, infinity}, ties::min, 1) == column{1, 1, 3, 3, 5, 5});
  CHECK(ranks(column{0.0, -0.0, infinity, -infinity}) == column{2.5, 2.5, 4, 1});
  CHECK(ranks(column{}).empty());
}

TEST_CASE("ranks are those of counting, however values cluster") {
  dice d(6);
  for (int world = 0; world < 60; ++world) {
    const std::size_t n = 1 + d.below(400);
    column x;
    for (std::size_t i = 0; i < n; ++i) {
      const double u = d.uniform();
      x.push_back(world % 5 == 0   ? u
                  : world % 5 == 1 ? std::floor(9 * u)
                  : world % 5 == 2 ? std::exp(700 * (2 * u - 1))
                  : world % 5 == 3 ? (d.chance(0.05) ? infinity : 1e308 * (2 * u - 1))
                                   : 1 + 1e-15 * std::floor(99 * u));
    }
    const auto r = statistics::ranks(x);
    for (std::size_t i = 0; i < n; ++i) {
      double below = 0, equal = 0;
      for (const double y : x) {
        below += y < x[i];
        equal += y == x[i];
      }
      REQUIRE(r[i] == below + (equal + 1) / 2);
    }
  }
}

TEST_CASE("rank correlations with ties are those of Siegel's worked example") {
  // Siegel 1956, Nonparametric Statistics, tables 9.3 and 9.6: status striving and the number of
  // yieldings to group pressure of 12 students; r_s = .616 there, from rounded sums, and tau = .39.
  const column striving{3, 4, 2, 1, 8, 11, 10, 6, 7, 12, 5, 9};
  const column yielding{1.5, 1.5, 3.5, 3.5, 5, 6, 7, 8, 9, 10.5, 10.5, 12};
  CHECK(spearman(striving, yielding) == Approx(0.616).margin(0.001));
  CHECK(kendall_tau_b(striving, yielding) == Approx(0.39).margin(0.005));
  // 109.5 is the book's sum of squared differences, 25 its S.
  CHECK(spearman(striving, yielding) ==
        Approx((143 + 141.5 - 109.5) / (2 * std::sqrt(143 * 141.5))).epsilon(1e-14));
  CHECK(kendall_tau_b(striving, yielding) == Approx(25 / std::sqrt(66.0 * 63)).epsilon(1e-14));
}

TEST_CASE("Kendall's tau-b agrees with what other programs print for tied data") {
  // The example in SciPy's documentation of kendalltau.
  CHECK(kendall_tau_b(column{12, 2, 1, 12, 2}, column{1, 4, 7, 1, 0}) ==
        Approx(-0.47140452079103173).epsilon(1e-15));
  // SPSS: 0.617, as quoted at stats.stackexchange.com/questions/653196.
  const column optimism{0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 2, 1};
  const column exercise{0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
  CHECK(kendall_tau_b(optimism, exercise) == Approx(0.617).margin(0.0005));
}

TEST_CASE("rankings that differ at the top have the published weighted coefficients") {
  // Paradowski, Baczkiewicz, Watrobski 2021, doi:10.1016/j.procs.2021.08.138: two of their rankings
  // of 12 products; r_w = 0.96, WS = 0.90.
  const column x{7, 11, 2, 1, 4, 9, 6, 3, 5, 10, 8, 12};
  const column y{7, 11, 3, 2, 4, 9, 6, 1, 5, 10, 8, 12};
  CHECK(weighted_spearman(x, y) == Approx(0.96).margin(0.005));
  CHECK(ranking_similarity(x, y) == Approx(0.90).margin(0.005));
  CHECK(weighted_spearman(y, x) == weighted_spearman(x, y));
  CHECK(ranking_similarity(y, x) != ranking_similarity(x, y));
}

TEST_CASE("the weighted coefficients by hand") {
  // Five rows, the first two change places: d^2 (5 + 4) twice, of 5^4 + 5^3 - 5^2 - 5 = 720.
  const column x{1, 2, 3, 4, 5};
  CHECK(weighted_spearman(x, column{2, 1, 3, 4, 5}) == Approx(1 - 6 * 18 / 720.0).epsilon(1e-15));
  CHECK(ranking_similarity(x, column{2, 1, 3, 4, 5}) ==
        Approx(1 - (0.5 / 4 + 0.25 / 3)).epsilon(1e-15));
  // The last two: what happens there counts less.
  CHECK(weighted_spearman(x, column{1, 2, 3, 5, 4}) == Approx(1 - 6 * 6 / 720.0).epsilon(1e-15));
  CHECK(ranking_similarity(x, column{1, 2, 3, 5, 4}) ==
        Approx(1 - (1.0 / 16 / 3 + 1.0 / 32 / 4)).epsilon(1e-15));
  CHECK(weighted_spearman(x, column{5, 4, 3, 2, 1}) == Approx(-1).epsilon(1e-15));
  CHECK(weighted_spearman(x, x) == 1);
  CHECK(ranking_similarity(x, x) == 1);
}

TEST_CASE("rank correlations are those of their definitions on any data") {
  dice d(17);
  for (int world = 0; world < 300; ++world) {
    const std::size_t n = 2 + d.below(world < 250 ? 40 : 400);
    const std::size_t values = 1 + d.below(2 * n);
    column x, y;
    for (std::size_t i = 0; i < n; ++i) {
      x.push_back(d.chance(0.05) ? missing : static_cast<double>(d.below(values)));
      y.push_back(d.chance(0.05) ? missing : static_cast<double>(d.below(values)) + 0.3 * x.back());
    }
    INFO("world " << world);
    const double tau = tau_b_by_pairs(x, y), rho = spearman_by_counting(x, y);
    if (std::isnan(tau)) {
      REQUIRE(std::isnan(kendall_tau_b(x, y)));
      REQUIRE(std::isnan(spearman(x, y)));
    } else {
      REQUIRE(kendall_tau_b(x, y) == Approx(tau).margin(1e-13));
      REQUIRE(spearman(x, y) == Approx(rho).margin(1e-10));
    }
  }
}

TEST_CASE("a rank correlation that does not exist is NaN") {
  for (const auto& f : {spearman, kendall_tau_b, weighted_spearman, ranking_similarity}) {
    CHECK(std::isnan(f(column{}, column{})));
    CHECK(std::isnan(f(column{1}, column{1})));
  }
  for (const auto& f : {spearman, kendall_tau_b}) {
    CHECK(std::isnan(f(column{2, 2, 2}, column{1, 2, 3})));
    CHECK(std::isnan(f(column{1, missing, 3}, column{missing, 2, 3})));
    CHECK(f(column{1, -infinity, infinity}, column{1e-300, -1e300, 1e300}) == 1);
    CHECK(f(column{1, 2, 3}, column{3, 2, 1}) == -1);
  }
}
