// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/prefetch.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/statistics/block.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

/// A table tile by tile, its blocks by an executor. Internal.
namespace ltorisk::engine {

/// Engines are large: tasks borrow one and give it back.
template <unsigned Isa>
class engine_pool {
 public:
  engine_pool(const plan& p, wanted w) : plan_(&p), wanted_(std::move(w)) {}

  [[nodiscard]] std::unique_ptr<tile_engine<Isa>> take() {
    const std::scoped_lock lock(guard_);
    if (free_.empty()) return std::make_unique<tile_engine<Isa>>(*plan_, wanted_);
    auto one = std::move(free_.back());
    free_.pop_back();
    return one;
  }
  void give(std::unique_ptr<tile_engine<Isa>> one) {
    const std::scoped_lock lock(guard_);
    free_.push_back(std::move(one));
  }

 private:
  const plan* plan_;
  wanted wanted_;
  std::mutex guard_;
  std::vector<std::unique_ptr<tile_engine<Isa>>> free_;
};

/// Calls `take(engine, first row, rows)` for every tile, from any thread. Where a cell is invalid,
/// `refuse(row)` is called with the first row of the first tile that has one, after all is done.
template <unsigned Isa, class E, class Take, class Refuse>
void each_tile(engine_pool<Isa>& pool, const std::vector<const column_view*>& columns,
               std::size_t rows, const E& run, const Take& take, const Refuse& refuse) {
  constexpr auto block = statistics::block_rows;
  constexpr std::size_t stretch = 1024;
  std::vector<column_view> there;
  for (const auto* c : columns) {
    if (c) there.push_back(*c);
  }
  std::vector<std::size_t> refused((rows + block - 1) / block, rows);
  run(refused.size(), [&](std::size_t i) {
    auto tiles = pool.take();
    const auto end = std::min<std::size_t>(rows, (i + 1) * block);
    for (std::size_t first = i * block; first < end && refused[i] == rows; first += stretch) {
      const auto last = std::min<std::size_t>(end, first + stretch);
      prefetcher next(there, last, std::min<std::size_t>(rows, last + stretch),
                      stretch / tile_rows);
      for (std::size_t row = first; row < last; row += tile_rows) {
        next.step();
        const auto size = std::min<std::size_t>(tile_rows, last - row);
        if (!tiles->run(columns, row, size)) {
          refused[i] = row;
          break;
        }
        take(*tiles, row, size);
      }
    }
    pool.give(std::move(tiles));
  });
  const auto first = std::ranges::min_element(refused);
  if (first != refused.end() && *first != rows) refuse(*first);
}

}  // namespace ltorisk::engine
