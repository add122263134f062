// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/statistics/factorial.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::statistics;
using random_world::dice;
using counts = std::vector<std::size_t>;

TEST_CASE("an additive response has no interaction") {
  // 10 a + b, a in {0, 1}, b in {0, 1, 2}: effects -5, 5 and -1, 0, 1.
  const counts levels{2, 3};
  const std::vector<double> y{0, 1, 2, 10, 11, 12};
  const auto v = main_effects(y, levels, all_levels(levels));
  CHECK(v.cells == 6);
  CHECK(v.total == Approx(154));
  CHECK(v.main[0] == Approx(150.0 / 154));
  CHECK(v.main[1] == Approx(4.0 / 154));
  CHECK(v.interaction == Approx(0).margin(1e-15));
}

TEST_CASE("an exclusive or is nothing but interaction") {
  const counts levels{2, 2};
  const auto v = main_effects(std::vector<double>{0, 1, 1, 0}, levels, all_levels(levels));
  CHECK(v.main == std::vector<double>{0, 0});
  CHECK(v.interaction == 1);
}

TEST_CASE("the analysis of variance of a two by two table by hand") {
  // 3, 5; 9, 15: mean 8, effects 4 and 2, interaction 1:
  // 4 * 16 + 4 * 4 + 4 * 1 = 84.
  const counts levels{2, 2};
  const auto v = main_effects(std::vector<double>{3, 5, 9, 15}, levels, all_levels(levels));
  CHECK(v.total == Approx(84));
  CHECK(v.main[0] == Approx(64.0 / 84));
  CHECK(v.main[1] == Approx(16.0 / 84));
  CHECK(v.interaction == Approx(4.0 / 84));
}

TEST_CASE("shares of variance sum to one and are those of the definition") {
  dice d(4);
  for (int world = 0; world < 200; ++world) {
    counts levels;
    std::size_t cells = 1;
    for (std::size_t i = 0; i < 1 + d.below(4); ++i) {
      levels.push_back(1 + d.below(4));
      cells *= levels.back();
    }
    std::vector<double> y;
    const double offset = d.chance(0.2) ? 1e9 : 0;
    for (std::size_t c = 0; c < cells; ++c) y.push_back(offset + d.uniform());
    const auto v = main_effects(y, levels, all_levels(levels));
    REQUIRE(v.cells == cells);
    if (cells == 1) {
      REQUIRE(std::isnan(v.interaction));
      continue;
    }
    REQUIRE(std::accumulate(v.main.begin(), v.main.end(), v.interaction) ==
            Approx(1).epsilon(1e-12));
    // Variance of the conditional means over the variance.
    double mean = 0, total = 0;
    for (const double x : y) mean += (x - offset) / static_cast<double>(cells);
    for (const double x : y) total += (x - offset - mean) * (x - offset - mean);
    for (std::size_t i = 0; i < levels.size(); ++i) {
      std::size_t below = 1;
      for (auto k = i + 1; k < levels.size(); ++k) below *= levels[k];
      std::vector<double> sum(levels[i]);
      for (std::size_t c = 0; c < cells; ++c) sum[c / below % levels[i]] += y[c] - offset - mean;
      double squares = 0;
      for (const double s : sum)
        squares += s * s * static_cast<double>(levels[i]) / static_cast<double>(cells);
      REQUIRE(v.main[i] == Approx(squares / total).margin(offset > 0 ? 1e-5 : 1e-12));
    }
  }
}

TEST_CASE("where nothing varies no factor has a share") {
  const counts levels{2, 2};
  const auto v = main_effects(std::vector<double>{7, 7, 7, 7}, levels, all_levels(levels));
  CHECK(std::isnan(v.main[0]));
  CHECK(std::isnan(v.interaction));
  CHECK(v.total == 0);
  const auto none = main_effects(std::vector<double>{}, counts{0, 2}, all_levels(counts{0, 2}));
  CHECK(none.cells == 0);
}

TEST_CASE("a grid with holes is cut down to a full part") {
  // Of the third level of the first factor two of four cells are unknown, of the last level of the
  // second a single one: the first goes, and takes all holes with it.
  const counts levels{3, 4};
  const double o = missing;
  const std::vector<double> y{1, 2, 3, 4,  //
                              5, 6, 7, 8,  //
                              9, o, 1, o};
  CHECK(full_part(y, levels) == subgrid{{0, 1}, {0, 1, 2, 3}});
  const auto v = main_effects(y, levels, full_part(y, levels));
  CHECK(v.cells == 8);
  CHECK(v.main[0] == Approx(32.0 / 42));
  CHECK(full_part(std::vector<double>(12, o), levels) == subgrid(2));
  CHECK(full_part(std::vector<double>(12, 1), levels) == all_levels(levels));
  std::vector<double> one(12, o);
  one[7] = 1;
  CHECK(full_part(one, levels) == subgrid{{1}, {3}});
}

TEST_CASE("a full part has no hole, whatever is unknown") {
  dice d(9);
  for (int world = 0; world < 300; ++world) {
    counts levels{1 + d.below(4), 1 + d.below(5), 1 + d.below(3)};
    std::vector<double> y;
    const double holes = d.uniform();
    bool some = false;
    for (std::size_t c = 0; c < levels[0] * levels[1] * levels[2]; ++c) {
      y.push_back(d.chance(holes) ? missing : d.uniform());
      some = some || is_known(y.back());
    }
    const auto part = full_part(y, levels);
    const auto v = main_effects(y, levels, part);
    REQUIRE(v.total == v.total);
    if (!some) REQUIRE(v.cells == 0);
  }
}
