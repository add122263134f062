// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/uncertainty/anywhere.hpp>
#include <ltorisk/uncertainty/normal.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty {

/// One cell of a table that could be another figure, in the indicator's unit (a category's code). A
/// missing cell may be one. Cells are independent of each other.
///
/// A figure that is drawn is scored as one in the table: beyond the ends of a scale as its end, for
/// goalposts say where more no longer counts, not what can be, and refused where the scale refuses
/// it (a code no category has). So a distribution may reach beyond them; one that is wholly beyond
/// is a mistake, most likely of units, and refused. `missing_by` is stricter: nobody has seen the
/// figure, so its prior is what the framework holds possible.
struct uncertain_cell {
  std::size_t row = 0;
  std::string indicator = {};
  any_distribution figure;

  friend bool operator==(const uncertain_cell&, const uncertain_cell&) = default;
};

using uncertain_cells = std::vector<uncertain_cell>;

namespace detail {

[[nodiscard]] inline const indicator& indicator_of(const framework& f, std::string_view id) {
  if (const auto* i = f.find_indicator(id)) return *i;
  std::vector<std::string> known;
  for (const auto& i : f.indicators) known.push_back(i.id);
  throw input_error(
      {{"uncertain evidence", in_quotes(id) + " is not an indicator" + suggestion(id, known)}});
}

/// Calls `f(row, figure)` for the cells of a column; without a column they are missing.
template <class F>
void each_cell(const table_view& data, std::string_view indicator, F f) {
  const auto* column = data.find(indicator);
  for (std::size_t row = 0; row < data.rows(); ++row) f(row, column ? (*column)[row] : missing);
}

}  // namespace detail

/// Every known cell of a column as a measurement: normal around its figure, cut off at the declared
/// range of the indicator's scale, or at `range`; a figure beyond widens the range to itself.
/// Throws `input_error` where the indicator is unknown, `domain_error` where the deviation is wrong
/// or the indicator is a category.
[[nodiscard]] inline uncertain_cells measured(const framework& f, const table_view& data,
                                              std::string_view indicator, double deviation) {
  const auto& i = detail::indicator_of(f, indicator);
  if (needs_fit(i.scale) || std::holds_alternative<scales::categories>(i.scale)) {
    throw domain_error("measured: " + in_quotes(indicator) + " has no range of figures");
  }
  const auto range = ltorisk::detail::declared_range(i.scale);
  uncertain_cells cells;
  detail::each_cell(data, indicator, [&](std::size_t row, double x) {
    if (!is_known(x)) return;
    cells.push_back({row, i.id,
                     truncated_normal{x, deviation, std::min<double>(range.lower, x),
                                      std::max<double>(range.upper, x)}});
  });
  return cells;
}

/// Every known cell of an ordinal category, with its neighbors (`with_neighbors`). Throws as that
/// does, and `input_error` where the indicator is unknown.
[[nodiscard]] inline uncertain_cells neighboring(const framework& f, const table_view& data,
                                                 std::string_view indicator, double sure = 0.8) {
  const auto& i = detail::indicator_of(f, indicator);
  const auto* scale = std::get_if<scales::categories>(&i.scale);
  if (!scale) {
    throw domain_error("neighboring: " + in_quotes(indicator) + " is not a category");
  }
  uncertain_cells cells;
  detail::each_cell(data, indicator, [&](std::size_t row, double x) {
    if (is_known(x)) cells.push_back({row, i.id, with_neighbors(*scale, x, sure)});
  });
  return cells;
}

/// Every missing cell of a column by a stated prior. What is not applicable stays so. Throws
/// `domain_error` where the prior reaches outside the scale; where that is meant, add
/// `uncertain_cell`s.
[[nodiscard]] inline uncertain_cells missing_by(const framework& f, const table_view& data,
                                                std::string_view indicator,
                                                const any_distribution& prior) {
  const auto& i = detail::indicator_of(f, indicator);
  if (!needs_fit(i.scale)) {
    const auto scale = ltorisk::detail::declared_range(i.scale);
    const auto range = prior.range();
    if (!(range.lower >= scale.lower && range.upper <= scale.upper)) {
      throw domain_error("missing_by: the prior of " + in_quotes(indicator) + " must be inside " +
                         to_text(scale.lower) + " to " + to_text(scale.upper) +
                         ", the range of its scale, got " + to_text(range.lower) + " to " +
                         to_text(range.upper));
    }
  }
  uncertain_cells cells;
  detail::each_cell(data, indicator, [&](std::size_t row, double x) {
    if (is_missing(x)) cells.push_back({row, i.id, prior});
  });
  return cells;
}

/// Every missing cell as anything in its range (`anywhere`): of one indicator, or of all.
[[nodiscard]] inline uncertain_cells missing_anywhere(const framework& f, const table_view& data,
                                                      std::string_view indicator) {
  return missing_by(f, data, indicator, anywhere(detail::indicator_of(f, indicator)));
}
[[nodiscard]] inline uncertain_cells missing_anywhere(const framework& f, const table_view& data) {
  uncertain_cells cells;
  for (const auto& i : f.indicators) {
    auto more = missing_anywhere(f, data, i.id);
    cells.insert(cells.end(), more.begin(), more.end());
  }
  return cells;
}

}  // namespace ltorisk::uncertainty
