// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/ltorisk.hpp>

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// A second, slow implementation of the scoring rules, written from their definitions: recursive,
/// one community, plain numbers, formulas spelled out. It shares with the library only the data
/// structures of a framework.
namespace by_definition {

using namespace ltorisk;

enum class is { known, unknown, inapplicable };

struct result {
  is state = is::unknown;
  double value = 0;     // 0..1, after limits
  double coverage = 0;  // 0..1
  double low = 0, high = 1;
  bool may_vanish = false;  // some completion makes it inapplicable
};

class scorer {
 public:
  scorer(const framework& f, const std::vector<double>& row) : f_(f), row_(row) {}

  result node_result(const std::string& id) {
    if (const auto done = memo_.find(id); done != memo_.end()) return done->second;
    return memo_[id] = compute(*f_.find_node(id));
  }

 private:
  static double formula(const any_aggregation& a, const std::vector<double>& x,
                        const std::vector<double>& w) {
    const auto name = a.name();
    double total = 0;
    for (const double v : w) total += v;
    const auto mean = [&](auto g) {
      double s = 0;
      for (std::size_t j = 0; j < x.size(); ++j) {
        if (w[j] > 0) s += w[j] / total * g(x[j]);
      }
      return s;
    };
    const auto parameter = [&] { return std::get<double>(a.parameters().at(0).value); };
    if (name == "arithmetic_mean") return mean([](double v) { return v; });
    if (name == "geometric_mean") {
      const double floor = parameter();
      return std::exp(mean([&](double v) { return std::log(std::max<double>(v, floor)); }));
    }
    if (name == "harmonic_mean") {
      const double floor = parameter();
      return 1 / mean([&](double v) { return 1 / std::max<double>(v, floor); });
    }
    if (name == "power_mean") {
      const double p = parameter();
      return std::pow(mean([&](double v) { return std::pow(v, p); }), 1 / p);
    }
    if (name == "inverted_geometric_mean") {
      return (10 - std::exp(mean([](double v) { return std::log(9 * (1 - v) + 1); }))) / 9;
    }
    double least = 1, most = 0, product = 1, rest = 0, rest_weight = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (w[j] == 0) continue;
      least = std::min<double>(least, x[j]);
      most = std::max<double>(most, x[j]);
      product *= x[j];
      if (j > 0) {
        rest += w[j] * x[j];
        rest_weight += w[j];
      }
    }
    if (name == "minimum") return least;
    if (name == "maximum") return most;
    if (name == "product") return product;
    if (name == "gated") return x[0] * (1 - (rest_weight > 0 ? rest / rest_weight : 0));
    throw std::logic_error("by_definition: unknown scheme");
  }

  double cell(const std::string& indicator_id) const {
    return row_[static_cast<std::size_t>(f_.find_indicator(indicator_id) - f_.indicators.data())];
  }

  static double scaled(const scale& s, double x) {
    return detail::read(s, x).value;
  }

  result leaf(const edge& e) const {
    const auto& s = e.scale ? *e.scale : f_.find_indicator(e.child)->scale;
    const double x = cell(e.child);
    if (is_not_applicable(x)) return {.state = is::inapplicable, .coverage = 1};
    if (is_missing(x)) {
      const auto [low, high] = detail::value_range(s);
      return {.state = is::unknown, .low = low, .high = high};
    }
    const double v = scaled(s, x);
    return {is::known, v, 1, v, v};
  }

  // The three answers of a condition.
  enum class truth { no, unknown, yes };

  truth test(const condition& c) {
    if (f_.find_indicator(c.evidence)) {
      const double x = cell(c.evidence);
      if (is_missing(x)) return truth::unknown;
      return is_known(x) && c.holds(x) ? truth::yes : truth::no;
    }
    const auto r = node_result(c.evidence);
    if (r.state == is::unknown) return truth::unknown;
    condition unit = c;
    unit.threshold = f_.to_unit(c.threshold);
    return r.state == is::known && unit.holds(r.value) ? truth::yes : truth::no;
  }

