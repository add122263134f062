// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/learn_scales.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/uncertainty/sources.hpp>
#include <ltorisk/uncertainty/streams.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::uncertainty {

/// What is uncertain as one: coordinates `first` to `first + count - 1` of a draw.
struct input_factor {
  enum class kind { method, weights, scale, evidence };
  kind what = kind::evidence;
  /// "evidence on poverty", "weights of lto_formal", "scale of poverty: upper", or the choice's.
  std::string name = {};
  std::size_t first = 0;
  std::size_t count = 0;
};

namespace detail {

/// Sets one parameter of a scale. False where the scale has none of that name.
inline bool set_parameter(scale& s, const std::string& name, double x) {
  return std::visit(
      [&](auto& fixed) {
        using type = std::remove_cvref_t<decltype(fixed)>;
        if constexpr (std::is_same_v<type, scales::categories>) {
          for (auto& c : fixed.list) {
            if (c.label != name) continue;
            c.value = x;
            return true;
          }
        } else if constexpr (std::is_same_v<type, scales::linear> ||
                             std::is_same_v<type, scales::logarithmic> ||
                             std::is_same_v<type, scales::half_life>) {
          if (name == "lower") return fixed.lower = x, true;
          if (name == "upper") return fixed.upper = x, true;
          if constexpr (requires { fixed.period; }) {
            if (name == "period") return fixed.period = x, true;
          }
        }
        return false;
      },
      s);
}

[[nodiscard]] inline std::vector<std::string> parameter_names(const scale& s) {
  if (const auto* c = std::get_if<scales::categories>(&s)) {
    std::vector<std::string> labels;
    for (const auto& category : c->list) labels.push_back(category.label);
    return labels;
  }
  if (std::holds_alternative<scales::half_life>(s)) return {"lower", "upper", "period"};
  if (std::holds_alternative<scales::linear>(s) || std::holds_alternative<scales::logarithmic>(s)) {
    return {"lower", "upper"};
  }
  return {};
}

}  // namespace detail

/// From uniform numbers to what is uncertain: the one map behind random draws, low-discrepancy
/// points and the designs of sensitivity analysis. A draw is a row of `coordinates()` numbers in
/// [0, 1), each by inverse transform; `scorer` (scorer.hpp) scores it:
///
///     const input_map inputs(framework, data, sources);
///     scorer score(inputs);                  // one per thread
///     score.run(u);                          // u: inputs.coordinates() numbers
///     score.value(outcome, row);             // positions in inputs.outcomes() and the table
///
/// Methods come first, then weights, scales and evidence (by indicator, then row); `factors()` says
/// which coordinates are what. The data must outlive the map; it never changes, and any number of
/// threads may read it.
class input_map {
 public:
  static constexpr std::size_t most_variants = 1024;

  /// Fits the framework, once for each combination of methods. Methods change how it is done, not
  /// what is scored: indicators, outcomes, the range of scores and the children of nodes whose
  /// weights are drawn stay. Throws `input_error` with every fault of the sources, and what `fit`
  /// throws, naming the combination; `domain_error` where a weight rule does not suit its node.
  input_map(framework f, const table_view& data, sources s, bool extra_columns = false)
      : data_(data), sources_(std::move(s)) {
    fault_list faults;
    make_variants(std::move(f), extra_columns);
    check_variants();
    const auto& nominal = variants_.front().framework();
    outcomes_ = nominal.outcomes;
    for (const auto& c : sources_.methods) {
      add_factor(input_factor::kind::method, c.name, c.name, 1);
    }
    for (const auto& w : sources_.weights) add_weights(w, faults);
    for (const auto& p : sources_.scales) add_scale(nominal, p, faults);
    check_scales(nominal, faults);
    add_cells(nominal, faults);
    check_names(faults);
    faults.throw_if_any();
  }

  /// The data must outlive the map: keep the table.
  input_map(framework, const table&&, sources, bool = false) = delete;

  [[nodiscard]] std::size_t coordinates() const { return streams_.size(); }
  [[nodiscard]] const std::vector<input_factor>& factors() const { return factors_; }
  /// Of each coordinate, for `random_streams`.
  [[nodiscard]] const std::vector<stream>& streams() const { return streams_; }
  [[nodiscard]] const std::vector<std::string>& outcomes() const { return outcomes_; }
  [[nodiscard]] const table_view& data() const { return data_; }
  [[nodiscard]] const sources& uncertain() const { return sources_; }

  /// The nominal model: every method by its first alternative, everything else as it is.
  [[nodiscard]] const model& nominal() const { return variants_.front(); }

  // What follows is for `scorer`.

