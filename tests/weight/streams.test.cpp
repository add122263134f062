// SPDX-License-Identifier: BSL-1.0
// The same rows whole, in chunks of every size and in shards give the same bits.
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/coefficient_of_variation.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/equal_importance.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/idocriw.hpp>
#include <ltorisk/weight/lopcow.hpp>
#include <ltorisk/weight/merec.hpp>
#include <ltorisk/weight/pca.hpp>
#include <ltorisk/weight/standard_deviation.hpp>
#include <ltorisk/weight/statistical_variance.hpp>

#include "catch.hpp"
#include "weight/samples.hpp"

#include <algorithm>
#include <numeric>

using namespace weight_samples;

namespace {

constexpr std::size_t rows = 3 * statistics::block_rows + 1000;

template <class W>
using summary_of = statistics::reduction<typename W::summary>;

template <class W, class Size>
summary_of<W> chunked(const sample& s, std::size_t first, std::size_t last, const Size& size) {
  summary_of<W> all(s.columns.size(), first / statistics::block_rows);
  for (std::size_t row = first; row < last;) {
    const auto take = std::min<std::size_t>(size(), last - row);
    all.add(s.view(row), take);
    row += take;
  }
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("weights of a stream are those of the whole, bit for bit", "", weight::angle,
                   weight::cilos, weight::coefficient_of_variation, weight::critic, weight::entropy,
                   weight::equal_importance, weight::gini, weight::idocriw, weight::lopcow,
                   weight::merec, weight::pca, weight::standard_deviation,
                   weight::statistical_variance) {
  using W = TestType;
  STATIC_REQUIRE(W::passes == 1);
  const auto s = drawn_sample(7, 3, rows, 0.5, 9, false, 0.05);
  const auto whole = weights(W{}, s);
  const auto of = [&](const summary_of<W>& all) { return W{}(all.result(), s.criteria); };

  for (const std::size_t size : {1u, 2u, 3u, 7u, 64u, 1000u, 4095u, 4096u, 4097u, 8192u, 13000u}) {
    CAPTURE(size);
    CHECK(of(chunked<W>(s, 0, rows, [&] { return size; })) == whole);
  }
  std::mt19937_64 bits(11);
  const auto any = [&] { return 1 + static_cast<std::size_t>(bits() % 6000); };
  for (int i = 0; i < 5; ++i) CHECK(of(chunked<W>(s, 0, rows, any)) == whole);

  std::vector<std::size_t> order(4);
  std::iota(order.begin(), order.end(), 0u);
  do {
    std::vector<summary_of<W>> shards;
    for (const auto block : order) {
      const auto first = block * statistics::block_rows;
      shards.push_back(
          chunked<W>(s, first, std::min<std::size_t>(rows, first + statistics::block_rows), any));
    }
    auto all = shards[0];
    for (std::size_t i = 1; i < shards.size(); ++i) all.merge(shards[i]);
    CHECK(of(all) == whole);
  } while (std::next_permutation(order.begin(), order.end()));
}