  double rounded(const node& n, double v) const {
    if (!n.decimals) return v;
    const double p = std::pow(10.0, *n.decimals);
    const double scaled_up = f_.to_score(v) * (p * (1 + std::ldexp(1.0, -50)));
    return f_.to_unit(std::round(scaled_up) / p);
  }

  result compute(const node& n) {
    struct part {
      double weight;
      bool plus, required;
      result r;
      std::optional<double> assumed;
      bool uncertain;
    };
    std::vector<part> parts;
    double weights = 0;
    for (const auto& e : n.children) {
      if (e.weight == 0) continue;
      part p{e.weight, e.sign == sign::plus, e.required, {}, {}, false};
      p.r = f_.find_indicator(e.child) ? leaf(e) : node_result(e.child);
      p.uncertain = p.r.may_vanish;
      if (e.applies_if && p.r.state != is::inapplicable) {
        const auto t = test(*e.applies_if);
        if (t == truth::no) p.r = {.state = is::inapplicable, .coverage = 1};
        p.uncertain = t != truth::no && (p.uncertain || t == truth::unknown);
      }
      if (p.r.state == is::unknown && e.assume) {
        const auto* i = f_.find_indicator(e.child);
        p.assumed = i ? scaled(e.scale ? *e.scale : i->scale, *e.assume) : f_.to_unit(*e.assume);
      }
      weights += e.weight;
      parts.push_back(p);
    }
    const auto name = n.aggregation.name();
    const bool needs_all = name == "product" || name == "gated";

    result out{.coverage = 0};
    std::vector<double> x, w, low_x, high_x, bound_w;
    bool any_stays = false, shaky = false, any_applies = false, any_used = false, lost = false,
         absent = false, zero = false;
    for (std::size_t j = 0; j < parts.size(); ++j) {
      const auto& p = parts[j];
      const bool applies = p.r.state != is::inapplicable, known = p.r.state == is::known;
      const bool used = known || p.assumed.has_value();
      const auto enter = [&](double v) {
        return std::min<double>(std::max<double>(p.plus ? v : 1 - v, 0), 1);
      };
      const double v = enter(known ? p.r.value : p.assumed.value_or(0.5));
      x.push_back(v);
      w.push_back(used ? p.weight : 0);
      any_applies |= applies;
      any_stays |= applies && !p.uncertain;
      shaky |= p.uncertain && (p.required || (name == "gated" && j == 0));
      any_used |= used;
      lost |= (needs_all || p.required) && applies && !used;
      absent |= !applies && (p.required || (name == "gated" && j == 0));
      zero |= known && v == 0 && (name == "product" || (name == "gated" && j == 0));
      out.coverage += p.weight / weights * (known ? p.r.coverage : applies ? 0 : 1);

      double low = std::min<double>(enter(p.r.low), enter(p.r.high));
      double high = std::max<double>(enter(p.r.low), enter(p.r.high));
      if (p.uncertain) {
        low = std::min<double>(low, name == "product" ? 1 : 0);
        high = std::max<double>(high, 1);
      }
      if (name == "gated" && j > 0) std::swap(low, high);
      low_x.push_back(low);
      high_x.push_back(high);
      bound_w.push_back(applies ? p.weight : 0);
    }
    if (!any_applies || absent) return {.state = is::inapplicable, .coverage = 1};
    out.may_vanish = !any_stays || shaky;
    if (zero) out.coverage = 1;
    out.low = rounded(n, formula(n.aggregation, low_x, bound_w));
    out.high = rounded(n, formula(n.aggregation, high_x, bound_w));
    const bool scored = ((any_used && !lost) || zero) && out.coverage >= n.min_coverage - 1e-12;
    if (scored) {
      out.state = is::known;
      out.value = rounded(n, zero ? 0 : formula(n.aggregation, x, w));
      out.value = std::min<double>(std::max<double>(out.value, out.low), out.high);
    }
    return out;  // limits are checked on their own, see limits.test.cpp
  }

  const framework& f_;
  const std::vector<double>& row_;
  std::map<std::string, result> memo_;
};

}  // namespace by_definition