  struct weighted_node {
    std::string id;
    std::vector<std::string> children = {};
    any_weight_rule::function rule = {};
    std::size_t first = 0;  // coordinate
  };
  struct scale_parameter {
    std::size_t indicator = 0;
    std::string parameter;
    any_distribution figure;
    std::size_t coordinate = 0;
  };
  struct cell {
    std::size_t column = 0;
    std::size_t row = 0;
    any_distribution figure;
    std::size_t coordinate = 0;
  };

  [[nodiscard]] const std::vector<model>& variants() const { return variants_; }
  [[nodiscard]] const std::vector<weighted_node>& weights() const { return weights_; }
  [[nodiscard]] const std::vector<scale_parameter>& scales() const { return scales_; }
  /// By column, then row: coordinates rise.
  [[nodiscard]] const std::vector<cell>& cells() const { return cells_; }

  /// The combination of methods a draw takes.
  [[nodiscard]] std::size_t variant_of(std::span<const double> u) const {
    std::size_t variant = 0;
    for (std::size_t k = 0; k < sources_.methods.size(); ++k) {
      const auto size = sources_.methods[k].alternatives.size();
      const auto taken = static_cast<std::size_t>(u[k] * static_cast<double>(size));
      variant = variant * size + std::min<std::size_t>(taken, size - 1);
    }
    return variant;
  }

 private:
  void make_variants(framework f, bool extra_columns) {
    std::size_t count = 1;
    fault_list faults;
    for (const auto& c : sources_.methods) {
      if (c.alternatives.empty()) {
        faults.add("choice " + in_quotes(c.name), "has no alternative");
        continue;
      }
      count *= c.alternatives.size();
      if (count > most_variants) {
        throw input_error(
            {{"methods", "have more than " + std::to_string(most_variants) + " combinations"}});
      }
    }
    faults.throw_if_any();
    const request what{.extra_columns = extra_columns};
    for (std::size_t variant = 0; variant < count; ++variant) {
      auto changed = f;
      std::vector<const alternative*> taken;
      std::string name;
      std::size_t rest = variant;
      for (std::size_t k = sources_.methods.size(); k-- > 0;) {
        const auto& a = sources_.methods[k].alternatives;
        taken.push_back(&a[rest % a.size()]);
        rest /= a.size();
        name = sources_.methods[k].name + " by " + taken.back()->name + (name.empty() ? "" : ", ") +
               name;
      }
      try {
        for (const auto* way : taken) {
          if (way->change) way->change(changed);
        }
        variants_.push_back(fit(std::move(changed), data_, what));
      } catch (const input_error& e) {
        if (name.empty()) throw;
        auto list = e.diagnostics();
        for (auto& d : list) d.where = name + ": " + d.where;
        throw input_error(std::move(list));
      }
    }
  }

  // What a combination of methods takes that the nominal one does not: "aggregation of risk by
  // geometric_mean".
  [[nodiscard]] std::string changes_of(std::size_t variant) const {
    std::string name;
    for (std::size_t k = sources_.methods.size(); k-- > 0;) {
      const auto& a = sources_.methods[k].alternatives;
      const auto taken = variant % a.size();
      variant /= a.size();
      if (taken == 0) continue;
      name = sources_.methods[k].name + " by " + a[taken].name + (name.empty() ? "" : ", ") + name;
    }
    return name;
  }

  // A draw scores by the positions of the nominal framework, whichever methods it takes. Says what
  // the first combination that is another in these differs in.
  void check_variants() const {
    const auto& f = nominal().framework();
    for (std::size_t v = 1; v < variants_.size(); ++v) {
      const auto& other = variants_[v].framework();
      fault_list faults;
      const auto where = changes_of(v);
      check_indicators(f, other, where, faults);
      if (other.score_range != f.score_range) faults.add(where, "changes the range of scores");
      for (const auto& id : f.outcomes) check_outcome(*f.find_node(id), other, where, faults);
      for (const auto& w : sources_.weights) {
        const auto *before = f.find_node(w.node), *after = other.find_node(w.node);
        if (!before) continue;  // no node to begin with
        if (!after) {
          faults.add(where, "removes node " + in_quotes(w.node) + ", whose weights are drawn");
        } else if (weighted_children(*after) != weighted_children(*before)) {
          faults.add(where, "changes which children of " + in_quotes(w.node) +
                                " have a weight, or their order: its weights are drawn");
        }
      }
      faults.throw_if_any();
    }
  }

