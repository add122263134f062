// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/math.hpp>
#include <ltorisk/statistics/all_finite.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/portable.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// Summarizes rows that come in chunks of any size, or in shards on several machines, with the same
/// bits as all at once: rows are gathered into blocks of 4096, and blocks are merged in a binary
/// tree keyed by their number in the whole sample.
///
///     reduction<moments> sample(columns);           // rows from the first
///     sample.add(chunk);                            // as often as there are chunks
///     reduction<moments> shard(columns, 7);         // another, from row 7 * 4096 on
///     sample.merge(shard);
///     sample.require_whole();                       // no shard between the two was forgotten
///     const moments all = sample.result();
///
/// Memory: one block of rows, and a summary for each bit of the number of blocks.
template <summary S>
class reduction {
 public:
  /// Makes the summary of a block: `S(block)` where it is empty.
  using maker = std::function<S(const block&)>;

  /// `first_block`: the number of the block this part of the sample begins with.
  explicit reduction(std::size_t columns, std::uint64_t first_block = 0, maker make = {})
      : make_(std::move(make)), next_block_(first_block), pending_(columns) {
    for (auto& column : pending_) column.reserve(block_rows);
  }

  /// Adds the rows of a chunk, all columns of it in the order they stand. Missing and not
  /// applicable cells both count as unknown. Throws `input_error` where the number of columns
  /// differs or a cell is infinite, naming row and column; then nothing of the chunk is added.
  ///
  /// The executor makes the summaries of whole blocks, which are then merged in their order.
  void add(const table_view& chunk, executor_ref run = in_order) {
    add(chunk.columns(), chunk.rows(), run);
  }
  void add(std::span<const column_view> columns, std::size_t rows, executor_ref run = in_order) {
    check_columns(columns.size());
    const auto first = waiting_ > 0 ? std::min<std::size_t>(rows, block_rows - waiting_) : 0;
    const auto blocks = (rows - first) / block_rows;
    std::vector<std::optional<S>> fresh(blocks);
    // Looked at once, while it is summarized.
    run(blocks, [&](std::size_t i) {
      const auto begin = first + i * block_rows;
      if constexpr (requires(const S& s) { s.finite(); }) {
        fresh[i].emplace(whole_block(columns, begin));
        if (!fresh[i]->finite()) fresh[i].reset();
      } else {
        for (const auto& column : columns) {
          if (!all_finite(column, begin, begin + block_rows)) return;
        }
        fresh[i].emplace(whole_block(columns, begin));
      }
    });
    const bool refused = std::ranges::any_of(fresh, [](const auto& one) { return !one; });
    const auto rest = first + blocks * block_rows;
    const auto finite = [&](std::size_t begin, std::size_t end) {
      return std::all_of(columns.begin(), columns.end(), [&](const column_view& column) {
        return all_finite(column, begin, end);
      });
    };
    if (refused || !finite(0, first) || !finite(rest, rows)) check(columns, rows);
    fill(columns, 0, first);
    for (auto& one : fresh) insert(parts_, {next_block_++, 0, std::move(*one)});
    fill(columns, rest, rows);
  }

  /// Takes over what another part of the same sample has learned, in any order. Parts must not
  /// overlap, and only the last may end inside a block. Throws `input_error` where they do; then
  /// nothing is taken over. A part of no rows changes nothing.
  void merge(const reduction& other) {
    const auto wrong = [](const char* what) { throw input_error({diagnostic{"shards", what}}); };
    if (other.pending_.size() != pending_.size()) wrong("have different numbers of columns");
    for (const auto& theirs : other.parts_) {
      for (const auto& ours : parts_) {
        if (theirs.first < ours.end() && ours.first < theirs.end()) wrong("overlap");
      }
    }
    if (waiting_ > 0 && other.waiting_ > 0) wrong("both end inside a block of 4096 rows");
    require_last(*this, other);
    require_last(other, *this);
    if (other.empty()) return;
    if (empty()) {  // wherever it was to begin
      auto make = std::move(make_);
      *this = other;
      make_ = std::move(make);
      return;
    }
    for (const auto& theirs : other.parts_) insert(parts_, theirs);
    if (other.waiting_ > 0) {
      pending_ = other.pending_;
      waiting_ = other.waiting_;
    }
    next_block_ = std::max<std::uint64_t>(next_block_, other.next_block_);
  }

