// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/engine/rounding.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

/// What holds of the rows of a flat index however they are scored. Internal.
namespace ltorisk::engine {

/// What a flat index is made of.
template <class Function, class Aggregation>
struct flat_parts {
  std::span<const Function> functions;
  std::span<const double> weights;
  const Aggregation& aggregation;
  double min_coverage;
};

/// What values a formula takes: such as no score overflows of, and a rounding beyond its range.
struct value_range {
  explicit value_range(const aggregation_laws& laws)
      : lowest(std::max<double>(laws.lowest - rounding_slack, -ltorisk::detail::farthest_value)),
        highest(std::min<double>(laws.highest + rounding_slack, ltorisk::detail::farthest_value)) {}

  double lowest, highest;
};

/// Where the cells of some rows are.
struct flat_cells {
  const double* const* columns;
  std::size_t row;  // the first of them

  [[nodiscard]] const double* operator[](std::size_t j) const { return columns[j] + row; }
};

/// f(x), of every pack in x where it takes one at a time.
template <class F, class Real>
[[nodiscard]] Real applied(const F& f, Real x) {
  if constexpr (requires { f(x); }) {
    return f(x);
  } else {
    return simd::each_half(x, [&](auto pack) { return decltype(pack)(f(pack)); });
  }
}

/// What may be asked of `Real::width` rows beside their quick score.
template <class Real, class Function, class Aggregation>
class flat_rules {
  using mask = typename Real::mask_type;

 public:
  /// Of other functions every cell is looked at.
  static constexpr bool may_be_trusted = requires(const Function& f) {
    f.total();
    f.capped;
  };

  explicit flat_rules(const flat_parts<Function, Aggregation>& parts)
      : parts_(parts), laws_(laws_of(parts.aggregation)), range_(laws_) {
    for (const auto& f : parts.functions) trusted_ = trusted_ && is_trusted(f);
    // Summed as rows with gaps sum theirs, so that a complete row has the same bits beside them.
    for (const double w : parts.weights) whole_coverage_ += w;
    // A row of which all is known has a score whatever the weights come to, and one of which
    // nothing is known has none.
    least_covered_ =
        std::max<double>(std::min<double>(parts.min_coverage, whole_coverage_) - rounding_slack,
                         std::numeric_limits<double>::denorm_min());
  }

  [[nodiscard]] const flat_parts<Function, Aggregation>& parts() const { return parts_; }
  [[nodiscard]] const aggregation_laws& laws() const { return laws_; }
  /// Of a row of which all is known.
  [[nodiscard]] double whole_coverage() const { return whole_coverage_; }
  [[nodiscard]] mask enough(const Real& coverage) const { return coverage >= Real(least_covered_); }
  /// Every finite figure has a value the aggregation takes, or one that is too far.
  [[nodiscard]] bool trusted() const { return trusted_; }
  /// A rounding error must not carry a child out of what the formula takes.
  [[nodiscard]] Real taken(Real v) const {
    if (laws_.lowest > -unlimited) v = math::larger(v, laws_.lowest);
    if (laws_.highest < unlimited) v = math::smaller(v, laws_.highest);
    return v;
  }

  /// Where a cell does not apply or may be invalid, or a child means more than its weight: corrects
  /// the value and gives the coverage. False where a cell is invalid, which is looked for if the
  /// rows are `doubtful` or the functions not trusted.
  [[gnu::noinline]] bool consider(const flat_cells& at, bool doubtful, Real& value,
                                  Real& coverage) const {
    const bool check = doubtful || !trusted_;
    mask valid(true), some_known(false), some_applies(false), lost(false), decided(false);
    coverage = 0;
    for (std::size_t j = 0; j < parts_.functions.size(); ++j) {
      const Real x = Real::load(at[j]);
      const mask known = x == x;
      const mask applies = !inapplicable(x);
      if (check) valid = valid && (!known || in_reach(parts_.functions[j], x));
      coverage += math::select(known || !applies, parts_.weights[j], 0);
      if (!(parts_.weights[j] > 0)) continue;
      some_known = some_known || known;
      some_applies = some_applies || applies;
      if (laws_.missing == missing_rule::require) lost = lost || (!known && applies);
      decided = decided || (known && decides(x, j));
    }
    coverage = math::select(decided || !some_applies, 1, coverage);
    value = math::select(decided, 0, value);
    value = math::select(enough(coverage) && (decided || (some_known && !lost)), value, missing);
    value = math::select(some_applies, value, not_applicable);
    return !(!valid).any();
  }

 private:
  [[nodiscard]] bool is_trusted(const Function& f) const {
    if constexpr (may_be_trusted) {
      return f.total() && (f.capped || (laws_.lowest == -unlimited && laws_.highest == unlimited));
    } else {
      return false;
    }
  }

  [[nodiscard]] static mask valid(const Function& f, Real x) {
    if constexpr (requires { f.valid(x); }) {
      return f.valid(x);
    } else {
      return simd::each_half(x, [&](auto pack) { return f.valid(pack); });
    }
  }

  [[nodiscard]] static mask inapplicable(Real x) {
    return Real::has_bits(x, static_cast<std::int64_t>(ltorisk::detail::not_applicable_bits));
  }

  [[nodiscard]] mask in_reach(const Function& f, Real x) const {
    const Real v = applied(f, x);
    return valid(f, x) && v >= Real(range_.lowest) && v <= Real(range_.highest);
  }

  // A zero that settles the whole, of a child with a weight.
  [[nodiscard]] mask decides(Real x, std::size_t j) const {
    const bool may =
        laws_.zero == zero_rule::any_child || (laws_.zero == zero_rule::first_child && j == 0);
    if (!may) return mask(false);
    return taken(applied(parts_.functions[j], x)) == Real(0.0);
  }

  flat_parts<Function, Aggregation> parts_;
  aggregation_laws laws_;
  value_range range_;
  double whole_coverage_ = 0, least_covered_ = 0;
  bool trusted_ = true;
};

}  // namespace ltorisk::engine