  static void check_indicators(const framework& f, const framework& other, const std::string& where,
                               fault_list& faults) {
    const auto count = std::max<std::size_t>(f.indicators.size(), other.indicators.size());
    for (std::size_t i = 0; i < count; ++i) {
      const auto text = [i](const framework& x) {
        return i < x.indicators.size() ? in_quotes(x.indicators[i].id) : std::string("nothing");
      };
      if (text(f) == text(other)) continue;
      faults.add(where, "changes the list of indicators: place " + std::to_string(i + 1) + " has " +
                            text(other) + " instead of " + text(f));
      return;
    }
  }

  static void check_outcome(const node& before, const framework& other, const std::string& where,
                            fault_list& faults) {
    const auto* after = other.find_node(before.id);
    if (!after) {
      faults.add(where, "removes node " + in_quotes(before.id) + ", an outcome");
      return;
    }
    if (after->higher_is_worse != before.higher_is_worse) {
      faults.add(where, "changes which scores of " + in_quotes(before.id) + " are the better ones");
    }
    if (after->levels != before.levels) {
      faults.add(where, "changes the levels of " + in_quotes(before.id));
    }
  }

  // Names make random numbers: two factors of one name would draw the same.
  void check_names(fault_list& faults) const {
    for (std::size_t k = 0; k < sources_.methods.size(); ++k) {
      for (std::size_t j = k + 1; j < factors_.size(); ++j) {
        if (factors_[j].name != factors_[k].name) continue;
        faults.add("methods",
                   "choice " + std::to_string(k + 1) + " is named " + in_quotes(factors_[k].name) +
                       (j < sources_.methods.size() ? ", as is choice " + std::to_string(j + 1)
                                                    : ", as is another source") +
                       ": they would be drawn alike; give each a name of its own");
      }
    }
  }

  std::size_t add_factor(input_factor::kind what, std::string name, std::string_view stream_word,
                         std::size_t count) {
    const auto first = streams_.size();
    const auto word = stream_name(stream_word);
    for (std::size_t k = 0; k < count; ++k) {
      streams_.push_back({word, static_cast<std::uint32_t>(k)});
    }
    factors_.push_back({what, std::move(name), first, count});
    return first;
  }

  [[nodiscard]] static std::vector<std::string> weighted_children(const node& n) {
    std::vector<std::string> children;
    for (const auto& e : n.children) {
      if (e.weight > 0) children.push_back(e.child);
    }
    return children;
  }

  void add_weights(const uncertain_weights& w, fault_list& faults) {
    const std::string name = "weights of " + w.node;
    std::vector<std::string> known;
    for (const auto& n : nominal().framework().nodes) known.push_back(n.id);
    const auto* n = nominal().framework().find_node(w.node);
    if (!n) {
      faults.add("uncertain weights",
                 in_quotes(w.node) + " is not a node" + suggestion(w.node, known));
      return;
    }
    for (const auto& other : weights_) {
      if (other.id == w.node) faults.add(name, "are given twice");
    }
    weighted_node node{.id = w.node, .children = weighted_children(*n)};
    node.rule = w.rule.bind(node.children);
    node.first = add_factor(input_factor::kind::weights, name, name, node.children.size());
    weights_.push_back(std::move(node));
  }

  void add_scale(const framework& f, const uncertain_scale& p, fault_list& faults) {
    const std::string name = "scale of " + p.indicator + ": " + p.parameter;
    std::vector<std::string> known;
    for (const auto& i : f.indicators) known.push_back(i.id);
    const auto at = std::ranges::find(known, p.indicator);
    if (at == known.end()) {
      faults.add(name,
                 in_quotes(p.indicator) + " is not an indicator" + suggestion(p.indicator, known));
      return;
    }
    const auto indicator = static_cast<std::size_t>(at - known.begin());
    std::vector<std::string> names;
    for (const auto& v : variants_) {
      const auto more = detail::parameter_names(v.framework().indicators[indicator].scale);
      names.insert(names.end(), more.begin(), more.end());
    }
    if (std::ranges::find(names, p.parameter) == names.end()) {
      faults.add(name, in_quotes(p.parameter) + " is not a parameter of its scale" +
                           suggestion(p.parameter, names));
      return;
    }
    // The engine looks at equal scales once: one that is drawn must not be another's too.
    for (const auto& n : f.nodes) {
      for (const auto& e : n.children) {
        if (e.child != p.indicator || !e.scale || *e.scale != f.indicators[indicator].scale) {
          continue;
        }
        faults.add(name, "cannot be drawn: node " + in_quotes(n.id) +
                             " repeats the scale as its own; leave it out there");
      }
    }
    for (const auto& other : scales_) {
      if (other.indicator == indicator && other.parameter == p.parameter) {
        faults.add(name, "is given twice");
      }
    }
    // Both ends must make a valid framework, whatever the others are.
    for (const auto& v : variants_) {
      for (const auto end : {p.figure.quantile(0), p.figure.quantile(1)}) {
        try {
          auto changed = v.framework();
          if (detail::set_parameter(changed.indicators[indicator].scale, p.parameter, end)) {
            validate(changed);
          }
        } catch (const std::exception& e) {
          faults.add(name, to_text(end) + " is possible, and wrong: " + e.what());
          return;
        }
      }
    }
    scales_.push_back(
        {indicator, p.parameter, p.figure, add_factor(input_factor::kind::scale, name, name, 1)});
  }

