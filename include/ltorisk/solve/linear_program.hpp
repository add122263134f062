// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::solve {

enum class linear_outcome { optimal, infeasible, unbounded };

/// What became of a linear program. Unless optimal, `value` is 0 and the lists are empty.
struct linear_solution {
  linear_outcome outcome = linear_outcome::infeasible;
  double value = 0;
  std::vector<double> x = {};
  /// For each constraint, in the order they were added: how `value` moves per unit of its bound.
  std::vector<double> prices = {};

  [[nodiscard]] bool optimal() const { return outcome == linear_outcome::optimal; }
};

namespace detail {

// Rows of constraints over columns of variables, slacks and artificial variables; below them the
// row of reduced costs, to their right the bounds.
class tableau {
 public:
  tableau(std::size_t rows, std::size_t columns)
      : rows_(rows), width_(columns + 1), cells_((rows + 1) * width_), basis_(rows) {}

  [[nodiscard]] double& operator()(std::size_t i, std::size_t j) { return cells_[i * width_ + j]; }
  [[nodiscard]] double& bound(std::size_t i) { return (*this)(i, width_ - 1); }
  [[nodiscard]] double& reduced_cost(std::size_t j) { return (*this)(rows_, j); }
  /// The column that is basic in a row.
  [[nodiscard]] std::size_t& basis(std::size_t i) { return basis_[i]; }

  void set_costs(const std::vector<double>& costs) {
    for (std::size_t j = 0; j < width_; ++j) reduced_cost(j) = j < costs.size() ? costs[j] : 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      const double c = costs[basis_[i]];
      for (std::size_t j = 0; j < width_ && c != 0; ++j) reduced_cost(j) -= c * (*this)(i, j);
    }
  }

  void pivot(std::size_t row, std::size_t column) {
    const double by = (*this)(row, column);
    for (std::size_t j = 0; j < width_; ++j) (*this)(row, j) /= by;
    (*this)(row, column) = 1;
    for (std::size_t i = 0; i <= rows_; ++i) {
      const double factor = (*this)(i, column);
      if (i == row || factor == 0) continue;
      for (std::size_t j = 0; j < width_; ++j) (*this)(i, j) -= factor * (*this)(row, j);
      (*this)(i, column) = 0;
      // Only rounding passes a bound that the step was not to pass.
      if (i < rows_ && bound(i) < 0) bound(i) = 0;
    }
    basis_[row] = column;
  }

  /// Descends to the least cost; only the first `open` columns may enter the basis. False where the
  /// descent has no end.
  bool descend(std::size_t open) {
    double largest = 0;
    for (std::size_t i = 0; i < rows_; ++i) largest = std::max<double>(largest, bound(i));
    bool stalled = false;
    for (int step = 0; step < 1000000; ++step) {
      const auto column = entering(open, stalled);
      if (column == nowhere) return true;
      const auto row = leaving(column, stalled);
      if (row == nowhere) {
        if (reduced_cost(column) < -tolerance) return false;
        reduced_cost(column) = 0;  // as good as flat
        continue;
      }
      stalled = bound(row) <= 1e-12 * largest * (*this)(row, column);
      pivot(row, column);
    }
    throw std::runtime_error("linear_program: no end in a million steps");
  }

  static constexpr double tolerance = 1e-9;

 private:
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  // Bland's first column while stalled, else the steepest.
  [[nodiscard]] std::size_t entering(std::size_t open, bool stalled) {
    std::size_t best = nowhere;
    double least = -1e-11;
    for (std::size_t j = 0; j < open; ++j) {
      if (!(reduced_cost(j) < least)) continue;
      if (stalled) return j;
      best = j;
      least = reduced_cost(j);
    }
    return best;
  }

  // The row that stops the step first. Among equals Bland's while stalled, else the one of the
  // largest pivot, which keeps most digits.
  [[nodiscard]] std::size_t leaving(std::size_t column, bool stalled) {
    std::size_t best = nowhere;
    double least = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      const double a = (*this)(i, column);
      if (!(a > tolerance)) continue;
      const double step = bound(i) / a;
      if (best != nowhere) {
        const bool equal = std::fabs(step - least) <= 1e-13 * least;
        const bool first = stalled ? basis_[i] < basis_[best] : a > (*this)(best, column);
        if (equal ? !first : step > least) continue;
      }
      best = i;
      least = step;
    }
    return best;
  }

  std::size_t rows_, width_;
  std::vector<double> cells_;
  std::vector<std::size_t> basis_;
};

}  // namespace detail

