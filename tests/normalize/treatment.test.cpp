// SPDX-License-Identifier: BSL-1.0

// Outliers before normalization: winsorized, quantile_winsorized, log_transformed,
// box_cox_transformed.

#include "sample.hpp"

#include <ltorisk/normalize/box_cox_transformed.hpp>
#include <ltorisk/normalize/distance_to_target.hpp>
#include <ltorisk/normalize/goalposts.hpp>
#include <ltorisk/normalize/log_transformed.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/quantile_winsorized.hpp>
#include <ltorisk/normalize/treated.hpp>
#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/normalize/z_score.hpp>

#include <cmath>
#include <string_view>

using namespace ltorisk;
using namespace ltorisk::normalize;
using namespace normalizing;

namespace {

// Skewness 3.06 and kurtosis 9.74; with 100 drawn in to 30 they are 1.71 and 1.82.
const std::vector<double> two_outliers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100};

/// Radiation of 42 microwave ovens with closed doors: Johnson and Wichern, Applied Multivariate
/// Statistical Analysis, table 4.1.
const std::vector<double> radiation{.15, .09, .18, .10, .05, .12, .08, .05, .08, .10, .07,
                                    .02, .01, .10, .10, .10, .02, .10, .01, .40, .10, .05,
                                    .03, .05, .15, .10, .15, .09, .08, .18, .10, .20, .11,
                                    .30, .02, .20, .20, .30, .30, .40, .30, .05};

}  // namespace

TEST_CASE("names are composed") {
  CHECK(std::string_view(winsorized<min_max>::name) == "winsorized_min_max");
  CHECK(std::string_view(quantile_winsorized<z_score>::name) == "quantile_winsorized_z_score");
  CHECK(std::string_view(log_transformed<scaled>::name) == "log_transformed_scaled");
  CHECK(std::string_view(winsorized<box_cox_transformed<z_score>>::name) ==
        "winsorized_box_cox_transformed_z_score");
}

TEST_CASE("winsorizing draws in one value where that is enough") {
  const auto f = fit(winsorized<min_max>{}, two_outliers);
  CHECK(f == scales::linear{.lower = 1, .upper = 30});
  CHECK(f(100.0) == 1);
  CHECK(f(30.0) == 1);
  CHECK(f(15.5) == 0.5);
}

TEST_CASE("winsorizing at the other end, and of a cost") {
  std::vector<double> mirrored;
  for (const double x : two_outliers) mirrored.push_back(-x);
  CHECK(fit(winsorized<min_max>{}, mirrored) == scales::linear{.lower = -30, .upper = -1});
  CHECK(fit(winsorized<min_max>{}, two_outliers, sign::minus) ==
        scales::linear{.lower = 1, .upper = 30, .onto = {1, 0}});
}

TEST_CASE("a column without outliers is left as it is") {
  CHECK(fit(winsorized<min_max>{}, years_of_school) == fit(min_max{}, years_of_school));
}

TEST_CASE(
    "after winsorizing, moments and ranks are those of the treated column, and it is capped") {
  std::vector<double> treated = two_outliers;
  treated.back() = 30;
  const auto z = fit(winsorized<z_score>{}, two_outliers), by_hand = fit(z_score{}, treated);
  CHECK(z.capped);
  CHECK(z.onto == by_hand.onto);
  CHECK(z(1e6) == by_hand(30.0));
  const auto p = fit(winsorized<percentile_rank>{}, two_outliers);
  CHECK(p == fit(percentile_rank{}, treated));
  CHECK(p(100.0) == p(30.0));
}

TEST_CASE("winsorizing before what is given cuts it at the values drawn in") {
  const auto f = fit(winsorized<goalposts>{.normalize = {.lower = 0, .upper = 60}}, two_outliers);
  CHECK(f(15.0) == Approx(0.25));
  CHECK(f(100.0) == Approx(0.5));
  CHECK(f(0.0) == Approx(1.0 / 60));
  const auto inside =
      fit(winsorized<goalposts>{.normalize = {.lower = 5, .upper = 15}}, two_outliers);
  CHECK(inside == scales::linear{.lower = 5, .upper = 15});
  CHECK_THROWS_AS(fit(winsorized<goalposts>{.normalize = {.lower = 50, .upper = 60}}, two_outliers),
                  input_error);
  const auto target = fit(
      winsorized<distance_to_target>{.normalize = {.target = 59, .capped = false}}, two_outliers);
  CHECK(target(30.0) == Approx(0.5));
  CHECK(target(100.0) == Approx(0.5));
}

namespace treating {

/// A user's function that says it ends at its declared range, and declares what it pleases.
struct stubborn {
  static constexpr const char* name = "stubborn";
  using summary = statistics::nothing;
  struct function : scales::linear {
    [[nodiscard]] interval declared() const { return {0, 1000}; }
    friend bool operator==(const function&, const function&) = default;
  };
  [[nodiscard]] function fit(const summary&, const criterion&) const { return {}; }
  friend bool operator==(const stubborn&, const stubborn&) = default;
};

}  // namespace treating

