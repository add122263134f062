// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/provenance.hpp>

#include <array>
#include <optional>
#include <vector>

namespace ltorisk::evidence {

/// Whom an act of the assembly licenses.
enum class holder { formal_operator, informal_miners };
inline constexpr std::array holder_words{"operator", "informal"};

/// What the minutes, or the team that asked, say. Four things stay apart: `unknown` (missing),
/// `refused`, `not_sought`, and `holder_absent` (not applicable: there is no such holder here).
enum class act_status {
  unknown,
  holder_absent,
  not_sought,
  refused,
  tolerated_by_leaders,    ///< leaders let it happen, no assembly decided
  granted,                 ///< the assembly said yes: the counts say whether by the legal majority
  granted_below_majority,  ///< as recorded, where the counts are lost
  granted_by_majority,     ///< as recorded, where the counts are lost
  revoked,
};
inline constexpr std::array act_status_words{
    "unknown", "holder_absent",          "not_sought",          "refused", "tolerated_by_leaders",
    "granted", "granted_below_majority", "granted_by_majority", "revoked"};

/// Which law sets the majority.
enum class regime { sierra_selva, coast };
inline constexpr std::array regime_words{"sierra_selva", "coast"};

enum class electorate { qualified, present };
inline constexpr std::array electorate_words{"qualified", "present"};

/// At least `votes` in each `among` of the electorate, compared in whole numbers: of 300, two in
/// three are 200.
struct legal_majority {
  int votes = 2;
  int among = 3;
  electorate of = electorate::qualified;

  friend bool operator==(const legal_majority&, const legal_majority&) = default;
};

/// Communal land in Peru, Ley 26505: two thirds of all qualified members in sierra and selva (art.
/// 11); on the coast half of those attending (art. 10; medium confidence).
struct legal_majorities {
  legal_majority sierra_selva = {2, 3, electorate::qualified};
  legal_majority coast = {1, 2, electorate::present};
};

/// How many commitments were due by a day, and how many of those were met.
struct commitment_review {
  evidence::date date = {};
  int due = 0;
  int met = 0;
  provenance by = {};

  friend bool operator==(const commitment_review&, const commitment_review&) = default;
};

/// A decision of the assembly about a holder, or what stands in its place.
struct assembly_act {
  evidence::holder holder = holder::formal_operator;
  act_status status = act_status::unknown;
  evidence::date date = {};
  std::optional<int> votes_for = {};
  std::optional<int> members_present = {};
  std::optional<int> qualified_members = {};
  /// Members that had to be present.
  std::optional<int> quorum = {};
  evidence::regime regime = regime::sierra_selva;
  /// Where it is not the one of the regime: a statute of the community.
  std::optional<legal_majority> majority = {};
  /// Entered in the public registry on.
  std::optional<evidence::date> registered = {};
  /// Its commitments are followed up by both sides since.
  std::optional<evidence::date> monitored = {};
  /// Confirmed as it was: each restarts the clock. A new vote with counts of its own is a new act.
  std::vector<evidence::date> ratified = {};
  std::optional<evidence::date> revoked = {};
  std::vector<commitment_review> commitments = {};
  provenance by = {};

  friend bool operator==(const assembly_act&, const assembly_act&) = default;
};

}  // namespace ltorisk::evidence
