// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

using namespace ltorisk;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Two indicators, a node of both, and a node of that node: sound.
framework sound() {
  return {.id = "sound",
          .indicators = {{.id = "poverty", .scale = scales::linear{.lower = 0, .upper = 60}},
                         {.id = "conflict",
                          .scale = scales::categories{{{"none", 0, 0}, {"crisis", 2, 1}}}}},
          .nodes = {{.id = "need", .children = {{.child = "poverty"}, {.child = "conflict"}}},
                    {.id = "risk", .children = {{.child = "need"}}}},
          .outcomes = {"risk"}};
}

/// The faults of a framework, "where: what" each.
std::vector<std::string> faults(const framework& f) {
  std::vector<std::string> list;
  try {
    validate(f);
  } catch (const input_error& e) {
    for (const auto& [where, what] : e.diagnostics()) list.push_back(where + ": " + what);
  }
  return list;
}

/// The only fault of the sound framework after a change.
template <class Change>
std::string fault(Change change) {
  auto f = sound();
  change(f);
  const auto list = faults(f);
  CAPTURE(list);
  CHECK(list.size() == 1);
  return list.empty() ? "" : list[0];
}

using F = framework;

level_scheme thirds() { return {.classes = {{"low", 30}, {"middle", 60}, {"high", 100}}}; }

node chain_link(std::size_t i, const std::string& below) {
  return {.id = "n" + std::to_string(i), .children = {{.child = below}}};
}

}  // namespace

TEST_CASE("a sound framework has no faults") {
  CHECK(faults(sound()).empty());
  CHECK(faults(frameworks::andean_mining()).empty());
}

TEST_CASE("ids must not be empty") {
  CHECK(fault([](F& f) { f.id = ""; }) == "/id: must not be empty");
  CHECK(fault([](F& f) { f.indicators.push_back({.id = ""}); }) ==
        "/indicators/2/id: must not be empty");
  CHECK(fault([](F& f) { f.nodes.push_back({.id = "", .children = {{.child = "poverty"}}}); }) ==
        "/nodes/2/id: must not be empty");
}

TEST_CASE("ids must be unique among indicators and nodes") {
  CHECK(fault([](F& f) { f.indicators.push_back({.id = "poverty"}); }) ==
        "/indicators/2/id: 'poverty' is the id of /indicators/0 already");
  CHECK(fault([](F& f) {
          f.nodes.push_back({.id = "need", .children = {{.child = "poverty"}}});
        }) == "/nodes/2/id: 'need' is the id of /nodes/0 already");
  CHECK(fault([](F& f) {
          f.nodes.push_back({.id = "poverty", .children = {{.child = "conflict"}}});
        }) == "/nodes/2/id: 'poverty' is the id of /indicators/0 already");
}

TEST_CASE("the score range must be one") {
  const char* const rule = "/score_range: must be two finite numbers, the lower first, got ";
  CHECK(fault([](F& f) { f.score_range = {1, 1}; }) == rule + std::string("1 and 1"));
  CHECK(fault([](F& f) { f.score_range = {100, 0}; }) == rule + std::string("100 and 0"));
  CHECK(fault([](F& f) { f.score_range = {0, infinity}; }) == rule + std::string("0 and inf"));
  CHECK(fault([](F& f) { f.score_range = {missing, 1}; }) == rule + std::string("nan and 1"));
}

TEST_CASE("a wrong scale is found, at an indicator or an edge") {
  CHECK(fault([](F& f) { f.indicators[0].scale = scales::linear{.lower = 5, .upper = 5}; }) ==
        "/indicators/0/scale: linear: lower must be below upper, got 5 and 5");
  CHECK(fault([](F& f) { f.indicators[1].scale = scales::categories{}; }) ==
        "/indicators/1/scale: categories: needs two categories or more");
  CHECK(fault([](F& f) { f.nodes[0].children[1].scale = scales::half_life{.period = 0}; }) ==
        "/nodes/0/children/1/scale: half_life: half_life must be above 0, got 0");
  CHECK(fault([](F& f) { f.nodes[1].children[0].scale = scales::linear{}; }) ==
        "/nodes/1/children/0/scale: only an indicator has a scale");
}

