// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/record.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Records to hold a community against.
namespace ltorisk::explain {

/// One row of a table; columns that are no indicators of the framework are left out. Throws
/// `input_error` where the table has no such row.
[[nodiscard]] inline record record_of(const framework& f, const table_view& data, std::size_t row) {
  if (row >= data.rows()) {
    throw input_error({{"row " + std::to_string(row),
                        "is beyond the table's " + std::to_string(data.rows()) + " rows"}});
  }
  record r;
  for (const auto& column : data.columns()) {
    if (f.find_indicator(column.id)) r.set(column.id, column[row]);
  }
  return r;
}

namespace detail {

/// The figure whose value is halfway between those at the ends of the declared range; of a category
/// the code whose value is nearest to the middle of all, the first among equals.
[[nodiscard]] inline double middle(const scale& s) {
  if (const auto* c = std::get_if<scales::categories>(&s)) {
    const auto range = ltorisk::detail::value_range(s);
    const double half = range.lower + (range.upper - range.lower) / 2;
    return std::ranges::min_element(
               c->list, {}, [&](const scales::category& x) { return std::fabs(x.value - half); })
        ->code;
  }
  return ltorisk::detail::visit_fixed(
      [](const auto& fixed) {
        auto [low, high] = fixed.declared();
        const double bottom = fixed(low), top = fixed(high);
        const double half = bottom + (top - bottom) / 2;
        for (int step = 0; step < 200; ++step) {
          const double x = low + (high - low) / 2;
          if (!(low < x && x < high)) break;
          const bool short_of = bottom <= top ? fixed(x) < half : fixed(x) > half;
          (short_of ? low : high) = x;
        }
        return high;
      },
      s);
}

}  // namespace detail

/// A community about which nothing is remarkable: every indicator at the middle of its own scale.
[[nodiscard]] inline record neutral(const framework& f) {
  record r;
  for (const auto& i : f.indicators) r.set(i.id, detail::middle(i.scale));
  return r;
}

/// The lower median of each indicator's known cells: a figure, or a category, that some community
/// has. Not applicable where it does not apply to more communities than have a figure; missing
/// where nobody has one.
[[nodiscard]] inline record median_of(const framework& f, const table_view& portfolio) {
  record r;
  for (const auto& i : f.indicators) {
    const auto* column = portfolio.find(i.id);
    if (!column) continue;
    std::vector<double> known;
    std::size_t inapplicable = 0;
    for (std::size_t row = 0; row < portfolio.rows(); ++row) {
      const double x = (*column)[row];
      if (is_known(x)) known.push_back(x);
      if (is_not_applicable(x)) ++inapplicable;
    }
    if (inapplicable > known.size()) {
      r.set(i.id, not_applicable);
    } else if (!known.empty()) {
      const auto half = known.begin() + static_cast<std::ptrdiff_t>((known.size() - 1) / 2);
      std::ranges::nth_element(known, half);
      r.set(i.id, *half);
    }
  }
  return r;
}

}  // namespace ltorisk::explain