TEST_CASE("a function that would give values drawn in their own again is refused") {
  CHECK_THROWS_WITH(fit(winsorized<treating::stubborn>{}, two_outliers),
                    "column 'x': is winsorized to 1..30, but declares 0..1000");
}

TEST_CASE("values that are equal move together, and each counts") {
  // One step moves three of the four that may be moved, the next one more than that.
  std::vector<double> x(60, 0);
  for (std::size_t i = 0; i < 40; ++i) x[i] = static_cast<double>(i) / 40;
  x[57] = x[58] = x[59] = 1000;
  x[56] = 900;
  const auto w = statistics::winsorize(statistics::counted_values(x), {.most_points = 4});
  CHECK(w.points == 4);
  CHECK(w.upper < 1);
  CHECK(w.passes);
}

TEST_CASE("where the points allowed are not enough it is an error, or what is reached") {
  std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  x.insert(x.end(), 30, 5);
  for (const double outlier : {1e3, 1e4, 1e5}) x.push_back(outlier);
  winsorized<min_max> scheme{.rule = {.most_points = 1}};
  CHECK_THROWS_WITH(fit(scheme, x), contains("column 'x': has skewness "));
  CHECK_THROWS_WITH(fit(scheme, x), contains("still with 1 values winsorized"));
  scheme.otherwise = winsorized<min_max>::fallback::keep;
  CHECK(fit(scheme, x) == scales::linear{.lower = 1, .upper = 1e4});
  scheme.rule.most_points = 3;
  CHECK(fit(scheme, x) == scales::linear{.lower = 1, .upper = 10});
}

TEST_CASE("the JRC's treatment winsorizes, and takes the logarithm where that is not enough") {
  const auto first = fit(treated<min_max>{}, two_outliers);
  CHECK(first == scales::box_cox{.exponent = 1, .lower = 1, .upper = 30});
  std::vector<double> steep;
  for (int i = 0; i < 200; ++i) steep.push_back(std::exp(i / 4.0));
  const auto second = fit(treated<min_max>{}, steep);
  CHECK(second == fit(log_transformed<min_max>{}, steep));
  CHECK(second.exponent == 0);
}

TEST_CASE("winsorizing goes to the end that skews, and counts at both") {
  std::vector<double> x{-600};
  for (int i = 0; i <= 40; ++i) x.push_back(i / 40.0);
  x.push_back(1000);
  const auto known = statistics::counted_values(x);
  const auto w = statistics::winsorize(known, {});
  CHECK(w.lower == 0);
  CHECK(w.upper == 1);
  CHECK(w.points == 2);
  CHECK(w.passes);
  const auto one = statistics::winsorize(known, {.most_points = 1});
  CHECK(one.lower == -600);
  CHECK(one.points == 1);
  CHECK_FALSE(one.passes);
}

TEST_CASE("two different values are never winsorized into one") {
  std::vector<double> rare(30, 0);
  rare.push_back(1);
  CHECK_THROWS_WITH(fit(winsorized<min_max>{}, rare), contains("still with 0 values winsorized"));
  CHECK(fit(winsorized<min_max>{.otherwise = winsorized<min_max>::fallback::keep}, rare) ==
        scales::linear{});
}

TEST_CASE("winsorizing needs four known values, and sound thresholds") {
  CHECK_THROWS_WITH(
      fit(winsorized<min_max>{}, {1, 2, 3, unknown}),
      "column 'x': has 3 known values: winsorized_min_max needs four to know skewness "
      "and kurtosis");
  CHECK_THROWS_WITH((winsorized<min_max>{.rule = {.skewness = -1}}.validate()),
                    "winsorized_min_max: skewness must be 0 or more, got -1");
  CHECK_THROWS_AS((winsorized<min_max>{.rule = {.most_points = unknown}}.validate()), domain_error);
  CHECK_THROWS_AS((winsorized<min_max>{.normalize = {.onto = {1, 1}}}.validate()), domain_error);
}

TEST_CASE("winsorizing at quantiles of a named type") {
  std::vector<double> x;
  for (int i = 1; i <= 41; ++i) x.push_back(i);  // type 7: 2.5 percent is the second
  CHECK(fit(quantile_winsorized<min_max>{}, x) == scales::linear{.lower = 2, .upper = 40});
  const auto sixth = fit(quantile_winsorized<min_max>{.quantile_type = 6}, x);  // 42 p
  CHECK(sixth.lower == Approx(1.05));
  CHECK(sixth.upper == Approx(40.95));
  const auto z = fit(quantile_winsorized<z_score>{}, x);
  CHECK(z.declared() == interval{2, 40});
  CHECK(z(-100.0) == z(2.0));
  CHECK_THROWS_WITH(
      fit(quantile_winsorized<min_max>{.lower_quantile = 0.25, .upper_quantile = 0.75},
          {1, 5, 5, 5, 5, 5, 9}),
      contains("has 5 as both quantiles"));
  CHECK_THROWS_WITH(
      (quantile_winsorized<min_max>{.quantile_type = 7.5}.validate()),
      "quantile_winsorized_min_max: quantile_type must be a whole number from 1 to 9, "
      "got 7.5");
  CHECK_THROWS_AS(
      (quantile_winsorized<min_max>{.lower_quantile = 0.9, .upper_quantile = 0.1}.validate()),
      domain_error);
}

