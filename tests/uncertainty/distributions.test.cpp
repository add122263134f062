// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/uncertainty/anywhere.hpp>
#include <ltorisk/uncertainty/event_rate.hpp>
#include <ltorisk/uncertainty/normal.hpp>
#include <ltorisk/uncertainty/pert.hpp>
#include <ltorisk/uncertainty/share.hpp>
#include <ltorisk/uncertainty/triangular.hpp>
#include <ltorisk/uncertainty/uniform.hpp>

#include <boost/math/distributions/normal.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::uncertainty;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<any_distribution> continuous() {
  return {share{.count = 7, .of = 10},
          share{.count = 212, .of = 300, .age = 3},
          event_rate{.events = 4, .exposure = 18, .per = 12},
          uniform{-2, 5},
          log_uniform{0.5, 80},
          uniform_freshness{.period = 2, .lower = 0, .upper = 10},
          triangular{0, 0, 3},
          triangular{-1, 0.5, 1},
          pert{2, 3, 7},
          truncated_normal{.center = 1, .deviation = 2},
          truncated_normal{.center = 40, .deviation = 5, .lower = 6.8, .upper = 42},
          truncated_normal{.center = 0, .deviation = 1, .lower = 6, .upper = 9}};
}

}  // namespace

TEST_CASE("A quantile is where the distribution function reaches its probability") {
  for (const auto& d : continuous()) {
    INFO(d.name() << ' ' << d.mean());
    double before = -infinity;
    for (double p = 0.001; p < 1; p += 0.037) {
      const double x = d.quantile(p);
      CHECK(x >= before);
      CHECK_THAT(d.cdf(x), WithinAbs(p, 1e-12));
      CHECK_THAT(d.draw(p), WithinRel(x, 1e-14));
      before = x;
    }
    CHECK(d.quantile(0) == d.range().lower);
    CHECK(d.quantile(1) == d.range().upper);
    CHECK(std::isfinite(d.draw(0)));
    CHECK(std::isfinite(d.draw(1 - 0x1p-53)));
  }
}

TEST_CASE("A mean is the mean of the quantiles") {
  for (const auto& d : continuous()) {
    INFO(d.name() << ' ' << d.mean());
    // Midpoints, closer toward the ends: p = t^2 (3 - 2 t).
    double sum = 0;
    constexpr int steps = 20000;
    for (int i = 0; i < steps; ++i) {
      const double t = (i + 0.5) / steps;
      sum += d.quantile(t * t * (3 - 2 * t)) * 6 * t * (1 - t) / steps;
    }
    CHECK_THAT(sum, WithinAbs(d.mean(), 2e-6 * (1 + std::fabs(d.mean()))));
  }
}

TEST_CASE("The interval of a share is that of its Beta posterior") {
  // With x = sin^2 t the density of Beta(k + 1/2, n - k + 1/2) becomes sin^2k t cos^2(n - k) t.
  const auto mass = [](int k, int n, double to) {
    const double end = std::asin(std::sqrt(to));
    constexpr int steps = 2000;  // Simpson
    double sum = 0;
    for (int i = 0; i <= steps; ++i) {
      const double t = end * i / steps;
      const double f = std::pow(std::sin(t), 2 * k) * std::pow(std::cos(t), 2 * (n - k));
      sum += f * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
    }
    return sum * end / (3 * steps);
  };
  for (const auto& [k, n] : {std::pair{0, 7}, {3, 7}, {2, 9}, {40, 41}}) {
    const share s{.count = static_cast<double>(k), .of = static_cast<double>(n)};
    const auto [lower, upper] = credible_interval(s, 0.9);
    CHECK_THAT(mass(k, n, lower) / mass(k, n, 1), WithinAbs(0.05, 1e-10));
    CHECK_THAT(mass(k, n, upper) / mass(k, n, 1), WithinAbs(0.95, 1e-10));
  }
}

