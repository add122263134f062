// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Tables that come in chunks, because they do not fit memory or lie somewhere else.
namespace ltorisk::stream {

/// A table that comes in chunks, as often as there are passes over it.
///
/// | expression   | meaning                                                                     |
/// |--------------|-----------------------------------------------------------------------------|
/// | `s.next()`   | the next chunk, a `const table_view*` that is valid until the next call;    |
/// |              | null after the last                                                         |
/// | `s.rewind()` | goes back before the first row; who begins a pass calls it                  |
///
/// Chunks are of any size, also of no rows, and all have the same columns in the same order. A
/// source of no rows has one chunk of no rows, so that its columns are known. What goes wrong is
/// thrown, and the source may be rewound after that.
///
/// `adapters.hpp` makes sources of tables, ranges and functions, `io/csv_source.hpp` of CSV files.
template <class S>
concept source = requires(S& s) {
  { s.next() } -> std::same_as<const table_view*>;
  s.rewind();
};

/// Watches that every whole pass over a source has as many rows as the first: `next()` throws
/// `input_error` where not. Whether they are the same rows is not looked at.
template <source S>
class as_many {
 public:
  explicit as_many(S& s) : source_(&s) {}

  const table_view* next() {
    const table_view* chunk = source_->next();
    if (chunk) {
      done_ += chunk->rows();
    } else if (!rows_) {
      rows_ = done_;
    } else if (*rows_ != done_) {
      throw input_error({{"sample", "had " + std::to_string(*rows_) + " rows in one pass and " +
                                        std::to_string(done_) +
                                        " in another: it must not change meanwhile"}});
    }
    return chunk;
  }
  void rewind() {
    source_->rewind();
    done_ = 0;
  }

 private:
  S* source_;
  std::uint64_t done_ = 0;
  std::optional<std::uint64_t> rows_;  // of a whole pass
};

/// One pass: `visit(chunk)` for each chunk, rows without ids numbered from the first of the source
/// (or `first_row`). Returns the number of rows. Throws `input_error` where a chunk has other
/// columns than the first.
template <source S, class Visit>
std::uint64_t each_chunk(S& rows, const Visit& visit, std::uint64_t first_row = 0) {
  std::vector<std::string> ids;
  std::uint64_t done = 0;
  bool first = true;
  rows.rewind();
  while (const table_view* chunk = rows.next()) {
    const auto columns = chunk->columns();
    if (first) {
      for (const auto& c : columns) ids.emplace_back(c.id);
      first = false;
    } else if (!std::equal(columns.begin(), columns.end(), ids.begin(), ids.end(),
                           [](const auto& c, const auto& id) { return c.id == id; })) {
      std::string now, before;
      for (const auto& c : columns) (now += now.empty() ? "" : ", ") += c.id;
      for (const auto& id : ids) (before += before.empty() ? "" : ", ") += id;
      throw input_error({{"chunk from row " + std::to_string(first_row + done),
                          "has the columns " + now + ", the chunks before it " + before}});
    }
    if (chunk->row_ids().empty()) {
      auto numbered = *chunk;
      numbered.number_from(first_row + done);
      visit(std::as_const(numbered));
    } else {
      visit(*chunk);
    }
    done += chunk->rows();
  }
  return done;
}

/// Scores a source chunk by chunk: `sink(scores, chunk)`, in the order of the rows. `m` is a fitted
/// model or flat index, `how` what its `score` takes after the table. Memory: one chunk and its
/// scores. Returns the number of rows; throws what source, `score` and sink throw, after which
/// chunks before have been given to the sink: who writes a file writes it aside and renames it.
template <class Model, source S, class Sink, class... How>
std::uint64_t score(const Model& m, S&& rows, Sink&& sink, const How&... how) {
  return each_chunk(rows, [&](const table_view& chunk) { sink(m.score(chunk, how...), chunk); });
}

}  // namespace ltorisk::stream
