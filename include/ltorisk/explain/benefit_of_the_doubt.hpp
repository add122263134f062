// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/explain/frontier.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::explain {

/// Each community under the weights that favor it most: nobody can say that it was the weights.
///
///     const auto frontier =
///         benefit_of_the_doubt{normalize::distance_to_reference{}, {.shares = {{0.1, 0.5}}}}.fit(
///             sample, criteria);
///     frontier.score(next_year)[0].value
///
/// The most that sum_i w_i v_i can be over weights w >= 0 under which no community of the sample
/// exceeds 1 (Melyn, Moesen 1991; Cherchye, Moesen, Rogge, Van Puyenbroeck 2007,
/// doi:10.1007/s11205-006-9029-7): data envelopment analysis without inputs. v are the values of
/// the normalization, which must not be negative.
///
/// `shares` bounds what part of its own score w_i v_i / sum_j w_j v_j a community may draw from
/// each criterion (their pie shares): one interval for all criteria, or one for each; none leaves
/// weights free. The rule with a zero: no weight makes a share of v = 0, so that a community with
/// v = 0 in one criterion that must have a share scores 0, however good it is in all others. With
/// lower bounds above 0 take a normalization that gives nobody 0, such as `distance_to_reference`
/// of positive figures; `min_max` gives 0 to the worst in each criterion.
template <class Normalization>
class benefit_of_the_doubt {
  static_assert(normalization<Normalization>,
                "ltorisk::explain::benefit_of_the_doubt: Normalization must model "
                "ltorisk::normalization (concepts.hpp)");

 public:
  using function = decltype(std::declval<const Normalization&>().fit(
      std::declval<const typename Normalization::summary&>(), criterion{}));

  /// Throws `domain_error` where a parameter is outside its domain.
  explicit benefit_of_the_doubt(Normalization n, frontier_options options = {})
      : normalization_(std::move(n)), options_(std::move(options)) {
    validate_scheme(normalization_);
    options_.validate();
  }

  /// Freezes normalization and frontier. `criteria` names the columns and their direction; by
  /// default all of them, more being better. A figure that is missing in the sample stretches the
  /// frontier nowhere. Throws `input_error` naming columns that are not there or cannot be learned
  /// from, cells that are infinite or have no value or a negative one, a criterion in which all
  /// have 0, and share bounds that are not as many as the criteria.
  [[nodiscard]] frontier<function> fit(const table_view& sample,
                                       std::vector<criterion> criteria = {}) const {
    const auto columns = ltorisk::detail::columns_of(sample, criteria);
    std::vector<function> functions;
    fault_list faults;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      if (!ltorisk::detail::finite_cells(columns[j], sample, faults)) continue;
      try {
        functions.push_back(normalization_.fit(
            statistics::summarize<typename Normalization::summary>({&columns[j], 1}, sample.rows()),
            criteria[j]));
      } catch (const input_error& e) {
        for (const auto& [where, what] : e.diagnostics()) faults.add(where, what);
      }
    }
    faults.throw_if_any();
    return {std::move(criteria), std::move(functions), options_, sample};
  }

 private:
  Normalization normalization_;
  frontier_options options_;
};

}  // namespace ltorisk::explain
