// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/aggregate/choquet.hpp>
#include <ltorisk/aggregate/choquet_2_additive.hpp>
#include <ltorisk/aggregate/ideal_closeness.hpp>
#include <ltorisk/aggregate/median.hpp>
#include <ltorisk/aggregate/ordered_mean.hpp>
#include <ltorisk/aggregate/penalized_mean.hpp>
#include <ltorisk/aggregate/waspas.hpp>
#include <ltorisk/engine/cells.hpp>

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

using namespace ltorisk;
using aggregate_row::value;
using random_world::dice;

namespace {

using aggregate::median;
using aggregate::penalized_mean;

/// Every aggregation of the library, with the parameters worth testing. A new scheme adds its line
/// and has all laws checked.
const auto all_schemes = std::tuple{
    aggregate::arithmetic_mean{},
    aggregate::geometric_mean(),
    aggregate::geometric_mean(0.01),
    aggregate::harmonic_mean(),
    aggregate::harmonic_mean(0.1),
    aggregate::power_mean(2),
    aggregate::power_mean(0.3),
    aggregate::power_mean(0.5),
    aggregate::power_mean(1),
    aggregate::power_mean(3),
    aggregate::power_mean(-1),
    aggregate::power_mean(-1.5),
    aggregate::power_mean(60),
    aggregate::minimum{},
    aggregate::maximum{},
    aggregate::product{},
    aggregate::gated{},
    aggregate::inverted_geometric_mean{},
    median{},
    median{.middle = median::middle_rule::lower},
    median{.middle = median::middle_rule::upper},
    aggregate::ordered_mean{},
    aggregate::ordered_mean{.exponent = 0.4},
    aggregate::ordered_mean{.weights = {5, 3, 0, 2}},
    aggregate::choquet{.capacity = {0, 0.45, 0.45, 0.5, 0.3, 0.9, 0.9, 1}},
    aggregate::choquet{.capacity = {0, 0, 0, 0, 0, 0, 0, 1}},
    aggregate::choquet{.capacity = {0, 1, 1, 1}},
    aggregate::choquet_2_additive{.shapley = {0.5, 0.2, 0.3},
                                  .interaction = {{0, 0.4, -0.5}, {0.4, 0, 0}, {-0.5, 0, 0}}},
    aggregate::choquet_2_additive{.shapley = {0.5, 0.5}, .interaction = {{0, 1}, {1, 0}}},
    aggregate::waspas{},
    aggregate::waspas{.lambda = 0.9},
    aggregate::ideal_closeness{},
    penalized_mean{},
    penalized_mean{.deviation = penalized_mean::deviation_rule::sample},
    penalized_mean{.penalty = penalized_mean::penalty_rule::added},
    penalized_mean{.penalty = penalized_mean::penalty_rule::added,
                   .deviation = penalized_mean::deviation_rule::sample},
    penalized_mean{.onto = {70, 130}},
    penalized_mean{.penalty = penalized_mean::penalty_rule::added, .onto = {70, 130}},
    penalized_mean{.deviation = penalized_mean::deviation_rule::sample, .onto = {70, 130}},
};

constexpr double slack = 1e-12;

/// Children in 0..1, now and then exactly at an end.
double child(dice& d) {
  if (d.chance(0.1)) return 0;
  if (d.chance(0.1)) return 1;
  return d.uniform();
}

struct sample {
  std::vector<double> x, w;
};

/// How many children the scheme must have, if it must.
template <class A>
std::optional<std::size_t> fixed_size(const A& a) {
  if constexpr (requires { a.children(); }) {
    return a.children();
  } else {
    return {};
  }
}

template <class A>
sample random_sample(const A& a, dice& d) {
  sample s;
  const auto n = fixed_size(a).value_or(1 + d.below(9));
  for (std::size_t j = 0; j < n; ++j) {
    s.x.push_back(child(d));
    s.w.push_back(d.uniform(0.01, 5));
  }
  return s;
}

template <class F>
void for_each_scheme(F check) {
  std::apply(
      [&](const auto&... scheme) {
        (
            [&] {
              INFO("scheme: " << scheme.name);
              check(scheme);
            }(),
            ...);
      },
      all_schemes);
}

}  // namespace

