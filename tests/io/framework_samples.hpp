// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/schemes.hpp>
#include <ltorisk/validate.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Frameworks for the tests of JSON: one that has everything, broken versions of it, random ones.
namespace samples {

/// A user's aggregation, with two parameters.
class generous_mean {
 public:
  static constexpr const char* name = "generous_mean";

  generous_mean() = default;
  generous_mean(double gift, double power) : gift_(gift), power_(power) { validate(); }

  void validate() const {
    if (!(gift_ >= 0 && gift_ <= 1)) {
      throw std::invalid_argument("generous_mean: gift outside 0..1");
    }
  }
  template <class X, class W>
  auto operator()(const X& x, const W& w) const {
    ltorisk::math::value_type<X> sum = 0, total = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += w[j] * x[j];
      total += w[j];
    }
    return gift_ + (1 - gift_) * sum / total;
  }
  static void parameters(auto& list, auto& self) {
    list("gift", self.gift_);
    list("power", self.power_);
  }
  friend bool operator==(const generous_mean&, const generous_mean&) = default;

 private:
  double gift_ = 0.25;
  double power_ = 1;
};

inline ltorisk::schemes with_generous_mean() {
  ltorisk::schemes known;
  known.add<generous_mean>();
  return known;
}

/// Every key of the format, in the form in which it is written.
inline constexpr std::string_view complete = R"json({
  "schema_version": 1,
  "id": "complete",
  "name": "Everything",
  "version": "1.2",
  "citation": "Nobody (2020)",
  "description": "Every key of the format.",
  "score_range": [0, 10],
  "indicators": [
    {
      "id": "poverty",
      "name": "Poverty",
      "unit": "%",
      "description": "Share of the poor",
      "source": "A census",
      "scale": {"kind": "linear", "lower": 0, "upper": 60, "onto": [1, 0], "capped": false},
      "stale_after_months": 12,
      "disclosures": ["GRI 14.10", "ESRS S3-1"]
    },
    {
      "id": "income",
      "scale": {"kind": "logarithmic", "lower": 100, "upper": 75000.5, "onto": [0.25, 0.75]}
    },
    {"id": "age", "scale": {"kind": "half_life", "half_life": 24, "lower": 0, "upper": 120}},
    {
      "id": "status",
      "scale": {
        "kind": "categories",
        "categories": [
          {"label": "revoked", "value": 0},
          {"label": "válido \"1\"", "value": 0.75, "code": 4}
        ]
      }
    },
    {
      "id": "price",
      "scale": {
        "kind": "piecewise",
        "points": [[1, 0], [2.5, 0.5], [1e+20, 1]]
      }
    },
    {
      "id": "growth",
      "scale": {"kind": "min_max", "onto": [0, 0.9], "capped": true}
    }
  ],
  "nodes": [
    {
      "id": "act",
      "name": "The act",
      "aggregation": "product",
      "children": [
        "status",
        {"child": "age", "applies_if": {"indicator": "status", "at_least": 0.5}},
        {
          "child": "price",
          "sign": "-",
          "weight": 2.5,
          "required": true,
          "assume": 2,
          "scale": {"kind": "linear", "lower": 1, "upper": 3}
        }
      ],
      "min_coverage": 0.5,
      "decimals": 1,
      "higher_is": "worse",
      "levels": {
        "boundary": "upper",
        "classes": [{"name": "low", "upper": 5}, {"name": "high", "upper": 10}]
      },
      "limits": [
        {
          "when": {"indicator": "status", "above": 0},
          "at_most": "low",
          "reason": "violence within 24 months"
        },
        {"when": {"node": "rest", "below": 2}, "at_least": 1}
      ],
      "source": "judgement"
    },
    {
      "id": "rest",
      "aggregation": {"scheme": "geometric_mean", "floor": 0.01},
      "children": ["income", "growth"]
    },
    {"id": "all", "aggregation": "arithmetic_mean", "children": ["act", "rest", "poverty"]}
  ],
  "outcomes": ["all", "act"]
}
)json";

/// A change of `complete` that must be refused.
struct fault {
  const char* from;
  const char* to;
  const char* where;
  const char* what;
  /// Can the JSON Schema see it too?
  bool schema_sees = true;
};

