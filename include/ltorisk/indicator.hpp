// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scale.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ltorisk {

/// One measured thing: what a column of the table holds and how its figures are read.
struct indicator {
  /// Column name: not empty, unique among indicators and nodes.
  std::string id = {};
  std::string name = {};
  std::string unit = {};
  std::string description = {};
  /// Who publishes the figures, and where the goalposts come from (a citation, or "judgement").
  std::string source = {};
  ltorisk::scale scale = scales::linear{};
  /// Evidence older than this is stale: to be said beside the score, never a reason to change it.
  /// Tables carry no dates: only `evidence::provenance_table`, beside one, is held against it.
  std::optional<double> stale_after_months = {};
  /// Disclosure standards the figure answers to: "GRI 14.10", "ESRS S3-1", "IFC PS 7". Free text.
  std::vector<std::string> disclosures = {};

  friend bool operator==(const indicator&, const indicator&) = default;
};

}  // namespace ltorisk
