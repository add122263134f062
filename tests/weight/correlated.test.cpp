// SPDX-License-Identifier: BSL-1.0
// Schemes that look at several columns at a time.
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/equal_importance.hpp>
#include <ltorisk/weight/equilibrium.hpp>
#include <ltorisk/weight/idocriw.hpp>
#include <ltorisk/weight/pca.hpp>

#include "catch.hpp"
#include "weight/samples.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace weight_samples;

namespace {

void near(const std::vector<double>& w, const std::vector<double>& expected,
          double margin = 1e-12) {
  REQUIRE(w.size() == expected.size());
  for (std::size_t j = 0; j < w.size(); ++j) {
    CAPTURE(j, w[j], expected[j]);
    CHECK(std::fabs(w[j] - expected[j]) <= margin);
  }
}

// Columns of mean zero, deviation one over n, and no correlation.
constexpr double a[] = {1, 1, -1, -1}, b[] = {1, -1, 1, -1}, c[] = {1, -1, -1, 1};

/// Correlations 1/2 between the first two, none with the third.
sample half() {
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < 4; ++i) {
    rows.push_back({a[i], 0.5 * a[i] + std::sqrt(0.75) * b[i], c[i]});
  }
  return of_rows(rows);
}

}  // namespace

TEST_CASE("critic by hand, with and without direction") {
  // Same deviations; (1 - r) sums 1/2 + 1, 1/2 + 1, 1 + 1, and 3/2 for the pair where they oppose.
  auto s = half();
  double contrast[3];
  for (std::size_t j = 0; j < 3; ++j) {
    const auto [low, high] = std::minmax_element(s.columns[j].begin(), s.columns[j].end());
    contrast[j] = 1 / (*high - *low);
  }
  const auto expect = [&](const std::vector<double>& conflict) {
    double sum = 0;
    std::vector<double> w;
    for (std::size_t j = 0; j < 3; ++j) sum += contrast[j] * conflict[j];
    for (std::size_t j = 0; j < 3; ++j) w.push_back(contrast[j] * conflict[j] / sum);
    return w;
  };
  near(weights(weight::critic{}, s), expect({1.5, 1.5, 2}));
  s.criteria[1].direction = sign::minus;
  near(weights(weight::critic{}, s), expect({2.5, 2.5, 2}));
  near(weights(weight::critic{.direction = weight::critic::directions::ignored}, s),
       expect({1.5, 1.5, 2}));
}

TEST_CASE("critic knows no conflict where all agree") {
  const auto s = of_rows({{1, 10, 0.1}, {2, 20, 0.2}, {4, 40, 0.4}});
  CHECK_THROWS_WITH(weights(weight::critic{}, s), contains("all criteria agree perfectly"));
  auto opposed = s;
  opposed.criteria[1].direction = sign::minus;
  near(weights(weight::critic{}, opposed), {0.25, 0.5, 0.25});
}

TEST_CASE("columns without a common row have no correlation") {
  const auto s = of_rows({{1, missing}, {2, missing}, {missing, 3}, {missing, 5}});
  CHECK_THROWS_WITH(weights(weight::critic{}, s), contains("columns 'c0' and 'c1'"));
  CHECK_THROWS_WITH(weights(weight::pca{}, s), contains("columns 'c0' and 'c1'"));
  CHECK_THROWS_WITH(weights(weight::equal_importance{}, s), contains("columns 'c0' and 'c1'"));
}

TEST_CASE("an equilibrium is found where there is one") {
  scenario::square_matrix r(3);
  r(0, 1) = 1;
  r(1, 0) = 3;
  r(1, 2) = 1;
  r(2, 1) = 2;
  near(weight::equilibrium(r), {6.0 / 9, 2.0 / 9, 1.0 / 9});
  scenario::square_matrix absorbing(3);
  absorbing(0, 1) = absorbing(1, 2) = absorbing(1, 0) = 1;
  near(weight::equilibrium(absorbing), {0, 0, 1});
  scenario::square_matrix two(4);
  two(0, 1) = two(1, 0) = two(2, 3) = two(3, 2) = 1;
  CHECK(weight::equilibrium(two).empty());
  CHECK(weight::equilibrium(scenario::square_matrix(2)).empty());
  CHECK(weight::equilibrium(scenario::square_matrix(1)) == std::vector<double>{1});
}

