// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/framework.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ltorisk {

namespace detail {

/// Finds every fault of a framework. Positions are JSON pointers into the framework's own file.
class framework_check {
 public:
  explicit framework_check(const framework& f) : f_(f) {}

  void run(fault_list& faults) {
    faults_ = &faults;
    ids();
    if (f_.id.empty()) fault("/id", "must not be empty");
    const auto [low, high] = f_.score_range;
    if (!(std::isfinite(low) && std::isfinite(high - low) && low < high)) {
      fault("/score_range", "must be two finite numbers, the lower first, got " + to_text(low) +
                                " and " + to_text(high));
    }
    for (std::size_t i = 0; i < f_.indicators.size(); ++i)
      check(at("/indicators", i), f_.indicators[i]);
    for (std::size_t i = 0; i < f_.nodes.size(); ++i) check(at("/nodes", i), f_.nodes[i]);
    outcomes();
    if (cycles() && faults.empty()) value_ranges();
  }

 private:
  static std::string at(const std::string& parent, std::size_t i) {
    return parent + "/" + std::to_string(i);
  }
  void fault(const std::string& where, const std::string& what) { faults_->add(where, what); }

  void ids() {
    const auto take = [&](const std::string& id, const std::string& list, std::size_t i) {
      const auto where = at(list, i) + "/id";
      if (id.empty()) {
        fault(where, "must not be empty");
      } else if (const auto as_indicator = indicator_.find(id); as_indicator != indicator_.end()) {
        fault(where, in_quotes(id) + " is the id of " + at("/indicators", as_indicator->second) +
                         " already");
      } else if (const auto as_node = node_.find(id); as_node != node_.end()) {
        fault(where, in_quotes(id) + " is the id of " + at("/nodes", as_node->second) + " already");
      }
    };
    for (std::size_t i = 0; i < f_.indicators.size(); ++i) {
      take(f_.indicators[i].id, "/indicators", i);
      indicator_.emplace(f_.indicators[i].id, i);
    }
    for (std::size_t i = 0; i < f_.nodes.size(); ++i) {
      take(f_.nodes[i].id, "/nodes", i);
      node_.emplace(f_.nodes[i].id, i);
    }
  }

  static void check(const scale& s) {
    std::visit([](const auto& v) { v.validate(); }, s);
  }

  bool check(const std::string& where, const scale& s) {
    try {
      check(s);
      return true;
    } catch (const domain_error& e) {
      fault(where, e.what());
      return false;
    }
  }

  void check(const std::string& where, const indicator& i) {
    check(where + "/scale", i.scale);
    if (i.stale_after_months && !(*i.stale_after_months > 0)) {
      fault(where + "/stale_after_months",
            "must be above 0, got " + to_text(*i.stale_after_months));
    }
  }

  void unknown(const std::string& where, const std::string& id, bool indicators, bool nodes) {
    if (faults_->full()) return;
    std::vector<std::string> known;
    if (indicators)
      for (const auto& i : f_.indicators) known.push_back(i.id);
    if (nodes)
      for (const auto& n : f_.nodes) known.push_back(n.id);
    const char* kind = !nodes ? "an indicator" : !indicators ? "a node" : "an indicator or a node";
    fault(where, in_quotes(id) + " is not " + kind + suggestion(id, known));
  }

  void check(const std::string& where, const condition& c, bool nodes_too) {
    if (!indicator_.contains(c.evidence) && !(nodes_too && node_.contains(c.evidence))) {
      unknown(where, c.evidence, true, nodes_too);
    }
    if (!std::isfinite(c.threshold)) fault(where, "threshold must be finite");
  }

  void check(const std::string& where, const edge& e) {
    const auto leaf = indicator_.find(e.child);
    if (leaf == indicator_.end() && !node_.contains(e.child)) {
      unknown(where + "/child", e.child, true, true);
    }
    if (!(e.weight >= 0 && std::isfinite(e.weight))) {
      fault(where + "/weight", "must be finite and not negative, got " + to_text(e.weight));
    }
    bool scale_is_sound = true;
    if (e.scale) {
      if (leaf == indicator_.end()) fault(where + "/scale", "only an indicator has a scale");
      scale_is_sound = check(where + "/scale", *e.scale);
    }
    if (e.assume && leaf != indicator_.end() && scale_is_sound) {
      check_assumption(where + "/assume", *e.assume,
                       e.scale ? *e.scale : f_.indicators[leaf->second].scale);
    } else if (e.assume && leaf == indicator_.end() &&
               !(*e.assume >= f_.score_range.lower && *e.assume <= f_.score_range.upper)) {
      fault(where + "/assume", to_text(*e.assume) + " is outside the score range");
    }
    if (e.applies_if) check(where + "/applies_if", *e.applies_if, false);
  }

  void check_assumption(const std::string& where, double x, const scale& s) {
    if (needs_fit(s)) {
      fault(where, "needs a scale that is given, not fitted");
      return;
    }
    try {
      check(s);
    } catch (const domain_error&) {
      return;  // reported with the indicator
    }
    const auto [low, high] = declared_range(s);
    if (!read(s, x).valid) {
      fault(where, to_text(x) + " " + domain_words(s));
    } else if (!(x >= low && x <= high)) {
      fault(where, to_text(x) + " is outside the declared range " + to_text(low) + " to " +
                       to_text(high));
    }
  }

