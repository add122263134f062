// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/evidence/provenance_table.hpp>
#include <ltorisk/evidence/uncertain.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/uncertainty/simulate.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::evidence;
using namespace std::chrono_literals;
using Catch::Matchers::WithinRel;

namespace {

community alto() {
  return {.id = "Alto",
          .acts = {{.holder = holder::formal_operator,
                    .status = act_status::granted,
                    .date = 2023y / 6 / 30,
                    .votes_for = 212,
                    .qualified_members = 300}},
          .dissent = {{.date = 2025y / 6 / 30, .opposed = 2, .of = 8}},
          .events = {{.date = 2025y / 6 / 30, .kind = event_kind::blockade}},
          .events_complete = watch{.from = 2023y / 1 / 1, .until = 2025y / 6 / 30},
          .phases = {{.date = 2025y / 2 / 28,
                      .phase = phase::dialogue,
                      .by = {.confidence = confidence::high}}},
          .samples = {{.date = 2025y / 1 / 1, .taken = 20, .above_limit = 3}},
          .livelihood = {{.date = 2025y / 1 / 1, .households = 50, .with_mining_income = 20}},
          .enforcement = {{.from = 2024y / 1 / 1, .until = 2024y / 12 / 31, .interdictions = 3}}};
}

const uncertain_finding& find(const uncertain_observation& o, const std::string& id) {
  for (const auto& f : o.findings) {
    if (f.indicator == id) return f;
  }
  FAIL(id << " is not there");
  throw;
}

}  // namespace

TEST_CASE("Counts say how sure they are") {
  const auto f = frameworks::andean_mining();
  const auto o = observe_uncertain(alto(), 2025y / 6 / 30, f);
  CHECK(find(o, "internal_dissent").figure ==
        uncertainty::any_distribution(uncertainty::share{.count = 2, .of = 8}));
  CHECK(find(o, "exceedance").figure ==
        uncertainty::any_distribution(uncertainty::share{.count = 3, .of = 20}));
  CHECK(find(o, "mining_dependence").figure ==
        uncertainty::any_distribution(uncertainty::share{.count = 20, .of = 50}));
  CHECK_THAT(find(o, "enforcement").figure.mean(), WithinRel(3.5 * 365.2425 / 366, 1e-12));
  // One blockade today, severity 0.6: 0.6 times Gamma(3/2).
  CHECK_THAT(find(o, "event_pressure").figure.mean(), WithinRel(0.9, 1e-12));
  CHECK(find(o, "conflict_phase").figure.cdf(0.45) > 0.95);
  CHECK_THAT(find(o, "conflict_phase").figure.quantile(0.5), WithinRel(0.45, 1e-15));
  CHECK(find(o, "internal_dissent").derivation == "Beta posterior of 2 of 8");
  // What is missing, counted in full or on register is left out.
  CHECK(o.findings.size() == 6);
}

TEST_CASE("Support for a vote decays while the legal test stands") {
  const auto f = frameworks::andean_mining();
  const auto fresh = observe_uncertain(alto(), 2023y / 6 / 30, f).support;
  const auto old = observe_uncertain(alto(), 2035y / 6 / 30, f).support;
  REQUIRE(fresh.size() == 1);
  REQUIRE(old.size() == 1);
  const auto a = credible_interval(fresh[0].figure), b = credible_interval(old[0].figure);
  CHECK(b.upper - b.lower > 3 * (a.upper - a.lower));
  CHECK(fresh[0].still_reached() > 0.9);
  CHECK(old[0].still_reached() < fresh[0].still_reached());
  CHECK_THAT(fresh[0].majority, WithinRel(2.0 / 3, 1e-15));
  CHECK(observe(alto(), 2035y / 6 / 30)["operator_assembly_status"].label == "valid");
  auto revoked = alto();
  revoked.acts[0].revoked = 2024y / 1 / 1;
  CHECK(observe_uncertain(revoked, 2025y / 6 / 30, f).support.empty());
}

TEST_CASE("What an analyst puts in the place of a count is taken as it is") {
  auto c = alto();
  c.overrides = {{.indicator = "exceedance",
                  .date = 2025y / 2 / 1,
                  .value = 0.4,
                  .reason = "laboratory closed",
                  .analyst = "AB"}};
  for (const auto& f : observe_uncertain(c, 2025y / 6 / 30, frameworks::andean_mining()).findings) {
    CHECK(f.indicator != "exceedance");
  }
}

TEST_CASE("Uncertain evidence of any portfolio can be drawn") {
  const auto f = frameworks::andean_mining();
  portfolio p{.communities = {alto(), {.id = "Bajo"}}};
  const auto seen = observe(p, 2025y / 6 / 30, f);
  auto cells = observe_uncertain(p, 2025y / 6 / 30, f);
  CHECK(cells.size() == 6);
  for (auto& cell : uncertainty::missing_anywhere(f, seen.figures)) cells.push_back(cell);
  const uncertainty::input_map inputs(f, seen.figures, {.evidence = cells});
  const auto s = simulate(inputs, {.draws = 40});
  CHECK(s["lto_formal"]["Bajo"].scored.value == 1);
  CHECK(s["lto_formal"]["Bajo"].deviation.value > s["lto_formal"]["Alto"].deviation.value / 2);
}
