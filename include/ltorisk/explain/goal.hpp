// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/batch.hpp>
#include <ltorisk/explain/quantity.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::explain {

/// What a community is to reach: a level of a node, or a score. Where higher is worse, it is
/// reached from above: "moderate" or less.
struct goal {
  std::string node = {};
  /// The name of a level, or a number in the score range.
  std::variant<std::string, double> at = 0.0;
  /// Of a bound: the score surely reaches it (`lower`), or could (`upper`); the other way round
  /// where higher is worse.
  quantity of = quantity::value;

  friend bool operator==(const goal&, const goal&) = default;
};

namespace detail {

/// A goal held against scores.
class target {
 public:
  /// Throws `input_error` where the framework has no such node or the node no such level.
  target(const framework& f, const goal& g) : score_range_(f.score_range) {
    require_node(f, g.node);
    const auto& n = *f.find_node(g.node);
    falls_ = n.higher_is_worse;
    levels_ = n.levels;
    if (const auto* score = std::get_if<double>(&g.at)) {
      if (!(*score >= f.score_range.lower && *score <= f.score_range.upper)) {
        throw input_error(
            {{"goal", "must be in the score range, " + to_text(f.score_range.lower) + " to " +
                          to_text(f.score_range.upper) + ", got " + to_text(*score)}});
      }
      boundary_ = *score;
      return;
    }
    const auto& name = std::get<std::string>(g.at);
    std::vector<std::string> names;
    for (const auto& c : levels_.classes) names.push_back(c.name);
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
      throw input_error({{"goal", "node " + in_quotes(g.node) + " has no level " + in_quotes(name) +
                                      suggestion(name, names)}});
    }
    level_ = static_cast<std::size_t>(found - names.begin());
    by_level_ = true;
    const auto upper = [&](std::size_t k) { return levels_.classes[k].upper; };
    boundary_ = falls_ ? upper(level_) : level_ == 0 ? f.score_range.lower : upper(level_ - 1);
  }

  /// A score that is not there reaches nothing.
  [[nodiscard]] bool reached(double score) const {
    if (score != score) return false;
    if (!by_level_) return falls_ ? score <= boundary_ : score >= boundary_;
    const auto name = level_of(levels_, score);
    std::size_t level = 0;
    while (levels_.classes[level].name != name) ++level;
    return falls_ ? level <= level_ : level >= level_;
  }

  /// How far a score is beyond the goal: positive exactly where it is reached, never zero.
  [[nodiscard]] double margin(double score) const {
    const double range = score_range_.upper - score_range_.lower;
    if (score != score) return -2 * range;
    const double beyond = falls_ ? boundary_ - score : score - boundary_;
    const double least = 1e-12 * range;
    return reached(score) ? std::max<double>(beyond, least) : std::min<double>(beyond, -least);
  }

  [[nodiscard]] bool falls() const { return falls_; }
  [[nodiscard]] double boundary() const { return boundary_; }

 private:
  interval score_range_;
  bool falls_ = false, by_level_ = false;
  level_scheme levels_ = {};
  std::size_t level_ = 0;
  double boundary_ = 0;
};

}  // namespace detail

}  // namespace ltorisk::explain
