// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/any_weighting.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/flat_index.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk {

/// One flat index, all static: every criterion normalized alike, weighted, aggregated. For hot
/// loops, and to compare score variants.
///
///     const auto index = composite{normalize::min_max{}, weight::critic{},
///     aggregate::geometric_mean{}}
///                            .fit(sample, {{"yield"}, {"price", sign::minus}});
///     index.score(next_year).value
///
/// The same schemes at a node of a framework give the same scores; a framework has a tree, bounds,
/// limits and reasons besides.
template <class Normalization, class Weighting, class Aggregation>
class composite {
  static_assert(
      normalization<Normalization>,
      "ltorisk::composite: Normalization must model ltorisk::normalization (concepts.hpp)");
  static_assert(weighting<Weighting>,
                "ltorisk::composite: Weighting must model ltorisk::weighting (concepts.hpp)");
  static_assert(aggregation<Aggregation>,
                "ltorisk::composite: Aggregation must model ltorisk::aggregation (concepts.hpp)");

 public:
  using function = decltype(std::declval<const Normalization&>().fit(
      std::declval<const typename Normalization::summary&>(), criterion{}));

  /// Throws `domain_error` where a parameter of a scheme is outside its domain.
  composite(Normalization n, Weighting w, Aggregation a)
      : normalization_(std::move(n)), weighting_(std::move(w)), aggregation_(std::move(a)) {
    validate_scheme(normalization_);
    validate_scheme(weighting_);
    validate_scheme(aggregation_);
  }

  /// Learns scales and weights from a sample and freezes them. `criteria` names the columns and
  /// their direction; by default all of them, more being better. A row has no score below
  /// `min_coverage`, the share of weight that rests on known figures.
  ///
  /// Throws `input_error` naming the columns that are not there, cannot be learned from, or become
  /// values the aggregation does not take, and the cells that are infinite or outside a scale.
  [[nodiscard]] flat_index<function, Aggregation> fit(const table_view& sample,
                                                      std::vector<criterion> criteria = {},
                                                      double min_coverage = 0,
                                                      executor_ref run = in_order) const {
    const auto columns = detail::columns_of(sample, criteria);
    std::vector<function> functions;
    fault_list faults;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      try {
        functions.push_back(
            normalization_.fit(statistics::summarize<typename Normalization::summary>(
                                   {&columns[j], 1}, sample.rows(), run),
                               criteria[j]));
      } catch (const input_error& e) {
        // Cells that are infinite are named by the ids of their rows.
        if (!detail::finite_cells(columns[j], sample, faults)) continue;
        for (const auto& [where, what] : e.diagnostics()) faults.add(where, what);
      }
    }
    faults.throw_if_any();
    auto weights = detail::checked_weights(
        learn_weights(columns, sample.rows(), criteria, functions, run), criteria, Weighting::name);
    return {std::move(criteria), std::move(functions), std::move(weights), aggregation_,
            min_coverage};
  }

 private:
  [[nodiscard]] std::vector<double> learn_weights(const std::vector<column_view>& columns,
                                                  std::size_t rows,
                                                  const std::vector<criterion>& criteria,
                                                  const std::vector<function>& functions,
                                                  executor_ref run) const {
    using summary = typename Weighting::summary;
    if (needs_no_data<Weighting> || input_of(weighting_) == weighting_input::raw) {
      return weighting_(statistics::summarize<summary>(columns, rows, run), criteria);
    }
    auto better = criteria;  // more of a normalized value is better
    for (auto& c : better) c.direction = sign::plus;
    // Normalized values some blocks at a time: what goes on is a summary, not another table.
    constexpr std::size_t stretch = 64 * statistics::block_rows;
    statistics::reduction<summary> values(columns.size());
    std::vector<std::vector<double>> part(columns.size());
    for (std::size_t first = 0; first < rows; first += stretch) {
      const auto size = std::min<std::size_t>(stretch, rows - first);
      std::vector<column_view> views;
      for (std::size_t j = 0; j < columns.size(); ++j) {
        part[j].resize(size);
        views.push_back({columns[j].id, part[j].data()});
      }
      run(columns.size(), [&](std::size_t j) {
        for (std::size_t row = 0; row < size; ++row) {
          const double x = columns[j][first + row];
          part[j][row] = is_known(x) ? functions[j](x) : missing;
        }
      });
      values.add(views, size, run);
    }
    return weighting_(values.result(), better);
  }

  [[no_unique_address]] Normalization normalization_;
  [[no_unique_address]] Weighting weighting_;
  [[no_unique_address]] Aggregation aggregation_;
};

template <class N, class W, class A>
composite(N, W, A) -> composite<N, W, A>;

}  // namespace ltorisk
