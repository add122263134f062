// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/random/sobol.hpp>
#include <ltorisk/sensitivity/sobol_indices.hpp>
#include <ltorisk/threads.hpp>

#include "catch.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::sensitivity;
using Catch::Matchers::Contains;

namespace {

constexpr double pi = std::numbers::pi;

double ishigami(std::span<const double> u) {
  double x[3];
  for (int j = 0; j < 3; ++j) x[j] = pi * (2 * u[static_cast<std::size_t>(j)] - 1);
  return std::sin(x[0]) + 7 * std::pow(std::sin(x[1]), 2) +
         0.1 * std::pow(x[2], 4) * std::sin(x[0]);
}

std::vector<factor> one_each(std::size_t n) {
  std::vector<factor> list;
  for (std::size_t j = 0; j < n; ++j) list.push_back(run_of("x" + std::to_string(j + 1), j, 1));
  return list;
}

void check_inside(const estimate& e, double truth, double most) {
  CAPTURE(e.value, e.lower, e.upper, truth);
  CHECK(e.lower <= truth);
  CHECK(truth <= e.upper);
  CHECK(std::fabs(e.value - truth) < most);
  CHECK(e.upper - e.lower < 6 * most);
}

std::vector<double> figures(const analysis& a) {
  std::vector<double> list;
  for (const auto& s : a.scalars) {
    list.insert(list.end(), {s.mean, s.variance, s.additive.value, s.additive.lower});
    for (const auto& f : s.factors) {
      for (const auto& e : {f.first, f.total}) {
        list.insert(list.end(), {e.value, e.error, e.lower, e.upper});
      }
    }
  }
  return list;
}

void check_same_bits(const analysis& a, const analysis& b) {
  const auto x = figures(a), y = figures(b);
  REQUIRE(x.size() == y.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    CHECK(std::bit_cast<std::uint64_t>(x[i]) == std::bit_cast<std::uint64_t>(y[i]));
  }
}

}  // namespace

TEST_CASE("the indices of Ishigami's function lie in their intervals") {
  // Ishigami and Homma 1990, doi:10.1109/ISUMA.1990.151285, with a = 7 and b = 0.1.
  const double a = 7, b = 0.1, v1 = 0.5 * std::pow(1 + b * std::pow(pi, 4) / 5, 2), v2 = a * a / 8,
               v13 = b * b * std::pow(pi, 8) * (1. / 18 - 1. / 50), v = v1 + v2 + v13;
  const double first[] = {v1 / v, v2 / v, 0}, total[] = {(v1 + v13) / v, v2 / v, v13 / v};
  CHECK(first[0] == Approx(0.3139).margin(5e-5));  // as published
  CHECK(total[0] == Approx(0.5576).margin(5e-5));
  const auto check = [&](const auto& points, double most) {
    const auto found = sobol_indices(points, one_each(3), {"y"}, pointwise(ishigami),
                                     {.draws = 2048, .resamples = 200, .level = 0.999});
    CHECK(found.evaluations == 2048 * 5);
    const auto& y = found["y"];
    CHECK(y.undefined.empty());
    CHECK(y.mean == Approx(a / 2).margin(10 * most));
    CHECK(y.variance == Approx(v).margin(10 * most));
    for (std::size_t j = 0; j < 3; ++j) {
      check_inside(y.factors[j].first, first[j], most);
      check_inside(y.factors[j].total, total[j], most);
    }
    check_inside(y.additive, (v1 + v2) / v, 2 * most);
  };
  check(random::sobol(6, 1), 0.03);
  check(random::independent{1}, 0.08);
}

TEST_CASE("the indices of Sobol's g-function lie in their intervals") {
  // y = product of (|4 x_j - 2| + a_j) / (1 + a_j); V_j = 1 / (3 (1 + a_j)^2) (Saltelli and Sobol'
  // 1995; Saltelli et al. 2010, eq. 31).
  const double a[] = {0, 1, 4.5, 9, 99, 99};
  double product = 1;
  for (const double aj : a) product *= 1 + 1 / (3 * (1 + aj) * (1 + aj));
  const double v = product - 1;
  const auto g = [&](std::span<const double> u) {
    double y = 1;
    for (std::size_t j = 0; j < 6; ++j) y *= (std::fabs(4 * u[j] - 2) + a[j]) / (1 + a[j]);
    return y;
  };
  const auto found = sobol_indices(random::sobol(12, 7), one_each(6), {"y"}, pointwise(g),
                                   {.draws = 2048, .resamples = 200});
  for (std::size_t j = 0; j < 6; ++j) {
    const double vj = 1 / (3 * (1 + a[j]) * (1 + a[j]));
    check_inside(found["y"].factors[j].first, vj / v, 0.04);
    check_inside(found["y"].factors[j].total, vj * product / (1 + vj) / v, 0.04);
  }
}

