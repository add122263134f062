// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scales/value_function.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

/// What is not certain, and what follows from it. Needs Boost.Math, hence outside the umbrella.
namespace ltorisk::uncertainty {

/// What a figure could be, as a small value type.
///
/// | expression      | meaning                                                                  |
/// |-----------------|--------------------------------------------------------------------------|
/// | `D::kind`       | its name                                                                 |
/// | `d.quantile(p)` | the least figure with probability p in [0, 1] at or below it             |
/// | `d.cdf(x)`      | the probability of x or less                                             |
/// | `d.mean()`      | its expectation                                                          |
/// | `d.range()`     | the interval no figure lies outside of; an end may be infinite           |
/// | `d.validate()`  | throws `domain_error` where a parameter is wrong                         |
/// | `d.sampler()`   | optional: a function of p that gives the quantiles faster, because what  |
/// |                 | does not depend on p is worked out beforehand                            |
///
/// A user's own is such a type too. Draws are quantiles of uniform numbers (inverse transform), so
/// that random numbers, low-discrepancy points and designs all enter the same way.
template <class D>
concept distribution = requires {
  { D::kind } -> std::convertible_to<std::string_view>;
}
&&std::copy_constructible<D>&& std::equality_comparable<D>&& requires(const D& d, double p) {
  { d.quantile(p) } -> std::same_as<double>;
  { d.cdf(p) } -> std::same_as<double>;
  { d.mean() } -> std::same_as<double>;
  { d.range() } -> std::same_as<interval>;
  d.validate();
};

namespace detail {

inline void require(bool holds, const char* kind, const std::string& what) {
  if (!holds) throw domain_error(std::string(kind) + ": " + what);
}
inline void require_finite(double x, const char* kind, const char* what) {
  require(std::isfinite(x), kind, std::string(what) + " must be finite, got " + to_text(x));
}
inline void require_range(double lower, double upper, const char* kind) {
  require_finite(lower, kind, "lower");
  require_finite(upper, kind, "upper");
  require(lower < upper && std::isfinite(upper - lower), kind,
          "lower must be below upper, got " + to_text(lower) + " and " + to_text(upper));
}
inline void require_probability(double p, const char* what) {
  if (!(p > 0 && p < 1)) {
    throw domain_error(std::string(what) + ": probability must be in (0, 1), got " + to_text(p));
  }
}

}  // namespace detail

/// The interval that leaves the same probability out at either end: 90 % by default. No simulation.
template <class D>
  requires requires(const D& d) {
    d.quantile(0.5);
    d.validate();
  }
[[nodiscard]] interval credible_interval(const D& d, double probability = 0.9) {
  detail::require_probability(probability, "credible_interval");
  d.validate();
  const double out = (1 - probability) / 2;
  return {d.quantile(out), d.quantile(1 - out)};
}

/// Any distribution, ours or a user's, chosen at run time; a distribution converts to it by itself.
/// A regular value, valid from the start: the constructor throws `domain_error` where a parameter
/// is wrong. Copies share what never changes.
class any_distribution {
 public:
  template <class D>
    requires(!std::same_as<D, any_distribution> && distribution<D>)
  any_distribution(D d)  // NOLINT: a distribution is used where any is asked
      : held_(std::make_shared<const holder<D>>(checked(std::move(d)))) {}

  [[nodiscard]] std::string_view name() const { return held_->name(); }
  /// In the tails and for display; `draw` is the fast one.
  [[nodiscard]] double quantile(double p) const { return held_->quantile(p); }
  [[nodiscard]] double cdf(double x) const { return held_->cdf(x); }
  [[nodiscard]] double mean() const { return held_->mean(); }
  [[nodiscard]] interval range() const { return held_->range(); }
  void validate() const {}

  /// Where a uniform number from [0, 1) leads: the quantile, by the sampler where there is one. A
  /// zero is taken for the least number above, so that no draw is infinite.
  [[nodiscard]] double draw(double uniform) const {
    return held_->draw(uniform < least ? least : uniform);
  }

  friend bool operator==(const any_distribution& a, const any_distribution& b) {
    return a.held_->equals(*b.held_);
  }

 private:
  static constexpr double least = 0x1p-54;

  template <class D>
  static D checked(D d) {
    d.validate();
    return d;
  }

  struct base {
    base() = default;
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    virtual ~base() = default;
    virtual std::string_view name() const = 0;
    virtual double quantile(double p) const = 0;
    virtual double draw(double u) const = 0;
    virtual double cdf(double x) const = 0;
    virtual double mean() const = 0;
    virtual interval range() const = 0;
    virtual bool equals(const base& other) const = 0;
  };

  // A distribution without a sampler is its own.
  template <class D>
  struct plain_sampler {
    explicit plain_sampler(const D&) {}
  };
  template <class D>
  static auto sampler_of(const D& d) {
    if constexpr (requires { d.sampler(); }) {
      return d.sampler();
    } else {
      return plain_sampler<D>(d);
    }
  }

  template <class D>
  struct holder final : base {
    explicit holder(D d) : held(std::move(d)), sample(sampler_of(held)) {}

    std::string_view name() const override { return D::kind; }
    double quantile(double p) const override { return held.quantile(p); }
    double draw(double u) const override {
      if constexpr (requires { held.sampler(); }) {
        return sample(u);
      } else {
        return held.quantile(u);
      }
    }
    double cdf(double x) const override { return held.cdf(x); }
    double mean() const override { return held.mean(); }
    interval range() const override { return held.range(); }
    bool equals(const base& other) const override {
      const auto* same = dynamic_cast<const holder*>(&other);
      return same && same->held == held;
    }

    D held;
    decltype(sampler_of(std::declval<const D&>())) sample;
  };

  std::shared_ptr<const base> held_;
};

}  // namespace ltorisk::uncertainty
