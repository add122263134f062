// SPDX-License-Identifier: BSL-1.0
// Every scheme against its definition, written down naively in long double.
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/coefficient_of_variation.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
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
#include <utility>

using namespace weight_samples;

namespace {

using real = long double;
using list = std::vector<real>;

bool cost(const sample& s, std::size_t j) { return s.criteria[j].direction == sign::minus; }

list known(const sample& s, std::size_t j) {
  list x;
  for (const double v : s.columns[j]) {
    if (v == v) x.push_back(static_cast<real>(v));
  }
  return x;
}

/// Columns of the rows that know every criterion.
std::vector<list> complete(const sample& s) {
  std::vector<list> x(s.columns.size());
  for (std::size_t i = 0; i < s.rows(); ++i) {
    bool all = true;
    for (const auto& c : s.columns) all = all && c[i] == c[i];
    for (std::size_t j = 0; all && j < x.size(); ++j)
      x[j].push_back(static_cast<real>(s.columns[j][i]));
  }
  return x;
}

real size(const list& x) { return static_cast<real>(x.size()); }
real sum(const list& x) {
  real all = 0;
  for (const real v : x) all += v;
  return all;
}
real mean(const list& x) { return sum(x) / size(x); }
real product(const list& x, const list& y) {
  const real a = mean(x), b = mean(y);
  real all = 0;
  for (std::size_t i = 0; i < x.size(); ++i) all += (x[i] - a) * (y[i] - b);
  return all;
}
real deviation(const list& x, int less = 1) { return std::sqrt(product(x, x) / (size(x) - less)); }
real least(const list& x) { return *std::min_element(x.begin(), x.end()); }
real most(const list& x) { return *std::max_element(x.begin(), x.end()); }

list scaled(const list& x, bool is_cost) {
  const real low = least(x), high = most(x);
  list r;
  for (const real v : x) r.push_back((is_cost ? high - v : v - low) / (high - low));
  return r;
}

real correlation(const sample& s, std::size_t j, std::size_t k) {
  list x, y;
  for (std::size_t i = 0; i < s.rows(); ++i) {
    if (s.columns[j][i] != s.columns[j][i] || s.columns[k][i] != s.columns[k][i]) continue;
    x.push_back(static_cast<real>(s.columns[j][i]));
    y.push_back(static_cast<real>(s.columns[k][i]));
  }
  return product(x, y) / std::sqrt(product(x, x) * product(y, y));
}

template <class Amount>
list of_columns(const sample& s, const Amount& amount) {
  list w;
  for (std::size_t j = 0; j < s.columns.size(); ++j) w.push_back(amount(known(s, j), j));
  const real all = sum(w);
  for (real& v : w) v /= all;
  return w;
}

list entropy(const sample& s, bool reciprocal = false) {
  return of_columns(s, [&](list x, std::size_t j) {
    for (real& v : x) v = reciprocal && cost(s, j) ? 1 / v : v;
    // ln n - sum -p ln p, which are nearly equal, as one sum that the mean's rounding spares.
    const real even = mean(x);
    real e = 0;
    for (const real v : x) e += (v > 0 ? v * std::log(v / even) : 0) - (v - even);
    return e / (sum(x) * std::log(size(x)));
  });
}

list critic(const sample& s, bool aware) {
  return of_columns(s, [&](const list& x, std::size_t j) {
    real conflict = 0;
    for (std::size_t k = 0; k < s.columns.size(); ++k) {
      const bool opposed = aware && cost(s, j) != cost(s, k);
      conflict += 1 - (opposed ? -1 : 1) * (j == k ? 1 : correlation(s, j, k));
    }
    return deviation(scaled(x, false)) * conflict;
  });
}

list merec(const sample& s) {
  auto n = complete(s);
  const real m = static_cast<real>(n.size());
  for (std::size_t j = 0; j < n.size(); ++j) {
    const real low = least(n[j]), high = most(n[j]);
    for (real& v : n[j]) v = cost(s, j) ? v / high : low / v;
  }
  list effects(n.size());
  for (std::size_t i = 0; i < n[0].size(); ++i) {
    const auto performance = [&](std::size_t without) {
      real all = 0;
      for (std::size_t j = 0; j < n.size(); ++j) {
        if (j != without) all += std::fabs(std::log(n[j][i]));
      }
      return std::log(1 + all / m);
    };
    for (std::size_t j = 0; j < n.size(); ++j) {
      effects[j] += std::fabs(performance(j) - performance(n.size()));
    }
  }
  const real all = sum(effects);
  for (real& v : effects) v /= all;
  return effects;
}

list cilos(const sample& s) {
  auto x = complete(s);
  const std::size_t m = x.size();
  for (std::size_t j = 0; j < m; ++j) {
    const real low = least(x[j]);
    for (real& v : x[j]) v = cost(s, j) ? low / v : v;
    const real all = sum(x[j]);
    for (real& v : x[j]) v /= all;
  }
  // F, its last equation replaced by the sum of the weights.
  std::vector<list> f(m, list(m + 1));
  for (std::size_t i = 0; i < m; ++i) {
    const auto best =
        static_cast<std::size_t>(std::max_element(x[i].begin(), x[i].end()) - x[i].begin());
    for (std::size_t j = 0; j < m; ++j) {
      const real loss = (most(x[j]) - x[j][best]) / most(x[j]);
      f[i][j] += loss;
      f[j][j] -= loss;
    }
  }
  f[m - 1] = list(m + 1, 1);
  for (std::size_t k = 0; k < m; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < m; ++i) {
      if (std::fabs(f[i][k]) > std::fabs(f[pivot][k])) pivot = i;
    }
    std::swap(f[k], f[pivot]);
    for (std::size_t i = 0; i < m; ++i) {
      if (i == k) continue;
      const real factor = f[i][k] / f[k][k];
      for (std::size_t j = 0; j <= m; ++j) f[i][j] -= factor * f[k][j];
    }
  }
  list q;
  for (std::size_t k = 0; k < m; ++k) q.push_back(f[k][m] / f[k][k]);
  return q;
}