TEST_CASE("The interval of the largest count is that of its normal limit") {
  // mean +- z sd, z = 1.6448536269514722: skewness is below 1e-5 of a deviation.
  for (const double p : {0.5, 0.01, 1e-4}) {
    const share s{.count = p * share::most, .of = share::most};
    const auto found = credible_interval(s);
    const double half = 1.6448536269514722 * std::sqrt(p * (1 - p) / share::most);
    CHECK_THAT(found.upper - s.mean(), WithinRel(half, 1e-4));
    CHECK_THAT(s.mean() - found.lower, WithinRel(half, 1e-4));
  }
}

TEST_CASE("With nothing left of a vote its share is the arcsine law") {
  const share old{.count = 290, .of = 300, .age = 4000, .half_life = 2};
  for (const double p : {0.05, 0.3, 0.5, 0.95}) {
    const double s = std::sin(p * 3.14159265358979323846 / 2);
    CHECK_THAT(old.quantile(p), WithinRel(s * s, 1e-11));
  }
  const share fresh{.count = 290, .of = 300};
  CHECK_THAT(fresh.mean(), WithinRel(290.5 / 301, 1e-15));
  // One half-life leaves half the sample.
  const share aged{.count = 290, .of = 300, .age = 2, .half_life = 2};
  CHECK(credible_interval(aged) == credible_interval(share{.count = 145, .of = 150}));
}

TEST_CASE("The interval of a rate is that of its Gamma posterior") {
  // No event: Gamma(1/2) is half the square of a standard normal.
  const event_rate none{.events = 0, .exposure = 24, .per = 12};
  const double z = uncertainty::detail::normal_quantile(0.975);
  CHECK_THAT(credible_interval(none, 0.9).upper, WithinRel(z * z / 2 / 2, 1e-12));
  // Erlang, by hand: Gamma(3/2 + 1/2) has P(x) = 1 - e^-x (1 + x).
  const event_rate some{.events = 1.5, .exposure = 3};
  CHECK_THAT(some.cdf(0.8), WithinRel(1 - std::exp(-2.4) * 3.4, 1e-13));
  CHECK_THAT(some.mean(), WithinRel(2.0 / 3, 1e-15));
  // Beyond a million events another formula takes over, without a step.
  for (const double p : {1e-6, 0.05, 0.5, 0.95}) {
    const double below = uncertainty::detail::gamma_quantile(0.999999e6, p);
    const double above = uncertainty::detail::gamma_quantile(1e6, p);
    CHECK_THAT(above - below, WithinAbs(1, 0.01));
  }
  CHECK_THAT(event_rate{.events = 1e12}.cdf(1e12), WithinAbs(0.5, 1e-5));
}

TEST_CASE("The quantile of the normal distribution is good to the last digits") {
  using boost::math::quantile;
  const boost::math::normal_distribution<long double> normal;
  for (double p = 1e-300; p < 0.5; p *= 7.3) {
    const auto exact = static_cast<double>(quantile(normal, static_cast<long double>(p)));
    CHECK_THAT(uncertainty::detail::normal_quantile(p), WithinRel(exact, 4e-15));
  }
  for (double p = 0.0013; p < 1; p += 0.0037) {
    const auto exact = static_cast<double>(quantile(normal, static_cast<long double>(p)));
    CHECK_THAT(uncertainty::detail::normal_quantile(p),
               WithinAbs(exact, 2e-15 * (1 + std::fabs(exact))));
  }
  CHECK(uncertainty::detail::normal_quantile(0.5) == 0);
  CHECK(uncertainty::detail::normal_quantile(0) == -infinity);
  CHECK(uncertainty::detail::normal_quantile(1) == infinity);
}

TEST_CASE("A category may be its neighbor by value, not by code") {
  const scales::categories c{{{"high", 0, 0.9}, {"none", 1, 0.0}, {"some", 2, 0.4}}};
  CHECK(with_neighbors(c, 2, 0.6) == discrete{{{0, 0.2}, {1, 0.2}, {2, 0.6}}});
  CHECK(with_neighbors(c, 1, 0.75) == discrete{{{1, 0.75}, {2, 0.25}}});
  CHECK_THROWS_WITH(with_neighbors(c, 7), contains("7 must be 'high' (0)"));
  CHECK_THROWS_WITH(with_neighbors(c, 1, 0), contains("sure must be in (0, 1], got 0"));
}