TEST_CASE("evidence grows stale after more than no time") {
  CHECK(fault([](F& f) { f.indicators[0].stale_after_months = 0; }) ==
        "/indicators/0/stale_after_months: must be above 0, got 0");
  CHECK(fault([](F& f) { f.indicators[0].stale_after_months = missing; }) ==
        "/indicators/0/stale_after_months: must be above 0, got nan");
}

TEST_CASE("an unknown child is refused with the nearest known id") {
  CHECK(fault([](F& f) { f.nodes[0].children[0].child = "povertty"; }) ==
        "/nodes/0/children/0/child: 'povertty' is not an indicator or a node; "
        "did you mean 'poverty'?");
  CHECK(fault([](F& f) { f.nodes[1].children[0].child = "neet"; }) ==
        "/nodes/1/children/0/child: 'neet' is not an indicator or a node; did you mean 'need'?");
  CHECK(fault([](F& f) { f.nodes[0].children[0].child = "gold_price_ratio"; }) ==
        "/nodes/0/children/0/child: 'gold_price_ratio' is not an indicator or a node");
}

TEST_CASE("a node needs children, each of them once") {
  CHECK(fault([](F& f) { f.nodes[0].children.clear(); }) == "/nodes/0/children: must not be empty");
  CHECK(fault([](F& f) { f.nodes[0].children.push_back({.child = "poverty"}); }) ==
        "/nodes/0/children/2: 'poverty' is listed twice");
}

TEST_CASE("a child may be listed twice where it is seen through two scales") {
  auto f = sound();
  f.nodes[0].children.push_back({.child = "poverty", .scale = scales::linear{.upper = 10}});
  CHECK(faults(f).empty());
}

TEST_CASE("weights are finite, not negative and have a positive sum") {
  const auto weights = [](double a, double b) {
    auto f = sound();
    f.nodes[0].children[0].weight = a;
    f.nodes[0].children[1].weight = b;
    return faults(f);
  };
  using list = std::vector<std::string>;
  CHECK(weights(0, 2).empty());
  CHECK(weights(-1, 2) ==
        list{"/nodes/0/children/0/weight: must be finite and not negative, got -1"});
  CHECK(weights(0, 0) ==
        list{"/nodes/0/children: weights must have a positive, finite sum, got 0"});
  CHECK(weights(1, infinity) ==
        list{"/nodes/0/children/1/weight: must be finite and not negative, got inf",
             "/nodes/0/children: weights must have a positive, finite sum, got inf"});
  CHECK(weights(1e308, 1e308) ==
        list{"/nodes/0/children: weights must have a positive, finite sum, got inf"});
  CHECK(weights(1, missing).size() == 2);
}

TEST_CASE("the child that a gate is about has a weight") {
  CHECK(fault([](F& f) {
          f.nodes[0].aggregation = aggregate::gated{};
          f.nodes[0].children[0].weight = 0;
        }) == "/nodes/0/children/0/weight: must be above 0: the first child is what 'gated' gates");
}

TEST_CASE("what is assumed lies in the declared range of its scale") {
  CHECK(fault([](F& f) { f.nodes[0].children[0].assume = 61; }) ==
        "/nodes/0/children/0/assume: 61 is outside the declared range 0 to 60");
  CHECK(fault([](F& f) { f.nodes[0].children[0].assume = missing; }) ==
        "/nodes/0/children/0/assume: nan must be finite");
  CHECK(fault([](F& f) {
          f.nodes[0].children[0].assume = 30;
          f.nodes[0].children[0].scale = scales::linear{.lower = 40, .upper = 50};
        }) == "/nodes/0/children/0/assume: 30 is outside the declared range 40 to 50");
  CHECK(fault([](F& f) { f.nodes[1].children[0].assume = 101; }) ==
        "/nodes/1/children/0/assume: 101 is outside the score range");
  CHECK(fault([](F& f) {
          f.indicators[0].scale = normalize::min_max{};
          f.nodes[0].children[0].assume = 30;
        }) == "/nodes/0/children/0/assume: needs a scale that is given, not fitted");
}

