// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/goal.hpp>
#include <ltorisk/explain/root.hpp>
#include <ltorisk/explain/what_if.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/record.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// Needs Boost.Math, hence outside the umbrella.
namespace ltorisk::explain {

/// How a figure was looked for.
enum class search {
  proven,   ///< the score moves one way with it: there is no nearer figure
  listed,   ///< every category was tried
  scanned,  ///< on a grid: between two of its figures a nearer one may hide
};

/// The smallest change of one indicator that reaches a goal.
struct nearest_figure {
  std::string indicator = {};
  bool reached = false;
  search found_by = search::proven;
  /// Cells in the indicator's unit: what the community has (`missing` where nobody knows), what it
  /// needs, and the figure just before, where the goal is not reached: the next double, or the next
  /// category. `missing` where there is none; `from` equals `to` where nothing must change.
  double from = missing;
  double to = missing;
  double short_of = missing;
  /// The score now, with the figure needed, and just before. Where the goal is out of reach, the
  /// one that comes nearest to it, and its figure, stand in `to` and `score`.
  double score_now = missing;
  double score = missing;
  double score_short_of = missing;
  /// Why the goal is out of reach: "held at acceptance: violence within 24 months", or how far the
  /// score comes.
  std::string reason = {};
  /// Rows that were scored in the search.
  std::size_t evaluations = 0;
};

struct search_options {
  /// Figures of a scan, evenly over the declared range: at least 2.
  std::size_t grid = 257;
};

namespace detail {

/// The search for one indicator of one community.
template <unsigned Isa>
class figure_search {
 public:
  figure_search(const model& m, const what_if& w, const target& t, const goal& g,
                std::size_t indicator, std::size_t grid)
      : model_(m), world_(w), target_(t), goal_(g), column_{indicator}, grid_(grid) {
    const auto& i = w.framework().indicators[indicator];
    scale_ = &i.scale;
    result_.indicator = i.id;
    result_.from = w.cells()[indicator];
  }

  nearest_figure run() {
    result_.score_now = at(result_.from);
    if (target_.reached(result_.score_now)) {
      result_.reached = true;
      result_.to = result_.from;
      result_.score = result_.score_now;
      return result_;
    }
    if (const auto* c = std::get_if<scales::categories>(scale_)) {
      step(*c);
    } else if (const auto way = proven_direction(world_.framework(), goal_.node, column_[0],
                                                 goal_.of, world_.cells());
               way != trend::none) {
      bracket(way);
    } else {
      scan();
    }
    if (!result_.reached) {
      result_.reason = why_not<Isa>(model_, world_, target_, goal_, column_, {result_.to});
    }
    return result_;
  }

 private:
  double at(double x) {
    ++result_.evaluations;
    return world_.score<Isa>(column_, {x});
  }
  std::vector<double> at(const std::vector<double>& figures) {
    result_.evaluations += figures.size();
    return world_.scores<Isa>(column_, {figures});
  }

  void take(double to, double score, double short_of, double score_short_of) {
    result_.reached = true;
    result_.to = to;
    result_.score = score;
    result_.short_of = short_of;
    result_.score_short_of = score_short_of;
  }
  // What comes nearest; among equals, such as a limit makes, what would without limits.
  void give_up(const std::vector<double>& figures, const std::vector<double>& scores) {
    const what_if unlimited(model_, world_.cells(), goal_.node, goal_.of, {.last_limit = 0});
    const auto free = unlimited.scores<Isa>(column_, {figures});
    const auto rank = [&](std::size_t k) {
      return std::pair(target_.margin(scores[k]), target_.margin(free[k]));
    };
    std::size_t best = 0;
    for (std::size_t k = 1; k < figures.size(); ++k) {
      if (rank(k) > rank(best)) best = k;
    }
    result_.to = figures[best];
    result_.score = scores[best];
  }

  // Categories in the order of their values, so that a step is a step up or down.
  void step(const scales::categories& c) {
    result_.found_by = search::listed;
    auto list = c.list;
    std::ranges::stable_sort(list, {}, &scales::category::value);
    std::vector<double> codes;
    for (const auto& k : list) codes.push_back(k.code);
    const auto scores = at(codes);
    const auto own = std::ranges::find(codes, result_.from);
    const auto here = own - codes.begin();  // the end where it is unknown
    std::size_t best = 0;
    const auto preferred = [&](std::size_t a, std::size_t b) {
      const double x = target_.margin(scores[a]), y = target_.margin(scores[b]);
      if ((x > 0) != (y > 0)) return x > 0;
      if (x < 0) return false;
      const auto steps = [&](std::size_t k) {
        return std::abs(static_cast<std::ptrdiff_t>(k) - here);
      };
      if (own != codes.end() && steps(a) != steps(b)) return steps(a) < steps(b);
      return x < y;  // what just reaches it
    };
    for (std::size_t k = 1; k < codes.size(); ++k) {
      if (preferred(k, best)) best = k;
    }
    if (!target_.reached(scores[best])) return give_up(codes, scores);
    take(codes[best], scores[best], missing, missing);
    if (own == codes.end()) return;
    const auto before = static_cast<std::ptrdiff_t>(best) < here ? best + 1 : best - 1;
    result_.short_of = codes[before];
    result_.score_short_of = scores[before];
  }

