// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/indicator.hpp>
#include <ltorisk/scale.hpp>
#include <ltorisk/uncertainty/discrete.hpp>
#include <ltorisk/uncertainty/distribution.hpp>
#include <ltorisk/uncertainty/uniform.hpp>

#include <algorithm>
#include <type_traits>

namespace ltorisk::uncertainty {

/// A figure of which nothing is known but the scale it is read on: anything in the declared range.
/// Uniform, on a logarithmic and a half-life scale uniform in the value it gets; each category
/// alike. Throws `domain_error` where the scale is learned and not yet fitted.
[[nodiscard]] inline any_distribution anywhere(const scale& s) {
  if (needs_fit(s)) throw domain_error("anywhere: the scale is learned and has no range yet");
  return ltorisk::detail::visit_fixed(
      [](const auto& fixed) -> any_distribution {
        using type = std::remove_cvref_t<decltype(fixed)>;
        if constexpr (std::is_same_v<type, scales::categories>) {
          discrete d;
          for (const auto& c : fixed.list) d.outcomes.push_back({c.code});
          std::ranges::sort(d.outcomes, {}, &discrete::outcome::value);
          return d;
        } else if constexpr (std::is_same_v<type, scales::logarithmic>) {
          return log_uniform{fixed.lower, fixed.upper};
        } else if constexpr (std::is_same_v<type, scales::half_life>) {
          return uniform_freshness{fixed.period, fixed.lower, fixed.upper};
        } else {
          const auto [lower, upper] = fixed.declared();
          if (lower == upper) return discrete{{{lower}}};
          return uniform{lower, upper};
        }
      },
      s);
}

/// The same of an indicator. One whose unit is "0 or 1" is either, nothing between.
[[nodiscard]] inline any_distribution anywhere(const indicator& i) {
  if (i.unit == "0 or 1") return discrete{{{0}, {1}}};
  return anywhere(i.scale);
}

}  // namespace ltorisk::uncertainty
