// SPDX-License-Identifier: BSL-1.0
// Schemes that measure one column at a time.
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/coefficient_of_variation.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/lopcow.hpp>
#include <ltorisk/weight/merec.hpp>
#include <ltorisk/weight/standard_deviation.hpp>
#include <ltorisk/weight/statistical_variance.hpp>

#include "catch.hpp"
#include "weight/samples.hpp"

#include <cmath>
#include <numbers>

using namespace weight_samples;

namespace {

void near(const std::vector<double>& w, const std::vector<double>& amounts, double margin = 1e-14) {
  REQUIRE(w.size() == amounts.size());
  double sum = 0;
  for (const double a : amounts) sum += a;
  for (std::size_t j = 0; j < w.size(); ++j) CHECK(std::fabs(w[j] - amounts[j] / sum) <= margin);
}

}  // namespace

TEST_CASE("entropy by hand") {
  // Shares 1, 0 and 1/2, 1/2 and 1/4, 3/4: E = 0, 1 and 0.8112781245.
  const auto s = of_rows({{5, 2, 1}, {0, 2, 3}});
  near(weights(weight::entropy{}, s), {1, 0, 1 - 0.8112781244591328});
  CHECK_THROWS_WITH(weights(weight::entropy{}, of_rows({{1, -3}, {2, 2}})),
                    contains("column 'c1': has the value -3: entropy needs x >= 0"));
  CHECK_THROWS_WITH(weights(weight::entropy{.costs = weight::cost_rule::reciprocal},
                            of_rows({{1, 0}, {2, 2}}, {1, -1})),
                    contains("column 'c1': has the value 0"));
  // A benefit may be zero there.
  near(weights(weight::entropy{.costs = weight::cost_rule::reciprocal},
               of_rows({{0, 1}, {2, 3}}, {1, -1})),
       {1, 1 - 0.8112781244591328});
}

TEST_CASE("entropy keeps its digits where columns hardly vary") {
  const double e = 1e-7;
  near(weights(weight::entropy{}, of_rows({{1 + e, 1 + 2 * e}, {1 - e, 1 - 2 * e}})), {1, 4}, 1e-8);
}

TEST_CASE("deviation, variance, coefficient of variation and angle by hand") {
  const auto s = of_rows({{1, 10}, {3, 40}});  // s = sqrt 2 and 15 sqrt 2, means 2 and 25
  near(weights(weight::standard_deviation{}, s), {1, 15});
  near(weights(weight::statistical_variance{}, s), {1, 225});
  near(weights(weight::coefficient_of_variation{}, s), {0.5, 0.6});
  near(weights(weight::angle{}, s), {std::atan(0.5), std::atan(0.6)});
  near(weights(weight::angle{.costs = weight::cost_rule::reciprocal},
               of_rows({{1, 10}, {3, 40}}, {1, -1})),
       {std::atan(0.5), std::atan(0.6)});  // 1/10 and 1/40 are as far from even
}

TEST_CASE("a mean of zero has no relative spread") {
  const auto s = of_rows({{1, 0.1}, {2, -0.3}, {4, 0.2}});
  CHECK_THROWS_WITH(weights(weight::coefficient_of_variation{}, s),
                    contains("column 'c1': has the mean zero"));
  CHECK_THROWS_WITH(weights(weight::angle{}, s), contains("column 'c1': has the mean zero"));
}

TEST_CASE("a negative mean counts by its size") {
  const auto s = of_rows({{1, -1}, {3, -3}});
  near(weights(weight::coefficient_of_variation{}, s), {1, 1});
  near(weights(weight::angle{}, s), {1, 1});
}

TEST_CASE("gini by hand") {
  // 1, 2, 3, 4 has 1/4 and 0, 0, 0, 1 has 3/4 (Gini 1912).
  near(weights(weight::gini{}, of_rows({{3, 0}, {1, 1}, {4, 0}, {2, 0}})), {0.25, 0.75});
  CHECK_THROWS_WITH(weights(weight::gini{}, of_rows({{1, -3}, {2, 2}})),
                    contains("column 'c1': has the value -3: gini needs x >= 0"));
}

TEST_CASE("what is unknown of a column does not count") {
  const auto whole = of_rows({{1, 1}, {2, 5}, {3, 6}});
  const auto part = of_rows({{1, 1}, {missing, 5}, {2, missing}, {3, 6}});
  CHECK(weights(weight::gini{}, part) == weights(weight::gini{}, whole));
  CHECK(weights(weight::entropy{}, part) == weights(weight::entropy{}, whole));
  CHECK(weights(weight::lopcow{}, part) == weights(weight::lopcow{}, whole));
}

TEST_CASE("lopcow by hand") {
  // 0, 1/2, 1: root mean square sqrt(5/12), deviation 1/2 (n - 1) or sqrt(1/6) (n). 0, 0, 1:
  // sqrt(1/3) and sqrt(1/3), so with n - 1 the logarithm is zero. A cost: 1, 1, 0.
  const auto s = of_rows({{1, 7, 7}, {2, 7, 7}, {3, 9, 9}}, {1, 1, -1});
  const double a = std::log(std::sqrt(5.0 / 12) / 0.5), c = std::log(std::sqrt(2.0));
  near(weights(weight::lopcow{}, s), {a, 0, c});
  const double population = std::sqrt(2.0 / 9);
  near(weights(weight::lopcow{.deviation = statistics::deviation::population}, s),
       {std::log(std::sqrt(2.5)), std::log(std::sqrt(1.0 / 3) / population),
        std::log(std::sqrt(2.0 / 3) / population)});
}

TEST_CASE("merec by hand") {
  // n = 1, 1/e for the one and 1, 1/e^2 for the other; only the second row counts:
  // S = ln(1 + 3/2), without the first ln(1 + 1), without the second ln(1 + 1/2).
  const double e = std::numbers::e;
  near(weights(weight::merec{}, of_rows({{1, 1}, {e, e * e}})),
       {std::log(2.5 / 2), std::log(2.5 / 1.5)});
  CHECK_THROWS_WITH(weights(weight::merec{}, of_rows({{1, 0}, {2, 2}})),
                    contains("column 'c1': has the value 0: merec needs x > 0"));
  CHECK_THROWS_WITH(weights(weight::merec{}, of_rows({{1, missing}, {missing, 2}, {3, 4}})),
                    contains("sample: merec needs at least two rows that know every criterion"));
}

TEST_CASE("deviations beyond doubles are refused, those within are not") {
  const auto scaled = [](double f) { return of_rows({{1 * f, 1}, {2 * f, 2}, {4 * f, 4}}); };
  for (const double f : {1e-150, 1e150}) {
    near(weights(weight::coefficient_of_variation{}, scaled(f)), {1, 1}, 1e-12);
    near(weights(weight::lopcow{}, scaled(f)), {1, 1}, 1e-12);
    CHECK(weights(weight::standard_deviation{}, scaled(f))[0] ==
          Approx(f > 1 ? 1 : 0).margin(1e-9));
  }
  for (const double f : {1e-170, 1e170}) {
    CHECK_THROWS_WITH(weights(weight::standard_deviation{}, scaled(f)),
                      contains("column 'c0'") && contains("change its unit"));
    CHECK_THROWS_WITH(weights(weight::angle{}, scaled(f)), contains("change its unit"));
    near(weights(weight::gini{}, scaled(f)), {1, 1}, 1e-12);
    near(weights(weight::entropy{}, scaled(f)), {1, 1}, 1e-12);
    near(weights(weight::merec{}, scaled(f)), {1, 1}, 1e-12);
  }
}
