// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/framework_keys.hpp>
#include <ltorisk/scenario/causal_map.hpp>

#include <optional>

/// The keys of a causal map's JSON; see `framework_keys.hpp` for the calls.
namespace ltorisk::detail {

inline constexpr int causal_map_schema_version = 1;

template <>
struct json_keys<scenario::map_concept> {
  static void list(auto& k, auto& c) {
    k.required("id", c.id);
    k.optional("name", c.name);
  }
};

template <>
struct json_keys<scenario::causal_edge> {
  static void list(auto& k, auto& e) {
    k.required("from", e.from);
    k.required("to", e.to);
    k.required("weight", e.weight);
    k.optional("range", e.range);
    k.optional("gated_by", e.gated_by);
    k.optional("source", e.source);
  }
};

template <>
struct json_keys<scenario::causal_map> {
  static void list(auto& k, auto& m) {
    k.schema_version();
    k.required("id", m.id);
    k.optional("name", m.name);
    k.optional("version", m.version);
    k.optional("citation", m.citation);
    k.optional("description", m.description);
    k.required("concepts", m.concepts);
    k.required("edges", m.edges);
    k.optional("levers", m.levers);
  }
};

}  // namespace ltorisk::detail
