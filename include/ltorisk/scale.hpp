// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/any_normalization.hpp>

#include <cstddef>
#include <string>
#include <variant>

namespace ltorisk {

/// "'none' (0), 'latent' (0.3) or 'crisis' (1)".
[[nodiscard]] inline std::string label_words(const scales::categories& c) {
  std::string text;
  for (std::size_t i = 0; i < c.list.size(); ++i) {
    if (i > 0) text += i + 1 == c.list.size() ? " or " : ", ";
    text += in_quotes(c.list[i].label) + " (" + to_text(c.list[i].code) + ")";
  }
  return text;
}

/// What a raw value must be that cannot be scored.
[[nodiscard]] inline std::string domain_words(const scale& s) {
  if (const auto* c = std::get_if<scales::categories>(&s)) return "must be " + label_words(*c);
  const auto* l = std::get_if<scales::logarithmic>(&s);
  return l && !l->capped ? "must be above 0: the scale is logarithmic" : "must be finite";
}

/// Must this scale be fitted to a sample before it can score?
[[nodiscard]] inline bool needs_fit(const scale& s) {
  return std::holds_alternative<any_normalization>(s);
}

}  // namespace ltorisk
