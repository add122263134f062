// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/random/philox.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/uncertainty/linear_scores.hpp>
#include <ltorisk/uncertainty/ranks.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::uncertainty;

namespace {

std::vector<std::uint32_t> counted(const std::vector<double>& x, bool lower_is_better) {
  std::vector<std::uint32_t> ranks;
  for (const double own : x) {
    std::uint32_t better = 1;
    for (const double other : x) better += (lower_is_better ? other < own : other > own) ? 1U : 0U;
    ranks.push_back(own == own ? better : 0);
  }
  return ranks;
}

}  // namespace

TEST_CASE("A rank is one more than the number of better scores") {
  const random::philox random(8);
  ranker rank;
  for (const std::size_t size : {0U, 1U, 2U, 17U, 300U}) {
    for (int kind = 0; kind < 8; ++kind) {
      std::vector<double> x(size);
      for (std::size_t i = 0; i < size; ++i) {
        const auto [u, v] = random.uniform(i, static_cast<std::uint32_t>(kind));
        switch (kind) {
          case 0: x[i] = u; break;
          case 1: x[i] = std::floor(u * 6); break;                     // ties
          case 2: x[i] = 0.5 + u * 1e-12; break;                       // a cluster
          case 3: x[i] = i == 0 ? 1e300 : i == 1 ? -1e300 : u; break;  // and outliers
          case 4: x[i] = std::exp(600 * u - 300); break;
          case 5: x[i] = v < 0.3 ? missing : u; break;
          case 6:
            x[i] = v < 0.5 ? std::numeric_limits<double>::denorm_min() * std::floor(u * 9) : 0;
            break;
          default: x[i] = 7; break;
        }
      }
      std::vector<std::uint32_t> ranks(size);
      for (const bool lower : {false, true}) {
        rank(x, lower, ranks);
        CHECK(ranks == counted(x, lower));
      }
    }
  }
}

TEST_CASE("Sums under many sets of weights are those of one") {
  const random::philox random(2);
  for (const std::size_t rows : {1U, 16U, 37U}) {
    for (const std::size_t children : {1U, 5U, 12U}) {
      std::vector<std::vector<double>> values(children, std::vector<double>(rows));
      for (std::size_t j = 0; j < children; ++j) {
        for (std::size_t r = 0; r < rows; ++r) {
          values[j][r] = random.uniform(r, static_cast<std::uint32_t>(j))[0];
        }
      }
      const linear_scores<> sums(values);
      const std::size_t draws = 11;
      std::vector<double> w(draws * children), scores(16 * sums.stride());
      for (std::size_t i = 0; i < w.size(); ++i) w[i] = random.uniform(i, 99)[0];
      sums(w.data(), draws, scores.data());
      for (std::size_t d = 0; d < draws; ++d) {
        for (std::size_t r = 0; r < rows; ++r) {
          double sum = 0;
          for (std::size_t j = 0; j < children; ++j) sum += w[d * children + j] * values[j][r];
          CHECK_THAT(scores[d * sums.stride() + r], Catch::Matchers::WithinRel(sum, 1e-14));
        }
      }
    }
  }
}
