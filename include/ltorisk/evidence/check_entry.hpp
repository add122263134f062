// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/evidence/community.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk::evidence::detail {

/// Lists the faults of one observation, each with the JSON pointer at which a file has it.
class entry_check {
 public:
  explicit entry_check(fault_list& faults) : faults_(faults) {}

  /// Of an entry that stands at a pointer.
  template <class Entry>
  void run(std::string pointer, const Entry& entry) {
    here_ = std::move(pointer);
    check_days(entry);
    if constexpr (requires { check(entry); }) check(entry);
  }

 private:
  void fault(const char* key, const std::string& what) { faults_.add(here_ + key, what); }
  void require(bool holds, const char* key, const std::string& what) {
    if (!holds) fault(key, what);
  }
  bool day(const char* key, date d) {
    require(is_day(d), key, "must be a day of the years 1000 to 9999");
    return is_day(d);
  }
  void not_before(const char* key, date d, date first, const char* what) {
    if (day(key, d) && is_day(first)) {
      require(d >= first, key,
              "must not be before " + std::string(what) + ", " + date_text(first) + ", got " +
                  date_text(d));
    }
  }
  /// A number cast to an enumeration may be none of its words.
  template <class Enum, std::size_t N>
  void word(const char* key, Enum e, const std::array<const char*, N>& words) {
    if (static_cast<std::size_t>(e) < N) return;
    fault(key, "must be " + ltorisk::alternatives({words.begin(), words.end()}) +
                   ", got the number " + std::to_string(static_cast<int>(e)));
  }
  void count(const char* key, int n, int least = 0) {
    require(n >= least, key,
            "must be at least " + std::to_string(least) + ", got " + std::to_string(n));
  }
  void part(const char* key, int n, int whole, const char* of) {
    count(key, n);
    require(n <= whole, key,
            "must not be more than " + std::string(of) + ", " + std::to_string(whole) + ", got " +
                std::to_string(n));
  }
  void number(const char* key, double x, bool positive) {
    require(
        std::isfinite(x) && (positive ? x > 0 : x >= 0), key,
        std::string(positive ? "must be above 0" : "must not be negative") + ", got " + to_text(x));
  }

  void check_days(const auto& e) {
    date first{};
    if constexpr (requires { e.date; }) {
      first = e.date;
      day("/date", e.date);
    } else {
      first = e.from;
      day("/from", e.from);
    }
    if constexpr (requires {
                    { e.until } -> std::convertible_to<date>;
                  }) {
      not_before("/until", e.until, first, "its beginning");
    }
    if constexpr (requires { e.by.recorded; }) {
      word("/confidence", e.by.confidence, confidence_words);
      if (e.by.recorded) {
        not_before("/recorded", *e.by.recorded, observed_on(e), "the day it speaks of");
      }
    }
  }

