// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/stream/source.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <type_traits>
#include <utility>

/// Sources made of what a caller has.
namespace ltorisk::stream {

/// The slices of a table in memory: all of it at once, or `rows` rows at a time.
class slices {
 public:
  explicit slices(table_view whole, std::size_t rows = (std::numeric_limits<std::size_t>::max)())
      : whole_(std::move(whole)), size_(rows) {
    if (rows == 0) throw domain_error("slices: must be of at least one row");
  }

  const table_view* next() {
    if (begun_ && first_ == whole_.rows()) return nullptr;
    const auto rows = std::min<std::size_t>(size_, whole_.rows() - first_);
    slice_ = whole_.slice(first_, rows);
    first_ += rows;
    begun_ = true;
    return &slice_;
  }
  void rewind() {
    first_ = 0;
    begun_ = false;
  }

 private:
  table_view whole_;
  std::size_t size_;
  std::size_t first_ = 0;
  bool begun_ = false;
  table_view slice_;
};

/// A function that gives the next chunk, `std::optional<table_view>` or `const table_view*`, empty
/// after the last, and one that starts over. What it views must stay until the next call.
///
///     stream::pulled chunks([&] { return cursor.fetch() ? std::optional(cursor.view())
///                                                       : std::nullopt; },
///                           [&] { cursor.restart(); });
template <class Next, class Rewind>
class pulled {
 public:
  pulled(Next next, Rewind rewind) : next_(std::move(next)), rewind_(std::move(rewind)) {}

  const table_view* next() {
    if constexpr (std::convertible_to<decltype(next_()), const table_view*>) {
      return next_();
    } else {
      chunk_ = next_();
      return chunk_ ? &*chunk_ : nullptr;
    }
  }
  void rewind() { rewind_(); }

 private:
  Next next_;
  Rewind rewind_;
  std::optional<table_view> chunk_;
};

/// A forward range of tables or views of them, not owned.
template <std::ranges::forward_range Range>
class chunks_of {
 public:
  explicit chunks_of(Range& chunks) : chunks_(&chunks) { rewind(); }

  const table_view* next() {
    if (at_ == std::ranges::end(*chunks_)) return nullptr;
    chunk_ = *at_;
    ++at_;
    return &chunk_;
  }
  void rewind() { at_ = std::ranges::begin(*chunks_); }

 private:
  Range* chunks_;
  std::ranges::iterator_t<Range> at_;
  table_view chunk_;
};

/// How far a pass has come.
struct progress {
  int pass = 0;  ///< from 1
  std::uint64_t rows = 0;
};

/// Thrown where whoever watches a source has had enough.
class cancelled : public std::runtime_error {
 public:
  cancelled() : std::runtime_error("cancelled") {}
};

/// A source that tells how far it has come, each time the chunk before is done with and at the end:
/// `tell(progress)`. Where that answers false, `cancelled` is thrown; it may also answer nothing.
/// The source is not owned.
template <source S, std::invocable<const progress&> Tell>
class watched {
 public:
  watched(S& rows, Tell tell) : rows_(&rows), tell_(std::move(tell)) {}

  const table_view* next() {
    if (begun_) told();
    begun_ = true;
    const auto* chunk = rows_->next();
    if (chunk) at_.rows += chunk->rows();
    return chunk;
  }
  void rewind() {
    rows_->rewind();
    at_ = {at_.pass + 1, 0};
    begun_ = false;
  }

 private:
  void told() {
    if constexpr (std::is_void_v<std::invoke_result_t<Tell&, const progress&>>) {
      tell_(std::as_const(at_));
    } else {
      if (!tell_(std::as_const(at_))) throw cancelled();
    }
  }

  S* rows_;
  Tell tell_;
  progress at_;
  bool begun_ = false;
};

}  // namespace ltorisk::stream
