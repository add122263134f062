// SPDX-License-Identifier: BSL-1.0

// The laws of every normalization. A new scheme adds its line to the table.

#include "sample.hpp"

#include <ltorisk/normalize/box_cox_transformed.hpp>
#include <ltorisk/normalize/distance_to_reference.hpp>
#include <ltorisk/normalize/distance_to_target.hpp>
#include <ltorisk/normalize/goalposts.hpp>
#include <ltorisk/normalize/log_transformed.hpp>
#include <ltorisk/normalize/logarithmic.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/quantile_winsorized.hpp>
#include <ltorisk/normalize/rank.hpp>
#include <ltorisk/normalize/scaled.hpp>
#include <ltorisk/normalize/share_of_sum.hpp>
#include <ltorisk/normalize/treated.hpp>
#include <ltorisk/normalize/vector.hpp>
#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/normalize/z_score.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <tuple>

using namespace ltorisk;
using namespace ltorisk::normalize;
using normalizing::fit;
using normalizing::unknown;
using normalizing::values;

namespace {

using pack = simd::pack<simd::native_isa>;

/// What may be done to every figure of a column without changing any value.
enum class invariance { none, unit, unit_and_origin, order };

struct promises {
  invariance against = invariance::none;
  /// One known value is enough, or none (2).
  int frugal = 0;
  /// Neither rises nor falls: a target is best.
  bool peaked = false;
};

template <class N>
struct line {
  N scheme;
  promises promised;
};
template <class N>
line(N, promises) -> line<N>;

/// Every normalization of the library, with the parameters worth testing.
const auto table = std::tuple{
    line{min_max{}, {invariance::unit_and_origin}},
    line{min_max{.onto = {1, 100}, .capped = false}, {invariance::unit_and_origin}},
    line{goalposts{.lower = 0, .upper = 30}, {.frugal = 2}},
    line{goalposts{.lower = 2, .upper = 9, .onto = {70, 130}, .capped = false}, {.frugal = 2}},
    line{z_score{}, {invariance::unit_and_origin}},
    line{z_score{.deviation = statistics::deviation::population}, {invariance::unit_and_origin}},
    line{scaled{}, {invariance::unit_and_origin}},
    line{distance_to_target{.target = 10}, {}},
    line{distance_to_target{.target = 10, .capped = false}, {}},
    line{distance_to_target{.target = 10, .measure = distance_to_target::form::absolute},
         {.peaked = true}},
    line{distance_to_reference{}, {invariance::unit}},
    line{distance_to_reference{.reference = reference::mean,
                               .measure = distance_to_reference::form::difference},
         {invariance::unit}},
    line{distance_to_reference{.reference = reference::maximum,
                               .inversion = distance_to_reference::inverted::complement},
         {invariance::unit}},
    line{distance_to_reference{.reference = reference::worst}, {invariance::unit}},
    line{distance_to_reference{.reference = reference::given, .value = 7}, {}},
    line{share_of_sum{}, {invariance::unit}},
    line{share_of_sum{.inversion = inversion::complement}, {invariance::unit}},
    line{share_of_sum{.inversion = inversion::from_maximum}, {invariance::unit}},
    line{normalize::vector{}, {invariance::unit}},
    line{normalize::vector{.inversion = inversion::reciprocal}, {invariance::unit}},
    line{normalize::vector{.inversion = inversion::from_maximum}, {invariance::unit}},
    line{logarithmic{}, {}},
    line{normalize::rank{}, {invariance::order, 1}},
    line{normalize::rank{.ties = ties::min, .first = 0}, {invariance::order, 1}},
    line{normalize::rank{.ties = ties::dense}, {invariance::order, 1}},
    line{percentile_rank{}, {invariance::order, 1}},
    line{percentile_rank{.position = percentile_rank::convention::inclusive, .ties = ties::min},
         {invariance::order, 1}},
    line{percentile_rank{.position = percentile_rank::convention::exclusive, .ties = ties::dense},
         {invariance::order, 1}},
    line{percentile_rank{.position = percentile_rank::convention::share, .ties = ties::max},
         {invariance::order, 1}},
    line{winsorized<min_max>{}, {invariance::unit_and_origin}},
    line{winsorized<z_score>{.otherwise = winsorized<z_score>::fallback::keep},
         {invariance::unit_and_origin}},
    line{winsorized<percentile_rank>{}, {invariance::unit_and_origin}},
    line{winsorized<distance_to_target>{.normalize = {.target = 10, .capped = false}}, {}},
    line{winsorized<goalposts>{.normalize = {.lower = 0, .upper = 30}}, {}},
    line{winsorized<log_transformed<z_score>>{}, {invariance::unit_and_origin}},
    line{treated<min_max>{}, {invariance::unit_and_origin}},
    line{treated<z_score>{.rule = {.skewness = 0.1, .kurtosis = -3}},
         {invariance::unit_and_origin}},
    line{quantile_winsorized<min_max>{.lower_quantile = 0.1, .upper_quantile = 0.9},
         {invariance::unit_and_origin}},
    line{quantile_winsorized<share_of_sum>{}, {invariance::unit}},
    line{log_transformed<min_max>{}, {invariance::unit_and_origin}},
    line{log_transformed<z_score>{.offset = offset::none}, {invariance::unit}},
    line{log_transformed<scaled>{.offset = offset::unit}, {}},
    line{box_cox_transformed<min_max>{}, {invariance::unit}},
    line{box_cox_transformed<z_score>{.offset = offset::range}, {invariance::unit_and_origin}},
    line{box_cox_transformed<z_score>{.from = box_cox_transformed<z_score>::source::given,
                                      .exponent = -1},
         {invariance::unit}},
};

template <class F>
void for_each_scheme(F check) {
  std::apply(
      [&](const auto&... each) {
        (
            [&] {
              INFO("scheme: " << each.scheme.name);
              check(each.scheme, each.promised);
            }(),
            ...);
      },
      table);
}

template <class F>
void for_each_direction(F check) {
  for (const sign direction : {sign::plus, sign::minus}) {
    INFO((direction == sign::plus ? "benefit" : "cost"));
    check(direction);
  }
}

/// Figures from 1 to about 21, many near 1, some equal: every scheme can learn from them.
std::vector<double> random_column(std::uint64_t seed, std::size_t rows) {
  std::mt19937_64 bits(seed);
  std::vector<double> column{1, 21, 1, 12};
  while (column.size() < rows) {
    const double u = static_cast<double>(bits() >> 11) * 0x1p-53;
    column.push_back(bits() % 5 == 0 ? column[bits() % column.size()] : 1 + 20 * u * u);
  }
  return column;
}

std::vector<double> carried(std::vector<double> column, double (*change)(double)) {
  for (double& x : column) x = change(x);
  return column;
}

/// The column, and figures it does not have: between its own and beyond them.
std::vector<double> with_unseen(std::vector<double> column) {
  for (double x = 0.25; x < 30; x += 0.37) column.push_back(x);
  return column;
}

}  // namespace

