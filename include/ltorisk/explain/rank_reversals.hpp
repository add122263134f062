// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/executor.hpp>
#include <ltorisk/explain/batch.hpp>
#include <ltorisk/explain/quantity.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::explain {

/// Two communities that change places because a third one came or went.
struct rank_reversal {
  std::string third = {};
  /// Better before, and worse; their scores by the first sample and by the other.
  std::string better = {};
  std::string worse = {};
  double better_before = 0;
  double worse_before = 0;
  double better_after = 0;
  double worse_after = 0;

  friend bool operator==(const rank_reversal&, const rank_reversal&) = default;
};

struct reversal_report {
  /// Pairs that were compared, over all samples, and how many of them changed places.
  std::size_t pairs = 0;
  std::size_t reversed = 0;
  /// The first of them, by third community.
  std::vector<rank_reversal> list = {};
  /// Samples no model could be fitted to: the community, and why.
  std::vector<diagnostic> not_fitted = {};
};

struct reversal_options {
  /// Scores that differ by less than this part of the score range are a tie, which nobody wins.
  double tie = 1e-9;
  std::size_t most_listed = 1000;
};

namespace detail {

/// Some rows of a table, copied, and those of another below them: columns of the first.
[[nodiscard]] inline table rows_of(const table_view& data, const std::vector<std::size_t>& rows,
                                   const table_view* more = nullptr, std::size_t row_of_more = 0) {
  std::vector<std::string> ids;
  for (const auto row : rows) ids.push_back(data.row_id(row));
  if (more) {
    auto id = more->row_id(row_of_more);
    while (std::ranges::find(ids, id) != ids.end()) id += "'";
    ids.push_back(std::move(id));
  }
  table t(std::move(ids));
  for (const auto& column : data.columns()) {
    std::vector<double> cells;
    for (const auto row : rows) cells.push_back(column[row]);
    if (more) {
      const auto* same = more->find(column.id);
      cells.push_back(same ? (*same)[row_of_more] : missing);
    }
    t.add(std::string(column.id), std::move(cells));
  }
  return t;
}

/// Pairs of the rows left that change places between two lists of scores.
inline void compare_ranks(const std::vector<double>& before, const std::vector<double>& after,
                          std::size_t left_out, bool falls, double tie, const std::string& third,
                          const table_view& names, std::size_t most, reversal_report& to) {
  for (std::size_t a = 0; a < before.size(); ++a) {
    for (std::size_t b = a + 1; b < before.size(); ++b) {
      if (a == left_out || b == left_out) continue;
      const double was = before[a] - before[b], is = after[a] - after[b];
      if (!is_known(was) || !is_known(is)) continue;
      ++to.pairs;
      if (std::fabs(was) <= tie || std::fabs(is) <= tie || (was > 0) == (is > 0)) continue;
      ++to.reversed;
      if (to.list.size() >= most) continue;
      const bool first = (was > 0) != falls;
      const auto x = first ? a : b, y = first ? b : a;
      to.list.push_back(
          {third, names.row_id(x), names.row_id(y), before[x], before[y], after[x], after[y]});
    }
  }
}

template <unsigned Isa, class Executor, class Sample>
[[nodiscard]] reversal_report reversals(const framework& f, const table_view& sample,
                                        std::string_view node, const reversal_options& options,
                                        std::size_t samples, bool leave_out,
                                        const Sample& sample_of, const Executor& run) {
  require_node(f, node);
  const auto scores = [&](const model& m) {
    const auto s = m.score<Isa>(sample, {.coverage = false, .bounds = false, .parts = true});
    return s[node].value;
  };
  const auto before = scores(fit<Isa>(f, sample, {}));
  const bool falls = f.find_node(node)->higher_is_worse;
  const double tie = options.tie * (f.score_range.upper - f.score_range.lower);
  std::vector<reversal_report> parts(samples);
  run(samples, [&](std::size_t k) {
    const auto [other, third] = sample_of(k);
    try {
      const auto after = scores(fit<Isa>(f, other, {}));
      compare_ranks(before, after, leave_out ? k : sample.rows(), falls, tie, third, sample,
                    options.most_listed, parts[k]);
    } catch (const input_error& e) {
      parts[k].not_fitted.push_back({third, e.what()});
    }
  });
  reversal_report whole;
  for (auto& p : parts) {
    whole.pairs += p.pairs;
    whole.reversed += p.reversed;
    whole.not_fitted.insert(whole.not_fitted.end(), p.not_fitted.begin(), p.not_fitted.end());
    for (auto& r : p.list) {
      if (whole.list.size() < options.most_listed) whole.list.push_back(std::move(r));
    }
  }
  return whole;
}

}  // namespace detail

/// Which communities change places when one of the others is left out of the sample the framework
/// learns from. A framework that learns nothing has no reversals. Each community in turn is left
/// out and the framework fitted again, in parallel as the executor has it; the result does not
/// depend on it. Cost: n fits and n^3 / 2 comparisons.
///
/// Pairs without a value are not compared. Throws `input_error` for an unknown node and where the
/// framework cannot be fitted to the whole sample.
template <executor Executor = sequential, unsigned Isa = simd::native_isa>
[[nodiscard]] reversal_report leave_one_out(const framework& f, const table_view& sample,
                                            std::string_view node,
                                            const reversal_options& options = {},
                                            const Executor& run = {}) {
  return detail::reversals<Isa>(
      f, sample, node, options, sample.rows(), true,
      [&](std::size_t out) {
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < sample.rows(); ++row) {
          if (row != out) rows.push_back(row);
        }
        return std::pair(detail::rows_of(sample, rows), sample.row_id(out));
      },
      run);
}

/// The same for communities of another table, each added to the sample in turn.
template <executor Executor = sequential, unsigned Isa = simd::native_isa>
[[nodiscard]] reversal_report add_one(const framework& f, const table_view& sample,
                                      const table_view& newcomers, std::string_view node,
                                      const reversal_options& options = {},
                                      const Executor& run = {}) {
  std::vector<std::size_t> rows(sample.rows());
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
  return detail::reversals<Isa>(
      f, sample, node, options, newcomers.rows(), false,
      [&](std::size_t added) {
        return std::pair(detail::rows_of(sample, rows, &newcomers, added), newcomers.row_id(added));
      },
      run);
}

}  // namespace ltorisk::explain
