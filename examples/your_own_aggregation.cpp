// SPDX-License-Identifier: BSL-1.0

// An aggregation of your own, used like those of the library: in C++, and by its name from JSON.

#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <iostream>

/// The mean of a worst case and an average: (minimum + arithmetic mean) / 2, after Hurwicz (1951).
struct cautious_mean {
  static constexpr const char* name = "cautious_mean";

  auto operator()(const auto& x, const auto& w) const {
    return 0.5 *
           (ltorisk::aggregate::minimum{}(x, w) + ltorisk::aggregate::arithmetic_mean{}(x, w));
  }
  ltorisk::aggregation_laws laws() const {
    return {.missing = ltorisk::missing_rule::skip, .monotone = ltorisk::monotony::rising};
  }
  bool operator==(const cautious_mean&) const = default;
};
static_assert(ltorisk::aggregation<cautious_mean>);

int main() {
  // By name from JSON: the caller says which schemes there are.
  ltorisk::schemes schemes;
  schemes.add<cautious_mean>();
  const auto framework = ltorisk::read_framework(R"({
    "schema_version": 1,
    "id": "water",
    "indicators": [
      {"id": "wells_tested", "unit": "share", "scale": {"kind": "linear", "lower": 0, "upper": 1}},
      {"id": "mercury", "unit": "ug/l", "scale": {"kind": "logarithmic", "lower": 0.1, "upper": 10}}
    ],
    "nodes": [
      {"id": "water_safety", "aggregation": "cautious_mean",
       "children": ["wells_tested", {"child": "mercury", "sign": "-"}]}
    ],
    "outcomes": ["water_safety"]
  })",
                                                 schemes);

  // In C++: a node takes any scheme.
  auto by_hand = framework;
  by_hand.nodes[0].aggregation = cautious_mean{};

  const ltorisk::record community{{"wells_tested", 0.8}, {"mercury", 1}};
  const auto from_json = ltorisk::fit(framework).score(community)["water_safety"];
  const auto from_code = ltorisk::fit(by_hand).score(community)["water_safety"];
  std::cout << "water safety " << from_json.value << " and " << from_code.value << '\n';

  const auto unknown = ltorisk::fit(framework).score({{"wells_tested", 0.8}})["water_safety"];
  std::cout << "without the sample " << unknown.value << ", between " << unknown.lower << " and "
            << unknown.upper << '\n';
  return from_json.value == from_code.value ? 0 : 1;
}
