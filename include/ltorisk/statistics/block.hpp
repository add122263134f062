// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// What schemes learn from samples: summaries of columns that can be merged.
namespace ltorisk::statistics {

/// Sums over rows go by blocks of so many rows, whoever brings them in whatever chunks.
inline constexpr std::size_t block_rows = 4096;

/// At most `block_rows` rows of some columns. Every value is finite, or NaN where nobody knows it.
class block {
 public:
  block(std::span<const double* const> columns, std::size_t rows)
      : columns_(columns), rows_(rows) {}

  [[nodiscard]] std::size_t columns() const { return columns_.size(); }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::span<const double> operator[](std::size_t column) const {
    return {columns_[column], rows_};
  }

 private:
  std::span<const double* const> columns_;
  std::size_t rows_;
};

/// What is known of a sample: made from one block, and merged with the summary of the rows that
/// follow.
///
/// | expression    | meaning                                                               |
/// |---------------|-----------------------------------------------------------------------|
/// | `S(block)`    | the summary of one block; a block of no rows gives that of no rows    |
/// | `s.merge(t)`  | s becomes the summary of its rows followed by those of t              |
/// | `s.finite()`  | optional: false where a value was infinite, so that nobody need look  |
/// |               | at the cells again                                                    |
///
/// A summary says in its comment whether it stays small or keeps values. `portable.hpp` says what
/// makes one that others can carry.
template <class S>
concept summary = std::copy_constructible<S> && std::constructible_from<S, const block&> &&
    requires(S s, const S& next) {
  s.merge(next);
};

/// The summary of schemes that look at no figures: experts' weights, and the number of criteria.
class nothing {
 public:
  explicit nothing(const block&) {}
  void merge(const nothing&) {}

  static std::string kind() { return "nothing"; }
  static void fields(auto&, auto&) {}
};

/// Two summaries of the same rows.
template <summary A, summary B>
class both {
 public:
  explicit both(const block& b) : both(A(b), B(b)) {}
  both(A a, B b) : first(std::move(a)), second(std::move(b)) {}
  void merge(const both& next) {
    first.merge(next.first);
    second.merge(next.second);
  }

  static std::string kind() requires requires { A::kind(), B::kind(); }
  { return A::kind() + " and " + B::kind(); }
  static void fields(auto& list, auto& self) {
    list("first", self.first);
    list("second", self.second);
  }
  [[nodiscard]] bool finite() const requires requires(const A& a) { a.finite(); }
  { return first.finite(); }

  A first;
  B second;
};

}  // namespace ltorisk::statistics
