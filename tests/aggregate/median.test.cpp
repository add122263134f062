// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/aggregate/median.hpp>

#include <algorithm>
#include <vector>

using namespace ltorisk;
using aggregate::median;
using aggregate_row::value;

namespace {

constexpr median lower{.middle = median::middle_rule::lower};
constexpr median upper{.middle = median::middle_rule::upper};

}  // namespace

TEST_CASE("an odd number of equal weights has one middle") {
  for (const auto& a : {median{}, lower, upper}) {
    CHECK(value(a, {0.9, 0.1, 0.4}) == 0.4);
    CHECK(value(a, {0.9, 0.1, 0.4}, {0.1, 0.1, 0.1}) == 0.4);
    CHECK(value(a, {0.7}) == 0.7);
  }
}

TEST_CASE("an even number has two, and their average") {
  const std::vector<double> x{0.9, 0.1, 0.4, 0.8};
  CHECK(value(median{}, x) == Approx(0.6));
  CHECK(value(lower, x) == 0.4);
  CHECK(value(upper, x) == 0.8);
  // 1/6 + 1/6 + 1/6 and 0.1 + 0.2 are half in spite of rounding.
  CHECK(value(median{}, {1, 2, 3, 4, 5, 6}, std::vector<double>(6, 1.0 / 6)) == 3.5);
  CHECK(value(median{}, {0.2, 0.4, 0.6}, {0.1, 0.2, 0.3}) == Approx(0.5));
}

TEST_CASE("the weighted median of a textbook") {
  // Cormen et al., Introduction to Algorithms, problem 9-2: the median of the values is 0.1, the
  // weighted (lower) median, each weighing its own value, is 0.2.
  const std::vector<double> x{0.1, 0.35, 0.05, 0.1, 0.15, 0.05, 0.2};
  CHECK(value(lower, x) == 0.1);
  CHECK(value(lower, x, x) == 0.2);
}

TEST_CASE("a heavy child is the median, a weightless one is not there") {
  CHECK(value(median{}, {0.1, 0.9, 0.2}, {1, 5, 1}) == 0.9);
  CHECK(value(median{}, {0.1, 0.9, 0.2}, {1, 0, 1}) == Approx(0.15));
  CHECK(value(median{}, {0.1, 0.15, 0.2}, {1, 0, 1}) == Approx(0.15));
  CHECK(value(lower, {0.1, 0.15, 0.2}, {1, 0, 1}) == 0.1);
}

TEST_CASE("a median keeps digits of any size, sign and repetition") {
  CHECK(value(median{}, {1e150, 3e150, -1e150}) == 1e150);
  CHECK(value(median{}, {1e-150, 3e-150}) == Approx(2e-150));
  CHECK(value(median{}, {1e308, 1.6e308}) == Approx(1.3e308));
  CHECK(value(median{}, {-3, -1, -2}) == -2);
  CHECK(value(median{}, {0.3, 0.3, 0.3, 0.1}) == 0.3);
  CHECK(value(median{}, {0, 0, 1}) == 0);
}

TEST_CASE("the median of any number of children is that of the sorted list") {
  random_world::dice d(7);
  for (std::size_t n = 1; n < 100; ++n) {
    std::vector<double> x;
    for (std::size_t j = 0; j < n; ++j) x.push_back(static_cast<double>(d.below(50)));
    auto sorted = x;
    std::sort(sorted.begin(), sorted.end());
    CAPTURE(n);
    REQUIRE(value(lower, x) == sorted[(n - 1) / 2]);
    REQUIRE(value(upper, x) == sorted[n / 2]);
    REQUIRE(value(median{}, x) == (sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
  }
}