/// A small linear program: the least or the largest c'x, x >= 0, under constraints.
///
///     linear_program p(2);  // variables
///     p.at_most({1, 2}, 14).at_least({3, -1}, 0).at_most({1, -1}, 2);
///     const auto best = p.maximize({3, 4});  // x = (6, 4), value 34
///
/// A variable that may be negative is written as the difference of two.
///
/// Dense two-phase simplex (Dantzig 1963): it follows the steepest column and, as long as a step
/// makes no progress, the first one, so that it never cycles (Bland 1977,
/// doi:10.1287/moor.2.2.103). Rows and columns are first scaled by powers of two, which rounds
/// nothing, so that units do not matter. Scaled like that, a coefficient below 1e-9 and a cost
/// below 1e-11 of the largest count as zero, and a constraint that is missed by 1e-9 of its terms
/// counts as met. Where several x are best it is one of them, the same each time.
///
/// A step costs rows x (variables + rows), as does the memory: for hundreds of rows, not thousands.
class linear_program {
 public:
  explicit linear_program(std::size_t variables) : variables_(variables) {}

  linear_program& at_most(std::vector<double> row, double bound) {
    return add(std::move(row), bound, 1);
  }
  linear_program& at_least(std::vector<double> row, double bound) {
    return add(std::move(row), bound, -1);
  }
  linear_program& equal(std::vector<double> row, double bound) {
    return add(std::move(row), bound, 0);
  }

  [[nodiscard]] linear_solution minimize(const std::vector<double>& cost) const {
    return solved(cost, 1);
  }
  [[nodiscard]] linear_solution maximize(const std::vector<double>& gain) const {
    return solved(gain, -1);
  }

 private:
  struct constraint {
    std::vector<double> row;
    double bound;
    int slack;  // its sign; none where equal
  };

  linear_program& add(std::vector<double> row, double bound, int slack) {
    require(row, "a constraint");
    if (!std::isfinite(bound)) {
      throw domain_error("linear_program: a bound must be finite, got " + to_text(bound));
    }
    constraints_.push_back({std::move(row), bound, slack});
    return *this;
  }

  void require(const std::vector<double>& list, const char* what) const {
    const auto start = std::string("linear_program: ") + what + " must have ";
    if (list.size() != variables_) {
      throw domain_error(start + std::to_string(variables_) + " coefficients, got " +
                         std::to_string(list.size()));
    }
    for (const double a : list) {
      if (!std::isfinite(a)) throw domain_error(start + "finite coefficients, got " + to_text(a));
    }
  }

  // Rows are multiplied by 2^-row, x is in units of 2^column 2^bound: such that in every row and
  // column the largest and the smallest coefficient lie about equally far from 1 (Fulkerson, Wolfe
  // 1962, doi:10.1137/1004032), and no bound is above 2.
  struct scaling {
    std::vector<int> row, column;
    int bound = 0;
  };
  [[nodiscard]] scaling units() const {
    const auto rows = constraints_.size();
    scaling s{.row = std::vector<int>(rows), .column = std::vector<int>(variables_)};
    struct range {
      int least = (std::numeric_limits<int>::max)(), most = (std::numeric_limits<int>::min)();
      void take(int e) {
        least = std::min<int>(least, e);
        most = std::max<int>(most, e);
      }
      [[nodiscard]] int middle() const { return least > most ? 0 : (least + most) / 2; }
    };
    for (int pass = 0; pass < 8; ++pass) {
      std::vector<range> columns(variables_);
      for (std::size_t i = 0; i < rows; ++i) {
        const auto& a = constraints_[i].row;
        range r;
        for (std::size_t j = 0; j < variables_; ++j) {
          if (a[j] != 0) r.take(std::ilogb(a[j]) + s.column[j]);
        }
        s.row[i] = r.middle();
        for (std::size_t j = 0; j < variables_; ++j) {
          if (a[j] != 0) columns[j].take(std::ilogb(a[j]) - s.row[i]);
        }
      }
      for (std::size_t j = 0; j < variables_; ++j) s.column[j] = -columns[j].middle();
    }
    range bounds;
    for (std::size_t i = 0; i < rows; ++i) {
      const double b = constraints_[i].bound;
      if (b != 0) bounds.take(std::ilogb(b) - s.row[i]);
    }
    if (bounds.least <= bounds.most) s.bound = bounds.most;
    return s;
  }

  [[nodiscard]] double coefficient(std::size_t i, std::size_t j, const scaling& s) const {
    return std::ldexp(constraints_[i].row[j], s.column[j] - s.row[i]);
  }
  [[nodiscard]] double bound(std::size_t i, const scaling& s) const {
    return std::ldexp(constraints_[i].bound, -s.row[i] - s.bound);
  }

