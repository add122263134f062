// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/any_value_function.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/scales/box_cox.hpp>
#include <ltorisk/scales/categories.hpp>
#include <ltorisk/scales/empirical.hpp>
#include <ltorisk/scales/half_life.hpp>
#include <ltorisk/scales/linear.hpp>
#include <ltorisk/scales/logarithmic.hpp>
#include <ltorisk/scales/piecewise.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/table.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk {

class any_normalization;

/// Any way to make a value of a raw figure: fixed, or learned from a sample.
using scale = std::variant<scales::linear, scales::logarithmic, scales::half_life,
                           scales::categories, scales::piecewise, scales::box_cox,
                           scales::empirical, any_value_function, any_normalization>;

namespace detail {

template <class F, class Variant>
inline constexpr bool is_alternative = false;
template <class F, class... Alternatives>
inline constexpr bool is_alternative<F, std::variant<Alternatives...>> =
    (std::same_as<F, Alternatives> || ...);

}  // namespace detail

/// Any normalization, ours or a user's, chosen at run time: the scale of an indicator that is
/// learned when a framework is fitted. A scheme converts to it by itself:
/// `indicator{.scale = normalize::min_max{}}`. A regular value; copies share the scheme, which
/// never changes.
///
/// In a framework the sign of an edge acts on the value, as one minus it. Where the direction must
/// come before the scale, as for ranks of a cost, the scheme is told: `any_normalization(scheme,
/// sign::minus)`, in JSON `"direction": "-"`.
class any_normalization {
 public:
  template <class N>
    requires(!std::same_as<N, any_normalization> && normalization<N>)
  any_normalization(N scheme,  // NOLINT: a scheme is used where any normalization is asked
                    sign direction = sign::plus)
      : scheme_(std::make_shared<const holder<N>>(std::move(scheme))), direction_(direction) {}

  [[nodiscard]] std::string_view name() const { return scheme_->name(); }
  [[nodiscard]] sign direction() const { return direction_; }
  /// The same scheme for the other direction.
  [[nodiscard]] any_normalization toward(sign direction) const {
    auto other = *this;
    other.direction_ = direction;
    return other;
  }
  /// Names and values of the parameters, in the scheme's order.
  [[nodiscard]] std::vector<parameter> parameters() const { return scheme_->parameters(); }
  /// Throws `domain_error` where the scheme's parameters are wrong.
  void validate() const { scheme_->validate(); }

  /// Begins to learn from one column: what comes in is added to the reduction.
  [[nodiscard]] std::unique_ptr<statistics::any_reduction> begin(
      std::uint64_t first_block = 0) const {
    return scheme_->begin(first_block);
  }
  /// What the scheme makes of what it has learned: a fixed scale. Throws `input_error` where it
  /// cannot.
  [[nodiscard]] scale fit(const statistics::any_reduction& learned,
                          std::string_view column) const {
    return scheme_->fit(learned, {std::string(column), direction_});
  }
  /// Both at once, from `rows` rows of a column.
  [[nodiscard]] scale fit(const column_view& column, std::size_t rows,
                          executor_ref run = in_order) const {
    const auto learned = begin();
    learned->add({&column, 1}, rows, run);
    return fit(*learned, column.id);
  }

  friend bool operator==(const any_normalization& a, const any_normalization& b) {
    return a.direction_ == b.direction_ && a.scheme_->equals(*b.scheme_);
  }

 private:
  struct base {
    base() = default;
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    virtual ~base() = default;
    virtual std::string_view name() const = 0;
    virtual std::vector<parameter> parameters() const = 0;
    virtual void validate() const = 0;
    virtual bool equals(const base& other) const = 0;
    virtual std::unique_ptr<statistics::any_reduction> begin(std::uint64_t first_block) const = 0;
    virtual scale fit(const statistics::any_reduction& learned, const criterion& c) const = 0;
  };

  template <class N>
  struct holder final : base {
    explicit holder(N n) : scheme(std::move(n)) {}

    std::string_view name() const override { return N::name; }
    std::vector<parameter> parameters() const override { return parameters_of(scheme); }
    void validate() const override { validate_scheme(scheme); }
    bool equals(const base& other) const override {
      const auto* same = dynamic_cast<const holder*>(&other);
      return same && same->scheme == scheme;
    }
    using reduction = statistics::reduction_of<typename N::summary>;
    std::unique_ptr<statistics::any_reduction> begin(std::uint64_t first_block) const override {
      return std::make_unique<reduction>(1, first_block);
    }
    scale fit(const statistics::any_reduction& learned, const criterion& c) const override {
      auto f = scheme.fit(dynamic_cast<const reduction&>(learned).rows.result(), c);
      if constexpr (detail::is_alternative<decltype(f), scale>) {
        return f;
      } else {
        return any_value_function(std::move(f));
      }
    }

    N scheme;
  };

  std::shared_ptr<const base> scheme_;
  sign direction_;
};

/// A scale's name in JSON.
[[nodiscard]] inline std::string_view kind_of(const scale& s) {
  return std::visit(
      [](const auto& any) -> std::string_view {
        if constexpr (requires { any.name(); }) {
          return any.name();
        } else {
          return any.kind;
        }
      },
      s);
}

}  // namespace ltorisk
