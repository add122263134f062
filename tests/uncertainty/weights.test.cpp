// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/random/point_set.hpp>
#include <ltorisk/uncertainty/weights.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::uncertainty;
using Catch::Matchers::WithinAbs;

namespace {

const std::vector<std::string> abcd{"a", "b", "c", "d"};

struct moments {
  std::vector<double> mean, variance;
};

/// Of weights over many draws; every draw is checked to lie on the simplex.
moments moments_of(const any_weight_rule& rule, const std::vector<double>& given,
                   std::size_t draws) {
  const auto draw = rule.bind(abcd);
  const random::independent points{5};
  std::vector<double> u(4), w(4), sum(4), squares(4);
  bool sound = true;
  for (std::size_t d = 0; d < draws; ++d) {
    points.fill(d, 0, u);
    draw(given, u, w);
    double total = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      sound = sound && w[j] > 0;
      total += w[j];
      sum[j] += w[j];
      squares[j] += w[j] * w[j];
    }
    sound = sound && std::fabs(total - 1) < 1e-12;
  }
  CHECK(sound);
  moments m;
  const auto n = static_cast<double>(draws);
  for (std::size_t j = 0; j < 4; ++j) {
    m.mean.push_back(sum[j] / n);
    m.variance.push_back(squares[j] / n - m.mean[j] * m.mean[j]);
  }
  return m;
}

}  // namespace

TEST_CASE("Dirichlet weights have the moments of the Dirichlet distribution") {
  const std::vector<double> given{0.1, 0.2, 0.3, 0.4};
  for (const double c : {0.5, 4.0, 100.0}) {
    const std::size_t draws = 4000;
    const auto m = moments_of(dirichlet{c}, given, draws);
    for (std::size_t j = 0; j < 4; ++j) {
      const double variance = given[j] * (1 - given[j]) / (c + 1);
      CHECK_THAT(m.mean[j], WithinAbs(given[j], 4 * std::sqrt(variance / 4000)));
      CHECK_THAT(m.variance[j], WithinAbs(variance, 0.12 * variance));
    }
  }
}

TEST_CASE("Dirichlet weights have their moments where shapes are all but zero") {
  const std::vector<double> given{0.001, 0.049, 0.35, 0.6};
  for (const double c : {1e-12, 1e-6, 1e-3, 0.01, 0.9, 5.0}) {
    const double draws = 20000;
    const auto m = moments_of(dirichlet{c}, given, 20000);
    for (std::size_t j = 0; j < 4; ++j) {
      const double variance = given[j] * (1 - given[j]) / (c + 1);
      CHECK_THAT(m.mean[j], WithinAbs(given[j], 4 * std::sqrt(variance / draws)));
      // No fourth moment of a weight in 0..1 is above its second.
      CHECK_THAT(m.variance[j], WithinAbs(variance, 4 * std::sqrt(variance / draws)));
    }
    CHECK(m.variance[0] > 0);
  }
}

TEST_CASE("Weights of small shape are those of large ones where both can be had") {
  for (const double shape : {0.1, 0.5, 3.0, 40.0}) {
    for (const double p : {1e-9, 0.01, 0.5, 0.999}) {
      CHECK_THAT(uncertainty::detail::log_gamma_quantile(shape, p),
                 WithinAbs(std::log(uncertainty::detail::gamma_quantile(shape, p)), 1e-12));
    }
  }
}

namespace {

/// Writes what it is told, a user's mistake.
struct told {
  static constexpr const char* kind = "told";
  std::vector<double> what = {};
  [[nodiscard]] auto bind(std::span<const std::string> /*children*/) const {
    return [list = what](std::span<const double> /*given*/, std::span<const double> /*u*/,
                         std::span<double> w) { std::ranges::copy(list, w.begin()); };
  }
  friend bool operator==(const told&, const told&) = default;
};

}  // namespace

TEST_CASE("A user's rule that writes no weights is caught at the draw") {
  const std::vector<double> given(4, 0.25), u(4, 0.5);
  std::vector<double> w(4);
  const auto draw = [&](std::vector<double> what) {
    any_weight_rule(told{std::move(what)}).bind(abcd)(given, u, w);
  };
  CHECK(told{} == told{});
  CHECK_NOTHROW(draw({0, 0.5, 0.5, 0}));
  CHECK_THROWS_WITH(draw({-0.5, 0.5, 0.5, 0.5}),
                    "weight rule 'told': weights must not be negative and must sum to one, got "
                    "-0.5, 0.5, 0.5, 0.5");
  CHECK_THROWS_AS(draw({std::nan(""), 0.5, 0.5, 0}), domain_error);
  CHECK_THROWS_AS(draw({HUGE_VAL, 0, 0, 0}), domain_error);
  CHECK_THROWS_AS(draw({0, 0, 0, 0}), domain_error);
  CHECK_THROWS_AS(draw({1, 1, 0, 0}), domain_error);
}

