// SPDX-License-Identifier: BSL-1.0

// What the study says, on the default map: Valle Diaz et al. 2023, doi:10.3390/su152115586.

#include <ltorisk/scenario/andean_mining_map.hpp>
#include <ltorisk/scenario/compare.hpp>
#include <ltorisk/scenario/influence.hpp>
#include <ltorisk/scenario/loops.hpp>
#include <ltorisk/scenario/paths.hpp>
#include <ltorisk/scenario/sample.hpp>

#include "catch.hpp"

#include <cmath>
#include <string>
#include <vector>

using namespace ltorisk::scenario;

namespace {

double change(const package& p, const char* id, const dynamics& how = {}) {
  return compare(andean_mining_map(), {p}, {.how = how}).packages[0].change[id];
}

const package enforcement{.name = "enforcement", .hold = {{"CE", 1}}};
const package levers{.name = "levers", .hold = {{"RC", 1}, {"AC", 1}, {"AV", 1}}};
const package both{.name = "both", .hold = {{"CE", 1}, {"RC", 1}, {"AC", 1}, {"AV", 1}}};

}  // namespace

TEST_CASE("the default map has 15 concepts and 32 edges, each with its reason") {
  const auto m = andean_mining_map();
  validate(m);
  CHECK(m.concepts.size() == 15);
  CHECK(m.edges.size() == 32);
  CHECK(m.levers == std::vector<std::string>{"RC", "RF", "AC", "AV", "CE", "GP"});
  for (const auto& e : m.edges) {
    CAPTURE(e.from, e.to);
    CHECK(e.source.size() > 30);
    const double w = std::fabs(e.weight);
    CHECK((w == 0.25 || w == 0.5 || w == 0.75));
    CHECK(e.gated_by.empty() == !(e.from == "CE" && e.to == "SC"));
  }
}

TEST_CASE("the default map has one fixed point, whatever is done") {
  CHECK(spectral_radius(andean_mining_map()) == Approx(0.727142).margin(1e-6));
  for (const auto& p : andean_mining_packages()) {
    const auto s = settle(andean_mining_map(), p);
    CAPTURE(p.name, s.words());
    CHECK(s.unique);
    CHECK(s.distance <= 1e-12);
  }
  const auto rest = settle(andean_mining_map()).fixed_point();
  for (const double x : rest.values) CHECK(x == 0);
}

TEST_CASE("enforcement alone backfires, the three levers do the opposite") {
  CHECK(change(enforcement, "SC") == Approx(0.424063).margin(1e-6));
  CHECK(change(enforcement, "LTO") == Approx(-0.410434).margin(1e-6));
  CHECK(change(levers, "SC") == Approx(-0.600682).margin(1e-6));
  CHECK(change(levers, "LTO") == Approx(0.749642).margin(1e-6));
}

TEST_CASE("enforcement with all levers lowers conflict clearly with the gate, hardly without") {
  const dynamics ungated{.gates = false};
  CHECK(change(both, "SC") == Approx(-0.615789).margin(1e-6));
  CHECK(change(both, "SC", ungated) == Approx(-0.175379).margin(1e-6));
  // Nothing else depends on the gate.
  CHECK(change(enforcement, "SC", ungated) == change(enforcement, "SC"));
  CHECK(change(levers, "SC", ungated) == change(levers, "SC"));
}

TEST_CASE("eight loops, seven of them reinforcing") {
  const auto found = loops_of(andean_mining_map());
  CHECK(found.complete);
  std::vector<std::string> words;
  std::size_t reinforcing = 0;
  for (const auto& l : found.loops) {
    words.push_back(l.words());
    reinforcing += l.reinforcing() ? 1U : 0U;
  }
  CHECK(words.size() == 8);
  CHECK(reinforcing == 7);
  CHECK(words[0] == "IM > ED > AI > MD > IM");
  CHECK(found.loops[0].gain == 0.09375);
  const auto balancing =
      std::ranges::find_if(found.loops, [](const loop& l) { return !l.reinforcing(); });
  CHECK(balancing->words() == "AL > SC > MD > AL");
}

TEST_CASE("at full enforcement respect works twice as much on its way up as on its way down") {
  const auto i = influence_at(andean_mining_map(), enforcement);
  CHECK(i.rising("RC", "SC") == Approx(-0.321304).margin(1e-6));
  CHECK(i.falling("RC", "SC") == Approx(-0.162227).margin(1e-6));
  // Where nothing is gated both sides are one.
  CHECK(i.rising("RF", "SC") == i.falling("RF", "SC"));
}

TEST_CASE("enforcement costs the license by way of conflict and of trust") {
  const auto list = paths_to(andean_mining_map(), enforcement, "LTO");
  CHECK(list.complete);
  REQUIRE(list.paths.size() >= 2);
  CHECK(list.paths[0].words() == "CE > SC > LTO");
  CHECK(list.paths[1].words() == "CE > TR > LTO");
  CHECK(list.paths[0].carried < 0);
  // Its one merit, fewer informal miners, is worth less.
  CHECK(list.paths[2].words() == "CE > IM > SC > LTO");
  CHECK(list.paths[2].carried > 0);
  CHECK(list.paths[2].carried < -list.paths[1].carried / 3);
}

TEST_CASE("a lever that gates an edge has a path through the gate") {
  const auto list = paths_to(andean_mining_map(), both, "SC");
  const auto gate =
      std::ranges::find_if(list.paths, [](const causal_path& p) { return p.words() == "AC > SC"; });
  REQUIRE(gate != list.paths.end());
  const double sc = settle(andean_mining_map(), both).fixed_point()["SC"];
  CHECK(gate->gain == Approx(-0.5 / 3 * (1 - sc * sc)).margin(1e-12));
}

TEST_CASE("the signs hold under weights half as large and half as large again") {
  sample_options o{.draws = 20000, .seed = 8};
  const auto found = sample(andean_mining_map(), {enforcement, levers, both}, o);
  // Shares of 100 000 draws: 0.988, 0.998, 1, 1, 1, 1.
  CHECK(found[0].sign_holds("SC") == Approx(0.988).margin(0.004));
  CHECK(found[0].sign_holds("LTO") == Approx(0.998).margin(0.002));
  for (const std::size_t p : {1U, 2U}) {
    CHECK(found[p].sign_holds("SC") > 0.9995);
    CHECK(found[p].sign_holds("LTO") > 0.9995);
  }
  o.run.how.gates = false;
  const auto ungated = sample(andean_mining_map(), {both}, o)[0];
  CHECK(ungated.sign_holds("SC") == Approx(0.73).margin(0.015));
  for (const auto& s : found) CHECK(s.unsettled() == 0);
}
