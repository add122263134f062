// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/random/point_set.hpp>
#include <ltorisk/sensitivity/batch_function.hpp>
#include <ltorisk/sensitivity/factor.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity::detail {

/// The scalars of all evaluations: for each scalar, each matrix (A, B, then A with one factor after
/// the other taken from B), all draws done so far.
class evaluations {
 public:
  evaluations(std::size_t scalars, std::size_t factors)
      : matrices_(factors + 2), values_(scalars * matrices_) {}

  [[nodiscard]] std::size_t matrices() const { return matrices_; }
  [[nodiscard]] std::size_t draws() const { return done_; }
  void done(std::size_t draws) { done_ = draws; }
  /// Room for so many draws, as they come: who stops early needs no more. Throws `domain_error`
  /// where there is none.
  void reserve(std::size_t draws) {
    const auto refuse = [&] {
      throw domain_error(
          "sobol_indices: no memory for " + std::to_string(draws) +
          " draws: " + std::to_string(values_.size()) + " lists of them need " +
          to_text(8.0 * static_cast<double>(values_.size()) * static_cast<double>(draws)) +
          " bytes");
    };
    if (draws > std::vector<double>().max_size()) refuse();
    try {
      for (auto& v : values_) v.resize(draws);
    } catch (const std::bad_alloc&) {
      refuse();
    }
  }

  [[nodiscard]] std::span<double> operator()(std::size_t scalar, std::size_t matrix) {
    return values_[scalar * matrices_ + matrix];
  }
  [[nodiscard]] std::span<const double> operator()(std::size_t scalar, std::size_t matrix) const {
    return {values_[scalar * matrices_ + matrix].data(), done_};
  }

 private:
  std::size_t matrices_, done_ = 0;
  std::vector<std::vector<double>> values_;
};

template <random::point_set Points, batch_function F>
void evaluate_batch(const Points& points, const std::vector<factor>& factors, std::size_t scalars,
                    const F& f, std::size_t first, std::size_t rows, evaluations& out) {
  std::size_t n = 0;
  for (const auto& g : factors) n += g.coordinates.size();
  std::vector<double> a(rows * n), b(rows * n), result(rows * scalars);
  for (std::size_t r = 0; r < rows; ++r) {
    points.fill(first + r, 0, {a.data() + r * n, n});
    points.fill(first + r, n, {b.data() + r * n, n});
  }
  const auto evaluate = [&](const std::vector<double>& x, std::size_t matrix) {
    std::ranges::fill(result, missing);
    f(rows_view<const double>{x.data(), rows, n}, rows_view<double>{result.data(), rows, scalars});
    for (std::size_t s = 0; s < scalars; ++s) {
      const auto to = out(s, matrix);
      for (std::size_t r = 0; r < rows; ++r) to[first + r] = result[r * scalars + s];
    }
  };
  evaluate(a, 0);
  evaluate(b, 1);
  for (std::size_t j = 0; j < factors.size(); ++j) {
    const auto exchange = [&] {
      for (std::size_t r = 0; r < rows; ++r) {
        for (const auto c : factors[j].coordinates) std::swap(a[r * n + c], b[r * n + c]);
      }
    };
    exchange();
    evaluate(a, j + 2);
    exchange();
  }
}

/// Why a scalar has no indices: it is not finite, or does not vary beyond rounding.
[[nodiscard]] inline std::string undefined_because(const evaluations& all, std::size_t scalar,
                                                   const std::vector<factor>& factors) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::size_t count = 0, draw = 0, matrix = 0;
  for (std::size_t i = 0; i < all.draws(); ++i) {
    for (std::size_t m = 0; m < all.matrices(); ++m) {
      const double y = all(scalar, m)[i];
      if (!std::isfinite(y)) {
        if (count++ == 0) draw = i, matrix = m;
        continue;
      }
      low = std::min<double>(low, y);
      high = std::max<double>(high, y);
    }
  }
  if (count > 0) {
    return std::to_string(count) + " of " + std::to_string(all.draws() * all.matrices()) +
           " evaluations gave no finite number; the first is " +
           to_text(all(scalar, matrix)[draw]) + " at draw " + std::to_string(draw) +
           (matrix == 0   ? ", first sample"
            : matrix == 1 ? ", second sample"
                          : ", factor " + in_quotes(factors[matrix - 2].name) + " exchanged");
  }
  const double size = std::max<double>(std::fabs(low), std::fabs(high));
  if (high - low <= 64 * std::numeric_limits<double>::epsilon() * size) {
    return "it is " + to_text(low) + " in every evaluation: no variance, so no shares of it";
  }
  constexpr double far = 1e150;  // squares of what is beyond are no doubles
  if (size > far || high - low < 1 / far) {
    return "it runs from " + to_text(low) + " to " + to_text(high) +
           ", whose squares no double holds: use another unit";
  }
  return {};
}

}  // namespace ltorisk::sensitivity::detail
