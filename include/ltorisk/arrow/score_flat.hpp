// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/decode.hpp>
#include <ltorisk/arrow/owner.hpp>
#include <ltorisk/arrow/reader.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/flat_index.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::arrow {

/// Scores record batches with a flat index, as `index.score(read(std::move(batch)))` does and with
/// the same errors, at the cost of scoring alone:
///
///     arrow::flat_scorer score(index, arrow::reader(*schema, framework));
///     for (...) score(std::move(batch)).value
///
/// Where all columns are read in place, no pass goes ahead to look for a NaN. A row that lacks a
/// figure is not covered in full, which is seen while its coverage is in cache; only a batch with
/// such a row is read again, every cell looked at. Columns that coverage does not tell of, because
/// they are of no criterion or weigh less than 1e-12, are looked at first.
///
/// One NaN is let through that the reader refuses, that with the bits of `ltorisk::not_applicable`:
/// its coverage is full, and to look at every cell for it would cost a pass.
template <class Function, class Aggregation, unsigned Isa = simd::native_isa>
class flat_scorer {
 public:
  using index = flat_index<Function, Aggregation>;

  flat_scorer(index scheme, reader read) : index_(std::move(scheme)), read_(std::move(read)) {
    const auto& criteria = index_.criteria();
    table_view row(1);
    std::vector<double> known;
    for (const auto& f : index_.functions()) known.push_back(f.declared().lower);
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      row.add(criteria[j].id, &known[j], sizeof(double));
    }
    const auto figures = read_.no_rows();  // in the order of those of a batch
    for (std::size_t i = 0; i < figures.columns().size(); ++i) {
      const auto at = std::ranges::find(criteria, figures.columns()[i].id, &criterion::id);
      const auto j = static_cast<std::size_t>(at - criteria.begin());
      if (at == criteria.end() || index_.weights()[j] < 1e-12) unfelt_.push_back(i);
    }
    index_.template score<Isa>(row, {}, {&full_, 1});
  }

  /// Rows without ids are numbered from `first_row`. Throws what reader and index throw; the batch
  /// is released then too.
  template <executor E = sequential>
  [[nodiscard]] flat_scores operator()(owner<ArrowArray> array, std::uint64_t first_row = 0,
                                       const E& run = {}) const {
    auto rows = read_.template unchecked<Isa>(std::move(array), first_row);
    flat_scores to{std::vector<double>(rows.rows()), std::vector<double>(rows.rows())};
    score(std::move(rows), first_row, to.value, to.coverage, run);
    return to;
  }

  /// The same into memory that is there already: `coverage` for all rows, `value` too or empty.
  template <executor E = sequential>
  void operator()(owner<ArrowArray> array, std::uint64_t first_row, std::span<double> value,
                  std::span<double> coverage, const E& run = {}) const {
    auto rows = read_.template unchecked<Isa>(std::move(array), first_row);
    score(std::move(rows), first_row, value, coverage, run);
  }

 private:
  template <class E>
  void score(batch rows, std::uint64_t first_row, std::span<double> value,
             std::span<double> coverage, const E& run) const {
    if (!complete(rows, first_row, value, coverage, run)) {
      const auto checked = read_.template operator()<Isa>(std::move(rows).give(), first_row);
      index_.template score<Isa>(checked, value, coverage, run);
    }
  }

  // Scores the batch; false where it must be looked at again.
  template <class E>
  bool complete(const batch& rows, std::uint64_t first_row, std::span<double> value,
                std::span<double> coverage, const E& run) const {
    const auto& view = rows.view();
    if (read_.nan() != nan_rule::refuse || coverage.size() != view.rows() ||
        rows.columns_not_copied() != view.columns().size()) {
      return false;
    }
    for (const auto i : unfelt_) {
      if (detail::count_nan<Isa>(view.columns()[i].first, view.rows()) > 0) return false;
    }
    constexpr std::size_t stretch = 16 * statistics::block_rows;  // its coverage stays in cache
    try {
      for (std::size_t first = 0; first < view.rows(); first += stretch) {
        const auto size = std::min<std::size_t>(stretch, view.rows() - first);
        const auto part = [&](std::span<double> all) {
          return all.empty() ? all : all.subspan(first, size);
        };
        const bool whole = size == view.rows();
        index_.template score<Isa>(whole ? view : view.slice(first, size), part(value),
                                   part(coverage), run);
        if (!full(part(coverage))) return false;
      }
    } catch (const input_error&) {  // told with what else is wrong
      return false;
    }
    fault_list faults;
    read_.check_ids(rows, first_row, faults);
    return faults.empty();
  }

  // Each is the one before it: a comparison of memory is the fastest there is.
  [[nodiscard]] bool full(std::span<const double> coverage) const {
    return coverage.empty() ||
           (coverage.front() == full_ && std::memcmp(coverage.data(), coverage.data() + 1,
                                                     coverage.size_bytes() - sizeof(double)) == 0);
  }

  index index_;
  reader read_;
  std::vector<std::size_t> unfelt_;  // columns coverage does not tell of
  double full_ = 0;                  // the coverage of a row whose figures are all known
};

template <class F, class A>
flat_scorer(flat_index<F, A>, reader) -> flat_scorer<F, A>;

}  // namespace ltorisk::arrow
