// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

/// The page a scheme's author reads.
namespace ltorisk {

/// What becomes of a node one of whose children is missing.
enum class missing_rule {
  /// The child is left out: its weight is zero, the others share it. For means.
  skip,
  /// The node is missing too: leaving a factor out would reward silence. For products and gates.
  require,
};

/// Which child of a `missing_rule::require` scheme decides alone when it is zero, so that the node
/// is zero whatever else is unknown.
enum class zero_rule { none, any_child, first_child };

/// How the result moves when one child rises.
enum class monotony {
  /// Nothing is promised: bounds fall back to the range of the children, or to 0..1.
  none,
  rising,
  /// It rises with the first child and falls with every other.
  first_rising_rest_falling,
};

/// What an aggregation promises about itself. The engine relies on `missing`, `zero` and
/// `monotone`; the laws test checks every promise of every scheme.
struct aggregation_laws {
  missing_rule missing = missing_rule::require;
  zero_rule zero = zero_rule::none;
  monotony monotone = monotony::none;
  /// Between the smallest and the largest child.
  bool bounded = false;
  /// Children and their weights may be permuted together.
  bool symmetric = false;
  /// Equal children give that value.
  bool idempotent = false;
  /// `bounded` and `idempotent` hold for children from here up (a floor lifts what is below it).
  double from = 0;
  /// The children it can take. A framework that could feed it others is refused.
  double lowest = 0;
  double highest = 1;
};

inline constexpr double unlimited = std::numeric_limits<double>::infinity();

/// Combines the children of a node into its value: `a(x, w)`.
///
/// | expression            | meaning                                                           |
/// |-----------------------|-------------------------------------------------------------------|
/// | `A::name`             | the name it has in JSON                                           |
/// | `a(x, w)`             | the value of children `x[0] .. x[x.size() - 1]`, each in 0..1,    |
/// |                       | under weights `w`; the result is in 0..1 too                      |
/// | `a.laws()`            | optional: its promises (`aggregation_laws`); none by default      |
/// | `A::parameter_names`  | optional: `std::array` of the names of its parameters, each a     |
/// | `a.parameters()`      | double: their values, and `A{p0, p1, ...}` makes it from them     |
///
/// `a` is a formula over anything indexable, so it is written as a template: the engine calls it
/// with packs of several rows at once, a test with a span of doubles. It uses arithmetic and the
/// functions of `ltorisk::math`, and never branches on a value (`math::select` does).
///
/// Weights are non-negative and need not sum to one: divide by their sum. A child that is missing
/// (where the scheme skips) or not applicable has weight zero and some finite value, and must
/// change nothing. Where all weights are zero the result is not used and may be NaN.
///
/// `your_own_aggregation.cpp` in the examples is a complete scheme in ten lines.
template <class A>
concept aggregation =
    // First, so that types that are no schemes at all are turned away without further questions.
    requires {
  { A::name } -> std::convertible_to<std::string_view>;
}
&&std::copy_constructible<A>&& std::equality_comparable<A>&& requires(
    const A& a, const std::span<const double>& x,
    const std::span<const simd::pack<simd::native_isa>>& xs) {
  { a(x, x) } -> std::convertible_to<double>;
  { a(xs, xs) } -> std::convertible_to<simd::pack<simd::native_isa>>;
};

/// An aggregation with parameters that JSON can set.
template <class A>
concept parametric = requires(const A& a) {
  A::parameter_names.size();
  { a.parameters()[0] } -> std::convertible_to<double>;
};

/// The promises of a scheme, `{}` where it makes none.
template <class A>
[[nodiscard]] constexpr aggregation_laws laws_of(const A& a) {
  if constexpr (requires {
                  { a.laws() } -> std::same_as<aggregation_laws>;
                }) {
    return a.laws();
  } else {
    return {};
  }
}

}  // namespace ltorisk
