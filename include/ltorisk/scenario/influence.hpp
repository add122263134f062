// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/jacobian.hpp>
#include <ltorisk/scenario/settle.hpp>
#include <ltorisk/scenario/wiring.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// How the fixed point answers to a little more of each concept: exact derivatives.
///
/// Of a concept that is held: d x* / d its value. Of any other: d x* / d b with b an input added to
/// what arrives there, which is (I - lambda D W')^-1 lambda D with D = diag f' for Kosko's rule.
/// A gate counts with its own derivative, which has two sides where a gating concept stands at 0.
class influence {
 public:
  influence(std::vector<std::string> ids, square_matrix rising, square_matrix falling)
      : ids_(std::move(ids)), rising_(std::move(rising)), falling_(std::move(falling)) {}

  /// Of `of` on `on`, as `of` rises from where it is. A gating concept that stands at 0 closes its
  /// gate as it rises and does nothing as it falls: there the two differ.
  [[nodiscard]] double rising(std::string_view of, std::string_view on) const {
    return rising_(index(on), index(of));
  }
  /// As `of` falls from where it is (a derivative too: above 0 means that both fall).
  [[nodiscard]] double falling(std::string_view of, std::string_view on) const {
    return falling_(index(on), index(of));
  }
  [[nodiscard]] const std::vector<std::string>& ids() const { return ids_; }

 private:
  [[nodiscard]] std::size_t index(std::string_view id) const {
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      if (ids_[i] == id) return i;
    }
    throw input_error({{"influence", in_quotes(id) + " is not a concept" + suggestion(id, ids_)}});
  }

  std::vector<std::string> ids_;
  square_matrix rising_, falling_;
};

namespace detail {

[[nodiscard]] inline square_matrix influence_matrix(const wiring& map, const std::vector<double>& x,
                                                    side at_zero) {
  const auto j = jacobian(map, x, at_zero);
  square_matrix direct(map.size());
  for (std::size_t k = 0; k < map.size(); ++k) {
    if (map.places()[k].held) {
      for (std::size_t i = 0; i < map.size(); ++i) direct(i, k) = i == k ? 1 : j(i, k);
    } else {
      direct(k, k) = map.how().slope(x[k]);
    }
  }
  // Among the concepts that move: what a held one sends is in `direct` already.
  auto a = square_matrix::difference(1, j);
  for (std::size_t k = 0; k < map.size(); ++k) {
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (map.places()[k].held && i != k) a(i, k) = 0;
    }
  }
  if (!solve(a, direct)) {
    throw domain_error("influence: the fixed point has no slope, it may vanish at a touch");
  }
  return direct;
}

}  // namespace detail

/// The influences at the fixed point a package leads to. Throws `domain_error` where there is none.
/// A concept that moves and gates an edge while exactly at 0 is taken to rise in `rising` and to
/// fall in `falling`, whatever moves it.
[[nodiscard]] inline influence influence_at(const causal_map& m, const package& p = {},
                                            const run_options& o = {}) {
  const wiring map(m, p, o);
  const auto s = detail::settler(map, m.ids(), o).run();
  const auto& x = s.fixed_point().values;
  return {m.ids(), detail::influence_matrix(map, x, side::right),
          detail::influence_matrix(map, x, side::left)};
}

}  // namespace ltorisk::scenario
