// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/random.hpp"

#include <ltorisk/scenario/contraction.hpp>
#include <ltorisk/scenario/dynamics.hpp>

#include <string>
#include <vector>

/// Random maps for property tests, with levers, gates and self-loops.
namespace random_world {

using namespace ltorisk::scenario;

inline std::string concept_name(std::size_t i) {
  return std::string("c").append(std::to_string(i));
}

inline causal_map random_map(dice& d, std::size_t most = 9, double density = 0.3) {
  causal_map m{.id = "random"};
  const std::size_t n = 2 + d.below(most - 1);
  for (std::size_t i = 0; i < n; ++i) m.concepts.push_back({.id = concept_name(i)});
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (!d.chance(density)) continue;
      causal_edge e{.from = concept_name(i), .to = concept_name(j), .weight = d.uniform(-1, 1)};
      for (std::size_t k = 0; k < n; ++k) {
        if (d.chance(0.05)) e.gated_by.push_back(concept_name(k));
      }
      m.edges.push_back(std::move(e));
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (d.chance(0.2)) m.levers.push_back(concept_name(i));
  }
  return m;
}

inline std::vector<setting> random_start(dice& d, const causal_map& m, const dynamics& how) {
  std::vector<setting> list;
  for (const auto& c : m.concepts) list.push_back({c.id, d.uniform(how.lowest(), 1)});
  return list;
}

/// Weights scaled so that steps from a random start, gates included, have a spectral radius of at
/// most 0.95.
inline causal_map contracting_map(dice& d, run_options& o) {
  auto m = random_map(d);
  o.start = random_start(d, m, o.how);
  const double radius = spectral_radius(steepest_jacobian(wiring(m, {}, o)));
  if (radius > 0.95) {
    for (auto& e : m.edges) e.weight *= 0.95 / radius;
  }
  return m;
}

/// Levers where `levers` has them, all else at random.
inline std::vector<setting> other_start(dice& d, const causal_map& m, const dynamics& how,
                                        std::vector<setting> levers) {
  for (auto& s : levers) {
    if (std::ranges::find(m.levers, s.id) == m.levers.end()) s.value = d.uniform(how.lowest(), 1);
  }
  return levers;
}

inline dynamics random_dynamics(dice& d) {
  return {.f = d.chance(0.5) ? activation::tanh : activation::sigmoid, .lambda = d.uniform(0.5, 2)};
}

}  // namespace random_world