TEST_CASE("a linear model's indices are the shares of its variance, by groups too") {
  // Var of c u is c^2 / 12.
  const double c[] = {1, -2, 3, 0.5, 4};
  const auto linear = [&](std::span<const double> u) {
    double y = 100;
    for (std::size_t j = 0; j < 5; ++j) y += c[j] * u[j];
    return y;
  };
  double all = 0;
  for (const double x : c) all += x * x;
  const std::vector<factor> groups = {{"a", {0, 3}}, {"b", {4}}, {"c", {2, 1}}};
  const double shares[] = {1.25 / all, 16 / all, 13 / all};
  const auto found = sobol_indices(random::sobol(10, 3), groups, {"y"}, pointwise(linear),
                                   {.draws = 2048, .resamples = 200});
  for (std::size_t j = 0; j < 3; ++j) {
    check_inside(found["y"].factors[j].first, shares[j], 0.03);
    check_inside(found["y"].factors[j].total, shares[j], 0.03);
  }
  check_inside(found["y"].additive, 1, 0.05);
  CHECK(found["y"]["b"].first.value == found["y"].factors[1].first.value);
}

TEST_CASE("a group holds what its members do together") {
  // y = (x1 - 1/2)(x2 - 1/2) + x3 / 10: nothing is left of the interaction outside the group.
  const auto f = [](std::span<const double> u) { return (u[0] - 0.5) * (u[1] - 0.5) + u[2] / 10; };
  const double pair = 1. / 144, single = 1. / 1200, v = pair + single;
  const auto apart = sobol_indices(random::sobol(6, 3), one_each(3), {"y"}, pointwise(f),
                                   {.draws = 2048, .resamples = 200});
  check_inside(apart["y"]["x1"].first, 0, 0.03);
  check_inside(apart["y"]["x1"].total, pair / v, 0.06);
  check_inside(apart["y"].additive, single / v, 0.06);
  const auto grouped = sobol_indices(random::sobol(6, 3), {{"pair", {0, 1}}, {"single", {2}}},
                                     {"y"}, pointwise(f), {.draws = 2048, .resamples = 200});
  check_inside(grouped["y"]["pair"].first, pair / v, 0.06);
  check_inside(grouped["y"]["pair"].total, pair / v, 0.06);
  check_inside(grouped["y"]["single"].total, single / v, 0.03);
}

TEST_CASE("a large mean does not spoil the indices") {
  const auto f = [](std::span<const double> u) { return 1e9 + u[0] + 0.5 * u[1]; };
  const auto found = sobol_indices(random::sobol(4, 3), one_each(2), {"y"}, pointwise(f),
                                   {.draws = 2048, .resamples = 100});
  check_inside(found["y"]["x1"].first, 0.8, 0.03);
  check_inside(found["y"]["x2"].total, 0.2, 0.03);
}

TEST_CASE("intervals hold the truth about as often as they say") {
  // First-order index of x1 in u1 + u2 u3, 90 % intervals, independent points.
  const auto f = [](std::span<const double> u) { return u[0] + u[1] * u[2]; };
  const double v1 = 1. / 12, v = v1 + (1. / 9 - 1. / 16);
  int first = 0, total = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto found =
        sobol_indices(random::independent{seed}, one_each(3), {"y"}, pointwise(f),
                      {.draws = 64, .resamples = 100, .level = 0.9, .seed = seed, .batch = 128});
    const auto& x1 = found["y"]["x1"];
    first += x1.first.lower <= v1 / v && v1 / v <= x1.first.upper;
    total += x1.total.lower <= v1 / v && v1 / v <= x1.total.upper;
  }
  CAPTURE(first, total);
  CHECK(first >= 165);
  CHECK(first <= 195);
  CHECK(total >= 165);
  CHECK(total <= 195);
}

