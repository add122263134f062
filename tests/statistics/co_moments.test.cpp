// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/statistics/co_moments.hpp>
#include <ltorisk/statistics/extreme_rows.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/theil.hpp>
#include <ltorisk/statistics/with_reciprocals.hpp>

#include "catch.hpp"
#include "weight/samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

using namespace weight_samples;

namespace {

template <class S>
S summary(const sample& s) {
  return statistics::summarize<S>(s.view(), s.rows());
}

struct expected_pair {
  long double count = 0, xx = 0, xy = 0, yy = 0;
};

// Two passes over the rows that know both, differences from the first of them.
expected_pair two_pass(const std::vector<double>& x, const std::vector<double>& y) {
  expected_pair e;
  std::vector<std::pair<long double, long double>> rows;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] == x[i] && y[i] == y[i]) rows.emplace_back(x[i], y[i]);
  }
  long double mean_x = 0, mean_y = 0;
  for (const auto& [a, b] : rows) mean_x += a - rows[0].first, mean_y += b - rows[0].second;
  e.count = static_cast<long double>(rows.size());
  mean_x /= e.count;
  mean_y /= e.count;
  for (const auto& [a, b] : rows) {
    const long double dx = a - rows[0].first - mean_x, dy = b - rows[0].second - mean_y;
    e.xx += dx * dx;
    e.xy += dx * dy;
    e.yy += dy * dy;
  }
  return e;
}

// All pairs against `two_pass`, xy relative to the root of xx yy.
void check_pairs(const sample& s, double tolerance) {
  const auto m = summary<statistics::co_moments>(s);
  for (std::size_t k = 1; k < s.columns.size(); ++k) {
    for (std::size_t j = 0; j < k; ++j) {
      CAPTURE(j, k);
      const auto e = two_pass(s.columns[j], s.columns[k]);
      const auto& p = m(j, k);
      CHECK(p.count == static_cast<double>(e.count));
      if (e.count == 0) continue;
      const auto apart = [](double found, long double wanted, long double size) {
        return static_cast<double>(std::fabs(static_cast<long double>(found) - wanted) / size);
      };
      if (e.xx > 0) CHECK(apart(p.xx, e.xx, e.xx) <= tolerance);
      if (e.yy > 0) CHECK(apart(p.yy, e.yy, e.yy) <= tolerance);
      if (e.xx == 0) CHECK(p.xx == 0);
      if (e.yy == 0) CHECK(p.yy == 0);
      const auto size = std::sqrt(e.xx) * std::sqrt(e.yy);
      if (size > 0) CHECK(apart(p.xy, e.xy, size) <= tolerance);
    }
  }
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

TEST_CASE("pairs of any number of columns and rows, complete or not, are those of long doubles") {
  for (const std::size_t columns : {2u, 3u, 4u, 7u, 12u, 40u}) {
    for (const std::size_t rows : {2u, 63u, 192u, 1001u, 4096u, 9000u}) {
      if (columns == 40 && rows == 9000) continue;
      for (const double unknown : {0.0, 0.05, 0.5, 0.95}) {
        CAPTURE(columns, rows, unknown);
        check_pairs(drawn_sample(rows + columns, columns, rows, 0.5, 9, false, unknown), 1e-11);
      }
    }
  }
}

TEST_CASE("a column lacks nothing for a while, another knows little, a third nothing") {
  auto s = drawn_sample(3, 5, 6000, 0.5, 9, false, 0);
  for (std::size_t i = 0; i < 6000; ++i) {
    if (i > 3000 && i % 7 == 0) s.columns[1][i] = missing;
    if (i % 900 != 5) s.columns[2][i] = missing;
    s.columns[3][i] = missing;
  }
  check_pairs(s, 1e-11);
}

TEST_CASE("rows that know both keep their digits where the others lie far away") {
  // Where y is known, x is 1e9 and a thousandth; elsewhere it is about 0, or a single 1e12.
  for (const bool single : {false, true}) {
    for (const double far : {1e9, -1e9}) {
      auto s = drawn_sample(5, 3, 5000, 0, 1e-3, false, 0);
      for (std::size_t i = 0; i < 5000; ++i) {
        const bool both = single ? i != 700 : i % 3 == 0;
        if (both) s.columns[0][i] += far;
        if (!both) s.columns[1][i] = missing;
        if (!both && single) s.columns[0][i] = 1e12;
      }
      CAPTURE(single, far);
      check_pairs(s, 1e-11);
    }
  }
}

TEST_CASE("a column that is constant where another is known has no spread there") {
  auto s = drawn_sample(6, 2, 5000, 0.1, 9, false, 0);
  for (std::size_t i = 0; i < 5000; ++i)
    (i % 4 == 0 ? s.columns[0][i] : s.columns[1][i]) = i % 4 == 0 ? 0.1 : missing;
  const auto p = summary<statistics::co_moments>(s)(0, 1);
  CHECK(p.count == 1250);
  CHECK(p.xx == 0);
  CHECK(std::isnan(p.correlation()));
}

TEST_CASE("spreads found on the way are those of moments alone, but for rounding") {
  for (const double unknown : {0.0, 0.1}) {
    const auto s = drawn_sample(8, 4, 9000, 1e9, 1e9 + 1e-3, false, unknown);
    const auto on_the_way = summary<statistics::co_moments>(s);
    const auto alone = summary<statistics::moments>(s);
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(on_the_way[j].count == alone[j].count);
      CHECK(on_the_way[j].least == alone[j].least);
      CHECK(on_the_way[j].most == alone[j].most);
      CHECK(on_the_way[j].mean == Approx(alone[j].mean).epsilon(1e-15));
      CHECK(on_the_way[j].m2 == Approx(alone[j].m2).epsilon(1e-12));
    }
  }
}

