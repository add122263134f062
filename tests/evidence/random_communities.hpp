// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/community.hpp>

#include "support/random.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// Random communities without a fault, every key of the format among them.
namespace random_world {

namespace evidence = ltorisk::evidence;

class community_maker {
 public:
  explicit community_maker(dice& d) : d_(d) {}

  evidence::community operator()(std::string id) {
    namespace e = evidence;
    e::community c{.id = std::move(id), .name = text(), .description = text()};
    each(c.acts, [&](e::assembly_act& a) { act(a); });
    each(c.dissent, [&](e::dissent& x) {
      x = {.date = day(), .opposed = count(20), .of = 20 + count(9), .by = by()};
    });
    each(c.formalization.stages, [&](e::stage_step& x) {
      x = {.date = day(), .stage = word<e::stage>(e::stage_words), .by = by()};
    });
    each(c.formalization.extensions, [&](e::deadline_extension& x) {
      const auto first = day();
      x = {.date = first, .until = later(first), .by = by()};
    });
    each(c.formalization.operations, [&](e::operations_count& x) {
      x = {.date = day(), .formal = count(20), .estimated = 20 + count(9), .by = by()};
    });
    each(c.consultation, [&](e::consultation_step& x) {
      x = {.date = day(), .state = word<e::consultation_state>(e::consultation_words), .by = by()};
    });
    each(c.events, [&](e::conflict_event& x) {
      x = {.date = day(),
           .kind = word<e::event_kind>(e::event_kind_words),
           .deaths = count(2),
           .injured = count(3),
           .by = by()};
    });
    if (d_.chance(0.5)) {
      const auto first = day();
      c.events_complete = e::watch{first, later(first)};
      if (d_.chance(0.5)) c.events_complete->recorded = later(first);
    }
    each(c.phases, [&](e::phase_report& x) {
      x = {.date = day(), .phase = word<e::phase>(e::phase_words), .by = by()};
    });
    each(c.neighbors, [&](e::neighbor_report& x) {
      x = {.district = "d" + text(),
           .date = day(),
           .phase = word<e::phase>(e::phase_words),
           .by = by()};
    });
    each(c.samples, [&](e::sampling& x) {
      x = {.date = day(), .taken = 20 + count(9), .above_limit = count(20), .by = by()};
    });
    each(c.livelihood, [&](e::livelihood_survey& x) {
      x = {.date = day(), .by = by()};
      if (d_.chance(0.7)) {
        x.households = 50 + count(50);
        if (d_.chance(0.7)) x.with_mining_income = count(50);
        if (d_.chance(0.7)) x.in_alternative_programs = count(50);
      }
      if (d_.chance(0.5)) x.poverty_percent = d_.uniform(0, 100);
      if (d_.chance(0.5)) x.mining_day_wage = d_.uniform(30, 200);
      if (d_.chance(0.5)) x.farm_day_wage = d_.uniform(30, 90);
    });
    each(c.enforcement, [&](e::enforcement_period& x) {
      const auto first = day();
      x = {.from = first, .until = later(first), .interdictions = count(5), .by = by()};
    });
    each(c.support, [&](e::support_period& x) {
      const auto first = day();
      x = {.from = first,
           .until = later(first),
           .contacts = count(50),
           .operators = 1 + count(50),
           .by = by()};
    });
    for (auto* s : {&c.mined_area, &c.farm_income, &c.gold_price}) series(*s);
    each(c.overrides, [&](e::analyst_override& x) {
      x = {.indicator = "poverty",
           .date = day(),
           .value = d_.uniform(0, 100),
           .reason = "r" + text()};
      if (d_.chance(0.3)) x.value = d_.chance(0.5) ? "unknown" : "not_applicable";
      if (d_.chance(0.3)) {
        x.indicator = "conflict_phase";
        x.value = "dialogue";
      }
      if (d_.chance(0.5)) x.until = later(x.date);
      x.analyst = text();
    });
    each(c.open_questions, [&](e::open_question& x) {
      x = {.indicator = "exceedance", .date = day(), .by = by()};
      x.by.note = "n" + text();
    });
    return c;
  }