TEST_CASE("indices are the same for any threads and any batch, bit for bit") {
  const auto f = [](rows_view<const double> points, rows_view<double> scalars) {
    for (std::size_t r = 0; r < points.rows; ++r) {
      scalars[r][0] = ishigami(points[r]);
      scalars[r][1] = std::exp(points[r][0] + points[r][2]);
    }
  };
  const random::sobol points(6, 5);
  const std::vector<std::string> names = {"y", "z"};
  sobol_options o{.draws = 300, .resamples = 50};
  const auto one = sobol_indices(points, one_each(3), names, f, o);
  for (const unsigned t : {1u, 2u, 7u}) {
    check_same_bits(one, sobol_indices(points, one_each(3), names, f, o, threads{t}));
  }
  for (const std::size_t batch : {1u, 7u, 300u, 1000u}) {
    o.batch = batch;
    check_same_bits(one, sobol_indices(points, one_each(3), names, f, o, threads{2}));
  }
  // Each scalar is what it would be alone.
  const auto alone = sobol_indices(points, one_each(3), {"y"}, pointwise(ishigami), o);
  CHECK(alone["y"]["x2"].first.value == one["y"]["x2"].first.value);
  CHECK(alone["y"]["x2"].total.upper == one["y"]["x2"].total.upper);
}

TEST_CASE("a first-order index below zero is shown with its interval and explained") {
  const auto f = [](std::span<const double> u) { return 10 * u[0] + 0.01 * u[1]; };
  bool seen = false;
  for (std::uint64_t seed = 1; seed <= 20 && !seen; ++seed) {
    const auto found = sobol_indices(random::independent{seed}, one_each(2), {"y"}, pointwise(f),
                                     {.draws = 64, .resamples = 200});
    const auto& x2 = found["y"]["x2"];
    if (x2.first.value >= 0) continue;
    seen = true;
    CHECK(x2.first.lower < x2.first.value);
    CHECK(x2.first.value < x2.first.upper);
    CHECK(x2.total.value >= 0);
    CHECK_THAT(x2.note, Contains("No share of a variance is below zero") &&
                            Contains("95 % interval -0.") && Contains("More draws narrow it."));
  }
  CHECK(seen);
}

TEST_CASE("without resamples there are values and no intervals") {
  const auto found = sobol_indices(random::sobol(6, 1), one_each(3), {"y"}, pointwise(ishigami),
                                   {.draws = 64, .resamples = 0});
  CHECK(is_known(found["y"]["x1"].first.value));
  CHECK(is_missing(found["y"]["x1"].first.lower));
  CHECK(is_missing(found["y"]["x1"].first.error));
}

TEST_CASE("a scalar without variance or with holes has no indices and says why") {
  const auto f = [](rows_view<const double> points, rows_view<double> scalars) {
    for (std::size_t r = 0; r < points.rows; ++r) {
      const auto x = points[r];
      scalars[r][0] = 42;
      scalars[r][1] = 0.1 + 0.2 * (x[0] < 2);  // constant
      scalars[r][2] = x[0] < 0.9 ? x[1] : missing;
      scalars[r][3] = x[0];
      scalars[r][4] = 1e20 + x[0];  // nothing but rounding
      scalars[r][6] = 1e200 * x[0];
      scalars[r][7] = 1e-200 * x[0];
      // The sixth is left out.
    }
  };
  const auto found = sobol_indices(
      random::sobol(4, 1), {{"who", {0}}, {"what", {1}}},
      {"constant", "same", "holes", "fine", "huge", "forgotten", "too large", "too little"}, f,
      {.draws = 64, .resamples = 20});
  CHECK(found["constant"].undefined ==
        "it is 42 in every evaluation: no variance, so no shares of it");
  CHECK_THAT(found["same"].undefined, Contains("no variance"));
  CHECK_THAT(found["huge"].undefined, Contains("no variance"));
  CHECK_THAT(found["holes"].undefined, Contains("evaluations gave no finite number; the first is "
                                                "nan at draw "));
  CHECK_THAT(found["forgotten"].undefined,
             Contains("256 of 256 evaluations gave no finite number; the first is nan at draw 0, "
                      "first sample"));
  CHECK_THAT(found["too large"].undefined, Contains("whose squares no double holds"));
  CHECK_THAT(found["too little"].undefined, Contains("whose squares no double holds"));
  CHECK(found["fine"].undefined.empty());
  CHECK(found["fine"]["who"].total.value == Approx(1).margin(0.05));
  CHECK(found["fine"]["what"].total.value == 0);
  for (const auto* s : {"constant", "holes"}) {
    CHECK(is_missing(found[s]["who"].first.value));
    CHECK(is_missing(found[s].additive.value));
    CHECK(found[s].factors.size() == 2);
  }
}