TEST_CASE("every scheme keeps the laws it declares") {
  for_each_scheme([](const auto& a) {
    const auto laws = laws_of(a);
    dice d(1);
    for (int round = 0; round < 2000; ++round) {
      auto [x, w] = random_sample(a, d);
      const double v = value(a, x, w);
      REQUIRE(v >= -slack);
      REQUIRE(v <= 1 + slack);
      CAPTURE(x, w, v);

      // Weights are relative.
      auto scaled = w;
      for (double& weight : scaled) weight *= 7;
      REQUIRE(value(a, x, scaled) == Approx(v).margin(slack));

      if (laws.bounded) {
        const auto [least, most] = std::ranges::minmax(x);
        REQUIRE(v >= std::max<double>(least, laws.from) - slack);
        REQUIRE(v <= std::max<double>(most, laws.from) + slack);
      }
      if (laws.idempotent) {
        const double same = std::max<double>(x[0], laws.from);
        REQUIRE(value(a, std::vector<double>(x.size(), same), w) == Approx(same).margin(slack));
      }
      if (laws.symmetric && x.size() > 1) {
        auto px = x, pw = w;
        std::rotate(px.begin(), px.begin() + 1, px.end());
        std::rotate(pw.begin(), pw.begin() + 1, pw.end());
        REQUIRE(value(a, px, pw) == Approx(v).margin(slack));
      }
      for (std::size_t j = 0; j < x.size(); ++j) {
        auto higher = x;
        higher[j] = d.uniform(x[j], 1);
        const double moved = value(a, higher, w) - v;
        if (laws.monotone == monotony::rising) REQUIRE(moved >= -slack);
        if (laws.monotone == monotony::first_rising_rest_falling) {
          REQUIRE((j == 0 ? moved : -moved) >= -slack);
        }
      }
      if (laws.zero == zero_rule::any_child || laws.zero == zero_rule::first_child) {
        auto stopped = x;
        stopped[laws.zero == zero_rule::any_child ? d.below(x.size()) : 0] = 0;
        REQUIRE(value(a, stopped, w) == 0);
      }
    }
  });
}

TEST_CASE("a child of weight zero changes nothing, whatever its value") {
  for_each_scheme([](const auto& a) {
    dice d(2);
    for (int round = 0; round < 500; ++round) {
      auto [x, w] = random_sample(a, d);
      // Not first: that one is what a gate lets through.
      if (fixed_size(a)) {
        const auto at = 1 + d.below(x.size() - 1);
        w[at] = 0;
        const double v = value(a, x, w);
        x[at] = child(d);
        CAPTURE(x, w);
        REQUIRE(value(a, x, w) == Approx(v).epsilon(1e-14));  // FMA may round apart
        continue;
      }
      const double v = value(a, x, w);
      const auto at = 1 + d.below(x.size());
      x.insert(x.begin() + static_cast<std::ptrdiff_t>(at), child(d));
      w.insert(w.begin() + static_cast<std::ptrdiff_t>(at), 0.0);
      CAPTURE(x, w);
      REQUIRE(value(a, x, w) == Approx(v).epsilon(1e-14));  // FMA may round apart
    }
  });
}

TEST_CASE("the pack gives the bits of the single number") {
  for_each_scheme([](const auto& a) {
    const any_aggregation erased(a);
    dice d(3);
    for (int round = 0; round < 200; ++round) {
      const auto n = fixed_size(a).value_or(1 + d.below(9));
      std::vector<simd::tile> x(n);
      std::vector<engine::child_rows> in(n);
      const bool equal = d.chance(0.3);
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t r = 0; r < simd::tile_rows; ++r) {
          x[j].row[r] = child(d);
          if (j > 0 && d.chance(0.2)) in[j].used &= ~(engine::row_set{1} << r);
        }
        in[j].value = x[j].row;
        in[j].weight = equal ? 0.25 : d.uniform(0.01, 5);
      }
      simd::tile result;
      const auto laws = laws_of(a);
      erased({.first = in.data(),
              .size = n,
              .equal_weights = equal,
              .lowest = laws.lowest,
              .highest = laws.highest},
             result);
      for (std::size_t r = 0; r < simd::tile_rows; ++r) {
        std::vector<double> row_x, row_w;
        for (std::size_t j = 0; j < n; ++j) {
          row_x.push_back(x[j].row[r]);
          row_w.push_back(engine::has(in[j].used, r) ? in[j].weight : 0);
        }
        // Compilers may contract one and not the other to fused multiply-add.
        REQUIRE(result.row[r] == Approx(value(a, row_x, row_w)).epsilon(1e-13).margin(1e-15));
      }
    }
  });
}

TEST_CASE("a scheme takes the number of children it says, and refuses others") {
  for_each_scheme([](const auto& a) {
    REQUIRE(any_aggregation(a).children() == fixed_size(a));
    if (!fixed_size(a)) return;
    const std::vector<double> more(*fixed_size(a) + 1, 0.5), fewer(*fixed_size(a) - 1, 0.5);
    REQUIRE_THROWS_AS(value(a, more), domain_error);
    REQUIRE_THROWS_AS(value(a, fewer), domain_error);
  });
}

TEST_CASE("a type-erased scheme keeps name, parameters and identity") {
  for_each_scheme([](const auto& a) {
    using scheme = std::remove_cvref_t<decltype(a)>;
    const any_aggregation one(a), other(a);
    REQUIRE(one == other);
    REQUIRE(one.name() == std::string_view(a.name));
    REQUIRE(make_scheme<scheme>(one.parameters()) == a);
  });
  REQUIRE(any_aggregation(aggregate::geometric_mean(0.1)) !=
          any_aggregation(aggregate::geometric_mean(0.2)));
  REQUIRE(any_aggregation(aggregate::minimum{}) != any_aggregation(aggregate::maximum{}));
  const auto list = any_aggregation(aggregate::geometric_mean(0.25)).parameters();
  REQUIRE(list == std::vector<parameter>{{"floor", 0.25, {}}});
}
