// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"

#include <ltorisk/aggregate/waspas.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace ltorisk;
using aggregate::waspas;
using aggregate_row::value;

namespace {

/// As the papers normalize: x / max, for a cost min / x.
std::vector<std::vector<double>> normalized(std::vector<std::vector<double>> rows,
                                            const std::vector<bool>& cost) {
  for (std::size_t j = 0; j < cost.size(); ++j) {
    double least = rows[0][j], most = rows[0][j];
    for (const auto& row : rows) {
      least = std::min<double>(least, row[j]);
      most = std::max<double>(most, row[j]);
    }
    for (auto& row : rows) row[j] = cost[j] ? least / row[j] : row[j] / most;
  }
  return rows;
}

}  // namespace

TEST_CASE("WASPAS of Chakraborty, Zavadskas and Antucheviciene") {
  // Economic Computation and Economic Cybernetics Studies and Research 49(1), 2015: 5-22,
  // example 2.
  const auto x = normalized({{581818, 54.49, 3, 5500},
                             {595454, 49.73, 3, 4500},
                             {586060, 51.24, 3, 5000},
                             {522727, 45.71, 3, 5800},
                             {561818, 52.66, 3, 5200},
                             {543030, 74.46, 4, 5600},
                             {522727, 75.42, 4, 5800},
                             {486970, 62.62, 4, 5600},
                             {509394, 65.87, 4, 6400},
                             {513333, 70.67, 4, 6000}},
                            {true, true, true, false});
  const std::vector<double> w{0.467, 0.160, 0.095, 0.278};
  const std::vector<std::pair<double, std::vector<double>>> printed{
      {0, {.8578, .8144, .8408, .9413, .8632, .8241, .8454, .8915, .8987, .8697}},
      {0.1, {.8580, .8149, .8410, .9414, .8633, .8249, .8464, .8922, .8995, .8706}},
      {0.5, {.8584, .8169, .8419, .9417, .8638, .8278, .8503, .8949, .9027, .8740}},
      {0.8, {.8588, .8184, .8425, .9419, .8643, .8300, .8532, .8969, .9051, .8766}},
      {1, {.8590, .8194, .8430, .9420, .8645, .8315, .8552, .8983, .9067, .8784}}};
  for (const auto& [lambda, scores] : printed) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      CAPTURE(lambda, i);
      CHECK(value(waspas{.lambda = lambda}, x[i], w) == Approx(scores[i]).margin(1e-4));
    }
  }
}

TEST_CASE("WASPAS of seven criteria, by default half of each") {
  // The same paper, another of its examples.
  const auto x = normalized({{30, 23, 5, 0.745, 0.745, 1500, 5000},
                             {18, 13, 15, 0.745, 0.745, 1300, 6000},
                             {15, 12, 10, 0.500, 0.500, 950, 7000},
                             {25, 20, 13, 0.745, 0.745, 1200, 4000},
                             {14, 18, 14, 0.255, 0.745, 950, 3500},
                             {17, 15, 9, 0.745, 0.500, 1250, 5250},
                             {23, 18, 20, 0.500, 0.745, 1100, 3000},
                             {16, 8, 14, 0.255, 0.500, 1500, 3000}},
                            {false, false, false, false, false, true, true});
  const std::vector<double> w{0.1181, 0.1181, 0.0445, 0.1181, 0.2861, 0.2861, 0.0445};
  const std::vector<double> printed{.8329, .7884, .6987, .8831, .7971, .7036, .8728, .5749};
  // The printed weights sum to 1.0155; the paper does not divide by it.
  for (std::size_t i = 0; i < x.size(); ++i) {
    CAPTURE(i);
    double sum = 0, product = 1;
    for (std::size_t j = 0; j < w.size(); ++j) {
      sum += w[j] * x[i][j];
      product *= std::pow(x[i][j], w[j]);
    }
    CHECK((sum + product) / 2 == Approx(printed[i]).margin(1e-4));
    const double total = 1.0155;
    CHECK(value(waspas{}, x[i], w) ==
          Approx((sum / total + std::pow(product, 1 / total)) / 2).epsilon(1e-12));
  }
}

TEST_CASE("a zero leaves only the share of the sum") {
  CHECK(value(waspas{}, {0, 1}) == Approx(0.25));
  CHECK(value(waspas{.lambda = 0}, {0, 1}) == 0);
  CHECK(value(waspas{.lambda = 1}, {0, 1}) == Approx(0.5));
  CHECK(value(waspas{}, {0, 0}) == 0);
  CHECK(value(waspas{}, {0, 0.4}, {0, 2}) == Approx(0.4));
  CHECK(value(waspas{}, {0.3}) == Approx(0.3));
}

TEST_CASE("WASPAS keeps digits of any size") {
  CHECK(value(waspas{}, {1e150, 4e150}) == Approx(2.25e150));
  CHECK(value(waspas{}, {1e-150, 4e-150}) == Approx(2.25e-150));
}

TEST_CASE("lambda is a share") {
  CHECK_THROWS_WITH(waspas{.lambda = 1.5}.validate(), "waspas: lambda must be in [0, 1], got 1.5");
  CHECK_THROWS_AS(waspas{.lambda = -0.1}.validate(), domain_error);
  CHECK_THROWS_AS(waspas{.lambda = std::numeric_limits<double>::quiet_NaN()}.validate(),
                  domain_error);
}