TEST_CASE("every normalization is one, and its parameters can be read and set by name") {
  for_each_scheme([](const auto& scheme, promises) {
    using scheme_type = std::remove_cvref_t<decltype(scheme)>;
    STATIC_REQUIRE(normalization<scheme_type>);
    CHECK_NOTHROW(validate_scheme(scheme));
    CHECK_NOTHROW(validate_scheme(scheme_type{}));
    const auto parameters = parameters_of(scheme);
    CHECK(make_scheme<scheme_type>(parameters) == scheme);
    std::set<std::string> names;
    for (const auto& p : parameters) CHECK(names.insert(p.name).second);
  });
}

TEST_CASE("more of a benefit is never worth less, more of a cost never more") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const auto column = random_column(seed, 40);
    auto figures = with_unseen(column);
    std::ranges::sort(figures);
    for_each_scheme([&](const auto& scheme, promises promised) {
      if (promised.peaked) return;
      for_each_direction([&](sign direction) {
        const auto f = fit(scheme, column, direction);
        const double up = direction == sign::plus ? 1 : -1;
        CHECK(f.direction() == (direction == sign::plus ? trend::rising : trend::falling));
        for (std::size_t i = 1; i < figures.size(); ++i) {
          if (!f.valid(figures[i - 1])) continue;
          CAPTURE(figures[i - 1], figures[i]);
          REQUIRE(up * (f(figures[i]) - f(figures[i - 1])) >= -1e-12);
        }
        CHECK(up * (f(12.0) - f(1.5)) > 0);  // and not all the same
      });
    });
  }
}

