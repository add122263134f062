// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/engine/score_flat.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk {

/// Of every row, in the order of the table.
struct flat_scores {
  /// In the units of the aggregated values (0..1 where these are). `missing` where too little is
  /// known, `not_applicable` where no criterion applies.
  std::vector<double> value = {};
  /// Share of the weight that rests on known figures; one that does not apply is covered. 1 where a
  /// known zero decides.
  std::vector<double> coverage = {};
};

/// A fitted `composite`: scales and weights are frozen, other rows are never looked at. A regular
/// value; any number of threads may score with one.
template <class Function, class Aggregation>
class flat_index {
 public:
  /// `weights` are not negative and sum to one. Throws `input_error` where a function gives values
  /// the aggregation does not take, or the aggregation takes another number of criteria.
  flat_index(std::vector<criterion> criteria, std::vector<Function> functions,
             std::vector<double> weights, Aggregation aggregation, double min_coverage = 0)
      : criteria_(std::move(criteria)),
        functions_(std::move(functions)),
        weights_(std::move(weights)),
        aggregation_(std::move(aggregation)),
        min_coverage_(min_coverage) {
    check();
  }

  [[nodiscard]] const std::vector<criterion>& criteria() const { return criteria_; }
  [[nodiscard]] const std::vector<Function>& functions() const { return functions_; }
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }
  [[nodiscard]] const Aggregation& aggregation() const { return aggregation_; }

  /// Scores every row. Columns are found by id, others are not looked at. Throws `input_error`
  /// where a column is not there, or naming the cells that are infinite, outside a scale, or
  /// carried by it beyond 1e100.
  template <unsigned Isa = simd::native_isa, executor E = sequential>
  [[nodiscard]] flat_scores score(const table_view& data, const E& e = {}) const {
    flat_scores result;
    result.value.resize(data.rows());
    result.coverage.resize(data.rows());
    score<Isa>(data, result.value, result.coverage, e);
    return result;
  }

  /// The same into memory that is there already, for loops that score again and again: new memory
  /// costs more than the scores in it. Empty spans are not written.
  template <unsigned Isa = simd::native_isa, executor E = sequential>
  void score(const table_view& data, std::span<double> value, std::span<double> coverage,
             const E& e = {}) const {
    const auto columns = detail::columns_of(data, std::span(criteria_));
    const auto require_rows = [&](std::span<double> to, const char* what) {
      if (to.empty() || to.size() == data.rows()) return;
      throw input_error({{what, "has room for " + std::to_string(to.size()) +
                                    " rows, the table has " + std::to_string(data.rows())}});
    };
    require_rows(value, "value");
    require_rows(coverage, "coverage");
    const engine::flat_blocks blocks(data.rows(), columns.size(), value.empty() ? coverage : value);
    std::vector<unsigned char> refused(blocks.size());
    const auto quick =
        engine::quick_functions(std::span<const Function>(functions_), laws_of(aggregation_));
    e(blocks.size(), [&](std::size_t i) {
      const auto run = [&]<class F>(std::span<const F> functions) {
        return engine::score_flat<Isa>(parts(), functions, columns, blocks[i], value, coverage);
      };
      refused[i] = quick.size() == functions_.size() ? !run(std::span(std::as_const(quick)))
                                                     : !run(std::span<const Function>(functions_));
    });
    const auto first = std::ranges::find(refused, 1);
    if (first == refused.end()) return;
    refuse(columns, data, blocks[static_cast<std::size_t>(first - refused.begin())].first);
  }

  /// Scores one row of figures, in the order of `criteria()`. Throws `input_error` as above.
  [[nodiscard]] double score(std::span<const double> figures) const {
    if (figures.size() != criteria_.size()) {
      throw input_error(
          {{"record", "has " + std::to_string(figures.size()) + " figures, the index " +
                          std::to_string(criteria_.size()) + " criteria"}});
    }
    table_view row(1);
    for (std::size_t j = 0; j < figures.size(); ++j) {
      row.add(criteria_[j].id, &figures[j], sizeof(double));
    }
    double value = 0;
    score(row, {&value, 1}, {});
    return value;
  }

  friend bool operator==(const flat_index& a, const flat_index& b) {
    return a.functions_ == b.functions_ && a.weights_ == b.weights_ &&
           a.aggregation_ == b.aggregation_ && a.min_coverage_ == b.min_coverage_;
  }

 private:
  [[nodiscard]] engine::flat_parts<Function, Aggregation> parts() const {
    return {functions_, weights_, aggregation_, min_coverage_};
  }

  void check() const {
    fault_list faults;
    if (!(min_coverage_ >= 0 && min_coverage_ <= 1)) {
      faults.add("min_coverage", "must be in [0, 1], got " + to_text(min_coverage_));
    }
    if (functions_.size() != criteria_.size() || weights_.size() != criteria_.size()) {
      faults.add("criteria", "are " + std::to_string(criteria_.size()) + ", functions " +
                                 std::to_string(functions_.size()) + ", weights " +
                                 std::to_string(weights_.size()) + ": as many of each");
      faults.throw_if_any();
    }
    for (std::size_t j = 0; j < criteria_.size(); ++j) {
      if (weights_[j] >= 0 && weights_[j] <= 1 + engine::rounding_slack) continue;
      faults.add("column " + in_quotes(criteria_[j].id),
                 "must have a weight in [0, 1], got " + to_text(weights_[j]));
    }
    if constexpr (requires { aggregation_.children(); }) {
      const auto takes = aggregation_.children();
      if (takes && *takes != criteria_.size()) {
        faults.add(Aggregation::name, "has parameters for " + std::to_string(*takes) +
                                          " criteria, got " + std::to_string(criteria_.size()));
      }
    }
    const auto laws = laws_of(aggregation_);
    for (std::size_t j = 0; j < criteria_.size(); ++j) {
      const auto [low, high] = functions_[j].declared();
      const double a = functions_[j](low), b = functions_[j](high);
      const double least = std::min<double>(a, b), most = std::max<double>(a, b);
      if (taken(laws, least) && taken(laws, most)) continue;
      faults.add("column " + in_quotes(criteria_[j].id),
                 "gives values from " + to_text(least) + " to " + to_text(most) + ", " +
                     Aggregation::name + " takes " + to_text(laws.lowest) + " to " +
                     to_text(laws.highest));
    }
    faults.throw_if_any();
  }

  [[nodiscard]] static bool taken(const aggregation_laws& laws, double v) {
    const engine::value_range range(laws);
    return v >= range.lowest && v <= range.highest;
  }

  [[nodiscard]] static std::string reason(const aggregation_laws& laws, double x, double v,
                                          bool valid) {
    if (std::isinf(x)) return " must be finite";
    if (!valid) return " is outside what its scale takes";
    if (!(std::abs(v) <= detail::farthest_value)) return " is too far outside its scale";
    return " gives the value " + to_text(v) + ", " + Aggregation::name + " takes " +
           to_text(laws.lowest) + " to " + to_text(laws.highest);
  }

  [[noreturn]] void refuse(const std::vector<column_view>& columns, const table_view& data,
                           std::size_t begin) const {
    const auto laws = laws_of(aggregation_);
    fault_list faults;
    for (std::size_t row = begin; row < data.rows() && !faults.full(); ++row) {
      for (std::size_t j = 0; j < columns.size(); ++j) {
        const double x = columns[j][row];
        if (!is_known(x)) continue;
        const bool valid = functions_[j].valid(x);
        const double v = valid ? functions_[j](x) : missing;
        if (taken(laws, v)) continue;
        faults.add("row " + in_quotes(data.row_id(row)) + ", column " + in_quotes(columns[j].id),
                   to_text(x) + reason(laws, x, v, valid));
      }
    }
    faults.throw_if_any();
    throw std::logic_error("ltorisk: a cell was refused and not found");
  }

  std::vector<criterion> criteria_;
  std::vector<Function> functions_;
  std::vector<double> weights_;
  [[no_unique_address]] Aggregation aggregation_;
  double min_coverage_;
};

}  // namespace ltorisk
