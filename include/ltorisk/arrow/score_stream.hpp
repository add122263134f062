// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/copy_schema.hpp>
#include <ltorisk/arrow/export_scores.hpp>
#include <ltorisk/arrow/export_stream.hpp>
#include <ltorisk/arrow/source.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::arrow {

struct score_stream_options {
  import_options in = {};
  request what = {};
  /// Columns of the input given on unchanged, of any type and without a copy, before the scores; by
  /// default the row ids where there are any. Those that are no indicators need
  /// `in.allow_extra_columns`.
  std::vector<std::string> keep = {};
  bool states = true;
};

namespace detail {

/// Batch for batch: takes one in, scores it, gives one out. Internal.
template <unsigned Isa>
class scored_batches {
 public:
  scored_batches(model m, owner<ArrowArrayStream> in, score_stream_options options)
      : model_(std::move(m)),
        in_(std::move(in)),
        read_(in_.schema(), model_.framework(), options.in),
        options_(std::move(options)) {
    check_columns();
    find_kept();
    (void)schema();  // throws where two columns would have one name
  }

  [[nodiscard]] owner<ArrowSchema> schema() const {
    std::vector<column> columns;
    for (const auto i : kept_) columns.push_back({copy_schema(*in_.schema().children[i]), {}});
    add_scores(columns, model_.score<Isa>(table_view(0), options_.what));
    return side_by_side(std::move(columns), 0).schema;
  }

  [[nodiscard]] owner<ArrowArray> next() {
    auto array = in_.next();
    if (!array && started_) return {};
    started_ = true;
    if (!array) array = no_rows(in_.schema());
    auto rows = read_.template operator()<Isa>(std::move(array), done_, false);
    auto scored = score(rows);
    done_ += rows.rows();
    const auto size = rows.rows();
    auto given = std::move(rows).give();
    std::vector<column> columns;
    for (const auto i : kept_) {
      columns.push_back({copy_schema(*in_.schema().children[i]), part(*given, i)});
    }
    given.reset();
    add_scores(columns, std::move(scored));
    return side_by_side(std::move(columns), size).array;
  }

 private:
  // Of those that are left out, too: a stream without batches is given one of no rows.
  void check_columns() const {
    const auto& s = in_.schema();
    fault_list faults;
    for (std::int64_t i = 0; i < s.n_children; ++i) {
      auto wrong = wrong_schema(s.children[i]);
      if (!wrong.empty()) faults.add("column " + in_quotes(name_of(i)), std::move(wrong));
    }
    faults.throw_if_any();
  }

  [[nodiscard]] std::string name_of(std::int64_t i) const {
    const char* const name = in_.schema().children[i]->name;
    return name ? name : "";
  }

  void find_kept() {
    const auto& s = in_.schema();
    const auto& names = options_.keep;
    std::vector<std::string> known;
    fault_list faults;
    for (std::int64_t i = 0; i < s.n_children; ++i) {
      known.push_back(name_of(i));
      if (names.empty() && known.back() == options_.in.id_column) kept_.push_back(i);
    }
    for (const auto& name : names) {
      const auto found = std::ranges::find(known, name);
      if (found == known.end()) {
        faults.add("keep", in_quotes(name) + " is not a column" + suggestion(name, known));
      }
      kept_.push_back(found - known.begin());
    }
    faults.throw_if_any();
  }

  // Row ids are written down where they are needed: in words about a row. A row without one is an
  // error as it is to the reader, and hides no other.
  [[nodiscard]] scores score(batch& rows) const {
    scores scored;
    fault_list figures, ids;
    try {
      scored = model_.score<Isa>(rows, options_.what);
    } catch (const input_error& e) {
      for (const auto& d : e.diagnostics()) figures.add(d.where, d.what);
    }
    read_.check_ids(rows, done_, ids);
    if (!ids.empty()) {
      read_.check_ids(rows, done_, figures);
      figures.throw_if_any();
    }
    if (figures.empty()) return scored;
    const auto named = read_.template operator()<Isa>(std::move(rows).give(), done_);
    return model_.score<Isa>(named, options_.what);
  }

  // A child by itself: the offset of its batch becomes its own. Nobody has looked at it yet, and
  // who reads it next need not be as wary.
  [[nodiscard]] owner<ArrowArray> part(const ArrowArray& batch, std::int64_t i) const {
    const auto wrong =
        wrong_array(*in_.schema().children[i], batch.children[i], batch.offset, batch.length);
    if (!wrong.empty()) throw input_error({{"column " + in_quotes(name_of(i)), wrong}});
    owner<ArrowArray> child(batch.children[i]);
    auto& c = *child.get();
    c.offset += batch.offset;
    if (c.null_count > 0 && c.length != batch.length) c.null_count = -1;
    c.length = batch.length;
    return child;
  }

  void add_scores(std::vector<column>& to, scores s) const {
    export_options how;
    how.states = options_.states;
    for (auto& c : score_columns(std::move(s), model_.framework(), options_.what, how)) {
      to.push_back(std::move(c));
    }
  }

  model model_;
  imported_stream in_;
  reader read_;
  score_stream_options options_;
  std::vector<std::int64_t> kept_;
  std::uint64_t done_ = 0;
  bool started_ = false;
};

}  // namespace detail

/// Scoring as a pipe: a C stream of figures goes in, a C stream of scores comes out, a batch for
/// each batch (one of no rows where there is none), computed when it is asked for. Memory: one
/// batch and its scores. What goes wrong on the way, of the input or of a cell, is an error of the
/// stream that comes out, naming rows by their ids or numbered through from 0. Throws `input_error`
/// for a schema that does not suit.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] owner<ArrowArrayStream> score_stream(const model& m, owner<ArrowArrayStream> in,
                                                   score_stream_options options = {}) {
  return export_stream(detail::scored_batches<Isa>(m, std::move(in), std::move(options)));
}

}  // namespace ltorisk::arrow
