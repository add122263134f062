// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/any_reduction.hpp>

#include <concepts>
#include <cstdint>
#include <span>

namespace ltorisk::stream {

namespace detail {
struct any_read {
  void operator()() const;
};

// Passes on each step, and knows whether one is being taken: what that throws is thrown everywhere.
template <class P>
struct steps {
  const P& others;
  bool& within;

  [[nodiscard]] std::uint64_t first_row() const { return others.first_row(); }
  template <class Read>
  void operator()(const Read& read, std::span<statistics::any_reduction* const> learned) const {
    within = true;
    others(read, learned);
    within = false;
  }
};
}  // namespace detail

/// Who holds the other rows of a sample that is fitted in several places at once.
///
/// | expression         | meaning                                                               |
/// |--------------------|-----------------------------------------------------------------------|
/// | `p.first_row()`    | number, in the whole sample, of the first row that is here; a         |
/// |                    | multiple of 4096 (`statistics::block_rows`)                           |
/// | `p(read, learned)` | one pass: calls `read()`, which reads the rows that are here into the |
/// |                    | `learned` reductions, then merges into these what the others have     |
/// |                    | learned: afterwards these are of the whole sample, everywhere. Where  |
/// |                    | `read` throws in one place, it throws in all                          |
///
/// Nothing `learned` makes it a step that is no pass: what may fail in one place alone is done so.
///
/// `mpi.hpp` has the one of MPI. Other engines need to carry `bytes()` and call `merge`;
/// `fit` refuses what they leave out (`reduction::require_whole`).
template <class P>
concept peers = requires(const P& p, const detail::any_read& read,
                         std::span<statistics::any_reduction* const> learned) {
  { p.first_row() } -> std::convertible_to<std::uint64_t>;
  p(read, learned);
};

/// Nobody: all rows are here.
struct alone {
  [[nodiscard]] static std::uint64_t first_row() { return 0; }
  template <class Read>
  void operator()(const Read& read, std::span<statistics::any_reduction* const>) const {
    read();
  }
};

/// Returns what `work(peers)` does, which takes its steps with these instead of `others`. What it
/// throws between two steps in one place is thrown in all, in the step they wait in; and nobody
/// returns before all have come to the end.
template <peers P, class Work>
auto all_or_none(const P& others, const Work& work) {
  bool within = false;
  const detail::steps<P> same{others, within};
  try {
    auto result = work(same);
    same([] {}, {});
    return result;
  } catch (...) {
    if (!within) others([] { throw; }, {});
    throw;
  }
}

}  // namespace ltorisk::stream