  void series(evidence::series& s) {
    const auto first = day();
    for (int m = 0, n = count(50); m < n; ++m) {
      s.push_back({.date = evidence::months_after(first, m),
                   .value = d_.uniform(1, 3000),
                   .version = d_.chance(0.02) ? "new" : "",
                   .by = by()});
    }
  }

 private:
  /// Some entries, no two of them equal.
  template <class Entry, class Fill>
  void each(std::vector<Entry>& list, Fill&& fill) {
    for (int n = count(4); n > 0; --n) {
      Entry e{};
      fill(e);
      if (std::ranges::find(list, e) == list.end()) list.push_back(std::move(e));
    }
  }
  int count(std::size_t most) { return static_cast<int>(d_.below(most + 1)); }
  template <class Word, std::size_t N>
  Word word(const std::array<const char*, N>&) {
    return static_cast<Word>(d_.below(N));
  }
  evidence::date plus(evidence::date d, std::size_t days) {
    return std::chrono::sys_days(d) + std::chrono::days(static_cast<int>(days));
  }
  evidence::date day() { return plus(std::chrono::year(2015) / 1 / 1, d_.below(3650)); }
  evidence::date later(evidence::date d) { return plus(d, d_.below(1500)); }
  std::string text() {
    static const std::vector<std::string> some{"", "x", "\"a\", b", "\xC3\xB1", "\\ \n\t", "0"};
    return some[d_.below(some.size())];
  }
  evidence::provenance by() {
    evidence::provenance p;
    if (d_.chance(0.5)) return p;
    p = {.source = text(),
         .coder = text(),
         .confidence = word<evidence::confidence>(evidence::confidence_words),
         .note = text()};
    if (d_.chance(0.2)) p.recorded = std::chrono::year(2031) / 1 / 1;
    return p;
  }
  void act(evidence::assembly_act& a) {
    using enum evidence::act_status;
    a.holder = word<evidence::holder>(evidence::holder_words);
    a.status = word<evidence::act_status>(evidence::act_status_words);
    a.date = day();
    a.regime = word<evidence::regime>(evidence::regime_words);
    a.by = by();
    if (d_.chance(0.7)) a.qualified_members = 100 + count(300);
    if (d_.chance(0.2)) a.quorum = count(100);
    if (d_.chance(0.2)) a.majority = evidence::legal_majority{1 + count(2), 3 + count(2)};
    if (a.status != holder_absent && a.status != not_sought && a.status != tolerated_by_leaders) {
      if (d_.chance(0.6)) a.members_present = 50 + count(50);
      if (d_.chance(0.6)) a.votes_for = count(50);
    }
    if (a.status != granted && a.status != granted_by_majority &&
        a.status != granted_below_majority) {
      return;
    }
    if (d_.chance(0.3)) a.registered = later(a.date);
    if (d_.chance(0.3)) a.monitored = later(a.date);
    auto last = a.date;
    for (int n = count(2); n > 0; --n) a.ratified.push_back(last = later(last));
    if (d_.chance(0.2)) a.revoked = later(last);
    for (int n = count(2); n > 0; --n) {
      a.commitments.push_back(
          {.date = later(a.date), .due = 5 + count(3), .met = count(5), .by = by()});
    }
  }

  dice& d_;
};

inline evidence::community random_community(dice& d, std::string id) {
  return community_maker(d)(std::move(id));
}

inline evidence::portfolio random_portfolio(dice& d) {
  evidence::portfolio p;
  if (d.chance(0.5)) community_maker(d).series(p.gold_price);
  for (std::size_t i = 0; i < d.below(4); ++i) {
    p.communities.push_back(random_community(d, "c" + std::to_string(i)));
  }
  return p;
}

}  // namespace random_world
