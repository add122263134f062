// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/output.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/printed.hpp>
#include <ltorisk/engine/refuse.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/error.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk {

/// Scores one row of figures after the other, values alone: `model::row_scorer()`. For a service or
/// an optimizer that has one community at a time. What it needs is made beforehand: a call
/// allocates nothing. Not shared between threads; each has its own.
///
///     auto score = model.row_scorer();
///     score(figures, outcomes);  // in the order of the framework's indicators and outcomes
template <unsigned Isa>
class row_scorer {
 public:
  /// The plan is kept alive.
  explicit row_scorer(std::shared_ptr<const engine::plan> p)
      : plan_(std::move(p)),
        positions_(outcomes_of(*plan_)),
        tiles_(*plan_, {.bounds = false, .coverage = false, .nodes = positions_}) {
    for (const auto position : positions_) {
      shown_.emplace_back(plan_->source(), *plan_->nodes()[position].source);
    }
  }
  row_scorer(const row_scorer&) = delete;
  row_scorer& operator=(const row_scorer&) = delete;

  /// `missing` and `not_applicable` go in and come out as in a table, with the bits `model::score`
  /// gives. Throws `input_error` where the sizes are not the framework's or a figure is invalid.
  void operator()(std::span<const double> figures, std::span<double> outcomes) {
    const auto& indicators = plan_->source().indicators;
    if (figures.size() != indicators.size() || outcomes.size() != positions_.size()) {
      throw input_error(
          {{"record", "needs " + std::to_string(indicators.size()) + " figures and room for " +
                          std::to_string(positions_.size()) + " outcomes, got " +
                          std::to_string(figures.size()) + " and " +
                          std::to_string(outcomes.size())}});
    }
    if (!tiles_.run(figures)) refuse(figures);
    for (std::size_t k = 0; k < positions_.size(); ++k) {
      const auto slot = plan_->slot_of_node(positions_[k]);
      const auto is = engine::state_of(tiles_.facts(), slot, 0);
      outcomes[k] = is == state::scored    ? shown_[k](tiles_.facts().value[slot].row[0])
                    : is == state::refused ? missing
                                           : not_applicable;
    }
  }

 private:
  static std::vector<std::size_t> outcomes_of(const engine::plan& p) {
    std::vector<std::size_t> list;
    for (const auto& id : p.source().outcomes) list.push_back(p.position(id));
    return list;
  }

  [[noreturn]] void refuse(std::span<const double> figures) const {
    table_view row(1);
    for (std::size_t i = 0; i < figures.size(); ++i) {
      row.add(plan_->source().indicators[i].id, &figures[i], sizeof(double));
    }
    engine::refuse(*plan_, row, 0, 1);
  }

  std::shared_ptr<const engine::plan> plan_;
  std::vector<std::size_t> positions_;
  engine::tile_engine<Isa> tiles_;
  std::vector<engine::printed<Isa>> shown_;
};

}  // namespace ltorisk
