// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/statistics/co_moments.hpp>
#include <ltorisk/statistics/extreme_rows.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/theil.hpp>
#include <ltorisk/statistics/with_reciprocals.hpp>

#include "catch.hpp"
#include "weight/samples.hpp"

#include <cmath>

using namespace weight_samples;

namespace {

template <class S>
S summary(const sample& s) {
  return statistics::summarize<S>(s.view(), s.rows());
}

}  // namespace

TEST_CASE("columns far from zero keep their correlation") {
  // Multiples of 2^-11 are doubles near 2^30, so both samples are exact.
  const std::size_t rows = 20000;
  sample near, far;
  near.columns.assign(2, {});
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = static_cast<double>(i * 7919 % 101) * 0x1p-10;
    const double y = static_cast<double>(i * 104729 % 37) * 0x1p-11 + 2 * x;
    near.columns[0].push_back(x);
    near.columns[1].push_back(y);
  }
  near.criteria = {{"x"}, {"y"}};
  far = near;
  for (auto& column : far.columns) {
    for (double& v : column) v += 0x1p30;
  }
  const auto a = summary<statistics::co_moments>(near)(0, 1);
  const auto b = summary<statistics::co_moments>(far)(0, 1);
  CHECK(b.correlation() == Approx(a.correlation()).epsilon(1e-13));
  CHECK(b.xy == Approx(a.xy).epsilon(1e-12));
  CHECK(a.correlation() < 0.999);
}

TEST_CASE("pairs are over the rows that know both") {
  auto s = of_rows({{1, 5, missing}, {2, missing, 1}, {3, 1, 2}, {4, 2, 4}, {missing, 9, 9}});
  const auto m = summary<statistics::co_moments>(s);
  CHECK(m(0, 1).count == 3);
  CHECK(m(1, 0) == m(0, 1));
  CHECK(m(0, 1).xy == Approx(-16.0 / 3));  // of (1, 5), (3, 1), (4, 2): means 8/3 and 8/3
  CHECK(m(0, 2).correlation() == Approx(1.0 * 3 / std::sqrt(2 * 14.0 / 3)));
  CHECK(std::isnan(summary<statistics::co_moments>(of_rows({{1, 2}}))(0, 1).correlation()));
  CHECK(std::isnan(summary<statistics::co_moments>(of_rows({{1, 2}, {1, 3}}))(0, 1).correlation()));
}

TEST_CASE("correlation is at most one, at any scale") {
  for (const double scale : {1e-150, 1.0, 1e150}) {
    const auto s =
        of_rows({{1 * scale, 3 * scale}, {2 * scale, 6 * scale}, {5 * scale, 15 * scale}});
    CHECK(summary<statistics::co_moments>(s)(0, 1).correlation() == Approx(1));
    CHECK(summary<statistics::co_moments>(s)(0, 1).correlation() <= 1);
  }
}

TEST_CASE("the inequality of shares is that of Theil, also where values hardly differ") {
  // Of m (1 + e) and m (1 - e), half each: T / S = ((1 + e) ln(1 + e) + (1 - e) ln(1 - e)) / 2
  //  = e^2 / 2 + e^4 / 12 + ...
  for (const double e : {1e-3, 1e-6}) {
    CAPTURE(e);
    for (const std::size_t rows : {std::size_t{2}, std::size_t{20000}}) {
      sample s;
      s.criteria = {{"x"}};
      s.columns.emplace_back();
      for (std::size_t i = 0; i < rows; ++i) {
        s.columns[0].push_back(i % 2 == 0 ? 7 * (1 + e) : 7 * (1 - e));
      }
      const auto t = summary<statistics::theil>(s)[0];
      const double exact = e * e / 2 + e * e * e * e / 12;
      CHECK(t.divergence() == Approx(exact / std::log(static_cast<double>(rows))).epsilon(1e-9));
    }
  }
}

TEST_CASE("shares of one alone are as uneven as can be") {
  const auto t = summary<statistics::theil>(of_rows({{0}, {0}, {4}, {0}}))[0];
  CHECK(t.divergence() == Approx(1));
  CHECK(summary<statistics::theil>(of_rows({{0}, {0}}))[0].divergence() == 0);
  CHECK(summary<statistics::theil>(of_rows({{3}, {3}, {3}}))[0].divergence() == 0);
}

TEST_CASE("extreme rows are the first complete ones") {
  const auto s = of_rows({{0, missing}, {5, 1}, {2, 3}, {2, 2}, {5, 9}});
  const auto e = summary<statistics::extreme_rows>(s);
  CHECK(e.rows() == 4);
  CHECK(e.least(0) == std::vector<double>{2, 3});
  CHECK(e.most(0) == std::vector<double>{5, 1});
  CHECK(e.most(1) == std::vector<double>{5, 9});
}

TEST_CASE("reciprocals leave out what has none") {
  const auto s = of_rows({{4}, {0}, {-2}, {missing}, {2}});
  const auto r = summary<statistics::with_reciprocals<statistics::moments>>(s);
  CHECK(r.plain[0].count == 4);
  CHECK(r.reciprocal[0].count == 2);
  CHECK(r.reciprocal[0].mean == 0.375);
}
