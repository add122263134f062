// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/any_normalization.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/scale.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Columns made ready once for all variants that share them. Internal.
namespace ltorisk::compare::detail {

/// A column after its normalization.
struct prepared_column {
  std::vector<double> values = {};
  /// All the values it could hold, those it holds among them.
  interval range = {};
  /// Of the known values.
  double mean = 0;
  /// Why there is none.
  std::string refused = {};
};

/// The values as they are, for the engine. It clamps them to the range they are in already, so that
/// an aggregation knows what it will be given.
[[nodiscard]] inline scale as_it_is(interval range) {
  return scales::linear{.lower = range.lower, .upper = range.upper, .onto = range};
}

/// Several faults in one line: the first, and how many more.
[[nodiscard]] inline std::string in_one_line(const std::vector<diagnostic>& faults) {
  if (faults.empty()) return "it was refused without a reason";
  const auto& [where, what] = faults.front();
  std::string text = where.empty() ? what : where + ": " + what;
  if (faults.size() > 1) text += " (and " + std::to_string(faults.size() - 1) + " more)";
  return text;
}

/// What `s` makes of a column; missing and not applicable cells stay what they are.
[[nodiscard]] inline prepared_column values_of(const scale& s, const column_view& column,
                                               const table_view& data) {
  prepared_column p;
  p.range = ltorisk::detail::value_range(s);
  p.values.resize(data.rows());
  double origin = 0, sum = 0, known = 0;
  ltorisk::detail::visit_fixed(
      [&](const auto& f) {
        for (std::size_t row = 0; row < data.rows(); ++row) {
          const double x = column[row];
          if (!is_known(x)) {
            p.values[row] = is_not_applicable(x) ? not_applicable : missing;
            continue;
          }
          const double v = f(x);
          if (!ltorisk::detail::scorable(f, x, v)) {
            throw input_error(
                {{"row " + in_quotes(data.row_id(row)) + ", column " + in_quotes(column.id),
                  to_text(x) +
                      (f.valid(x) ? " is too far outside its scale" : " " + domain_words(s))}});
          }
          p.values[row] = v;
          p.range = {std::min<double>(p.range.lower, v), std::max<double>(p.range.upper, v)};
          if (known++ == 0) origin = v;
          sum += v - origin;
        }
        return 0;
      },
      s);
  if (known > 0) {
    p.mean = std::clamp(origin + sum / known, p.range.lower, p.range.upper);
  } else {
    p.mean = p.range.lower + (p.range.upper - p.range.lower) / 2;
  }
  // A range must have two ends.
  if (p.range.lower == p.range.upper) {
    p.range = {std::min<double>(p.range.lower, 0), std::max<double>(p.range.upper, 1)};
  }
  return p;
}

[[nodiscard]] inline prepared_column prepare(const any_normalization& n, const criterion& c,
                                             const column_view& column, const table_view& data) {
  try {
    const auto learned = n.toward(c.direction).fit(column, data.rows());
    return values_of(std::visit([](const auto& f) { return scale(f); }, learned), column, data);
  } catch (const input_error& e) {
    prepared_column none;
    none.refused = in_one_line(e.diagnostics());
    return none;
  }
}

}  // namespace ltorisk::compare::detail
