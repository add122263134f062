// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/assess.hpp>
#include <ltorisk/engine/each_tile.hpp>
#include <ltorisk/engine/learn_scales.hpp>
#include <ltorisk/engine/learn_weights.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/engine/refuse.hpp>
#include <ltorisk/engine/row_scorer.hpp>
#include <ltorisk/engine/same_framework.hpp>
#include <ltorisk/engine/tile_engine.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/record.hpp>
#include <ltorisk/scores.hpp>
#include <ltorisk/stream/agreed.hpp>
#include <ltorisk/stream/peers.hpp>
#include <ltorisk/stream/slices.hpp>
#include <ltorisk/stream/source.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/validate.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ltorisk {

class model;

template <unsigned Isa = simd::native_isa, stream::source S, stream::peers Peers = stream::alone>
[[nodiscard]] model fit(framework f, S&& sample, const request& what = {},
                        executor_ref run = in_order, const Peers& others = {});

/// A fitted framework, ready to score. It never changes and never looks at other rows: copies share
/// it, any number of threads may score with one, and it may be kept and applied to communities it
/// has never seen. All scales in its `framework()` are fixed, so writing that framework to JSON
/// saves the model.
class model {
 public:
  [[nodiscard]] const ltorisk::framework& framework() const { return shared_->framework; }

  /// Scores every row. Throws `input_error` where a column is unknown (unless allowed) or a cell is
  /// infinite, no code of its category or outside what its scale takes, naming the cells. An
  /// indicator without a column is missing everywhere.
  ///
  /// (The engine carries the instruction set of the calling translation unit. Leave it to the
  /// default; being a template, it costs nothing where it is not called.)
  ///
  /// The executor runs blocks of 4096 rows; results do not depend on it.
  template <unsigned Isa = simd::native_isa, executor E = sequential>
  [[nodiscard]] scores score(const table_view& data, const request& what = {},
                             const E& run = {}) const {
    scores result;
    score<Isa>(data, result, what, run);
    return result;
  }

  /// The same into scores that are there already, of this table or another, for loops that score
  /// again and again: the memory they have is used again (new memory may cost as much as the
  /// scores in it). `data` must not be a view of what they hold. Where this throws, they hold no
  /// result.
  template <unsigned Isa = simd::native_isa, executor E = sequential>
  void score(const table_view& data, scores& into, const request& what = {},
             const E& run = {}) const {
    const auto& plan = shared_->plan;
    const auto columns = bind(data, what.extra_columns);
    const auto positions = positions_for(what);
    std::vector<engine::column_writer<Isa>> writers;
    into.columns.resize(positions.size());
    for (std::size_t k = 0; k < positions.size(); ++k) {
      auto& c = into.columns[k];
      c.node = plan.nodes()[positions[k]].source->id;
      const auto make_room = [&](auto& figures, bool asked) {
        figures.resize(asked ? data.rows() : 0);
      };
      make_room(c.value, true);
      make_room(c.before_limits, what.before_limits);
      make_room(c.coverage, what.coverage);
      make_room(c.lower, what.bounds);
      make_room(c.upper, what.bounds);
      make_room(c.exact, what.bounds);
      writers.emplace_back(plan, positions[k]);
    }
    engine::engine_pool<Isa> pool(
        plan, {.bounds = what.bounds, .coverage = what.coverage, .nodes = positions});
    engine::each_tile<Isa>(
        pool, columns, data.rows(), run,
        [&](engine::tile_engine<Isa>& tiles, std::size_t first, std::size_t rows) {
          for (std::size_t k = 0; k < writers.size(); ++k) {
            writers[k](tiles, first, rows, into.columns[k]);
          }
        },
        [&](std::size_t first) { engine::refuse(plan, data, first, data.rows()); });
  }

