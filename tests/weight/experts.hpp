// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "catch.hpp"

#include <ltorisk/concepts.hpp>

#include <cstddef>
#include <string>
#include <vector>

/// What tests of weightings that look at no figures share.
namespace experts {

inline std::vector<ltorisk::criterion> criteria(std::size_t n) {
  std::vector<ltorisk::criterion> list;
  for (std::size_t j = 0; j < n; ++j) list.push_back({.id = "c" + std::to_string(j + 1)});
  return list;
}

template <ltorisk::weighting W>
std::vector<double> weights(const W& w, std::size_t n) {
  const ltorisk::statistics::nothing nothing(ltorisk::statistics::block({}, 0));
  const auto list = w(nothing, criteria(n));
  REQUIRE(list.size() == n);
  double sum = 0;
  for (const double x : list) {
    CHECK(x >= 0);
    sum += x;
  }
  CHECK(sum == Approx(1).epsilon(1e-14));
  return list;
}

inline void check(const std::vector<double>& w, const std::vector<double>& expected,
                  double margin) {
  REQUIRE(w.size() == expected.size());
  for (std::size_t j = 0; j < w.size(); ++j) {
    CHECK(w[j] == Approx(expected[j]).epsilon(0).margin(margin));
  }
}

/// The reciprocal matrix with these entries above the diagonal, row by row.
inline std::vector<std::vector<double>> reciprocal(std::size_t n,
                                                   const std::vector<double>& upper) {
  std::vector a(n, std::vector<double>(n, 1.0));
  std::size_t k = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j, ++k) {
      a[i][j] = upper.at(k);
      a[j][i] = 1 / upper[k];
    }
  }
  return a;
}

}  // namespace experts
