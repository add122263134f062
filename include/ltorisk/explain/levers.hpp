// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/what_if.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/record.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::explain {

/// What can be done, by indicator of `andean_mining`: respect for institutions is prior
/// consultation, beside it adaptive support, alternatives and commitments met (Valle Diaz et al.
/// 2023, doi:10.3390/su152115586). Those a framework has, in this order.
[[nodiscard]] inline std::vector<std::string> levers_of(const framework& f) {
  std::vector<std::string> list;
  for (const char* id : {"consultation", "adaptive_support", "alternatives",
                         "operator_commitments_met", "informal_commitments_met"}) {
    if (f.find_indicator(id)) list.emplace_back(id);
  }
  return list;
}

/// What one lever does to a score, all else as it is, in points of the score range.
struct lever_effect {
  std::string indicator = {};
  /// Cells: the community's, one step toward the better end of the declared range, and that end. A
  /// step is a hundredth of the range, of a category the next in the order of values, and not
  /// beyond the end.
  double from = missing;
  double step = missing;
  double best = missing;
  double step_effect = missing;
  double best_effect = missing;
  /// Per unit of the indicator; of a category per step. `missing` where the figure is not known or
  /// is at its best. Where the figure is not applicable so is `best`, and all effects are missing.
  double effect_per_unit = missing;
};

namespace detail {

/// Where a lever can go: its figures from the worse end to the better. Which end is better is asked
/// of the score without limits, which would hide it. What has no meaning for the community stays as
/// it is.
struct lever_path {
  std::size_t indicator = 0;
  /// Codes of a category in the order of their values; else the two ends.
  std::vector<double> figures = {};
  bool is_category = false;
  double from = missing;

  [[nodiscard]] bool moves() const { return !is_not_applicable(from); }
  /// From the community's figure (the worse end where it has none) toward the best, t in 0..1. A
  /// category takes its next step when t has come to it.
  [[nodiscard]] double at(double t) const {
    if (!moves()) return from;
    if (!is_category) {
      const double start = is_known(from) ? from : figures.front();
      return t <= 0 ? start : t >= 1 ? figures.back() : (1 - t) * start + t * figures.back();
    }
    const auto own = std::ranges::find(figures, from);
    const auto first = own == figures.end() ? 0 : own - figures.begin();
    const auto steps = static_cast<std::ptrdiff_t>(figures.size()) - 1 - first;
    const auto taken = static_cast<std::ptrdiff_t>(t * static_cast<double>(steps));
    return figures[static_cast<std::size_t>(first + std::min<std::ptrdiff_t>(taken, steps))];
  }
};

template <unsigned Isa>
[[nodiscard]] lever_path path_of(const what_if& unlimited, bool lower_is_better,
                                 std::size_t indicator) {
  const auto& s = unlimited.framework().indicators[indicator].scale;
  lever_path p{.indicator = indicator, .from = unlimited.cells()[indicator]};
  if (const auto* c = std::get_if<scales::categories>(&s)) {
    p.is_category = true;
    auto list = c->list;
    std::ranges::stable_sort(list, {}, &scales::category::value);
    for (const auto& k : list) p.figures.push_back(k.code);
  } else {
    auto r = ltorisk::detail::declared_range(s);
    if (is_known(p.from)) {
      r = {std::min<double>(r.lower, p.from), std::max<double>(r.upper, p.from)};
    }
    p.figures = {r.lower, r.upper};
  }
  const auto ends = unlimited.scores<Isa>({indicator}, {{p.figures.front(), p.figures.back()}});
  if (lower_is_better ? ends[1] > ends[0] : ends[1] < ends[0]) std::ranges::reverse(p.figures);
  return p;
}

}  // namespace detail

/// What each lever does to a node's score, the most effective at its best end first; ties in the
/// order given. Where the community's figure is unknown, effects are against the score without it.
/// An effect is missing where one of the two scores is, and where the indicator is not applicable:
/// a lever without meaning goes nowhere. All is scored with limits in place: a lever that a limit
/// makes idle has an effect of zero. Throws `input_error` for an unknown node or indicator.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] std::vector<lever_effect> lever_effects(const model& m, const record& community,
                                                      std::string_view node,
                                                      const std::vector<std::string>& indicators,
                                                      quantity of = quantity::value) {
  detail::require_node(m.framework(), node);
  const auto cells = m.cells(community);
  const detail::what_if world(m, cells, node, of);
  const detail::what_if unlimited(m, cells, node, of, {.last_limit = 0, .rounding = false});
  const bool falls = m.framework().find_node(node)->higher_is_worse;
  std::vector<lever_effect> list;
  for (const auto& id : indicators) {
    const auto path =
        detail::path_of<Isa>(unlimited, falls, detail::indicator_position(m.framework(), id));
    lever_effect e{.indicator = id, .from = path.from, .best = path.figures.back()};
    if (!path.moves()) {
      e.best = not_applicable;
      list.push_back(std::move(e));
      continue;
    }
    e.step = e.best;
    if (path.is_category) {
      const auto own = std::ranges::find(path.figures, path.from);
      if (own != path.figures.end() && own + 1 != path.figures.end()) e.step = *(own + 1);
    } else if (is_known(path.from)) {
      const auto declared =
          ltorisk::detail::declared_range(m.framework().indicators[path.indicator].scale);
      const double step = (declared.upper - declared.lower) / 100;
      e.step = path.from < e.best ? std::min<double>(path.from + step, e.best)
                                  : std::max<double>(path.from - step, e.best);
    }
    const auto v = world.scores<Isa>({path.indicator}, {{path.from, e.step, e.best}});
    e.step_effect = v[1] - v[0];
    e.best_effect = v[2] - v[0];
    if (is_known(e.from) && e.step != e.from) {
      e.effect_per_unit = path.is_category ? e.step_effect : e.step_effect / (e.step - e.from);
    }
    list.push_back(std::move(e));
  }
  std::ranges::stable_sort(list, [&](const lever_effect& a, const lever_effect& b) {
    // What has no effect that is known comes last.
    if (!is_known(a.best_effect) || !is_known(b.best_effect)) return is_known(a.best_effect);
    return falls ? a.best_effect < b.best_effect : a.best_effect > b.best_effect;
  });
  return list;
}

}  // namespace ltorisk::explain
