// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/simd/pack.hpp>
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
  /// Share of the weight that rests on known figures; one that does not apply is covered.
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
  /// where a column is not there, or naming the cells that are infinite or outside a scale.
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] flat_scores score(const table_view& data) const {
    auto criteria = criteria_;
    const auto columns = detail::columns_of(data, criteria);
    flat_scores result;
    result.value.resize(data.rows());
    result.coverage.resize(data.rows());
    using pack = simd::pack<Isa>;
    std::vector<pack> x(columns.size()), w(columns.size());
    double lanes[pack::width];
    for (std::size_t row = 0; row < data.rows(); row += pack::width) {
      const auto size = std::min<std::size_t>(pack::width, data.rows() - row);
      for (std::size_t j = 0; j < columns.size(); ++j) {
        if (columns[j].stride == sizeof(double) && size == pack::width) {
          x[j] = pack::load(columns[j].first + row);
          continue;
        }
        for (std::size_t i = 0; i < pack::width; ++i) {
          lanes[i] = columns[j][row + (i < size ? i : 0)];
        }
        x[j] = pack::load(lanes);
      }
      pack value, coverage;
      if (!combine<pack>(x, w, value, coverage)) refuse(columns, data, row);
      value.store(lanes);
      std::copy_n(lanes, size, result.value.begin() + static_cast<std::ptrdiff_t>(row));
      coverage.store(lanes);
      std::copy_n(lanes, size, result.coverage.begin() + static_cast<std::ptrdiff_t>(row));
    }
    return result;
  }

  /// Scores one row of figures, in the order of `criteria()`. Throws `input_error` as above.
  [[nodiscard]] double score(std::span<const double> figures) const {
    table_view row(1);
    if (figures.size() != criteria_.size()) {
      throw input_error(
          {{"record", "has " + std::to_string(figures.size()) + " figures, the index " +
                          std::to_string(criteria_.size()) + " criteria"}});
    }
    for (std::size_t j = 0; j < figures.size(); ++j) {
      row.add(criteria_[j].id, &figures[j], sizeof(double));
    }
    return score(row).value[0];
  }

  friend bool operator==(const flat_index& a, const flat_index& b) {
    return a.functions_ == b.functions_ && a.weights_ == b.weights_ &&
           a.aggregation_ == b.aggregation_ && a.min_coverage_ == b.min_coverage_;
  }

 private:
  // Raw figures in x become values, w their weights. False where a cell is invalid.
  template <class Real>
  bool combine(std::vector<Real>& x, std::vector<Real>& w, Real& value, Real& coverage) const {
    const auto laws = laws_of(aggregation_);
    using mask = typename Real::mask_type;
    mask valid(true), some_known(false), some_applies(false), lost(false), decided(false);
    coverage = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      const mask known = x[j] == x[j];
      mask inapplicable(false);
      if ((!known).any()) {
        inapplicable =
            x[j].each([](double lane) { return is_not_applicable(lane) ? 1.0 : 0.0; }) == Real(1.0);
      }
      const Real v = math::select(known, functions_[j](x[j]), 0.5);
      valid = valid && (!known || (functions_[j].valid(x[j]) && v >= Real(laws.lowest - slack) &&
                                   v <= Real(laws.highest + slack)));
      x[j] = math::smaller(math::larger(v, laws.lowest), laws.highest);
      w[j] = math::select(known, weights_[j], 0);
      coverage += math::select(known || inapplicable, weights_[j], 0);
      const mask counts(weights_[j] > 0);
      some_known = some_known || (known && counts);
      some_applies = some_applies || (!inapplicable && counts);
      if (laws.missing == missing_rule::require) lost = lost || (counts && !known && !inapplicable);
      if (laws.zero == zero_rule::any_child || (laws.zero == zero_rule::first_child && j == 0)) {
        decided = decided || (known && counts && x[j] == Real(0.0));
      }
    }
    if ((!valid).any()) return false;
    value = aggregation_(std::span<const Real>(x), std::span<const Real>(w));
    value = math::select(decided, 0, value);
    coverage = math::select(decided || !some_applies, 1, coverage);
    const mask enough = coverage >= Real(min_coverage_ - slack);
    value = math::select(enough && (decided || (some_known && !lost)), value, missing);
    value = math::select(some_applies, value, not_applicable);
    return true;
  }

  void check() const {
    fault_list faults;
    if (!(min_coverage_ >= 0 && min_coverage_ <= 1)) {
      faults.add("min_coverage", "must be in [0, 1], got " + to_text(min_coverage_));
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
      if (least >= laws.lowest - slack && most <= laws.highest + slack) continue;
      faults.add("column " + in_quotes(criteria_[j].id),
                 "gives values from " + to_text(least) + " to " + to_text(most) + ", " +
                     Aggregation::name + " takes " + to_text(laws.lowest) + " to " +
                     to_text(laws.highest));
    }
    faults.throw_if_any();
  }

  [[noreturn]] void refuse(const std::vector<column_view>& columns, const table_view& data,
                           std::size_t begin) const {
    const auto laws = laws_of(aggregation_);
    fault_list faults;
    for (std::size_t row = begin; row < data.rows() && !faults.full(); ++row) {
      for (std::size_t j = 0; j < columns.size(); ++j) {
        const double x = columns[j][row];
        if (!is_known(x)) continue;
        const double v = functions_[j].valid(x) ? functions_[j](x) : missing;
        if (v >= laws.lowest - slack && v <= laws.highest + slack) continue;
        faults.add("row " + in_quotes(data.row_id(row)) + ", column " + in_quotes(columns[j].id),
                   is_known(v)
                       ? to_text(x) + " gives the value " + to_text(v) + ", " + Aggregation::name +
                             " takes " + to_text(laws.lowest) + " to " + to_text(laws.highest)
                       : to_text(x) + " is outside what its scale takes");
      }
    }
    faults.throw_if_any();
    throw std::logic_error("ltorisk: a cell was refused and not found");
  }

  static constexpr double slack = 1e-12;  // of rounding, as the engine of frameworks allows

  std::vector<criterion> criteria_;
  std::vector<Function> functions_;
  std::vector<double> weights_;
  [[no_unique_address]] Aggregation aggregation_;
  double min_coverage_;
};

}  // namespace ltorisk
