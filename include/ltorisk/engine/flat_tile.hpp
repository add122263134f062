// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/engine/flat_rules.hpp>
#include <ltorisk/engine/prefetch.hpp>
#include <ltorisk/simd/twice.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

/// One tile of rows through all columns of a flat index, accumulators in registers. Internal.
namespace ltorisk::engine {

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

/// What the cells of a tile are.
enum class flat_finding { complete, gaps, invalid };

/// Scores `Real::width` rows. Both ways of it lead to the same bits where all is known.
template <class Real, class Function, class Quick, class Aggregation>
class flat_tile {
  using rules = flat_rules<Real, Function, Aggregation>;
  using mask = typename Real::mask_type;
  using pack = decltype(simd::folded(Real(), [](auto a, auto) { return a; }));

 public:
  /// `quick` are the functions, or quicker forms of them. `ask`: for cells that are read later.
  flat_tile(const flat_parts<Function, Aggregation>& parts, std::span<const Quick> quick, bool ask)
      : rules_(parts), quick_(quick), asks_(ask) {}

  /// Calls `put(values, coverages)` where every cell is a number; where one is missing or infinite,
  /// nothing is scored and `gaps` returned.
  template <class Put>
  [[nodiscard]] flat_finding run_complete(const flat_cells& at, const Put& put) {
    facts seen;
    const Real result = combine<false>(at, seen);
    if ((seen.sum - seen.sum).some_bits()) return flat_finding::gaps;
    const bool doubtful = seen.beyond.some_bits();
    if (!rules_.trusted() || rules_.laws().zero != zero_rule::none || doubtful) {
      return consider(at, result, doubtful, put) ? flat_finding::complete : flat_finding::invalid;
    }
    put(result, Real(rules_.whole_coverage()));
    return flat_finding::complete;
  }

  /// Calls `put(values, coverages)` unless a cell is invalid.
  template <class Put>
  [[nodiscard]] flat_finding run(const flat_cells& at, const Put& put) {
    facts seen;
    const Real result = combine<true>(at, seen);
    const auto found = seen.unknown.some_bits() ? flat_finding::gaps : flat_finding::complete;
    const mask enough = rules_.enough(seen.covered);
    // Cells that do not apply, infinite ones, and schemes to whom a missing child means more than
    // no weight: seldom, so apart.
    const bool far = seen.beyond.some_bits();
    if (!rules_.trusted() || rules_.laws().missing == missing_rule::require || far ||
        seen.unknown.some_bits_beyond(missing)) {
      const bool doubtful = far || seen.unknown.some_sign();
      return consider(at, result, doubtful, put) ? found : flat_finding::invalid;
    }
    put(math::select(enough, result, missing), seen.covered);
    return found;
  }

 private:
  [[nodiscard]] std::size_t size() const { return weights().size(); }
  [[nodiscard]] std::span<const double> weights() const { return rules_.parts().weights; }

  static constexpr bool fills = requires { requires Quick::fills; };

  // What is learned of the rows while their cells are read.
  struct facts {
    Real covered = 0;  // of each row
    pack sum = 0;      // of all cells: no number as soon as one of them is none
    // The bits of every cell less itself: none of a number, its own of one that is none. Infinity
    // less itself has a sign.
    pack unknown = 0;
    // The bits of every value less the nearest that is not too far: none of most. Where a function
    // may carry a figure too far.
    pack beyond = 0;

    void add(const Real& x) {
      sum += simd::folded(x, [](auto a, auto b) { return a + b; });
    }
    void add_unknown(const Real& x) { unknown = with_bits_of(unknown, x - x); }
    void add_value(const Real& v) {
      constexpr auto far = ltorisk::detail::farthest_value;
      beyond = with_bits_of(beyond, v - math::smaller(math::larger(v, -far), far));
    }

   private:
    [[nodiscard]] static pack with_bits_of(const pack& all, const Real& x) {
      const auto both = [](auto a, auto b) { return decltype(a)::united(a, b); };
      return pack::united(all, simd::folded(x, both));
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
      if (tile->asks_) {
        const auto ahead = rows_ahead(128, j);
        for (std::size_t r = 0; r < Real::width; r += line) ask_for<2>(at[j] + r, ahead);
      }
      Real v = applied(tile->quick_[j], x);
      if constexpr (Gaps) {
        const mask known = x == x;
        seen->covered += math::select(known, tile->weights()[j], 0);
        seen->add_unknown(x);
        if constexpr (!fills) v = math::select(known, v, 0.5);
      } else {
        seen->add(x);
      }
      if constexpr (!fills && rules::may_be_trusted) seen->add_value(v);
      if constexpr (!fills) v = tile->rules_.taken(v);
      return v;
    }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };
  template <bool Gaps>
  struct shares {
    const flat_tile* tile;
    flat_cells at;
    [[nodiscard]] Real operator[](std::size_t j) const {
      if constexpr (!Gaps) return tile->weights()[j];
      const Real x = Real::load(at[j]);
      return math::select(x == x, tile->weights()[j], 0);
    }
    [[nodiscard]] std::size_t size() const { return tile->size(); }
  };

  template <bool Gaps>
  [[nodiscard]] Real combine(const flat_cells& at, facts& seen) {
    const values<Gaps> x{this, at, &seen};
    const shares<Gaps> w{this, at};
    if constexpr (requires { requires Aggregation::one_pass; }) {
      return Real(rules_.parts().aggregation(x, w));
    } else {  // it reads its children more than once, or in some order of its own
      x_.resize(size());
      w_.resize(size());
      for (std::size_t j = 0; j < size(); ++j) {
        x_[j] = x[j];
        w_[j] = w[j];
      }
      return Real(rules_.parts().aggregation(std::span<const Real>(x_), std::span<const Real>(w_)));
    }
  }

  template <class Put>
  [[nodiscard]] bool consider(const flat_cells& at, const Real& result, bool doubtful,
                              const Put& put) const {
    Real value = result, coverage;
    if (!rules_.consider(at, doubtful, value, coverage)) return false;
    put(value, coverage);
    return true;
  }

  rules rules_;
  std::span<const Quick> quick_;
  bool asks_;
  std::vector<Real> x_, w_;
};

}  // namespace ltorisk::engine
