// SPDX-License-Identifier: BSL-1.0

// Weights that a framework's nodes learn when it is fitted.

#include "catch.hpp"
#include "support/random.hpp"

#include <ltorisk/io/json.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/given.hpp>
#include <ltorisk/weight/rank_sum.hpp>
#include <ltorisk/weight/standard_deviation.hpp>

#include <string>
#include <vector>

using namespace ltorisk;

namespace {

/// top = mean of (low, c), low = mean of (a, b).
framework two_levels() {
  framework f{.id = "two", .score_range = {0, 1}};
  f.indicators = {{.id = "a", .scale = normalize::min_max{}},
                  {.id = "b", .scale = normalize::min_max{}},
                  {.id = "c", .scale = scales::linear{0, 10}}};
  f.nodes = {{.id = "top", .children = {{.child = "low"}, {.child = "c", .sign = sign::minus}}},
             {.id = "low", .children = {{.child = "a"}, {.child = "b", .sign = sign::minus}}}};
  f.outcomes = {"top"};
  return f;
}

table sample() {
  table t({"p", "q", "r", "s"});
  t.add("a", {1, 2, 4, 3}).add("b", {5, 9, 6, 7}).add("c", {1, 2, 9, 4});
  return t;
}

std::vector<double> weights(const model& m, const char* node) {
  std::vector<double> list;
  for (const auto& e : m.framework().find_node(node)->children) list.push_back(e.weight);
  return list;
}

std::string refusal(const framework& f) {
  try {
    (void)fit(f, sample());
  } catch (const input_error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("weights that come from people need no sample") {
  auto f = two_levels();
  f.indicators[0].scale = f.indicators[1].scale = scales::linear{0, 10};
  f.nodes[0].weighting = weight::given{{3, 1}};
  f.nodes[1].weighting = weight::rank_sum{};
  const auto m = fit(f);
  CHECK(weights(m, "top") == std::vector<double>{0.75, 0.25});
  CHECK(weights(m, "low")[0] == Approx(2.0 / 3));
  CHECK_FALSE(m.framework().nodes[0].weighting);  // learned, and frozen
}

TEST_CASE("a weighting on normalized values sees them with the sign of the edge") {
  auto f = two_levels();
  f.nodes[1].weighting = weight::standard_deviation{};
  const auto m = fit(f, sample());
  // 0, 1/3, 1, 2/3 and 1, 0, 3/4, 1/2
  table values({"p", "q", "r", "s"});
  values.add("a", {0, 1.0 / 3, 1, 2.0 / 3}).add("b", {1, 0, 0.75, 0.5});
  const auto expected = weights_of(weight::standard_deviation{}, values);
  CHECK(weights(m, "low")[0] == Approx(expected[0]));
  CHECK(weights(m, "top") == std::vector<double>{1, 1});
}

TEST_CASE("a weighting on raw figures sees them with the direction of the edge") {
  auto f = two_levels();
  f.nodes[1].weighting = weight::critic{};
  const auto m = fit(f, sample());
  const auto expected = weights_of(weight::critic{}, sample(), {{"a"}, {"b", sign::minus}});
  CHECK(weights(m, "low")[0] == Approx(expected[0]));
  // A scale that falls turns the direction, and the sign of the edge turns it back.
  f.indicators[1].scale = any_normalization(normalize::min_max{}, sign::minus);
  f.nodes[1].children[1].sign = sign::plus;
  CHECK(weights(fit(f, sample()), "low")[0] == Approx(expected[0]));
}

TEST_CASE("weights are learned from the leaves up") {
  auto f = two_levels();
  f.nodes[0].weighting = weight::standard_deviation{};
  f.nodes[1].weighting = weight::standard_deviation{};
  const auto m = fit(f, sample());
  // The upper node sees the lower one with the weights it has learned.
  auto lower = two_levels();
  for (std::size_t j = 0; j < 2; ++j) lower.nodes[1].children[j].weight = weights(m, "low")[j];
  lower.outcomes = {"low"};
  table values({"p", "q", "r", "s"});
  values.add("low", fit(lower, sample()).score(sample())["low"].value);
  values.add("c", {0.9, 0.8, 0.1, 0.6});
  const auto expected = weights_of(weight::standard_deviation{}, values);
  CHECK(weights(m, "top")[0] == Approx(expected[0]));
}

TEST_CASE("a model that has learned its weights needs no sample any more") {
  auto f = two_levels();
  f.nodes[0].weighting = weight::entropy{};
  f.nodes[1].weighting = weight::critic{};
  const auto m = fit(f, sample());
  const auto again = fit(read_framework(write_framework(m.framework())));
  CHECK(again.framework() == m.framework());
  CHECK(again.score(sample())["top"].value == m.score(sample())["top"].value);
}

TEST_CASE("weightings that cannot be are refused with node and column") {
  auto f = two_levels();
  f.nodes[1].weighting = weight::critic{};
  CHECK_THROWS_WITH(fit(f), contains("node 'low': has weights that are learned: use fit(framework, "
                                     "table)"));
  f.nodes[1].children[0].weight = 2;
  CHECK_THAT(refusal(f), contains("/nodes/1/children/0/weight: must be left out"));
  f = two_levels();
  f.nodes[1].weighting = weight::given{{1, 2, 3}};
  CHECK_THAT(refusal(f), contains("node 'low'"));
  f.nodes[1].weighting = weight::given{{1, -2}};
  CHECK_THAT(refusal(f), contains("/nodes/1/weighting: given"));
  f = two_levels();
  f.indicators[0].scale = normalize::z_score{};
  f.nodes[1].aggregation = aggregate::geometric_mean{};
  CHECK_THAT(refusal(f), contains("geometric_mean"));
}

TEST_CASE("a weighting is read by its name, with its parameters, and written back") {
  const std::string text = R"({"schema_version": 1, "id": "x",
    "indicators": [{"id": "a", "scale": {"kind": "z_score", "deviation": "population"}},
                   {"id": "b", "scale": {"kind": "rank", "direction": "-", "ties": "min"}}],
    "nodes": [{"id": "n", "aggregation": "arithmetic_mean",
               "weighting": {"scheme": "critic", "direction": "ignored"},
               "children": ["a", "b"]}],
    "outcomes": ["n"]})";
  const auto f = read_framework(text);
  CHECK(f.nodes[0].weighting ==
        any_weighting(weight::critic{.direction = weight::critic::directions::ignored}));
  CHECK(f.indicators[0].scale ==
        scale(normalize::z_score{.deviation = statistics::deviation::population}));
  CHECK(read_framework(write_framework(f)) == f);
  CHECK(read_framework(write_framework(fit(f, sample(), {.extra_columns = true}).framework()))
            .nodes[0]
            .children[0]
            .weight > 0);

  const auto message = [&](const std::string& from, const std::string& to) -> std::string {
    auto changed = text;
    changed.replace(changed.find(from), from.size(), to);
    try {
      (void)read_framework(changed);
    } catch (const input_error& e) {
      return e.what();
    }
    return "";
  };
  CHECK_THAT(message("\"critic\"", "\"critc\""), contains("/nodes/0/weighting/scheme: 'critc' is "
                                                          "not a weighting; did you mean "
                                                          "'critic'?"));
  CHECK_THAT(message("\"ignored\"", "\"ignore\""),
             contains("/nodes/0/weighting/direction: must be 'aware' or 'ignored', got 'ignore'"));
  CHECK_THAT(message("\"ignored\"", "3"), contains("must be a string, got a number"));
  CHECK_THAT(message("\"population\"", "\"popular\""),
             contains("/indicators/0/scale/deviation: must be 'sample' or 'population'"));
  CHECK_THAT(message("\"z_score\"", "\"z_scor\""), contains("did you mean 'z_score'?"));
  CHECK_THAT(message("\"ties\"", "\"tise\""), contains("did you mean 'ties'?"));
}
