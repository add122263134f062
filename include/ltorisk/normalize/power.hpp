// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/column.hpp>
#include <ltorisk/normalize/treatment.hpp>
#include <ltorisk/scales/box_cox.hpp>
#include <ltorisk/scales/linear.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/summarize_counts.hpp>

#include <cmath>
#include <concepts>
#include <string>

/// What normalizations share that take a logarithm or a power first.
namespace ltorisk::normalize {

/// It learns a straight line from the whole sample, the same values in whatever unit and origin, so
/// that a transform before it makes a `box_cox` scale: `min_max`, `z_score`, `scaled`.
template <class N>
concept learns_line = normalization<N> && std::same_as<fitted<N>, scales::linear> &&
    std::same_as<typename N::summary, statistics::moments>;

/// How figures are made positive before a logarithm or a power is taken.
enum class offset {
  /// Not at all: a figure of 0 or less is an error.
  none,
  /// x - least + (most - least) / 100: free of the unit (COINr's log_CT).
  range,
  /// x - least + 1 (the COIN Tool's; COINr's log_CT_orig and boxcox).
  unit,
};

namespace detail {

/// ln(x + shift) of every value, with the counts of x.
[[nodiscard]] inline statistics::value_counts logarithms(const statistics::value_counts& known,
                                                         double shift) {
  statistics::value_counts logs;
  known.each([&](const statistics::counted& c) {
    logs.push_back({std::log(c.value + shift), c.count});
  });
  logs.close();
  return logs;
}

/// n after a power of x + shift, as one scale.
template <learns_line N>
[[nodiscard]] scales::box_cox fit_power(const N& n, const statistics::value_counts& known,
                                        const criterion& c, double exponent, double shift) {
  const auto logs = statistics::summarize<statistics::moments>(
      known, [&](double x) { return std::log(x + shift); });
  const double center = logs[0].mean;
  // A power of x + shift over its geometric mean is the same line, and keeps its digits whatever
  // the unit.
  const auto power = [&](double x) {
    const double log = std::log(x + shift);
    return exponent == 0 ? log : std::expm1(exponent * (log - center)) / exponent;
  };
  const double least = statistics::ranked(known, 1);
  const double most = statistics::ranked(known, logs[0].count);
  // It rises: what is between them is finite where they are.
  if (!std::isfinite(power(least)) || !std::isfinite(power(most))) {
    refuse(c, "has figures whose power " + to_text(exponent) + " overflows");
  }
  const auto line = n.fit(statistics::summarize<typename N::summary>(known, power), c);
  const double near = 1e-9 * (power(most) - power(least));
  if (line.capped && (line.lower > power(least) + near || line.upper < power(most) - near)) {
    refuse(c, std::string(N::name) + " ends inside the sample: no power of it is one scale");
  }
  return checked(scales::box_cox{.exponent = exponent,
                                 .shift = shift,
                                 .lower = least,
                                 .upper = most,
                                 .onto = {line(power(least)), line(power(most))},
                                 .capped = line.capped},
                 c);
}

/// What `offset` adds to every figure.
[[nodiscard]] inline double shift_of(offset o, const statistics::column_moments& m,
                                     const criterion& c, const char* scheme) {
  require_spread(m, c, scheme);
  if (o == offset::none) {
    require_positive(m, c, std::string(scheme) + " with offset 'none' needs its logarithm");
    return 0;
  }
  const double shift = -m.least + (o == offset::unit ? 1 : (m.most - m.least) / 100);
  if (!(m.least + shift > 0 && std::isfinite(m.most + shift))) {
    refuse(c, std::string("has figures too large or too close for the offset of ") + scheme);
  }
  return shift;
}

}  // namespace detail

}  // namespace ltorisk::normalize
