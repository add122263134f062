// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/date.hpp>

#include <array>
#include <optional>
#include <string>

namespace ltorisk::evidence {

/// How surely an observation is coded, in the coder's judgement. It is reported and changes no
/// value.
enum class confidence { not_stated, low, medium, high };
inline constexpr std::array confidence_words{"not_stated", "low", "medium", "high"};

/// Who says so: beside every observation, all of it optional. No data about persons: a coder is
/// named by role or initials.
struct provenance {
  /// A document, an outlet, a register: what a reader can look up.
  std::string source = {};
  std::string coder = {};
  evidence::confidence confidence = evidence::confidence::not_stated;
  std::string note = {};
  /// When it came on record, where that is later than the day it speaks of. What is recorded after
  /// the reference date is not used, whatever it speaks of.
  std::optional<date> recorded = {};

  friend bool operator==(const provenance&, const provenance&) = default;
};

}  // namespace ltorisk::evidence