  /// Everything about one row of a table.
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] assessment assess(const table_view& data, std::size_t row) const {
    if (row >= data.rows()) {
      throw input_error({{"row " + std::to_string(row),
                          "is beyond the table's " + std::to_string(data.rows()) + " rows"}});
    }
    engine::tile_engine<Isa> tiles(shared_->plan);
    return assess_row<Isa>(tiles, bind(data, true), data, row);
  }

  /// Everything about every row, one after the other: calls `take(row, assessment)`. Throws
  /// `input_error` as `score` does, before the first call.
  template <unsigned Isa = simd::native_isa, class Take>
  void assess_each(const table_view& data, Take&& take, bool extra_columns = false) const {
    const auto columns = bind(data, extra_columns);
    engine::tile_engine<Isa> tiles(shared_->plan);
    for (std::size_t row = 0; row < data.rows(); row += simd::tile_rows) {
      const auto rows = std::min<std::size_t>(simd::tile_rows, data.rows() - row);
      if (!tiles.valid(columns, row, rows)) engine::refuse(shared_->plan, data, row, data.rows());
    }
    for (std::size_t row = 0; row < data.rows(); ++row) {
      take(row, assess_row<Isa>(tiles, columns, data, row));
    }
  }

  /// What scores one row of figures at a time, without reasons and without allocating.
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] ltorisk::row_scorer<Isa> row_scorer() const {
    return ltorisk::row_scorer<Isa>(std::shared_ptr<const engine::plan>(shared_, &shared_->plan));
  }

  /// Everything about one community.
  template <unsigned Isa = simd::native_isa>
  [[nodiscard]] assessment score(const record& r) const {
    const auto cells = this->cells(r);
    table_view view(1);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      view.add(framework().indicators[i].id, &cells[i], sizeof(double));
    }
    return assess<Isa>(view, 0);
  }

  /// A record as a row of a table: a cell for each indicator of the framework, in its order; a
  /// category's code, `missing` where the record is silent. Throws `input_error` naming what is no
  /// indicator or no category.
  [[nodiscard]] std::vector<double> cells(const record& r) const {
    std::vector<double> cells(framework().indicators.size(), missing);
    fault_list faults;
    for (const auto& [id, cell] : r.cells()) {
      const auto* known = framework().find_indicator(id);
      if (!known) {
        faults.add("record",
                   in_quotes(id) + " is not an indicator" + suggestion(id, indicator_ids()));
        continue;
      }
      const auto column = static_cast<std::size_t>(known - framework().indicators.data());
      cells[column] = cell.number() ? *cell.number() : code_of(*known, cell.label(), faults);
    }
    faults.throw_if_any();
    return cells;
  }

 private:
  struct contents {
    explicit contents(ltorisk::framework f) : framework(std::move(f)), plan(framework) {}
    contents(const contents&) = delete;
    contents& operator=(const contents&) = delete;

    ltorisk::framework framework;
    engine::plan plan;
  };

  explicit model(ltorisk::framework fixed)
      : shared_(std::make_shared<const contents>(std::move(fixed))) {}
  friend model fit(ltorisk::framework f);
  template <unsigned Isa, stream::source S, stream::peers Peers>
  friend model fit(ltorisk::framework f, S&& sample, const request& what, executor_ref run,
                   const Peers& others);

  [[nodiscard]] std::vector<std::string> indicator_ids() const {
    std::vector<std::string> ids;
    for (const auto& i : framework().indicators) ids.push_back(i.id);
    return ids;
  }

  static double code_of(const indicator& i, const std::string& label, fault_list& faults) {
    std::vector<std::string> labels;
    if (const auto* list = std::get_if<scales::categories>(&i.scale)) {
      for (const auto& c : list->list) {
        if (c.label == label) return c.code;
        labels.push_back(c.label);
      }
      faults.add("record, " + in_quotes(i.id),
                 in_quotes(label) + " is not one of its categories; use " + alternatives(labels));
    } else {
      faults.add("record, " + in_quotes(i.id), "takes a number, got " + in_quotes(label));
    }
    return missing;
  }

  [[nodiscard]] std::vector<const column_view*> bind(const table_view& data,
                                                     bool extra_columns) const {
    fault_list faults;
    if (!extra_columns) engine::check_columns(framework(), data, faults);
    faults.throw_if_any();
    const auto given = data.columns();
    std::unordered_map<std::string_view, std::size_t> known;
    for (std::size_t j = 0; j < given.size(); ++j) known.emplace(given[j].id, j);
    std::vector<const column_view*> columns;
    for (const auto& i : framework().indicators) {
      const auto found = known.find(i.id);
      columns.push_back(found == known.end() ? nullptr : &given[found->second]);
    }
    return columns;
  }

  // The nodes whose scores are asked for: the outcomes, then the others.
  [[nodiscard]] std::vector<std::size_t> positions_for(const request& what) const {
    const auto& plan = shared_->plan;
    std::vector<std::size_t> positions;
    for (const auto& id : framework().outcomes) positions.push_back(plan.position(id));
    if (!what.parts) return positions;
    for (const auto& n : framework().nodes) {
      const auto position = plan.position(n.id);
      if (std::ranges::find(positions, position) == positions.end()) {
        positions.push_back(position);
      }
    }
    return positions;
  }

  template <unsigned Isa>
  [[nodiscard]] assessment assess_row(engine::tile_engine<Isa>& tiles,
                                      const std::vector<const column_view*>& columns,
                                      const table_view& data, std::size_t row) const {
    if (!tiles.run(columns, row, 1)) engine::refuse(shared_->plan, data, row, row + 1);
    return engine::assess(tiles, shared_->plan);
  }

  std::shared_ptr<const contents> shared_;
};