TEST_CASE("an equilibrium keeps the digits of small rates") {
  scenario::square_matrix r(2);
  r(0, 1) = 1e-18;
  r(1, 0) = 1;
  const auto q = weight::equilibrium(r);
  CHECK(q[1] == Approx(1e-18).epsilon(1e-14));
}

TEST_CASE("cilos refuses a row that is best for all") {
  const auto s = of_rows({{9, 1}, {3, 4}}, {1, -1});
  CHECK_THROWS_WITH(weights(weight::cilos{}, s), contains("finds no single answer"));
  CHECK_THROWS_WITH(weights(weight::idocriw{}, s), contains("finds no single answer"));
}

TEST_CASE("cilos gives all to a criterion that alone loses nothing") {
  // The second is best in the first row and in the second, the first only in the first.
  const auto s = of_rows({{9, 5, 3}, {3, 5, 8}, {1, 2, 1}});
  near(weights(weight::cilos{}, s), {0, 1, 0});
}

TEST_CASE("cilos takes the first of several best rows") {
  // First best in row 0, losing 1/2 of the second there; the second in row 1, losing 1/4.
  const auto s = of_rows({{4, 5}, {3, 10}, {4, 1}});
  near(weights(weight::cilos{}, s), {2.0 / 3, 1.0 / 3});
}

TEST_CASE("equal importance by hand") {
  // R u = 1: u = 2/3, 2/3, 1.
  auto s = half();
  near(weights(weight::equal_importance{}, s), {2.0 / 7, 2.0 / 7, 3.0 / 7});
  for (double& x : s.columns[2]) x *= 10;
  near(weights(weight::equal_importance{}, s), {20.0 / 43, 20.0 / 43, 3.0 / 43});
  // Two criteria balance by their deviations, whatever their correlation (Paruolo et al. 2013).
  const double y = std::sqrt(1300.0 / 3);
  near(weights(weight::equal_importance{}, of_rows({{1, 10}, {3, 50}, {2, 20}})),
       {y / (1 + y), 1 / (1 + y)});
}

TEST_CASE("equal importance is shared by criteria that repeat each other") {
  auto s = half();
  s.columns.push_back(s.columns[2]);
  s.criteria.push_back({"again"});
  near(weights(weight::equal_importance{}, s), {2.0 / 7, 2.0 / 7, 1.5 / 7, 1.5 / 7}, 1e-9);
}

TEST_CASE("equal importance that no weights reach is refused") {
  CHECK_THROWS_WITH(weights(weight::equal_importance{}, of_rows({{1, 9}, {2, 8}, {4, 6}})),
                    contains("cannot be reached"));
  // u = R^-1 t has a negative third: it is nearly the sum of the others.
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < 4; ++i) rows.push_back({a[i], b[i], a[i] + b[i] + 0.1 * c[i]});
  CHECK_THROWS_WITH(weights(weight::equal_importance{}, of_rows(rows)),
                    contains("column 'c2': would need a negative weight"));
  CHECK_THROWS_WITH(weights(weight::equal_importance{.targets = {1, 2}}, half()),
                    contains("2 targets for 3 criteria"));
  CHECK_THROWS_AS(weights(weight::equal_importance{.targets = {1, 0, 1}}, half()), domain_error);
}