void same(const std::vector<double>& w, const list& expected, double margin = 1e-12) {
  REQUIRE(w.size() == expected.size());
  for (std::size_t j = 0; j < w.size(); ++j) {
    CAPTURE(j, w[j], expected[j]);
    CHECK(std::fabs(static_cast<real>(w[j]) - expected[j]) <= static_cast<real>(margin));
  }
}

/// Small and large, complete and not, even and uneven.
template <class Test>
void everywhere(const Test& test) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    const std::size_t columns = 3 + seed % 5, rows = seed % 3 == 0 ? 5000 : 6 + seed;
    test(drawn_sample(seed, columns, rows, seed % 4 == 0 ? 800 : 0.5, seed % 4 == 0 ? 801 : 9,
                       true, rows > 20 && seed % 2 == 0 ? 0.1 : 0));
  }
}

}  // namespace

TEST_CASE("entropy is one minus Shannon's entropy of the shares") {
  everywhere([](const sample& s) {
    same(weights(weight::entropy{}, s), entropy(s));
    same(weights(weight::entropy{.costs = weight::cost_rule::reciprocal}, s), entropy(s, true));
  });
}

TEST_CASE("deviations, variances and coefficients of variation are those of the columns") {
  everywhere([](const sample& s) {
    const auto spread = [](const list& x, std::size_t) { return deviation(x); };
    const auto square = [](const list& x, std::size_t) { return product(x, x) / size(x); };
    const auto relative = [](const list& x, std::size_t) { return deviation(x) / mean(x); };
    same(weights(weight::standard_deviation{}, s), of_columns(s, spread));
    same(weights(weight::statistical_variance{}, s), of_columns(s, square));
    same(weights(weight::coefficient_of_variation{}, s), of_columns(s, relative));
  });
}

TEST_CASE("gini is the mean difference over twice the mean") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto s = drawn_sample(seed, 4, 200, 0, 9, true, seed % 2 == 0 ? 0.2 : 0);
    same(weights(weight::gini{}, s), of_columns(s, [](const list& x, std::size_t) {
           real all = 0;
           for (const real a : x) {
             for (const real b : x) all += std::fabs(a - b);
           }
           return all / (2 * size(x) * size(x) * mean(x));
         }));
  }
}

TEST_CASE("angle is that between the column and an even one") {
  for (const bool reciprocal : {false, true}) {
    everywhere([&](const sample& s) {
      const weight::angle scheme{.costs = reciprocal ? weight::cost_rule::reciprocal
                                                     : weight::cost_rule::as_they_are};
      same(weights(scheme, s),
           of_columns(s,
                      [&](list x, std::size_t j) {
                        for (real& v : x) {
                          if (reciprocal && cost(s, j)) v = 1 / v;
                        }
                        real squares = 0;
                        for (const real v : x) squares += v * v;
                        return std::acos(sum(x) / std::sqrt(size(x) * squares));
                      }),
           1e-10);  // the cosine of a small angle has lost its digits
    });
  }
}

TEST_CASE("lopcow is the logarithm of root mean square over deviation") {
  for (const int less : {0, 1}) {
    everywhere([&](const sample& s) {
      const weight::lopcow scheme{.deviation = less == 1 ? statistics::deviation::sample
                                                         : statistics::deviation::population};
      same(weights(scheme, s), of_columns(s, [&](const list& x, std::size_t j) {
             const auto r = scaled(x, cost(s, j));
             real squares = 0;
             for (const real v : r) squares += v * v;
             return std::fabs(100 * std::log(std::sqrt(squares / size(r)) / deviation(r, less)));
           }));
    });
  }
}

TEST_CASE("critic is contrast times conflict") {
  everywhere([](const sample& s) {
    same(weights(weight::critic{}, s), critic(s, true));
    same(weights(weight::critic{.direction = weight::critic::directions::ignored}, s),
         critic(s, false));
  });
}