inline std::string changed(std::string_view from, std::string_view to) {
  std::string text(complete);
  const auto at = text.find(from);
  if (at == text.npos) throw std::logic_error("not in the sample: " + std::string(from));
  return text.replace(at, from.size(), to);
}

// clang-format off
inline const std::vector<fault> faults = {
    // Keys
    {R"("unit": "%")", R"("untis": "%")", "#/indicators/0/untis", "unknown key; did you mean 'unit'?"},
    {R"("outcomes": ["all", "act"])", R"("outcomes": ["act"], "extra~/key": 1)", "#/extra~0~1key", "unknown key; use 'schema_version', 'id',"},
    {R"("lower": 0, "upper": 60)", R"("lower": 0, "uper": 60)", "#/indicators/0/scale", "missing key 'upper'"},
    {R"("lower": 0, "upper": 60)", R"("lower": 0, "uper": 60)", "#/indicators/0/scale/uper", "unknown key; did you mean 'upper'?"},
    {R"("id": "complete",)", "", "", "missing key 'id'"},
    {R"("schema_version": 1,)", "", "", "missing key 'schema_version'"},
    {R"({"id": "age", )", "{", "#/indicators/2", "missing key 'id'"},
    {R"("kind": "half_life", )", "", "#/indicators/2/scale", "missing key 'kind'"},
    {R"("aggregation": "product",)", "", "#/nodes/0", "missing key 'aggregation'"},
    {R"("label": "revoked", )", "", "#/indicators/3/scale/categories/0", "missing key 'label'"},
    {R"("when": {"node": "rest", "below": 2}, )", "", "#/nodes/0/limits/1", "missing key 'when'"},
    {R"("capped": false)", R"("capped": false, "half_life": 3)", "#/indicators/0/scale/half_life", "unknown key; use 'kind', 'lower', 'upper', 'onto' or 'capped'"},
    {R"("id": "complete",)", R"("id": "complete", "id": "complete",)", "#/id", "key is given twice", false},
    {R"("weight": 2.5,)", R"("weight": 2.5, "weight": 2,)", "#/nodes/0/children/2/weight", "key is given twice", false},
    // Versions and types
    {R"("schema_version": 1)", R"("schema_version": 2)", "#/schema_version", "this library reads schema_version 1, got 2"},
    {R"("schema_version": 1)", R"("schema_version": "1")", "#/schema_version", "must be a number, got a string"},
    {R"("id": "complete")", R"("id": 7)", "#/id", "must be a string, got a number"},
    {R"("score_range": [0, 10])", R"("score_range": [0, 5, 10])", "#/score_range", "must be two numbers [lower, upper], got an array of 3"},
    {R"("score_range": [0, 10])", R"("score_range": [0, "10"])", "#/score_range/1", "must be a number, got a string"},
    {R"("onto": [1, 0])", R"("onto": true)", "#/indicators/0/scale/onto", "must be two numbers [lower, upper], got true"},
    {R"([2.5, 0.5])", R"({"x": 2.5, "y": 0.5})", "#/indicators/4/scale/points/1", "must be two numbers [x, y], got an object"},
    {R"("capped": false)", R"("capped": 0)", "#/indicators/0/scale/capped", "must be true or false, got a number"},
    {R"("lower": 0, "upper": 60)", R"("lower": null, "upper": 60)", "#/indicators/0/scale/lower", "must be a number, got null"},
    {R"(["GRI 14.10", "ESRS S3-1"])", R"("GRI 14.10")", "#/indicators/0/disclosures", "must be an array, got a string"},
    {R"("ESRS S3-1")", "31", "#/indicators/0/disclosures/1", "must be a string, got a number"},
    {R"({"id": "all",)", R"("all", {"id": "all",)", "#/nodes/2", "must be an object, got a string"},
    {R"(["income", "growth"])", R"(["income", 3])", "#/nodes/1/children/1", "must be a string or an object, got a number"},
    {R"("decimals": 1)", R"("decimals": 1.5)", "#/nodes/0/decimals", "must be a whole number, got 1.5"},
    {R"("decimals": 1)", R"("decimals": 1e300)", "#/nodes/0/decimals", "must be a whole number, got 1e+300"},
    {R"("assume": 2)", R"("assume": false)", "#/nodes/0/children/2/assume", "must be a number, got false"},
    {R"("at_most": "low")", R"("at_most": ["low"])", "#/nodes/0/limits/0/at_most", "must be the name of a level or a number, got an array"},
    {R"("aggregation": "product")", R"("aggregation": 3)", "#/nodes/0/aggregation", "must be a string or an object, got a number"},
    // Words and names
    {R"("kind": "linear", "lower": 0)", R"("kind": "liner", "lower": 0)", "#/indicators/0/scale/kind", "'liner' is not a kind of scale; did you mean 'linear'?", false},
    {R"("kind": "min_max")", R"("kind": "?")", "#/indicators/5/scale/kind", "'?' is not a kind of scale", false},
    {R"("sign": "-")", R"("sign": "minus")", "#/nodes/0/children/2/sign", "must be '+' or '-', got 'minus'"},
    {R"("higher_is": "worse")", R"("higher_is": "bad")", "#/nodes/0/higher_is", "must be 'better' or 'worse', got 'bad'"},
    {R"("boundary": "upper")", R"("boundary": "up\nper")", "#/nodes/0/levels/boundary", "must be 'lower' or 'upper', got 'up\\nper'"},
    {R"("aggregation": "product")", R"("aggregation": "produkt")", "#/nodes/0/aggregation", "'produkt' is not an aggregation; did you mean 'product'?", false},
    {R"("scheme": "geometric_mean")", R"("scheme": "mode")", "#/nodes/1/aggregation/scheme", "'mode' is not an aggregation; use 'arithmetic_mean', ", false},
    {R"("scheme": "geometric_mean", )", "", "#/nodes/1/aggregation", "missing key 'scheme'"},
    {R"("floor": 0.01)", R"("flor": 0.01)", "#/nodes/1/aggregation/flor", "unknown key; did you mean 'floor'?", false},
    {R"("floor": 0.01)", R"("floor": "low")", "#/nodes/1/aggregation/floor", "must be a number, got a string", false},
    {R"("floor": 0.01)", R"("floor": -1)", "#/nodes/1/aggregation", "geometric_mean: floor must be in [0, 1), got -1", false},
    // Exactly one of several keys
    {R"("indicator": "status", "at_least": 0.5)", R"("indicator": "status")", "#/nodes/0/children/1/applies_if", "needs one of 'below', 'at_most', 'above' or 'at_least'"},
    {R"("indicator": "status", "at_least": 0.5)", R"("indicator": "status", "at_least": 0.5, "below": 1)", "#/nodes/0/children/1/applies_if", "must have only one of 'below' or 'at_least'"},
    {R"({"indicator": "status", "above": 0})", R"({"above": 0})", "#/nodes/0/limits/0/when", "needs one of 'indicator' or 'node'"},
    {R"("at_most": "low",)", "", "#/nodes/0/limits/0", "needs one of 'at_most' or 'at_least'"},
    {R"({"indicator": "status", "above": 0})", R"({"indicator": "rest", "above": 0})", "#/nodes/0/limits/0/when/indicator", "'rest' is a node; use 'node'", false},
    {R"({"node": "rest", "below": 2})", R"({"node": "age", "below": 2})", "#/nodes/0/limits/1/when/node", "'age' is an indicator; use 'indicator'", false},
    {R"("applies_if": {"indicator": "status")", R"("applies_if": {"node": "rest")", "#/nodes/0/children/1/applies_if", "'rest' is not an indicator"},
    // What `validate` finds
    {R"("id": "income")", R"("id": "poverty")", "#/indicators/1/id", "'poverty' is the id of /indicators/0 already", false},
    {R"(["income", "growth"])", R"(["incom", "growth"])", "#/nodes/1/children/0", "'incom' is not an indicator or a node; did you mean 'income'?", false},
    {R"(["income", "growth"])", R"(["all", "growth"])", "#/nodes/", "is part of a cycle", false},
    {R"("lower": 0, "upper": 60)", R"("lower": 60, "upper": 60)", "#/indicators/0/scale", "lower must be below upper, got 60 and 60", false},
    {R"("half_life": 24)", R"("half_life": 0)", "#/indicators/2/scale", "half_life must be above 0, got 0"},
    {R"("onto": [1, 0])", R"("onto": [1, 1.0])", "#/indicators/0/scale", "onto must be two different finite numbers"},
    {R"("stale_after_months": 12)", R"("stale_after_months": 0)", "#/indicators/0/stale_after_months", "must be above 0, got 0"},
    {R"("weight": 2.5)", R"("weight": -2.5)", "#/nodes/0/children/2/weight", "must be finite and not negative, got -2.5"},
    {R"(["income", "growth"])", R"([{"child": "income", "weight": 0}])", "#/nodes/1/children", "weights must have a positive, finite sum, got 0", false},
    {R"(["income", "growth"])", "[]", "#/nodes/1/children", "must not be empty"},
    {R"("assume": 2)", R"("assume": 9)", "#/nodes/0/children/2/assume", "9 is outside the declared range 1 to 3", false},
    {R"("min_coverage": 0.5)", R"("min_coverage": 50)", "#/nodes/0/min_coverage", "must be in [0, 1], got 50"},
    {R"("decimals": 1)", R"("decimals": 13)", "#/nodes/0/decimals", "must be in 0..12, got 13"},
    {R"({"name": "low", "upper": 5})", R"({"name": "low", "upper": 11})", "#/nodes/0/levels/classes/1/upper", "must be above 11, got 10", false},
    {R"("at_most": "low")", R"("at_most": "middle")", "#/nodes/0/limits/0", "'middle' is not a level of this node; use 'low' or 'high'", false},
    {R"(["all", "act"])", R"(["al", "act"])", "#/outcomes/0", "'al' is not a node; did you mean 'all'?", false},
    {R"(["all", "act"])", R"(["all", "all"])", "#/outcomes/1", "'all' is listed twice"},
};
// clang-format on