TEST_CASE("the inequality of shares is that of long doubles, near the mean and far from it") {
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {0, 1}, {1, 2}, {1, 1.15}, {1, 1.3}, {1e9, 1e9 + 1}, {1e-310, 3e-310}, {1e-9, 1e9}}) {
    for (const double unknown : {0.0, 0.1}) {
      for (const std::size_t rows : {3u, 100u, 4096u, 9001u}) {
        CAPTURE(low, high, unknown, rows);
        auto s = drawn_sample(rows, 1, rows, low, high, false, unknown);
        s.columns[0][0] = low;
        s.columns[0][1] = high;
        long double n = 0, mean = 0, sum = 0;
        for (const double x : s.columns[0]) {
          if (x == x) ++n, mean += static_cast<long double>(x);
        }
        mean /= n;
        for (const double x : s.columns[0]) {
          if (x != x) continue;
          const long double e = (static_cast<long double>(x) - mean) / mean;
          // log1p loses nothing; where the two still cancel, the begin of the series.
          sum += std::fabs(e) < 1e-4L ? e * e * (0.5L - e / 6 + e * e / 12 - e * e * e / 20)
                 : x == 0             ? -e
                                      : (1 + e) * std::log1p(e) - e;
        }
        const auto wanted = static_cast<double>(sum / (n * std::log(n)));
        const auto t = summary<statistics::theil>(s)[0];
        CHECK(t.count == static_cast<double>(n));
        // The means of blocks are doubles: far from zero they are not much nearer than they differ.
        CHECK(t.divergence() == Approx(wanted).epsilon(low > 1e6 ? 1e-8 : 1e-10));
      }
    }
  }
}

