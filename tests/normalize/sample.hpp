// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "catch.hpp"

#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/reduction.hpp>

#include <limits>
#include <span>
#include <string>
#include <vector>

/// What tests of normalizations share.
namespace normalizing {

using namespace ltorisk;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The function a scheme learns from a column named "x".
template <class N>
auto fit(const N& n, const std::vector<double>& column, sign direction = sign::plus) {
  const column_view view{.id = "x", .first = column.data()};
  return n.fit(statistics::summarize<typename N::summary>(std::span(&view, 1), column.size()),
               criterion{"x", direction});
}

/// The values of a column under the function learned from it.
template <class N>
std::vector<double> values(const N& n, const std::vector<double>& column,
                           sign direction = sign::plus) {
  const auto f = fit(n, column, direction);
  std::vector<double> list;
  for (const double x : column) list.push_back(f(x));
  return list;
}

/// Each within `slack` of the figures of a source.
inline void check_near(const std::vector<double>& found, const std::vector<double>& printed,
                       double slack) {
  REQUIRE(found.size() == printed.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(found[i] == Approx(printed[i]).margin(slack).epsilon(0));
  }
}

/// Mean years of school of 23 countries, age 15 and above: OECD/JRC Handbook on Constructing
/// Composite Indicators 2008 (doi:10.1787/9789264043466-en), table 15, p. 87, whose other columns
/// are normalizations of it.
inline const std::vector<double> years_of_school{10,   12,  11.4, 9.5,  10.8, 9.4, 9.4,  11.6,
                                                 10.9, 7.1, 10.2, 11.9, 9.4,  9.3, 11.7, 8.4,
                                                 7.9,  9.6, 7.3,  7.2,  9.5,  9.1, 7.1};

/// Four fighter aircraft (Hwang and Yoon 1981, doi:10.1007/978-3-642-48318-9).
inline const std::vector<double> speed{2.0, 2.5, 1.8, 2.2};
inline const std::vector<double> ferry_range{1500, 2700, 2000, 1800};
inline const std::vector<double> payload{20000, 18000, 21000, 20000};
inline const std::vector<double> cost{5.5, 6.5, 4.5, 5.0};

}  // namespace normalizing
