// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/explain/contributions.hpp>
#include <ltorisk/explain/nearest_change.hpp>
#include <ltorisk/explain/references.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::explain;
using Catch::Matchers::WithinAbs;
using random_world::dice;

namespace {

record record_from(const framework& f, const std::vector<double>& row) {
  record r;
  for (std::size_t i = 0; i < row.size(); ++i) r.set(f.indicators[i].id, row[i]);
  return r;
}

/// Judged by the whole model and the level of its score.
bool reaches(const model& m, record r, const std::string& indicator, double x, const goal& g) {
  r.set(indicator, x);
  const auto n = m.score(r)[g.node];
  const double score = g.of == quantity::value   ? n.value
                       : g.of == quantity::lower ? n.lower
                                                 : n.upper;
  if (score != score) return false;
  const auto& source = *m.framework().find_node(g.node);
  if (const auto* at = std::get_if<double>(&g.at)) {
    return source.higher_is_worse ? score <= *at : score >= *at;
  }
  const auto place = [&](std::string_view name) {
    std::size_t k = 0;
    while (source.levels.classes[k].name != name) ++k;
    return k;
  };
  const auto is = place(level_of(source.levels, score)), want = place(std::get<std::string>(g.at));
  return source.higher_is_worse ? is <= want : is >= want;
}

}  // namespace

TEST_CASE("at the figure a nearest change reports the goal is reached and just before it is not") {
  dice d(91);
  int changed[3] = {}, refused = 0, already = 0, unknown = 0;
  for (int trial = 0; trial < 600; ++trial) {
    auto f = random_world::random_framework(d);
    f.nodes.back().higher_is_worse = d.chance(0.5);
    const auto m = fit(f);
    const auto community = record_from(f, random_world::random_row(d, f, d.chance(0.5) ? 0 : 0.2));
    goal g{.node = f.outcomes[0], .of = static_cast<quantity>(d.below(3))};
    const auto& levels = f.nodes.back().levels.classes;
    if (!levels.empty()) {
      g.at = levels[d.below(3)].name;
    } else {
      g.at = d.uniform(0, f.score_range.upper);
    }
    const auto& i = f.indicators[d.below(f.indicators.size())];
    using ltorisk::explain::detail::dependencies;
    const dependencies below(f, g.node, dependencies::through::limits);
    if (!below.reaches(below.number(i.id))) {
      CHECK_THROWS_AS(nearest_change(m, community, i.id, g), input_error);
      continue;
    }
    const auto r = nearest_change(m, community, i.id, g, {.grid = 33});
    CAPTURE(trial, i.id, r.from, r.to, r.short_of);
    if (!r.reached) {
      ++refused;
      CHECK_FALSE(r.reason.empty());
      // Nothing in the declared range reaches it.
      for (int probe = 0; probe < 40 && r.found_by != search::scanned; ++probe) {
        CHECK_FALSE(reaches(m, community, i.id, random_world::random_raw(d, i.scale), g));
      }
      continue;
    }
    CHECK(reaches(m, community, i.id, r.to, g));
    if (ltorisk::explain::detail::same_cell(r.from, r.to)) {
      ++already;
      continue;
    }
    if (is_known(r.short_of)) {
      ++changed[static_cast<int>(r.found_by)];
      unknown += is_known(r.from) ? 0 : 1;
      CHECK_FALSE(reaches(m, community, i.id, r.short_of, g));
      if (r.found_by != search::listed) {
        CHECK(std::nextafter(r.to, r.short_of) == r.short_of);
        if (is_known(r.from)) CHECK(std::fabs(r.short_of - r.from) <= std::fabs(r.to - r.from));
      }
    }
    if (r.found_by != search::scanned && is_known(r.from)) {
      for (int probe = 0; probe < 40; ++probe) {
        const double x = random_world::random_raw(d, i.scale);
        if (!reaches(m, community, i.id, x, g)) continue;
        if (r.found_by == search::proven) {
          CHECK((r.to - r.from) * (x - r.to) >= 0);  // farther the same way
        }
      }
    }
  }
  CHECK(changed[0] > 5);
  CHECK(changed[1] > 3);
  CHECK(changed[2] > 3);
  CHECK(refused > 30);
  CHECK(already > 20);
  CHECK(unknown > 0);
}