  void check(const std::string& where, const node& n) {
    if (n.children.empty()) fault(where + "/children", "must not be empty");
    check_schemes(where, n);
    double sum = 0;
    constexpr auto none = static_cast<std::size_t>(-1);
    std::unordered_map<std::string_view, std::size_t> latest;  // edge of each child so far
    std::vector<std::size_t> before(n.children.size(), none);  // the edge of the same child
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      check(at(where + "/children", j), n.children[j]);
      sum += n.children[j].weight;
      // The same child again is another leaf only where it is seen through another scale.
      if (const auto [last, fresh] = latest.emplace(n.children[j].child, j); !fresh) {
        before[j] = last->second;
        last->second = j;
      }
      for (auto twin = before[j]; twin != none; twin = before[twin]) {
        if (!(n.children[twin].scale == n.children[j].scale)) continue;
        fault(at(where + "/children", j), in_quotes(n.children[j].child) + " is listed twice");
        break;
      }
    }
    if (n.aggregation.laws().monotone == monotony::first_rising_rest_falling &&
        !n.children.empty() && n.children[0].weight == 0) {
      fault(at(where + "/children", 0) + "/weight", "must be above 0: the first child is what " +
                                                        in_quotes(n.aggregation.name()) + " gates");
    }
    if (!n.children.empty() && !(sum > 0 && std::isfinite(sum))) {
      fault(where + "/children", "weights must have a positive, finite sum, got " + to_text(sum));
    }
    if (!(n.min_coverage >= 0 && n.min_coverage <= 1)) {
      fault(where + "/min_coverage", "must be in [0, 1], got " + to_text(n.min_coverage));
    }
    if (n.decimals && !(*n.decimals >= 0 && *n.decimals <= 12)) {
      fault(where + "/decimals", "must be in 0..12, got " + std::to_string(*n.decimals));
    }
    check(where + "/levels", n.levels);
    if (n.decimals) check_decimals(where, n);
    for (std::size_t l = 0; l < n.limits.size(); ++l)
      check(at(where + "/limits", l), n, n.limits[l]);
  }

  void check_schemes(const std::string& where, const node& n) {
    try {
      n.aggregation.validate();
    } catch (const domain_error& e) {
      fault(where + "/aggregation", e.what());
    }
    if (const auto takes = n.aggregation.children(); takes && *takes != n.children.size()) {
      fault(where + "/children", in_quotes(n.aggregation.name()) + " has parameters for " +
                                     std::to_string(*takes) + " children, got " +
                                     std::to_string(n.children.size()));
    }
    if (!n.weighting) return;
    try {
      n.weighting->validate();
    } catch (const domain_error& e) {
      fault(where + "/weighting", e.what());
    }
    for (std::size_t j = 0; j < n.children.size(); ++j) {
      if (n.children[j].weight == 1) continue;
      fault(at(where + "/children", j) + "/weight",
            "must be left out: the weighting of the node gives the weights");
    }
  }

  // Rounded scores must be doubles that can be told apart, and a level must hold some of them.
  void check_decimals(const std::string& where, const node& n) {
    const double power = std::pow(10.0, *n.decimals);
    const auto [low, high] = f_.score_range;
    if (std::max<double>(std::fabs(low), std::fabs(high)) * power > 1e15) {
      fault(where + "/decimals",
            "are more than a double has in this score range, got " + std::to_string(*n.decimals));
    }
    for (std::size_t c = 0; c < n.levels.classes.size(); ++c) {
      const double steps = n.levels.classes[c].upper * power;
      if (std::fabs(steps - std::round(steps)) > 1e-6) {
        fault(at(where + "/levels/classes", c) + "/upper",
              "has more decimals than the node, got " + to_text(n.levels.classes[c].upper));
      }
    }
  }

  void check(const std::string& where, const level_scheme& levels) {
    double last = f_.score_range.lower;
    std::unordered_set<std::string_view> names;
    for (std::size_t c = 0; c < levels.classes.size(); ++c) {
      const auto& [name, upper] = levels.classes[c];
      const auto here = at(where + "/classes", c);
      if (name.empty()) fault(here + "/name", "must not be empty");
      if (!names.insert(name).second) {
        fault(here + "/name", in_quotes(name) + " is listed twice");
      }
      if (!(upper > last)) {
        fault(here + "/upper", "must be above " + to_text(last) + ", got " + to_text(upper));
      }
      last = upper;
    }
    if (!levels.classes.empty() && last != f_.score_range.upper) {
      fault(where, "the last class must end with the score range at " +
                       to_text(f_.score_range.upper) + ", got " + to_text(last));
    }
  }

