// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/indicator.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/text.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <variant>

/// Figures as people read them.
namespace ltorisk::explain {

namespace detail {

/// Rounded to so many significant digits, in plain notation where that is short.
[[nodiscard]] inline std::string digits(double x, int significant) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*g", significant, x == 0 ? 0.0 : x);
  double back = 0;
  std::sscanf(text, "%lf", &back);
  return to_text(back);
}

/// So many decimals; no "-0.0".
[[nodiscard]] inline std::string decimals(double x, int count, bool sign = false) {
  const double power = std::pow(10.0, count);
  if (std::fabs(x) * power < 0.5) x = 0;
  char text[64];
  std::snprintf(text, sizeof text, sign ? "%+.*f" : "%.*f", count, x);
  return text;
}

}  // namespace detail

/// A score with one decimal.
[[nodiscard]] inline std::string score_words(double score) { return detail::decimals(score, 1); }

/// A cell as people read it: "unknown", "not applicable", a category's label, "94 %" of a share,
/// "yes" or "no" of what is 0 or 1, else the figure to three digits (or `significant`), with its
/// unit unless that is clear from another figure beside it.
[[nodiscard]] inline std::string cell_words(const indicator& i, double cell, bool with_unit = true,
                                            int significant = 3) {
  if (is_not_applicable(cell)) return "not applicable";
  if (!is_known(cell)) return "unknown";
  if (const auto* c = std::get_if<scales::categories>(&i.scale)) {
    for (const auto& k : c->list) {
      if (k.code != cell) continue;
      std::string label = k.label;
      std::ranges::replace(label, '_', ' ');
      return label;
    }
  }
  if (i.unit == "0 or 1" && (cell == 0 || cell == 1)) return cell == 1 ? "yes" : "no";
  if (i.unit == "share") return detail::digits(100 * cell, significant) + " %";
  const auto figure = detail::digits(cell, significant);
  if (i.unit.empty() || i.unit == "0 or 1" || i.unit == "ratio") return figure;
  if (i.unit[0] == '%') return figure + " %" + (with_unit ? i.unit.substr(1) : "");
  if (!with_unit) return figure;
  const bool list = i.unit.find(',') != std::string::npos;
  return figure + (list ? " (" + i.unit + ")" : " " + i.unit);
}

/// A figure that reaches a goal, to three digits (or `significant`) and rounded to the side that
/// reaches it: where `to` came from below, up.
[[nodiscard]] inline double rounded_beyond(double to, bool up, int significant = 3) {
  if (to == 0 || !std::isfinite(to)) return to;
  const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(to))) - (significant - 1));
  const double steps = to / unit;
  const double nearest = std::round(steps);
  // Only rounding errors away from a round figure: that figure.
  if (std::fabs(steps - nearest) < 1e-9 * std::fabs(steps)) return nearest * unit;
  return (up ? std::ceil(steps) : std::floor(steps)) * unit;
}

namespace detail {

/// The number a reader of `cell_words` has in hand.
[[nodiscard]] inline double figure_in_words(const indicator& i, double cell, int significant = 3) {
  const double factor = i.unit == "share" ? 100 : 1;
  char text[40];
  std::snprintf(text, sizeof text, "%.*g", significant, factor * cell);
  double back = 0;
  std::sscanf(text, "%lf", &back);
  return back / factor;
}

}  // namespace detail

/// What an indicator is called.
[[nodiscard]] inline std::string name_words(const indicator& i) {
  return i.name.empty() ? i.id : i.name;
}

}  // namespace ltorisk::explain
