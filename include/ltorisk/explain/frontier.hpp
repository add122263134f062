// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/solve/linear_program.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::explain {

struct frontier_options {
  /// Lowest and highest share of its own score that a community may draw from a criterion: for all
  /// criteria, or for each; free where there is none.
  std::vector<interval> shares = {};

  void validate() const {
    for (const auto& [lower, upper] : shares) {
      if (lower >= 0 && lower <= upper && upper <= 1) continue;
      throw domain_error(
          "benefit_of_the_doubt: shares must be in [0, 1], the lower not above the "
          "upper, got " +
          to_text(lower) + " and " + to_text(upper));
    }
  }
  friend bool operator==(const frontier_options&, const frontier_options&) = default;
};

/// One community under its best weights.
struct favored_score {
  /// 0..1 for communities of the sample. A row that is not in it may exceed 1: it lies beyond the
  /// frontier. `missing` where nothing is known, or too little for the bounds of shares.
  double value = missing;
  /// Of each criterion: per unit of its normalized value, and what it makes up of the score. Zero
  /// where the figure is missing or not applicable.
  std::vector<double> weights = {};
  std::vector<double> shares = {};
  /// Communities of the sample that the best weights bring to 1: whom to compare with.
  std::vector<std::string> peers = {};
};

/// A frontier, frozen: see `benefit_of_the_doubt`. A regular value; any number of threads may score
/// with one.
template <class Function>
class frontier {
 public:
  frontier(std::vector<criterion> criteria, std::vector<Function> functions,
           frontier_options options, const table_view& sample)
      : criteria_(std::move(criteria)),
        functions_(std::move(functions)),
        options_(std::move(options)) {
    spread_shares();
    learn(sample);
  }

  [[nodiscard]] const std::vector<criterion>& criteria() const { return criteria_; }
  /// The communities no other of the sample is at least as good as in everything, by row id.
  [[nodiscard]] const std::vector<std::string>& communities() const { return ids_; }

  /// One linear program for each row, in parallel as the executor has it; the result does not
  /// depend on it. A missing figure weighs nothing: nobody gains by it. Throws `input_error` where
  /// a column is not there, or naming cells that are infinite or whose value is negative or none.
  template <executor Executor = sequential>
  [[nodiscard]] std::vector<favored_score> score(const table_view& data,
                                                 const Executor& run = {}) const {
    const auto rows = values_of(data);
    std::vector<favored_score> result(rows.size());
    run(rows.size(), [&](std::size_t i) { result[i] = solved(rows[i]); });
    return result;
  }

  friend bool operator==(const frontier& a, const frontier& b) {
    return a.functions_ == b.functions_ && a.options_ == b.options_ && a.points_ == b.points_;
  }

 private:
  using values = std::vector<double>;

  void spread_shares() {
    const auto size = criteria_.size();
    auto& s = options_.shares;
    if (s.empty()) return;
    if (s.size() == 1) s.assign(size, interval(s[0]));
    fault_list faults;
    if (s.size() != size) {
      faults.add("shares", "must be one for all or one for each of " + std::to_string(size) +
                               " criteria, got " + std::to_string(s.size()));
    } else {
      double least = 0, most = 0;
      for (const auto& [lower, upper] : s) {
        least += lower;
        most += upper;
      }
      if (least > 1 + 1e-12 || most < 1 - 1e-12) {
        faults.add("shares", "must be able to sum to one, they sum to " + to_text(least) + " to " +
                                 to_text(most));
      }
    }
    faults.throw_if_any();
  }