TEST_CASE("a category that is assumed is one of the list") {
  CHECK_THAT(fault([](F& f) { f.nodes[0].children[1].assume = 1; }),
             contains("/nodes/0/children/1/assume: 1 must be"));
  auto f = sound();
  f.nodes[0].children[1].assume = 2;
  f.nodes[1].children[0].assume = 100;
  CHECK(faults(f).empty());
}

TEST_CASE("a condition looks at evidence that is there, at a finite threshold") {
  const auto applies = [](condition c) {
    return fault([&](F& f) { f.nodes[0].children[0].applies_if = c; });
  };
  CHECK(applies({"conflikt", comparison::above, 0}) ==
        "/nodes/0/children/0/applies_if: 'conflikt' is not an indicator; "
        "did you mean 'conflict'?");
  CHECK(applies({"conflict", comparison::above, infinity}) ==
        "/nodes/0/children/0/applies_if: threshold must be finite");
  CHECK_THAT(applies({"risk", comparison::above, 0}),
             contains("/nodes/0/children/0/applies_if: 'risk' is not an indicator"));
}

TEST_CASE("thresholds of coverage and decimals stay in their range") {
  CHECK(fault([](F& f) { f.nodes[0].min_coverage = 1.5; }) ==
        "/nodes/0/min_coverage: must be in [0, 1], got 1.5");
  CHECK(fault([](F& f) { f.nodes[0].min_coverage = -0.1; }) ==
        "/nodes/0/min_coverage: must be in [0, 1], got -0.1");
  CHECK(fault([](F& f) { f.nodes[0].min_coverage = missing; }) ==
        "/nodes/0/min_coverage: must be in [0, 1], got nan");
  CHECK(fault([](F& f) { f.nodes[0].decimals = -1; }) ==
        "/nodes/0/decimals: must be in 0..12, got -1");
  CHECK(fault([](F& f) { f.nodes[0].decimals = 13; }) ==
        "/nodes/0/decimals: must be in 0..12, got 13");
}

TEST_CASE("levels are named once, rise, and end with the score range") {
  const auto levels = [](std::vector<level_scheme::level> classes) {
    return fault([&](F& f) { f.nodes[1].levels.classes = classes; });
  };
  CHECK(levels({{"low", 30}, {"low", 100}}) ==
        "/nodes/1/levels/classes/1/name: 'low' is listed twice");
  CHECK(levels({{"low", 30}, {"", 100}}) == "/nodes/1/levels/classes/1/name: must not be empty");
  CHECK(levels({{"low", 30}, {"middle", 30}, {"high", 100}}) ==
        "/nodes/1/levels/classes/1/upper: must be above 30, got 30");
  CHECK(levels({{"low", 0}, {"high", 100}}) ==
        "/nodes/1/levels/classes/0/upper: must be above 0, got 0");
  CHECK(levels({{"low", 30}, {"high", 90}}) ==
        "/nodes/1/levels: the last class must end with the score range at 100, got 90");
  CHECK(levels({{"low", 30}, {"high", 110}}) ==
        "/nodes/1/levels: the last class must end with the score range at 100, got 110");
}

