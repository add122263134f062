// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/compare/prepared.hpp>
#include <ltorisk/compare/variant.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Many flat methods over one table, what they share done once. Internal.
namespace ltorisk::compare::detail {

/// Which schemes one method is made of.
struct method_cell {
  std::size_t normalization = 0, weighting = 0, aggregation = 0, missing = 0;
};

struct method_scores {
  std::vector<double> value = {};
  std::string refused = {};
};

template <unsigned Isa>
class method_scorer {
 public:
  /// `g` holds the different schemes; its combinations that are wanted are `cells`.
  method_scorer(const grid& g, std::vector<method_cell> cells, const table_view& data,
                std::vector<criterion> criteria)
      : grid_(g), cells_(std::move(cells)), data_(data), criteria_(std::move(criteria)) {
    columns_ = ltorisk::detail::columns_of(data_, criteria_);
    fault_list faults;
    for (const auto& c : columns_) ltorisk::detail::finite_cells(c, data_, faults);
    faults.throw_if_any();
    better_ = criteria_;
    for (auto& c : better_) c.direction = sign::plus;
  }

  /// A score for each cell and row, in the order of the cells.
  template <class Executor>
  [[nodiscard]] std::vector<method_scores> run(const Executor& executor) {
    prepare_columns(executor);
    learn_weights(executor);
    results_.resize(cells_.size());
    // Methods of one normalization and one aggregation go through the engine together: figures are
    // read once, and what one of them is refused for, all are.
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      groups[{cells_[i].normalization, cells_[i].aggregation}].push_back(i);
    }
    std::vector<std::vector<std::size_t>> tasks;
    for (const auto& [key, members] : groups) {
      constexpr std::size_t together = 16;
      for (std::size_t i = 0; i < members.size(); i += together) {
        const auto from = members.begin() + static_cast<std::ptrdiff_t>(i);
        const auto count = std::min<std::size_t>(together, members.size() - i);
        tasks.emplace_back(from, from + static_cast<std::ptrdiff_t>(count));
      }
    }
    executor(tasks.size(), [&](std::size_t t) { score(tasks[t]); });
    return std::move(results_);
  }

 private:
  struct learned_weights {
    std::vector<double> weights = {};
    std::string refused = {};
  };

  template <class Executor>
  void prepare_columns(const Executor& executor) {
    const auto width = columns_.size();
    prepared_.resize(grid_.normalizations.size());
    for (auto& p : prepared_) p.resize(width);
    executor(prepared_.size() * width, [&](std::size_t t) {
      const auto n = t / width, j = t % width;
      prepared_[n][j] = prepare(grid_.normalizations[n], criteria_[j], columns_[j], data_);
    });
  }

  // Empty where all columns could be normalized.
  [[nodiscard]] std::string refusal_of(std::size_t normalization) const {
    std::vector<diagnostic> faults;
    for (const auto& c : prepared_[normalization]) {
      if (!c.refused.empty()) faults.push_back({"", c.refused});
    }
    return faults.empty() ? "" : in_one_line(faults);
  }

  // A weighting that looks at raw figures, or at none, says the same for every normalization.
  [[nodiscard]] bool looks_at_values(std::size_t weighting) const {
    const auto& w = grid_.weightings[weighting];
    return w.needs_data() && w.input() == weighting_input::normalized;
  }
  using weights_key = std::pair<std::size_t, std::size_t>;
  [[nodiscard]] weights_key key_of(const method_cell& c) const {
    return {c.weighting, looks_at_values(c.weighting) ? c.normalization : 0};
  }