/// A valid framework, different for every seed: every scale, scheme and option, hostile texts and
/// numbers.
class generator {
 public:
  explicit generator(unsigned seed) : random_(seed) {}

  ltorisk::framework operator()() {
    while (true) {
      auto f = attempt();
      try {
        ltorisk::validate(f);
        return f;
      } catch (const ltorisk::input_error&) {
        // Values outside what an aggregation takes, most often.
      }
    }
  }

 private:
  bool one_in(int n) { return std::uniform_int_distribution<int>(1, n)(random_) == 1; }
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  double between(double a, double b) {
    return std::uniform_real_distribution<double>(a, b)(random_);
  }

  double number() {
    static constexpr std::array odd = {0.0,
                                       -0.0,
                                       1.0,
                                       0.1,
                                       100000.0,
                                       1e15,
                                       1e22,
                                       5e-324,
                                       -1e100,
                                       1e300,
                                       1.0 / 3,
                                       2e-7,
                                       123456789012345680.0};
    return one_in(2) ? odd[below(odd.size())] : between(-1000, 1000);
  }
  std::string text() {
    static const std::array<const char*, 8> pieces = {
        "poverty", "a", " ", "\"\\/", "\xC3\xB1", "\n\t\x01\x7F", "\xF0\x9F\x92\xA7", "~0"};
    std::string s;
    while (!one_in(3)) s += pieces[below(pieces.size())];
    return s;
  }
  std::string id() { return text() + std::to_string(++ids_); }