/// Makes a framework ready to score that leaves nothing to a sample. Throws `input_error` with
/// every fault of the framework, or naming the scales and weights that need a sample.
[[nodiscard]] inline model fit(framework f) {
  validate(f);
  fault_list faults;
  const auto require_fixed = [&](const std::string& what, const scale& s) {
    if (needs_fit(s)) faults.add(what, "has a scale that is learned: use fit(framework, table)");
  };
  for (const auto& i : f.indicators) require_fixed("indicator " + in_quotes(i.id), i.scale);
  for (const auto& n : f.nodes) {
    for (const auto& e : n.children) {
      if (e.scale)
        require_fixed("node " + in_quotes(n.id) + ", child " + in_quotes(e.child), *e.scale);
    }
    if (n.weighting && n.weighting->needs_data()) {
      faults.add("node " + in_quotes(n.id),
                 "has weights that are learned: use fit(framework, table)");
    }
  }
  faults.throw_if_any();
  if (std::any_of(f.nodes.begin(), f.nodes.end(),
                  [](const node& n) { return n.weighting.has_value(); })) {
    engine::take_given_weights(f);
    validate(f);
  }
  return model(std::move(f));
}

/// Learns what the framework leaves to the sample and freezes it: scales first, then the weights of
/// nodes, from the leaves up. The sample is read in one pass where a scale is learned, and one for
/// each depth at which nodes learn weights (`passes_of`); in what chunks it comes changes nothing.
/// `others` hold the rows that are not here (`stream/peers.hpp`), and fit the same framework; the
/// rows of all must leave no gap. Throws `input_error` with every fault of the framework, and
/// naming the columns, cells and nodes the sample gives no answer for.
template <unsigned Isa, stream::source S, stream::peers Peers>
[[nodiscard]] model fit(framework f, S&& sample, const request& what, executor_ref run,
                        const Peers& others) {
  return stream::all_or_none(others, [&](const auto& all) {
    stream::as_many watched(sample);
    stream::agreed same("framework");
    statistics::any_reduction* const compared[] = {&same};
    const auto check_framework = [&] {
      validate(f);
      same.text = engine::fingerprint_of(f);
    };
    all(check_framework, std::span<statistics::any_reduction* const>(compared));
    const auto check = [&](const table_view& chunk, fault_list& faults) {
      if (!what.extra_columns) engine::check_columns(f, chunk, faults);
    };
    engine::freeze_scales(f, watched, all, run, check);
    const auto take_weights = [&] {
      engine::take_given_weights(f);
      validate(f);  // what the scales have become must suit the aggregations
    };
    all(take_weights, {});
    engine::learn_weights<Isa>(
        f, watched, all, run,
        [](const engine::plan& p, const table_view& chunk, std::size_t first) {
          engine::refuse(p, chunk, first, chunk.rows());
        });
    validate(f);
    return model(std::move(f));
  });
}

/// As above, from a table in memory.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] model fit(framework f, const table_view& sample, const request& what = {},
                        executor_ref run = in_order) {
  return fit<Isa>(std::move(f), stream::slices(sample), what, run);
}

/// How many passes `fit` makes over a sample for this framework.
[[nodiscard]] inline int passes_of(const framework& f) { return engine::passes_of(f); }

}  // namespace ltorisk