  template <class Executor>
  void learn_weights(const Executor& executor) {
    for (const auto& c : cells_) weights_.try_emplace(key_of(c));
    std::vector<std::pair<weights_key, learned_weights*>> tasks;
    for (auto& [key, learned] : weights_) tasks.emplace_back(key, &learned);
    executor(tasks.size(), [&](std::size_t t) {
      const auto [weighting, normalization] = tasks[t].first;
      const bool values = looks_at_values(weighting);
      if (values && !refusal_of(normalization).empty()) return;  // the cells say so
      auto columns = columns_;
      if (values) {
        for (std::size_t j = 0; j < columns.size(); ++j) {
          columns[j] = {criteria_[j].id, prepared_[normalization][j].values.data()};
        }
      }
      try {
        tasks[t].second->weights =
            grid_.weightings[weighting](columns, data_.rows(), values ? better_ : criteria_);
      } catch (const input_error& e) {
        tasks[t].second->refused = in_one_line(e.diagnostics());
      }
    });
  }

  void score(const std::vector<std::size_t>& members) {
    std::vector<std::size_t> sound;
    for (const auto i : members) {
      auto& reason = results_[i].refused;
      reason = refusal_of(cells_[i].normalization);
      if (reason.empty()) reason = weights_.at(key_of(cells_[i])).refused;
      if (reason.empty()) sound.push_back(i);
    }
    if (sound.empty()) return;
    try {
      score_together(sound);
    } catch (const input_error& e) {
      if (sound.size() == 1) {
        results_[sound[0]].refused = in_words(e);
        return;
      }
      for (const auto i : sound) score({i});
    }
  }

  void score_together(const std::vector<std::size_t>& members) {
    const auto& values = prepared_[cells_[members[0]].normalization];
    framework f{.id = "variants", .score_range = {0, 1}};
    table_view table(data_.rows());
    std::size_t longest = 0;
    for (std::size_t j = 0; j < values.size(); ++j) {
      const auto& id = criteria_[j].id;
      longest = std::max<std::size_t>(longest, id.size());
      f.indicators.push_back({.id = id, .scale = as_it_is(values[j].range)});
      table.add(id, values[j].values);
    }
    for (const auto i : members) {
      const auto& c = cells_[i];
      const auto& handling = grid_.missing[c.missing];
      const auto& weights = weights_.at(key_of(c)).weights;
      // Longer than the id of any column.
      node n{.id = std::string(longest + 1, '_') + std::to_string(i),
             .aggregation = grid_.aggregations[c.aggregation],
             .min_coverage = handling.min_coverage};
      for (std::size_t j = 0; j < values.size(); ++j) {
        edge e{.child = criteria_[j].id, .weight = weights[j]};
        const auto& [lower, upper] = values[j].range;
        using kind = missing_handling::kind;
        if (handling.how == kind::assume_middle) e.assume = lower + (upper - lower) / 2;
        if (handling.how == kind::assume_mean) e.assume = values[j].mean;
        n.children.push_back(std::move(e));
      }
      f.outcomes.push_back(n.id);
      f.nodes.push_back(std::move(n));
    }
    auto scored =
        fit(std::move(f)).template score<Isa>(table, {.coverage = false, .bounds = false});
    for (std::size_t k = 0; k < members.size(); ++k) {
      results_[members[k]].value = std::move(scored.columns[k].value);
    }
  }

  // The framework above is nobody's: its positions become the user's columns.
  [[nodiscard]] std::string in_words(const input_error& e) const {
    auto faults = e.diagnostics();
    for (auto& [where, what] : faults) {
      constexpr std::string_view child = "/nodes/0/children/";
      if (!where.starts_with(child)) continue;
      std::size_t j = 0, digits = 0;
      for (auto at = child.size(); at < where.size() && where[at] >= '0' && where[at] <= '9';
           ++at) {
        j = 10 * j + static_cast<std::size_t>(where[at] - '0');
        ++digits;
      }
      if (digits > 0 && j < criteria_.size()) where = "column " + in_quotes(criteria_[j].id);
    }
    return in_one_line(faults);
  }

  const grid& grid_;
  std::vector<method_cell> cells_;
  const table_view& data_;
  std::vector<criterion> criteria_, better_;
  std::vector<column_view> columns_;
  std::vector<std::vector<prepared_column>> prepared_;  // by normalization, then column
  std::map<weights_key, learned_weights> weights_;
  std::vector<method_scores> results_;
};

}  // namespace ltorisk::compare::detail
