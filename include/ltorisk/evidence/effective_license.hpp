// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/assembly.hpp>
#include <ltorisk/evidence/finding.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What the acts of an assembly say of a holder at a date: their status, age and commitments.
namespace ltorisk::evidence {

namespace detail {

/// The act that speaks for a holder, and its last renewal.
struct act_in_force {
  const assembly_act* act = nullptr;
  date last_event = {};
  date ratified = {};
  bool revoked = false;
};

/// The act with the latest date or ratification speaks for the holder, among equal days the last in
/// the list. Its own revocation decides: that of an older act does not silence a newer one.
[[nodiscard]] inline act_in_force act_of(const std::vector<assembly_act>& acts, holder who,
                                         const moment& at) {
  act_in_force best;
  for (const auto& act : acts) {
    if (act.holder != who || !at.knows(act)) continue;
    act_in_force a{&act, act.date, act.date, false};
    for (const auto& day : act.ratified) {
      if (day <= at.known_by && day > a.ratified) a.ratified = day;
    }
    a.last_event = a.ratified;
    if (act.revoked && *act.revoked <= at.known_by) {
      a.revoked = true;
      a.last_event = *act.revoked;
    }
    if (!best.act || a.ratified >= best.ratified) best = a;
  }
  return best;
}

/// Whether the counts reach the legal majority; nothing where they do not say. Members present
/// bound the votes: where too few came, the majority was out of reach.
[[nodiscard]] inline std::optional<bool> majority_reached(const assembly_act& act,
                                                          const legal_majority& m,
                                                          std::string& words) {
  if (act.quorum && act.members_present && *act.members_present < *act.quorum) {
    words =
        std::to_string(*act.members_present) + " present, quorum " + std::to_string(*act.quorum);
    return false;
  }
  const bool all = m.of == electorate::qualified;
  const auto& base = all ? act.qualified_members : act.members_present;
  if (base && *base == 0) {  // nobody decides nothing
    words = all ? "no qualified members" : "nobody was present";
    return false;
  }
  const auto& votes = act.votes_for || !all ? act.votes_for : act.members_present;
  if (!votes || !base) return {};
  // ceil(base * votes / among), in integers.
  const auto needed = (static_cast<long long>(*base) * m.votes + m.among - 1) / m.among;
  const bool reached = *votes >= needed;
  if (!act.votes_for && reached) return {};
  words = std::to_string(*votes) + (act.votes_for ? " for" : " present") + ", " +
          std::to_string(needed) + " of " + std::to_string(*base) +
          (all ? " qualified members needed" : " present needed");
  return reached;
}

[[nodiscard]] inline std::string indicator_of(holder who, const char* what) {
  return std::string(holder_words[static_cast<std::size_t>(who)]) + what;
}

/// Is there no act, in the sense of the framework (status below 0.5): nothing to age or to keep?
[[nodiscard]] inline bool no_act(const act_in_force& a) {
  using enum act_status;
  const auto s = a.act->status;
  return a.revoked || s == holder_absent || s == not_sought || s == refused ||
         s == tolerated_by_leaders || s == revoked;
}

}  // namespace detail

/// `operator_assembly_status` or `informal_assembly_status`. An act that was granted is
/// `below_majority`, `valid`, or, once registered and monitored, `valid_registered_monitored`: the
/// counts decide, and where they are lost, what was recorded; where neither says, it is missing.
[[nodiscard]] inline finding assembly_status(const std::vector<assembly_act>& acts, holder who,
                                             const moment& at,
                                             const legal_majorities& majorities = {}) {
  using enum act_status;
  const auto id = detail::indicator_of(who, "_assembly_status");
  const auto in_force = detail::act_of(acts, who, at);
  if (!in_force.act) return detail::nothing(id);
  const auto& act = *in_force.act;
  const auto say = [&](const char* label, std::string words) {
    auto f = detail::category_from(act, id, label, std::move(words));
    f.observed = in_force.last_event;
    return f;
  };
  if (in_force.revoked || act.status == revoked) {
    return say("revoked_or_refused", "revoked on " + date_text(in_force.last_event));
  }
  switch (act.status) {
    case unknown: return say("unknown", "recorded as unknown");
    case holder_absent: return say("not_applicable", "no such holder");
    case not_sought: return say("not_sought", "no act was sought");
    case refused: return say("revoked_or_refused", "refused on " + date_text(act.date));
    case tolerated_by_leaders: return say("tolerated_by_leaders", "tolerated by leaders only");
    default: break;
  }
  std::string words;
  const auto rule = act.majority                         ? *act.majority
                    : act.regime == regime::sierra_selva ? majorities.sierra_selva
                                                         : majorities.coast;
  auto reached = detail::majority_reached(act, rule, words);
  if (!reached && act.status != granted) {
    reached = act.status == granted_by_majority;
    words = "majority as recorded, without counts";
  }
  if (!reached) return say("unknown", "granted, but the counts do not say by which majority");
  if (!*reached) return say("below_majority", std::move(words));
  const auto done = [&](const std::optional<date>& day) { return day && *day <= at.known_by; };
  if (done(act.registered) && done(act.monitored)) {
    return say("valid_registered_monitored", words + "; registered and monitored");
  }
  return say("valid", std::move(words));
}

/// `…_agreement_age`: years of 365.2425 days since the act or its last ratification. Not applicable
/// where there is no act.
[[nodiscard]] inline finding agreement_age(const std::vector<assembly_act>& acts, holder who,
                                           const moment& at) {
  const auto id = detail::indicator_of(who, "_agreement_age");
  const auto in_force = detail::act_of(acts, who, at);
  if (!in_force.act) return detail::nothing(id);
  const bool none = detail::no_act(in_force);
  const bool unsure = in_force.act->status == act_status::unknown;
  auto f = detail::from(*in_force.act, id,
                        none     ? not_applicable
                        : unsure ? missing
                                 : years_between(in_force.ratified, at.as_of),
                        none     ? "there is no act"
                        : unsure ? "recorded as unknown"
                                 : "last ratified on " + date_text(in_force.ratified));
  f.observed = none ? in_force.last_event : in_force.ratified;
  return f;
}

/// `…_commitments_met`: met / due at the latest review of the act in force. Not applicable where
/// there is no act, or nothing was due.
[[nodiscard]] inline finding commitments_met(const std::vector<assembly_act>& acts, holder who,
                                             const moment& at) {
  const auto id = detail::indicator_of(who, "_commitments_met");
  const auto in_force = detail::act_of(acts, who, at);
  if (!in_force.act) return detail::nothing(id);
  if (detail::no_act(in_force)) {
    auto f = detail::from(*in_force.act, id, not_applicable, "there is no act");
    f.observed = in_force.last_event;
    return f;
  }
  const auto* review = detail::latest(in_force.act->commitments, at);
  if (!review) return detail::nothing(id, "no review of commitments is recorded");
  if (review->due == 0) return detail::from(*review, id, not_applicable, "nothing was due");
  return detail::from(*review, id, static_cast<double>(review->met) / review->due,
                      detail::ratio_text(review->met, review->due) + " met");
}

}  // namespace ltorisk::evidence
