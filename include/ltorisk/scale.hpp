// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/math.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Fixed value functions: raw figure -> value, 0 to 1 unless `onto` says otherwise. They do not
/// move with the sample. What all share:
///
/// - The *declared range* of raw values: what a missing figure could be, for the bounds of a score.
///   For categories it is the list of codes.
/// - `capped`: a raw value outside the declared range counts as the end it passed. Not capped, it
///   goes beyond the range of values, and bounds speak only of figures inside the declared range.
/// - `valid(x)`: false for raw values no result can be given for; scoring them is an error that
///   names the cell. Infinities are valid nowhere.
/// - Wrong parameters throw `domain_error` when a framework is checked (`validate`).
namespace ltorisk {

/// A closed interval, or the two ends of a mapping: {0, 1} onto, {1, 0} reversed.
struct interval {
  double lower = 0;
  double upper = 1;

  friend bool operator==(const interval&, const interval&) = default;
};

/// How a value moves when its argument rises.
enum class trend { falling, none, rising };

namespace scales {

namespace detail {

inline void require(bool holds, const char* scale, const std::string& what) {
  if (!holds) throw domain_error(std::string(scale) + ": " + what);
}

inline void require_goalposts(const char* scale, double lower, double upper, interval onto) {
  require(std::isfinite(lower) && std::isfinite(upper) && lower < upper, scale,
          "lower must be below upper, got " + to_text(lower) + " and " + to_text(upper));
  require(std::isfinite(upper - lower), scale, "upper - lower must be finite");
  require(std::isfinite(onto.lower) && std::isfinite(onto.upper) && onto.lower != onto.upper, scale,
          "onto must be two different finite numbers, got " + to_text(onto.lower) + " and " +
              to_text(onto.upper));
}

// Ends that come out exactly: t = 0 gives lower and t = 1 gives upper to the last bit.
template <class Real>
Real interpolate(interval onto, Real t) {
  return (1 - t) * onto.lower + t * onto.upper;
}

inline trend toward(interval onto) {
  return onto.lower < onto.upper ? trend::rising : trend::falling;
}

template <class Real>
auto finite(Real x) {
  return x - x == Real(0);
}

}  // namespace detail

/// v = (x - lower) / (upper - lower), carried onto `onto`. Goalposts as in the HDI and the OECD/JRC
/// Handbook (2008, doi:10.1787/9789264043466-en), step 5.
struct linear {
  static constexpr const char* kind = "linear";
  double lower = 0;
  double upper = 1;
  interval onto = {};
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::min(math::max(x, lower), upper);
    return detail::interpolate(onto, (x - lower) / (upper - lower));
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  [[nodiscard]] trend direction() const { return detail::toward(onto); }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x);
  }
  void validate() const { detail::require_goalposts(kind, lower, upper, onto); }
  friend bool operator==(const linear&, const linear&) = default;
};

/// v = (ln x - ln lower) / (ln upper - ln lower), carried onto `onto`: each doubling counts alike,
/// as income in the HDI. Goalposts must be positive. A figure of zero or less counts as `lower`
/// where capped and is invalid where not.
struct logarithmic {
  static constexpr const char* kind = "logarithmic";
  double lower = 1;
  double upper = 10;
  interval onto = {};
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::min(math::max(x, lower), upper);
    return detail::interpolate(onto, math::log(x / lower) / std::log(upper / lower));
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  [[nodiscard]] trend direction() const { return detail::toward(onto); }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x) && x > Real(capped ? -std::numeric_limits<double>::max() : 0);
  }
  void validate() const {
    detail::require(lower > 0, kind, "lower must be above 0, got " + to_text(lower));
    detail::require_goalposts(kind, lower, upper, onto);
    detail::require(upper / lower < std::numeric_limits<double>::infinity(), kind,
                    "upper / lower must be finite");
  }
  friend bool operator==(const logarithmic&, const logarithmic&) = default;
};

/// v = 0.5^(x / half_life): an agreement's freshness by its age. 1 at age 0, 0.5 at one half-life.
/// Capped: an age below `lower` counts as `lower`, one beyond `upper` as `upper`.
struct half_life {
  static constexpr const char* kind = "half_life";
  double period = 1;
  double lower = 0;
  double upper = 10;
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::min(math::max(x, lower), upper);
    return math::exp(x * (-0.693147180559945309417 / period));
  }
  [[nodiscard]] interval declared() const { return {lower, upper}; }
  [[nodiscard]] trend direction() const { return trend::falling; }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x);
  }
  void validate() const {
    detail::require(std::isfinite(period) && period > 0, kind,
                    "half_life must be above 0, got " + to_text(period));
    detail::require_goalposts(kind, lower, upper, {});
  }
  friend bool operator==(const half_life&, const half_life&) = default;
};

/// One answer of a closed list: what people write, what a table of numbers holds, what it is worth.
struct category {
  std::string label;
  double code = 0;
  double value = 0;

  /// A category whose code is its value.
  category(std::string name, double worth) : category(std::move(name), worth, worth) {}
  category(std::string name, double number, double worth)
      : label(std::move(name)), code(number), value(worth) {}

  friend bool operator==(const category&, const category&) = default;
};

