// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/math.hpp>
#include <ltorisk/parameter.hpp>
#include <ltorisk/scales/value_function.hpp>
#include <ltorisk/sign.hpp>
#include <ltorisk/statistics/block.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
/// | `A::one_pass`         | optional: `true` where it reads every `x[j]` exactly once. Values |
/// |                       | are then worked out, and cells looked at, when it asks; else they |
/// |                       | are written down before                                           |
/// | `a(x, w)`             | the value of children `x[0] .. x[x.size() - 1]`, each in 0..1,    |
/// |                       | under weights `w`; the result is in 0..1 too                      |
/// | `a.laws()`            | optional: its promises (`aggregation_laws`); none by default      |
/// | `A::parameters(l, a)` | optional: lists its parameters by name (`parameter.hpp`), so that   |
/// |                       | JSON can set them; then `A{}` has the defaults                    |
/// | `a.validate()`        | optional: throws `domain_error` where a parameter is wrong        |
/// | `a.children()`        | optional: `std::optional<std::size_t>`, how many it takes where   |
/// |                       | its parameters fix that                                           |
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

/// A fixed formula from a raw figure to a value: what a normalization becomes when it has seen its
/// sample, and the scales of indicators.
///
/// | expression        | meaning                                                               |
/// |-------------------|-----------------------------------------------------------------------|
/// | `F::kind`         | its name                                                              |
/// | `f(x)`            | the value, of a number or of a pack of them                           |
/// | `f.valid(x)`      | false where there is none; infinities are valid nowhere               |
/// | `f.declared()`    | the range of raw figures a missing one could lie in                   |
/// | `f.direction()`   | how the value moves when x rises (`trend`)                            |
/// | `f.total()`       | optional: true where every finite figure is valid; with a member      |
/// |                   | `capped` that is true, nobody need ask for each cell                  |
/// | `f.ready()`       | optional: the same function, bit for bit, with what does not depend   |
/// |                   | on x worked out                                                       |
/// | `f.quick()`       | optional: `std::optional` of a form for loops over many rows, the     |
/// |                   | same but for rounding between the ends (`linear.hpp`)                 |
template <class F>
concept value_function = requires {
  { F::kind } -> std::convertible_to<std::string_view>;
}
&&std::copy_constructible<F>&& std::equality_comparable<F>&& requires(
    const F& f, double x, simd::pack<simd::native_isa> xs) {
  { f(x) } -> std::convertible_to<double>;
  { f(xs) } -> std::convertible_to<simd::pack<simd::native_isa>>;
  { f.valid(x) } -> std::convertible_to<bool>;
  f.valid(xs);
  { f.declared() } -> std::same_as<interval>;
  { f.direction() } -> std::same_as<trend>;
};

/// One column of a sample as a scheme sees it.
struct criterion {
  std::string id = {};
  /// `minus`: less is better. A scheme says what it makes of it.
  sign direction = sign::plus;
};

/// Learns a value function from one column: `n.fit(summary, criterion)`.
///
/// | expression            | meaning                                                           |
/// |-----------------------|-------------------------------------------------------------------|
/// | `N::name`             | the name it has in JSON                                           |
/// | `N::summary`          | what it needs to know of the column (`statistics/`), of which it  |
/// |                       | is column 0                                                       |
/// | `n.fit(s, c)`         | the value function, frozen. The direction comes first, then the   |
/// |                       | scale: for a cost, more gives less. Throws `input_error` that     |
/// |                       | names the column where it cannot be learned (constant, no value)  |
/// | `N::parameters(l, n)` | optional, as for an aggregation                                   |
/// | `n.validate()`        | optional: throws `domain_error` where a parameter is wrong        |
template <class N>
concept normalization = requires {
  { N::name } -> std::convertible_to<std::string_view>;
  typename N::summary;
}
&&statistics::summary<typename N::summary>&& std::copy_constructible<N>&&
    std::equality_comparable<N>&& requires(const N& n, const typename N::summary& s,
                                           const criterion& c) {
  { n.fit(s, c) } -> value_function;
};

/// What a weighting looks at.
enum class weighting_input {
  /// The figures as they are in the table, with the direction of each.
  raw,
  /// What the normalization makes of them: more is better throughout.
  normalized,
};

namespace detail {
template <class W>
concept gives_weights = requires(const W& w, const typename W::summary& s,
                                 std::span<const criterion> criteria) {
  { w(s, criteria) } -> std::same_as<std::vector<double>>;
};
template <class W>
concept takes_another_pass = requires(const W& w, const typename W::summary& s,
                                      std::span<const criterion> criteria) {
  { w.next(s, criteria) } -> gives_weights;
};
}  // namespace detail

/// Gives each criterion its weight: `w(summary, criteria)`.
///
/// | expression            | meaning                                                           |
/// |-----------------------|-------------------------------------------------------------------|
/// | `W::name`             | the name it has in JSON                                           |
/// | `W::summary`          | what it needs to know of the columns (`statistics/`);             |
/// |                       | `statistics::nothing` where weights do not come from data         |
/// | `w(s, criteria)`      | weights of the criteria in their order, not negative, sum one     |
/// |                       | (`weight::shares` makes them so). Throws `input_error`            |
/// |                       | that names the column where there is no answer                    |
/// | `w.next(s, criteria)` | instead of that, where another pass over the sample is needed:    |
/// |                       | the weighting of that pass, which holds what `s` has told, has a  |
/// |                       | summary of its own, and gives the weights (`weight/merec.hpp`)    |
/// | `w.figure(j, x)`      | optional: what the summary is made of instead of the known        |
/// |                       | figures x of criterion j; not infinite, `missing` where unknown   |
/// | `w.summarize(block)`  | optional: the summary of one block (`statistics/block.hpp`), where |
/// |                       | parameters tell what of it is needed; else `W::summary(block)`    |
/// | `w.input()`           | optional: `weighting_input`, raw by default                       |
/// | `W::parameters(l, w)` | optional, as for an aggregation                                   |
/// | `w.validate()`        | optional: throws `domain_error` where a parameter is wrong        |
template <class W>
concept weighting = requires {
  { W::name } -> std::convertible_to<std::string_view>;
  typename W::summary;
}
&&statistics::summary<typename W::summary>&& std::copy_constructible<W>&&
        std::equality_comparable<W> &&
    (detail::gives_weights<W> || detail::takes_another_pass<W>);

}  // namespace ltorisk
