// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/any_weighting.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/fingerprint.hpp>
#include <ltorisk/flat_index.hpp>
#include <ltorisk/parameter.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/stream/agreed.hpp>
#include <ltorisk/stream/peers.hpp>
#include <ltorisk/stream/slices.hpp>
#include <ltorisk/stream/source.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
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
    return fit(stream::slices(sample), std::move(criteria), min_coverage, run);
  }

  /// As above, from a sample that comes in chunks: in one pass, in another where the weighting
  /// looks at normalized values, and as many more as the weighting takes beyond its first. In what
  /// chunks it comes changes nothing. `others` hold the rows that are not here
  /// (`stream/peers.hpp`).
  template <stream::source S, stream::peers Peers = stream::alone>
  [[nodiscard]] flat_index<function, Aggregation> fit(S&& sample,
                                                      std::vector<criterion> criteria = {},
                                                      double min_coverage = 0,
                                                      executor_ref run = in_order,
                                                      const Peers& others = {}) const {
    return stream::all_or_none(others, [&](const auto& all) {
      stream::as_many watched(sample);
      return fitted(watched, std::move(criteria), min_coverage, run, all);
    });
  }

 private:
  template <class S, class Peers>
  [[nodiscard]] flat_index<function, Aggregation> fitted(S& sample, std::vector<criterion> criteria,
                                                         double min_coverage, executor_ref run,
                                                         const Peers& others) const {
    const auto look = [&] {
      sample.rewind();
      const auto* chunk = sample.next();
      static_cast<void>(detail::columns_of(chunk ? *chunk : table_view(), criteria));
    };
    stream::agreed same("composite");
    statistics::any_reduction* const compared[] = {&same};
    const auto begin = [&] {
      if (criteria.empty()) look();
      same.text = print(criteria, min_coverage);
    };
    others(begin, std::span<statistics::any_reduction* const>(compared));

    const auto first_block = others.first_row() / statistics::block_rows;
    std::vector<std::unique_ptr<statistics::reduction_of<typename Normalization::summary>>> columns;
    any_weighting weighting(weighting_);
    auto weighed = weighting.begin(criteria.size(), first_block);
    std::vector<statistics::any_reduction*> learned;
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      columns.emplace_back(
          std::make_unique<typename decltype(columns)::value_type::element_type>(1, first_block));
      learned.push_back(columns.back().get());
    }
    const bool raw = needs_no_data<Weighting> || input_of(weighting_) == weighting_input::raw;
    if (raw) learned.push_back(weighed.get());
    const auto read_some = [&](const table_view& rows, fault_list& faults) {
      const auto views = detail::columns_of(rows, criteria);
      bool finite = true;
      for (std::size_t j = 0; j < views.size(); ++j) {
        try {
          columns[j]->add({&views[j], 1}, rows.rows(), run);
        } catch (const input_error&) {
          // Cells that are infinite are named by the ids of their rows.
          if (detail::finite_cells(views[j], rows, faults)) throw;
          finite = false;
        }
      }
      if (raw && finite) weighed->add(views, rows.rows(), run);
    };
    // What scales and weights both look at is still in the cache.
    const auto read = [&](const table_view& chunk, fault_list& faults) {
      constexpr std::size_t stretch = 32 * statistics::block_rows;
      for (std::size_t first = 0; first < chunk.rows() || first == 0; first += stretch) {
        read_some(chunk.slice(first, std::min<std::size_t>(stretch, chunk.rows() - first)), faults);
        if (faults.full()) return;
      }
    };
    pass(sample, others, learned, read);

    std::vector<function> functions;
    const auto learn = [&] {
      fault_list faults;
      for (const auto* r : learned) r->require_whole("shards");
      for (std::size_t j = 0; j < criteria.size(); ++j) {
        try {
          functions.push_back(normalization_.fit(columns[j]->rows.result(), criteria[j]));
        } catch (const input_error& e) {
          for (const auto& [where, what] : e.diagnostics()) faults.add(where, what);
        }
        columns[j].reset();
      }
      faults.throw_if_any();
    };
    others(learn, {});

    auto directed = criteria;
    if (!raw) {
      for (auto& c : directed) c.direction = sign::plus;  // more of a normalized value is better
    }
    const auto read_again = [&](const table_view& chunk, fault_list&) {
      const auto views = detail::columns_of(chunk, criteria);
      const auto add = [&](const std::vector<column_view>& columns_of_rows, std::size_t rows) {
        weighed->add(columns_of_rows, rows, run);
      };
      if (raw) return add(views, chunk.rows());
      statistics::each_images(
          views, chunk.rows(), 64, run, [&](std::size_t j, double x) { return functions[j](x); },
          add);
    };
    std::vector<double> weights;
    const auto weigh = [&] {
      weighed->require_whole("shards");
      if (auto another = weighting.next(*weighed, directed)) {
        weighting = std::move(*another);
        weighed = weighting.begin(criteria.size(), first_block);
      } else {
        weights = weighting(*weighed, directed);
      }
    };
    for (bool read_now = !raw; weights.empty(); read_now = true) {
      learned = {weighed.get()};
      if (read_now) pass(sample, others, learned, read_again);
      others(weigh, {});
    }
    return {std::move(criteria), std::move(functions), std::move(weights), aggregation_,
            min_coverage};
  }

  [[nodiscard]] std::string print(const std::vector<criterion>& criteria,
                                  double min_coverage) const {
    fingerprint all;
    for (const auto& c : criteria) all.add(c.id).add(c.direction == sign::plus ? "+" : "-");
    all.add("schemes").add(min_coverage);
    const auto add = [&](const auto& scheme) {
      all.add(std::decay_t<decltype(scheme)>::name);
      add_parameters(all, parameters_of(scheme));
    };
    add(normalization_);
    add(weighting_);
    add(aggregation_);
    return all.text();
  }

  template <class S, class Peers, class Read>
  static void pass(S& sample, const Peers& others,
                   std::span<statistics::any_reduction* const> learned, const Read& read) {
    const auto all = [&] {
      fault_list faults;
      const auto visit = [&](const table_view& chunk) {
        read(chunk, faults);
        if (faults.full()) faults.throw_if_any();
      };
      stream::each_chunk(sample, visit, others.first_row());
      faults.throw_if_any();
    };
    others(all, learned);
  }

  [[no_unique_address]] Normalization normalization_;
  [[no_unique_address]] Weighting weighting_;
  [[no_unique_address]] Aggregation aggregation_;
};

template <class N, class W, class A>
composite(N, W, A) -> composite<N, W, A>;

}  // namespace ltorisk
