// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/batch.hpp>
#include <ltorisk/explain/contributions.hpp>
#include <ltorisk/explain/level_value.hpp>
#include <ltorisk/explain/quantity.hpp>
#include <ltorisk/explain/with_weights.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/record.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::explain {

/// Why a score is not what it was: after - before = data + decay + weights + method.
struct change_parts {
  std::string node = {};
  quantity of = quantity::value;
  double before = missing;
  double after = missing;
  /// What came on record since.
  double data = missing;
  /// Time alone: the old evidence is older.
  double decay = missing;
  /// Other weights for children both frameworks have.
  double weights = missing;
  /// Everything else in which the frameworks differ: scales, aggregations, limits, what is in.
  double method = missing;
  /// Indicators that something new is known of, and those that moved by time.
  std::vector<std::string> renewed = {};
  std::vector<std::string> aged = {};
  /// Why there is no answer.
  std::string reason = {};
};

namespace detail {

/// What a record says of the indicators a framework has.
[[nodiscard]] inline std::vector<double> known_cells(const model& m, const record& r) {
  record known;
  for (const auto& [id, cell] : r.cells()) {
    if (m.framework().find_indicator(id)) known.set(id, cell);
  }
  return m.cells(known);
}

}  // namespace detail

/// Splits the difference between two dates. `aged` is what the old record would say at the later
/// date (`evidence::changes_between`; `evidence/` has the call that observes all three).
///
/// The four components are players of a game of sixteen worths, each the score of a record by a
/// framework, and the parts their Shapley values: averaged over the orders in which the components
/// could have changed, they depend on none, and they add up exactly. New evidence without time is
/// the new figure where evidence is new, elsewhere the old one. New weights without the new method
/// is the old framework `with_weights` of the new, and the other way round.
///
/// Where one of the sixteen has no value, `reason` says so and the parts are missing; the bounds
/// can be split all the same. Indicators a framework does not have are not looked at. Throws
/// `input_error` where one of the frameworks has no such node, or a cell cannot be scored by it.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] change_parts split_change(const model& old_model, const model& new_model,
                                        const record& before, const record& aged,
                                        const record& after, std::string_view node,
                                        quantity of = quantity::value) {
  detail::require_node(old_model.framework(), node);
  detail::require_node(new_model.framework(), node);
  const auto& f = old_model.framework();
  const auto& g = new_model.framework();
  // By weights (1) and method (2).
  const std::array<model, 4> models{old_model, fit(with_weights(f, g)), fit(with_weights(g, f)),
                                    new_model};
  change_parts result{.node = std::string(node), .of = of};
  enum component : std::size_t { data, decay, weights, method };
  std::array<std::array<std::vector<double>, 4>, 2> records;
  for (std::size_t k = 0; k < 2; ++k) {
    const auto& m = k == 0 ? old_model : new_model;
    const auto then = detail::known_cells(m, before), older = detail::known_cells(m, aged),
               now = detail::known_cells(m, after);
    auto news = then;
    for (std::size_t i = 0; i < news.size(); ++i) {
      const auto& id = m.framework().indicators[i].id;
      const bool fresh = !detail::same_cell(older[i], now[i]);
      if (fresh) news[i] = now[i];
      if (k == 0 && f.find_indicator(id) && g.find_indicator(id)) continue;  // told by the new one
      if (fresh) result.renewed.push_back(id);
      if (!detail::same_cell(then[i], older[i])) result.aged.push_back(id);
    }
    records[k] = {then, news, older, now};  // by data (1) and decay (2)
  }
  const auto game = [&](const coalitions& rows) {
    std::vector<double> worth;
    for (std::size_t r = 0; r < rows.rows(); ++r) {
      const auto* in = rows.row(r);
      const auto& m = models[in[weights] + 2U * in[method]];
      const auto& row = records[in[method]][in[data] + 2U * in[decay]];
      table_view view(1);
      for (std::size_t i = 0; i < row.size(); ++i) {
        view.add(m.framework().indicators[i].id, &row[i], sizeof(double));
      }
      const auto n = m.template assess<Isa>(view, 0)[node];
      worth.push_back(detail::figure(n, of));
      if (is_known(worth.back()) || !result.reason.empty()) continue;
      result.reason = "a mix of both dates has no value: " +
                      (n.state == state::inapplicable ? "it is not applicable" : n.reason);
    }
    return worth;
  };
  hierarchy h;
  for (const auto player : {data, decay, weights, method}) h.add("", 0, player);
  const auto parts = level_value(h, {1, 1, 1, 1}, game);
  const auto ends = game({4, {0, 0, 0, 0, 1, 1, 1, 1}});
  result.before = ends[0];
  result.after = ends[1];
  if (!result.reason.empty()) return result;
  result.data = parts.amount[1 + data];
  result.decay = parts.amount[1 + decay];
  result.weights = parts.amount[1 + weights];
  result.method = parts.amount[1 + method];
  return result;
}

}  // namespace ltorisk::explain