TEST_CASE("the figure that a mean needs is found to the last digit") {
  framework f{.id = "f",
              .indicators = {{.id = "a", .scale = scales::linear{0, 10}},
                             {.id = "b", .scale = scales::linear{0, 10}}},
              .nodes = {{.id = "n",
                         .children = {{.child = "a"}, {.child = "b", .sign = sign::minus}},
                         .levels = {{{"bad", 40}, {"fair", 60}, {"good", 100}}}}},
              .outcomes = {"n"}};
  const auto m = fit(f);
  const record community{{"a", 2}, {"b", 5}};  // 35
  const auto a = nearest_change(m, community, "a", {"n", "good"});
  // 60 itself still is fair.
  CHECK(a.reached);
  CHECK(a.found_by == search::proven);
  CHECK_THAT(a.to, WithinAbs(7, 1e-12));
  CHECK(a.to > 7);
  CHECK(a.score > 60);
  CHECK(a.score_short_of == 60);
  CHECK(a.score_now == 35);
  CHECK(a.evaluations < 120);
  const auto b = nearest_change(m, community, "b", {"n", "fair"});
  CHECK_THAT(b.to, WithinAbs(4, 1e-12));
  CHECK(b.to < 4);
  const auto no = nearest_change(m, community, "b", {"n", "good"});
  CHECK_FALSE(no.reached);
  CHECK(no.to == 0);
  CHECK(no.score == 60);
  CHECK(no.reason == "the score comes to 60, the goal is at 60");
  const auto done = nearest_change(m, community, "a", {"n", 35.0});
  CHECK(done.reached);
  CHECK(done.to == 2);
}

TEST_CASE("rounding makes steps: the change reaches the step") {
  framework f{.id = "f",
              .indicators = {{.id = "a"}},
              .nodes = {{.id = "n", .children = {{.child = "a"}}, .decimals = 0}},
              .outcomes = {"n"}};
  const auto r = nearest_change(fit(f), {{"a", 0.1}}, "a", {"n", 50.0});
  CHECK_THAT(r.to, WithinAbs(0.495, 1e-12));
  CHECK(r.score == 50);
  CHECK(r.score_short_of == 49);
}

TEST_CASE("a limit that holds the score is the answer, with its reason") {
  const auto m = fit(frameworks::andean_mining());
  record community{{"operator_assembly_status", "valid_registered_monitored"},
                   {"operator_agreement_age", 0},
                   {"operator_commitments_met", 0.95},
                   {"internal_dissent", 0.02},
                   {"formalization_stage", "authorized"},
                   {"formal_share", 0.4},
                   {"extension_years", 1},
                   {"adaptive_support", 70},
                   {"consultation", "concluded_with_agreement"},
                   {"enforcement", 0},
                   {"conflict_phase", "none"},
                   {"event_pressure", 0},
                   {"neighbor_conflict", 0},
                   {"mined_area_growth", 2},
                   {"exceedance", 0},
                   {"violence_24m", 1},
                   {"farm_income_trend", 10},
                   {"mining_dependence", 0.4},
                   {"poverty", 20},
                   {"alternatives", 0.1},
                   {"wage_gap", 1.2},
                   {"gold_price_ratio", 1}};
  const goal approval{"lto_formal", "approval"};
  const auto r = nearest_change(m, community, "alternatives", approval);
  CHECK_FALSE(r.reached);
  CHECK(r.reason == "held at acceptance: violence within 24 months");
  // Lift that, and the share of commitments decides: at 0.6 exactly.
  community.set("violence_24m", 0).set("operator_commitments_met", 0.3);
  const auto kept = nearest_change(m, community, "operator_commitments_met", approval);
  CHECK(kept.reached);
  CHECK(kept.to == 0.6);
  CHECK(kept.found_by == search::proven);
  const auto held = nearest_change(m, community, "poverty", approval);
  CHECK(held.reason == "held at acceptance: fewer than 60 % of commitments met");
  // Two limits at once.
  community.set("violence_24m", 1);
  CHECK(nearest_change(m, community, "poverty", approval).reason ==
        "held at acceptance: violence within 24 months; "
        "held at acceptance: fewer than 60 % of commitments met");
}