  // Both ends of a scale are drawn on their own.
  void check_scales(const framework& f, fault_list& faults) const {
    for (const auto& low : scales_) {
      for (const auto& high : scales_) {
        if (low.indicator != high.indicator || low.parameter != "lower" ||
            high.parameter != "upper") {
          continue;
        }
        const double most = low.figure.quantile(1), least = high.figure.quantile(0);
        if (most < least) continue;
        faults.add("scale of " + f.indicators[low.indicator].id,
                   "lower may be as high as " + to_text(most) + ", upper as low as " +
                       to_text(least) +
                       ": each is drawn on its own, and lower must be below upper in every draw");
      }
    }
  }

  void add_cells(const framework& f, fault_list& faults) {
    std::vector<std::string> known;
    for (const auto& i : f.indicators) known.push_back(i.id);
    std::vector<const uncertain_cell*> given(f.indicators.size() * data_.rows(), nullptr);
    for (const auto& c : sources_.evidence) {
      const auto at = std::ranges::find(known, c.indicator);
      const auto where =
          "uncertain evidence, row " + std::to_string(c.row) + ", column " + in_quotes(c.indicator);
      if (at == known.end()) {
        faults.add(where, "is not an indicator" + suggestion(c.indicator, known));
        continue;
      }
      if (c.row >= data_.rows()) {
        faults.add(where, "is beyond the table's " + std::to_string(data_.rows()) + " rows");
        continue;
      }
      const auto column = static_cast<std::size_t>(at - known.begin());
      auto& slot = given[column * data_.rows() + c.row];
      if (slot) faults.add(where, "is given twice");
      slot = &c;
      // By the scale of every method, up to the first that does not take it.
      for (const auto& v : variants_) {
        const auto& i = v.framework().indicators[column];
        if (&v != &variants_.front() && i.scale == f.indicators[column].scale) continue;
        if (!takes_figure(i, c, where, faults)) break;
      }
    }
    for (std::size_t column = 0; column < f.indicators.size(); ++column) {
      const auto first = streams_.size();
      for (std::size_t row = 0; row < data_.rows(); ++row) {
        const auto* c = given[column * data_.rows() + row];
        if (!c) continue;
        cells_.push_back({column, row, c->figure, streams_.size()});
        streams_.push_back({stream_name(known[column], data_.row_id(row)), 0});
      }
      if (streams_.size() == first) continue;
      factors_.push_back({input_factor::kind::evidence, "evidence on " + known[column], first,
                          streams_.size() - first});
    }
  }

  // No figure that its scale does not take, as far as ends and quantiles tell, and not all outside.
  static bool takes_figure(const indicator& i, const uncertain_cell& c, const std::string& where,
                           fault_list& faults) {
    return ltorisk::detail::visit_fixed(
        [&](const auto& s) {
          const int steps = std::holds_alternative<scales::categories>(i.scale) ? 64 : 4;
          for (int k = 0; k <= steps; ++k) {
            double x = c.figure.quantile(static_cast<double>(k) / steps);
            if (std::isinf(x) && (k == 0 || k == steps)) continue;
            if (ltorisk::detail::scorable(s, x, s(x))) continue;
            faults.add(where, to_text(x) + " is possible, and " + domain_words(i.scale));
            return false;
          }
          const auto [lower, upper] = s.declared();
          const auto [least, most] = c.figure.range();
          const bool beyond = most < lower || least > upper;
          if (beyond) {
            faults.add(where, "no figure from " + to_text(least) + " to " + to_text(most) +
                                  " is in the range of its scale, " + to_text(lower) + " to " +
                                  to_text(upper));
          }
          return !beyond;
        },
        i.scale);
  }

  table_view data_;
  sources sources_;
  std::vector<model> variants_;
  std::vector<std::string> outcomes_;
  std::vector<input_factor> factors_;
  std::vector<stream> streams_;
  std::vector<weighted_node> weights_;
  std::vector<scale_parameter> scales_;
  std::vector<cell> cells_;
};

}  // namespace ltorisk::uncertainty