TEST_CASE("a limit is at a level of its node or at a score, on evidence that is there") {
  const auto limited = [](limit l, level_scheme levels = thirds()) {
    return fault([&](F& f) {
      f.nodes[1].levels = levels;
      f.nodes[1].limits = {l};
    });
  };
  const condition crisis{"conflict", comparison::at_least, 2};
  CHECK(limited({.when = crisis, .at = "middling"}) ==
        "/nodes/1/limits/0: 'middling' is not a level of this node; "
        "use 'low', 'middle' or 'high'");
  CHECK(limited({.when = crisis, .at = "low"}, {}) ==
        "/nodes/1/limits/0: 'low' is not a level of this node; it has none");
  CHECK(limited({.when = crisis, .at = 100.5}) ==
        "/nodes/1/limits/0: 100.5 is outside the score range");
  CHECK(limited({.when = crisis, .at = missing}) ==
        "/nodes/1/limits/0: nan is outside the score range");
  CHECK(limited({.when = {"conflct", comparison::above, 0}, .at = 10.0}) ==
        "/nodes/1/limits/0/when: 'conflct' is not an indicator or a node; "
        "did you mean 'conflict'?");
  CHECK(limited({.when = {"need", comparison::above, missing}, .at = 10.0}) ==
        "/nodes/1/limits/0/when: threshold must be finite");
}

TEST_CASE("outcomes are nodes, at least one, each once") {
  CHECK(fault([](F& f) { f.outcomes.clear(); }) == "/outcomes: must not be empty");
  CHECK(fault([](F& f) {
          f.outcomes = {"risk", "need", "risk"};
        }) == "/outcomes/2: 'risk' is listed twice");
  CHECK(fault([](F& f) { f.outcomes = {"rsk"}; }) ==
        "/outcomes/0: 'rsk' is not a node; did you mean 'risk'?");
  CHECK_THAT(fault([](F& f) {
               f.outcomes = {"risk", "poverty"};
             }),
             contains("/outcomes/1: 'poverty' is not a node"));
}

TEST_CASE("a node that is its own child is a cycle") {
  CHECK(fault([](F& f) { f.nodes[0].children.push_back({.child = "need"}); }) ==
        "/nodes/0: is part of a cycle: 'need' needs 'need', which needs it");
}

TEST_CASE("a cycle of three is found once") {
  auto f = sound();
  f.nodes.push_back(chain_link(0, "n1"));
  f.nodes.push_back(chain_link(1, "n2"));
  f.nodes.push_back(chain_link(2, "n0"));
  CHECK(faults(f) ==
        std::vector<std::string>{"/nodes/4: is part of a cycle: 'n2' needs 'n0', which needs it"});
}

TEST_CASE("the evidence of a limit may form a cycle too") {
  CHECK(fault([](F& f) {
          f.nodes[0].limits = {{.when = {"risk", comparison::above, 50}, .at = 10.0}};
        }) == "/nodes/1: is part of a cycle: 'risk' needs 'need', which needs it");
  CHECK(fault([](F& f) {
          f.nodes[1].limits = {{.when = {"risk", comparison::above, 50}, .at = 10.0}};
        }) == "/nodes/1: is part of a cycle: 'risk' needs 'risk', which needs it");
}

TEST_CASE("a node of several parents is no cycle") {
  auto f = sound();
  f.nodes.push_back({.id = "other", .children = {{.child = "need"}, {.child = "poverty"}}});
  f.nodes.push_back({.id = "top", .children = {{.child = "other"}, {.child = "risk"}}});
  CHECK(faults(f).empty());
}

TEST_CASE("a chain of ten thousand nodes is sound, in any order, and a ring of them is not") {
  constexpr std::size_t length = 10000;
  framework f{.id = "chain", .indicators = {{.id = "x"}}};
  for (std::size_t i = 0; i < length; ++i) {
    f.nodes.push_back(chain_link(i, i == 0 ? "x" : "n" + std::to_string(i - 1)));
  }
  f.outcomes = {"n" + std::to_string(length - 1)};
  const double x = 0.25;
  table_view view(1);
  view.add("x", &x, sizeof x);
  CHECK(faults(f).empty());
  CHECK(fit(f).score(view)[f.outcomes[0]].value.at(0) == 25);

  auto backwards = f;
  std::reverse(backwards.nodes.begin(), backwards.nodes.end());
  CHECK(faults(backwards).empty());
  CHECK(fit(backwards).score(view)[f.outcomes[0]].value.at(0) == 25);

  f.nodes[0].children[0].child = f.outcomes[0];
  CHECK(faults(f).size() == 1);
  CHECK_THAT(faults(f).at(0), contains("is part of a cycle"));
}

