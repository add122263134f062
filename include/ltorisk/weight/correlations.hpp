// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/scenario/linear_system.hpp>
#include <ltorisk/statistics/co_moments.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/weight/columns.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::weight::detail {

/// The columns that vary, which alone have correlations. Throws `input_error` where a column has
/// fewer than two known values, or is too small or large to say.
[[nodiscard]] inline std::vector<std::size_t> varying(const char* scheme,
                                                      const statistics::co_moments& s,
                                                      std::span<const criterion> criteria) {
  std::vector<std::size_t> kept;
  refuse(criteria, [&](std::size_t j) {
    if (!s[j].constant()) kept.push_back(j);
    return no_spread(scheme, s[j]);
  });
  return kept;
}

/// Their correlations, each over the rows that know both. Throws `input_error` that names two
/// columns where there is none.
[[nodiscard]] inline scenario::square_matrix correlations(const char* scheme,
                                                          const statistics::co_moments& s,
                                                          std::span<const criterion> criteria,
                                                          const std::vector<std::size_t>& kept) {
  scenario::square_matrix r(kept.size(), 1);
  fault_list faults;
  for (std::size_t a = 0; a < kept.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      r(a, b) = r(b, a) = s(kept[a], kept[b]).correlation();
      if (r(a, b) == r(a, b)) continue;
      faults.add(
          "columns " + in_quotes(criteria[kept[b]].id) + " and " + in_quotes(criteria[kept[a]].id),
          std::string("have no correlation, which ") + scheme +
              " needs: fewer than two rows know both, or one is constant there");
    }
  }
  faults.throw_if_any();
  return r;
}

}  // namespace ltorisk::weight::detail
