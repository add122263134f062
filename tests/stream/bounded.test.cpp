// SPDX-License-Identifier: BSL-1.0
// Schemes that need order statistics or several passes: the bits of memory from a stream, without
// the memory.
#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/composite.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/box_cox_transformed.hpp>
#include <ltorisk/normalize/log_transformed.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/quantile_winsorized.hpp>
#include <ltorisk/normalize/treated.hpp>
#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/stream/adapters.hpp>
#include <ltorisk/weight/equal.hpp>
#include <ltorisk/weight/merec.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if __GLIBC_PREREQ(2, 33)
#include <malloc.h>
#define LTORISK_TEST_HEAP
#endif
#endif

using namespace ltorisk;

namespace {

// Cell i of column j, with a gap here and there and four outliers among 150000: any row can be made
// anew.
double cell(std::uint64_t i, std::uint64_t j, bool gaps = true) {
  std::uint64_t z = (i * 7 + j + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  const double u = static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  if (gaps && u < 0.01) return missing;
  return i % 50021 == 7 ? 1e3 + static_cast<double>(i) : 0.5 + 9 * u * u;
}

const std::string names[] = {"a", "b", "c", "d"};

// Rows that are nowhere: made chunk by chunk, of sizes that take turns.
class made_up {
 public:
  made_up(std::size_t rows, std::size_t columns, std::vector<std::size_t> sizes, bool gaps = true)
      : rows_(rows), sizes_(std::move(sizes)), cells_(columns), gaps_(gaps) {}

  const table_view* next() {
#ifdef LTORISK_TEST_HEAP
    const auto heap = mallinfo2();
    most_ = std::max<std::size_t>(most_, heap.uordblks + heap.hblkhd);
#endif
    if (at_ == rows_) return nullptr;
    const auto size = std::min<std::size_t>(rows_ - at_, sizes_[turn_++ % sizes_.size()]);
    view_ = table_view(size);
    for (std::size_t j = 0; j < cells_.size(); ++j) {
      cells_[j].resize(size);
      for (std::size_t i = 0; i < size; ++i) cells_[j][i] = cell(at_ + i, j, gaps_);
      view_.add(names[j], cells_[j]);
    }
    at_ += size;
    return &view_;
  }
  void rewind() {
    at_ = turn_ = 0;
    ++passes_;
  }
  [[nodiscard]] std::size_t most() const { return most_; }
  [[nodiscard]] int passes() const { return passes_; }

 private:
  std::size_t rows_, at_ = 0, turn_ = 0, most_ = 0;
  std::vector<std::size_t> sizes_;
  std::vector<std::vector<double>> cells_;
  bool gaps_;
  table_view view_;
  int passes_ = 0;
};

const std::vector<std::vector<std::size_t>> chunkings{{1}, {1000}, {65536}, {4095, 2, 4097}};

template <class N>
void same_bits_in_chunks(std::size_t rows, const std::vector<std::vector<std::size_t>>& by) {
  const composite index(N{}, weight::equal{}, aggregate::arithmetic_mean{});
  std::vector<double> column;
  for (std::size_t i = 0; i < rows; ++i) column.push_back(cell(i, 0));
  const std::vector<criterion> criteria{{"a"}};
  const auto whole = index.fit(table_view(rows).add("a", column), criteria);
  for (const auto& sizes : by) {
    made_up stream(rows, 1, sizes);
    CHECK(index.fit(stream, criteria) == whole);
    CHECK(stream.passes() == 1);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("treatments of outliers learn the same bits from chunks", "",
                   normalize::winsorized<normalize::min_max>,
                   normalize::winsorized<normalize::percentile_rank>,
                   normalize::quantile_winsorized<normalize::min_max>,
                   normalize::log_transformed<normalize::min_max>,
                   normalize::box_cox_transformed<normalize::min_max>,
                   normalize::treated<normalize::min_max>) {
  same_bits_in_chunks<TestType>(statistics::block_rows + 1000, chunkings);
}

TEMPLATE_TEST_CASE("so they do through files", "", normalize::winsorized<normalize::min_max>,
                   normalize::quantile_winsorized<normalize::min_max>,
                   normalize::log_transformed<normalize::min_max>) {
  same_bits_in_chunks<TestType>(statistics::spilled<statistics::counted>::kept + 20000,
                                {{1, 4095, 4096, 4097, 8193}});
}

TEST_CASE("values drawn in at quantiles of a stream are its order statistics") {
  const std::size_t rows = statistics::spilled<statistics::counted>::kept + 1000;
  made_up stream(rows, 1, {5000});
  const auto f = composite(normalize::quantile_winsorized<normalize::min_max>{.lower_quantile = 0.1,
                                                                              .upper_quantile = 0.7},
                           weight::equal{}, aggregate::arithmetic_mean{})
                     .fit(stream)
                     .functions()[0];
  std::vector<double> sorted;
  for (std::size_t i = 0; i < rows; ++i) {
    if (const double x = cell(i, 0); is_known(x)) sorted.push_back(x);
  }
  std::ranges::sort(sorted);
  CHECK(f.lower == statistics::quantile(sorted, 0.1));
  CHECK(f.upper == statistics::quantile(sorted, 0.7));
}

TEST_CASE("merec takes another pass, of figures or of normalized values, at any depth") {
  const std::size_t rows = 2 * statistics::block_rows + 77;
  std::vector<std::vector<double>> columns(4);
  table_view all(rows);
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t i = 0; i < rows; ++i) columns[j].push_back(cell(i, j));
    all.add(names[j], columns[j]);
  }
  const normalize::min_max positive{.onto = {0.1, 0.9}, .capped = true};
  for (const auto input : {weighting_input::raw, weighting_input::normalized}) {
    const int passes = input == weighting_input::raw ? 2 : 3;
    const weight::merec merec{.looks_at = input};
    const composite index(positive, merec, aggregate::arithmetic_mean{});
    const auto whole = index.fit(all, {{"a"}, {"b", sign::minus}, {"c"}, {"d"}});

    framework f{.id = "deep"};
    for (const auto& id : names) f.indicators.push_back({.id = id, .scale = positive});
    f.nodes = {{.id = "top",
                .aggregation = aggregate::arithmetic_mean{},
                .weighting = weight::merec{},
                .children = {{.child = "left"}, {.child = "right"}}},
               {.id = "left",
                .aggregation = aggregate::arithmetic_mean{},
                .weighting = merec,
                .children = {{.child = "a"}, {.child = "b", .sign = sign::minus}}},
               {.id = "right",
                .aggregation = aggregate::arithmetic_mean{},
                .children = {{.child = "c"}, {.child = "d"}}}};
    f.outcomes = {"top"};
    const auto model = fit(f, all);
    CHECK(passes_of(f) == 5);
    for (const auto& sizes : chunkings) {
      made_up chunks(rows, 4, sizes);
      CHECK(index.fit(chunks, {{"a"}, {"b", sign::minus}, {"c"}, {"d"}}) == whole);
      CHECK(chunks.passes() == passes);
      made_up again(rows, 4, sizes);
      CHECK(fit(f, again).framework() == model.framework());
      CHECK(again.passes() == 5);
    }
  }
}

#ifdef LTORISK_TEST_HEAP
TEST_CASE("what does not fit the memory of a chunk is not kept") {
  const auto grown = [](const auto& index, std::size_t rows, std::size_t columns) {
    made_up stream(rows, columns, {4096}, false);
    const auto heap = mallinfo2();
    static_cast<void>(index.fit(stream));
    return (static_cast<double>(stream.most()) -
            static_cast<double>(heap.uordblks + heap.hblkhd)) / (1 << 20);
  };
  const composite treated(normalize::quantile_winsorized<normalize::min_max>{}, weight::equal{},
                          aggregate::arithmetic_mean{});
  // Of a column of 6 MiB the 4 MiB that `counts` may keep, and a chunk.
  CHECK(grown(treated, std::size_t{3} << 18, 1) < 4.5);
  // Of four of 2 MiB two rows for each, and a chunk.
  const composite weighed(normalize::min_max{}, weight::merec{}, aggregate::arithmetic_mean{});
  CHECK(grown(weighed, std::size_t{1} << 18, 4) < 1);
}
#endif