  ltorisk::interval unit_range() {
    if (one_in(2)) return {};
    const ltorisk::interval r{between(0, 0.5), between(0.5, 1)};
    return one_in(2) ? r : ltorisk::interval{r.upper, r.lower};
  }

  ltorisk::scale scale() {
    namespace s = ltorisk::scales;
    const double low = between(-50, 50);
    const double high = low + between(1e-3, 1000);
    const bool capped = !one_in(8);
    switch (below(6)) {
      case 0: return s::linear{low, high, unit_range(), capped};
      case 1: return s::logarithmic{low + 51, high + 51, unit_range(), capped};
      case 2:
        return s::half_life{between(0.1, 100), std::max<double>(low, 0),
                            std::max<double>(low, 0) + 5, capped};
      case 3: {
        s::categories c;
        for (std::size_t i = 2 + below(3); i > 0; --i) {
          const double value = between(0, 1);
          c.list.emplace_back(id(), one_in(2) ? value : number(), value);
        }
        return c;
      }
      case 4: {
        s::piecewise p;
        double x = low;
        for (std::size_t i = 2 + below(3); i > 0; --i) {
          p.points.push_back({x, between(0, 1)});
          x += between(1e-9, 10);
        }
        p.capped = capped;
        return p;
      }
      default:
        return ltorisk::any_normalization(ltorisk::normalize::min_max{unit_range(), capped},
                                          below(2) ? ltorisk::sign::plus : ltorisk::sign::minus);
    }
  }

