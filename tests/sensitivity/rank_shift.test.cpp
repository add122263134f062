// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/sensitivity/rank_shift.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace ltorisk;
using ltorisk::sensitivity::average_rank_shift;
using ltorisk::sensitivity::rank_of;
using ltorisk::sensitivity::ranks_of;

TEST_CASE("ranks begin at one for the largest and ties share their places") {
  CHECK(ranks_of(std::vector<double>{3, 9, 5}) == std::vector<double>{3, 1, 2});
  CHECK(ranks_of(std::vector<double>{7, 9, 7, 7, 1}) == std::vector<double>{3, 1, 3, 3, 5});
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(ranks_of(std::vector<double>{-0.0, infinity, 0.0, -infinity}) ==
        std::vector<double>{2.5, 1, 2.5, 4});
  CHECK(ranks_of({}).empty());
  const auto ranks = ranks_of(std::vector<double>{1, missing, 2, not_applicable});
  CHECK(ranks[0] == 2);
  CHECK(is_missing(ranks[1]));
  CHECK(ranks[2] == 1);
  CHECK(is_missing(ranks[3]));
}

TEST_CASE("the average shift of ranks is the mean of what each moves") {
  const std::vector<double> reference = {10, 20, 30, 40};
  CHECK(average_rank_shift(reference, reference) == 0);
  CHECK(average_rank_shift(reference, std::vector<double>{1, 2, 3, 4}) == 0);
  CHECK(average_rank_shift(reference, std::vector<double>{4, 3, 2, 1}) == 2);  // (3+1+1+3)/4
  CHECK(average_rank_shift(reference, std::vector<double>{10, 20, 40, 30}) == 0.5);
  CHECK(average_rank_shift(reference, std::vector<double>{5, 5, 5, 5}) == 1);  // all at 2.5
  // Who is known in one list alone is left out of both: 1, 2 against 2, 1.
  CHECK(average_rank_shift(std::vector<double>{3, 5, missing, 4},
                           std::vector<double>{2, 1, 9, missing}) == 1);
  CHECK(is_missing(average_rank_shift(std::vector<double>{missing}, std::vector<double>{1})));
  CHECK(is_missing(average_rank_shift({}, {})));
  CHECK_THROWS_WITH(average_rank_shift(reference, std::vector<double>{1}),
                    "rank_shift: the reference has 4 scores, the other list 1");
}

TEST_CASE("ranks are what counting gives") {
  random_world::dice d(3);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> x(1 + d.below(30));
    for (double& v : x) v = d.chance(0.1) ? missing : static_cast<double>(d.below(12));
    const auto ranks = ranks_of(x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(is_missing(rank_of(x, i)) == is_missing(x[i]));
      if (is_missing(x[i])) continue;
      double above = 0, equal = 0;
      for (const double y : x) {
        above += y > x[i];
        equal += y == x[i];
      }
      CHECK(ranks[i] == above + (equal + 1) / 2);
      CHECK(rank_of(x, i) == ranks[i]);
    }
  }
}
