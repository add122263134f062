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

// Rows from `first` on, in chunks of sizes that `size()` says.
template <class Size>
void add_chunks(statistics::any_reduction& to, const sample& s, std::size_t first, std::size_t last,
                const Size& size) {
  for (std::size_t row = first; row < last;) {
    const auto take = std::min<std::size_t>(size(), last - row);
    to.add(s.view(row), take);
    row += take;
  }
}

// As many passes as the scheme takes, each of them `read(learned, weighting)`.
template <class Read>
std::vector<double> in_passes(any_weighting w, const sample& s, const Read& read) {
  for (int pass = 1;; ++pass) {
    const auto learned = w.begin(s.columns.size());
    read(*learned, w);
    auto another = w.next(*learned, s.criteria);
    if (!another) return w(*learned, s.criteria);
    REQUIRE(pass < 2);
    w = *another;
  }
}

}  // namespace

TEMPLATE_TEST_CASE("weights of a stream are those of the whole, bit for bit", "", weight::angle,
                   weight::cilos, weight::coefficient_of_variation, weight::critic, weight::entropy,
                   weight::equal_importance, weight::gini, weight::idocriw, weight::lopcow,
                   weight::merec, weight::pca, weight::standard_deviation,
                   weight::statistical_variance) {
  const any_weighting scheme = TestType{};
  CHECK(scheme.passes() == TestType::passes);
  const auto s = drawn_sample(7, 3, rows, 0.5, 9, false, 0.05);
  const auto whole = weights(TestType{}, s);
  const auto chunked = [&](const auto& size) {
    return in_passes(scheme, s, [&](auto& learned, const any_weighting&) {
      add_chunks(learned, s, 0, rows, size);
    });
  };
  for (const std::size_t size : {1u, 2u, 3u, 7u, 64u, 1000u, 4095u, 4096u, 4097u, 8192u, 65536u}) {
    CAPTURE(size);
    CHECK(chunked([&] { return size; }) == whole);
  }
  std::mt19937_64 bits(11);
  const auto any = [&] { return 1 + static_cast<std::size_t>(bits() % 6000); };
  for (int i = 0; i < 5; ++i) CHECK(chunked(any) == whole);

  std::vector<std::size_t> order(4);
  std::iota(order.begin(), order.end(), 0u);
  do {
    CHECK(in_passes(scheme, s, [&](auto& learned, const any_weighting& w) {
            for (const auto block : order) {
              const auto first = block * statistics::block_rows;
              const auto shard = w.begin(s.columns.size(), block);
              add_chunks(*shard, s, first,
                         std::min<std::size_t>(rows, first + statistics::block_rows), any);
              learned.merge(shard->bytes());
            }
          }) == whole);
  } while (std::next_permutation(order.begin(), order.end()));
}