TEST_CASE("merec is the effect of taking a criterion away") {
  everywhere([](const sample& s) { same(weights(weight::merec{}, s), merec(s)); });
}

TEST_CASE("cilos solves its linear system, and idocriw multiplies it by entropy") {
  everywhere([](const sample& s) {
    same(weights(weight::cilos{}, s), cilos(s), 1e-11);
    const auto q = cilos(s), e = entropy(s);
    list both;
    for (std::size_t j = 0; j < q.size(); ++j) both.push_back(q[j] * e[j]);
    const real all = sum(both);
    for (real& v : both) v /= all;
    same(weights(weight::idocriw{}, s), both, 1e-11);
  });
}

TEST_CASE("under equal importance every criterion has the same correlation with the index") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto s = drawn_sample(seed, 5, 300, 0, 1, false);
    const bool given = seed % 2 == 0;
    const weight::equal_importance scheme{.targets = given ? std::vector<double>{1, 1.1, 1, 0.9, 1}
                                                           : std::vector<double>{}};
    const auto w = weights(scheme, s);
    list index(s.rows());
    for (std::size_t j = 0; j < w.size(); ++j) {
      for (std::size_t i = 0; i < index.size(); ++i) {
        index[i] += static_cast<real>(w[j]) * static_cast<real>(s.columns[j][i]);
      }
    }
    list importance;
    for (std::size_t j = 0; j < w.size(); ++j) {
      const auto x = known(s, j);
      importance.push_back(product(x, index) / std::sqrt(product(x, x) * product(index, index)) /
                           (given ? static_cast<real>(scheme.targets[j]) : 1));
    }
    for (const real v : importance) CHECK(std::fabs(v - importance[0]) <= 1e-9L);
  }
}

TEST_CASE("pca takes eigenvectors, and varimax makes the squares vary most") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const auto s = drawn_sample(seed, 5, 60, 0, 1, false, seed % 2 == 0 ? 0.1 : 0);
    const std::size_t m = s.columns.size();
    // Two eigenvectors by power iteration, the second of what the first leaves.
    std::vector<list> r(m, list(m, 1)), factors;
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t k = 0; k < m; ++k) {
        if (j != k) r[j][k] = correlation(s, j, k);
      }
    }
    for (int factor = 0; factor < 2; ++factor) {
      list v{1, 0.3L, 0.2L, -0.1L, 0.5L};
      real value = 0;
      for (int step = 0; step < 20000; ++step) {
        list next(m);
        for (std::size_t j = 0; j < m; ++j) {
          for (std::size_t k = 0; k < m; ++k) next[j] += r[j][k] * v[k];
        }
        value = 0;
        for (const real x : next) value += x * x;
        value = std::sqrt(value);
        for (std::size_t j = 0; j < m; ++j) v[j] = next[j] / value;
      }
      for (std::size_t j = 0; j < m; ++j) {
        for (std::size_t k = 0; k < m; ++k) r[j][k] -= value * v[j] * v[k];
      }
      for (real& x : v) x *= std::sqrt(value);
      factors.push_back(v);
    }
    const auto turned = [&](real angle) {
      auto f = factors;
      for (std::size_t j = 0; j < m; ++j) {
        f[0][j] = std::cos(angle) * factors[0][j] + std::sin(angle) * factors[1][j];
        f[1][j] = std::cos(angle) * factors[1][j] - std::sin(angle) * factors[0][j];
      }
      return f;
    };
    const auto simplicity = [&](real angle) {
      real all = 0;
      for (const auto& f : turned(angle)) {
        list squares;
        for (std::size_t j = 0; j < m; ++j) {
          const real h = factors[0][j] * factors[0][j] + factors[1][j] * factors[1][j];
          squares.push_back(f[j] * f[j] / h);
        }
        all += product(squares, squares);
      }
      return all;
    };
    const auto of = [&](const std::vector<list>& f) {
      list w;
      for (std::size_t j = 0; j < m; ++j) {
        w.push_back(std::max(f[0][j] * f[0][j], f[1][j] * f[1][j]));
      }
      const real all = sum(w);
      for (real& x : w) x /= all;
      return w;
    };
    real best = 0, step = 0.01L;
    for (real angle = 0; angle < 1.6L; angle += step) {
      if (simplicity(angle) > simplicity(best)) best = angle;
    }
    for (; step > 1e-10L; step /= 2) {
      if (simplicity(best + step) > simplicity(best)) best += step;
      if (simplicity(best - step) > simplicity(best)) best -= step;
    }
    weight::pca scheme{.retain = weight::pca::retention::number, .components = 2};
    same(weights(scheme, s), of(turned(best)), 1e-8);
    scheme.rotation = weight::pca::rotations::none;
    same(weights(scheme, s), of(factors), 1e-11);
  }
}
