// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/explain/change_over_time.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::explain;
using namespace std::chrono_literals;
using Catch::Matchers::WithinAbs;
using random_world::dice;

namespace {

double sum(const change_parts& c) { return c.data + c.decay + c.weights + c.method; }

framework mean_of_two(double weight_of_a, double upper_of_b) {
  return {
      .id = "f",
      .indicators = {{.id = "a", .scale = scales::linear{0, 10}},
                     {.id = "b", .scale = scales::linear{0, upper_of_b}}},
      .nodes = {{.id = "n", .children = {{.child = "a", .weight = weight_of_a}, {.child = "b"}}}},
      .outcomes = {"n"}};
}

}  // namespace

TEST_CASE("each cause alone gets the whole change") {
  const auto m = fit(mean_of_two(1, 10));
  const record before{{"a", 2}, {"b", 4}};
  const auto news = split_change(m, m, before, before, {{"a", 6}, {"b", 4}}, "n");
  CHECK_THAT(news.data, WithinAbs(20, 1e-12));
  CHECK(news.decay == 0);
  CHECK(news.weights == 0);
  CHECK(news.method == 0);
  CHECK(news.renewed == std::vector<std::string>{"a"});
  CHECK(news.aged.empty());

  const record older{{"a", 1}, {"b", 4}};
  const auto time = split_change(m, m, before, older, older, "n");
  CHECK_THAT(time.decay, WithinAbs(-5, 1e-12));
  CHECK(time.data == 0);
  CHECK(time.aged == std::vector<std::string>{"a"});

  const auto weights = split_change(m, fit(mean_of_two(3, 10)), before, before, before, "n");
  CHECK_THAT(weights.weights, WithinAbs(25 - 30, 1e-12));
  CHECK(weights.method == 0);
  CHECK(weights.data == 0);

  const auto method = split_change(m, fit(mean_of_two(1, 20)), before, before, before, "n");
  CHECK_THAT(method.method, WithinAbs(20 - 30, 1e-12));
  CHECK(method.weights == 0);
}

TEST_CASE("two causes that meet share what they do together") {
  // From (2 + 4) / 2 to (3 * 6 + 4) / 4, in tens: data 2 alone, 3 with the new weights.
  const auto c =
      split_change(fit(mean_of_two(1, 10)), fit(mean_of_two(3, 10)), {{"a", 2}, {"b", 4}},
                   {{"a", 2}, {"b", 4}}, {{"a", 6}, {"b", 4}}, "n");
  CHECK_THAT(c.data, WithinAbs((20 + 30) / 2.0, 1e-12));
  CHECK_THAT(c.weights, WithinAbs((-5 + 5) / 2.0, 1e-12));
  CHECK_THAT(sum(c), WithinAbs(c.after - c.before, 1e-12));
}

TEST_CASE("the parts of a change add up, whatever frameworks and records") {
  dice d(51);
  int split = 0, refused = 0;
  for (int trial = 0; trial < 120; ++trial) {
    const auto f = random_world::random_framework(d);
    auto g = f;
    for (auto& n : g.nodes) {
      for (auto& e : n.children) e.weight = e.weight > 0 ? d.uniform(0.1, 3) : 0;
      if (d.chance(0.3)) n.limits.clear();
      if (d.chance(0.3) && n.children.size() > 1) n.children.pop_back();
      bool any = false;
      for (const auto& e : n.children) any = any || e.weight > 0;
      if (!any) n.children[0].weight = 1;
    }
    const auto old_model = fit(f), new_model = fit(g);
    std::vector<record> r(3);
    for (auto& one : r) {
      const auto row = random_world::random_row(d, f, 0.1);
      for (std::size_t i = 0; i < row.size(); ++i) one.set(f.indicators[i].id, row[i]);
    }
    const auto of = static_cast<quantity>(d.below(3));
    const auto& node = f.outcomes[0];
    const auto c = split_change(old_model, new_model, r[0], r[1], r[2], node, of);
    CHECK(ltorisk::explain::detail::same_cell(
        c.before, ltorisk::explain::detail::figure(old_model.score(r[0])[node], of)));
    CHECK(ltorisk::explain::detail::same_cell(
        c.after, ltorisk::explain::detail::figure(new_model.score(r[2])[node], of)));
    if (!c.reason.empty()) {
      ++refused;
      CHECK(std::isnan(c.data));
      continue;
    }
    ++split;
    CHECK_THAT(sum(c), WithinAbs(c.after - c.before, 1e-12 * f.score_range.upper));
  }
  CHECK(split > 40);
  CHECK(refused > 5);
}

TEST_CASE("an agreement that only ages loses by decay, a revocation by data") {
  using namespace ltorisk::evidence;
  community c{.id = "Alto",
              .acts = {{.holder = holder::formal_operator,
                        .status = act_status::granted,
                        .date = 2024y / 5 / 12,
                        .votes_for = 212,
                        .qualified_members = 300}}};
  const auto m = fit(frameworks::andean_mining());
  const auto aging =
      change_over_time(c, 2024y / 6 / 30, 2025y / 6 / 30, m, m, "lto_formal_license");
  CHECK(aging.reason.empty());
  CHECK(aging.decay < -5);
  CHECK(aging.data == 0);
  CHECK(aging.aged == std::vector<std::string>{"operator_agreement_age"});
  CHECK_THAT(sum(aging), WithinAbs(aging.after - aging.before, 1e-12));

  c.acts.push_back(
      {.holder = holder::formal_operator, .status = act_status::refused, .date = 2025y / 2 / 1});
  const auto refusal =
      change_over_time(c, 2024y / 6 / 30, 2025y / 6 / 30, m, m, "lto_formal_license");
  CHECK(refusal.data < refusal.decay);
  CHECK_THAT(sum(refusal), WithinAbs(refusal.after - refusal.before, 1e-12));
  CHECK_FALSE(refusal.renewed.empty());

  const auto outcome = change_over_time(c, 2024y / 6 / 30, 2025y / 6 / 30, m, m, "lto_formal");
  CHECK_THAT(outcome.reason, contains("a mix of both dates has no value"));
  const auto upper =
      change_over_time(c, 2024y / 6 / 30, 2025y / 6 / 30, m, m, "lto_formal", quantity::upper);
  CHECK(upper.reason.empty());
  CHECK(upper.after <= 37.5);
  CHECK_THROWS_AS(change_over_time(c, 2025y / 6 / 30, 2024y / 6 / 30, m, m, "lto_formal"),
                  input_error);
}

TEST_CASE("a child only one framework has keeps its share under the other's weights") {
  auto f = mean_of_two(1, 10), g = mean_of_two(3, 10);
  f.indicators.push_back({.id = "own"});
  f.nodes[0].children.push_back({.child = "own", .weight = 2});
  const auto w = with_weights(f, g);
  CHECK(w.nodes[0].children[0].weight == 1.5);
  CHECK(w.nodes[0].children[1].weight == 0.5);
  CHECK(w.nodes[0].children[2].weight == 2);
  CHECK(with_weights(g, g) == g);
  CHECK_THROWS_WITH(split_change(fit(f), fit(g), {}, {}, {}, "m"), contains("has no node 'm'"));
}
