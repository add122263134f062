// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/output.hpp>
#include <ltorisk/engine/refuse.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/uncertainty/input_map.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty {

/// Scores the whole table under one draw after the other, through the engine of frameworks. Not
/// shared between threads; the map is.
template <unsigned Isa = simd::native_isa>
class scorer {
 public:
  explicit scorer(const input_map& inputs)
      : inputs_(&inputs), spaces_(inputs.variants().size()), rows_(inputs.data().rows()) {
    const auto& indicators = inputs.nominal().framework().indicators;
    for (const auto& i : indicators) {
      const auto* column = inputs.data().find(i.id);
      columns_.push_back(column ? std::optional(*column) : std::nullopt);
    }
    std::vector<bool> uncertain(indicators.size());
    for (const auto& c : inputs.cells()) uncertain[c.column] = true;
    buffers_.resize(indicators.size());
    for (std::size_t i = 0; i < indicators.size(); ++i) {
      if (!uncertain[i]) continue;
      buffers_[i].assign(rows_, missing);
      for (std::size_t row = 0; columns_[i] && row < rows_; ++row) {
        buffers_[i][row] = (*columns_[i])[row];
      }
      columns_[i] = column_view{indicators[i].id, buffers_[i].data()};
    }
    for (const auto& c : columns_) bound_.push_back(c ? &*c : nullptr);
    for (const auto& id : inputs.outcomes()) {
      score_column column{.node = id};
      column.value.resize(rows_);
      column.before_limits.resize(rows_);
      scores_.push_back(std::move(column));
    }
    std::size_t total = 0;
    for (const auto& w : inputs.weights()) total += w.children.size();
    drawn_.resize(total);
  }
  scorer(const scorer&) = delete;  // columns point into buffers
  scorer& operator=(const scorer&) = delete;

  /// `u`: as many numbers in [0, 1) as the map has coordinates. Where `fixed` is given, weights are
  /// these (as `weights()` has them) instead of drawn. Throws `input_error` where a drawn figure is
  /// none its scale takes.
  void run(std::span<const double> u, std::span<const double> fixed = {}) {
    for (const auto& c : inputs_->cells()) {
      buffers_[c.column][c.row] = c.figure.draw(u[c.coordinate]);
    }
    score(u, fixed);
  }

  /// Many draws of one cell after the other cost half as much: `draw_figures` turns the numbers of
  /// all cells into figures, in place, and `run_drawn` scores one of those draws.
  static void draw_figures(const input_map& inputs, std::span<double> u, std::size_t draws) {
    for (const auto& c : inputs.cells()) {
      c.figure.draw(u.data() + c.coordinate, inputs.coordinates(), draws);
    }
  }
  void run_drawn(std::span<const double> u) {
    for (const auto& c : inputs_->cells()) buffers_[c.column][c.row] = u[c.coordinate];
    score(u, {});
  }

  /// The score of an outcome and a row under the draw that ran last; as `score_column::value`.
  [[nodiscard]] double value(std::size_t outcome, std::size_t row) const {
    return scores_[outcome].value[row];
  }
  /// Of all rows.
  [[nodiscard]] std::span<const double> values(std::size_t outcome) const {
    return scores_[outcome].value;
  }
  /// The weights drawn, node after node in the order of the sources.
  [[nodiscard]] std::span<const double> weights() const { return drawn_; }

 private:
  void score(std::span<const double> u, std::span<const double> fixed) {
    auto& space = this->space(inputs_->variant_of(u));
    if (!inputs_->scales().empty()) rescale(space, u);
    std::size_t first = 0;
    for (std::size_t k = 0; k < inputs_->weights().size(); ++k) {
      const auto& node = inputs_->weights()[k];
      const auto size = node.children.size();
      const std::span<double> w(drawn_.data() + first, size);
      if (fixed.empty()) {
        node.rule(space.given[k], u.subspan(node.first, size), w);
      } else {
        std::ranges::copy(fixed.subspan(first, size), w.begin());
      }
      space.plan->reweigh(space.weighted[k], w);
      first += size;
    }
    space.tiles->take_weights();
    for (std::size_t row = 0; row < rows_; row += simd::tile_rows) {
      const auto rows = std::min<std::size_t>(simd::tile_rows, rows_ - row);
      if (!space.tiles->run(bound_, row, rows)) refuse(*space.plan, row);
      for (std::size_t o = 0; o < scores_.size(); ++o) {
        space.writers[o](*space.tiles, row, rows, scores_[o]);
      }
    }
  }

  // A combination of methods at work.
  struct workspace {
    framework changed = {};
    std::optional<engine::plan> plan = {};
    std::optional<engine::tile_engine<Isa>> tiles = {};
    std::vector<engine::column_writer<Isa>> writers = {};
    std::vector<std::size_t> weighted = {};
    std::vector<std::vector<double>> given = {};
  };

  workspace& space(std::size_t variant) {
    auto& s = spaces_[variant];
    if (s) return *s;
    s = std::make_unique<workspace>();
    s->changed = inputs_->variants()[variant].framework();
    s->plan.emplace(s->changed);
    engine::wanted outcomes{.bounds = false, .coverage = false};
    for (const auto& id : inputs_->outcomes()) {
      outcomes.nodes.push_back(s->plan->position(id));
      s->writers.emplace_back(*s->plan, outcomes.nodes.back());
    }
    s->tiles.emplace(*s->plan, std::move(outcomes));
    for (const auto& w : inputs_->weights()) {
      s->weighted.push_back(s->plan->position(w.id));
      std::vector<double> given;
      for (const auto& e : s->plan->nodes()[s->weighted.back()].children) given.push_back(e.weight);
      s->given.push_back(std::move(given));
    }
    return *s;
  }

  void rescale(workspace& s, std::span<const double> u) {
    for (const auto& p : inputs_->scales()) {
      auto& scale = s.changed.indicators[p.indicator].scale;
      if (detail::set_parameter(scale, p.parameter, p.figure.draw(u[p.coordinate]))) {
        ltorisk::detail::visit_fixed([](const auto& fixed) { validate_scheme(fixed); }, scale);
      }
    }
    s.plan->rescale();
    s.tiles->take_scales();
  }

  [[noreturn]] void refuse(const engine::plan& p, std::size_t row) const {
    table_view drawn(rows_);
    for (const auto& c : columns_) {
      if (c) drawn.add(c->id, c->first, static_cast<std::size_t>(c->stride));
    }
    engine::refuse(p, drawn, row, rows_);
  }

  const input_map* inputs_;
  std::vector<std::unique_ptr<workspace>> spaces_;
  std::size_t rows_;
  std::vector<std::optional<column_view>> columns_;
  std::vector<std::vector<double>> buffers_;
  std::vector<const column_view*> bound_;
  std::vector<score_column> scores_;
  std::vector<double> drawn_;
};

}  // namespace ltorisk::uncertainty