  [[nodiscard]] interval range() const {
    auto r = ltorisk::detail::declared_range(*scale_);
    if (is_known(result_.from)) {
      r = {std::min<double>(r.lower, result_.from), std::max<double>(r.upper, result_.from)};
    }
    return r;
  }

  void bracket(trend way) {
    const auto r = range();
    const bool up = (way == trend::rising) != better_is_lower();
    const double best = up ? r.upper : r.lower, worst = up ? r.lower : r.upper;
    const double score = at(best);
    if (!target_.reached(score)) return give_up({best}, {score});
    const double start = is_known(result_.from) ? result_.from : worst;
    const double first = at(start);
    if (target_.reached(first)) return take(start, first, missing, missing);
    refine(start, best);
  }

  [[nodiscard]] bool better_is_lower() const { return target_.falls(); }

  void scan() {
    result_.found_by = search::scanned;
    const auto r = range();
    std::vector<double> figures = turning_points();
    for (std::size_t k = 0; k < grid_; ++k) {
      const double t = static_cast<double>(k) / static_cast<double>(grid_ - 1);
      figures.push_back((1 - t) * r.lower + t * r.upper);
    }
    if (is_known(result_.from)) figures.push_back(result_.from);
    std::erase_if(figures, [&](double x) { return !(x >= r.lower && x <= r.upper); });
    std::ranges::sort(figures);
    figures.erase(std::unique(figures.begin(), figures.end()), figures.end());
    const auto scores = at(figures);
    std::size_t best = figures.size();
    for (std::size_t k = 0; k < figures.size(); ++k) {
      if (!target_.reached(scores[k])) continue;
      if (best == figures.size() || distance(figures[k]) < distance(figures[best])) best = k;
    }
    if (best == figures.size()) return give_up(figures, scores);
    // The neighbor toward the community's own figure does not reach it, or it would be nearer.
    const bool above = !is_known(result_.from) || figures[best] > result_.from;
    if (!is_known(result_.from) && best == 0) {
      return take(figures[best], scores[best], missing, missing);
    }
    refine(figures[above ? best - 1 : best + 1], figures[best]);
  }

  // Of an unknown figure the lowest that reaches the goal is told.
  [[nodiscard]] double distance(double x) const {
    return is_known(result_.from) ? std::fabs(x - result_.from) : x;
  }

  // Figures at which the score may jump or turn, and their neighbors.
  [[nodiscard]] std::vector<double> turning_points() const {
    std::vector<double> list;
    const auto& f = world_.framework();
    const auto note = [&](double x) {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      list.insert(list.end(), {std::nextafter(x, -infinity), x, std::nextafter(x, infinity)});
    };
    const auto knots = [&](const scale& s) {
      if (const auto* p = std::get_if<scales::piecewise>(&s)) {
        for (const auto& point : p->points) note(point.x);
      }
    };
    knots(*scale_);
    for (const auto& n : f.nodes) {
      for (const auto& e : n.children) {
        if (e.child == result_.indicator && e.scale) knots(*e.scale);
        if (e.applies_if && e.applies_if->evidence == result_.indicator) {
          note(e.applies_if->threshold);
        }
      }
      for (const auto& l : n.limits) {
        if (l.when.evidence == result_.indicator) note(l.when.threshold);
      }
    }
    return list;
  }

  void refine(double outside, double inside) {
    const auto [a, b] =
        boundary_between(outside, inside, [&](double x) { return target_.margin(at(x)); });
    take(b, at(b), a, at(a));
  }

  const model& model_;
  const what_if& world_;
  const target& target_;
  const goal& goal_;
  std::vector<std::size_t> column_;
  std::size_t grid_;
  const scale* scale_ = nullptr;
  nearest_figure result_;
};

}  // namespace detail

/// The smallest change of one indicator, all else as it is, that reaches a goal. Verified by the
/// model: at `to` the goal is reached, at `short_of`, the next double (or category) toward the
/// community's own figure, it is not.
///
/// Figures are looked for in the indicator's declared range, and as far as the community's own.
/// Where the directions and laws of the framework prove that the score moves one way with the
/// indicator, the root is bracketed and found by Algorithm 748 (Alefeld, Potra, Shi 1995,
/// doi:10.1145/210089.210111); rounding and limits make steps, so what is found is the step.
/// Elsewhere a grid is scanned, thresholds of conditions and corners of scales included, and the
/// nearest change of sign refined. Of categories each is tried, and the one reported that is fewest
/// steps away in the order of their values. Where the indicator is unknown, the least favorable
/// figure that reaches the goal (of a scan, the lowest) is told, with `from` missing.
///
/// Out of reach: `reached` is false and `reason` names the limits that hold the score, or how far
/// it comes. Throws `input_error` for an unknown node, level or indicator and for an indicator that
/// the node does not depend on, `domain_error` for a grid below 2.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] nearest_figure nearest_change(const model& m, const record& community,
                                            std::string_view indicator, const goal& g,
                                            const search_options& options = {}) {
  if (options.grid < 2) {
    throw domain_error("nearest_change: grid must be 2 or more, got " +
                       std::to_string(options.grid));
  }
  const detail::target t(m.framework(), g);
  const auto position = detail::indicator_position(m.framework(), indicator);
  detail::require_dependence(m.framework(), g.node, position);
  const detail::what_if world(m, m.cells(community), g.node, g.of);
  return detail::figure_search<Isa>(m, world, t, g, position, options.grid).run();
}

}  // namespace ltorisk::explain