TEST_CASE("a logarithm before min_max, by its offset") {
  const std::vector<double> x{1, 10, 100};
  check_near(values(log_transformed<min_max>{.offset = offset::none}, x), {0, 0.5, 1}, 1e-15);
  // ln(x - 1 + 0.99) from ln 0.99 to ln 99.99; ln(x - 1 + 1) from 0 to ln 100.
  const double range = std::log(9.99 / 0.99) / std::log(99.99 / 0.99);
  check_near(values(log_transformed<min_max>{}, x), {0, range, 1}, 1e-14);
  check_near(values(log_transformed<min_max>{.offset = offset::unit}, x), {0, 0.5, 1}, 1e-15);
  check_near(values(log_transformed<min_max>{.offset = offset::none}, x, sign::minus), {1, 0.5, 0},
             1e-15);
}

TEST_CASE("z-scores of logarithms are those of a column of logarithms") {
  const std::vector<double> x{1, 2, 4, 8, 32};
  std::vector<double> logs;
  for (const double v : x) logs.push_back(std::log(v));
  check_near(values(log_transformed<z_score>{.offset = offset::none}, x), values(z_score{}, logs),
             1e-14);
  const auto f = fit(log_transformed<z_score>{.offset = offset::none}, x);
  CHECK(f.declared() == interval{1, 32});
  CHECK_FALSE(f.valid(0.0));
  CHECK_THROWS_WITH(fit(log_transformed<z_score>{.offset = offset::none}, {0, 1, 2}),
                    "column 'x': must be above 0 throughout, got 0: log_transformed_z_score with "
                    "offset 'none' needs its logarithm");
}

static_assert(learns_line<min_max> && learns_line<z_score> && learns_line<scaled>);
static_assert(!learns_line<goalposts> && !learns_line<winsorized<min_max>>);

namespace treating {

/// A user's line that ends one deviation from the mean.
struct narrow {
  static constexpr const char* name = "narrow";
  using summary = statistics::moments;
  [[nodiscard]] scales::linear fit(const summary& s, const criterion&) const {
    const double one = s[0].standard_deviation(statistics::deviation::sample);
    return {.lower = s[0].mean - one, .upper = s[0].mean + one};
  }
  friend bool operator==(const narrow&, const narrow&) = default;
};

}  // namespace treating

TEST_CASE("a line that ends inside the sample is not transformed") {
  CHECK_THROWS_WITH(fit(log_transformed<treating::narrow>{}, {1, 2, 3, 4}),
                    "column 'x': narrow ends inside the sample: no power of it is one scale");
}

TEST_CASE("the likelihood of a power is that of Johnson and Wichern's radiation data") {
  // Their table of l(lambda), from -1.00 to 1.50 in steps of 0.10.
  std::vector<double> figures, found;
  for (const double x : radiation) figures.push_back(std::log(x));
  const auto logs = statistics::counted_values(figures);
  const statistics::box_cox_likelihood likelihood(logs);
  for (int i = -10; i <= 15; ++i) found.push_back(likelihood(i / 10.0));
  check_near(found, {70.52,  75.65,  80.46,  84.94,  89.06,  92.79,  96.10,  98.97,  101.39,
                     103.35, 104.83, 105.84, 106.39, 106.51, 106.20, 105.50, 104.43, 103.03,
                     101.33, 99.34,  97.10,  94.64,  91.96,  89.10,  86.07,  82.88},
             0.0051);
  CHECK(statistics::box_cox_exponent(logs) == Approx(0.28).margin(0.005));
  const auto f = fit(box_cox_transformed<z_score>{}, radiation);
  CHECK(f.exponent == Approx(0.28).margin(0.005));
}

TEST_CASE("the most likely power of exponentials of symmetric figures is the logarithm") {
  std::vector<double> x;
  for (const double u : {-2.0, -1.2, -0.5, -0.1, 0.1, 0.5, 1.2, 2.0}) x.push_back(7 * std::exp(u));
  CHECK(fit(box_cox_transformed<min_max>{}, x).exponent == Approx(0).margin(1e-6));
}

TEST_CASE("a given power: squares, a line, reciprocals") {
  using scheme = box_cox_transformed<min_max>;
  const auto by = [](double exponent) {
    return values(scheme{.from = scheme::source::given, .exponent = exponent}, {1, 2, 4});
  };
  check_near(by(2), {0, 0.2, 1}, 1e-14);
  check_near(by(1), {0, 1.0 / 3, 1}, 1e-14);
  check_near(by(0), {0, 0.5, 1}, 1e-14);
  check_near(by(-1), {0, 2.0 / 3, 1}, 1e-14);
  CHECK_THROWS_AS(fit(scheme{.from = scheme::source::given, .exponent = 1e5}, {1, 2, 4}),
                  input_error);
  CHECK_THROWS_AS((scheme{.exponent = unlimited}.validate()), domain_error);
}
