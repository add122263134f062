// SPDX-License-Identifier: BSL-1.0

#include "aggregate/row.hpp"
#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/aggregate/capacity.hpp>
#include <ltorisk/aggregate/choquet.hpp>
#include <ltorisk/aggregate/choquet_2_additive.hpp>

#include <algorithm>
#include <limits>
#include <vector>

using namespace ltorisk;
using aggregate::choquet;
using aggregate::choquet_2_additive;
using aggregate_row::value;

namespace {

/// Grabisch 1996, doi:10.1016/0377-2217(95)00176-X: a school that is scientific, but wants students
/// without weak points. Mathematics, physics, literature; the two sciences repeat each other.
const std::vector<double> school{0, 0.45, 0.45, 0.5, 0.3, 0.9, 0.9, 1};

choquet_2_additive random_pairs(random_world::dice& d, std::size_t n) {
  choquet_2_additive a{.shapley = std::vector<double>(n),
                       .interaction = std::vector<std::vector<double>>(n, std::vector<double>(n))};
  double sum = 0;
  for (double& phi : a.shapley) sum += phi = d.uniform(0.1, 1);
  for (double& phi : a.shapley) phi /= sum;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double most = 2 * std::min<double>(a.shapley[i], a.shapley[j]) / static_cast<double>(n);
      a.interaction[i][j] = a.interaction[j][i] = d.uniform(-most, most);
    }
  }
  return a;
}

}  // namespace

TEST_CASE("Grabisch's students") {
  const choquet a{.capacity = school};
  a.validate();
  CHECK(value(a, {18, 16, 10}) == Approx(13.9).epsilon(1e-14));
  CHECK(value(a, {10, 12, 18}) == Approx(13.6).epsilon(1e-14));
  CHECK(value(a, {14, 15, 15}) == Approx(14.9).epsilon(1e-14));
  // The weighted mean with 3 : 3 : 2, which prefers the first.
  const choquet additive{.capacity = {0, 0.375, 0.375, 0.75, 0.25, 0.625, 0.625, 1}};
  CHECK(value(additive, {18, 16, 10}) == Approx(15.25));
  CHECK(value(additive, {10, 12, 18}) == Approx(12.75));
  CHECK(value(additive, {14, 15, 15}) == Approx(14.625));
}

TEST_CASE("importance and interaction of Grabisch's subjects") {
  // Printed as 0.29, 0.29, 0.42 and -0.45, 0.10, 0.10.
  const auto importance = aggregate::shapley(school);
  CHECK(importance[0] == Approx(0.875 / 3));
  CHECK(importance[1] == Approx(0.875 / 3));
  CHECK(importance[2] == Approx(1.25 / 3));
  const auto pairs = aggregate::interaction(school);
  CHECK(pairs[0][1] == Approx(-0.45));
  CHECK(pairs[0][2] == Approx(0.10));
  CHECK(pairs[2][1] == Approx(0.10));
  CHECK(pairs[0][0] == 0);
  CHECK(aggregate::interaction_index(school, 7) == Approx(-0.1));
  CHECK(aggregate::interaction_index(school, 4) == importance[2]);
}

TEST_CASE("the Moebius transform goes there and back") {
  const auto m = aggregate::moebius(school);
  const std::vector<double> by_hand{0, 0.45, 0.45, -0.4, 0.3, 0.15, 0.15, -0.1};
  const auto back = aggregate::capacity_from_moebius(m);
  for (std::size_t s = 0; s < 8; ++s) {
    CHECK(m[s] == Approx(by_hand[s]).margin(1e-15));
    CHECK(back[s] == Approx(school[s]).margin(1e-15));
  }
}

TEST_CASE("the minimum, the maximum and a median are Choquet integrals") {
  const std::vector<double> x{0.2, 0.9, 0.4};
  CHECK(value(choquet{.capacity = {0, 0, 0, 0, 0, 0, 0, 1}}, x) == 0.2);
  CHECK(value(choquet{.capacity = {0, 1, 1, 1, 1, 1, 1, 1}}, x) == 0.9);
  CHECK(value(choquet{.capacity = {0, 0, 0, 1, 0, 1, 1, 1}}, x) == 0.4);
  // Two children: I = 1 is the minimum, -1 the maximum.
  CHECK(value(choquet_2_additive{{0.5, 0.5}, {{0, 1}, {1, 0}}}, {0.2, 0.9}) == Approx(0.2));
  CHECK(value(choquet_2_additive{{0.5, 0.5}, {{0, -1}, {-1, 0}}}, {0.2, 0.9}) == Approx(0.9));
  CHECK(value(choquet_2_additive{{0.3, 0.7}, {{0, 0}, {0, 0}}}, {0.2, 0.9}) == Approx(0.69));
}

TEST_CASE("pairs are a capacity of their own, with the indices stated") {
  random_world::dice d(11);
  for (int round = 0; round < 200; ++round) {
    const auto n = 1 + d.below(6);
    const auto pairs = random_pairs(d, n);
    pairs.validate();
    const choquet general{.capacity = pairs.capacity()};
    general.validate();
    const auto importance = aggregate::shapley(general.capacity);
    const auto interaction = aggregate::interaction(general.capacity);
    for (std::size_t i = 0; i < n; ++i) {
      REQUIRE(importance[i] == Approx(pairs.shapley[i]));
      for (std::size_t j = 0; j < n; ++j) {
        REQUIRE(interaction[i][j] == Approx(pairs.interaction[i][j]).margin(1e-14));
      }
    }
    std::vector<double> x, w;
    for (std::size_t j = 0; j < n; ++j) {
      x.push_back(d.uniform(-2, 2));
      w.push_back(j > 0 && d.chance(0.3) ? 0 : d.uniform(0.1, 1));
    }
    CAPTURE(x, w);
    REQUIRE(value(pairs, x, w) == Approx(value(general, x, w)).margin(1e-13));
  }
}