  ltorisk::any_aggregation aggregation() {
    namespace a = ltorisk::aggregate;
    switch (below(10)) {
      case 0: return a::arithmetic_mean{};
      case 1: return a::geometric_mean(one_in(2) ? 0 : between(0, 0.5));
      case 2: return a::harmonic_mean(one_in(2) ? 0 : between(0, 0.5));
      case 3: return a::power_mean(one_in(2) ? 2 : between(0.1, 5));
      case 4: return a::minimum{};
      case 5: return a::maximum{};
      case 6: return a::product{};
      case 7: return a::gated{};
      case 8: return a::inverted_geometric_mean{};
      default: return generous_mean(between(0, 1), number());
    }
  }

  ltorisk::comparison comparison() { return static_cast<ltorisk::comparison>(below(4)); }

  ltorisk::edge child(const ltorisk::framework& f) {
    ltorisk::edge e;
    const bool leaf = f.nodes.empty() || one_in(2);
    e.child =
        leaf ? f.indicators[below(f.indicators.size())].id : f.nodes[below(f.nodes.size())].id;
    if (one_in(3)) e.sign = ltorisk::sign::minus;
    if (one_in(3)) e.weight = one_in(4) ? 1e-300 : between(0, 9);
    e.required = one_in(4);
    if (leaf && one_in(4)) e.scale = scale();
    if (!leaf && one_in(4)) e.assume = between(f.score_range.lower, f.score_range.upper);
    if (one_in(4)) {
      e.applies_if = {f.indicators[below(f.indicators.size())].id, comparison(), number()};
    }
    return e;
  }

  ltorisk::node node(const ltorisk::framework& f) {
    ltorisk::node n;
    n.id = id();
    n.name = text();
    n.aggregation = aggregation();
    for (std::size_t i = 1 + below(4); i > 0; --i) n.children.push_back(child(f));
    if (one_in(3)) n.min_coverage = between(0, 1);
    if (one_in(3)) n.decimals = static_cast<int>(below(13));
    n.higher_is_worse = one_in(2);
    if (one_in(2)) n.levels.boundary = ltorisk::level_scheme::boundary_rule::upper;
    if (one_in(2)) {
      const auto [low, high] = f.score_range;
      n.levels.classes = {{id(), low + (high - low) / 3}, {id(), high}};
    }
    while (one_in(3)) {
      ltorisk::limit l;
      const bool leaf = f.nodes.empty() || one_in(2);
      l.when.evidence =
          leaf ? f.indicators[below(f.indicators.size())].id : f.nodes[below(f.nodes.size())].id;
      l.when.test = comparison();
      l.when.threshold = number();
      if (one_in(2)) l.clamp = ltorisk::limit::kind::floor;
      if (!n.levels.classes.empty() && one_in(2)) {
        l.at = n.levels.classes[0].name;
      } else {
        l.at = between(f.score_range.lower, f.score_range.upper);
      }
      l.reason = text();
      n.limits.push_back(l);
    }
    n.source = text();
    return n;
  }

  ltorisk::framework attempt() {
    ltorisk::framework f;
    f.id = id();
    f.name = text();
    f.version = text();
    f.citation = text();
    f.description = text();
    if (one_in(2)) {
      const double low = number();
      const double high = number();
      if (low < high && high - low < 1e300) f.score_range = {low, high};
    }
    for (std::size_t i = 1 + below(5); i > 0; --i) {
      ltorisk::indicator& leaf = f.indicators.emplace_back();
      leaf.id = id();
      leaf.name = text();
      leaf.unit = text();
      leaf.description = text();
      leaf.source = text();
      leaf.scale = scale();
      if (one_in(3)) leaf.stale_after_months = between(0.5, 99);
      while (one_in(3)) leaf.disclosures.push_back(text());
    }
    for (std::size_t i = 1 + below(4); i > 0; --i) f.nodes.push_back(node(f));
    for (const auto& n : f.nodes) {
      if (f.outcomes.empty() || one_in(2)) f.outcomes.push_back(n.id);
    }
    std::ranges::shuffle(f.nodes, random_);
    return f;
  }

  std::mt19937 random_;
  int ids_ = 0;
};

}  // namespace samples