TEST_CASE("A discrete figure is drawn by its shares") {
  const any_distribution d = discrete{{{1, 1}, {2, 0}, {4, 3}}};
  CHECK(d.quantile(0) == 1);
  CHECK(d.quantile(0.25) == 1);
  CHECK(d.quantile(0.2501) == 4);
  CHECK(d.quantile(1) == 4);
  CHECK(d.cdf(3) == 0.25);
  CHECK(d.mean() == 3.25);
}

TEST_CASE("Of a missing figure its scale says what it could be") {
  CHECK(anywhere(scales::linear{2, 9}) == any_distribution(uniform{2, 9}));
  CHECK(anywhere(scales::logarithmic{1, 4}) == any_distribution(log_uniform{1, 4}));
  const auto age = anywhere(scales::half_life{.period = 2});
  CHECK_THAT(std::exp2(-age.quantile(0.5) / 2), WithinRel((1 + std::exp2(-5.0)) / 2, 1e-14));
  const scales::categories c{{{"no", 3, 0}, {"yes", 1, 1}}};
  CHECK(anywhere(c) == any_distribution(discrete{{{1}, {3}}}));
  // Whether something happened has no middle.
  CHECK(anywhere(indicator{.id = "violence", .unit = "0 or 1"}) ==
        any_distribution(discrete{{{0}, {1}}}));
}

TEST_CASE("A distribution that makes no sense says why") {
  CHECK_THROWS_WITH(credible_interval(share{.count = 301, .of = 300}),
                    "share: count must be from 0 to 300, of how many it is, got 301");
  CHECK_THROWS_WITH(any_distribution(share{.count = -1, .of = 3}), contains("got -1"));
  CHECK_THROWS_WITH(any_distribution(share{.count = 1, .of = 3, .age = -1}), contains("age"));
  CHECK_THROWS_WITH(any_distribution(event_rate{.events = 3, .exposure = 0}),
                    "event_rate: exposure must be above 0, got 0");
  CHECK_THROWS_WITH(any_distribution(event_rate{.events = -3}), contains("got -3"));
  CHECK_THROWS_WITH(any_distribution(share{.count = 1, .of = 2e12}),
                    "share: of must be from 0 to 1e+12, got 2e+12");
  CHECK_THROWS_AS(any_distribution(share{.count = 5e299, .of = 1e300}), domain_error);
  CHECK_THROWS_WITH(any_distribution(event_rate{.events = 1, .exposure = 1e-320, .per = 1e300}),
                    contains("rates must be numbers a double holds"));
  CHECK_THROWS_AS(any_distribution(event_rate{.events = 1e300, .per = 1e300}), domain_error);
  CHECK_THROWS_AS(any_distribution(event_rate{.exposure = 1e300, .per = 1e-300}), domain_error);
  CHECK_THROWS_WITH(any_distribution(uniform{2, 2}), contains("lower must be below upper"));
  CHECK_THROWS_WITH(any_distribution(uniform{0, infinity}), contains("upper must be finite"));
  CHECK_THROWS_WITH(any_distribution(triangular{0, 2, 1}), contains("mode must be from 0 to 1"));
  CHECK_THROWS_WITH(any_distribution(pert{0, 0.5, 1, 0}), contains("weight must be above 0"));
  CHECK_THROWS_WITH(any_distribution(log_uniform{0, 1}), contains("lower must be above 0"));
  CHECK_THROWS_WITH(any_distribution(truncated_normal{.deviation = 0}), contains("deviation"));
  CHECK_THROWS_WITH(any_distribution(truncated_normal{0, 1, 60, 70}), contains("too far"));
  CHECK_THROWS_WITH(any_distribution(discrete{}), contains("needs an outcome"));
  CHECK_THROWS_WITH(any_distribution(discrete{{{2}, {1}}}), contains("values must rise"));
  CHECK_THROWS_WITH(credible_interval(uniform{}, 1), contains("in (0, 1), got 1"));
  CHECK_THROWS_AS(any_distribution(uniform{missing, 1}), domain_error);
}
