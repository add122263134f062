// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>

#include <concepts>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk {

/// A value function of a user's own, chosen at run time: what a normalization of theirs has become.
/// A regular value; copies share the function, which never changes. One virtual call for a pack of
/// rows.
class any_value_function {
 public:
  template <class F>
    requires(!std::same_as<F, any_value_function> && value_function<F>)
  explicit any_value_function(F function)
      : function_(std::make_shared<const holder<F>>(std::move(function))) {}

  [[nodiscard]] std::string_view name() const { return function_->name(); }
  [[nodiscard]] std::vector<parameter> parameters() const { return function_->parameters(); }

  [[nodiscard]] double operator()(double x) const {
    function_->run(&x, 1);
    return x;
  }
  template <class Real>
  [[nodiscard]] Real operator()(Real x) const {
    double lanes[Real::width];
    x.store(lanes);
    function_->run(lanes, Real::width);
    return Real::load(lanes);
  }
  [[nodiscard]] bool valid(double x) const { return function_->valid(x); }
  template <class Real>
  [[nodiscard]] auto valid(Real x) const {
    return x.each([&](double lane) { return function_->valid(lane) ? 1.0 : 0.0; }) == Real(1.0);
  }
  [[nodiscard]] interval declared() const { return function_->declared(); }
  [[nodiscard]] trend direction() const { return function_->direction(); }
  void validate() const { function_->validate(); }

  friend bool operator==(const any_value_function& a, const any_value_function& b) {
    return a.function_->equals(*b.function_);
  }

 private:
  struct base {
    base() = default;
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    virtual ~base() = default;
    virtual std::string_view name() const = 0;
    virtual std::vector<parameter> parameters() const = 0;
    virtual void run(double* x, std::size_t size) const = 0;
    virtual bool valid(double x) const = 0;
    virtual interval declared() const = 0;
    virtual trend direction() const = 0;
    virtual void validate() const = 0;
    virtual bool equals(const base& other) const = 0;
  };

  template <class F>
  struct holder final : base {
    explicit holder(F f) : function(std::move(f)) {}

    std::string_view name() const override { return F::kind; }
    std::vector<parameter> parameters() const override { return parameters_of(function); }
    void run(double* x, std::size_t size) const override {
      for (std::size_t i = 0; i < size; ++i) x[i] = function(x[i]);
    }
    bool valid(double x) const override { return function.valid(x); }
    interval declared() const override { return function.declared(); }
    trend direction() const override { return function.direction(); }
    void validate() const override { validate_scheme(function); }
    bool equals(const base& other) const override {
      const auto* same = dynamic_cast<const holder*>(&other);
      return same && same->function == function;
    }

    F function;
  };

  std::shared_ptr<const base> function_;
};

}  // namespace ltorisk
