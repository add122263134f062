// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/stream/slices.hpp>
#include <ltorisk/stream/source.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Sources made of what a caller has.
namespace ltorisk::stream {

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

/// Sources one after the other, as a table in several files is. All must have the same columns, in
/// any order: they come in that of the first. Throws `input_error` where a part has others, by the
/// part's name (as a file's) where `names` are given, or its number.
template <source S>
class joined {
 public:
  explicit joined(std::vector<S> parts, std::vector<std::string> names = {})
      : parts_(std::move(parts)), names_(std::move(names)) {
    for (auto i = names_.size(); i < parts_.size(); ++i) {
      names_.push_back("part " + std::to_string(i + 1) + " of " + std::to_string(parts_.size()));
    }
  }

  const table_view* next() {
    for (; at_ < parts_.size(); ++at_) {
      if (const auto* chunk = parts_[at_].next()) return as_first(*chunk);
    }
    return nullptr;
  }
  void rewind() {
    for (auto& part : parts_) part.rewind();
    at_ = 0;
    ids_.reset();
  }

 private:
  const table_view* as_first(const table_view& chunk) {
    const auto columns = chunk.columns();
    if (!ids_) {
      ids_.emplace();
      for (const auto& c : columns) ids_->emplace_back(c.id);
      first_ = at_;
    }
    if (std::ranges::equal(columns, *ids_, {}, &column_view::id)) return &chunk;
    ordered_ = table_view(chunk.rows(), chunk.row_ids());
    for (const auto& id : *ids_) {
      const auto* c = chunk.find(id);
      if (!c || columns.size() != ids_->size()) refuse(columns);
      ordered_.add(c->id, c->first, static_cast<std::size_t>(c->stride));
    }
    return &ordered_;
  }

  [[noreturn]] void refuse(std::span<const column_view> columns) const {
    std::string now, before;
    for (const auto& c : columns) (now += now.empty() ? "" : ", ") += c.id;
    for (const auto& id : *ids_) (before += before.empty() ? "" : ", ") += id;
    throw input_error(
        {{names_[at_], "has the columns " + now + ", and " + names_[first_] + " has " + before}});
  }

  std::vector<S> parts_;
  std::vector<std::string> names_;
  std::size_t at_ = 0, first_ = 0;
  std::optional<std::vector<std::string>> ids_;
  table_view ordered_;
};

/// `rows` rows of a source from number `first` on, as far as there are: what is before them is read
/// and left out, what is behind them not read.
template <source S>
class part {
 public:
  part(S whole, std::uint64_t first, std::uint64_t rows)
      : whole_(std::move(whole)), first_(first), rows_(rows) {}

  const table_view* next() {
    while (!begun_ || at_ < first_ + rows_) {
      const auto* chunk = whole_.next();
      if (!chunk) return nullptr;
      const auto begin =
          std::min<std::uint64_t>(first_ - std::min<std::uint64_t>(first_, at_), chunk->rows());
      const auto end = std::min<std::uint64_t>(first_ + rows_ - at_, chunk->rows());
      at_ += chunk->rows();
      if (begun_ && begin == end) continue;
      begun_ = true;  // the first chunk says what the columns are, even of no rows
      const auto used = end > begin ? end - begin : 0;
      slice_ = chunk->slice(static_cast<std::size_t>(begin), static_cast<std::size_t>(used));
      return &slice_;
    }
    return nullptr;
  }
  void rewind() {
    whole_.rewind();
    at_ = 0;
    begun_ = false;
  }

 private:
  S whole_;
  std::uint64_t first_, rows_;
  std::uint64_t at_ = 0;
  bool begun_ = false;
  table_view slice_;
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
