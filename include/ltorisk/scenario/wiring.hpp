// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/dynamics.hpp>
#include <ltorisk/scenario/validate_map.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// A map under one package, ready to run: concepts by number, edges by the concept they lead to.
/// What only held concepts send never changes and is added up once (`inputs`), and so are concepts
/// that hear nothing else. The formulas are written once, for a number or a SIMD pack of draws.
class wiring {
 public:
  struct link {
    std::size_t from;
    std::size_t edge;  ///< its number in the map
    std::vector<std::size_t> gates;
  };
  struct place {
    bool held = false;
    double level = 0;  ///< where it is held
    double push = 0;
    std::vector<link> steady = {};  ///< from held concepts, gated by held concepts only
    std::vector<link> live = {};    ///< all others
    bool constant = false;          ///< from step 1 on: held, or nothing live leads here
    std::size_t last_wire = 0;      ///< where its wires end
    bool gated = false;             ///< is one of `live` gated?
  };

  /// Throws `input_error` where the map, the package or the options are wrong.
  wiring(const causal_map& m, const package& p, const run_options& o)
      : how_(o.how), start_(m.concepts.size()), places_(m.concepts.size()) {
    scenario::validate(m);
    o.validate();
    set(m, "start", o.start, [&](std::size_t i, double x) { start_[i] = x; });
    for (const auto& id : m.levers) places_[m.index_of(id)].held = true;
    set(m, "package " + in_quotes(p.name) + ", hold", p.hold, [&](std::size_t i, double x) {
      places_[i].held = true;
      start_[i] = x;
    });
    set(
        m, "package " + in_quotes(p.name) + ", push", p.push,
        [&](std::size_t i, double x) { places_[i].push = x; }, false);
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i].level = start_[i];
    for (std::size_t e = 0; e < m.edges.size(); ++e) add(m, e);
    for (auto& to : places_) {
      to.constant = to.held || (to.live.empty() && !how_.remembers());
      for (const auto& l : to.live) {
        if (l.gates.empty() && !to.constant) wires_.push_back({l.from, l.edge});
        to.gated = to.gated || !l.gates.empty();
      }
      to.last_wire = wires_.size();
    }
  }

  /// The same map with other weights, which may go beyond 1.
  [[nodiscard]] wiring with(std::vector<double> weights) const {
    auto copy = *this;
    copy.weights_ = std::move(weights);
    return copy;
  }

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] const dynamics& how() const { return how_; }
  [[nodiscard]] const std::vector<place>& places() const { return places_; }
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }
  /// Step 0.
  [[nodiscard]] const std::vector<double>& start() const { return start_; }

  /// How far a gate is open: 1 - mean(max(0, x_k)).
  template <class X>
  [[nodiscard]] static auto open(const link& l, X x) {
    using real = decltype(x(std::size_t{0}));
    if (l.gates.empty()) return real(1.0);
    real sum = 0.0;
    for (const auto k : l.gates) sum += math::larger(x(k), 0.0);
    return real(1.0 - sum / static_cast<double>(l.gates.size()));
  }

  /// Is step 0 a fixed point whatever the weights: all at 0, nothing pushed, f(0) = 0?
  [[nodiscard]] bool rests() const {
    return how_.f == activation::tanh && how_.rule != update_rule::rescaled &&
           std::ranges::all_of(start_, [](double x) { return x == 0; }) &&
           std::ranges::all_of(places_, [](const place& p) { return p.push == 0; });
  }

  /// What arrives at each concept from outside and from held concepts; at those that are constant,
  /// the value itself. `w`: a weight per edge.
  template <class Real>
  void inputs(const Real* w, Real* into) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const auto& to = places_[i];
      Real sum = to.push;
      for (const auto& l : to.steady) {
        sum += w[l.edge] * (open(l, [&](std::size_t k) { return places_[k].level; }) *
                            how_.signal(places_[l.from].level));
      }
      into[i] = to.held ? Real(to.level) : to.constant ? how_.squash(sum) : sum;
    }
  }

  /// One step: y from x, with what `inputs` gave.
  template <class Real>
  void step(const Real* w, const Real* from_outside, const Real* x, Real* y) const {
    if (how_.rule == update_rule::rescaled) {
      step_as<true>(w, from_outside, x, y);
    } else {
      step_as<false>(w, from_outside, x, y);
    }
  }

 private:
  // A live link without gates, in one list for all concepts.
  struct wire {
    std::size_t from;
    std::size_t edge;
  };

  template <bool Rescaled, class Real>
  void step_as(const Real* w, const Real* from_outside, const Real* x, Real* y) const {
    const auto signal = [&](std::size_t k) { return Rescaled ? Real(2 * x[k] - 1) : x[k]; };
    const wire* next = wires_.data();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const auto& to = places_[i];
      Real sum = from_outside[i];
      if (to.constant) {
        y[i] = sum;
        continue;
      }
      if (how_.remembers()) sum += signal(i);
      for (const wire* last = wires_.data() + to.last_wire; next != last; ++next) {
        sum += w[next->edge] * signal(next->from);
      }
      if (to.gated) {
        for (const auto& l : to.live) {
          if (l.gates.empty()) continue;
          sum += w[l.edge] * signal(l.from) * open(l, [&](std::size_t k) { return x[k]; });
        }
      }
      y[i] = how_.squash(sum);
    }
  }

  template <class F>
  void set(const causal_map& m, const std::string& where, const std::vector<setting>& list, F f,
           bool bounded = true) {
    fault_list faults;
    for (std::size_t k = 0; k < list.size(); ++k) {
      const auto& [id, x] = list[k];
      if (std::ranges::find(m.concepts, id, &map_concept::id) == m.concepts.end()) {
        faults.add(where, in_quotes(id) + " is not a concept" + suggestion(id, m.ids()));
      } else if (!std::isfinite(x) || (bounded && !(how_.lowest() <= x && x <= 1))) {
        faults.add(where, in_quotes(id) + " must be " +
                              (bounded ? "from " + to_text(how_.lowest()) + " to 1" : "finite") +
                              ", got " + to_text(x));
      } else if (std::ranges::find(list, id, &setting::id) - list.begin() !=
                 static_cast<std::ptrdiff_t>(k)) {
        faults.add(where, in_quotes(id) + " is given twice");
      } else {
        f(m.index_of(id), x);
      }
    }
    faults.throw_if_any();
  }

  void add(const causal_map& m, std::size_t e) {
    const auto& edge = m.edges[e];
    weights_.push_back(edge.weight);
    link l{m.index_of(edge.from), e, {}};
    bool steady = places_[l.from].held;
    if (how_.gates) {
      for (const auto& id : edge.gated_by) {
        l.gates.push_back(m.index_of(id));
        steady = steady && places_[l.gates.back()].held;
      }
    }
    auto& to = places_[m.index_of(edge.to)];
    (steady ? to.steady : to.live).push_back(std::move(l));
  }

  dynamics how_;
  std::vector<double> start_;
  std::vector<place> places_;
  std::vector<wire> wires_;
  std::vector<double> weights_;
};

}  // namespace ltorisk::scenario
