// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/activity.hpp>
#include <ltorisk/evidence/assembly.hpp>
#include <ltorisk/evidence/consultation.hpp>
#include <ltorisk/evidence/dissent.hpp>
#include <ltorisk/evidence/events.hpp>
#include <ltorisk/evidence/formalization.hpp>
#include <ltorisk/evidence/livelihood.hpp>
#include <ltorisk/evidence/phases.hpp>
#include <ltorisk/evidence/samples.hpp>
#include <ltorisk/evidence/series.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ltorisk::evidence {

/// An analyst's value in the place of what the evidence says. The latest one in force is taken; it
/// carries a reason, and the value it replaces is kept beside it.
struct analyst_override {
  std::string indicator = {};
  /// In force from this day.
  evidence::date date = {};
  /// And up to and including this one; for good where there is none.
  std::optional<evidence::date> until = {};
  /// A figure in the indicator's unit, the label of a category, "unknown" or "not_applicable".
  std::variant<std::string, double> value = "unknown";
  std::string reason = {};
  std::string analyst = {};

  friend bool operator==(const analyst_override&, const analyst_override&) = default;
};

/// Something that was looked for and could not be settled: the indicator stays missing rather than
/// guessed, and this says why. It never removes a value that is known.
struct open_question {
  std::string indicator = {};
  evidence::date date = {};
  provenance by = {};

  friend bool operator==(const open_question&, const open_question&) = default;
};

/// What a field team knows of one community, in any order. What is not in it is unknown.
struct community {
  /// Not empty, unique in a portfolio.
  std::string id = {};
  std::string name = {};
  std::string description = {};
  std::vector<assembly_act> acts = {};
  std::vector<evidence::dissent> dissent = {};
  evidence::formalization formalization = {};
  std::vector<consultation_step> consultation = {};
  std::vector<conflict_event> events = {};
  /// Over which days `events` holds all there were.
  std::optional<watch> events_complete = {};
  std::vector<phase_report> phases = {};
  std::vector<neighbor_report> neighbors = {};
  std::vector<sampling> samples = {};
  std::vector<livelihood_survey> livelihood = {};
  std::vector<enforcement_period> enforcement = {};
  std::vector<support_period> support = {};
  /// Hectares inside the sensor's mask.
  series mined_area = {};
  /// Real income of farm households.
  series farm_income = {};
  /// Monthly.
  series gold_price = {};
  std::vector<analyst_override> overrides = {};
  std::vector<open_question> open_questions = {};

  friend bool operator==(const community&, const community&) = default;
};

/// Communities, and what is the same for all of them.
struct portfolio {
  /// Monthly; for the communities that have none of their own.
  series gold_price = {};
  std::vector<community> communities = {};

  friend bool operator==(const portfolio&, const portfolio&) = default;
};

}  // namespace ltorisk::evidence