  /// No row was added.
  [[nodiscard]] bool empty() const { return parts_.empty() && waiting_ == 0; }

  /// Throws `input_error` where rows lack between the first of the sample and the last that is
  /// here: a part was not merged, or began at another row than it said. Rows behind the last that
  /// is here nobody can miss. `fit` asks this of all that it has merged.
  void require_whole(std::string_view sample = "shards") const {
    fault_list faults;
    std::uint64_t end = 0;
    const auto next = [&](std::uint64_t first) {
      if (first == end) return;
      faults.add(std::string(sample), "rows " + std::to_string(end * block_rows) + " to " +
                                          std::to_string(first * block_rows - 1) +
                                          " of the sample are in none of them");
    };
    for (const auto& p : parts_) {
      next(p.first);
      end = p.end();
    }
    if (waiting_ > 0) next(next_block_);
    faults.throw_if_any();
  }

  /// Carries everything, so that parts of a sample that are read elsewhere give the same bits.
  static std::string kind() requires portable<S> { return "part of a sample: " + S::kind(); }
  static void fields(auto& list, auto& self) {
    list("waiting", self.pending_);
    list.columns(self.pending_.size());
    list("rows_waiting", self.waiting_);
    list("next_block", self.next_block_);
    list("summaries", self.parts_);
    bool sound = self.waiting_ < block_rows;
    for (const auto& column : self.pending_) {
      sound = sound && column.size() == self.waiting_;
      for (const double x : column) list.require(!std::isinf(x), "has a cell that is infinite");
    }
    std::uint64_t end = 0;
    for (const auto& p : self.parts_) {
      // Level 52: more blocks than a sum of doubles can count rows in.
      sound = sound && p.level < 52 && p.first >= end && p.first % p.blocks() == 0 &&
              p.first < (std::uint64_t{1} << 52);
      if (sound) end = p.end();
    }
    list.require(sound && self.next_block_ >= end && self.next_block_ < (std::uint64_t{1} << 53),
                 "has blocks that no sample gives");
  }

  /// The summary of all rows so far, also of a part that begins later or has gaps.
  [[nodiscard]] S result() const {
    auto parts = parts_;
    if (waiting_ > 0 || parts.empty()) insert(parts, {next_block_, 0, summarize()});
    S all = std::move(parts.front().what);
    for (std::size_t i = 1; i < parts.size(); ++i) all.merge(parts[i].what);
    return all;
  }

 private:
  // The summary of the 2^level blocks from `first` on, a multiple of 2^level.
  struct part {
    std::uint64_t first = 0;
    unsigned level = 0;
    S what = S(block({}, 0));

    static void fields(auto& list, auto& self) {
      list("first", self.first);
      list("level", self.level);
      list("summary", self.what);
    }
    [[nodiscard]] std::uint64_t blocks() const { return std::uint64_t{1} << level; }
    [[nodiscard]] std::uint64_t end() const { return first + blocks(); }
  };

  // Where `a` ends inside a block, `b` must end before that block.
  static void require_last(const reduction& a, const reduction& b) {
    if (a.waiting_ == 0 || b.parts_.empty() || b.parts_.back().end() <= a.next_block_) return;
    throw input_error({diagnostic{
        "shards", "overlap, or meet inside a block of 4096 rows: only the last may end there"}});
  }