TEST_CASE("one value far from many near the mean costs few digits") {
  // All but one within 1e-6: the quick formula for those that are far serves all of the block.
  sample s;
  s.criteria = {{"x"}};
  s.columns.emplace_back();
  long double sum = 0, mean = 0;
  for (std::size_t i = 0; i < 4096; ++i) {
    s.columns[0].push_back(i == 9 ? 1.2 : 1 + static_cast<double>(i % 3) * 1e-6);
    mean += static_cast<long double>(s.columns[0].back()) / 4096;
  }
  for (const double x : s.columns[0]) {
    const long double e = (static_cast<long double>(x) - mean) / mean;
    sum += std::fabs(e) < 1e-3L ? e * e * (0.5L - e / 6 + e * e / 12 - e * e * e / 20)
                                : (1 + e) * std::log1p(e) - e;
  }
  const auto t = summary<statistics::theil>(s)[0];
  CHECK(t.inequality == Approx(static_cast<double>(sum * mean)).epsilon(1e-11));
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

TEST_CASE("extreme rows of many blocks are those found row by row") {
  for (const double unknown : {0.0, 0.1}) {
    auto s = drawn_sample(9, 3, 9001, 0, 1, false, unknown);
    for (auto& column : s.columns) {
      for (double& x : column) x = std::floor(x * 500);  // many that are the same
    }
    const auto e = summary<statistics::extreme_rows>(s);
    std::vector<std::vector<double>> least(3), most(3);
    double complete = 0;
    for (std::size_t i = 0; i < s.rows(); ++i) {
      const std::vector<double> row{s.columns[0][i], s.columns[1][i], s.columns[2][i]};
      if (row[0] != row[0] || row[1] != row[1] || row[2] != row[2]) continue;
      ++complete;
      for (std::size_t j = 0; j < 3; ++j) {
        if (least[j].empty() || row[j] < least[j][j]) least[j] = row;
        if (most[j].empty() || row[j] > most[j][j]) most[j] = row;
      }
    }
    CHECK(e.rows() == complete);
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(e.least(j) == least[j]);
      CHECK(e.most(j) == most[j]);
    }
  }
}

TEST_CASE("who wants no reciprocals gets none, and the rest is the same") {
  const auto s = of_rows({{4, 1}, {2, missing}, {1, 8}});
  const double* const columns[] = {s.columns[0].data(), s.columns[1].data()};
  using both_ways = statistics::with_reciprocals<statistics::moments>;
  both_ways without(statistics::block(columns, 3), false);
  const both_ways with(statistics::block(columns, 3));
  REQUIRE(without.reciprocal.size() == 2);
  for (std::size_t j = 0; j < 2; ++j) {
    CHECK(without.plain[j] == with.plain[j]);
    CHECK(without.reciprocal[j].count == 0);
  }
  without.merge(without);
  CHECK(without.plain[0].count == 6);
  CHECK(without.reciprocal[0].count == 0);
}

TEST_CASE("summaries that know the ends of their columns tell whether a cell was infinite") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {infinity, -infinity}) {
    for (const std::size_t row : {0u, 5u, 299u}) {
      std::vector<double> a(300, 1), b(300, missing);
      b[7] = 2;
      const double* const columns[] = {b.data(), a.data()};
      const statistics::block whole(columns, 300);
      CHECK(statistics::moments(whole).finite());
      CHECK(statistics::theil(whole).finite());
      CHECK(statistics::co_moments(whole).finite());
      a[row] = x;
      CHECK_FALSE(statistics::moments(whole).finite());
      CHECK_FALSE(statistics::theil(whole).finite());
      CHECK_FALSE(statistics::co_moments(whole).finite());
      CHECK_FALSE(statistics::with_reciprocals<statistics::theil>(whole, false).finite());
    }
  }
  const std::vector<double> none(300, missing);
  const double* const column = none.data();
  CHECK(statistics::moments(statistics::block({&column, 1}, 300)).finite());
}

TEST_CASE("reciprocals leave out what has none") {
  const auto s = of_rows({{4}, {0}, {-2}, {missing}, {2}});
  const auto r = summary<statistics::with_reciprocals<statistics::moments>>(s);
  CHECK(r.plain[0].count == 4);
  CHECK(r.reciprocal[0].count == 2);
  CHECK(r.reciprocal[0].mean == 0.375);
}
