// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/engine/prefetch.hpp>
#include <ltorisk/engine/rounding.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

/// One tile of rows through all columns of a flat index, accumulators in registers. Internal.
namespace ltorisk::engine {

/// What a flat index is made of.
template <class Function, class Aggregation>
struct flat_parts {
  std::span<const Function> functions;
  std::span<const double> weights;
  const Aggregation& aggregation;
  double min_coverage;
};

/// Quicker forms of the functions where there are some, ending where the aggregation does; empty,
/// or fewer than the functions, where not.
template <class Function>
[[nodiscard]] auto quick_functions(std::span<const Function> functions,
                                   const aggregation_laws& laws) {
  if constexpr (requires(const Function& f) { f.quick(); }) {
    std::vector<typename decltype(functions[0].quick())::value_type> quick;
    quick.reserve(functions.size());
    for (const auto& f : functions) {
      auto q = f.quick();
      if (!q) break;
      q->least = std::max<double>(q->least, laws.lowest);
      q->most = std::min<double>(q->most, laws.highest);
      quick.push_back(*q);
    }
    return quick;
  } else {
    return std::vector<Function>();
  }
}

/// What values a formula takes: finite ones, and such as are a rounding beyond its range.
struct value_range {
  explicit value_range(const aggregation_laws& laws)
      : lowest(std::max<double>(laws.lowest - rounding_slack, -most)),
        highest(std::min<double>(laws.highest + rounding_slack, most)) {}

  static constexpr double most = (std::numeric_limits<double>::max)();
  double lowest, highest;
};

/// Where the cells of some rows are.
struct flat_cells {
  const double* const* columns;
  std::size_t row;  // the first of them

  [[nodiscard]] const double* operator[](std::size_t j) const { return columns[j] + row; }
};

/// What the cells of a tile are.
enum class flat_finding { complete, gaps, invalid };

/// Scores `Real::width` rows. Both ways of it lead to the same bits where all is known.
template <class Real, class Function, class Quick, class Aggregation>
class flat_tile {
  using mask = typename Real::mask_type;
  using pack = decltype(simd::folded(Real(), [](auto a, auto) { return a; }));

 public:
  /// `quick` are the functions, or quicker forms of them. `far`: the cells are in no cache.
  flat_tile(const flat_parts<Function, Aggregation>& parts, std::span<const Quick> quick, bool far)
      : parts_(parts),
        quick_(quick),
        laws_(laws_of(parts.aggregation)),
        taken_(laws_),
        far_(far),
        trusted_(true) {
    for (const auto& f : parts.functions) {
      trusted_ = trusted_ && is_trusted(f);
      if constexpr (requires { f.capped; }) may_overflow_ = may_overflow_ || !f.capped;
    }
    // Summed as rows with gaps sum theirs, so that a complete row has the same bits beside them.
    for (const double w : parts.weights) whole_ += w;
    // A row of which all is known has a score whatever the weights come to, and one of which
    // nothing is known has none.
    least_covered_ = std::max<double>(std::min<double>(parts.min_coverage, whole_) - rounding_slack,
                                      std::numeric_limits<double>::denorm_min());
  }

  /// Calls `put(values, coverages)` where every cell is a number; where one is missing or infinite,
  /// nothing is scored and `gaps` returned.
  template <class Put>
  [[nodiscard]] flat_finding run_complete(const flat_cells& at, const Put& put) {
    facts seen;
    const Real result = combine<false>(at, seen);
    if ((seen.sum - seen.sum).some_bits()) return flat_finding::gaps;
    const bool lost = overflowed(result);
    if (!trusted_ || laws_.zero != zero_rule::none || lost) {
      return consider(at, result, lost, put) ? flat_finding::complete : flat_finding::invalid;
    }
    put(result, Real(whole_));
    return flat_finding::complete;
  }

  /// Calls `put(values, coverages)` unless a cell is invalid.
  template <class Put>
  [[nodiscard]] flat_finding run(const flat_cells& at, const Put& put) {
    facts seen;
    const Real result = combine<true>(at, seen);
    const auto found = seen.unknown.some_bits() ? flat_finding::gaps : flat_finding::complete;
    const mask enough = seen.covered >= Real(least_covered_);
    // Cells that do not apply, infinite ones, and schemes to whom a missing child means more than
    // no weight: seldom, so apart.
    const bool lost = overflowed(math::select(enough, result, 0));
    if (!trusted_ || laws_.missing == missing_rule::require || lost ||
        seen.unknown.some_bits_beyond(missing)) {
      const bool doubtful = lost || seen.unknown.some_sign();
      return consider(at, result, doubtful, put) ? found : flat_finding::invalid;
    }
    put(math::select(enough, result, missing), seen.covered);
    return found;
  }

 private:
  [[nodiscard]] std::size_t size() const { return parts_.functions.size(); }