/// v = the value of the category whose code the cell holds. Any other number is invalid.
struct categories {
  static constexpr const char* kind = "categories";
  std::vector<category> list;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    Real v = x * 0;
    for (const auto& c : list) v = math::select(x == c.code, c.value, v);
    return v;
  }
  [[nodiscard]] interval declared() const {
    const auto [low, high] =
        std::ranges::minmax_element(list, {}, [](const category& c) { return c.code; });
    return {low->code, high->code};
  }
  [[nodiscard]] trend direction() const {
    auto by_code = list;
    std::ranges::sort(by_code, {}, &category::code);
    const bool rises = std::ranges::is_sorted(by_code, {}, &category::value);
    const bool falls = std::ranges::is_sorted(by_code, std::ranges::greater{}, &category::value);
    return rises ? trend::rising : falls ? trend::falling : trend::none;
  }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    auto known = x == Real(list[0].code);
    for (std::size_t i = 1; i < list.size(); ++i) known = known || x == Real(list[i].code);
    return known;
  }
  void validate() const {
    detail::require(list.size() >= 2, kind, "needs two categories or more");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto& c = list[i];
      detail::require(!c.label.empty(), kind, "a label must not be empty");
      detail::require(std::isfinite(c.code) && std::isfinite(c.value), kind,
                      "code and value of " + quoted(c.label) + " must be finite");
      for (std::size_t k = 0; k < i; ++k) {
        detail::require(list[k].label != c.label, kind, quoted(c.label) + " is listed twice");
        detail::require(list[k].code != c.code, kind,
                        quoted(list[k].label) + " and " + quoted(c.label) + " have the same code");
      }
    }
  }
  friend bool operator==(const categories&, const categories&) = default;
};

/// v = straight lines between the given points (x rising, two or more). Capped: flat outside them;
/// not capped: the first and last line go on.
struct piecewise {
  static constexpr const char* kind = "piecewise";
  struct point {
    double x = 0;
    double y = 0;
    friend bool operator==(const point&, const point&) = default;
  };
  std::vector<point> points;
  bool capped = true;

  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    if (capped) x = math::min(math::max(x, points.front().x), points.back().x);
    Real v = on_line(0, x);
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
      v = math::select(x >= points[i].x, on_line(i, x), v);
    }
    return v;
  }
  [[nodiscard]] interval declared() const { return {points.front().x, points.back().x}; }
  [[nodiscard]] trend direction() const {
    const bool rises = std::ranges::is_sorted(points, {}, &point::y);
    const bool falls = std::ranges::is_sorted(points, std::ranges::greater{}, &point::y);
    return rises ? trend::rising : falls ? trend::falling : trend::none;
  }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return detail::finite(x);
  }
  void validate() const {
    detail::require(points.size() >= 2, kind, "needs two points or more");
    for (std::size_t i = 0; i < points.size(); ++i) {
      detail::require(std::isfinite(points[i].x) && std::isfinite(points[i].y), kind,
                      "points must be finite");
      detail::require(i == 0 || points[i - 1].x < points[i].x, kind,
                      "x must rise from point to point, got " +
                          to_text(points[i > 0 ? i - 1 : 0].x) + " before " + to_text(points[i].x));
    }
  }
  friend bool operator==(const piecewise&, const piecewise&) = default;

 private:
  template <class Real>
  [[nodiscard]] Real on_line(std::size_t i, Real x) const {
    const auto& [x0, y0] = points[i];
    const auto& [x1, y1] = points[i + 1];
    return detail::interpolate({y0, y1}, (x - x0) / (x1 - x0));
  }
};

/// Goalposts at the smallest and largest value of the sample: `fit` learns them and freezes a
/// `linear` scale. A column that is constant, or has no known value, is an error that names it.
struct min_max {
  static constexpr const char* kind = "min_max";
  interval onto = {};
  bool capped = true;

  void validate() const { detail::require_goalposts(kind, 0, 1, onto); }
  friend bool operator==(const min_max&, const min_max&) = default;
};

}  // namespace scales

/// Any of the value functions.
using scale = std::variant<scales::linear, scales::logarithmic, scales::half_life,
                           scales::categories, scales::piecewise, scales::min_max>;

/// The raw values a scale takes, in words, for an error.
template <class Scale>
[[nodiscard]] std::string allowed(const Scale& s) {
  if constexpr (requires { s.list; }) {
    std::vector<std::string> codes;
    for (const auto& c : s.list) codes.push_back(to_text(c.code) + " (" + c.label + ")");
    return alternatives(codes);
  } else if constexpr (std::is_same_v<Scale, scales::logarithmic>) {
    return s.capped ? "a finite number" : "a finite number above 0";
  } else {
    return "a finite number";
  }
}

/// Must this scale be fitted to a sample before it can score?
[[nodiscard]] inline bool needs_fit(const scale& s) {
  return std::holds_alternative<scales::min_max>(s);
}

namespace detail {

/// Calls `f` with a scale that is ready to score. `s` must not need a fit.
template <class F>
auto visit_fixed(F&& f, const scale& s) {
  using result = decltype(f(scales::linear{}));
  return std::visit(
      [&](const auto& fixed) -> result {
        if constexpr (requires { fixed.declared(); }) {
          return f(fixed);
        } else {
          throw std::logic_error("ltorisk: a scale that needs a fit was used before it");
        }
      },
      s);
}

/// The values a scale takes over its declared range.
[[nodiscard]] inline interval value_range(const scale& s) {
  return visit_fixed(
      [](const auto& fixed) -> interval {
        using fixed_type = std::remove_cvref_t<decltype(fixed)>;
        interval r{std::numeric_limits<double>::infinity(),
                   -std::numeric_limits<double>::infinity()};
        const auto include = [&](double v) {
          r = {std::min<double>(r.lower, v), std::max<double>(r.upper, v)};
        };
        if constexpr (std::is_same_v<fixed_type, scales::categories>) {
          for (const auto& c : fixed.list) include(c.value);
        } else if constexpr (std::is_same_v<fixed_type, scales::piecewise>) {
          for (const auto& p : fixed.points) include(p.y);
        } else {
          include(fixed(fixed.declared().lower));
          include(fixed(fixed.declared().upper));
        }
        return r;
      },
      s);
}

}  // namespace detail

}  // namespace ltorisk