  [[nodiscard]] linear_solution solved(const std::vector<double>& cost, double sense) const {
    require(cost, "an objective");
    const auto rows = constraints_.size();
    const auto s = units();

    // Bounds are made positive; where the slack then is no start, an artificial variable is.
    std::vector<bool> turned(rows);
    std::vector<std::size_t> artificial;  // their rows
    std::size_t slacks = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const auto& c = constraints_[i];
      turned[i] = c.bound < 0 || (c.bound == 0 && c.slack < 0);
      if (c.slack != 0) ++slacks;
      if (c.slack == 0 || (c.slack < 0) != turned[i]) artificial.push_back(i);
    }
    const auto open = variables_ + slacks, columns = open + artificial.size();
    detail::tableau t(rows, columns);
    std::vector<std::size_t> price_column(rows);
    std::vector<double> price_sign(rows);
    for (std::size_t i = 0, slack = variables_; i < rows; ++i) {
      const auto& c = constraints_[i];
      const double turn = turned[i] ? -1 : 1;
      for (std::size_t j = 0; j < variables_; ++j) t(i, j) = turn * coefficient(i, j, s);
      t.bound(i) = std::fabs(bound(i, s));
      if (c.slack == 0) continue;
      t(i, slack) = turn * c.slack;
      t.basis(i) = price_column[i] = slack++;
      price_sign[i] = -c.slack;
    }
    std::vector<double> costs(columns);
    for (std::size_t k = 0; k < artificial.size(); ++k) {
      const auto i = artificial[k];
      t(i, open + k) = 1;
      t.basis(i) = open + k;
      costs[open + k] = 1;
      if (constraints_[i].slack != 0) continue;
      price_column[i] = open + k;
      price_sign[i] = turned[i] ? 1 : -1;
    }
    t.set_costs(costs);
    t.descend(open);
    if (!feasible(t, open, artificial, s)) return {};

    int cost_unit = std::numeric_limits<int>::lowest();
    for (std::size_t j = 0; j < variables_; ++j) {
      if (cost[j] != 0) cost_unit = std::max<int>(cost_unit, std::ilogb(cost[j]) + s.column[j]);
    }
    costs.assign(columns, 0.0);
    for (std::size_t j = 0; j < variables_; ++j) {
      if (cost[j] != 0) costs[j] = sense * std::ldexp(cost[j], s.column[j] - cost_unit);
    }
    t.set_costs(costs);
    if (!t.descend(open)) return {.outcome = linear_outcome::unbounded};

    linear_solution best{.outcome = linear_outcome::optimal};
    best.x = scaled_solution(t);
    for (std::size_t j = 0; j < variables_; ++j) {
      best.x[j] = std::ldexp(best.x[j], s.column[j] + s.bound);
      if (cost[j] != 0) best.value += cost[j] * best.x[j];
    }
    for (std::size_t i = 0; i < rows; ++i) {
      const double price = sense * price_sign[i] * t.reduced_cost(price_column[i]);
      best.prices.push_back(price == 0 ? 0 : std::ldexp(price, cost_unit - s.row[i]));
    }
    return best;
  }

  [[nodiscard]] std::vector<double> scaled_solution(detail::tableau& t) const {
    std::vector<double> x(variables_);
    for (std::size_t i = 0; i < constraints_.size(); ++i) {
      if (t.basis(i) < variables_) x[t.basis(i)] = std::fabs(t.bound(i));  // no -0
    }
    return x;
  }

  // Whether artificial variables are zero; then they leave the basis, or their row says nothing.
  [[nodiscard]] bool feasible(detail::tableau& t, std::size_t open,
                              const std::vector<std::size_t>& artificial, const scaling& s) const {
    const auto x = scaled_solution(t);
    for (std::size_t i = 0; i < constraints_.size(); ++i) {
      if (t.basis(i) < open) continue;
      const auto row = artificial[t.basis(i) - open];
      double terms = std::fabs(bound(row, s));
      for (std::size_t j = 0; j < variables_; ++j)
        terms += std::fabs(coefficient(row, j, s)) * x[j];
      if (t.bound(i) > t.tolerance * terms) return false;
    }
    for (std::size_t i = 0; i < constraints_.size(); ++i) {
      if (t.basis(i) < open) continue;
      t.bound(i) = 0;
      std::size_t best = 0;
      for (std::size_t j = 1; j < open; ++j) {
        if (std::fabs(t(i, j)) > std::fabs(t(i, best))) best = j;
      }
      if (open > 0 && std::fabs(t(i, best)) > t.tolerance) {
        t.pivot(i, best);
      } else {
        for (std::size_t j = 0; j < open; ++j) t(i, j) = 0;
      }
    }
    return true;
  }

  std::size_t variables_;
  std::vector<constraint> constraints_;
};

}  // namespace ltorisk::solve