TEST_CASE("categories are tried one by one and the fewest steps win") {
  const auto m = fit(frameworks::andean_mining());
  auto r = neutral(m.framework());
  r.set("operator_assembly_status", "revoked_or_refused");
  const auto up = nearest_change(m, r, "operator_assembly_status", {"lto_formal", "acceptance"});
  CHECK(up.reached);
  CHECK(up.found_by == search::listed);
  CHECK(up.from == 0);
  CHECK(up.score_short_of <= 37.5);
  // Where a limit makes all categories equal, the best is not said to fail by limits of its own.
  r.set("violence_24m", 1);
  const auto act =
      nearest_change(m, r, "operator_assembly_status", {"lto_formal", "approval", quantity::upper});
  CHECK_FALSE(act.reached);
  CHECK(act.to == 1);
  r.set("operator_assembly_status", "revoked_or_refused").set("violence_24m", 0);
  // A refusal is not undone by a farther agreement age.
  const auto age = nearest_change(m, r, "operator_agreement_age", {"lto_formal", "acceptance"});
  CHECK_FALSE(age.reached);
}

TEST_CASE("of a community of which little is known the bounds answer") {
  const auto m = fit(frameworks::andean_mining());
  const record refused{{"operator_assembly_status", "revoked_or_refused"}};
  const goal possible{"lto_formal", "acceptance", quantity::upper};
  const auto poverty = nearest_change(m, refused, "poverty", possible);
  CHECK_FALSE(poverty.reached);
  CHECK(poverty.reason == "held at withheld: act revoked or refused");
  const auto act = nearest_change(m, refused, "operator_assembly_status", possible);
  CHECK(act.reached);
  const auto value = nearest_change(m, refused, "poverty", {"lto_formal", "acceptance"});
  CHECK_FALSE(value.reached);
  CHECK_THAT(value.reason, contains("no value: coverage"));
}

TEST_CASE("a score that turns is scanned") {
  framework f{.id = "f",
              .indicators = {{.id = "a",
                              .scale = scales::piecewise{.points = {{0, 0.1}, {5, 0.9}, {10, 0}}}}},
              .nodes = {{.id = "n", .children = {{.child = "a"}}}},
              .outcomes = {"n"}};
  const auto m = fit(f);
  const auto r = nearest_change(m, {{"a", 9}}, "a", {"n", 50.0});
  CHECK(r.found_by == search::scanned);
  CHECK_THAT(r.to, WithinAbs(5 + 0.4 / 0.9 * 5, 1e-12));
  const auto peak = nearest_change(m, {{"a", 9}}, "a", {"n", 90.0}, {.grid = 2});
  CHECK(peak.to == 5);  // a corner is always on the grid
  CHECK_FALSE(nearest_change(m, {{"a", 9}}, "a", {"n", 91.0}).reached);
}

TEST_CASE("a nearest change refuses what the framework does not know") {
  const auto m = fit(frameworks::andean_mining());
  CHECK_THROWS_WITH(nearest_change(m, {}, "povert", {"lto_formal", "approval"}),
                    contains("did you mean 'poverty'?"));
  CHECK_THROWS_WITH(nearest_change(m, {}, "poverty", {"lto_formal", "aproval"}),
                    contains("did you mean 'approval'?"));
  CHECK_THROWS_WITH(nearest_change(m, {}, "poverty", {"lto_formal", 101.0}),
                    contains("must be in the score range, 0 to 100, got 101"));
  CHECK_THROWS_WITH(nearest_change(m, {}, "poverty", {"lto_formal", missing}), contains("got nan"));
  CHECK_THROWS_WITH(nearest_change(m, {}, "poverty", {"lto", 50.0}), contains("has no node 'lto'"));
  CHECK_THROWS_WITH(nearest_change(m, {}, "poverty", {"lto_formal", 50.0}, {.grid = 1}),
                    contains("grid must be 2 or more, got 1"));
}

TEST_CASE("an indicator that cannot move the node is named at once") {
  framework f{
      .id = "f",
      .indicators = {{.id = "a"}, {.id = "idle"}, {.id = "elsewhere"}, {.id = "evidence"}},
      .nodes =
          {{.id = "n",
            .children = {{.child = "a"}, {.child = "idle", .weight = 0}},
            .limits = {{{"evidence", comparison::above, 0}, limit::kind::cap, 30.0, "evidence"}}},
           {.id = "other", .children = {{.child = "elsewhere"}}}},
      .outcomes = {"n", "other"}};
  const auto m = fit(f);
  const record r{{"a", 0.8}, {"idle", 0.5}, {"elsewhere", 0.5}, {"evidence", 1}};
  for (const char* id : {"idle", "elsewhere"}) {
    CHECK_THROWS_WITH(
        nearest_change(m, r, id, {"n", 60.0}),
        contains(std::string("'") + id + "'") && contains("'n' does not depend on it"));
  }
  // The evidence of a limit moves it.
  CHECK(nearest_change(m, r, "evidence", {"n", 60.0}).reached);
}
