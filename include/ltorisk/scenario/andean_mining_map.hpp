// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/dynamics.hpp>

#include <string>
#include <vector>

/// The default map: why informal mining persists around communities in the Andes, and why
/// enforcement alone backfires.
namespace ltorisk::scenario {

namespace andean_causes {

/// Three classes of strength, with their sign; the numbers are judgement.
inline constexpr double weak = 0.25, medium = 0.5, strong = 0.75;

// clang-format off
inline std::vector<map_concept> concepts() {
  return {{"AL", "assembly legitimacy"},
          {"RC", "respect for communal institutions"},
          {"RF", "regulatory flexibility"},
          {"AC", "adaptive compliance"},
          {"FP", "effective formalization"},
          {"IM", "informal mining"},
          {"ED", "environmental damage"},
          {"AI", "farm income"},
          {"MD", "mining dependence"},
          {"AV", "alternatives to mining"},
          {"CE", "coercive enforcement"},
          {"SC", "socio-environmental conflict"},
          {"TR", "trust"},
          {"LTO", "license of the formal operator"},
          {"GP", "gold price"}};
}

struct row {
  const char* from;
  const char* to;
  double weight;
  const char* reason;
  std::vector<std::string> gated_by = {};
};

inline std::vector<row> rows() {
  return {
      {"AL", "IM",   medium, "assemblies grant informal miners a conditional license, even where the law is ignored"},
      {"AL", "SC",  -weak,   "what an assembly has agreed to is disputed less"},
      {"AL", "LTO",  medium, "a license is the assembly's to give"},
      {"RF", "IM",   medium, "requirements relaxed again and again let activity go on informally"},
      {"RF", "FP",  -medium, "each new deadline is a reason to wait with formalizing"},
      {"IM", "ED",   strong, "mining without environmental control damages water and land"},
      {"IM", "SC",   medium, "more miners dispute more land, water and access"},
      {"ED", "SC",   medium, "damage is what conflicts are most often about"},
      {"ED", "AI",  -medium, "damaged water and land yield less"},
      {"ED", "LTO", -weak,   "the damage of others is laid at the operator's door too"},
      {"AI", "MD",  -medium, "a farm that feeds its household keeps it from the mine"},
      {"MD", "IM",   medium, "households that live on mining mine, with or without a permit"},
      {"MD", "AL",   weak,   "members who live on mining vote for it in the assembly"},
      {"SC", "MD",   weak,   "conflict keeps other work and investment away"},
      {"CE", "SC",   medium, "interdiction provokes resistance, the more so the less respect, support and alternatives there are", {"RC", "AC", "AV"}},
      {"CE", "TR",  -medium, "coercion from outside costs trust"},
      {"CE", "IM",  -weak,   "interdiction stops some operations, most of them for a while"},
      {"RC", "TR",   medium, "who is consulted as an institution trusts more"},
      {"RC", "AL",   weak,   "an assembly that is respected counts for more among its members"},
      {"RC", "FP",   weak,   "formalization that goes through the assembly is carried by it"},
      {"AC", "FP",   medium, "requirements that small operators can meet, with support, are met"},
      {"AV", "MD",  -medium, "other incomes make households depend less on mining"},
      {"AV", "FP",   weak,   "who has another income can afford to formalize or to stop"},
      {"FP", "IM",  -weak,   "a formalized operation is no longer informal"},
      {"FP", "ED",  -medium, "formal operations are held to environmental controls"},
      {"FP", "LTO",  weak,   "order around it makes the operator easier to accept"},
      {"TR", "LTO",  medium, "acceptance grows into approval through trust"},
      {"TR", "SC",  -weak,   "where there is trust, grievances are talked over first"},
      {"SC", "TR",  -weak,   "conflict destroys trust"},
      {"SC", "LTO", -medium, "a community in conflict withdraws its license"},
      {"GP", "IM",   weak,   "a higher price makes more deposits worth mining"},
      {"GP", "MD",   weak,   "a higher price makes mining pay better than other work"},
  };
}
// clang-format on

}  // namespace andean_causes

/// 15 concepts and 32 edges after Valle Diaz et al. (2023). 0 is the status quo; a concept at 1 is
/// as high as it gets. Eight loops, seven of them reinforcing.
[[nodiscard]] inline causal_map andean_mining_map() {
  causal_map m{
      .id = "andean_mining_map",
      .name = "What keeps informal mining and conflict going in the Andes",
      .version = "1.0.0",
      .citation =
          "After Valle Diaz et al. (2023), Sustainability 15(21), 15586, doi:10.3390/su152115586",
      .description = "Weights (weak 0.25, medium 0.5, strong 0.75) are judgement, not estimates. " +
                     std::string(note),
      .concepts = andean_causes::concepts(),
      .levers = {"RC", "RF", "AC", "AV", "CE", "GP"}};
  for (auto& r : andean_causes::rows()) {
    m.edges.push_back({.from = r.from,
                       .to = r.to,
                       .weight = r.weight,
                       .gated_by = r.gated_by,
                       .source = std::string(r.reason) + "; weight: judgement"});
  }
  return m;
}

/// What is asked most often. Levers go all the way, to show directions. The shock to farm income is
/// an input: income goes on to respond to damage.
[[nodiscard]] inline std::vector<package> andean_mining_packages() {
  return {{.name = "enforcement alone", .hold = {{"CE", 1}}},
          {.name = "respect for institutions", .hold = {{"RC", 1}}},
          {.name = "adaptive compliance", .hold = {{"AC", 1}}},
          {.name = "alternatives", .hold = {{"AV", 1}}},
          {.name = "the three levers", .hold = {{"RC", 1}, {"AC", 1}, {"AV", 1}}},
          {.name = "enforcement with the three levers",
           .hold = {{"CE", 1}, {"RC", 1}, {"AC", 1}, {"AV", 1}}},
          {.name = "leniency", .hold = {{"RF", 1}}},
          {.name = "gold price up", .hold = {{"GP", 1}}},
          {.name = "farm income falls", .push = {{"AI", -1}}}};
}

}  // namespace ltorisk::scenario
