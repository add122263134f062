// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/weight/correlations.hpp>
#include <ltorisk/weight/shares.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// The weights under which every criterion has the same correlation with the index, the weighted
/// arithmetic mean of the normalized values (or correlations in proportion to `targets`): nominal
/// weights that make effective importance equal.
///
/// With R the correlations and s the deviations of the criteria, cor(x_j, index) ~ (R u)_j where
/// u_j = s_j w_j. So R u = t, one linear system; tools that minimize the differences step by step
/// (COINr) end near its answer. It is solved by u += (R + 1e-6)^-1 (t - R u) until |t - R u| is at
/// most 1e-10 t, which also takes criteria that repeat each other: they share alike. An error where
/// that is not reached in 10000 steps (contradictory criteria), or where a criterion would need a
/// negative weight: no weights do it, rather than the nearest that do not.
///
/// A constant column has no correlation and is refused. Correlations over the rows that know both:
/// with cells missing, the index is only nearly balanced. One pass. Paruolo, Saisana, Saltelli
/// 2013, doi:10.1111/j.1467-985X.2012.01059.x; Becker et al. 2017,
/// doi:10.1016/j.ecolind.2017.03.056.
struct equal_importance {
  static constexpr const char* name = "equal_importance";
  static constexpr int passes = 1;
  using summary = statistics::co_moments;
  weighting_input looks_at = weighting_input::normalized;
  /// Empty: all the same. Otherwise one for each criterion.
  std::vector<double> targets = {};

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    const auto n = criteria.size();
    if (!targets.empty() && targets.size() != n) {
      throw input_error({diagnostic{name, "has " + std::to_string(targets.size()) +
                                              " targets for " + std::to_string(n) + " criteria"}});
    }
    const auto kept = detail::varying(name, s, criteria);
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      if (!s[j].constant()) return {};
      return "is constant at " + to_text(s[j].least) + ": it can have no importance";
    });
    const auto r = detail::correlations(name, s, criteria, kept);
    const auto t = targets.empty() ? std::vector<double>(n, 1) : targets;
    auto u = balanced(r, t);
    double largest = 0;
    for (const double x : u) largest = std::max<double>(largest, x);
    detail::refuse(criteria, [&](std::size_t j) -> std::string {
      if (u[j] >= -1e-9 * largest) return {};
      return "would need a negative weight for its share of importance: no weights reach it";
    });
    for (std::size_t j = 0; j < n; ++j) {
      const double deviation = s[j].standard_deviation(statistics::deviation::sample);
      u[j] = std::max<double>(0, u[j]) / deviation;
    }
    return shares(std::move(u), name, criteria, "no importance can be shared out");
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
    list("targets", self.targets);
  }
  void validate() const {
    for (const double t : targets) {
      if (t > 0 && std::isfinite(t)) continue;
      throw domain_error("equal_importance: targets must be positive, got " + to_text(t));
    }
  }
  friend bool operator==(const equal_importance&, const equal_importance&) = default;

 private:
  static std::vector<double> balanced(const scenario::square_matrix& r,
                                      const std::vector<double>& t) {
    const auto n = t.size();
    auto shifted = r;
    for (std::size_t j = 0; j < n; ++j) shifted(j, j) += 1e-6;
    scenario::square_matrix inverse(n, 1);
    bool off = !scenario::solve(shifted, inverse);
    std::vector<double> u(n), rest = t;
    for (int step = 0; step < 10000 && !off; ++step) {
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) u[i] += inverse(i, j) * rest[j];
      }
      double worst = 0;
      for (std::size_t i = 0; i < n; ++i) {
        rest[i] = t[i];
        for (std::size_t j = 0; j < n; ++j) rest[i] -= r(i, j) * u[j];
        worst = std::max<double>(worst, std::fabs(rest[i]) / t[i]);
      }
      if (worst <= 1e-10) return u;
    }
    throw input_error({diagnostic{
        name,
        "cannot be reached: no weights give the criteria these correlations with the index, "
        "as where one is the reverse of others"}});
  }
};

}  // namespace ltorisk::weight
