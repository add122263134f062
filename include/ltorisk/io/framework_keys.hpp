// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <variant>
#include <vector>

/// The keys of every object in a framework's JSON, in the order they are written. The one list that
/// reading, writing, the check for unknown keys and the test of the JSON Schema go by:
///
/// | call                                | meaning                                              |
/// |-------------------------------------|------------------------------------------------------|
/// | `k.required(key, value)`            | must be there                                        |
/// | `k.optional(key, value, otherwise)` | left out where it is `otherwise`, by default `{}`    |
/// | `k.word(key, words, value)`         | an enumeration or a bool, the first word by default  |
/// | `k.exactly_one(keys, which, value)` | one of the keys; which one is an enumeration         |
/// | `k.evidence(id)`                    | exactly one of "indicator" and "node"                |
/// | `k.schema_version()`                | the number of the format                             |
namespace ltorisk::detail {

inline constexpr int framework_schema_version = 1;

template <class T>
struct json_keys;

template <>
struct json_keys<scales::linear> {
  static void list(auto& k, auto& s) {
    k.required("lower", s.lower);
    k.required("upper", s.upper);
    k.optional("onto", s.onto);
    k.optional("capped", s.capped, true);
  }
};

template <>
struct json_keys<scales::logarithmic> {
  static void list(auto& k, auto& s) {
    k.required("lower", s.lower);
    k.required("upper", s.upper);
    k.optional("onto", s.onto);
    k.optional("capped", s.capped, true);
  }
};

template <>
struct json_keys<scales::half_life> {
  static void list(auto& k, auto& s) {
    k.required("half_life", s.period);
    k.required("lower", s.lower);
    k.required("upper", s.upper);
    k.optional("capped", s.capped, true);
  }
};

template <>
struct json_keys<scales::category> {
  static void list(auto& k, auto& c) {
    k.required("label", c.label);
    k.required("value", c.value);
    k.optional("code", c.code, c.value);
  }
};

template <>
struct json_keys<scales::categories> {
  static void list(auto& k, auto& s) { k.required("categories", s.list); }
};

template <>
struct json_keys<scales::piecewise> {
  static void list(auto& k, auto& s) {
    k.required("points", s.points);
    k.optional("capped", s.capped, true);
  }
};

template <>
struct json_keys<scales::box_cox> {
  static void list(auto& k, auto& s) {
    k.required("exponent", s.exponent);
    k.optional("shift", s.shift);
    k.required("lower", s.lower);
    k.required("upper", s.upper);
    k.optional("onto", s.onto);
    k.optional("capped", s.capped, true);
  }
};

template <>
struct json_keys<scales::empirical> {
  static void list(auto& k, auto& s) {
    k.required("values", s.values);
    k.required("at", s.at);
    k.required("between", s.between);
  }
};

template <>
struct json_keys<indicator> {
  static void list(auto& k, auto& i) {
    k.required("id", i.id);
    k.optional("name", i.name);
    k.optional("unit", i.unit);
    k.optional("description", i.description);
    k.optional("source", i.source);
    k.required("scale", i.scale);
    k.optional("stale_after_months", i.stale_after_months);
    k.optional("disclosures", i.disclosures);
  }
};

template <>
struct json_keys<condition> {
  static void list(auto& k, auto& c) {
    k.evidence(c.evidence);
    k.exactly_one(std::array{"below", "at_most", "above", "at_least"}, c.test, c.threshold);
  }
};

template <>
struct json_keys<edge> {
  static void list(auto& k, auto& e) {
    k.required("child", e.child);
    k.word("sign", std::array{"+", "-"}, e.sign);
    k.optional("weight", e.weight, 1.0);
    k.optional("required", e.required);
    k.optional("assume", e.assume);
    k.optional("scale", e.scale);
    k.optional("applies_if", e.applies_if);
  }
};

template <>
struct json_keys<level_scheme::level> {
  static void list(auto& k, auto& l) {
    k.required("name", l.name);
    k.required("upper", l.upper);
  }
};

template <>
struct json_keys<level_scheme> {
  static void list(auto& k, auto& l) {
    k.word("boundary", std::array{"lower", "upper"}, l.boundary);
    k.required("classes", l.classes);
  }
};

template <>
struct json_keys<limit> {
  static void list(auto& k, auto& l) {
    k.required("when", l.when);
    k.exactly_one(std::array{"at_most", "at_least"}, l.clamp, l.at);
    k.optional("reason", l.reason);
  }
};

template <>
struct json_keys<node> {
  static void list(auto& k, auto& n) {
    k.required("id", n.id);
    k.optional("name", n.name);
    k.required("aggregation", n.aggregation);
    k.optional("weighting", n.weighting);
    k.required("children", n.children);
    k.optional("min_coverage", n.min_coverage);
    k.optional("decimals", n.decimals);
    k.word("higher_is", std::array{"better", "worse"}, n.higher_is_worse);
    k.optional("levels", n.levels);
    k.optional("limits", n.limits);
    k.optional("source", n.source);
  }
};

template <>
struct json_keys<framework> {
  static void list(auto& k, auto& f) {
    k.schema_version();
    k.required("id", f.id);
    k.optional("name", f.name);
    k.optional("version", f.version);
    k.optional("citation", f.citation);
    k.optional("description", f.description);
    k.optional("score_range", f.score_range, interval{0, 100});
    k.required("indicators", f.indicators);
    k.required("nodes", f.nodes);
    k.required("outcomes", f.outcomes);
  }
};

/// Makes `s` the fixed scale of that name, or returns false with all their names in `kinds`.
template <std::size_t I = 0>
bool make_scale(const std::string& kind, scale& s, std::vector<std::string>& kinds) {
  if constexpr (I == std::variant_size_v<scale>) {
    return false;
  } else if constexpr (!requires { std::variant_alternative_t<I, scale>::kind; }) {
    return make_scale<I + 1>(kind, s, kinds);
  } else {
    kinds.emplace_back(std::variant_alternative_t<I, scale>::kind);
    if (kind != kinds.back()) return make_scale<I + 1>(kind, s, kinds);
    s.emplace<I>();
    return true;
  }
}

}  // namespace ltorisk::detail
