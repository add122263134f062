// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"

#include <ltorisk/aggregate/ideal_closeness.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace ltorisk;
using aggregate::ideal_closeness;
using aggregate_row::value;

TEST_CASE("TOPSIS of Tzeng and Huang") {
  // Multiple Attribute Decision Making, CRC Press 2011: the published ideal is the best of each
  // column divided by its norm, so the ranges of the divided columns join the weights.
  const std::vector<std::vector<double>> raw{{5, 8, 4}, {7, 6, 8}, {8, 8, 6}, {7, 4, 6}};
  const std::vector<double> printed{0.5037, 0.6581, 0.7482, 0.3340};
  std::vector<double> w{0.3, 0.4, 0.3};
  auto x = raw;
  for (std::size_t j = 0; j < 3; ++j) {
    double squares = 0, least = raw[0][j], most = raw[0][j];
    for (const auto& row : raw) {
      squares += row[j] * row[j];
      least = std::min<double>(least, row[j]);
      most = std::max<double>(most, row[j]);
    }
    for (auto& row : x) row[j] = (row[j] - least) / (most - least);
    w[j] *= (most - least) / std::sqrt(squares);
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    CAPTURE(i);
    CHECK(value(ideal_closeness{}, x[i], w) == Approx(printed[i]).margin(5e-5));
  }
}

TEST_CASE("closeness by hand: weights count squared") {
  // d- = sqrt(4 * 0.36 + 0.16), d+ = sqrt(4 * 0.16 + 0.36) of weights 2 and 1.
  const double near = std::sqrt(1.6), far = std::sqrt(1.0);
  CHECK(value(ideal_closeness{}, {0.6, 0.4}, {2, 1}) == Approx(near / (near + far)));
}

TEST_CASE("the ideal is 1, the anti-ideal 0, and what is between in proportion") {
  CHECK(value(ideal_closeness{}, {1, 1, 1}, {1, 2, 3}) == 1);
  CHECK(value(ideal_closeness{}, {0, 0, 0}, {1, 2, 3}) == 0);
  CHECK(value(ideal_closeness{}, {0.3, 0.3}) == Approx(0.3));
  CHECK(value(ideal_closeness{}, {0.3}) == Approx(0.3));
  CHECK(value(ideal_closeness{}, {0, 1}) == Approx(0.5));
  CHECK(value(ideal_closeness{}, {0.8, 0}, {1, 0}) == Approx(0.8));
}

TEST_CASE("weights of any size are relative") {
  const double v = value(ideal_closeness{}, {0.2, 0.9, 0.5}, {1, 2, 3});
  CHECK(value(ideal_closeness{}, {0.2, 0.9, 0.5}, {1e-200, 2e-200, 3e-200}) == Approx(v));
  CHECK(value(ideal_closeness{}, {0.2, 0.9, 0.5}, {1e200, 2e200, 3e200}) == Approx(v));
}
