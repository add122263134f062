// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/sensitivity/rank_shift.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::sensitivity;
using list = std::vector<double>;

TEST_CASE("ranks begin at one for the best and ties share the better rank") {
  CHECK(ranks_of(list{3, 9, 5}) == list{3, 1, 2});
  CHECK(ranks_of(list{3, 9, 5}, best::lowest) == list{1, 3, 2});
  CHECK(ranks_of(list{7, 9, 7, 7, 1}) == list{2, 1, 2, 2, 5});
  CHECK(ranks_of(list{7, 9, 7, 7, 1}, best::lowest) == list{2, 5, 2, 2, 1});
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(ranks_of(list{-0.0, infinity, 0.0, -infinity}) == list{2, 1, 2, 4});
  CHECK(ranks_of({}).empty());
  const auto ranks = ranks_of(list{1, missing, 2, not_applicable});
  CHECK(ranks[0] == 2);
  CHECK(is_missing(ranks[1]));
  CHECK(ranks[2] == 1);
  CHECK(is_missing(ranks[3]));
}

TEST_CASE("the average shift of ranks is the mean of what each moves") {
  const list reference = {10, 20, 30, 40};
  CHECK(average_rank_shift(reference, reference) == 0);
  CHECK(average_rank_shift(reference, list{1, 2, 3, 4}) == 0);
  CHECK(average_rank_shift(reference, list{4, 3, 2, 1}) == 2);  // (3 + 1 + 1 + 3) / 4
  CHECK(average_rank_shift(reference, list{10, 20, 40, 30}) == 0.5);
  CHECK(average_rank_shift(reference, list{5, 5, 5, 5}) == 1.5);  // all first: (3 + 2 + 1) / 4
  CHECK(average_rank_shift(list{1, 1, 3}, list{1, 2, 3}) == Approx(1. / 3));
  CHECK(average_rank_shift(list{1, 1, 3}, list{1, 2, 3}, best::lowest) == Approx(1. / 3));
  CHECK(average_rank_shift(list{1, 1, 1}, list{1, 2, 2}) == Approx(2. / 3));
  CHECK(average_rank_shift(list{1, 1, 1}, list{1, 2, 2}, best::lowest) == Approx(2. / 3));
  // Of those that have both ranks: 3 and 1 against 2 and 3.
  CHECK(average_rank_shift(list{3, 5, missing, 4}, list{2, 1, 9, missing}) == 1.5);
  CHECK(is_missing(average_rank_shift(list{missing}, list{1})));
  CHECK(is_missing(average_rank_shift({}, {})));
  CHECK_THROWS_WITH(average_rank_shift(reference, list{1}),
                    "rank_shift: the reference has 4 scores, the other list 1");
}

TEST_CASE("ranks are what counting gives") {
  random_world::dice d(3);
  for (int round = 0; round < 50; ++round) {
    list x(1 + d.below(30));
    for (double& v : x) v = d.chance(0.1) ? missing : static_cast<double>(d.below(12));
    const auto falling = ranks_of(x), rising = ranks_of(x, best::lowest);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(is_missing(falling[i]) == is_missing(x[i]));
      CHECK(is_missing(rank_of(x, i)) == is_missing(x[i]));
      if (is_missing(x[i])) continue;
      double above = 0, below = 0;
      for (const double y : x) {
        above += y > x[i];
        below += y < x[i];
      }
      CHECK(falling[i] == 1 + above);
      CHECK(rising[i] == 1 + below);
      CHECK(rank_of(x, i) == falling[i]);
      CHECK(rank_of(x, i, best::lowest) == rising[i]);
    }
  }
}
