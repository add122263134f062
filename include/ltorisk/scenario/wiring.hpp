// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scenario/causal_map.hpp>
#include <ltorisk/scenario/dynamics.hpp>
#include <ltorisk/scenario/linear_system.hpp>
#include <ltorisk/scenario/validate_map.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

/// A map under one package, ready to run: concepts by number, edges by the concept they lead to.
/// What only held concepts send never changes and is added up once (`inputs`). The formulas are
/// written once, for a number or a SIMD pack of draws.
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
    std::vector<link> live = {};
  };

  /// Throws `input_error` where the map, the package or the options are wrong.
  wiring(const causal_map& m, const package& p, const run_options& o)
      : how_(o.how), start_(m.concepts.size()), places_(m.concepts.size()) {
    scenario::validate(m);
    how_.validate();
    set(m, "start", o.start, [&](std::size_t i, double x) { start_[i] = x; });
    for (const auto& id : m.levers) places_[m.index_of(id)].held = true;
    set(m, "package " + in_quotes(p.name) + ", hold", p.hold, [&](std::size_t i, double x) {
      places_[i].held = true;
      start_[i] = x;
    });
    set(m, "package " + in_quotes(p.name) + ", push", p.push,
        [&](std::size_t i, double x) { places_[i].push = x; }, false);
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i].level = start_[i];
    for (std::size_t e = 0; e < m.edges.size(); ++e) add(m, e);
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

  /// What arrives at each concept from outside and from held concepts. `w`: a weight per edge.
  template <class Real>
  void inputs(const Real* w, Real* into) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      Real sum = places_[i].push;
      for (const auto& l : places_[i].steady) {
        sum += w[l.edge] * (open(l, [&](std::size_t k) { return places_[k].level; }) *
                            how_.signal(places_[l.from].level));
      }
      into[i] = sum;
    }
  }

  /// One step: y from x.
  template <class Real>
  void step(const Real* w, const Real* from_outside, const Real* x, Real* y) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].held) {
        y[i] = Real(places_[i].level);
        continue;
      }
      Real sum = from_outside[i];
      if (how_.remembers()) sum += how_.signal(x[i]);
      for (const auto& l : places_[i].live) {
        const Real sent = w[l.edge] * how_.signal(x[l.from]);
        sum += l.gates.empty() ? sent : sent * open(l, [&](std::size_t k) { return x[k]; });
      }
      y[i] = how_.squash(sum);
    }
  }

  /// Which derivative of max(0, x) counts at 0.
  enum class side { left, right };

  /// d step_i / d x_j; the rows of held concepts are 0.
  [[nodiscard]] square_matrix jacobian(const std::vector<double>& x, side at_zero) const {
    square_matrix j(size());
    std::vector<double> outside(size()), y(size());
    inputs(weights_.data(), outside.data());
    step(weights_.data(), outside.data(), x.data(), y.data());
    for (std::size_t i = 0; i < size(); ++i) {
      const auto& p = places_[i];
      if (p.held) continue;
      const double slope = how_.slope(y[i]);
      if (how_.remembers()) j(i, i) += slope * how_.signal_slope();
      for (const auto* links : {&p.steady, &p.live}) {
        for (const auto& l : *links) {
          const double w = weights_[l.edge];
          j(i, l.from) += slope * w * how_.signal_slope() *
                          open(l, [&](std::size_t k) { return x[k]; });
          for (const auto k : l.gates) {
            const bool counts = x[k] > 0 || (x[k] == 0 && at_zero == side::right);
            if (counts) {
              j(i, k) -= slope * w * how_.signal(x[l.from]) / static_cast<double>(l.gates.size());
            }
          }
        }
      }
    }
    return j;
  }

 private:
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
  std::vector<double> weights_;
};

}  // namespace ltorisk::scenario