  // In the order of their rows; two halves of a whole never stay apart.
  static void insert(std::vector<part>& parts, part fresh) {
    auto at = std::ranges::upper_bound(parts, fresh.first, {}, &part::first);
    at = parts.insert(at, std::move(fresh));
    for (;;) {
      const bool left = (at->first >> at->level) % 2 == 0;
      const auto other = left ? at + 1 : at - 1;
      if (left ? other == parts.end() : at == parts.begin()) return;
      const auto partner = left ? at->first + at->blocks() : at->first - at->blocks();
      if (other->level != at->level || other->first != partner) return;
      const auto whole = left ? at : other;
      whole->what.merge((whole + 1)->what);
      ++whole->level;
      parts.erase(whole + 1);
      at = whole;
    }
  }

  // Gathers rows that end inside the block, or with it.
  void fill(std::span<const column_view> columns, std::size_t row, std::size_t end) {
    for (std::size_t j = 0; j < columns.size(); ++j) append(columns[j], row, end, pending_[j]);
    waiting_ += end - row;
    if (waiting_ == block_rows) {
      insert(parts_, {next_block_++, 0, summarize()});
      for (auto& column : pending_) column.clear();
      waiting_ = 0;
    }
  }

  // What is not applicable is only unknown here.
  template <unsigned Isa = simd::native_isa>
  static void append(const column_view& column, std::size_t row, std::size_t end,
                     std::vector<double>& to) {
    using pack = simd::pack<Isa>;
    auto at = to.size();
    to.resize(at + (end - row));
    if (column.stride == sizeof(double)) {
      for (; row + pack::width <= end; row += pack::width, at += pack::width) {
        const auto x = pack::load(column.first + row);
        math::select(x == x, x, missing).store(to.data() + at);
      }
    }
    for (; row < end; ++row, ++at) to[at] = is_known(column[row]) ? column[row] : missing;
  }

  // Where a column's cells lie side by side they are read where they are.
  [[nodiscard]] S whole_block(std::span<const column_view> columns, std::size_t row) const {
    std::vector<const double*> at;
    std::vector<std::vector<double>> copies(columns.size());
    for (std::size_t j = 0; j < columns.size(); ++j) {
      at.push_back(columns[j].first + row);
      if (columns[j].stride == sizeof(double)) continue;
      append(columns[j], row, row + block_rows, copies[j]);
      at.back() = copies[j].data();
    }
    return made(block(at, block_rows));
  }

  [[nodiscard]] S summarize() const {
    std::vector<const double*> columns;
    for (const auto& column : pending_) columns.push_back(column.data());
    return made(block(columns, waiting_));
  }
  [[nodiscard]] S made(const block& b) const { return make_ ? make_(b) : S(b); }

  void check_columns(std::size_t columns) const {
    if (columns == pending_.size()) return;
    throw input_error({{"sample", "has " + std::to_string(pending_.size()) +
                                      " columns, the chunk has " + std::to_string(columns)}});
  }

  void check(std::span<const column_view> columns, std::size_t rows) const {
    fault_list faults;
    const auto first = next_block_ * block_rows + waiting_;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      for (std::size_t row = 0; row < rows; ++row) {
        if (!std::isinf(columns[j][row])) continue;
        faults.add("row " + std::to_string(first + row) + " of the sample, column " +
                       in_quotes(columns[j].id),
                   to_text(columns[j][row]) + " must be finite");
      }
    }
    faults.throw_if_any();
  }

  maker make_;
  std::uint64_t next_block_;
  std::vector<part> parts_;
  std::vector<std::vector<double>> pending_;
  std::size_t waiting_ = 0;
};

/// The summary of all rows. What looks at no figures reads none.
template <summary S>
[[nodiscard]] S summarize(std::span<const column_view> columns, std::size_t rows,
                          executor_ref run = in_order,
                          typename reduction<S>::maker make = {}) {
  reduction<S> all(columns.size(), 0, std::move(make));
  if constexpr (!std::same_as<S, nothing>) all.add(columns, rows, run);
  return all.result();
}

}  // namespace ltorisk::statistics