TEST_CASE("a node of ten thousand children is sound") {
  framework f{.id = "wide"};
  f.nodes.push_back({.id = "top"});
  for (std::size_t i = 0; i < 10000; ++i) {
    f.indicators.push_back({.id = "x" + std::to_string(i)});
    f.nodes[0].children.push_back({.child = f.indicators.back().id});
  }
  f.outcomes = {"top"};
  CHECK(faults(f).empty());
}

TEST_CASE("values outside what a formula takes are refused") {
  CHECK(fault([](F& f) {
          f.nodes[0].aggregation = aggregate::geometric_mean{};
          f.indicators[0].scale = scales::linear{.onto = {-0.5, 1}};
        }) ==
        "/nodes/0/children/0: gives 'geometric_mean' values from -0.5 to 1, it takes 0 to inf");
  CHECK(fault([](F& f) {
          f.nodes[0].aggregation = aggregate::product{};
          f.indicators[1].scale = scales::categories{{{"a", 0, 0}, {"b", 1, 1.5}}};
        }) == "/nodes/0/children/1: gives 'product' values from 0 to 1.5, it takes 0 to 1");
  CHECK(fault([](F& f) {
          f.nodes[0].aggregation = aggregate::gated{};
          f.indicators[0].scale = scales::linear{.capped = false};
        }) == "/nodes/0/children/0: gives 'gated' values from -inf to inf, it takes 0 to 1");
}

TEST_CASE("values outside what a formula takes are refused two nodes further up") {
  // The mean hands on what its child may be; the sign turns 0..1.5 into -0.5..1.
  CHECK(fault([](F& f) {
          f.indicators[0].scale = scales::linear{.onto = {0, 1.5}};
          f.nodes[1].aggregation = aggregate::geometric_mean{};
          f.nodes[1].children[0].sign = sign::minus;
        }) ==
        "/nodes/1/children/0: gives 'geometric_mean' values from -0.5 to 1, it takes 0 to inf");
  auto f = sound();
  f.indicators[0].scale = scales::linear{.capped = false};
  CHECK(faults(f).empty());  // means of any numbers
}

TEST_CASE("every fault of a framework is listed, not the first alone") {
  auto f = sound();
  f.id = "";
  f.score_range = {1, 0};
  f.indicators[0].scale = scales::linear{.lower = 1, .upper = 0};
  f.nodes[0].children[0].child = "poverti";
  f.nodes[0].children[1].weight = -2;
  f.nodes[1].min_coverage = 2;
  f.nodes[1].children.push_back({.child = "risk"});
  f.outcomes = {"none"};
  const auto list = faults(f);
  CAPTURE(list);
  const auto listed = [&](const std::string& pointer) {
    return std::ranges::count_if(
        list, [&](const std::string& s) { return s.starts_with(pointer + ": "); });
  };
  for (const char* pointer :
       {"/id", "/score_range", "/indicators/0/scale", "/nodes/0/children/0/child",
        "/nodes/0/children/1/weight", "/nodes/0/children", "/nodes/1/min_coverage", "/nodes/1",
        "/outcomes/0"}) {
    CAPTURE(pointer);
    CHECK(listed(pointer) == 1);
  }
  CHECK(list.size() == 9);
  try {
    validate(f);
  } catch (const input_error& e) {
    for (const auto& line : list) CHECK_THAT(e.what(), contains(line));
  }
}

TEST_CASE("the list of faults ends after fifty, and says so") {
  auto f = sound();
  for (int i = 0; i < 80; ++i) f.nodes[0].children.push_back({.child = "unknown_child"});
  try {
    validate(f);
    FAIL("should have thrown");
  } catch (const input_error& e) {
    REQUIRE(e.diagnostics().size() == 51);
    CHECK(e.diagnostics()[50].what == "and more: only the first 50 faults are listed");
  }
}