  // Normalized; what is not known stays so.
  [[nodiscard]] std::vector<values> values_of(const table_view& data) const {
    auto criteria = criteria_;
    const auto columns = ltorisk::detail::columns_of(data, criteria);
    std::vector<values> rows(data.rows(), values(columns.size()));
    fault_list faults;
    for (std::size_t row = 0; row < data.rows() && !faults.full(); ++row) {
      for (std::size_t j = 0; j < columns.size(); ++j) {
        const double x = columns[j][row];
        if (!is_known(x)) {
          rows[row][j] = x;
          continue;
        }
        const double v = functions_[j].valid(x) ? functions_[j](x) : missing;
        if (v >= 0 && std::isfinite(v)) {
          rows[row][j] = v;
          continue;
        }
        faults.add("row " + in_quotes(data.row_id(row)) + ", column " + in_quotes(columns[j].id),
                   is_known(v) ? to_text(x) + " gives the value " + to_text(v) +
                                     ", which must not be negative"
                               : to_text(x) + " is outside what its scale takes");
      }
    }
    faults.throw_if_any();
    return rows;
  }

  void learn(const table_view& sample) {
    auto rows = values_of(sample);
    for (auto& row : rows) {
      for (auto& v : row) v = is_known(v) ? v : 0;
    }
    fault_list faults;
    for (std::size_t j = 0; j < criteria_.size(); ++j) {
      if (std::ranges::any_of(rows, [&](const values& row) { return row[j] > 0; })) continue;
      faults.add("column " + in_quotes(criteria_[j].id),
                 "has the value 0 everywhere: nothing bounds its weight");
    }
    faults.throw_if_any();
    // Whoever is nowhere better than another bounds nothing; of twins the first stays.
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool beaten = [&] {
        for (std::size_t k = 0; k < rows.size(); ++k) {
          if (k == i || !std::ranges::equal(rows[i], rows[k], std::ranges::less_equal{})) continue;
          if (k < i || rows[i] != rows[k]) return true;
        }
        return false;
      }();
      if (beaten) continue;
      points_.push_back(rows[i]);
      ids_.push_back(sample.row_id(i));
    }
  }

  [[nodiscard]] favored_score solved(const values& row) const {
    const auto size = row.size();
    favored_score result{.weights = values(size), .shares = values(size)};
    std::vector<std::size_t> known;
    double most = 0;
    for (std::size_t j = 0; j < size; ++j) {
      if (!is_known(row[j])) continue;
      known.push_back(j);
      most += options_.shares.empty() ? 1 : options_.shares[j].upper;
    }
    if (known.empty() || most < 1 - 1e-12) {
      const bool none = std::ranges::all_of(row, [](double v) { return is_not_applicable(v); });
      result.value = none ? not_applicable : missing;
      return result;
    }
    solve::linear_program program(known.size());
    for (const auto& point : points_) {
      values bound;
      for (const auto j : known) bound.push_back(point[j]);
      program.at_most(std::move(bound), 1);
    }
    for (std::size_t a = 0; a < known.size() && !options_.shares.empty(); ++a) {
      const auto [lower, upper] = options_.shares[known[a]];
      for (const bool at_least : {true, false}) {
        const double share = at_least ? lower : upper;
        if (share == (at_least ? 0 : 1)) continue;
        values bound;
        for (std::size_t b = 0; b < known.size(); ++b) {
          bound.push_back(row[known[b]] * ((a == b ? 1 : 0) - share));
        }
        at_least ? program.at_least(std::move(bound), 0) : program.at_most(std::move(bound), 0);
      }
    }
    values gain;
    for (const auto j : known) gain.push_back(row[j]);
    const auto best = program.maximize(gain);
    if (!best.optimal()) throw std::logic_error("ltorisk: a frontier bounds no weights");
    result.value = best.value;
    for (std::size_t a = 0; a < known.size(); ++a) {
      result.weights[known[a]] = best.x[a];
      if (best.value > 0) result.shares[known[a]] = best.x[a] * gain[a] / best.value;
    }
    for (std::size_t k = 0; k < points_.size(); ++k) {
      if (best.prices[k] > 1e-9) result.peers.push_back(ids_[k]);
    }
    return result;
  }

  std::vector<criterion> criteria_;
  std::vector<Function> functions_;
  frontier_options options_;
  std::vector<values> points_;
  std::vector<std::string> ids_;
};

}  // namespace ltorisk::explain
