// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/fingerprint.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/parameter.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Whether several places fit the same framework. Internal.
namespace ltorisk::engine {

inline void add_to(fingerprint& print, const scale& s) {
  if (const auto* learned = std::get_if<any_normalization>(&s)) {
    print.add(learned->name()).add(learned->direction() == sign::plus ? "+" : "-");
    add_parameters(print, learned->parameters());
    return;
  }
  print.add(static_cast<double>(s.index()));
  if (const auto* list = std::get_if<scales::categories>(&s)) {
    for (const auto& c : list->list) print.add(c.label).add(c.code).add(c.value);
    return;
  }
  // A fixed scale is known by what it does, from before its range to behind it.
  const auto [low, high] = detail::declared_range(s);
  print.add(low).add(high);
  for (int i = -2; i <= 18; ++i) {
    const auto read = detail::read(s, low + (high - low) * (i / 16.0));
    print.add(read.valid ? read.value : missing);
  }
}

inline void add_to(fingerprint& print, const condition& c) {
  print.add(c.evidence).add(static_cast<double>(c.test)).add(c.threshold);
}

/// Of all that the scores of a valid framework rest on; names and sources are not.
[[nodiscard]] inline std::string fingerprint_of(const framework& f) {
  fingerprint print;
  const auto add_optional = [&](const std::optional<double>& x) {
    print.add(x ? "known" : "").add(x.value_or(0));
  };
  print.add(f.score_range.lower).add(f.score_range.upper);
  for (const auto& i : f.indicators) add_to(print.add("indicator").add(i.id), i.scale);
  for (const auto& n : f.nodes) {
    print.add("node").add(n.id).add(n.aggregation.name());
    add_parameters(print, n.aggregation.parameters());
    if (n.weighting) {
      add_parameters(print.add("weighting").add(n.weighting->name()), n.weighting->parameters());
    }
    for (const auto& e : n.children) {
      print.add("child").add(e.child).add(e.sign == sign::plus ? "+" : "-").add(e.weight);
      print.add(e.required ? "required" : "");
      add_optional(e.assume);
      if (e.scale) add_to(print.add("scale"), *e.scale);
      if (e.applies_if) add_to(print.add("applies_if"), *e.applies_if);
    }
    print.add(n.min_coverage);
    add_optional(n.decimals ? std::optional<double>(*n.decimals) : std::nullopt);
    print.add(n.higher_is_worse ? "worse" : "").add(static_cast<double>(n.levels.boundary));
    for (const auto& c : n.levels.classes) print.add("level").add(c.name).add(c.upper);
    for (const auto& l : n.limits) {
      add_to(print.add("limit"), l.when);
      print.add(static_cast<double>(l.clamp));
      if (const auto* level = std::get_if<std::string>(&l.at)) print.add(*level);
      if (const auto* at = std::get_if<double>(&l.at)) print.add(*at);
    }
  }
  for (const auto& id : f.outcomes) print.add("outcome").add(id);
  return print.text();
}

}  // namespace ltorisk::engine
