// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace ltorisk::sensitivity {

/// A figure and how sure it is, from the bootstrap. Without resamples `missing` but for the value.
struct estimate {
  double value = missing;
  double error = missing;  ///< its standard error
  double lower = missing;
  double upper = missing;
};

/// What one factor does to one scalar, as shares of the scalar's variance.
struct factor_indices {
  std::string factor = {};
  /// By itself: the share that would go, on average, if the factor were known.
  estimate first = {};
  /// With all it does together with others: the share that would stay if all else were known. Near
  /// zero: the factor may be set to anything.
  estimate total = {};
  /// How to read what looks wrong (an index below zero), else empty.
  std::string note = {};
};

struct scalar_indices {
  std::string scalar = {};
  double mean = missing;
  double variance = missing;
  std::vector<factor_indices> factors = {};
  /// The sum of the first-order indices. What lacks to one is interaction.
  estimate additive = {};
  /// Why there are no indices (they are `missing` then), else empty.
  std::string undefined = {};

  [[nodiscard]] const factor_indices& operator[](std::string_view factor) const {
    std::vector<std::string> names;
    for (const auto& f : factors) {
      if (f.factor == factor) return f;
      names.push_back(f.factor);
    }
    throw input_error(
        {{"indices", "have no factor " + in_quotes(factor) + suggestion(factor, names)}});
  }
};

/// The factors worth knowing better, the one that would narrow the scalar most first: by falling
/// first-order index, at most so many, without those at or below zero.
[[nodiscard]] inline std::vector<std::string> worth_knowing(
    const scalar_indices& s, std::size_t most = (std::numeric_limits<std::size_t>::max)()) {
  std::vector<const factor_indices*> order;
  for (const auto& f : s.factors) {
    if (f.first.value > 0) order.push_back(&f);
  }
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [](const factor_indices* f) { return f->first.value; });
  std::vector<std::string> names;
  for (const auto* f : order) {
    if (names.size() < most) names.push_back(f->factor);
  }
  return names;
}

/// What `sobol_indices` found, and with what.
struct analysis {
  std::vector<scalar_indices> scalars = {};
  std::size_t draws = 0;        ///< N: those done
  std::size_t requested = 0;    ///< those asked for
  bool cancelled = false;       ///< by `on_progress`; the indices are those of the draws done
  std::size_t evaluations = 0;  ///< N (k + 2) for k factors
  std::size_t resamples = 0;
  double level = 0;

  [[nodiscard]] const scalar_indices& operator[](std::string_view scalar) const {
    std::vector<std::string> names;
    for (const auto& s : scalars) {
      if (s.scalar == scalar) return s;
      names.push_back(s.scalar);
    }
    throw input_error(
        {{"analysis", "has no scalar " + in_quotes(scalar) + suggestion(scalar, names)}});
  }
};

namespace detail {

[[nodiscard]] inline std::string rounded(double x) {
  return to_text(std::round(x * 1000) / 1000 + 0.0);  // no "-0"
}

/// `excess`: of the first-order index over the total one. Worth a word where it is more than its
/// standard error, or shows, if there is none.
[[nodiscard]] inline std::string note_on(const factor_indices& f, const estimate& excess,
                                         double level) {
  constexpr double shown = 0.0005;
  std::string note;
  const auto add = [&](const std::string& sentence) {
    note += (note.empty() ? "" : " ") + sentence;
  };
  const auto interval = [&](const estimate& e) {
    return e.lower == e.lower ? " (" + to_text(100 * level) + " % interval " + rounded(e.lower) +
                                    " to " + rounded(e.upper) + ")"
                              : std::string();
  };
  if (f.first.value < 0) {
    add("The first-order index came out as " + rounded(f.first.value) + interval(f.first) +
        ". No share of a variance is below zero: this is the sampling error of an effect that is "
        "small or none.");
    if (f.first.upper < 0) {
      add("That its whole interval lies below zero says that the draws are too few for the "
          "bootstrap.");
    }
  } else if (excess.value >= shown && !(excess.value <= excess.error)) {
    add("The first-order index came out above the total one, by " + rounded(excess.value) +
        ". It is a part of it: the difference is sampling error, and there is little interaction.");
  }
  if (!note.empty()) add("More draws narrow it.");
  return note;
}

}  // namespace detail

}  // namespace ltorisk::sensitivity
