// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// One tile of rows through all columns of a flat index, accumulators in registers. Internal.
namespace ltorisk::engine {

inline constexpr double rounding_slack = 1e-12;

/// What a flat index is made of.
template <class Function, class Aggregation>
struct flat_parts {
  std::span<const Function> functions;
  std::span<const double> weights;
  const Aggregation& aggregation;
  double min_coverage;
};

/// Scores `Real::width` rows. Columns are pointers to the first of them.
template <class Real, class Function, class Aggregation>
class flat_tile {
  using mask = typename Real::mask_type;

 public:
  explicit flat_tile(const flat_parts<Function, Aggregation>& parts)
      : parts_(parts), laws_(laws_of(parts.aggregation)), trusted_(true) {
    for (const auto& f : parts.functions) trusted_ = trusted_ && is_trusted(f);
    // Summed as rows with gaps sum theirs, so that a complete row has the same bits beside them.
    for (const double w : parts.weights) whole_ += w;
  }

  /// False where a cell is invalid; then there is no result.
  bool run(const double* const* at, Real& value, Real& coverage) {
    // Few tables change from row to row between complete and not: what the last tile was decides
    // which way is tried first. Both ways lead to the same bits.
    if (!gaps_) {
      Real sum = 0;  // of everything: no number as soon as one cell is none
      for (std::size_t j = 0; j < size(); ++j) sum += Real::load(at[j]);
      if (!(sum - sum != Real(0.0)).any()) return complete(at, value, coverage);
      gaps_ = true;
    }
    return with_gaps(at, value, coverage);
  }

 private:
  [[nodiscard]] std::size_t size() const { return parts_.functions.size(); }

  // Every finite figure has a value the aggregation takes.
  [[nodiscard]] bool is_trusted(const Function& f) const {
    if constexpr (requires { f.total(); f.capped; }) {
      return f.total() && (f.capped || (laws_.lowest == -unlimited && laws_.highest == unlimited));
    } else {
      return false;
    }
  }

  [[nodiscard]] static Real value_of(const Function& f, Real x) {
    return simd::each_half(x, [&](auto pack) { return decltype(pack)(f(pack)); });
  }
  [[nodiscard]] static mask valid(const Function& f, Real x) {
    return simd::each_half(x, [&](auto pack) { return f.valid(pack); });
  }

  // A rounding error must not carry a child out of what the formula takes.
  [[nodiscard]] Real taken(Real v) const {
    if (laws_.lowest > -unlimited) v = math::larger(v, laws_.lowest);
    if (laws_.highest < unlimited) v = math::smaller(v, laws_.highest);
    return v;
  }

  [[nodiscard]] static mask inapplicable(Real x) {
    return Real::has_bits(x, static_cast<std::int64_t>(ltorisk::detail::not_applicable_bits));
  }

  // Values and weights are worked out when the formula asks for them.
  struct complete_values {
    const flat_tile* tile;
    const double* const* at;
    [[nodiscard]] Real operator[](std::size_t j) const {
      return tile->taken(value_of(tile->parts_.functions[j], Real::load(at[j])));
    }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };
  struct complete_weights {
    const flat_tile* tile;
    [[nodiscard]] Real operator[](std::size_t j) const { return tile->parts_.weights[j]; }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };
  struct values_with_gaps {
    const flat_tile* tile;
    const double* const* at;
    [[nodiscard]] Real operator[](std::size_t j) const {
      const Real x = Real::load(at[j]);
      return math::select(x == x, tile->taken(value_of(tile->parts_.functions[j], x)), 0.5);
    }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };
  struct weights_with_gaps {
    const flat_tile* tile;
    const double* const* at;
    [[nodiscard]] Real operator[](std::size_t j) const {
      const Real x = Real::load(at[j]);
      return math::select(x == x, tile->parts_.weights[j], 0);
    }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };

  template <class X, class W>
  [[nodiscard]] Real combine(X x, W w) {
    if constexpr (requires { requires Aggregation::one_pass; }) {
      return Real(parts_.aggregation(x, w));
    } else {  // it reads its children more than once, or in some order of its own
      x_.resize(size());
      w_.resize(size());
      for (std::size_t j = 0; j < size(); ++j) {
        x_[j] = x[j];
        w_[j] = w[j];
      }
      return Real(parts_.aggregation(std::span<const Real>(x_), std::span<const Real>(w_)));
    }
  }

  [[nodiscard]] mask in_reach(const Function& f, Real x) const {
    const Real v = value_of(f, x);
    return valid(f, x) && v >= Real(laws_.lowest - rounding_slack) &&
           v <= Real(laws_.highest + rounding_slack);
  }

  bool complete(const double* const* at, Real& value, Real& coverage) {
    for (std::size_t j = 0; !trusted_ && j < size(); ++j) {
      if ((!in_reach(parts_.functions[j], Real::load(at[j]))).any()) return false;
    }
    value = combine(complete_values{this, at}, complete_weights{this});
    coverage = whole_;
    if (laws_.zero == zero_rule::none) return true;
    mask decided(false);
    for (std::size_t j = 0; j < size(); ++j) decided = decided || decides(at, j);
    value = math::select(decided, 0, value);
    coverage = math::select(decided, 1, coverage);
    return true;
  }

  // A known zero that settles the whole.
  [[nodiscard]] mask decides(const double* const* at, std::size_t j) const {
    const bool may = laws_.zero == zero_rule::any_child ||
                     (laws_.zero == zero_rule::first_child && j == 0);
    if (!may || !(parts_.weights[j] > 0)) return mask(false);
    return complete_values{this, at}[j] == Real(0.0);
  }

  bool with_gaps(const double* const* at, Real& value, Real& coverage) {
    coverage = 0;
    Real sum = 0;
    mask odd(false), gap(false);
    for (std::size_t j = 0; j < size(); ++j) {
      const Real x = Real::load(at[j]);
      const mask known = x == x;
      coverage += math::select(known, parts_.weights[j], 0);
      sum += math::select(known, x, 0);
      gap = gap || !known;
      odd = odd || inapplicable(x);
    }
    gaps_ = gap.any();
    // Cells that do not apply, infinite ones, and schemes to whom a missing child means more than
    // no weight: seldom, so apart.
    mask some_known = coverage > Real(0.0), lost(false), decided(false), some_applies(true);
    if (!trusted_ || laws_.missing == missing_rule::require || (odd || sum - sum != Real(0.0)).any()) {
      if (!consider(at, coverage, lost, decided, some_applies)) return false;
    }
    value = combine(values_with_gaps{this, at}, weights_with_gaps{this, at});
    value = math::select(decided, 0, value);
    coverage = math::select(decided || !some_applies, 1, coverage);
    const mask enough = coverage >= Real(parts_.min_coverage - rounding_slack);
    value = math::select(enough && (decided || (some_known && !lost)), value, missing);
    value = math::select(some_applies, value, not_applicable);
    return true;
  }

  bool consider(const double* const* at, Real& coverage, mask& lost, mask& decided,
                mask& some_applies) const {
    mask valid(true);
    some_applies = mask(false);
    coverage = 0;
    for (std::size_t j = 0; j < size(); ++j) {
      const Real x = Real::load(at[j]);
      const mask known = x == x;
      const mask applies = !inapplicable(x);
      valid = valid && (!known || in_reach(parts_.functions[j], x));
      coverage += math::select(known || !applies, parts_.weights[j], 0);
      if (!(parts_.weights[j] > 0)) continue;
      some_applies = some_applies || applies;
      if (laws_.missing == missing_rule::require) lost = lost || (!known && applies);
      decided = decided || (known && decides(at, j));
    }
    return !(!valid).any();
  }

  flat_parts<Function, Aggregation> parts_;
  aggregation_laws laws_;
  double whole_ = 0;
  bool trusted_;
  bool gaps_ = false;
  std::vector<Real> x_, w_;
};

}  // namespace ltorisk::engine