TEST_CASE("Weights nothing is known of are uniform on the simplex") {
  // Dirichlet(1, 1, 1, 1): mean 1/4, variance 3/80.
  const auto m = moments_of(simplex{}, {0.7, 0.1, 0.1, 0.1}, 20000);
  for (std::size_t j = 0; j < 4; ++j) {
    CHECK_THAT(m.mean[j], WithinAbs(0.25, 4 * std::sqrt(3.0 / 80 / 20000)));
    CHECK_THAT(m.variance[j], WithinAbs(3.0 / 80, 0.05 * 3 / 80));
  }
}

TEST_CASE("Weights of which the order is known have the moments of order statistics") {
  // The largest of n spacings has mean (1 + 1/2 + ... + 1/n) / n, the k-th largest (1/k + ... +
  // 1/n) / n: rank order centroid weights.
  const auto m = moments_of(ranked{{"c", "a", "d", "b"}}, {0.25, 0.25, 0.25, 0.25}, 20000);
  const double place[] = {(1 + 0.5 + 1 / 3.0 + 0.25) / 4, (0.5 + 1 / 3.0 + 0.25) / 4,
                          (1 / 3.0 + 0.25) / 4, 0.25 / 4};
  CHECK_THAT(m.mean[2], WithinAbs(place[0], 0.004));
  CHECK_THAT(m.mean[0], WithinAbs(place[1], 0.003));
  CHECK_THAT(m.mean[3], WithinAbs(place[2], 0.003));
  CHECK_THAT(m.mean[1], WithinAbs(place[3], 0.002));
  // The smallest is a spacing over n: P(least > x) = (1 - n x)^(n - 1), variance 3 / 80 / 16.
  CHECK_THAT(m.variance[1], WithinAbs(3.0 / 80 / 16, 0.06 * 3 / 80 / 16));
}

TEST_CASE("Proportional noise keeps every weight within its share") {
  const std::vector<double> given{0.1, 0.2, 0.3, 0.4};
  const auto draw = any_weight_rule(proportional{0.2}).bind(abcd);
  const random::independent points{9};
  std::vector<double> u(4), w(4);
  for (std::size_t d = 0; d < 500; ++d) {
    points.fill(d, 0, u);
    draw(given, u, w);
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        CHECK(w[i] / w[j] / (given[i] / given[j]) <= 1.2 / 0.8 + 1e-12);
      }
    }
  }
  draw(given, std::vector<double>(4, 0.5), w);
  for (std::size_t j = 0; j < 4; ++j) CHECK_THAT(w[j], WithinAbs(given[j], 1e-15));
}

TEST_CASE("Weights survive concentrations beyond use, and numbers at the ends") {
  const std::vector<double> given{1e-9, 0.2, 0.3, 0.5 - 1e-9};
  std::vector<double> w(4);
  for (const double c : {1e-12, 1e-3, 1e12}) {
    const auto draw = dirichlet{c}.bind(abcd);
    for (const auto& u : {std::vector<double>(4, 0.0), std::vector<double>(4, 1 - 0x1p-53),
                          std::vector<double>{0, 1 - 0x1p-53, 0.5, 0}}) {
      draw(given, u, w);
      double total = 0;
      for (const double x : w) {
        CHECK(x > 0);
        total += x;
      }
      CHECK_THAT(total, WithinAbs(1, 1e-12));
    }
  }
  simplex{}(given, std::vector<double>(4, 0.0), w);
  CHECK_THAT(w[0], WithinAbs(0.25, 1e-15));
}

TEST_CASE("A weight rule that makes no sense says why") {
  CHECK_THROWS_WITH(dirichlet{0}.bind(abcd), "dirichlet: concentration must be above 0, got 0");
  CHECK_THROWS_WITH(dirichlet{1e-13}.bind(abcd), contains("1e-12 or more, got 1e-13"));
  CHECK_THROWS_WITH(dirichlet{-1}.bind(abcd), contains("got -1"));
  CHECK_THROWS_WITH(proportional{1.5}.bind(abcd), contains("in (0, 1], got 1.5"));
  CHECK_THROWS_WITH((ranked{{"a", "b", "c"}}.bind(abcd)), contains("'d' is not in the order"));
  CHECK_THROWS_WITH((ranked{{"a", "b", "c", "a"}}.bind(abcd)), contains("'a' is listed twice"));
  const std::vector<std::string> names{"poverty", "dissent"};
  CHECK_THROWS_WITH((ranked{{"povrty", "dissent"}}.bind(names)),
                    contains("did you mean 'poverty'"));
}
