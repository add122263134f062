// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/random/point_set.hpp>
#include <ltorisk/sensitivity/main_effect.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::sensitivity;
using Catch::Matchers::Contains;

namespace {

struct sample {
  std::vector<double> x, y;
};

double normal(const random::independent& p, std::size_t row, std::size_t k) {
  return std::sqrt(-2 * std::log(1 - p(row, 2 * k))) *
         std::cos(2 * std::numbers::pi * p(row, 2 * k + 1));
}

template <class F>
sample draw(std::size_t n, F f, std::uint64_t seed = 1) {
  sample s;
  const random::independent p{seed};
  for (std::size_t i = 0; i < n; ++i) {
    s.x.push_back(normal(p, i, 0));
    s.y.push_back(f(s.x.back(), normal(p, i, 1)));
  }
  return s;
}

}  // namespace

TEST_CASE("the main effect in a joint normal distribution is the squared correlation") {
  const auto s = draw(1000, [](double x, double e) { return 0.6 * x + 0.8 * e; });
  const auto found = main_effect_of(s.x, s.y);
  CHECK(found.rows == 1000);
  CHECK(found.share == Approx(0.36).margin(0.06));
  CHECK(found.share == Approx(found.linear).margin(0.01));
  CHECK(found.note.empty());
}

TEST_CASE("the main effect sees what a straight line does not") {
  // E[y | x] = 0.8 (x^2 - 1) / sqrt 2 has variance 0.64, the noise 0.36.
  const auto s = draw(
      1000, [](double x, double e) { return 0.8 * (x * x - 1) / std::numbers::sqrt2 + 0.6 * e; });
  const auto found = main_effect_of(s.x, s.y);
  CHECK(found.share == Approx(0.64).margin(0.06));
  CHECK(found.linear < 0.05);
  CHECK_THAT(found.curve, Contains("local linear"));
}

TEST_CASE("a sum of independent indicators has main effects that add to one") {
  // y = 2 x1 + x2: 4/5 and 1/5.
  const auto s = draw(1000, [](double x, double e) { return 2 * x + e; });
  std::vector<double> other;
  for (std::size_t i = 0; i < s.x.size(); ++i) other.push_back(s.y[i] - 2 * s.x[i]);
  CHECK(main_effect_of(s.x, s.y).share == Approx(0.8).margin(0.03));
  CHECK(main_effect_of(other, s.y).share == Approx(0.2).margin(0.05));
}

TEST_CASE("a straight line is found as one, exactly") {
  sample s;
  for (int i = 0; i < 40; ++i) {
    s.x.push_back(i * i);
    s.y.push_back(5 - 0.25 * i * i);
  }
  const auto found = main_effect_of(s.x, s.y);
  CHECK(found.share == Approx(1).epsilon(1e-12));
  CHECK(found.linear == Approx(1).epsilon(1e-12));
  CHECK(found.curve == "straight line");
}

TEST_CASE("no relation has no main effect but what noise fits") {
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto s = draw(
        100, [](double, double e) { return e; }, seed);
    sum += main_effect_of(s.x, s.y).share;
  }
  CHECK(sum / 20 < 6. / 100);
}

TEST_CASE("an indicator of few values has the correlation ratio of Pearson, by hand") {
  // Three groups of 10: means 2, 5, 8 around 5; within each, five at -1 and five at +1.
  sample s;
  for (int g = 0; g < 3; ++g) {
    for (int i = 0; i < 10; ++i) {
      s.x.push_back(g == 0 ? 7 : g == 1 ? -3 : 100);
      s.y.push_back(2 + 3 * g + (i % 2 == 0 ? 1 : -1));
    }
  }
  const auto found = main_effect_of(s.x, s.y);
  CHECK(found.share == Approx(6. / 7));  // between 10 (9 + 0 + 9), within 30
  CHECK(found.curve == "mean of each of 3 values");
}

TEST_CASE("the order of rows and the units change nothing") {
  auto s = draw(200, [](double x, double e) { return std::exp(x) + e; });
  s.x[5] = s.x[77];  // a tie
  const auto found = main_effect_of(s.x, s.y);
  auto t = s;
  std::ranges::reverse(t.x);
  std::ranges::reverse(t.y);
  CHECK(main_effect_of(t.x, t.y).share == Approx(found.share).epsilon(1e-10));
  for (double& v : t.x) v = 1e250 * v;
  for (double& v : t.y) v = 1e-200 * v;
  CHECK(main_effect_of(t.x, t.y).share == Approx(found.share).epsilon(1e-10));
  CHECK(main_effect_of(t.x, t.y).linear == Approx(found.linear).epsilon(1e-10));
}

TEST_CASE("rows that do not know both are left out of a main effect") {
  auto s = draw(300, [](double x, double e) { return x + e; });
  const auto found = main_effect_of(s.x, s.y);
  s.x.insert(s.x.begin() + 10, {missing, 3, not_applicable});
  s.y.insert(s.y.begin() + 10, {4, missing, 100});
  const auto again = main_effect_of(s.x, s.y);
  CHECK(again.rows == 300);
  CHECK(again.share == found.share);
}

TEST_CASE("a main effect of what does not vary, of little and of nothing") {
  const std::vector<double> constant(50, 3), few = {1, 2}, none(50, missing);
  std::vector<double> rising;
  for (int i = 0; i < 50; ++i) rising.push_back(i);
  const auto indicator = main_effect_of(constant, rising);
  CHECK(indicator.share == 0);
  CHECK(indicator.linear == 0);
  CHECK(indicator.note == "the indicator does not vary");
  const auto score = main_effect_of(rising, constant);
  CHECK(is_missing(score.share));
  CHECK_THAT(score.note, Contains("the score does not vary"));
  std::vector<double> rounding(50, 0.3);
  rounding[7] = 0.1 + 0.2;
  CHECK(is_missing(main_effect_of(rising, rounding).share));
  CHECK(is_missing(main_effect_of(few, few).share));
  CHECK(main_effect_of(none, rising).rows == 0);
  CHECK(main_effect_of({}, {}).note == "fewer than three rows know both");
  CHECK_THROWS_WITH(main_effect_of(few, rising),
                    "main_effect: the indicator has 2 rows, the score 50");
  rising[3] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(main_effect_of(rising, rising), "main_effect, row 3: is infinite");
}

TEST_CASE("an outlier far away leaves a main effect between zero and one") {
  auto s = draw(200, [](double x, double e) { return x + e; });
  const double before = main_effect_of(s.x, s.y).share;
  s.x.push_back(1e12);
  s.y.push_back(0);
  const auto found = main_effect_of(s.x, s.y);
  CHECK(found.share <= 1);
  CHECK(found.share == Approx(before).margin(0.1));
  CHECK(found.linear < 0.01);
}

TEST_CASE("a main effect from many rows is that from all of them") {
  const auto f = [](double x, double e) { return std::sin(2 * x) + 0.5 * e; };
  const auto s = draw(5000, f);
  // Var sin(2 x) of a standard normal x is (1 - exp(-8)) / 2.
  const double v = 0.5 * (1 - std::exp(-8.0));
  CHECK(main_effect_of(s.x, s.y).share == Approx(v / (v + 0.25)).margin(0.03));
}