  void check(const std::string& where, const node& n, const limit& l) {
    check(where + "/when", l.when, true);
    if (const auto* score = std::get_if<double>(&l.at)) {
      if (!(*score >= f_.score_range.lower && *score <= f_.score_range.upper)) {
        fault(where, to_text(*score) + " is outside the score range");
      }
      return;
    }
    const auto& level = std::get<std::string>(l.at);
    std::vector<std::string> names;
    for (const auto& c : n.levels.classes) names.push_back(c.name);
    if (std::find(names.begin(), names.end(), level) == names.end()) {
      fault(where, in_quotes(level) + " is not a level of this node" +
                       (names.empty() ? "; it has none" : "; use " + alternatives(names)));
    }
  }

  void outcomes() {
    if (f_.outcomes.empty()) fault("/outcomes", "must not be empty");
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < f_.outcomes.size(); ++i) {
      const auto& id = f_.outcomes[i];
      if (!node_.contains(id)) unknown(at("/outcomes", i), id, false, true);
      if (!seen.insert(id).second) fault(at("/outcomes", i), in_quotes(id) + " is listed twice");
    }
  }

  // Depth first without recursion: a chain of any length is a legal tree. Fills order_.
  bool cycles() {
    enum class mark { fresh, open, done };
    std::vector<mark> marks(f_.nodes.size(), mark::fresh);
    bool sound = true;
    for (std::size_t root = 0; root < f_.nodes.size(); ++root) {
      if (marks[root] != mark::fresh) continue;
      struct step {
        std::size_t node;
        std::vector<std::size_t> below;
        std::size_t next = 0;
      };
      std::vector<step> path;
      const auto open = [&](std::size_t n) {
        marks[n] = mark::open;
        path.push_back({n, needs(f_.nodes[n])});
      };
      open(root);
      while (!path.empty()) {
        auto& [n, below, next] = path.back();
        if (next == below.size()) {
          marks[n] = mark::done;
          order_.push_back(n);
          path.pop_back();
          continue;
        }
        const auto child = below[next++];
        if (marks[child] == mark::open) {
          fault(at("/nodes", n), "is part of a cycle: " + in_quotes(f_.nodes[n].id) + " needs " +
                                     in_quotes(f_.nodes[child].id) + ", which needs it");
          sound = false;
        } else if (marks[child] == mark::fresh) {
          open(child);
        }
      }
    }
    return sound;
  }

  std::vector<std::size_t> needs(const node& n) const {
    std::vector<std::size_t> below;
    const auto add = [&](const std::string& id) {
      if (const auto found = node_.find(id); found != node_.end()) below.push_back(found->second);
    };
    for (const auto& e : n.children) add(e.child);
    for (const auto& l : n.limits) add(l.when.evidence);
    return below;
  }

  // Every child's value must lie where its parent's formula is defined.
  void value_ranges() {
    std::vector<interval> range(f_.nodes.size());
    for (const auto n : order_) {
      const auto& laws = f_.nodes[n].aggregation.laws();
      interval hull{0, 1};
      for (std::size_t j = 0; j < f_.nodes[n].children.size(); ++j) {
        const auto& e = f_.nodes[n].children[j];
        if (e.weight == 0) continue;
        interval r = child_range(e, range);
        if (e.sign == sign::minus) r = {1 - r.upper, 1 - r.lower};
        constexpr double slack = 1e-12;
        if (r.lower < laws.lowest - slack || r.upper > laws.highest + slack) {
          fault(at(at("/nodes", n) + "/children", j),
                "gives " + in_quotes(f_.nodes[n].aggregation.name()) + " values from " +
                    to_text(r.lower) + " to " + to_text(r.upper) + ", it takes " +
                    to_text(laws.lowest) + " to " + to_text(laws.highest));
        }
        hull = {std::min<double>(hull.lower, r.lower), std::max<double>(hull.upper, r.upper)};
      }
      range[n] = laws.bounded ? hull : interval{0, 1};
    }
  }

  // Of a scale that is learned nothing is known before it has seen its sample.
  interval child_range(const edge& e, const std::vector<interval>& nodes) const {
    const auto leaf = indicator_.find(e.child);
    if (leaf == indicator_.end()) return nodes[node_.at(e.child)];
    return std::visit(
        [](const auto& s) -> interval {
          if constexpr (requires { s.capped; }) {
            if (!s.capped) return {-unlimited, unlimited};
          }
          if constexpr (requires { s.onto; }) {
            return {std::min<double>(s.onto.lower, s.onto.upper),
                    std::max<double>(s.onto.lower, s.onto.upper)};
          } else if constexpr (requires { s.declared(); }) {
            return value_range(s);
          } else {
            return {0, 1};
          }
        },
        e.scale ? *e.scale : f_.indicators[leaf->second].scale);
  }

  const framework& f_;
  fault_list* faults_ = nullptr;
  std::vector<std::string> known_ = {};
  std::unordered_map<std::string_view, std::size_t> indicator_;
  std::unordered_map<std::string_view, std::size_t> node_;
  std::vector<std::size_t> order_ = {};
};

}  // namespace detail

/// Throws `input_error` with every fault of the framework: unknown or duplicate ids, cycles, wrong
/// scales, weights, levels or limits, values outside what an aggregation takes.
inline void validate(const framework& f) {
  fault_list faults;
  detail::framework_check(f).run(faults);
  faults.throw_if_any();
}

}  // namespace ltorisk
