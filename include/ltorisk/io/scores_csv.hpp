// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/io/csv_cell.hpp>
#include <ltorisk/scores.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <ios>
#include <ostream>
#include <string>
#include <string_view>
#include <unordered_set>

namespace ltorisk {

namespace detail {

/// Cuts scores into lines of CSV.
class scores_csv {
 public:
  explicit scores_csv(const framework& f) : f_(&f) {}

  // Where there are no rows, nothing says what was computed: all is named.
  void header(const scores& s, bool no_rows, std::string& text) const {
    text += "id";
    std::unordered_set<std::string> names{"id"};
    const auto title = [&](const std::string& name) {
      if (!names.insert(name).second) {
        throw input_error({{"scores", "two columns would be named " + in_quotes(name)}});
      }
      (text += ',') += csv_field(name);
    };
    for (const auto& c : s.columns) {
      title(c.node);
      if (has_levels(c)) title(c.node + "_level");
      if (!c.lower.empty() || no_rows) {
        for (const char* part : {"_lower", "_upper", "_bounds"}) title(c.node + part);
      }
      if (!c.coverage.empty() || no_rows) title(c.node + "_coverage");
      title(c.node + "_before_limits");
    }
    text += '\n';
  }

  void rows(const scores& s, const table_view& data, std::string& text) const {
    const auto field = [&](std::string_view cell) { (text += ',') += csv_field(cell); };
    const auto number = [&](double x) {
      text += ',';
      if (is_not_applicable(x))
        text += "not_applicable";
      else if (is_known(x))
        text += to_text(x);
    };
    for (std::size_t row = 0; row < data.rows(); ++row) {
      text += csv_field(data.row_id(row));
      for (const auto& c : s.columns) {
        number(c.value[row]);
        if (has_levels(c)) field(level_of(f_->find_node(c.node)->levels, c.value[row]));
        if (!c.lower.empty()) {
          number(c.lower[row]);
          number(c.upper[row]);
          field(c.exact[row] ? "exact" : "enclosing");
        }
        if (!c.coverage.empty()) number(c.coverage[row]);
        number(c.before_limits[row]);
      }
      text += '\n';
    }
  }

 private:
  [[nodiscard]] bool has_levels(const score_column& c) const {
    const auto* n = f_->find_node(c.node);
    return n && !n->levels.classes.empty();
  }

  const framework* f_;
};

}  // namespace detail

/// Scores as CSV, a row per community in the table's order. Columns: `id`, then for each node
/// `NODE` (its value; empty where refused, `not_applicable`), and as far as they were computed
/// `NODE_level`, `NODE_lower`, `NODE_upper`, `NODE_bounds` (`exact` or `enclosing`),
/// `NODE_coverage` (0 to 1) and `NODE_before_limits`. Numbers are the shortest text that reads back
/// as the same double.
[[nodiscard]] inline std::string write_scores_csv(const scores& s, const table_view& data,
                                                  const framework& f) {
  const detail::scores_csv csv(f);
  std::string text;
  csv.header(s, data.rows() == 0, text);
  csv.rows(s, data, text);
  return text;
}

/// The sink for a stream of scores: writes chunk after chunk what `write_scores_csv` makes of the
/// whole. Throws `std::ios_base::failure` where the stream fails, a full disk for one. The
/// framework and the stream must outlive it.
///
///     std::ofstream out("scores.csv.part");
///     stream::score(m, rows, scores_csv_sink(out, m.framework()));
class scores_csv_sink {
 public:
  scores_csv_sink(std::ostream& out, const framework& f) : out_(&out), csv_(f) {}

  void operator()(const scores& s, const table_view& chunk) {
    text_.clear();
    if (!begun_) csv_.header(s, chunk.rows() == 0, text_);
    begun_ = true;
    csv_.rows(s, chunk, text_);
    if (!out_->write(text_.data(), static_cast<std::streamsize>(text_.size()))) {
      throw std::ios_base::failure("ltorisk: the scores cannot be written");
    }
  }

 private:
  std::ostream* out_;
  detail::scores_csv csv_;
  std::string text_;
  bool begun_ = false;
};

}  // namespace ltorisk
