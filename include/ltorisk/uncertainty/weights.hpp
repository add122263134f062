// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/uncertainty/event_rate.hpp>

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Weights as they might be. Each rule takes one uniform number for a child, and writes weights
/// that are not negative and sum to one.
namespace ltorisk::uncertainty {

/// | expression         | meaning                                                             |
/// |--------------------|---------------------------------------------------------------------|
/// | `R::kind`          | its name                                                            |
/// | `r.bind(children)` | a function `f(given, u, w)` for children of these ids that writes   |
/// |                    | the weights `w`; `given` are above zero and sum to one. Throws      |
/// |                    | `domain_error` where a parameter is wrong                           |
template <class R>
concept weight_rule = requires {
  { R::kind } -> std::convertible_to<std::string_view>;
}
&&std::copy_constructible<R>&& std::equality_comparable<R>&& requires(
    const R& r, std::span<const double> given, std::span<double> w,
    std::span<const std::string> children) {
  r.bind(children)(given, given, w);
};

namespace detail {

/// A child that is there keeps some weight: it counts where all others are missing.
inline void to_shares(std::span<double> w) {
  double sum = 0;
  for (const double x : w) sum += x;
  for (double& x : w) x = std::max<double>(x / sum, 1e-280);
}

inline constexpr double least_uniform = 0x1p-54;

/// The logarithm of the quantile of a Gamma distribution of scale one. Where the quantile x is
/// small, p = x^shape / Gamma(shape + 1), to a factor of 1 - x.
[[nodiscard]] inline double log_gamma_quantile(double shape, double p) {
  const double u = std::max<double>(p, least_uniform);
  constexpr double small_enough = -37;
  const double log = (std::log(u) + boost::math::lgamma(shape + 1, policy())) / shape;
  return log < small_enough ? log : std::log(gamma_quantile(shape, u));
}

/// -ln(1 - u): exponential draws, shares of whose sum are uniform on the simplex.
inline void exponentials(std::span<const double> u, std::span<double> w) {
  for (std::size_t j = 0; j < w.size(); ++j) w[j] = std::max<double>(-std::log1p(-u[j]), 1e-300);
}

}  // namespace detail

/// Around the given weights: Dirichlet(concentration * w). The mean of each weight is the given
/// one, its variance w (1 - w) / (concentration + 1). By Gamma quantiles; small shapes by their
/// logarithms, as most of their figures are beneath the least number there is.
struct dirichlet {
  static constexpr const char* kind = "dirichlet";
  double concentration = 100;

  void operator()(std::span<const double> given, std::span<const double> u,
                  std::span<double> w) const {
    constexpr double plain = 0.1;  // 2^-54 has its quantile at 1e-163
    if (concentration * *std::ranges::min_element(given) >= plain) {
      for (std::size_t j = 0; j < w.size(); ++j) {
        w[j] = detail::gamma_quantile(concentration * given[j],
                                      std::max<double>(u[j], detail::least_uniform));
      }
      return detail::to_shares(w);
    }
    for (std::size_t j = 0; j < w.size(); ++j) {
      w[j] = detail::log_gamma_quantile(concentration * given[j], u[j]);
    }
    const double largest = *std::ranges::max_element(w);
    for (double& x : w) x = std::exp(x - largest);
    detail::to_shares(w);
  }
  [[nodiscard]] dirichlet bind(std::span<const std::string> /*children*/) const {
    if (!(std::isfinite(concentration) && concentration > 0)) {
      throw domain_error("dirichlet: concentration must be above 0, got " + to_text(concentration));
    }
    constexpr double least = 1e-12;  // draws of smaller ones all have one weight of all but nothing
    if (concentration < least) {
      throw domain_error("dirichlet: concentration must be " + to_text(least) + " or more, got " +
                         to_text(concentration));
    }
    return *this;
  }
  friend bool operator==(const dirichlet&, const dirichlet&) = default;
};

/// Any weights, uniform on the simplex: nothing is known of them. By normalized exponentials
/// (Devroye 1986, chapter XI.4, doi:10.1007/978-1-4613-8643-8); shares of uniform numbers would
/// crowd at the center.
struct simplex {
  static constexpr const char* kind = "simplex";