TEST_CASE("the Handbook's loadings give its weights") {
  // OECD/JRC 2008, table 17 (patents, royalties, Internet, exports, telephones, electricity,
  // schooling, university) and table 18.
  const statistics::factor_loadings table{{0.07, 0.13, 0.79, -0.64, 0.37, 0.82, 0.88, 0.08},
                                          {0.97, 0.07, -0.21, 0.56, 0.17, -0.04, 0.23, 0.04},
                                          {0.06, -0.07, 0.21, -0.04, 0.38, 0.25, -0.09, 0.96},
                                          {0.06, 0.93, 0.42, 0.36, 0.68, 0.35, 0.09, 0.04}};
  std::vector<double> w;
  double sum = 0;
  for (std::size_t j = 0; j < 8; ++j) {
    w.push_back(weight::pca::largest_square(table, j));
    sum += w[j];
  }
  for (double& x : w) x /= sum;
  near(w, {0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16}, 0.005);

  // And its figures (table A.2) give its loadings and the variance each factor explains.
  std::ifstream file(LTORISK_TEST_DATA "/published_weights.json");
  for (const auto& entry : nlohmann::json::parse(file)) {
    if (entry.at("scheme") != "pca, four components") continue;
    const auto s = of_rows(entry.at("matrix").get<std::vector<std::vector<double>>>());
    const auto m = statistics::summarize<weight::pca::summary>(s.view(), s.rows());
    const auto r = weight::detail::correlations("pca", m, s.criteria, {0, 1, 2, 3, 4, 5, 6, 7});
    const auto values = statistics::symmetric_eigen(r).values;
    const double printed[] = {41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9};  // table 16, %
    for (std::size_t k = 0; k < 8; ++k) CHECK(std::fabs(values[k] / 0.08 - printed[k]) <= 0.15);
    const weight::pca four{.retain = weight::pca::retention::number, .components = 4};
    const auto found = four.loadings(r);
    // The factors in another order, each up to its sign.
    for (const auto& f : found) {
      double nearest = 1;
      for (const auto& t : table) {
        for (const double turn : {1.0, -1.0}) {
          double worst = 0;
          for (std::size_t j = 0; j < 8; ++j) {
            worst = std::max<double>(worst, std::fabs(turn * f[j] - t[j]));
          }
          nearest = std::min<double>(nearest, worst);
        }
      }
      CHECK(nearest <= 0.02);
    }
    // Three components are above 60 %, two are above one.
    CHECK(weight::pca{}.loadings(r).size() == 2);
    const auto share = weight::pca::retention::explained_share;
    CHECK(weight::pca{.retain = share, .explained = 0.7}.loadings(r).size() == 3);
    CHECK(weight::pca{.retain = share, .explained = 1}.loadings(r).size() == 8);
  }
}

TEST_CASE("pca by hand") {
  // Correlations 1/2, 0, 0: components (1, 1, 0) of 3/2, the third of 1, (1, -1, 0) of 1/2. Kept
  // are the first two: squared loadings 3/4, 3/4, 1.
  near(weights(weight::pca{}, half()), {0.3, 0.3, 0.4});
  near(weights(weight::pca{.rotation = weight::pca::rotations::none}, half()), {0.3, 0.3, 0.4});
  near(weights(weight::pca{.method = weight::pca::methods::first_component}, half()), {0.5, 0.5, 0},
       1e-9);
  // Without correlation every criterion is its own factor.
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < 4; ++i) rows.push_back({a[i], 3 * b[i], 5 * c[i]});
  near(weights(weight::pca{}, of_rows(rows)), {1.0 / 3, 1.0 / 3, 1.0 / 3}, 1e-9);
}

TEST_CASE("a criterion against the first component is refused") {
  const auto s = of_rows({{1, 2, 9}, {2, 3, 8}, {3, 5, 8}, {4, 5, 6}});
  CHECK_THROWS_WITH(weights(weight::pca{.method = weight::pca::methods::first_component}, s),
                    contains("column 'c2'"));
  CHECK_NOTHROW(weights(weight::pca{}, s));
}

TEST_CASE("pca checks its parameters") {
  CHECK_THROWS_WITH(weight::pca{.explained = 0}.validate(),
                    contains("explained must be in (0, 1]"));
  CHECK_THROWS_WITH(weight::pca{.components = 1.5}.validate(), contains("whole number"));
  CHECK_THROWS_WITH(weight::pca{.components = 0}.validate(), contains("whole number"));
}