TEST_CASE("what fails is named by its draw and its factor") {
  // Draw 3 of A alone, then draw 5 with the second factor exchanged.
  const random::independent points{4};
  const double bad = points(5, 3);
  const auto f = [&](std::span<const double> x) {
    return x[1] == bad && x[0] == points(5, 0) ? std::numeric_limits<double>::infinity() : x[0];
  };
  const auto found = sobol_indices(points, {{"who", {0}}, {"what", {1}}}, {"y"}, pointwise(f),
                                   {.draws = 16, .resamples = 0});
  CHECK(found["y"].undefined ==
        "1 of 64 evaluations gave no finite number; the first is inf at draw 5, factor 'what' "
        "exchanged");
}

TEST_CASE("an analysis stops at its tolerance, with the indices of the draws done") {
  const random::sobol points(6, 5);
  const auto f = pointwise(ishigami);
  const auto found = sobol_indices(points, one_each(3), {"y"}, f,
                                   {.draws = 1 << 16, .resamples = 100, .tolerance = 0.04});
  CHECK(found.requested == 1 << 16);
  CHECK(found.draws < 8192);
  CHECK_FALSE(found.cancelled);
  CHECK(found.evaluations == 5 * found.draws);
  for (const auto& x : found["y"].factors) {
    CHECK(x.first.error <= 0.04);
    CHECK(x.total.error <= 0.04);
  }
  // No sooner, and the same as if no more had been asked for.
  const auto half =
      sobol_indices(points, one_each(3), {"y"}, f, {.draws = found.draws / 2, .resamples = 100});
  CHECK((half["y"]["x1"].first.error > 0.04 || half["y"]["x1"].total.error > 0.04 ||
         half["y"]["x2"].first.error > 0.04 || half["y"]["x2"].total.error > 0.04 ||
         half["y"]["x3"].first.error > 0.04));
  check_same_bits(found, sobol_indices(points, one_each(3), {"y"}, f,
                                       {.draws = found.draws, .resamples = 100}));
}

TEST_CASE("a cancelled analysis is that of the draws done, and says so") {
  const random::sobol points(6, 5);
  const auto f = pointwise(ishigami);
  std::vector<std::size_t> seen;
  sobol_options o{.draws = 5000, .resamples = 20};
  o.on_progress = [&](const sensitivity::progress& p) {
    CHECK(p.requested == 5000);
    seen.push_back(p.draws);
    return p.draws < 1000;
  };
  const auto found = sobol_indices(points, one_each(3), {"y"}, f, o, threads{2});
  CHECK(seen == std::vector<std::size_t>{256, 512, 1024});
  CHECK(found.cancelled);
  CHECK(found.draws == 1024);
  CHECK(found.requested == 5000);
  check_same_bits(found,
                  sobol_indices(points, one_each(3), {"y"}, f, {.draws = 1024, .resamples = 20}));
  o.on_progress = [](const sensitivity::progress&) { return true; };
  o.draws = 300;
  CHECK_FALSE(sobol_indices(points, one_each(3), {"y"}, f, o).cancelled);
}

TEST_CASE("draws that are not made need no memory, and what is too much says so") {
  const random::sobol points(2, 5);
  const auto f = pointwise([](std::span<const double> u) { return u[0]; });
  const auto found =
      sobol_indices(points, one_each(1), {"y"}, f,
                    {.draws = std::size_t{1} << 31, .resamples = 20, .tolerance = 0.1});
  CHECK(found.draws <= 4096);
  CHECK(found.requested == std::size_t{1} << 31);
  sensitivity::detail::evaluations all(1, 1);
  CHECK_THROWS_WITH(all.reserve(std::size_t{1} << 61), Contains("no memory for"));
}

TEST_CASE("a first-order index above the total one is noted where it is more than its error") {
  factor_indices f{.factor = "x", .first = {.value = 0.5}, .total = {.value = 0.4}};
  using sensitivity::detail::note_on;
  CHECK_THAT(note_on(f, {.value = 0.1, .error = 0.04}, 0.95), Contains("by 0.1."));
  CHECK(note_on(f, {.value = 0.1, .error = 0.2}, 0.95).empty());
  CHECK_THAT(note_on(f, {.value = 0.1}, 0.95), Contains("by 0.1."));
  CHECK(note_on(f, {.value = 1e-17}, 0.95).empty());
  CHECK(note_on(f, {.value = 1e-17, .error = 0}, 0.95).empty());
}