  void operator()(std::span<const double> /*given*/, std::span<const double> u,
                  std::span<double> w) const {
    detail::exponentials(u, w);
    detail::to_shares(w);
  }
  [[nodiscard]] simplex bind(std::span<const std::string> /*children*/) const { return {}; }
  friend bool operator==(const simplex&, const simplex&) = default;
};

/// Each weight times a uniform factor from 1 - share to 1 + share, then made to sum to one: the
/// noise that COINr puts on weights.
struct proportional {
  static constexpr const char* kind = "proportional";
  double share = 0.25;

  void operator()(std::span<const double> given, std::span<const double> u,
                  std::span<double> w) const {
    for (std::size_t j = 0; j < w.size(); ++j) w[j] = given[j] * (1 + share * (2 * u[j] - 1));
    detail::to_shares(w);
  }
  [[nodiscard]] proportional bind(std::span<const std::string> /*children*/) const {
    if (!(share > 0 && share <= 1)) {
      throw domain_error("proportional: share must be in (0, 1], got " + to_text(share));
    }
    return *this;
  }
  friend bool operator==(const proportional&, const proportional&) = default;
};

/// Only the order of the weights is known: uniform on the part of the simplex where each child of
/// `order` weighs as much as the next or more. Their means are the rank order centroid weights
/// (Barron and Barrett 1996, doi:10.1287/mnsc.42.11.1515).
struct ranked {
  static constexpr const char* kind = "ranked";
  /// All children with a weight, the most important first.
  std::vector<std::string> order = {};

  [[nodiscard]] auto bind(std::span<const std::string> children) const {
    check(children);
    std::vector<std::size_t> places;
    for (const auto& child : children) {
      places.push_back(static_cast<std::size_t>(std::ranges::find(order, child) - order.begin()));
    }
    return [places = std::move(places)](std::span<const double> /*given*/,
                                        std::span<const double> u, std::span<double> w) {
      std::vector<double> sorted(w.size());
      detail::exponentials(u, sorted);
      std::ranges::sort(sorted, std::greater{});
      for (std::size_t j = 0; j < w.size(); ++j) w[j] = sorted[places[j]];
      detail::to_shares(w);
    };
  }
  friend bool operator==(const ranked&, const ranked&) = default;

 private:
  void check(std::span<const std::string> children) const {
    const std::vector<std::string> known(children.begin(), children.end());
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (std::ranges::find(known, order[k]) == known.end()) {
        throw domain_error("ranked: " + in_quotes(order[k]) + " is not a child with a weight" +
                           suggestion(order[k], known));
      }
      if (std::find(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(k), order[k]) !=
          order.begin() + static_cast<std::ptrdiff_t>(k)) {
        throw domain_error("ranked: " + in_quotes(order[k]) + " is listed twice");
      }
    }
    for (const auto& child : known) {
      if (std::ranges::find(order, child) == order.end()) {
        throw domain_error("ranked: " + in_quotes(child) + " is not in the order");
      }
    }
  }
};

/// Any rule, ours or a user's; a rule converts to it by itself. What is bound throws `domain_error`
/// where the rule writes a weight below zero, or weights that do not sum to one.
class any_weight_rule {
 public:
  using function =
      std::function<void(std::span<const double>, std::span<const double>, std::span<double>)>;

  template <class R>
    requires(!std::same_as<R, any_weight_rule> && weight_rule<R>)
  any_weight_rule(R rule)  // NOLINT: a rule is used where any is asked
      : name_(R::kind),
        bind_([rule = std::move(rule)](std::span<const std::string> children) -> function {
          return [bound = rule.bind(children)](std::span<const double> given,
                                               std::span<const double> u, std::span<double> w) {
            bound(given, u, w);
            check(R::kind, w);
          };
        }) {}

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] function bind(std::span<const std::string> children) const {
    return bind_(children);
  }

 private:
  static void check(std::string_view kind, std::span<const double> w) {
    double sum = 0;
    bool sound = true;
    for (const double x : w) {
      sound = sound && x >= 0;
      sum += x;
    }
    if (sound && std::fabs(sum - 1) <= 1e-9) return;
    std::string text;
    for (const double x : w) text += (text.empty() ? "" : ", ") + to_text(x);
    throw domain_error("weight rule " + in_quotes(kind) +
                       ": weights must not be negative and must sum to one, got " + text);
  }

  std::string name_;
  std::function<function(std::span<const std::string>)> bind_;
};

}  // namespace ltorisk::uncertainty