TEST_CASE("a child that does not apply leaves the capacity of the others") {
  const choquet a{.capacity = school};
  // Mathematics and literature: 0.45, 0.3, together 0.9.
  CHECK(value(a, {18, 20, 10}, {1, 0, 1}) == Approx(10 + 8 * 0.45 / 0.9));
  CHECK(value(a, {0.7, 0, 0}, {1, 0, 0}) == Approx(0.7));
  // Without the third these are worth nothing even together: only all of them count.
  const choquet all{.capacity = {0, 0, 0, 0, 0, 0, 0, 1}};
  CHECK(value(all, {0.7, 0.4, 0.1}, {1, 1, 0}) == 0.4);
  CHECK(value(choquet_2_additive{{0.5, 0.5}, {{0, 1}, {1, 0}}}, {0.7, 0.1}, {1, 0}) == 0.7);
  // Weights count only as zero or not.
  CHECK(value(a, {18, 16, 10}, {5, 1, 2}) == value(a, {18, 16, 10}));
}

TEST_CASE("a Choquet integral keeps digits of any size and sign") {
  const choquet a{.capacity = school};
  CHECK(value(a, {18e150, 16e150, 10e150}) == Approx(13.9e150));
  CHECK(value(a, {18e-150, 16e-150, 10e-150}) == Approx(13.9e-150));
  CHECK(value(a, {8, 6, 0}) == Approx(3.9));
  CHECK(value(a, {-2, -4, -10}) == Approx(-6.1));
  CHECK(value(a, {0, 0, 0}) == 0);
  CHECK(value(a, {0.3, 0.3, 0.3}) == Approx(0.3));
}

TEST_CASE("a capacity is refused with the coalition that is wrong") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refusal = [](std::vector<double> capacity) {
    try {
      choquet{.capacity = std::move(capacity)}.validate();
    } catch (const domain_error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(refusal({0, 0.4, 0.6, 1}).empty());
  CHECK(refusal({}) == "choquet: capacity must have 2^n values for n children, got 0");
  CHECK(refusal({0, 0.5, 1}) == "choquet: capacity must have 2^n values for n children, got 3");
  CHECK(refusal({1}) == "choquet: a capacity can have 1 to 20 children, got 0");
  CHECK(refusal({0.1, 0.4, 0.6, 1}) == "choquet: capacity must start with 0 for nobody, got 0.1");
  CHECK(refusal({0, 0.4, 0.6, 0.9}) ==
        "choquet: capacity must end with 1 for all children, got 0.9");
  CHECK(refusal({0, 0.5, 0.4, 0.3, 0.2, 0.6, 0.7, 1}) ==
        "choquet: capacity must not fall when child 1 joins {0}, got 0.3 after 0.5");
  CHECK(refusal({0, -0.5, 0.4, 1}) ==
        "choquet: capacity must not fall when child 0 joins {}, got -0.5 after 0");
  CHECK(refusal({0, nan, 0.4, 1}).find("must not fall") != std::string::npos);
  CHECK_THROWS_WITH(aggregate::validate_capacity({0, 2, 2, 2}),
                    "validate_capacity: capacity must end with 1 for all children, got 2");
  CHECK_THROWS_AS(aggregate::moebius({0, 1, 1}), domain_error);
  CHECK_THROWS_AS(aggregate::interaction_index(school, 8), domain_error);
}

TEST_CASE("interactions are refused where more children would be worth less") {
  const auto refusal = [](std::vector<double> phi, std::vector<std::vector<double>> pairs) {
    try {
      choquet_2_additive{std::move(phi), std::move(pairs)}.validate();
    } catch (const domain_error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(refusal({0.5, 0.5}, {{0, 1}, {1, 0}}).empty());
  CHECK(refusal({}, {}) ==
        "choquet_2_additive: shapley must have a value for each child, got none");
  CHECK(refusal({0.5, 0.5}, {{0, 1}}) ==
        "choquet_2_additive: interaction must be a square of as many rows as shapley has values");
  CHECK(
      refusal({0.5, 0.5}, {{0, 0.1}, {0.2, 0}}) ==
      "choquet_2_additive: interaction must be symmetric, got 0.1 of child 0 with child 1 and 0.2 "
      "the other way round");
  CHECK(refusal({0.5, 0.5}, {{0.1, 0}, {0, 0}}) ==
        "choquet_2_additive: interaction of child 0 with itself must be 0, got 0.1");
  CHECK(refusal({0.75, 0.25}, {{0, -0.75}, {-0.75, 0}}) ==
        "choquet_2_additive: interactions of child 1 must not exceed twice its shapley value, got "
        "0.75 in all for 0.25");
  CHECK(refusal({0.5, 0.25}, {{0, 0}, {0, 0}}) ==
        "choquet_2_additive: shapley must sum to 1, got 0.75");
  CHECK_THROWS_AS((value(choquet_2_additive{{0.5, 0.5}, {{0}, {0}}}, {0.1, 0.2})), domain_error);
  const choquet_2_additive many{std::vector<double>(25, 0.04),
                                std::vector<std::vector<double>>(25, std::vector<double>(25))};
  CHECK(value(many, std::vector<double>(25, 0.3)) == Approx(0.3));
  CHECK_THROWS_WITH(many.capacity(),
                    "choquet_2_additive: a capacity can have 1 to 20 children, got 25");
  CHECK_THROWS_WITH(value(choquet{.capacity = school}, {0.1, 0.2}),
                    "choquet: has parameters for 3 children, got 2");
}
