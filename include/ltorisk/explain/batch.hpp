// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/executor.hpp>
#include <ltorisk/explain/dependencies.hpp>
#include <ltorisk/explain/hierarchy.hpp>
#include <ltorisk/explain/quantity.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

/// Rows to score: all that explanations know of scoring. Internal.
namespace ltorisk::explain::detail {

/// Throws `input_error` where the framework has no such node.
inline void require_node(const framework& f, std::string_view id) {
  if (f.find_node(id)) return;
  std::vector<std::string> names;
  for (const auto& n : f.nodes) names.push_back(n.id);
  throw input_error(
      {{"framework " + in_quotes(f.id), "has no node " + in_quotes(id) + suggestion(id, names)}});
}

/// What a framework is without some of its limits, or without rounding.
struct part_of_method {
  /// These limits act, first to last - 1: of the nodes as they are listed, each node's in its
  /// order.
  std::size_t first_limit = 0;
  std::size_t last_limit = static_cast<std::size_t>(-1);
  bool rounding = true;
};

/// A model of one node and what it depends on. Indicators keep their order.
[[nodiscard]] inline model model_of(const framework& whole, std::string_view node_id,
                                    part_of_method part = {}) {
  const dependencies reached(whole, node_id, dependencies::through::everything);
  framework f = whole;
  f.outcomes = {std::string(node_id)};
  std::erase_if(f.nodes, [&](const node& n) { return !reached.reaches(reached.number(n.id)); });
  std::size_t number = 0;
  for (auto& n : f.nodes) {
    if (!part.rounding) n.decimals.reset();
    std::vector<limit> acting;
    for (auto& l : n.limits) {
      if (number >= part.first_limit && number < part.last_limit) acting.push_back(std::move(l));
      ++number;
    }
    n.limits = std::move(acting);
  }
  return fit(std::move(f));
}

/// Mixes of two rows, scored.
class mixer {
 public:
  /// `players` are columns; where one is a member its cell is that of `with`.
  mixer(ltorisk::model m, quantity of, std::vector<double> without, std::vector<double> with,
        std::vector<std::size_t> players)
      : model_(std::move(m)),
        of_(of),
        without_(std::move(without)),
        with_(std::move(with)),
        players_(std::move(players)) {}

  template <unsigned Isa, class Executor>
  [[nodiscard]] std::vector<double> score(const coalitions& mixes, const Executor& run) const {
    constexpr std::size_t block = 4096;
    std::vector<double> result(mixes.rows());
    run((result.size() + block - 1) / block, [&](std::size_t k) {
      const auto first = k * block, rows = std::min<std::size_t>(block, result.size() - first);
      std::vector<std::vector<double>> columns(players_.size());
      for (std::size_t p = 0; p < players_.size(); ++p) {
        const double cells[] = {without_[players_[p]], with_[players_[p]]};
        columns[p].reserve(rows);
        for (std::size_t r = first; r < first + rows; ++r) {
          columns[p].push_back(cells[mixes.row(r)[p]]);
        }
      }
      const auto scored = model_.score<Isa>(view(columns, rows), request_for(of_));
      std::ranges::copy(figures(scored.columns[0], of_),
                        result.begin() + static_cast<std::ptrdiff_t>(first));
    });
    return result;
  }

  /// Why one mix has no value.
  template <unsigned Isa>
  [[nodiscard]] std::string reason(const unsigned char* members) const {
    std::vector<std::vector<double>> columns(players_.size());
    for (std::size_t p = 0; p < players_.size(); ++p) {
      columns[p] = {(members[p] ? with_ : without_)[players_[p]]};
    }
    const auto result = model_.assess<Isa>(view(columns, 1), 0).nodes[0];
    return result.state == state::inapplicable ? "it is not applicable" : result.reason;
  }

 private:
  [[nodiscard]] table_view view(const std::vector<std::vector<double>>& columns,
                                std::size_t rows) const {
    const auto& indicators = model_.framework().indicators;
    std::vector<std::size_t> player(indicators.size(), hierarchy::none);
    for (std::size_t p = 0; p < players_.size(); ++p) player[players_[p]] = p;
    table_view data(rows);
    for (std::size_t i = 0; i < indicators.size(); ++i) {
      if (player[i] != hierarchy::none) {
        data.add(indicators[i].id, columns[player[i]]);
      } else {
        data.add(indicators[i].id, &without_[i], 0);  // the same cell in every row
      }
    }
    return data;
  }

  ltorisk::model model_;
  quantity of_;
  std::vector<double> without_, with_;
  std::vector<std::size_t> players_;
};

}  // namespace ltorisk::explain::detail