TEST_CASE("a cost has the order of the benefit, reversed") {
  const auto column = random_column(4, 60);
  for_each_scheme([&](const auto& scheme, promises promised) {
    if (promised.peaked) return;
    const auto benefit = values(scheme, column), cost = values(scheme, column, sign::minus);
    for (std::size_t i = 0; i < column.size(); ++i) {
      for (std::size_t k = 0; k < column.size(); ++k) {
        CAPTURE(column[i], column[k]);
        if (benefit[i] > benefit[k] + 1e-9) {
          REQUIRE(cost[i] <= cost[k]);
          // A target can end one of them and not the other.
          if (promised.against != invariance::none) REQUIRE(cost[i] < cost[k]);
        }
        if (column[i] == column[k]) REQUIRE(cost[i] == cost[k]);
      }
    }
  });
}

TEST_CASE("what is learned does not depend on chunks, and unknown cells count for nothing") {
  const auto column = random_column(5, 4600);
  std::vector<double> gaps;
  for (std::size_t i = 0; i < 50; ++i) {
    gaps.push_back(column[i]);
    if (i % 3 == 0) gaps.push_back(unknown);
  }
  const std::vector<double> dense(column.begin(), column.begin() + 50);
  for_each_scheme([&](const auto& scheme, promises) {
    using summary = typename std::remove_cvref_t<decltype(scheme)>::summary;
    for_each_direction([&](sign direction) {
      const auto whole = fit(scheme, column, direction);
      CHECK(whole == fit(scheme, column, direction));
      for (const std::size_t chunk : {1U, 7U, 4096U}) {
        statistics::reduction<summary> parts(1);
        for (std::size_t row = 0; row < column.size(); row += chunk) {
          const column_view view{.id = "x", .first = column.data() + row};
          parts.add(std::span(&view, 1), std::min<std::size_t>(chunk, column.size() - row));
        }
        CHECK(scheme.fit(parts.result(), criterion{"x", direction}) == whole);
      }
      CHECK(fit(scheme, gaps, direction) == fit(scheme, dense, direction));
    });
  });
}

TEST_CASE("the order of rows changes nothing but rounding") {
  const auto column = random_column(6, 50);
  auto turned = column;
  std::ranges::reverse(turned);
  for_each_scheme([&](const auto& scheme, promises) {
    for_each_direction([&](sign direction) {
      const auto f = fit(scheme, column, direction), g = fit(scheme, turned, direction);
      for (const double x : with_unseen(column)) {
        if (f.valid(x)) REQUIRE(g(x) == Approx(f(x)).epsilon(1e-6).margin(1e-7));
      }
    });
  });
}

TEST_CASE("a change of unit, origin or order leaves the values it is promised to leave") {
  const auto column = random_column(7, 50);
  const auto agree = [&](const auto& scheme, double (*change)(double)) {
    for_each_direction([&](sign direction) {
      const auto before = values(scheme, column, direction);
      const auto after = values(scheme, carried(column, change), direction);
      for (std::size_t i = 0; i < before.size(); ++i) {
        REQUIRE(after[i] == Approx(before[i]).epsilon(1e-6).margin(1e-7));
      }
    });
  };
  for_each_scheme([&](const auto& scheme, promises promised) {
    const auto against = promised.against;
    if (against >= invariance::unit) agree(scheme, [](double x) { return 1000 * x; });
    if (against >= invariance::unit_and_origin) agree(scheme, [](double x) { return 3 * x - 77; });
    if (against >= invariance::order) agree(scheme, [](double x) { return std::exp(x) - 9; });
  });
}

TEST_CASE("a pack has the values and the validity of each of its lanes") {
  const auto column = random_column(8, 30);
  auto figures = with_unseen(column);
  for (const double x : {-5.0, 0.0, 1e9, unknown, unlimited}) figures.push_back(x);
  while (figures.size() % pack::width != 0) figures.push_back(2);
  for_each_scheme([&](const auto& scheme, promises) {
    for_each_direction([&](sign direction) {
      const auto f = fit(scheme, column, direction);
      for (std::size_t i = 0; i < figures.size(); i += pack::width) {
        double lanes[pack::width], taken[pack::width];
        f(pack::load(&figures[i])).store(lanes);
        math::select(f.valid(pack::load(&figures[i])), 1, 0).store(taken);
        for (std::size_t k = 0; k < pack::width; ++k) {
          CAPTURE(figures[i + k]);
          const bool valid = f.valid(figures[i + k]);
          REQUIRE(taken[k] == (valid ? 1 : 0));
          if (valid) REQUIRE(lanes[k] == Approx(f(figures[i + k])).epsilon(1e-12).margin(1e-13));
        }
      }
    });
  });
}