  void check(const assembly_act& a) {
    using enum act_status;
    word("/holder", a.holder, holder_words);
    word("/status", a.status, act_status_words);
    word("/regime", a.regime, regime_words);
    if (a.majority) word("/majority/of", a.majority->of, electorate_words);
    const bool voted = a.votes_for || a.members_present;
    if (voted &&
        (a.status == holder_absent || a.status == not_sought || a.status == tolerated_by_leaders)) {
      fault("/status", in_quotes(act_status_words[static_cast<std::size_t>(a.status)]) +
                           " does not go with a vote");
    }
    if (a.qualified_members) count("/qualified_members", *a.qualified_members, 1);
    const auto& all = a.qualified_members;
    if (a.members_present) {
      all ? part("/members_present", *a.members_present, *all, "the qualified members")
          : count("/members_present", *a.members_present);
    }
    if (a.votes_for) {
      a.members_present
          ? part("/votes_for", *a.votes_for, *a.members_present, "the members present")
      : all ? part("/votes_for", *a.votes_for, *all, "the qualified members")
            : count("/votes_for", *a.votes_for);
    }
    if (a.quorum) {
      all ? part("/quorum", *a.quorum, *all, "the qualified members") : count("/quorum", *a.quorum);
    }
    if (a.majority) {
      require(a.majority->among >= 1 && a.majority->votes >= 1 &&
                  a.majority->votes <= a.majority->among,
              "/majority", "must be at least 1 vote in each 1 or more, and at most all");
    }
    const bool granted_somehow = a.status == granted || a.status == granted_below_majority ||
                                 a.status == granted_by_majority;
    const auto only_granted = [&](bool there, const char* key) {
      require(!there || granted_somehow, key, "goes with an act that was granted only");
    };
    only_granted(!a.ratified.empty(), "/ratified");
    only_granted(a.revoked.has_value(), "/revoked");
    only_granted(!a.commitments.empty(), "/commitments");
    only_granted(a.registered.has_value(), "/registered");
    only_granted(a.monitored.has_value(), "/monitored");
    if (a.registered) not_before("/registered", *a.registered, a.date, "the act");
    if (a.monitored) not_before("/monitored", *a.monitored, a.date, "the act");
    date last = a.date;
    for (std::size_t i = 0; i < a.ratified.size(); ++i) {
      not_before(("/ratified/" + std::to_string(i)).c_str(), a.ratified[i], last,
                 i == 0 ? "the act" : "the ratification before it");
      last = a.ratified[i];
    }
    if (a.revoked) not_before("/revoked", *a.revoked, last, "the act's last ratification");
    const auto act = here_;
    for (std::size_t i = 0; i < a.commitments.size(); ++i) {
      const auto& r = a.commitments[i];
      here_ = act + "/commitments/" + std::to_string(i);
      check_days(r);
      not_before("/date", r.date, a.date, "the act");
      count("/due", r.due);
      part("/met", r.met, r.due, "those due");
    }
    here_ = act;
  }
  void check(const evidence::dissent& d) {
    count("/of", d.of, 1);
    part("/opposed", d.opposed, d.of, "all");
  }
  void check(const operations_count& o) {
    count("/estimated", o.estimated, 1);
    part("/formal", o.formal, o.estimated, "the estimated operations");
  }
  void check(const stage_step& s) { word("/stage", s.stage, stage_words); }
  void check(const consultation_step& c) { word("/state", c.state, consultation_words); }
  void check(const phase_report& r) { word("/phase", r.phase, phase_words); }
  void check(const conflict_event& e) {
    word("/kind", e.kind, event_kind_words);
    count("/deaths", e.deaths);
    count("/injured", e.injured);
  }
  // Said while it runs, as a promise, or after it.
  void check(const watch& w) {
    if (w.recorded) not_before("/recorded", *w.recorded, w.from, "its beginning");
  }
  void check(const neighbor_report& n) {
    require(!n.district.empty(), "/district", "must not be empty");
    word("/phase", n.phase, phase_words);
  }
  void check(const sampling& s) {
    count("/taken", s.taken, 1);
    part("/above_limit", s.above_limit, s.taken, "the samples taken");
  }
  void check(const livelihood_survey& s) {
    if (s.households) count("/households", *s.households, 1);
    const auto share = [&](const char* key, const std::optional<int>& n) {
      if (!n) return;
      require(s.households.has_value(), key, "needs 'households' beside it");
      if (s.households) part(key, *n, *s.households, "the households");
    };
    share("/with_mining_income", s.with_mining_income);
    share("/in_alternative_programs", s.in_alternative_programs);
    if (s.poverty_percent) {
      require(*s.poverty_percent >= 0 && *s.poverty_percent <= 100, "/poverty_percent",
              "must be in 0 to 100, got " + to_text(*s.poverty_percent));
    }
    if (s.mining_day_wage) number("/mining_day_wage", *s.mining_day_wage, true);
    if (s.farm_day_wage) number("/farm_day_wage", *s.farm_day_wage, true);
  }
  void check(const enforcement_period& p) { count("/interdictions", p.interdictions); }
  void check(const support_period& p) {
    count("/contacts", p.contacts);
    count("/operators", p.operators, 1);
  }
  void check(const series_point& p) {
    number("/value", p.value, here_.find("/mined_area/") == std::string::npos);
  }
  const scale* scale_of(const std::string& indicator) {
    static const auto rows = frameworks::andean::rows();
    std::vector<std::string> ids;
    for (const auto& r : rows) {
      if (indicator == r.id) return &r.scale;
      ids.emplace_back(r.id);
    }
    fault("/indicator", in_quotes(indicator) + " is not an indicator" + suggestion(indicator, ids));
    return nullptr;
  }
  void check(const analyst_override& o) {
    require(!o.reason.empty(), "/reason", "must not be empty: an override says why");
    if (o.until) not_before("/until", *o.until, o.date, "its beginning");
    const auto* s = scale_of(o.indicator);
    if (!s) return;
    const auto* label = std::get_if<std::string>(&o.value);
    if (label && (*label == "unknown" || *label == "not_applicable")) return;
    if (const auto* list = std::get_if<scales::categories>(s)) {
      std::vector<std::string> labels;
      for (const auto& c : list->list) labels.push_back(c.label);
      if (label && std::ranges::find(labels, *label) != labels.end()) return;
      fault("/value", (label ? in_quotes(*label) : to_text(std::get<double>(o.value))) +
                          " is not one of its categories; use " + ltorisk::alternatives(labels));
    } else if (label) {
      fault("/value", "must be a number, 'unknown' or 'not_applicable', got " + in_quotes(*label));
    } else if (!std::isfinite(std::get<double>(o.value))) {
      fault("/value", "must be finite, got " + to_text(std::get<double>(o.value)));
    }
  }
  void check(const open_question& q) {
    (void)scale_of(q.indicator);
    require(!q.by.note.empty(), "/note", "must not be empty: it says what could not be settled");
  }

  fault_list& faults_;
  std::string here_;
};

}  // namespace ltorisk::evidence::detail
