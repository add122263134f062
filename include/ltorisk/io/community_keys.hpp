// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/community.hpp>
#include <ltorisk/io/framework_keys.hpp>

/// The keys of a community's JSON; see `framework_keys.hpp` for the calls. What is new:
///
/// | call                                | meaning                                              |
/// |-------------------------------------|------------------------------------------------------|
/// | `k.optional_word(key, words, value)`| an enumeration; left out where it is its first word  |
/// | `k.required_word(key, words, value)`| an enumeration that must be there                    |
namespace ltorisk::detail {

inline constexpr int community_schema_version = 1;

/// Who says so stands beside what is said, in the same object.
void list_provenance(auto& k, auto& by) {
  k.optional("source", by.source);
  k.optional("coder", by.coder);
  k.optional_word("confidence", evidence::confidence_words, by.confidence);
  k.optional("note", by.note);
  k.optional("recorded", by.recorded);
}

template <>
struct json_keys<evidence::legal_majority> {
  static void list(auto& k, auto& m) {
    k.required("votes", m.votes);
    k.required("among", m.among);
    k.optional_word("of", evidence::electorate_words, m.of);
  }
};

template <>
struct json_keys<evidence::commitment_review> {
  static void list(auto& k, auto& r) {
    k.required("date", r.date);
    k.required("due", r.due);
    k.required("met", r.met);
    list_provenance(k, r.by);
  }
};

template <>
struct json_keys<evidence::assembly_act> {
  static void list(auto& k, auto& a) {
    k.required_word("holder", evidence::holder_words, a.holder);
    k.required_word("status", evidence::act_status_words, a.status);
    k.required("date", a.date);
    k.optional("votes_for", a.votes_for);
    k.optional("members_present", a.members_present);
    k.optional("qualified_members", a.qualified_members);
    k.optional("quorum", a.quorum);
    k.optional_word("regime", evidence::regime_words, a.regime);
    k.optional("majority", a.majority);
    k.optional("registered", a.registered);
    k.optional("monitored", a.monitored);
    k.optional("ratified", a.ratified);
    k.optional("revoked", a.revoked);
    k.optional("commitments", a.commitments);
    list_provenance(k, a.by);
  }
};

template <>
struct json_keys<evidence::dissent> {
  static void list(auto& k, auto& d) {
    k.required("date", d.date);
    k.required("opposed", d.opposed);
    k.required("of", d.of);
    list_provenance(k, d.by);
  }
};

template <>
struct json_keys<evidence::stage_step> {
  static void list(auto& k, auto& s) {
    k.required("date", s.date);
    k.required_word("stage", evidence::stage_words, s.stage);
    list_provenance(k, s.by);
  }
};

template <>
struct json_keys<evidence::deadline_extension> {
  static void list(auto& k, auto& e) {
    k.required("date", e.date);
    k.required("until", e.until);
    list_provenance(k, e.by);
  }
};

template <>
struct json_keys<evidence::operations_count> {
  static void list(auto& k, auto& o) {
    k.required("date", o.date);
    k.required("formal", o.formal);
    k.required("estimated", o.estimated);
    list_provenance(k, o.by);
  }
};

template <>
struct json_keys<evidence::formalization> {
  static void list(auto& k, auto& f) {
    k.optional("stages", f.stages);
    k.optional("extensions", f.extensions);
    k.optional("operations", f.operations);
  }
};

template <>
struct json_keys<evidence::consultation_step> {
  static void list(auto& k, auto& c) {
    k.required("date", c.date);
    k.required_word("state", evidence::consultation_words, c.state);
    list_provenance(k, c.by);
  }
};

template <>
struct json_keys<evidence::conflict_event> {
  static void list(auto& k, auto& e) {
    k.required("date", e.date);
    k.required_word("kind", evidence::event_kind_words, e.kind);
    k.optional("deaths", e.deaths);
    k.optional("injured", e.injured);
    list_provenance(k, e.by);
  }
};

template <>
struct json_keys<evidence::watch> {
  static void list(auto& k, auto& w) {
    k.required("from", w.from);
    k.required("until", w.until);
    k.optional("recorded", w.recorded);
  }
};

template <>
struct json_keys<evidence::phase_report> {
  static void list(auto& k, auto& r) {
    k.required("date", r.date);
    k.required_word("phase", evidence::phase_words, r.phase);
    list_provenance(k, r.by);
  }
};

template <>
struct json_keys<evidence::neighbor_report> {
  static void list(auto& k, auto& r) {
    k.required("district", r.district);
    k.required("date", r.date);
    k.required_word("phase", evidence::phase_words, r.phase);
    list_provenance(k, r.by);
  }
};

template <>
struct json_keys<evidence::sampling> {
  static void list(auto& k, auto& s) {
    k.required("date", s.date);
    k.required("taken", s.taken);
    k.required("above_limit", s.above_limit);
    list_provenance(k, s.by);
  }
};

template <>
struct json_keys<evidence::livelihood_survey> {
  static void list(auto& k, auto& s) {
    k.required("date", s.date);
    k.optional("households", s.households);
    k.optional("with_mining_income", s.with_mining_income);
    k.optional("in_alternative_programs", s.in_alternative_programs);
    k.optional("poverty_percent", s.poverty_percent);
    k.optional("mining_day_wage", s.mining_day_wage);
    k.optional("farm_day_wage", s.farm_day_wage);
    list_provenance(k, s.by);
  }
};

template <>
struct json_keys<evidence::enforcement_period> {
  static void list(auto& k, auto& p) {
    k.required("from", p.from);
    k.required("until", p.until);
    k.required("interdictions", p.interdictions);
    list_provenance(k, p.by);
  }
};

template <>
struct json_keys<evidence::support_period> {
  static void list(auto& k, auto& p) {
    k.required("from", p.from);
    k.required("until", p.until);
    k.required("contacts", p.contacts);
    k.required("operators", p.operators);
    list_provenance(k, p.by);
  }
};

template <>
struct json_keys<evidence::series_point> {
  static void list(auto& k, auto& p) {
    k.required("date", p.date);
    k.required("value", p.value);
    k.optional("version", p.version);
    list_provenance(k, p.by);
  }
};

template <>
struct json_keys<evidence::analyst_override> {
  static void list(auto& k, auto& o) {
    k.required("indicator", o.indicator);
    k.required("date", o.date);
    k.optional("until", o.until);
    k.required("value", o.value);
    k.required("reason", o.reason);
    k.optional("analyst", o.analyst);
  }
};

template <>
struct json_keys<evidence::open_question> {
  static void list(auto& k, auto& q) {
    k.required("indicator", q.indicator);
    k.required("date", q.date);
    list_provenance(k, q.by);
  }
};

template <>
struct json_keys<evidence::community> {
  static void list(auto& k, auto& c) {
    k.required("id", c.id);
    k.optional("name", c.name);
    k.optional("description", c.description);
    k.optional("acts", c.acts);
    k.optional("dissent", c.dissent);
    k.optional("formalization", c.formalization);
    k.optional("consultation", c.consultation);
    k.optional("events", c.events);
    k.optional("events_complete", c.events_complete);
    k.optional("phases", c.phases);
    k.optional("neighbors", c.neighbors);
    k.optional("samples", c.samples);
    k.optional("livelihood", c.livelihood);
    k.optional("enforcement", c.enforcement);
    k.optional("support", c.support);
    k.optional("mined_area", c.mined_area);
    k.optional("farm_income", c.farm_income);
    k.optional("gold_price", c.gold_price);
    k.optional("overrides", c.overrides);
    k.optional("open_questions", c.open_questions);
  }
};

template <>
struct json_keys<evidence::portfolio> {
  static void list(auto& k, auto& p) {
    k.schema_version();
    k.optional("gold_price", p.gold_price);
    k.required("communities", p.communities);
  }
};

}  // namespace ltorisk::detail