  // Every finite figure has a value the aggregation takes, as long as it does not overflow.
  [[nodiscard]] bool is_trusted(const Function& f) const {
    if constexpr (requires {
                    f.total();
                    f.capped;
                  }) {
      return f.total() && (f.capped || (laws_.lowest == -unlimited && laws_.highest == unlimited));
    } else {
      return false;
    }
  }

  [[nodiscard]] bool overflowed(const Real& v) const {
    return may_overflow_ && (v - v).some_bits();
  }

  template <class F>
  [[nodiscard]] static Real value_of(const F& f, Real x) {
    if constexpr (requires { f(x); }) {
      return f(x);
    } else {
      return simd::each_half(x, [&](auto pack) { return decltype(pack)(f(pack)); });
    }
  }
  [[nodiscard]] static mask valid(const Function& f, Real x) {
    if constexpr (requires { f.valid(x); }) {
      return f.valid(x);
    } else {
      return simd::each_half(x, [&](auto pack) { return f.valid(pack); });
    }
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

  // What is learned of the rows while their cells are read.
  struct facts {
    Real covered = 0;  // of each row
    pack sum = 0;      // of all cells: no number as soon as one of them is none
    // The bits of every cell less itself: none of a number, its own of one that is none. Infinity
    // less itself has a sign.
    pack unknown = 0;

    void add(const Real& x) {
      sum += simd::folded(x, [](auto a, auto b) { return a + b; });
    }
    void add_unknown(const Real& x) {
      const auto both = [](auto a, auto b) { return decltype(a)::united(a, b); };
      unknown = pack::united(unknown, simd::folded(x - x, both));
    }
  };

  // Values and weights are worked out when the formula asks for them: nothing is copied, and every
  // cell is read from memory once. What is learned of the cells is learned then, so a formula of
  // one pass has to ask for each value exactly once.
  template <bool Gaps>
  struct values {
    const flat_tile* tile;
    flat_cells at;
    facts* seen;
    [[nodiscard]] Real operator[](std::size_t j) const {
      const Real x = Real::load(at[j]);
      if (tile->far_) {
        for (std::size_t r = 0; r < Real::width; r += line) ask_for<2>(at[j] + r, rows_ahead(j));
      }
      constexpr bool fills = requires { requires Quick::fills; };
      Real v = value_of(tile->quick_[j], x);
      if constexpr (!fills) v = tile->taken(v);
      if constexpr (Gaps) {
        const mask known = x == x;
        seen->covered += math::select(known, tile->parts_.weights[j], 0);
        seen->add_unknown(x);
        if constexpr (!fills) v = math::select(known, v, 0.5);
      } else {
        seen->add(x);
      }
      return v;
    }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };
  template <bool Gaps>
  struct shares {
    const flat_tile* tile;
    flat_cells at;
    [[nodiscard]] Real operator[](std::size_t j) const {
      if constexpr (!Gaps) return tile->parts_.weights[j];
      const Real x = Real::load(at[j]);
      return math::select(x == x, tile->parts_.weights[j], 0);
    }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };

  template <bool Gaps>
  [[nodiscard]] Real combine(const flat_cells& at, facts& seen) {
    const values<Gaps> x{this, at, &seen};
    const shares<Gaps> w{this, at};
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
    return valid(f, x) && v >= Real(taken_.lowest) && v <= Real(taken_.highest);
  }

  // A known zero that settles the whole.
  [[nodiscard]] mask decides(Real x, std::size_t j) const {
    const bool may =
        laws_.zero == zero_rule::any_child || (laws_.zero == zero_rule::first_child && j == 0);
    if (!may || !(parts_.weights[j] > 0)) return mask(false);
    return taken(value_of(parts_.functions[j], x)) == Real(0.0);
  }

  template <class Put>
  [[nodiscard]] bool consider(const flat_cells& at, const Real& result, bool doubtful,
                              const Put& put) const {
    Real value = result, coverage;
    if (!considered(at, !trusted_ || doubtful, value, coverage)) return false;
    put(value, coverage);
    return true;
  }

  [[gnu::noinline]] bool considered(const flat_cells& at, bool check, Real& value,
                                    Real& coverage) const {
    mask valid(true), some_known(false), some_applies(false), lost(false), decided(false);
    coverage = 0;
    for (std::size_t j = 0; j < size(); ++j) {
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
    const mask enough = coverage >= Real(least_covered_);
    value = math::select(enough && (decided || (some_known && !lost)), value, missing);
    value = math::select(some_applies, value, not_applicable);
    return !(!valid).any();
  }

  flat_parts<Function, Aggregation> parts_;
  std::span<const Quick> quick_;
  aggregation_laws laws_;
  value_range taken_;
  double whole_ = 0, least_covered_;
  bool far_, trusted_, may_overflow_ = false;
  std::vector<Real> x_, w_;
};

}  // namespace ltorisk::engine
