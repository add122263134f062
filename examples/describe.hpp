// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/ltorisk.hpp>

#include <cmath>
#include <ostream>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "text_table.hpp"

/// A framework in words, for people.
class framework_printer {
 public:
  framework_printer(const ltorisk::framework& f, std::ostream& out) : f_(f), out_(out) {}

  void print() {
    out_ << f_.id << ' ' << f_.version << ": " << f_.name << '\n';
    for (const auto& text : {f_.citation, f_.description}) {
      if (!text.empty()) out_ << text << '\n';
    }
    out_ << "Scores from " << number(f_.score_range.lower) << " to " << number(f_.score_range.upper)
         << ". In the trees, - means that the value enters as one minus it.\n";
    for (const auto& id : f_.outcomes) {
      out_ << '\n';
      const auto& n = *f_.find_node(id);
      out_ << n.id << (n.name.empty() ? "" : ": " + n.name) << '\n';
      print_levels(n);
      print_children(n, 1);
    }
    print_limits();
    print_indicators();
  }

 private:
  static std::string number(double x) { return ltorisk::to_text(std::round(x * 1e6) / 1e6); }

  static std::string words(const ltorisk::parameter_value& value) {
    struct {
      std::string operator()(double x) const { return number(x); }
      std::string operator()(bool x) const { return x ? "yes" : "no"; }
      std::string operator()(const std::string& x) const { return x; }
      std::string operator()(const std::vector<double>& list) const {
        std::string text = "[";
        for (const double x : list) text += (text.size() > 1 ? ", " : "") + number(x);
        return text + "]";
      }
      std::string operator()(const std::vector<std::vector<double>>& rows) const {
        std::string text = "[";
        for (const auto& row : rows) text += (text.size() > 1 ? ", " : "") + (*this)(row);
        return text + "]";
      }
    } const visitor;
    return std::visit(visitor, value);
  }

  template <class Scheme>
  static std::string scheme(const Scheme& any) {
    std::string text(any.name());
    const auto parameters = any.parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      text += (i == 0 ? "(" : ", ") + parameters[i].name + " " + words(parameters[i].value);
    }
    return parameters.empty() ? text : text + ")";
  }

  void print_children(const ltorisk::node& n, std::size_t depth) {
    const std::string indent(2 * depth, ' ');
    double total = 0;
    for (const auto& e : n.children) total += e.weight;
    out_ << indent << "= " << scheme(n.aggregation);
    if (n.weighting) out_ << ", weights by " << scheme(*n.weighting);
    if (n.min_coverage > 0)
      out_ << ", no value below " << number(100 * n.min_coverage) << " % coverage";
    if (n.decimals)
      out_ << ", rounded to " << *n.decimals << (*n.decimals == 1 ? " decimal" : " decimals");
    out_ << '\n';
    for (const auto& e : n.children) {
      const auto* inner = f_.find_node(e.child);
      out_ << indent << (e.sign == ltorisk::sign::plus ? "+ " : "- ") << e.child;
      if (e.weight != n.children[0].weight || n.children[0].weight != 1) {
        out_ << ", weight " << number(std::round(1000 * e.weight / total) / 10) << " %";
      }
      if (e.required) out_ << ", required";
      if (e.assume) out_ << ", missing counts as " << number(*e.assume);
      if (e.applies_if) out_ << ", applies if " << words(*e.applies_if);
      if (e.scale) out_ << ", seen as " << words(*e.scale);
      if (inner && !shown_.insert(e.child).second) out_ << " (see above)";
      out_ << '\n';
      if (inner && out_once_.insert(e.child).second) print_children(*inner, depth + 2);
    }
  }

  void print_levels(const ltorisk::node& n) {
    if (n.levels.classes.empty()) return;
    const bool lower = n.levels.boundary == ltorisk::level_scheme::boundary_rule::lower;
    out_ << "  levels:";
    for (const auto& c : n.levels.classes) {
      out_ << (&c == &n.levels.classes.front() ? " " : ", ") << c.name
           << (lower ? " to " : " below ") << number(c.upper);
    }
    out_ << '\n';
  }

  void print_limits() {
    bool any = false;
    for (const auto& n : f_.nodes) any = any || !n.limits.empty();
    if (!any) return;
    out_ << "\nLimits, which no average may pass:\n";
    text_table table({{"node", text_table::align::left},
                      {"if", text_table::align::left},
                      {"then", text_table::align::left},
                      {"because", text_table::align::left}});
    for (const auto& n : f_.nodes) {
      for (const auto& l : n.limits) {
        const auto* score = std::get_if<double>(&l.at);
        table.add({n.id, words(l.when),
                   (l.clamp == ltorisk::limit::kind::cap ? "at most " : "at least ") +
                       (score ? number(*score) : std::get<std::string>(l.at)),
                   l.reason});
      }
    }
    table.print(out_);
  }

  void print_indicators() {
    out_ << "\nIndicators:\n";
    text_table table({{"id", text_table::align::left},
                      {"name", text_table::align::left},
                      {"unit", text_table::align::left},
                      {"scale", text_table::align::left},
                      {"source", text_table::align::left}});
    for (const auto& i : f_.indicators) {
      table.add({i.id, i.name, i.unit, words(i.scale), i.source});
    }
    table.print(out_);
    for (const auto& i : f_.indicators) {
      const auto* list = std::get_if<ltorisk::scales::categories>(&i.scale);
      if (!list) continue;
      out_ << '\n' << i.id << ":\n";
      text_table values({{"label", text_table::align::left},
                         {"code", text_table::align::right},
                         {"value", text_table::align::right}});
      for (const auto& c : list->list) values.add({c.label, number(c.code), number(c.value)});
      values.print(out_);
    }
  }

  static std::string words(const ltorisk::condition& c) {
    using enum ltorisk::comparison;
    const char* test = c.test == below     ? " below "
                       : c.test == at_most ? " at most "
                       : c.test == above   ? " above "
                                           : " at least ";
    return c.evidence + test + number(c.threshold);
  }

  static std::string onto(const ltorisk::interval& i) {
    if (i == ltorisk::interval{}) return "";
    return " onto " + number(i.lower) + " to " + number(i.upper);
  }

  static std::string words(const ltorisk::scale& s) {
    using namespace ltorisk::scales;
    const auto range = [](const auto& v) { return number(v.lower) + " to " + number(v.upper); };
    struct {
      decltype(range)& r;
      std::string operator()(const linear& v) const { return r(v) + onto(v.onto); }
      std::string operator()(const logarithmic& v) const { return "log " + r(v) + onto(v.onto); }
      std::string operator()(const half_life& v) const { return "half-life " + number(v.period); }
      std::string operator()(const categories&) const { return "categories, below"; }
      std::string operator()(const piecewise& v) const {
        std::string text = "points";
        for (const auto& p : v.points) text += " " + number(p.x) + ":" + number(p.y);
        return text;
      }
      std::string operator()(const box_cox& v) const {
        return "(x + " + number(v.shift) + ")^" + number(v.exponent) + ", " + r(v) + onto(v.onto);
      }
      std::string operator()(const empirical& v) const {
        return "ranks of " + std::to_string(v.values.size()) + " values";
      }
      std::string operator()(const ltorisk::any_value_function& v) const { return scheme(v); }
      std::string operator()(const ltorisk::any_normalization& v) const {
        return "learned: " + scheme(v);
      }
    } const visitor{range};
    return std::visit(visitor, s);
  }

  const ltorisk::framework& f_;
  std::ostream& out_;
  std::set<std::string> shown_;
  std::set<std::string> out_once_;
};