TEST_CASE("what the function throws reaches the caller of an analysis") {
  const auto f = pointwise([](std::span<const double> u) {
    if (u[0] > 0.99) throw domain_error("no such world");
    return u[0];
  });
  CHECK_THROWS_WITH(sobol_indices(random::sobol(2, 1), one_each(1), {"y"}, f, {}, threads{3}),
                    "no such world");
}

TEST_CASE("requests of a sensitivity analysis that make no sense are refused") {
  const random::sobol points(4, 1);
  const auto f = pointwise([](std::span<const double> u) { return u[0]; });
  const auto ask = [&](const std::vector<factor>& factors, const sobol_options& o = {}) {
    return sobol_indices(points, factors, {"y"}, f, o);
  };
  const auto fine = one_each(2);
  CHECK_THROWS_WITH(ask(fine, {.draws = 0}),
                    "sobol_indices: draws must be in 2..2147483648, got 0");
  CHECK_THROWS_AS(ask(fine, {.draws = 1}), domain_error);
  CHECK_THROWS_WITH(ask(fine, {.level = 1}), "sobol_indices: level must be in (0, 1), got 1");
  CHECK_THROWS_AS(ask(fine, {.level = missing}), domain_error);
  CHECK_THROWS_AS(ask(fine, {.batch = 0}), domain_error);
  CHECK_THROWS_AS(ask(fine, {.resamples = 10'000'000}), domain_error);
  CHECK_THROWS_AS(ask(fine, {.tolerance = -1}), domain_error);
  CHECK_THROWS_AS(ask(fine, {.tolerance = missing}), domain_error);
  CHECK_THROWS_WITH(ask(fine, {.resamples = 0, .tolerance = 0.1}),
                    "sobol_indices: a tolerance needs resamples, got 0");
  CHECK_THROWS_WITH(ask({}), "factors: there are none");
  CHECK_THROWS_WITH(ask({{"a", {}}, {"b", {0}}}), "factor 'a': has no coordinates");
  CHECK_THROWS_WITH(ask({{"a", {0}}, {"a", {1}}}), "factor 'a': is there twice");
  CHECK_THROWS_WITH(ask({{"a", {0, 1}}, {"b", {1}}}), "factor 'b': has coordinate 1, as has 'a'");
  CHECK_THROWS_WITH(ask({{"a", {0, 0}}}), "factor 'a': has coordinate 0, as has it already");
  CHECK_THROWS_WITH(
      ask({{"a", {0}}, {"b", {2}}}),
      "factor 'b': has coordinate 2, but the factors have 2 together, counted from 0");
  CHECK_THROWS_AS(ask(one_each(3)), domain_error);  // the points have too few coordinates
  CHECK_THROWS_WITH(sobol_indices(points, fine, {}, f), "scalars: there are none");
  CHECK_THROWS_WITH(sobol_indices(points, fine, {"y", "y"}, f), "scalar 'y': is there twice");
  const auto found = ask(fine, {.draws = 8, .resamples = 3});
  CHECK_THROWS_WITH(found["x"], Contains("analysis: has no scalar 'x'"));
  CHECK_THROWS_WITH(found["y"]["x3"], Contains("indices: have no factor 'x3'; did you mean 'x1'?"));
}

TEST_CASE("what is worth knowing stands in the order of its first-order index") {
  scalar_indices s;
  s.factors.push_back({.factor = "a", .first = {.value = 0.2}});
  s.factors.push_back({.factor = "b", .first = {.value = 0.5}});
  s.factors.push_back({.factor = "c", .first = {.value = -0.1}});
  s.factors.push_back({.factor = "d", .first = {.value = 0.2}});
  using names = std::vector<std::string>;
  CHECK(worth_knowing(s) == names{"b", "a", "d"});
  CHECK(worth_knowing(s, 2) == names{"b", "a"});
  CHECK(worth_knowing(s, 0).empty());
  s.factors = {{.factor = "a"}};
  CHECK(worth_knowing(s).empty());
}

TEST_CASE("two draws are enough for numbers, however poor") {
  const auto found = sobol_indices(random::sobol(2, 1), one_each(1), {"y"},
                                   pointwise([](std::span<const double> u) { return u[0]; }),
                                   {.draws = 2, .resamples = 50});
  CHECK(is_known(found["y"]["x1"].total.value));
  CHECK(is_known(found["y"]["x1"].total.upper));
}
