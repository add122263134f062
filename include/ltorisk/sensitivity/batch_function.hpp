// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace ltorisk::sensitivity {

/// Rows of numbers one after the other, not owned.
template <class T>
struct rows_view {
  T* first = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;

  [[nodiscard]] std::span<T> operator[](std::size_t row) const {
    return {first + row * columns, columns};
  }
};

/// What is analyzed: `f(points, scalars)`.
///
/// | expression           | meaning                                                              |
/// |----------------------|----------------------------------------------------------------------|
/// | `f(points, scalars)` | writes to `scalars[r]` what the point `points[r]`, numbers in [0, 1),|
/// |                      | gives. Called from several threads at once, with any number of rows; |
/// |                      | a row's scalars depend on its point alone                            |
///
/// Many points at a time, so that the engine can score them at its speed; several scalars, so that
/// a score, its rank and the average shift of ranks come from the same evaluations.
template <class F>
concept batch_function = requires(const F& f, rows_view<const double> points,
                                  rows_view<double> scalars) {
  f(points, scalars);
};

/// A function of one point with one result, `g(x)` with `std::span<const double> x`, as a batch
/// function.
template <class G>
class pointwise {
 public:
  explicit pointwise(G g) : g_(std::move(g)) {}

  void operator()(rows_view<const double> points, rows_view<double> scalars) const {
    for (std::size_t r = 0; r < points.rows; ++r) scalars[r][0] = g_(points[r]);
  }

 private:
  G g_;
};

}  // namespace ltorisk::sensitivity