TEST_CASE("a frozen function is sound, and has a value for every figure it was learned from") {
  const auto column = random_column(9, 30);
  for_each_scheme([&](const auto& scheme, promises) {
    for_each_direction([&](sign direction) {
      const auto f = fit(scheme, column, direction);
      CHECK_NOTHROW(f.validate());
      for (const double x : column) {
        CHECK(f.valid(x));
        CHECK(std::isfinite(f(x)));
      }
      CHECK_FALSE(f.valid(unknown));
      CHECK_FALSE(f.valid(unlimited));
      CHECK(f.declared().lower < f.declared().upper);
      CHECK(std::isfinite(f(f.declared().lower)));
      CHECK(std::isfinite(f(f.declared().upper)));
    });
  });
}

TEST_CASE("a constant column, one row and none are refused by name, save where one can be ranked") {
  const std::vector<std::vector<double>> constant{
      {5, 5, 5, 5, 5}, {5}, {0, 0, 0, 0}, {-3, -3, -3, -3}, {5, unknown, 5, 5, 5}};
  const std::vector<std::vector<double>> empty{{}, {unknown, unknown}};
  const auto outcome = [](const auto& scheme, const std::vector<double>& column, bool fine,
                          sign direction) {
    CAPTURE(column);
    if (fine) {
      const auto f = fit(scheme, column, direction);
      for (const double x : {-1e9, 5.0, 1e9}) CHECK(std::isfinite(f(x)));
      return;
    }
    try {
      (void)fit(scheme, column, direction);
      FAIL_CHECK("must be refused");
    } catch (const input_error& e) {
      CHECK(e.diagnostics().at(0).where == "column 'x'");
    }
  };
  for_each_scheme([&](const auto& scheme, promises promised) {
    for_each_direction([&](sign direction) {
      for (const auto& c : constant) outcome(scheme, c, promised.frugal >= 1, direction);
      for (const auto& c : empty) outcome(scheme, c, promised.frugal >= 2, direction);
    });
  });
}

TEST_CASE("whatever the figures, a column has finite values in order or an error that names it") {
  const std::vector<std::vector<double>> columns{
      {1, 2},
      {0, 1},
      {-1, 1},
      {0, 0, 0, 1},
      {0, 1, 0, 1, 1},
      {-3, -2, -1, -5},
      {-2, 0, 2, 4},
      {1, 1, 1, 1, 1, 1, 1, 1, 1, 2},
      {1, 2, 3, 4, 5, 6, 7, 8, 9, 1000},
      {1, 1e3, 1e6, 1e9, 1e12, 1e15},
      {1e150, 2e150, 4e150, 7e150, 9e150},
      {1e-150, 2e-150, 4e-150, 7e-150, 9e-150},
      {1e-310, 2e-310, 4e-310, 7e-310},
      {-1e300, 1e300, 2e300, 3e300},
      {-1.7e308, 1.7e308, 0, 1},
      {1e-300, 1, 1e300, 1e200},
      {1e9, 1e9 + 1e-3, 1e9 + 2e-3, 1e9 + 4e-3},
      {1, std::nextafter(1, 2), 1, std::nextafter(1, 2)},
      {0.1, 0.2, 0.3, 0.4},
  };
  for_each_scheme([&](const auto& scheme, promises promised) {
    for_each_direction([&](sign direction) {
      for (const auto& column : columns) {
        CAPTURE(column);
        try {
          const auto f = fit(scheme, column, direction);
          auto sorted = column;
          std::ranges::sort(sorted);
          const double up = direction == sign::plus ? 1 : -1;
          double last = -up * unlimited;
          for (const double x : sorted) {
            const double v = f(x);
            // Given goalposts know no column: the engine refuses values this far beyond them.
            if (!f.valid(x) || (promised.frugal == 2 && !(std::fabs(v) < 1e100))) continue;
            REQUIRE(std::isfinite(v));
            if (!promised.peaked) REQUIRE(up * (v - last) >= -1e-12 * std::fabs(v));
            last = v;
          }
        } catch (const input_error& e) {
          CHECK(e.diagnostics().at(0).where == "column 'x'");
        }
      }
    });
  });
}

TEST_CASE("columns of ordinary figures at huge and tiny scales are not refused") {
  for (const double unit : {1e-140, 1e140}) {
    std::vector<double> column{1, 2, 4, 7, 9, 3};
    for (double& x : column) x *= unit;
    for_each_scheme([&](const auto& scheme, promises promised) {
      if (promised.against == invariance::none) return;
      for_each_direction([&](sign direction) { CHECK_NOTHROW(fit(scheme, column, direction)); });
    });
  }
}
